"""What every fault needs: the real binary, a PostgreSQL of its own, clients, and the table of goals."""
import http.client
import json
import os
import pwd
import random
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("FAULTS_BINARY", str(ROOT / "target/debug/duban"))
PASSWORD = "Duban-demo-2025"


class Table:
    """The goals, and what was measured."""

    def __init__(self):
        self.rows = []

    def add(self, what, goal, measured, ok):
        self.rows.append((what, goal, str(measured), "yes" if ok else "NO"))
        print(f"  {'ok  ' if ok else 'MISS'} {what}: {measured} (goal: {goal})", flush=True)

    def skip(self, what, reason):
        self.rows.append((what, "-", f"not possible here: {reason}", "skipped"))
        print(f"  skip {what}: {reason}", flush=True)

    def print(self):
        head = ("what", "goal", "measured", "ok")
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(4)]
        for row in [head, tuple("-" * width for width in widths), *self.rows]:
            print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        return all(row[3] != "NO" for row in self.rows)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, status, seconds, headers, body):
        self.status, self.seconds, self.headers, self.body = status, seconds, headers, body

    def json(self):
        return json.loads(self.body)


class Service:
    """`duban serve` with its default settings, but for the address and the database."""

    def __init__(self, folder, url, **environment):
        self.folder, self.url, self.environment = Path(folder), url, environment
        self.port, self.process, self.tokens = free_port(), None, {}
        self.log = open(self.folder / "service.log", "ab")

    def start(self, patience=300):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DUBAN_", "DATABASE_"))}
        environment |= {"DATABASE_URL": self.url, "DUBAN_LISTEN": f"127.0.0.1:{self.port}"}
        environment |= {"DUBAN_SIGNING_KEYS": str(self.folder / "key.pem"), "DUBAN_ATTACHMENTS": str(self.folder / "files")}
        self.process = subprocess.Popen(
            [BINARY, "serve"], env=environment | self.environment, stdout=self.log, stderr=self.log
        )
        end = time.monotonic() + patience
        while time.monotonic() < end and self.process.poll() is None:
            if self.get("/health/ready").status == 200:
                return self
            time.sleep(0.02)
        raise SystemExit(f"the service did not start; see {self.folder}/service.log")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def memory(self):
        """What the process has taken, in MB: resident memory without the pages of its own file, which are 100 MB more in a
        build that is not optimised than in the one that is delivered."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon"):
                return int(line.split()[1]) / 1024
        return 0.0

    def peak_during(self, work):
        """What the work gives, and the most memory that was taken meanwhile."""
        most, done = [self.memory()], threading.Event()

        def look():
            while not done.wait(0.05):
                most.append(self.memory())

        thread = in_the_background(look)
        result = work()
        done.set()
        thread.join()
        return result, max(most)

    def request(self, method, path, body=None, token=None, headers=None, timeout=60):
        """Status 0 is no answer at all."""
        headers = {"Content-Type": "application/json", "Connection": "close"} | (headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if method == "POST" and "/sessions" not in path:
            headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            content = answer.read()
            return Answer(answer.status, time.monotonic() - began, answer.headers, content)
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, time.monotonic() - began, {}, str(error).encode())
        finally:
            connection.close()

    def get(self, path, token=None, **more):
        return self.request("GET", path, None, token, **more)

    def log_in(self, username, password=PASSWORD, **more):
        return self.request("POST", "/api/v1/sessions", {"username": username, "password": password}, **more)

    def token(self, username):
        """A token, asked for once; an access token outlives what is done here with it."""
        if username not in self.tokens:
            answer = self.log_in(username)
            assert answer.status == 200, answer.body
            self.tokens[username] = answer.json()["access_token"]
        return self.tokens[username]

    def add_area(self, code):
        body = {"plan": "code:2025", "code": code, "name": "故障演练"}
        return self.request("POST", "/api/v1/areas", body, self.token("supervisor"))

    def areas(self):
        """The codes of all areas."""
        found, path = set(), "/api/v1/areas?limit=200"
        cursor = None
        while True:
            page = self.get(path + (f"&cursor={cursor}" if cursor else ""), self.token("supervisor")).json()
            found |= {item["code"] for item in page["items"]}
            cursor = page["page"].get("next_cursor")
            if not cursor:
                return found

    def audit_is_intact(self):
        return self.get("/api/v1/audit-entries/verification", self.token("audit-admin")).json().get("intact") is True


def at_once(count, request):
    """As many requests, each in a thread of its own."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(request, range(count)))


