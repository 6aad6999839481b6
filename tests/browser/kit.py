"""What the programs of this folder share: a service of its own, and a headless Chromium driven over WebDriver.

Needs `chromium` and `chromedriver` (Debian: apt-get install chromium chromium-driver). Standard library only.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

PASSWORD = "Duban-demo-2025"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def program(*names):
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        sys.exit(f"no {names[0]}: install it (Debian: apt-get install chromium chromium-driver)")
    return found


def wait_for(address):
    for _ in range(300):
        try:
            return urllib.request.urlopen(address, timeout=2).read()
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{address} does not answer")


@contextmanager
def service(duban, folder, **settings):
    """A fresh demonstration; gives its address."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "DUBAN_LISTEN": f"127.0.0.1:{port}", "DUBAN_LOG": "warn", **settings}
    running = subprocess.Popen([duban, "serve"], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


class Browser:
    """One window."""

    def __init__(self, driver, folder, languages="zh-CN,zh"):
        self.driver = driver
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1400,900", f"--user-data-dir={folder}", f"--lang={languages.split(',')[0]}",
                     f"--accept-lang={languages}"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments,
                  "binary": program("chromium", "chromium-browser", "google-chrome")},
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.session = ""
        self.session = "/session/" + self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        self.ask("POST", "/timeouts", {"script": 60000})

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.driver + self.session + path, data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            return json.loads(urllib.request.urlopen(request, timeout=120).read())["value"]
        except urllib.error.HTTPError as failure:
            raise RuntimeError(json.loads(failure.read())["value"]["message"].split("\n")[0]) from None

    def open(self, address):
        self.ask("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments, seconds=20):
        """Until a script gives something; gives it."""
        until = time.time() + seconds
        while time.time() < until:
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.05)
        raise RuntimeError(f"waited in vain for: {script} {arguments}")

    def find(self, selector):
        return next(iter(self.ask("POST", "/element", {"using": "css selector", "value": selector}).values()))

    def type(self, selector, text):
        found = self.find(selector)
        self.ask("POST", f"/element/{found}/clear", {})
        self.ask("POST", f"/element/{found}/value", {"text": text})

    def click(self, selector):
        self.ask("POST", f"/element/{self.find(selector)}/click", {})

    def log(self, kind):
        return self.ask("POST", "/se/log", {"type": kind})

    def asked(self):
        """Every address that was asked for since the last call."""
        told = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"]

    def picture(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", "/screenshot")))


@contextmanager
def browser(folder, **options):
    port = free_port()
    driver = subprocess.Popen([program("chromedriver"), f"--port={port}", "--log-level=OFF"], stdout=subprocess.DEVNULL)
    window = None
    try:
        wait_for(f"http://127.0.0.1:{port}/status")
        window = Browser(f"http://127.0.0.1:{port}", os.path.join(folder, f"profile-{port}"), **options)
        yield window
    finally:
        if window is not None:
            window.ask("DELETE", "", None)
        driver.terminate()
        driver.wait()
