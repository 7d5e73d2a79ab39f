"""Starting the product: ``mt up`` for a trial on one machine, ``mt serve`` for an office.

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
import webbrowser
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from muctieu.project.holding import AlreadyRunning, Hold, take_folder
from muctieu.project.paths import data_folder
from muctieu.project.prepared import is_prepared, note_prepared
from muctieu.project.processes import (
    HOST,
    THREADS,
    Family,
    Listening,
    environment,
    say,
    supervise,
    wait_until_ready,
    worker_command,
)

FIRST_PORT = 8000
FOLDER_TAKEN, PORT_TAKEN = 3, 4

Run = Callable[[argparse.Namespace, Hold, Family], int]


def is_free(port: int, host: str) -> bool:
    """Whether nobody listens on that port of ``host``."""
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False


def free_port(wanted: int, host: str = HOST) -> int:
    """The first port of ``host`` from ``wanted`` on that nobody listens on."""
    for port in range(wanted, wanted + 100):
        if is_free(port, host):
            return port
    raise SystemExit(f"no free port between {wanted} and {wanted + 99}")


def prepare(arguments: Sequence[str]) -> dict[str, Any]:
    """Bring databases, example and assets up to date; returns what the first start must tell."""
    command = [sys.executable, "-m", "muctieu", "prepare", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment(), check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)
    lines = done.stdout.decode().strip().splitlines()
    told: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return told


def prepare_once(arguments: Sequence[str]) -> dict[str, Any]:
    """Nothing is looked at again where the same code made the same folder ready before."""
    folder = data_folder()
    if is_prepared(folder, arguments):
        return {}
    told = prepare(arguments)
    note_prepared(folder, arguments)
    return told


def tell_address(address: str, told: dict[str, Any]) -> None:
    """Print where the site is, and the one-time password at the very first start."""
    print(f"Mục tiêu: {address}", flush=True)
    if told.get("password"):
        print(f"Tài khoản / account: {told['account']}", flush=True)
        print(f"Mật khẩu dùng một lần / one-time password: {told['password']}", flush=True)


def up(arguments: Sequence[str]) -> int:
    """``mt up``: the example year, or one of one's own, on this machine; the exit status."""
    parser = argparse.ArgumentParser(prog="mt up")
    parser.add_argument("--port", type=int, default=FIRST_PORT)
    parser.add_argument("--host", default=HOST, help="address to listen on")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--published", help="another file of published figures for the example")
    parser.add_argument("--empty", action="store_true", help="without the example year")
    return _live(parser.parse_args(list(arguments)), _up)


def serve(arguments: Sequence[str]) -> int:
    """``mt serve``: behind a proxy, for an office; refuses settings that suit only a trial.

    The port is the one the proxy knows: a busy one ends the start instead of moving it.
    """
    parser = argparse.ArgumentParser(prog="mt serve")
    parser.add_argument("--port", type=int, default=FIRST_PORT)
    parser.add_argument("--host", default=HOST, help="address the proxy reaches")
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument("--threads", type=int, default=THREADS, help="threads of each")
    return _live(parser.parse_args(list(arguments)), _serve)


def _up(options: argparse.Namespace, taken: Hold, family: Family) -> int:
    told = prepare_once(
        [
            *(["--published", options.published] if options.published else []),
            *(["--empty"] if options.empty else []),
        ]
    )
    listening = Listening(options.host, free_port(options.port, options.host))
    shown = "localhost" if options.host == HOST else options.host
    address = f"http://{shown}:{listening.port}"
    worker = _start(listening, address, taken, family)
    tell_address(address, told)
    if not options.no_browser and sys.stdout.isatty() and not os.environ.get("CI"):
        webbrowser.open(address)
    return supervise(family, worker)


def _serve(options: argparse.Namespace, taken: Hold, family: Family) -> int:
    if not is_free(options.port, options.host):
        say(f"Cổng {options.port} đang bận. / Port {options.port} is taken.")
        return PORT_TAKEN
    told = prepare(["--office"])
    listening = Listening(options.host, options.port, options.processes, options.threads)
    worker = _start(listening, listening.near, taken, family)
    tell_address(listening.near, told)
    return supervise(family, worker)


def _start(
    listening: Listening, address: str, taken: Hold, family: Family
) -> subprocess.Popen[bytes]:
    """Start the web server and the worker, and return the worker once the site answers."""
    taken.serve_at(address)
    family.start(listening.command)
    wait_until_ready(listening.near, family)
    # Only now: beside each other both would start more slowly, and a page is waited for.
    return family.start(worker_command())


def _raise_stop(*_: int | FrameType | None) -> None:
    raise KeyboardInterrupt


def _live(options: argparse.Namespace, run: Run) -> int:
    """Take the data folder, run, and leave nothing running whatever ends it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _raise_stop)
    try:
        taken = take_folder(data_folder())
    except AlreadyRunning as other:
        say(f"Thư mục dữ liệu này đang được phục vụ / this data folder is being served: {other}")
        return FOLDER_TAKEN
    family = Family()
    try:
        return run(options, taken, family)
    except KeyboardInterrupt:
        return 0
    finally:
        # Who asks a second time is being obeyed already.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        family.stop()
        taken.release()
