"""The database is stopped, hangs, cuts its connections, takes no more of them, or is locked by somebody else."""
import sqlite3
import time
import uuid

from kit import at_once, counted, in_the_background, seconds_until

BUDGET = 2.5
RECOVERY = 2.0
CLIENTS = 200


def reads(service, count=CLIENTS):
    token = service.token("supervisor")
    return at_once(count, lambda _: service.get("/api/v1/me", token))


def writes(service, count):
    service.token("supervisor")
    return at_once(count, lambda _: service.add_area(f"f-{uuid.uuid4().hex[:12]}"))


def served(service):
    return service.get("/health/ready").status == 200 and service.get("/api/v1/me", service.token("supervisor")).status == 200


def only_503(table, what, answers):
    statuses, slowest, text = counted(answers)
    good = set(statuses) == {503} and slowest <= BUDGET and all(a.headers.get("Retry-After") for a in answers)
    table.add(what, f"503 with Retry-After, ≤ {BUDGET} s", f"{text}, slowest {slowest:.2f} s", good)


def down(table, service, name):
    """What is asked while the database is away."""
    only_503(table, f"{name}: {CLIENTS} reads", reads(service))
    only_503(table, f"{name}: {CLIENTS} more reads", reads(service))
    only_503(table, f"{name}: 50 writes", writes(service, 50))
    only_503(table, f"{name}: log-in", [service.log_in("supervisor")])
    only_503(table, f"{name}: /health/ready, 20 at once", at_once(20, lambda _: service.get("/health/ready")))
    answers = at_once(20, lambda _: service.get("/health/live", service.token("supervisor")))
    statuses, slowest, text = counted(answers)
    table.add(f"{name}: /health/live, 20 at once", "200, ≤ 1 s", f"{text}, slowest {slowest:.2f} s",
              set(statuses) == {200} and slowest <= 1)


def back(table, service, name):
    seconds = seconds_until(lambda: served(service))
    table.add(f"{name}: served again after", f"≤ {RECOVERY} s", f"{seconds:.2f} s", seconds <= RECOVERY)
    statuses, slowest, text = counted(reads(service, 50))
    table.add(f"{name}: 50 reads after it", "200", f"{text}, slowest {slowest:.2f} s", set(statuses) == {200})


def postgres(table, service, server, database):
    server.stop()
    down(table, service, "PostgreSQL stopped")
    server.start()
    back(table, service, "PostgreSQL stopped")

    server.freeze()
    down(table, service, "PostgreSQL frozen")
    server.thaw()
    back(table, service, "PostgreSQL frozen")

    cut(table, service, server, database)
    strays(table, service, server, database)
    locked_table(table, service, server, database)


def cut(table, service, server, database):
    """Every connection of the service is ended again and again while requests run; then once while none does."""
    answers, end, token = [], time.monotonic() + 6, service.token("supervisor")

    def client(number):
        while time.monotonic() < end:
            answers.append(service.get("/api/v1/me" if number % 2 else "/api/v1/areas?limit=5", token))
            answers.append(service.add_area(f"c-{uuid.uuid4().hex[:12]}"))

    def cutter():
        while time.monotonic() < end:
            server.cut(database)
            time.sleep(0.2)

    thread = in_the_background(cutter)
    at_once(12, client)
    thread.join()
    statuses, slowest, text = counted(answers)
    table.add("connections cut while 12 clients read and write", f"no 500, ≤ {BUDGET} s", f"{text}, slowest {slowest:.2f} s",
              set(statuses) <= {200, 201, 503} and slowest <= BUDGET)
    server.cut(database)
    statuses, slowest, text = counted(reads(service, 50))
    table.add("connections cut while idle: the next 50 reads", "200", f"{text}, slowest {slowest:.2f} s", set(statuses) == {200})


def strays(table, service, server, database):
    """Somebody else takes every connection that PostgreSQL has; then they are given back."""
    server.cut(database)
    taken = []
    try:
        while True:
            taken.append(server.session(database))
    except OSError:
        pass
    answers = reads(service)
    statuses, slowest, text = counted(answers)
    table.add(f"no connection left ({len(taken)} strays): {CLIENTS} reads", f"200 or 503, ≤ {BUDGET} s",
              f"{text}, slowest {slowest:.2f} s", set(statuses) <= {200, 503} and slowest <= BUDGET)
    for stray in taken:
        stray.close()
    back(table, service, "strays gone")


def locked_table(table, service, server, database):
    """Every statement waits for a lock: a query that would take for ever."""
    other = server.session(database)
    other.execute("BEGIN")
    other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
    only_503(table, "a statement that does not end: 50 reads", reads(service, 50))
    time.sleep(2.5)
    looking = server.session(database)
    try:
        looking.execute("DO $$ BEGIN IF EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock') "
                        "THEN RAISE EXCEPTION 'still waiting'; END IF; END $$")
        free = True
    except OSError:
        free = False
    looking.close()
    table.add("its connections after the budget", "none waits", "none waits" if free else "some wait", free)
    other.close()
    back(table, service, "lock gone")


def sqlite(table, service, path):
    """Another program holds the write lock of the file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    only_503(table, "SQLite locked by another program: one write", writes(service, 1))
    only_503(table, "SQLite locked by another program: 8 writes", writes(service, 8))
    only_503(table, f"SQLite locked by another program: {CLIENTS} writes", writes(service, CLIENTS))
    statuses, slowest, text = counted(reads(service, 50))
    table.add("SQLite locked by another program: 50 reads", "200, ≤ 1 s", f"{text}, slowest {slowest:.2f} s",
              set(statuses) == {200} and slowest <= 1)
    other.rollback()
    other.close()
    seconds = seconds_until(lambda: writes(service, 1)[0].status == 201)
    table.add("SQLite lock gone: a write succeeds after", f"≤ {RECOVERY} s", f"{seconds:.2f} s", seconds <= RECOVERY)
