"""``mt check``: format, lint, types, arrows between rooms, migrations, built CSS, translations."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent

STEPS: dict[str, list[str]] = {
    "format": [str(SCRIPTS / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(SCRIPTS / "ruff"), "check", "--quiet", "."],
    "types": [str(SCRIPTS / "mypy")],
    "arrows": [str(SCRIPTS / "lint-imports"), "--no-cache"],
    "migrations": [
        sys.executable,
        "-m",
        "muctieu",
        "manage",
        "makemigrations",
        "--check",
        "--dry-run",
    ],
    "models": [sys.executable, "-m", "muctieu", "manage", "check", "--fail-level", "WARNING"],
    "styles": [sys.executable, "-m", "muctieu.project.css_check"],
}


def main(wanted: list[str]) -> int:
    """Run the steps named, or all; print each one's outcome and what it said when it failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="muctieu-check-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "MUCTIEU_DATA": folder,
        }
        for name, command in STEPS.items():
            if wanted and name not in wanted:
                continue
            done = subprocess.run(
                command, cwd=HERE, env=environment, capture_output=True, text=True, check=False
            )
            print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout, done.stderr, sep="\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
