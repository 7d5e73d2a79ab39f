#!/usr/bin/env python3
"""The one launcher of Muctieu: sets up what a command lacks, then runs it.

Standard library only. ``python3 mt`` starts the product, ``python3 mt test`` tests it,
``python3 mt help`` tells the rest. Progress goes to standard error; standard output is only
the answer.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE / ".tools"
ENVIRONMENT = HERE / ".venv"
WINDOWS = os.name == "nt"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")

# The installer of everything else, pinned with the hashes of its wheels.
UV = "uv==0.13.9"
UV_HASHES = (
    "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    "6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b",
)
# Commands that need what developers need besides what users need.
DEVELOPERS = ("test", "check", "bench", "lock", "release")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def stop(sentence: str) -> None:
    say(sentence)
    raise SystemExit(2)


def uv() -> str:
    """The installer: the one already fetched, the one on the path, or fetched now by pip."""
    fetched = TOOLS / "bin" / ("uv.exe" if WINDOWS else "uv")
    if fetched.exists():
        return str(fetched)
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if pip.returncode:
        stop(
            "Cần pip hoặc uv. Hãy cài python3-pip rồi chạy lại.\n"
            "Neither pip nor uv is here. Install python3-pip and run this again."
        )
    say("· tải bộ cài đặt / fetching the installer")
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(UV + "".join(f" --hash=sha256:{one}" for one in UV_HASHES) + "\n")
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(TOOLS),
        ]
        command += [
            "--upgrade",
            "--require-hashes",
            "--disable-pip-version-check",
            "-r",
            str(wanted),
        ]
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
            stop("Không tải được bộ cài đặt.\nThe installer could not be fetched.")
    return str(fetched)


def set_up(lock: str) -> None:
    """Make ``.venv`` hold exactly what ``lock`` names, unless a stamp says that it does."""
    locked = HERE / lock
    stamp = ENVIRONMENT / "locked"
    wanted = f"{lock} {hashlib.sha256(locked.read_bytes()).hexdigest()} {sys.version}"
    have = stamp.read_text() if stamp.exists() else ""
    # Whoever has the developers' set has everything that users need.
    both = hashlib.sha256((HERE / "requirements-test.txt").read_bytes()).hexdigest()
    if have == wanted or (PYTHON.exists() and f"{both} {sys.version}" in have):
        return
    say("· cài đặt thư viện / installing libraries")
    environment = {**os.environ, "UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    for command in (
        [uv(), "venv", "--quiet", "--allow-existing", str(ENVIRONMENT)],
        [uv(), "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(locked)],
    ):
        if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode:
            stop("Không cài được thư viện.\nThe libraries could not be installed.")
    stamp.write_text(wanted)


def command_of(words: list[str]) -> list[str]:
    """The command line that does what was asked for."""
    if words and words[0] == "test":
        return [str(PYTHON), str(HERE / "tests" / "run.py"), *words[1:]]
    if words and words[0] in ("check", "lock", "release"):
        return [str(PYTHON), str(HERE / "tests" / f"{words[0]}.py"), *words[1:]]
    if words and words[0] == "bench":
        return [str(PYTHON), str(HERE / "bench" / "run.py"), *words[1:]]
    return [str(PYTHON), "-m", "muctieu", *words]


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):
        stop("Cần Python 3.11 trở lên.\nPython 3.11 or newer is needed.")
    developers = bool(words) and words[0] in DEVELOPERS
    if developers and words[0] in ("lock", "bench"):
        os.environ["MUCTIEU_UV"] = uv()
    set_up("requirements-test.txt" if developers else "requirements.txt")
    os.environ["PYTHONPATH"] = os.pathsep.join(
        part for part in (str(HERE), os.environ.get("PYTHONPATH")) if part
    )
    # Compiled once, the libraries load in a quarter of the time; what is kept lies in folders that
    # this launcher made. Images for containers often forbid it for programs that start only once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = command_of(words)
    if WINDOWS:
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)  # the command takes this process's place: signals reach it
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
