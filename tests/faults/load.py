"""Many at once: one winner, bounded memory, and too much is refused with a word when to come again."""
import json
import time

from kit import at_once, counted

# Of 160 MB resident in all, what the file of the delivered binary may take is left out (docs/operations.md).
MEMORY = 130


def races(table, service, name):
    """Fifty approve one report at the same moment."""
    reporter, lead = (service.token(f"development-reform-{role}") for role in ("reporter", "lead"))
    supervisor = service.token("supervisor")
    body = {"indicator": "code:2.9", "period": "2025-09", "value": "215", "unit": "亿元", "narrative": "故障演练。"}
    draft = service.request("POST", "/api/v1/reports", body, reporter)
    path = f"/api/v1/reports/{draft.json()['id']}"
    submitted = service.request("POST", f"{path}/submit", {}, lead, {"If-Match": draft.headers["ETag"]})
    assert submitted.status == 200, submitted.body
    tag = {"If-Match": submitted.headers["ETag"]}
    answers = at_once(50, lambda _: service.request("POST", f"{path}/approve", {}, supervisor, tag))
    statuses, slowest, text = counted(answers)
    table.add(f"{name}: 50 approvals at once", "1 × 200, the others 409 or 412, or 503", f"{text}, slowest {slowest:.2f} s",
              statuses.get(200) == 1 and set(statuses) <= {200, 409, 412, 503})
    audit = service.token("audit-admin")
    found = service.get(f"/api/v1/audit-entries?action=report.approved&resource_id={draft.json()['id']}&count=exact", audit)
    table.add(f"{name}: its entries in the audit log", "1", found.json()["page"]["total"], found.json()["page"]["total"] == 1)


def log_ins(table, service, name):
    """Anybody asks for a password to be checked, as often as they can."""
    before = service.memory()
    waves = range(6)
    nobody = lambda wave, number: service.log_in(f"nobody-{wave}-{number}", "Wrong-password-2025")
    flood = lambda: [answer for wave in waves for answer in at_once(200, lambda number: nobody(wave, number))]
    answers, most = service.peak_during(flood)
    statuses, slowest, text = counted(answers)
    refused = [answer for answer in answers if answer.status in (429, 503)]
    table.add(f"{name}: flood of 1,200 log-ins", "401, or 503 with Retry-After, ≤ 5 s", f"{text}, slowest {slowest:.2f} s",
              set(statuses) <= {401, 429, 503} and all(a.headers.get("Retry-After") for a in refused) and slowest <= 5)
    time.sleep(1)
    after = service.memory()
    table.add(f"{name}: memory in it", f"≤ {MEMORY} MB", f"{before:.0f} MB before, {most:.0f} most, {after:.0f} after",
              most <= MEMORY)
    answer = service.log_in("supervisor")
    table.add(f"{name}: a log-in after it", "200", answer.status, answer.status == 200)


def overload(table, service, name):
    """Four times as many as may wait and be served ask for the most expensive page."""
    token = service.token("supervisor")
    paths = ["/api/v1/indicators?limit=50", "/api/v1/overview", "/api/v1/me", "/api/v1/projects?limit=50"]
    flood = lambda: at_once(1056, lambda number: service.get(paths[number % len(paths)], token))
    answers, most = service.peak_during(flood)
    statuses, slowest, text = counted(answers)
    refused = [answer for answer in answers if answer.status == 503]
    codes = {}
    for answer in refused:
        code = json.loads(answer.body)["code"]
        codes[code] = codes.get(code, 0) + 1
    good = set(statuses) <= {200, 503} and all(answer.headers.get("Retry-After") for answer in refused)
    table.add(f"{name}: 1,056 requests at once", "200, or 503 with Retry-After, ≤ 10 s",
              f"{text} {codes or ''}, slowest {slowest:.2f} s", good and statuses.get(200, 0) > 0 and slowest <= 10)
    table.add(f"{name}: memory in it", f"≤ {MEMORY} MB", f"{most:.0f} MB most", most <= MEMORY)
    answer = service.get("/api/v1/me", token)
    table.add(f"{name}: a read after it", "200, ≤ 1 s", f"{answer.status}, {answer.seconds:.2f} s",
              answer.status == 200 and answer.seconds <= 1)
