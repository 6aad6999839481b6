#!/usr/bin/env python3
"""A page of another origin, in a headless Chromium: what it can read of the service, and what it cannot.

    make browser                      # or: python3 tests/browser/origins.py PATH/TO/duban

Needs `chromium` (Debian: apt-get install chromium). The service runs on a database of its own, in a folder that goes
with this program.
"""
import html
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

PAGE = """<!doctype html><meta charset="utf-8"><body><pre id="out">nothing</pre><script>
const api = "%s";
const trace = {traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "a=1"};
const told = {};
async function ask(name, path, options = {}) {
  try {
    const answer = await fetch(api + path, options);
    const text = await answer.text();
    const body = text ? JSON.parse(text) : null;
    const header = name => answer.headers.get(name);
    told[name] = {status: answer.status, code: body && body.code, etag: header("ETag"),
      challenge: header("WWW-Authenticate"), request: header("X-Request-Id"), allow: header("Allow")};
    return body;
  } catch (failure) {
    told[name] = {failure: String(failure)};
    return null;
  }
}
(async () => {
  const json = {"Content-Type": "application/json"};
  await ask("unauthorized", "/api/v1/plans", {headers: trace});
  const body = JSON.stringify({username: "supervisor", password: "Duban-demo-2025"});
  const tokens = await ask("log_in", "/api/v1/sessions", {method: "POST", headers: {...json, ...trace}, body});
  const signed = {...json, ...trace, Authorization: "Bearer " + (tokens && tokens.access_token)};
  await ask("read", "/api/v1/plans/code:2025", {headers: signed});
  const stale = {...signed, "If-Match": '"999.0"'};
  await ask("stale", "/api/v1/plans/code:2025", {method: "PATCH", headers: stale, body: '{"title": "x"}'});
  const keyed = {...signed, "Idempotency-Key": "one"};
  await ask("invalid", "/api/v1/areas", {method: "POST", headers: keyed, body: '{"plan": "code:2025"}'});
  await ask("method", "/api/v1/plans", {method: "DELETE", headers: signed});
  document.getElementById("out").textContent = JSON.stringify(told);
})();
</script></body>"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def page_server(port, api):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            page = (PAGE % api).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def seen_by(browser, port, folder):
    arguments = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 f"--user-data-dir={folder}/{port}", "--virtual-time-budget=30000", "--dump-dom",
                 f"http://127.0.0.1:{port}/"]
    out = subprocess.run(arguments, capture_output=True, text=True, timeout=120).stdout
    found = re.search(r'<pre id="out">(.*?)</pre>', out, re.S)
    return json.loads(html.unescape(found.group(1)))


def check(listed, other):
    faults = []

    def expect(name, **wanted):
        got = listed.get(name, {})
        for field, value in wanted.items():
            right = value(got.get(field)) if callable(value) else got.get(field) == value
            if not right:
                faults.append(f"{name}.{field}: {got}")

    there = bool
    expect("unauthorized", status=401, code="authentication_required", challenge='Bearer realm="duban"', request=there)
    expect("log_in", status=200)
    expect("read", status=200, etag=there)
    expect("stale", status=412, code="precondition_failed", etag=there)
    expect("invalid", status=422, code="validation_failed")
    expect("method", status=405, code="method_not_allowed", allow="GET, POST")
    for name, got in other.items():
        if "failure" not in got:
            faults.append(f"a page of an origin that is not listed read {name}: {got}")
    return faults


def main():
    browser = next((found for found in map(shutil.which, ["chromium", "chromium-browser", "google-chrome"]) if found), None)
    if browser is None:
        sys.exit("no chromium: install it (Debian: apt-get install chromium)")
    duban = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/duban")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port, listed, other = free_port(), free_port(), free_port()
        api = f"http://127.0.0.1:{port}"
        environment = {"PATH": os.environ["PATH"], "DUBAN_LISTEN": f"127.0.0.1:{port}", "DUBAN_LOG": "warn",
                       "DUBAN_CORS_ORIGINS": f"http://127.0.0.1:{listed}"}
        service = subprocess.Popen([duban, "serve"], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        pages = [page_server(listed, api), page_server(other, api)]
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{api}/health/ready", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.2)
            faults = check(seen_by(browser, listed, folder), seen_by(browser, other, folder))
        finally:
            service.terminate()
            service.wait()
            for page in pages:
                page.shutdown()
    if faults:
        sys.exit("\n".join(faults))
    print("a page of a listed origin reads 200, 401, 405, 412 and 422 and survives a preflight with traceparent; others read nothing")


if __name__ == "__main__":
    main()
