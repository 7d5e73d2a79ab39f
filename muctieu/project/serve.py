"""Start the product: prepare the data, run the web server and the background worker, and stop
both together.

Standard library only: this process stays while the others work, so it stays small.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

from muctieu.core.locks import hold
from muctieu.project.paths import data_folder

HOST = "127.0.0.1"
FIRST_PORT = 8000
THREADS = 4
_READY_WITHIN = 60.0
_STOP_WITHIN = 10.0


def say(sentence: str) -> None:
    """Tell how far it is, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def free_port(wanted: int, host: str = HOST) -> int:
    """The first port of ``host`` from ``wanted`` on that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return port
    raise SystemExit(f"no free port between {wanted} and {wanted + 99}")


class AlreadyRunning(Exception):
    """Another process serves this data folder; the message is its address."""


@dataclass
class Hold:
    """A data folder taken for this process: the lock goes when the process does, however it ends."""

    lock: IO[bytes]
    mark: Path

    def serve_at(self, address: str) -> None:
        """Write down where the folder is served, for whoever tries to start a second time."""
        self.mark.write_text(json.dumps({"address": address}), encoding="utf-8")

    def release(self) -> None:
        """Give the folder back."""
        self.mark.unlink(missing_ok=True)
        self.lock.close()


def take_folder(folder: Path) -> Hold:
    """Take ``folder`` for this process, or raise :class:`AlreadyRunning` with the address."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "running.json"
    lock = (folder / "running.lock").open("ab")
    if hold(lock):
        return Hold(lock, mark)
    lock.close()
    address = ""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        address = str(json.loads(mark.read_text(encoding="utf-8"))["address"])
    raise AlreadyRunning(address)


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "muctieu.project.settings"}


def prepare(arguments: Sequence[str]) -> dict[str, Any]:
    """Bring databases, example and assets up to date; returns what the first start must tell."""
    command = [sys.executable, "-m", "muctieu", "prepare", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=_environment(), check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)
    lines = done.stdout.decode().strip().splitlines()
    told: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return told


def web_command(host: str, port: int) -> list[str]:
    """The web server: one worker process with a few threads, so that one columnar copy serves."""
    return [
        sys.executable,
        "-m",
        "granian",
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *(
            "--workers",
            "1",
            "--blocking-threads",
            str(THREADS),
            "--no-ws",
            "--log-level",
            "warning",
        ),
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
        child = subprocess.Popen(command, env=_environment(), start_new_session=True)  # noqa: S603
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


def tell_address(address: str, told: dict[str, Any]) -> None:
    """Print where the site is, and the one-time password at the very first start."""
    print(f"Mục tiêu: {address}", flush=True)
    if told.get("password"):
        print(f"Tài khoản / account: {told['account']}", flush=True)
        print(f"Mật khẩu dùng một lần / one-time password: {told['password']}", flush=True)


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


def _raise_stop(*_: int | FrameType | None) -> None:
    raise KeyboardInterrupt


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mt up")
    parser.add_argument("--port", type=int, default=FIRST_PORT)
    parser.add_argument("--host", default=HOST, help="address to listen on")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--published", help="another file of published figures for the example")
    parser.add_argument("--empty", action="store_true", help="without the example year")
    return parser.parse_args(list(arguments))


def main(arguments: Sequence[str]) -> int:
    """``mt up``: returns the exit status."""
    options = _options(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _raise_stop)
    try:
        taken = take_folder(data_folder())
    except AlreadyRunning as other:
        say(f"Thư mục dữ liệu này đang được phục vụ / this data folder is being served: {other}")
        return 3
    family = Family()
    try:
        return _run(options, taken, family)
    except KeyboardInterrupt:
        return 0
    finally:
        family.stop()
        taken.release()


def _run(options: argparse.Namespace, taken: Hold, family: Family) -> int:
    preparing = ["--published", options.published] if options.published else []
    told = prepare([*preparing, *(["--empty"] if options.empty else [])])
    port = free_port(options.port, options.host)
    address = f"http://{'localhost' if options.host == HOST else options.host}:{port}"
    taken.serve_at(address)
    family.start(web_command(options.host, port))
    worker = family.start(worker_command())
    near = HOST if options.host == "0.0.0.0" else options.host  # noqa: S104  compared, not bound
    wait_until_ready(f"http://{near}:{port}", family)
    tell_address(address, told)
    if not options.no_browser and sys.stdout.isatty() and not os.environ.get("CI"):
        webbrowser.open(address)
    return supervise(family, worker)
