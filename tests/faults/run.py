#!/usr/bin/env python3
"""Proves on loopback, against the real binary at its default settings, what docs/operations.md promises of faults.

`make faults` builds and runs it: all of it, or the parts that are named (`sqlite`, `postgres`, `small`). It prints a table
of goals and of what was measured, and fails when a goal is missed.

    FAULTS_KILLS=10    how often the process is killed (100)
    FAULTS_BINARY=…    another binary than target/debug/duban
    PG_BINDIR=…        PostgreSQL's programs, where they are not found

A new fault is a function that takes the table and a running service, and a line in one of the lists below. What is done to
the database behind the service's back (tampering) belongs into a module of its own, called at the end of `sqlite` and
`postgres`: nothing is asked of that database afterwards.
"""
import os
import shutil
import sys
import tempfile
from pathlib import Path

import durability
import load
import outages
from kit import Postgres, Service, Table

# In this order: on a fresh demonstration, memory before anything else has used it.
FAULTS = [load.log_ins, load.races, load.overload]


def sqlite(table, folder):
    path = folder / "duban.db"
    service = Service(folder, f"sqlite:{path}").start()
    try:
        for fault in FAULTS:
            fault(table, service, "SQLite")
        outages.sqlite(table, service, path)
        durability.killed(table, service, "SQLite")
    finally:
        service.stop()


def postgres(table, folder):
    server = Postgres(folder)
    print(f"  PostgreSQL speaks {server.language}", flush=True)
    service = Service(folder, server.create("duban"))
    try:
        service.start()
        for fault in FAULTS:
            fault(table, service, "PostgreSQL")
        outages.postgres(table, service, server, "duban")
        durability.killed(table, service, "PostgreSQL")
    finally:
        service.stop()
        server.stop()


def small(table, folder):
    """Databases on a disk that becomes full."""
    disk = durability.SmallDisk(folder / "small", 24)
    if disk.reason:
        table.skip("disk full", f"a small file system cannot be mounted ({disk.reason})")
        return
    server, services = None, []
    try:
        service = Service(folder, f"sqlite:{disk.folder}/duban.db")
        services.append(service)
        service.start()
        durability.disk_full(table, service, disk, "SQLite")
        service.stop()
        disk.unmount()

        os.mkdir(folder / "postgres")
        server = Postgres(folder / "postgres")
        disk = durability.SmallDisk(folder / "tablespace", 64)
        place = disk.folder / "data"
        place.mkdir()
        if server.user:
            shutil.chown(place, server.user)
        session = server.session()
        session.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        session.close()
        service = Service(folder, server.create("duban", "TABLESPACE small"))
        services.append(service)
        service.start()
        durability.disk_full(table, service, disk, "PostgreSQL")
    finally:
        for service in services:
            service.stop()
        if server:
            server.stop()
        disk.unmount()


PARTS = {"sqlite": sqlite, "postgres": postgres, "small": small}


def main():
    table = Table()
    for name in sys.argv[1:] or PARTS:
        folder = Path(tempfile.mkdtemp(prefix=f"duban-faults-{name}-"))
        folder.chmod(0o755)
        print(f"{name}:", flush=True)
        try:
            PARTS[name](table, folder)
        finally:
            if os.environ.get("FAULTS_KEEP"):
                print(f"  kept: {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)
    print()
    if not table.print():
        sys.exit("a goal was missed")


if __name__ == "__main__":
    main()
