#!/usr/bin/env python3
"""examples/browser.html from another origin: it lists what is behind, and survives an expired token.

    make browser                      # or: python3 tests/browser/example.py PATH/TO/duban
"""
import functools
import http.server
import os
import sys
import tempfile
import threading

from kit import PASSWORD, browser, free_port, service

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")


def main():
    duban = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/duban")
    port = free_port()
    lines = sum(1 for _ in open(os.path.join(EXAMPLES, "browser.html"), encoding="utf-8"))
    if lines > 64:
        sys.exit(f"examples/browser.html has {lines} lines: it is read like documentation")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    pages = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=EXAMPLES))
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    settings = {"DUBAN_CORS_ORIGINS": f"http://127.0.0.1:{port}", "DUBAN_ACCESS_SECONDS": "30"}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, service(duban, folder, **settings) as api, \
            browser(folder) as window:
        window.open(f"http://127.0.0.1:{port}/browser.html?api={api}")
        window.type("[name=username]", "supervisor")
        window.type("[name=password]", PASSWORD)
        window.click("button")
        told = window.wait("return document.getElementById('told').textContent")
        shown = window.run("return document.querySelectorAll('#behind li').length")
        if shown == 0 or told != f"{shown} 项落后":
            sys.exit(f"nothing is listed: {told}")
        # The page asks again every minute; by then its token has expired.
        first = window.run("return tokens.access_token")
        window.run("document.getElementById('told').textContent = ''")
        again = window.wait("return document.getElementById('told').textContent", seconds=90)
        if again != told or window.run("return tokens.access_token") == first:
            sys.exit(f"the page did not survive its token: {again}")
    pages.shutdown()
    print(f"examples/browser.html lists {shown} that are behind and goes on after its token has expired")


if __name__ == "__main__":
    main()
