"""The processes of one site: a web server and a background worker that live and die together.

Standard library only: the process that supervises stays small.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
THREADS = 4
_READY_WITHIN = 60.0
_STOP_WITHIN = 10.0


def say(sentence: str) -> None:
    """Tell how far it is, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """What every process of the site inherits."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "muctieu.project.settings"}


@dataclass(frozen=True)
class Listening:
    """Where the web server listens, and with how many processes and threads in each.

    Each process keeps a columnar copy of its own; one is enough for a city, more make use of
    more cores.
    """

    host: str
    port: int
    processes: int = 1
    threads: int = THREADS

    @property
    def near(self) -> str:
        """The address by which this machine itself reaches it."""
        host = HOST if self.host == "0.0.0.0" else self.host  # noqa: S104  compared, not bound
        return f"http://{host}:{self.port}"

    @property
    def command(self) -> list[str]:
        """The command line of the web server."""
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", self.host, "--port", str(self.port)),
            *("--workers", str(self.processes), "--blocking-threads", str(self.threads)),
            *("--no-ws", "--log-level", "warning"),
            "muctieu.project.wsgi:application",
        ]


def worker_command() -> list[str]:
    """The worker that runs imports in the background."""
    return [sys.executable, "-m", "muctieu", "work"]


@dataclass
class Family:
    """The processes that live and die together."""

    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start one in a session of its own: the terminal's Ctrl-C reaches only this process."""
        child = subprocess.Popen(command, env=environment(), start_new_session=True)  # noqa: S603
        self.children.append(child)
        return child

    def stop(self) -> None:
        """Ask every process to end, then end those that do not."""
        for child in self.children:
            _signal_group(child, signal.SIGTERM)
        until = time.monotonic() + _STOP_WITHIN
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, until - time.monotonic()))
            _signal_group(child, signal.SIGKILL)

    def first_dead(self) -> subprocess.Popen[bytes] | None:
        """A process that ended by itself."""
        return next((child for child in self.children if child.poll() is not None), None)


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def answers(address: str) -> bool:
    """Whether the health check answers well."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(address: str, family: Family) -> None:
    """Return when the site answers; stop everything when it does not within a minute."""
    until = time.monotonic() + _READY_WITHIN
    while not answers(address):
        if family.first_dead() or time.monotonic() > until:
            family.stop()
            raise SystemExit("the web server did not start")
        time.sleep(0.05)


def supervise(family: Family, worker: subprocess.Popen[bytes]) -> int:
    """Wait until asked to stop. A worker that dies is started again; the web server is not."""
    while True:
        dead = family.first_dead()
        if dead is worker:
            family.children.remove(worker)
            say("· khởi động lại tiến trình nền / the background worker is started again")
            worker = family.start(worker_command())
        elif dead is not None:
            say("Máy chủ web đã dừng. / The web server has stopped.")
            return dead.returncode or 1
        time.sleep(0.5)
