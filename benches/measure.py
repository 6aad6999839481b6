"""Measures the service beside two ceilings; run by benches/run.sh. Arguments: the service, the ceiling, an empty folder.

Everything talks over 127.0.0.1. What it starts it ends; the folder and PostgreSQL are cleared away by the scripts above it.
"""

import contextlib, datetime, http.client, json, os, pathlib, platform, signal, socket, statistics, subprocess, sys
import threading, time
import replay

SERVICE, CEILING, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
HERE = pathlib.Path(__file__).parent
SERVER = os.environ["TEST_DATABASE_URL"]
# Submissions end when the drafts are used up, at the latest then.
SECONDS, CEILING_SECONDS, SUBMIT_SECONDS = 8, 5, 20
SUBMISSIONS_REPLAYED = 32
PROJECTS, BUREAU, PASSWORD = 500, "housing", "Duban-demo-2025"
PROGRESS = "/api/v1/progress?limit=50"
CLIENTS = ["-t2", "-c32"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(command, port, ready, **options):
    """A server that answers at `ready`; yields its process and the milliseconds from start to there."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    try:
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", ready)
                if connection.getresponse().status < 500:
                    break
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise SystemExit(f"{command[0]} does not start")
            time.sleep(0.001)
        yield process, (time.perf_counter() - began) * 1000
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def service(url, port):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "DATABASE_"))}
    environment |= {
        "DATABASE_URL": url,
        "DUBAN_LISTEN": f"127.0.0.1:{port}",
        "DUBAN_SIGNING_KEYS": str(FOLDER / "key.pem"),
        "DUBAN_DEMO_PASSWORD": PASSWORD,
        "DUBAN_ACCESS_SECONDS": "3600",
        "DUBAN_LOG": "warn",
    }
    return running([SERVICE, "serve"], port, "/health/ready", env=environment)


class Client:
    """An account, on one connection."""

    def __init__(self, port, username=None, token=None):
        self.connection, self.token, self.made = http.client.HTTPConnection("127.0.0.1", port, timeout=30), token, 0
        if username:
            body = {"username": username, "password": PASSWORD}
            self.token = json.loads(self.call("POST", "/api/v1/sessions", body)[1])["access_token"]

    def call(self, method, path, body=None, headers=None):
        headers = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {data.decode()}")
        return answer, data

    def create(self, path, body):
        self.made += 1
        key = f"prepare-{threading.get_ident()}-{self.made}"
        answer, data = self.call("POST", path, body, {"Idempotency-Key": key})
        return answer.headers["ETag"], json.loads(data)


def in_threads(count, work, items):
    """Runs `work(part)` on `count` parts of the items at once, and gathers what it returns."""
    results, failures = [], []

    def run(part):
        try:
            results.extend(work(part))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(items[i::count],)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def prepare(port):
    """Projects of one bureau, and a draft of each for every period that takes reports; (path, ETag) of the drafts."""
    supervisor, lead = Client(port, "supervisor"), Client(port, f"{BUREAU}-lead")
    items = json.loads(supervisor.call("GET", "/api/v1/periods?limit=50")[1])["items"]
    periods = [period["code"] for period in items if period["state"] in ("open", "overdue")]

    def project(number):
        return {
            "code": f"B{number:04}", "name": f"项目{number}", "listing": "named", "stage": "under_construction",
            "level": "district", "areas": ["code:2"], "lead_bureau": f"code:{BUREAU}",
            "year_investment": "12000", "entry": {"effective_on": "2025-01-10", "evidence": [
                {"kind": "start_permit", "number": "中建许〔2025〕1号"}, {"kind": "site_photo", "date": "2025-01-09"},
                {"kind": "works_begun", "note": "基坑开挖"}, {"kind": "contract", "number": "ZX-2025-01"},
            ]},
        }  # fmt: skip

    def projects(numbers):
        client = Client(port, token=supervisor.token)
        return [client.create("/api/v1/projects", project(number))[1]["id"] for number in numbers]

    def draft(project, period):
        value = 1000 * int(period[-2:])
        stated = {"value": str(value), "unit": "万元", "narrative": f"累计完成投资{value}万元，主体工程按计划推进。"}
        return {"project": project, "period": period, **stated}

    def drafts(pairs):
        client = Client(port, token=lead.token)
        made = [client.create("/api/v1/reports", draft(*pair)) for pair in pairs]
        return [(f"/api/v1/reports/{report['id']}/submit", etag) for etag, report in made]

    made = in_threads(4, projects, list(range(PROJECTS)))
    return in_threads(4, drafts, [(project, period) for period in periods for project in made])


def wrk(port, path, token, seconds, **environment):
    """Requests a second, p50 and p99 in milliseconds, what went wrong."""
    command = ["wrk", *CLIENTS, f"-d{seconds}", "-s", str(HERE / "wrk.lua"), "-H", f"Authorization: Bearer {token}"]
    command.append(f"http://127.0.0.1:{port}{path}")
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    result, *faults = done.stdout[done.stdout.index("RESULT") :].splitlines()
    count, took, p50, p99, lost = map(int, result.split()[1:])
    for fault in faults[:3]:
        say(f"    {fault[:300]}")
    if lost:
        say(f"    {lost} requests failed")
    return {"rate": count / (took / 1e6), "p50": p50 / 1000, "p99": p99 / 1000, "count": count, "lost": lost}


def memory(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def ten_thousand(port, token, report):
    """One request in ten is the list."""

    def ask(numbers):
        client = Client(port, token=token)
        for number in numbers:
            client.call("GET", PROGRESS if number % 10 == 0 else report)
        return []

    in_threads(8, ask, list(range(10_000)))


def measure(name, url, capture):
    """All figures of one database. `capture` is told of each workload's first request, with a function that makes it."""
    port, found = free_port(), {}
    say(f"{name}: preparing {PROJECTS} projects and their drafts")
    with service(url, port):
        drafts = prepare(port)
    say(f"{name}: {len(drafts)} drafts; start, memory")
    starts = []
    for _ in range(5):
        with service(url, port) as (_, took):
            starts.append(took)
    found["start"] = statistics.median(starts)
    with service(url, port) as (process, _):
        token = Client(port, f"{BUREAU}-lead").token
        found["memory at start"] = memory(process)
        report = drafts[len(drafts) // 2][0].removesuffix("/submit")
        ten_thousand(port, token, report)
        found["memory"] = memory(process)
    with service(url, port) as (process, _):
        token = Client(port, f"{BUREAU}-lead").token
        client, bodies = Client(port, token=token), {}
        bodies["report"] = capture("report", lambda: client.call("GET", report)[1])
        bodies["progress"] = capture("progress", lambda: client.call("GET", PROGRESS)[1])

        def submit():
            path, etag = drafts.pop()
            return client.call("POST", path, {}, {"If-Match": etag, "Idempotency-Key": f"first-{len(drafts)}"})[1]

        bodies["submit"] = capture("submit", submit)
        (FOLDER / "drafts").write_text("".join(f"{path} {etag}\n" for path, etag in drafts))
        for workload, path in [("progress", PROGRESS), ("report", report)]:
            say(f"{name}: {workload}")
            wrk(port, path, token, 1)
            found[workload] = wrk(port, path, token, SECONDS)
        say(f"{name}: submit")
        found["submit"] = wrk(port, report, token, SUBMIT_SECONDS, DRAFTS=str(FOLDER / "drafts"))
        found["memory at end"] = memory(process)
    return found, bodies, token, report


def web_ceiling(bodies, token, report):
    """The same bytes at the same paths from memory."""
    port, found = free_port(), {}
    paths = {"progress": PROGRESS, "report": report, "submit": "/submit"}
    served = []
    for workload, path in paths.items():
        (FOLDER / workload).write_bytes(bodies[workload])
        served.append(f"{path.split('?')[0]}={FOLDER / workload}")
    etag = '"1.0123456789abcdef01234567"'
    (FOLDER / "endless").write_text(f"/submit {etag}\n" * 1000)
    with running([CEILING, f"127.0.0.1:{port}", *served], port, "/"):
        for workload, path in paths.items():
            say(f"ceiling from memory: {workload}")
            environment = {"DRAFTS": str(FOLDER / "endless"), "AGAIN": "1"} if workload == "submit" else {}
            found[workload] = wrk(port, path, token, CEILING_SECONDS, **environment)["rate"]
    return found


def row(label, *cells):
    print("| " + " | ".join([label, *cells]) + " |")


def report_table(sqlite, postgres, web, database):
    def cell(found, workload):
        rate, ceiling = found[workload]["rate"], web[workload]
        return f"{rate:,.0f} ({rate / ceiling:.1%})"

    def latency(workload):
        return " · ".join(f"{f[workload]['p50']:.1f} / {f[workload]['p99']:.1f}" for f in (sqlite, postgres))

    row("workload", "ceiling: from memory, req/s", "ceiling: pgbench, tps", "SQLite, req/s (of memory)",
        "PostgreSQL, req/s (of memory; of pgbench)", "p50 / p99 ms, SQLite · PostgreSQL")  # fmt: skip
    row(*["---"] * 6)
    titles = {"progress": "50 indicators with progress", "report": "one report", "submit": "one submission"}
    for workload, title in titles.items():
        of_database = postgres[workload]["rate"] / database[workload]
        both = cell(postgres, workload)[:-1] + f"; {of_database:.0%})"
        row(title, f"{web[workload]:,.0f}", f"{database[workload]:,.0f}", cell(sqlite, workload), both, latency(workload))
    print()
    row("", "SQLite", "PostgreSQL")
    row(*["---"] * 3)
    row("start to ready on a filled database, ms", *(f"{found['start']:.0f}" for found in (sqlite, postgres)))
    row("resident memory at start, MiB", *(f"{found['memory at start']:.0f}" for found in (sqlite, postgres)))
    row("resident memory after 10,000 requests, MiB", *(f"{found['memory']:.0f}" for found in (sqlite, postgres)))
    row("resident memory after all workloads, MiB", *(f"{found['memory at end']:.0f}" for found in (sqlite, postgres)))
    row("submissions measured", *(f"{found['submit']['count']:,}" for found in (sqlite, postgres)))
    row("requests that failed", *(str(sum(f[w]["lost"] for w in titles)) for f in (sqlite, postgres)))


def machine():
    model = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    system = dict(line.rstrip().split("=", 1) for line in open("/etc/os-release") if "=" in line)["PRETTY_NAME"].strip('"')
    print(f"{os.cpu_count()} processors ({model[0] if model else platform.machine()}), {system}, PostgreSQL {replay.version(SERVER)}; "
          f"{datetime.date.today()}; wrk {' '.join(CLIENTS)}\n")  # fmt: skip


def main():
    replay.set_up(SERVER)
    url = SERVER.rsplit("/", 1)[0] + "/duban_bench"
    sqlite, bodies, token, report = measure("SQLite", f"sqlite:{FOLDER}/bench.db", lambda _, ask: ask())
    scripts = {}

    def capture(workload, ask):
        # Of submissions several, so that those who replay them do not wait for one row.
        times = SUBMISSIONS_REPLAYED if workload == "submit" else 1
        with replay.logged(SERVER) as statements:
            answers = [ask() for _ in range(times)]
        scripts[workload] = []
        for number, request in enumerate(replay.requests(statements, times)):
            file = FOLDER / f"{workload}-{number}.sql"
            file.write_text(replay.script(request))
            scripts[workload].append(file)
        return answers[-1]

    postgres, *_ = measure("PostgreSQL", url, capture)
    database = {}
    for workload, files in scripts.items():
        say(f"ceiling of PostgreSQL: {workload}, {files[0].read_text().count(chr(10))} statements")
        database[workload] = replay.pgbench(url, files, CEILING_SECONDS)
    web = web_ceiling(bodies, token, report)
    machine()
    report_table(sqlite, postgres, web, database)


main()
