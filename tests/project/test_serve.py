"""Starting and stopping: one process a data folder, the next free port, nothing left running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from muctieu.project.holding import AlreadyRunning, take_folder
from muctieu.project.processes import HOST, answers
from muctieu.project.serve import free_port

HERE = Path(__file__).resolve().parents[2]


def environment(data: Path) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return {**kept, "MUCTIEU_DATA": str(data), "PYTHONPATH": str(HERE)}


def test_a_busy_port_leads_to_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()
        taken = busy.getsockname()[1]

        assert taken < free_port(taken) < taken + 100


_HOLDER = """
import sys, time
from pathlib import Path
from muctieu.project.holding import take_folder
held = take_folder(Path(sys.argv[1]))
held.serve_at("http://localhost:8000")
print("held", flush=True)
time.sleep(60)
"""


def test_a_data_folder_is_served_by_one_process_and_one_left_by_the_killed_is_taken_over(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, env=environment(tmp_path), stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(AlreadyRunning, match="8000"):
            take_folder(tmp_path)
        holder.kill()

    take_folder(tmp_path).release()


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"address": 7}'])
def test_a_torn_note_of_the_address_hinders_nobody(tmp_path: Path, torn: str) -> None:
    (tmp_path / "running.json").write_text(torn)
    first = take_folder(tmp_path)

    with pytest.raises(AlreadyRunning):
        take_folder(tmp_path)
    first.release()


@pytest.mark.slow
def test_one_start_from_nothing_to_an_answer_and_ctrl_c_pressed_twice_leaves_nothing_running(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "muctieu", "up", "--empty", "--no-browser", "--port", "8711"]
    process = subprocess.Popen(
        command,
        env=environment(tmp_path),
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    address = process.stdout.readline().decode().split()[-1]
    account = process.stdout.readline().decode()
    password = process.stdout.readline().decode()
    assert answers(address)
    assert "quantri" in account
    assert len(password.split()[-1]) >= 12
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2

    other = subprocess.run(
        command,
        env=environment(tmp_path),
        cwd=HERE,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert other.returncode == 3
    assert address.encode() in other.stderr

    process.send_signal(signal.SIGINT)
    psutil.wait_procs(family, timeout=0.2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"Traceback" not in told
    assert not psutil.wait_procs(family, timeout=5)[1]
    assert not (tmp_path / "running.json").exists()


OFFICE = {"MUCTIEU_HOSTS": "muctieu.example.vn", "MUCTIEU_BEHIND_PROXY": "true"}


def serve(data: Path, port: int, **settings: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "muctieu", "serve", "--port", str(port)]
    return subprocess.Popen(
        command,
        env={**environment(data), **settings},
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_an_office_is_not_served_with_the_settings_of_a_trial(tmp_path: Path) -> None:
    with serve(tmp_path, 8733, MUCTIEU_DEBUG="true") as process:
        _, told = process.communicate(timeout=60)

    assert process.returncode != 0
    for variable in ("MUCTIEU_DEBUG", "MUCTIEU_HOSTS", "MUCTIEU_BEHIND_PROXY"):
        assert variable in told.decode()


def test_an_office_is_served_at_the_port_its_proxy_knows_or_not_at_all(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]
        with serve(tmp_path, port, **OFFICE) as process:
            _, told = process.communicate(timeout=60)

    assert process.returncode == 4
    assert str(port) in told.decode()


@pytest.mark.slow
def test_behind_a_proxy_a_visitor_is_answered_by_name_with_cookies_for_https_only(
    tmp_path: Path,
) -> None:
    forwarded = {"Host": "muctieu.example.vn", "X-Forwarded-Proto": "https"}
    elsewhere = {"Host": "elsewhere.example"}
    with serve(tmp_path, free_port(8735), **OFFICE) as process:
        assert process.stdout is not None
        address = process.stdout.readline().decode().split()[-1]
        try:
            page = urllib.request.Request(f"{address}/tai-khoan/login/", headers=forwarded)
            with urllib.request.urlopen(page, timeout=30) as reply:
                told = reply.headers
            with pytest.raises(urllib.error.HTTPError, match="400") as refused:
                urllib.request.urlopen(urllib.request.Request(address, headers=elsewhere))
            refused.value.close()
        finally:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)

    assert "Secure" in told["Set-Cookie"]
    assert told["Strict-Transport-Security"] == "max-age=31536000"
    assert process.returncode == 0


_WRITER = """
import django; django.setup()
import polars as pl
from muctieu.core.models import Unit
from muctieu.registers.write import Act, Changes, commit
from tests.support.sample.models import METERS
unit = Unit.objects.create().pk
commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["first"]})), Act(by=None, action="x"))
codes = [f"M{number}" for number in range(200_000)]
rows = pl.DataFrame({"unit_id": [unit] * len(codes), "code": codes})
print("writing", flush=True)
commit(Changes().opening(METERS, rows), Act(by=None, action="x"))
print("written", flush=True)
"""
_READER = """
import django; django.setup()
from muctieu.registers.verify import verify
from tests.support.sample.models import Meter
verdict = verify()
print(verdict.sound, verdict.changesets, Meter.objects.count(), flush=True)
"""


@pytest.mark.long
@pytest.mark.parametrize("after", [0.05, 0.5, 1.2])
def test_killed_in_the_middle_of_writing_nothing_is_half_written(
    tmp_path: Path, after: float
) -> None:
    settings = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}

    def python(*words: str) -> list[str]:
        return [sys.executable, *words]

    subprocess.run(
        python("-m", "muctieu", "manage", "migrate", "-v0"), env=settings, cwd=HERE, check=True
    )
    writer = subprocess.Popen(python("-c", _WRITER), env=settings, cwd=HERE, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"writing\n"
    time.sleep(after)
    writer.kill()
    writer.wait()
    writer.stdout.close()

    told = subprocess.run(
        python("-c", _READER), env=settings, cwd=HERE, check=True, capture_output=True, text=True
    )

    assert told.stdout.split() in (["True", "1", "1"], ["True", "2", "200001"])
