"""The main job in Python: what is owed, a report, its approval, and what follows.

    pip install -r requirements.txt
    curl -sS http://127.0.0.1:8080/openapi.json -o openapi.json
    openapi-python-client generate --path openapi.json --output-path duban --meta none --overwrite
    python3 main.py                              # DUBAN=http://… for another address
"""
import os
import sys
import time
import uuid
from decimal import Decimal

import httpx
from duban.api.indicators import get_indicator
from duban.api.obligations import list_obligations
from duban.api.progress import get_indicator_progress
from duban.api.reports import approve_report, create_report, get_report, submit_report
from duban.api.sessions import log_in, refresh_session
from duban.client import AuthenticatedClient, Client
from duban.models import Approval, Empty, LogIn, NewReport, Problem, Refresh

BASE = os.environ.get("DUBAN", "http://127.0.0.1:8080")
PASSWORD = os.environ.get("DUBAN_DEMO_PASSWORD", "Duban-demo-2025")


def answer(response):
    """What was answered; a problem ends the program with every fault."""
    if isinstance(response.parsed, Problem) or response.parsed is None:
        problem = response.parsed.to_dict() if response.parsed else {"status": response.status_code}
        faults = [f"\n  {fault.get('pointer')}: {fault['detail']}" for fault in problem.get("errors") or []]
        sys.exit(f"{problem['status']} {problem.get('code')}: {problem.get('detail')}{''.join(faults)}")
    return response.parsed


class Person(httpx.HTTPTransport):
    """Sends for one person: waits when it is told to, and renews the token when that has expired."""

    def __init__(self, username):
        super().__init__()
        self.username, self.open = username, Client(base_url=BASE)
        self.tokens = answer(log_in.sync_detailed(client=self.open, body=LogIn(username=username, password=PASSWORD)))

    def handle_request(self, request):
        for attempt in range(5):  # the same Idempotency-Key each time: never twice the effect
            request.headers["Authorization"] = f"Bearer {self.tokens.access_token}"
            response = super().handle_request(request)
            if response.status_code in (429, 503):
                time.sleep(int(response.headers.get("Retry-After", "1")))
            elif response.status_code == 401 and b'"token_expired"' in response.read():
                print(f"  the token of {self.username} has expired: it is renewed")
                renew = Refresh(refresh_token=self.tokens.refresh_token)
                self.tokens = answer(refresh_session.sync_detailed(client=self.open, body=renew))
            else:
                break
        return response


def sign_in(username):
    return AuthenticatedClient(base_url=BASE, token="", httpx_args={"transport": Person(username)})


def key():
    return str(uuid.uuid4())


def next_report(client):
    """The first report that is owed of a cumulative indicator with a figure: obligation, indicator, last figure."""
    cursor = {}
    while True:
        page = answer(list_obligations.sync_detailed(client=client, limit=200, **cursor))
        for owed in page.items:
            owed = owed.to_dict()
            if owed["state"] != "owed" or owed["subject"]["type"] != "indicator":
                continue
            indicator = answer(get_indicator.sync_detailed(owed["subject"]["id"], client=client)).to_dict()
            progress = answer(get_indicator_progress.sync_detailed(indicator["id"], client=client)).to_dict()
            if indicator["kind"] == "flow" and indicator["basis"] == "cumulative" and progress["actual"]:
                return owed, indicator, progress["actual"]
        if not page.page.has_more:
            sys.exit("no cumulative indicator is owed any more")
        cursor = {"cursor": page.page.next_cursor}


supervisor = sign_in("supervisor")

print("1. What is owed")
owed, indicator, last = next_report(supervisor)
bureau, period = owed["bureau"]["code"], owed["period"]["code"]
print(f"  {owed['bureau']['name']}: {indicator['name']}, {period}, due {owed['due_at']}; last {last} {indicator['unit']}")

print("2. A report")
reporter, lead = sign_in(f"{bureau}-reporter"), sign_in(f"{bureau}-lead")
draft = NewReport(indicator=indicator["id"], period=period, value=str(Decimal(last) + 1), unit="no such unit",
                  narrative="累计完成情况。", problems="无。", next_steps="按计划推进。")
wrong = create_report.sync_detailed(client=reporter, body=draft, idempotency_key=key()).parsed.to_dict()
print(f"  a wrong unit: {wrong['status']} {wrong['errors'][0]['pointer']} {wrong['errors'][0]['detail']}")
draft.unit = indicator["unit"]
created = create_report.sync_detailed(client=reporter, body=draft, idempotency_key=key())
report, drafted = answer(created), created.headers["ETag"]

time.sleep(int(os.environ.get("PAUSE", "0")))  # longer than a token lives, to see it renewed
report_id = report.to_dict()["id"]
submitted = answer(submit_report.sync_detailed(report_id, client=lead, body=Empty(), if_match=drafted, idempotency_key=key()))
print(f"  {submitted.to_dict()['value']} {submitted.to_dict()['unit']}: {submitted.to_dict()['status']}")

print("3. Its approval")
etag = drafted
while True:
    approved = approve_report.sync_detailed(report_id, client=supervisor, body=Approval(), if_match=etag, idempotency_key=key())
    if approved.status_code != 412:
        print(f"  {answer(approved).to_dict()['status']}")
        break
    # Somebody was faster: look at what is there now, then decide again.
    read = get_report.sync_detailed(report_id, client=supervisor)
    print(f"  changed since it was read: it is {answer(read).to_dict()['status']} now")
    etag = read.headers["ETag"]

print("4. What follows")
progress = answer(get_indicator_progress.sync_detailed(indicator["id"], client=reporter)).to_dict()
if progress["actual"] != draft.value:
    sys.exit(f"reported {draft.value}, but the service says {progress['actual']}")
print(f"  {progress['sentence_zh']}")