def seconds_until(condition, most=30):
    began = time.monotonic()
    while time.monotonic() - began < most:
        if condition():
            return time.monotonic() - began
        time.sleep(0.02)
    return most


def counted(answers):
    """How many of each status, and the slowest."""
    statuses = {}
    for answer in answers:
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
    text = ", ".join(f"{count} × {status or 'no answer'}" for status, count in sorted(statuses.items()))
    return statuses, max(answer.seconds for answer in answers), text


class Wire:
    """The little of PostgreSQL's protocol that a fault needs: a session, and simple statements."""

    def __init__(self, port, database, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        start = b"".join(part.encode() + b"\0" for part in ("user", "duban", "database", database)) + b"\0"
        self.socket.sendall(struct.pack("!ii", len(start) + 8, 196608) + start)
        self.until_ready()

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def until_ready(self):
        failed = None
        while True:
            kind, length = struct.unpack("!ci", self.receive(5))
            content = self.receive(length - 4)
            if kind == b"E":
                failed = content.decode("utf-8", "replace")
                if b"FATAL" in content:
                    raise OSError(failed)
            if kind == b"Z":
                if failed:
                    raise OSError(failed)
                return

    def execute(self, sql):
        text = sql.encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!i", len(text) + 4) + text)
        self.until_ready()

    def close(self):
        self.socket.close()


class Postgres:
    """A PostgreSQL of its own, as PostgreSQL refuses to run as root, and with messages in Chinese where that can be."""

    def __init__(self, folder):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) + sorted(Path("/usr").glob("pgsql-*/bin/initdb"))
        where = os.environ.get("PG_BINDIR") or (str(found[-1].parent) if found else None)
        if not where and shutil.which("initdb"):
            where = str(Path(shutil.which("initdb")).parent)
        if not where:
            raise SystemExit("PostgreSQL is missing: install it (Debian: apt-get install postgresql), or set PG_BINDIR.")
        self.bin, self.folder, self.port = Path(where), Path(folder), free_port()
        self.user = None
        if os.getuid() == 0:
            names = [entry.pw_name for entry in pwd.getpwall()]
            self.user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self.user)
        self.environment, self.language = self.chinese()
        self.command("initdb", "-D", self.data, "-U", "duban", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                     f"--lc-messages={self.language}")
        self.start()

    @property
    def data(self):
        return str(self.folder / "data")

    def chinese(self):
        """A locale for zh_CN, made in the folder: nothing of the system is changed."""
        environment = dict(os.environ)
        if shutil.which("localedef"):
            made = subprocess.run(
                ["localedef", "--no-archive", "-c", "-i", "zh_CN", "-f", "UTF-8", str(self.folder / "zh_CN.UTF-8")],
                capture_output=True,
            )
            if made.returncode <= 1 and (self.folder / "zh_CN.UTF-8").is_dir():
                system = subprocess.run(["cp", "-r", "/usr/lib/locale/C.utf8", str(self.folder)], capture_output=True)
                if system.returncode == 0:
                    return environment | {"LOCPATH": str(self.folder)}, "zh_CN.UTF-8"
        return environment, "C.UTF-8"

    def command(self, name, *arguments, check=True):
        # What the server prints goes to files: a pipe that it inherits would never end.
        with open(self.folder / f"{name}.log", "ab") as log:
            return subprocess.run([self.bin / name, *arguments], stdout=log, stderr=log, check=check, user=self.user,
                                  cwd=self.folder, env=self.environment)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=40"
        self.command("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def stop(self):
        self.thaw()
        self.command("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", check=False)

    def session(self, database="postgres", **more):
        return Wire(self.port, database, **more)

    def create(self, name, more=""):
        session = self.session()
        session.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {more}")
        session.close()
        return f"postgres://duban@127.0.0.1:{self.port}/{name}"

    def cut(self, database):
        session = self.session()
        session.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        session.close()

    def processes(self):
        """The server and all that it started."""
        try:
            found = [int(Path(self.data, "postmaster.pid").read_text().split()[0])]
        except (OSError, ValueError):
            return []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if int(text.rsplit(")", 1)[1].split()[1]) == found[0]:
                found.append(int(status.parent.name))
        return found

    def signal(self, number):
        for process in self.processes():
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)


def in_the_background(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def pause():
    time.sleep(random.uniform(0.05, 0.3))
