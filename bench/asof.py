"""``mt bench asof``: what was known when, at random days and positions.

1,000,000 doses stand in the register, every fifth of them corrected once, in twenty updates. Ours
answers 200 random pairs of (day, position) one by one; django-simple-history's ``as_of()`` answers
the first twenty of the same pairs from its own tables of the same versions, in an environment of
its own. The answers must be the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.harness import HERE, Claim, Report, Timing, parser, peer_python, say, timed
from bench.made.city import DAYS, FIRST_DAY, SEED, load

ROWS = 1_000_000
UPDATES = 20
PAIRS, PEER_PAIRS = 200, 20
CODE = "vaccination.second_doses"
PACKAGES = ["django==5.2.8", "django-simple-history==3.10.1"]


def main(words: list[str]) -> int:
    """Measure and print one report."""
    options = parser("asof")
    options.add_argument("--rows", type=int, default=ROWS, help="doses in the register")
    options.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args(words)
    if asked.child:
        return measure(asked.child, asked.rows)
    report = Report("asof")
    with tempfile.TemporaryDirectory(prefix="muctieu-bench-") as folder:
        ours = child(Path(folder), asked.rows)
        theirs = ask_peer(Path(folder), ours["pairs"][:PEER_PAIRS])
    different = sum(
        one["people"] != other for one, other in zip(theirs, ours["people"], strict=False)
    )
    mine = Timing("muctieu", tuple(ours["seconds"]))
    peer = Timing("django-simple-history as_of()", tuple(one["seconds"] for one in theirs))
    report.rows += [mine.row(pairs=PAIRS), peer.row(pairs=PEER_PAIRS)]
    report.claims += [
        Claim("vs_simple_history", peer.median / mine.median, 20),
        Claim("answers_different", different, 0, at_most=True),
    ]
    return report.show(as_json=asked.json)


def child(folder: Path, rows: int) -> dict[str, Any]:
    """Ours, in a process of its own; settings belong to a process."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
        "MUCTIEU_DATA": f"{folder}/data",
        "MUCTIEU_LOG_LEVEL": "WARNING",
    }
    environment.pop("DATABASE_URL", None)
    script = "import sys; from bench.asof import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "--child", str(folder), "--rows", str(rows)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure(folder: Path, rows: int) -> int:
    """Load, correct, ask; one JSON object on standard output."""
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0)
    say(f"· loading {rows:,} doses")
    units = load(rows)
    positions = correct_every_fifth(rows)
    write_versions(folder / "history.csv")
    draw = random.Random(SEED)
    pairs = [
        (FIRST_DAY + dt.timedelta(draw.randrange(DAYS)), draw.choice(positions))
        for _ in range(PAIRS)
    ]
    answers = [answered(units[0], *pair) for pair in [pairs[0], *pairs]][1:]
    told = {
        "pairs": [(day.isoformat(), position) for day, position in pairs],
        "people": [people for people, _seconds in answers],
        "seconds": [seconds for _people, seconds in answers],
    }
    print(json.dumps(told))
    return 0


def correct_every_fifth(rows: int) -> list[int]:
    """Move every fifth dose by some days, in some updates; returns every position since."""
    import polars as pl

    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit
    from muctieu.sectors.vaccination.models import Dose

    doses = register_of("vaccination.dose")
    names = ("id", "version", *doses.columns)
    positions = []
    for update in range(UPDATES):
        wanted = range(1 + 5 * update, rows + 1, 5 * UPDATES)
        found = list(Dose.objects.filter(pk__in=_few(wanted)).values(*names))
        frame = pl.DataFrame(found, infer_schema_length=None)
        moved = frame.with_columns(pl.col("given_on") + pl.duration(days=update - UPDATES // 2))
        act = Act(by=None, action="correct", reason="bench")
        positions.append(commit(Changes().correcting(doses, moved), act).number)
        say(f"· correction {update + 1}/{UPDATES}")
    return [positions[0] - 1, *positions]


def _few(wanted: range) -> Any:
    """Ids as a query: there are too many of them to be parameters."""
    from django.db.models import F

    from muctieu.sectors.vaccination.models import Dose

    step, start = wanted.step, wanted.start
    in_step = Dose.objects.annotate(rest=F("pk") % step).filter(rest=start % step)
    return in_step.values("pk")


def write_versions(path: Path) -> None:
    """Every version of every dose, the earlier of a dose first."""
    from muctieu.indicators.replica import replica

    with replica().reading() as (cursor, _position):
        cursor.execute(
            "COPY (SELECT id, person_id, dose_no, given_on, known_from"
            f" FROM vaccination_doseversion ORDER BY version) TO '{path}' (HEADER false)"
        )


def answered(unit: int, day: dt.date, position: int) -> tuple[int, float]:
    """Different people with a second dose by the day, as known at the position; and seconds."""
    from muctieu.indicators.ask import Question, figure
    from muctieu.registers.clocks import Known

    told: list[int] = []

    def act() -> None:
        asked = Question(CODE, unit, day, Known(position, None))
        told.append(int(figure(asked).value or 0))

    seconds = timed(act)
    return told[0], seconds


def ask_peer(folder: Path, pairs: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The peer's answers to the pairs."""
    python = peer_python("asof", PACKAGES)
    command = [str(python), str(HERE / "bench" / "peers" / "django_simple_history.py")]
    command += [str(folder / "history.csv"), str(folder / "peer.sqlite3")]
    say("· filling the peer's tables")
    lines = "".join(f"{day} {position}\n" for day, position in pairs)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
