"""The process is killed, or the disk is full: what was acknowledged is there, and what was not can be tried again."""
import os
import subprocess
import threading
import time
import uuid
from pathlib import Path

from kit import at_once, counted, in_the_background, pause, seconds_until

KILLS = int(os.environ.get("FAULTS_KILLS", "100"))
WRITERS = 4


def killed(table, service, name):
    """kill -9 while four clients write, again and again."""
    acknowledged, lock, slowest_start = set(), threading.Lock(), 0.0
    service.token("supervisor")
    for _ in range(KILLS):
        stopping = threading.Event()

        def writer():
            while not stopping.is_set():
                code = f"k-{uuid.uuid4().hex[:16]}"
                if service.add_area(code).status == 201:
                    with lock:
                        acknowledged.add(code)

        writers = [in_the_background(writer) for _ in range(WRITERS)]
        pause()
        service.kill()
        stopping.set()
        for thread in writers:
            thread.join()
        began = time.monotonic()
        service.start()
        slowest_start = max(slowest_start, time.monotonic() - began)
    lost = acknowledged - service.areas()
    table.add(f"{name}: {KILLS} × kill -9, {len(acknowledged)} writes acknowledged", "none lost",
              f"{len(lost)} lost, slowest start {slowest_start:.2f} s", not lost and bool(acknowledged))
    intact = service.audit_is_intact()
    table.add(f"{name}: the audit log after it", "intact", "intact" if intact else "broken", intact)


class SmallDisk:
    """A file system of a few megabytes: a tmpfs, which only root can mount."""

    def __init__(self, folder, megabytes):
        self.folder = Path(folder)
        self.folder.mkdir()
        options = f"size={megabytes}m,mode=0777"
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)], capture_output=True)
        self.reason = None if mounted.returncode == 0 else mounted.stderr.decode().strip() or "mount failed"

    def fill(self):
        with open(self.folder / "ballast", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass

    def empty(self):
        (self.folder / "ballast").unlink()

    def unmount(self):
        if not self.reason:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True)


def disk_full(table, service, disk, name):
    """Writes until nothing fits any more, then gives the space back."""
    service.token("supervisor"), service.token("audit-admin")  # while a log-in can still be written down
    disk.fill()
    answers = []
    end = time.monotonic() + 60
    # PostgreSQL fills what its files have left first.
    while time.monotonic() < end and sum(answer.status == 503 for answer in answers) < 20:
        answers += at_once(8, lambda _: service.add_area(f"d-{uuid.uuid4().hex[:12]}"))
    statuses, slowest, text = counted(answers)
    table.add(f"{name}: disk full, writes", "201 as long as it goes, then 503", text,
              503 in statuses and set(statuses) <= {201, 503})
    statuses, slowest, text = counted(at_once(20, lambda _: service.get("/api/v1/me", service.token("supervisor"))))
    table.add(f"{name}: disk full, reads", "200", text, set(statuses) == {200})
    disk.empty()
    seconds = seconds_until(lambda: service.add_area(f"d-{uuid.uuid4().hex[:12]}").status == 201)
    table.add(f"{name}: space again, a write succeeds after", "≤ 2 s", f"{seconds:.2f} s", seconds <= 2)
    intact = service.audit_is_intact()
    table.add(f"{name}: the audit log after it", "intact", "intact" if intact else "broken", intact)
