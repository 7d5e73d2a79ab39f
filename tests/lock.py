"""``mt lock``: lock the dependencies of ``pyproject.toml`` with hashes and without addresses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": [], "requirements-test.txt": ["--group", "test", "--group", "check"]}


def main(extra: list[str]) -> int:
    """Write both files; ``--upgrade`` takes the newest versions that fit."""
    for name, groups in LOCKS.items():
        command = [os.environ.get("MUCTIEU_UV", "uv"), "pip", "compile", "--quiet", "--universal"]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11"]
        constraint = ["--constraint", "requirements.txt"] if name != "requirements.txt" else []
        command += ["pyproject.toml", *groups, *constraint, *extra, "-o", name]
        done = subprocess.run(command, cwd=HERE, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
