#!/usr/bin/env python3
"""The document is enough for a client: `make contract`.

    python3 tests/contract/run.py [--short] [PART…]       # parts: gate lint typescript python java schemathesis

Needs target/debug/duban (built before). Tools are installed into target/contract, in the versions of package.json and
requirements.txt; what cannot be had is named, and the run fails for it. `--short` (for .ci/run) asks for no network:
the gate always, the linters where they are installed already.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOLS = os.path.join(ROOT, "target", "contract")
DUBAN = os.path.join(ROOT, "target", "debug", "duban")
sys.path.insert(0, os.path.join(ROOT, "tests", "browser"))
from kit import PASSWORD, service  # noqa: E402

NPM, PYTHON = os.path.join(TOOLS, "node_modules", ".bin"), os.path.join(TOOLS, "venv", "bin")
JAVA_OPTIONS = ("openApiNullable=false,useSingleRequestParameter=true,hideGenerationTimestamp=true,"
                "invokerPackage=duban,apiPackage=duban.api,modelPackage=duban.model")
# The one annotation that the generator's own jar lacks.
GENERATED = 'package javax.annotation; public @interface Generated { String[] value(); String date() default ""; String comments() default ""; }\n'
ROLES = ("supervisor", "leader", "system-admin", "security-admin", "audit-admin", "housing-lead", "housing-reporter")
# What would end the session under test.
LEFT_OUT = ("log_out", "change_password", "end_my_session", "bootstrap")
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "5")


def documents():
    return [path for path in (os.path.join(ROOT, "openapi", name) for name in ("openapi.json", "openapi.en.json")) if os.path.exists(path)]


def run(*command, cwd=ROOT, **environment):
    """One program; its output only where it fails."""
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-6000:]}")
    return done.stdout


def install_npm():
    if not os.path.exists(os.path.join(NPM, "redocly")):
        if not shutil.which("npm"):
            raise RuntimeError("npm is missing (Debian: apt-get install npm)")
        os.makedirs(TOOLS, exist_ok=True)
        shutil.copy(os.path.join(HERE, "package.json"), TOOLS)
        run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", cwd=TOOLS)


def install_python():
    if not os.path.exists(os.path.join(PYTHON, "schemathesis")):
        run(sys.executable, "-m", "venv", os.path.join(TOOLS, "venv"))
        run(os.path.join(PYTHON, "pip"), "install", "-q", "-r", os.path.join(HERE, "requirements.txt"))


def gate():
    program = os.path.join(HERE, "gate.py")
    return run(sys.executable, program, "--planted") + run(sys.executable, program)


def lint():
    install_npm()
    for document in documents():
        told = run(os.path.join(NPM, "redocly"), "lint", "--extends", "recommended", document, REDOCLY_TELEMETRY="off")
        if "warning" in told.lower().replace("deprecation warning", ""):
            raise RuntimeError(told)
        run(os.path.join(NPM, "spectral"), "lint", "--ruleset", os.path.join(HERE, "spectral.yaml"), "--fail-severity", "warn", document)
    return "redocly and spectral: 0 errors, 0 warnings\n"


def client(folder, *command, **environment):
    """A sample client against a fresh demonstration in which a token lives half a minute, and dies while the client waits."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, service(DUBAN, data, DUBAN_ACCESS_SECONDS="30") as base:
        told = run(*command, cwd=folder, DUBAN=base, PAUSE="35", **environment)
    for wanted in ("422", "approved", "changed since it was read", "has expired: it is renewed"):
        if wanted not in told:
            raise RuntimeError(f"the client never said “{wanted}”\n{told}")
    return told


def workplace(name):
    folder = os.path.join(TOOLS, name)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(ROOT, "examples", name), folder)
    return folder


def typescript():
    install_npm()
    folder = workplace("typescript")
    run(os.path.join(NPM, "openapi-typescript"), documents()[0], "-o", "duban.d.ts", cwd=folder)
    run(os.path.join(NPM, "tsc"), cwd=folder)
    return client(folder, "node", "built/main.js")


def python():
    install_python()
    folder = workplace("python")
    run(os.path.join(PYTHON, "openapi-python-client"), "generate", "--path", documents()[0], "--output-path", "duban", "--meta", "none",
        cwd=folder, PATH=f"{PYTHON}:{os.environ['PATH']}")
    return client(folder, os.path.join(PYTHON, "python"), "main.py")


