"""``mt release``: leave this version's small database for later versions to prove they can read it.

Run when a version is tagged. It plays the example year a hundredth in size and keeps the
database, compressed, with a few of its figures beside it. ``tests/project/test_upgrade.py``
upgrades every database kept so far.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
RELEASES = HERE / "tests" / "releases"
FIGURES = (
    "vaccination.first_doses",
    "vaccination.second_doses",
    "vaccination.coverage_1",
    "people.residents",
)
DAY = "2021-12-04"


# Several figures by one process: each start would take longer than all of them.
_FIGURES = """
import sys, django
django.setup()
from django.core.management import call_command
for code in sys.argv[2:]:
    call_command("figure", code, "--as-of", sys.argv[1], "--json")
"""


def mt(data: Path, *words: str) -> str:
    """One command of the product over the data folder ``data``; its standard output."""
    return _python(data, "-m", "muctieu", *words)


def _python(data: Path, *words: str) -> str:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    environment = {
        **kept,
        "MUCTIEU_DATA": str(data),
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=HERE, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def figures_of(data: Path) -> dict[str, object]:
    """The figures kept beside a release, as the product answers them now."""
    lines = _python(data, "-c", _FIGURES, DAY, *FIGURES).splitlines()
    told = [json.loads(line) for line in lines]
    return {one["code"]: [one["value"], one["numerator"], one["denominator"]] for one in told}


def main() -> int:
    """Write ``tests/releases/<version>.sqlite3.xz`` and ``.json``."""
    sys.path.insert(0, str(HERE))
    from muctieu import __version__
    from tests.support.small_year import write_small

    RELEASES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="muctieu-release-") as name:
        data = Path(name) / "var"
        small = write_small(Path(name))
        mt(data, "prepare", "--published", str(small))
        whole = Path(name) / "whole.sqlite3"
        with sqlite3.connect(data / "muctieu.sqlite3") as db:
            db.execute("VACUUM INTO ?", (str(whole),))
        packed = lzma.compress(whole.read_bytes(), preset=9)
        (RELEASES / f"{__version__}.sqlite3.xz").write_bytes(packed)
        figures = json.dumps(figures_of(data), indent=1, sort_keys=True) + "\n"
        (RELEASES / f"{__version__}.json").write_text(figures)
        print(f"{__version__}: {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
