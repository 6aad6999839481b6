#!/usr/bin/env python3
"""The main job, end to end, against a running server: python3 examples/first_report.py http://127.0.0.1:8080

A bureau signs in, sees what it owes, drafts and submits a progress report; the supervision office returns it, the bureau
mends it, the supervision office approves; the figures of indicator, area and district follow. Every figure is recomputed
here, exactly, and a wrong one ends the program with status 1. Standard library only. It may be run again: each run takes the
next report that is still owed.
"""
import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from decimal import Decimal
from fractions import Fraction

BASE = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080").rstrip("/")
PASSWORD = os.environ.get("DUBAN_DEMO_PASSWORD", "Duban-demo-2025")


def call(method, path, body=None, token=None, etag=None, expect=(200, 201)):
    """One request; gives the JSON body and the ETag."""
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = "Bearer " + token
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if etag:
        headers["If-Match"] = etag
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(BASE + path, data, headers, method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as problem:
        answer = problem
    with answer:
        status, tag, text = answer.status, answer.headers.get("ETag"), answer.read()
    if status not in (expect if isinstance(expect, tuple) else (expect,)):
        sys.exit(f"FAILED {method} {path}: {status} {text.decode()}")
    return (json.loads(text) if text else None), tag


def check(what, got, wanted):
    """Ends the program when a figure is wrong."""
    if got != wanted:
        sys.exit(f"FAILED {what}: the service says {got!r}, it is {wanted!r}")
    print(f"  ok  {what}: {got}")


def log_in(username):
    tokens, _ = call("POST", "/api/v1/sessions", {"username": username, "password": PASSWORD})
    return tokens["access_token"]


def nearest(value):
    """At most four places, ties to the even digit (GB/T 8170-2008), as the service writes it."""
    whole = round(value * 10000)  # Python rounds exact halves of a Fraction to even
    text = f"{Decimal(whole) / 10000:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pages(path, token):
    """Every item of a list."""
    cursor = ""
    while True:
        page, _ = call("GET", f"{path}{'&' if '?' in path else '?'}limit=200{cursor}", token=token)
        yield from page["items"]
        if not page["page"]["has_more"]:
            return
        cursor = "&cursor=" + page["page"]["next_cursor"]


def light_of(lag, rules):
    """The light and the watch flag by the stored thresholds, on the exact lag in percentage points."""
    if lag > Fraction(rules["red_above_lag"]):
        return "red", False
    if lag >= Fraction(rules["yellow_from_lag"]):
        return "yellow", False
    return "green", lag > Fraction(rules["watch_above_lag"])


def choose(token):
    """The report to write: indicator 2.9 (335.3 亿元) when it is still owed, else the next owed one with a yearly target."""
    owed = [o for o in pages("/api/v1/obligations?state=owed,overdue", token) if o["subject"]["type"] == "indicator"]
    owed.sort(key=lambda o: (o["subject"]["code"] != "2.9", o["period"]["code"]))
    for obligation in owed:
        indicator, _ = call("GET", "/api/v1/indicators/" + obligation["subject"]["id"], token=token)
        target = indicator["target"]
        if indicator["kind"] == "flow" and indicator["basis"] == "cumulative" and target["comparator"] in ("gte", "gt"):
            return obligation, indicator
    sys.exit("FAILED: no cumulative indicator is owed any more; start from a new database")


def main():
    print(f"1. The service at {BASE}")
    call("GET", "/health/ready")
    document, _ = call("GET", "/openapi.json")
    check("OpenAPI", document["openapi"], "3.1.0")
    supervisor = log_in("supervisor")

    print("2. A bureau signs in and sees what it owes")
    obligation, indicator = choose(supervisor)
    bureau = obligation["bureau"]["code"]
    reporter, lead = log_in(bureau + "-reporter"), log_in(bureau + "-lead")
    me, _ = call("GET", "/api/v1/me", token=reporter)
    check("bureau of the reporter", me["bureau"]["code"], bureau)
    print(f"      business date {me['business_date']}")
    period, code = obligation["period"]["code"], indicator["code"]
    mine = [o for o in pages(f"/api/v1/obligations?period={period}&state=owed,overdue", reporter) if o["subject"]["code"] == code]
    check(f"{indicator['name']} ({code}) is owed for {period}", len(mine), 1)
    strangers = [o for o in pages("/api/v1/obligations", reporter) if o["bureau"]["code"] != bureau]
    check("obligations of other bureaus seen", len(strangers), 0)

    print("3. The reporter drafts, the lead submits")
    before, _ = call("GET", f"/api/v1/indicators/{indicator['id']}/progress", token=reporter)
    target = Fraction(indicator["target"]["value"])
    last = Fraction(before["actual"] or "0")
    value = Fraction("215") if code == "2.9" and last <= 215 else Fraction(nearest(max(last, target * Fraction(64, 100))))
    body = {"indicator": indicator["id"], "period": period, "value": nearest(value / 2), "unit": indicator["unit"],
            "narrative": "1至本期累计完成情况。", "problems": "部分项目征迁进度偏慢。", "next_steps": "加快前期手续办理。",
            "decrease_reason": "correction"}
    report, etag = call("POST", "/api/v1/reports", body, reporter, expect=201)
    path = "/api/v1/reports/" + report["id"]
    call("POST", path + "/submit", {}, reporter, etag, expect=403)
    report, etag = call("POST", path + "/submit", {}, lead, etag)
    check("status", report["status"], "submitted")
    unchanged, _ = call("GET", f"/api/v1/indicators/{indicator['id']}/progress", token=reporter)
    check("approved figure until it is reviewed", unchanged["actual"], before["actual"])

    print("4. The supervision office returns it, the bureau mends it, the supervision office approves")
    report, etag = call("POST", path + "/return", {"reason": "figure_wrong", "comment": "请核对累计口径。"}, supervisor, etag)
    check("status", report["status"], "returned")
    report, etag = call("PATCH", path, {"value": nearest(value), "decrease_reason": None}, reporter, etag)
    report, etag = call("POST", path + "/submit", {}, lead, etag)
    call("POST", path + "/approve", {}, supervisor, '"1.stale"', expect=412)
    report, etag = call("POST", path + "/approve", {}, supervisor, etag)
    check("status", report["status"], "approved")
    call("PATCH", path, {"narrative": "再改"}, reporter, etag, expect=409)

    print("5. The figures follow")
    progress, _ = call("GET", f"/api/v1/indicators/{indicator['id']}/progress", token=reporter)
    rules, _ = call("GET", "/api/v1/rule-sets/code:lights", token=reporter)
    months = int(period[-2:])
    rate, expected = value / target * 100, Fraction(months, 12) * 100
    check("period of the figure", progress["period"], period)
    check("actual", progress["actual"], nearest(value))
    check("target in force", progress["target"]["value"], nearest(target))
    check("rate", progress["rate"], nearest(rate))
    check("expected rate", progress["expected_rate"], nearest(expected))
    check("expected to date", progress["expected"], nearest(target * months / 12))
    check("variance in points", progress["variance_pp"], nearest(rate - expected))
    check("met", progress["met"], value > target if indicator["target"]["comparator"] == "gt" else value >= target)
    light, watch = light_of(expected - rate, rules["content"])
    check("light", progress["light"], light)
    check("watch", progress["watch"], watch)
    print("      " + progress["sentence_zh"])

    print("6. Area and district follow")
    overview, _ = call("GET", "/api/v1/overview", token=supervisor)
    figures = list(pages("/api/v1/progress", supervisor))
    for name in ("green", "yellow", "red", "grey"):
        counted = sum(1 for figure in figures if figure["light"] == name)
        check(f"district: {name}", overview["totals"]["lights"][name], counted)
    area = next(a for a in overview["areas"] if a["area"]["code"] == indicator["area"]["code"])
    mine = list(pages(f"/api/v1/progress?area={indicator['area']['id']}", supervisor))
    for name in ("green", "yellow", "red", "grey"):
        check(f"area {area['area']['code']}: {name}", area["counts"]["lights"][name], sum(1 for figure in mine if figure["light"] == name))

    print("7. Everything can be accounted for")
    history = [entry["kind"] for entry in pages(path + "/history", lead)]
    wanted = ["report.drafted", "report.submitted", "report.returned", "report.updated", "report.submitted", "report.approved"]
    check("history", history, wanted)
    other = next(b["code"] for b in pages("/api/v1/bureaus", supervisor) if b["code"] not in (bureau, "supervision-office"))
    call("GET", path, token=log_in(other + "-lead"), expect=404)
    print(f"  ok  another bureau ({other}) does not find the report")
    audit, _ = call("GET", "/api/v1/audit-entries/verification", token=log_in("audit-admin"))
    check("audit log intact", audit["intact"], True)
    print("The main job works.")


if __name__ == "__main__":
    main()
