"""The second ceiling: the statements of a request, taken from PostgreSQL's own log, run again by pgbench without a service."""

import contextlib, glob, os, pathlib, re, shutil, subprocess

# As many as the service has connections.
CONNECTIONS = 8


def program(name):
    """Debian keeps pgbench beside the server's programs."""
    beside = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    found = os.path.join(os.environ.get("PG_BINDIR", ""), name)
    found = found if os.path.isfile(found) else shutil.which(name) or (beside[-1] if beside else None)
    if not found:
        raise SystemExit(f"Missing: {name}. Install it (Debian: sudo apt-get install postgresql postgresql-contrib).")
    return found


def sql(url, *statements):
    arguments = [argument for statement in statements for argument in ("-c", statement)]
    done = subprocess.run([program("psql"), "-XAtq", url, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def version(url):
    return sql(url, "SHOW server_version").split()[0]


def set_up(url):
    """A database of its own, written as safely as in production: the tests' server does without."""
    settings = ("fsync = on", "full_page_writes = on", "log_min_messages = log")
    sql(url, *(f"ALTER SYSTEM SET {setting}" for setting in settings), "SELECT pg_reload_conf()", "CREATE DATABASE duban_bench")


@contextlib.contextmanager
def logged(url):
    """The statements that ran meanwhile: (SQL, parameters as literals)."""
    log = pathlib.Path(sql(url, "SHOW data_directory")).parent / "server.log"
    statements = []

    def turn(value):
        sql(url, f"ALTER SYSTEM SET log_statement = '{value}'", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)")

    turn("all")
    begins = log.stat().st_size
    try:
        yield statements
    finally:
        ends = log.stat().st_size
        turn("none")
    for line in log.read_bytes()[begins:ends].decode().splitlines():
        if found := re.search(r"LOG:  (?:execute [^:]*|statement): (.*)", line):
            statements.append((found[1], {}))
        elif found := re.search(r"DETAIL:  [Pp]arameters: (.*)", line):
            values = re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", found[1])
            statements[-1][1].update(values)


def literal(value):
    """pgbench takes `:word` for a variable, even inside quotes."""
    if ":" not in value:
        return value
    return "U&" + value.replace("\\", "\\\\").replace(":", "\\003a")


def columns(statement):
    """Of an INSERT: column by number of its parameter."""
    found = re.match(r'INSERT INTO \S+ \(([^)]*)\) VALUES \(([^)]*)\)', statement)
    if not found:
        return {}
    names = [name.strip(' "') for name in found[1].split(",")]
    return {value.strip(" $"): name for name, value in zip(names, found[2].split(","))}


def requests(statements, count):
    """The statements of each of so many requests, one after another; each of several begins with the look-up of its account."""
    if count == 1:
        return [statements]
    parts = []
    for statement in statements:
        if '"users"."username"' in statement[0] and '"sessions"' in statement[0]:
            parts.append([])
        if parts:
            parts[-1].append(statement)
    return parts


def script(statements):
    """A pgbench script. Reads go without BEGIN and ROLLBACK. A write goes with them, and so that it can run again: its own key
    and sequence number each time, whatever version the row has."""
    lines, writing, key = [], False, None
    for statement, values in statements:
        if statement.startswith(("BEGIN ISOLATION", "ROLLBACK")):
            continue
        if statement == "BEGIN":
            writing = True
            lines.append("\\set key random(1, 1000000000000)")
        of = columns(statement)
        if "idempotency_keys" in statement and of:
            key = next(values[number] for number, name in of.items() if name == "key")
        if statement.startswith("UPDATE"):
            statement = re.sub(r'("\w+"\."version") = \$\d+\)', r"\1 > 0)", statement)

        def fill(match):
            number, value = match[1], values[match[1]]
            if writing and key and value == key:
                return ":key"
            return ":sequence" if of.get(number) == "sequence" else literal(value)

        end = " \\gset" if "RETURNING" in statement and "feed_counters" in statement else ";"
        lines.append(re.sub(r"\$(\d+)", fill, statement) + end)
    return "\n".join(lines) + "\n"


def pgbench(url, files, seconds):
    """Runs of one of the scripts a second, each statement prepared once."""
    command = [program("pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(seconds)]
    command += [argument for file in files for argument in ("-f", str(file))] + [url]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or "tps = " not in done.stdout:
        raise SystemExit(f"pgbench: {done.stderr}")
    return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])