def java():
    install_python()
    for program in ("java", "javac"):
        if not shutil.which(program):
            raise RuntimeError(f"{program} is missing (Debian: apt-get install default-jdk-headless)")
    apache = [f"/usr/share/java/{name}.jar" for name in ("httpmime", "httpcore", "httpclient")]
    if not all(map(os.path.exists, apache)):
        raise RuntimeError("httpmime.jar is missing (Debian: apt-get install libhttpmime-java)")
    folder = workplace("java")
    jar = run(os.path.join(PYTHON, "python"), "-c",
              "import openapi_generator_cli as one, os; print(os.path.join(os.path.dirname(one.__file__), 'openapi-generator.jar'))").strip()
    run("java", "-jar", jar, "generate", "-g", "java", "--library", "native", "-i", documents()[0], "-o", "client",
        f"--additional-properties={JAVA_OPTIONS}", "--global-property=apiTests=false,modelTests=false,apiDocs=false,modelDocs=false", cwd=folder)
    stub = os.path.join(folder, "client/src/main/java/javax/annotation/Generated.java")
    os.makedirs(os.path.dirname(stub))
    with open(stub, "w", encoding="utf-8") as file:
        file.write(GENERATED)
    # The generator's jar holds Jackson.
    path = ":".join([jar, *apache])
    sources = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".java")]
    with open(os.path.join(folder, "sources"), "w", encoding="utf-8") as file:
        file.write("\n".join(sources))
    run("javac", "-encoding", "UTF-8", "-nowarn", "-proc:none", "-cp", path, "-d", "built", "@sources", cwd=folder)
    return client(folder, "java", "-cp", f"{path}:built", "Main")


def explained():
    with open(os.path.join(HERE, "explained.txt"), encoding="utf-8") as file:
        lines = [line.split("|") for line in file if line.strip() and not line.startswith("#")]
    return [tuple(part.strip() for part in line) for line in lines]


def token(base, role):
    import urllib.request
    body = json.dumps({"username": role, "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{base}/api/v1/sessions", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["access_token"]


def generated(base, role, report):
    """Generated calls of one role; gives the failures that nobody explained."""
    left_out = [part for name in LEFT_OUT for part in ("--exclude-operation-id", name)]
    subprocess.run([os.path.join(PYTHON, "schemathesis"), "run", f"{base}/openapi.json", "-H", f"Authorization: Bearer {token(base, role)}",
                    "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", EXAMPLES, "--seed", "1",
                    "--no-color", "--report", "junit", "--report-junit-path", report, *left_out], cwd=TOOLS, stdout=subprocess.DEVNULL, check=False)
    if not os.path.exists(report):
        raise RuntimeError(f"schemathesis made no report for {role}")
    left = []
    for case in tree.parse(report).iter("testcase"):
        for fault in [*case.iter("failure"), *case.iter("error")]:
            text = f"{fault.get('message') or ''} {fault.text or ''}"
            if not any(re.search(check, text) and re.search(at, case.get("name", "")) for check, at, _ in explained()):
                left.append(f"{role}: {case.get('name')}: {text[:600]}")
    return left


def schemathesis():
    install_python()
    left, database = [], os.environ.get("TEST_DATABASE_URL")
    for role in ROLES:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
            settings = {"DUBAN_ACCESS_SECONDS": "3600"}
            if database:
                name = f"contract_{role.replace('-', '_')}"
                run("psql", database, "-c", f"DROP DATABASE IF EXISTS {name}", "-c", f"CREATE DATABASE {name}")
                settings["DATABASE_URL"] = database.rsplit("/", 1)[0] + f"/{name}"
            with service(DUBAN, data, **settings) as base:
                left += generated(base, role, os.path.join(data, "report.xml"))
    if left:
        raise RuntimeError("\n".join(left))
    return f"schemathesis: {len(ROLES)} roles on {'PostgreSQL' if database else 'SQLite'}, every failure explained\n"


PARTS = {one.__name__: one for one in (gate, lint, typescript, python, java, schemathesis)}


def main():
    short = "--short" in sys.argv
    wanted = [one for one in sys.argv[1:] if one in PARTS] or list(PARTS)
    if short:
        wanted = ["gate", "lint"] if os.path.exists(os.path.join(NPM, "redocly")) else ["gate"]
        if "lint" not in wanted:
            print("contract: redocly and spectral are not installed, so the document is not linted here; `make contract` installs them")
    failed = []
    for name in wanted:
        try:
            print(f"contract: {name}\n{PARTS[name]()}", flush=True)
        except (RuntimeError, OSError) as failure:
            print(f"contract: {name} FAILED\n{failure}", flush=True)
            failed.append(name)
    if failed:
        sys.exit(f"contract: {', '.join(failed)} failed")


if __name__ == "__main__":
    main()
