"""``mt bench coldstart``: seconds, megabytes and processes from a bare clone to the right board,
beside Datasette serving the same table.

The clone is of what is committed. Packages come from the registry or the installer's cache, as
for any user; the row says how long the installation alone took.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.harness import HERE, Claim, Report, parser, peer_python, say, timed

RIGHT_FIGURE = "165.055"
PORT, PEER_PORT = 8931, 8951
WITHIN = 300.0


@dataclass(frozen=True)
class Started:
    """A running product: its process, its address, and the seconds it took."""

    process: subprocess.Popen[bytes]
    address: str
    seconds: float


def fetched(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=30) as reply:
            return reply.read().decode()
    except (urllib.error.URLError, OSError):
        return ""


def wait_for(address: str, words: str) -> None:
    """Until the page at ``address`` holds ``words``."""
    until = time.monotonic() + WITHIN
    while words not in fetched(address):
        if time.monotonic() > until:
            raise TimeoutError(f"{words!r} never appeared at {address}")
        time.sleep(0.1)


@contextmanager
def running(
    command: list[str], folder: Path, port: int, page: str, words: str
) -> Iterator[Started]:
    """Start ``command`` in ``folder``, wait for ``words`` on ``page``, stop it afterwards."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MUCTIEU_")
    }
    environment.pop("PYTHONPATH", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}{page}", words)
        yield Started(process, address, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def footprint(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Proportional megabytes and number of processes of a family."""
    head = psutil.Process(process.pid)
    family = [head, *head.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in family) / 2**20, len(family)


def ours(clone: Path, report: Report) -> None:
    """A bare clone to the right board; then a second start."""
    launch = [sys.executable, "mt", "up", "--no-browser", "--port", str(PORT)]
    pages = ("/", "/chi-tieu/vaccination.first_doses/", "/so/vaccination.dose/")
    board = "/?den=2021-12-04"
    with running(launch, clone, PORT, board, RIGHT_FIGURE) as first:
        for page in pages:
            fetched(f"{first.address}{page}")
        megabytes, processes = footprint(first.process)
    with running(launch, clone, PORT, board, RIGHT_FIGURE) as second:
        again = second.seconds
    report.rows.append(
        {
            "what": "muctieu",
            "first_s": round(first.seconds, 1),
            "second_s": round(again, 1),
            "pss_mb": round(megabytes),
            "processes": processes,
        }
    )
    report.claims += [
        Claim("clone_to_right_board_s", first.seconds, 60, at_most=True),
        Claim("second_start_s", again, 5, at_most=True),
        Claim("pss_mb", megabytes, 700, at_most=True),
    ]


def table_for_peer(clone: Path, folder: Path) -> Path:
    """The table of doses given in the city alone, as Datasette would be given it."""
    target = folder / "doses.db"
    with sqlite3.connect(target) as db:
        db.execute("ATTACH ? AS house", (str(clone / "var" / "muctieu.sqlite3"),))
        db.execute(
            "CREATE TABLE dose AS SELECT * FROM house.vaccination_dose WHERE unit_id IN"
            " (SELECT unit_id FROM house.core_unitclosure WHERE ancestor_id IN"
            " (SELECT unit_id FROM house.plan_year))"
        )
    return target


def peer(table: Path, folder: Path, report: Report) -> None:
    """Datasette: install, serve, and the first answer to the same count."""
    shutil.rmtree(HERE / ".envs" / "coldstart", ignore_errors=True)
    installing = timed(lambda: peer_python("coldstart", ["datasette==0.65.2"]))
    python = HERE / ".envs" / "coldstart" / "bin" / "python"
    launch = [str(python), "-m", "datasette", "serve", str(table), "--port", str(PEER_PORT)]
    sql = "select+count(distinct+person_id)+as+n+from+dose+where+dose_no=1+and+given_on%3C='2021-12-04'"
    answer = "165055"
    with running(launch, folder, PEER_PORT, f"/doses.json?sql={sql}", answer) as started:
        megabytes, processes = footprint(started.process)
    report.rows.append(
        {
            "what": "datasette (table already loaded)",
            "first_s": round(installing + started.seconds, 1),
            "second_s": round(started.seconds, 1),
            "pss_mb": round(megabytes),
            "processes": processes,
        }
    )


def main(words: list[str]) -> int:
    """Run the bench; the exit status is 0 when every claim holds."""
    options = parser("coldstart").parse_args(words)
    report = Report("coldstart")
    with tempfile.TemporaryDirectory(prefix="muctieu-cold-") as name:
        clone = Path(name) / "clone"
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(HERE), str(clone)], check=True
        )
        say("· a bare clone to the right board")
        ours(clone, report)
        say("· Datasette over the same table")
        peer(table_for_peer(clone, Path(name)), Path(name), report)
    return report.show(as_json=options.json)
