"""``mt bench freshness``: how soon a figure is right after something was recorded.

2,000,000 doses stand in the register. Again and again 1,000 scattered ones are corrected through
the write path, and the columnar copy catches up: new versions read from the system of record,
old ones ended, all in one transaction, counts compared. Beside it DuckDB rewrites the same table
from its own data, which is the least that any refresh by rewriting costs: the peer reads nothing
from the system of record, ours does. Both from SQLite and from PostgreSQL.

Then one dose is saved, and the next read of all tiles must be right: the milliseconds from the
end of the save to the right answer, all tiles counted anew, nothing cached.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import tempfile
from typing import Any

from bench.harness import Claim, Report, alternating, child, parser, say, timed
from bench.made.city import load, some_doses

ROWS = 2_000_000
CHANGED = 1_000
DAY = dt.date(2021, 12, 4)
TILES = (
    "vaccination.doses",
    "vaccination.first_doses",
    "vaccination.second_doses",
    "vaccination.residents_with_second_dose",
    "vaccination.second_over_first",
)
BAR = 0.05


def main(words: list[str]) -> int:
    """Measure on both databases and print one report."""
    options = parser("freshness")
    options.add_argument("--rows", type=int, default=ROWS, help="doses in the register")
    options.add_argument("--child", help="used by the bench itself: measure this database")
    asked = options.parse_args(words)
    if asked.child:
        return measure(asked.child, asked.rows, asked.repeats)
    report = Report("freshness")
    ratios: list[float] = []
    more = ["--rows", str(asked.rows), "--repeats", str(asked.repeats)]
    with tempfile.TemporaryDirectory(prefix="muctieu-bench-") as folder:
        for database in ("sqlite", "postgresql"):
            told = child("freshness", database, folder, more)
            report.rows += told["rows"]
            ratios.append(told["ratio"])
            report.rows.append(
                {"what": f"{database}: refresh over rewrite", "value": told["ratio"]}
            )
    report.claims.append(Claim("refresh_over_duckdb_rewrite", max(ratios), BAR, at_most=True))
    return report.show(as_json=asked.json)


def measure(database: str, rows: int, repeats: int) -> int:
    """Load, then measure; one JSON object on standard output."""
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0)
    say(f"· {database}: loading {rows:,} doses")
    units = load(rows)
    from muctieu.indicators.replica import replica

    fill = timed(lambda: replica().catch_up())
    rewriter = Rewriter()
    timings = alternating(
        {
            f"{database}: refresh of {CHANGED} changed rows": lambda: refresh(rows),
            f"{database}: DuckDB rewrites the table": rewriter.seconds,
        },
        repeats,
    )
    ours, theirs = timings.values()
    told = [
        ours.row(),
        theirs.row(),
        {"what": f"{database}: first fill", "median_s": round(fill, 3)},
    ]
    told.append(saving(database, units, repeats))
    print(json.dumps({"ratio": ours.median / theirs.median, "rows": told}))
    return 0


def refresh(rows: int) -> float:
    """Correct some doses, then the seconds in which the copy catches up with it."""
    import polars as pl

    from muctieu.indicators.replica import replica
    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit
    from muctieu.sectors.vaccination.models import Dose

    ids = random.sample(range(1, rows + 1), CHANGED)
    names = ("id", "version", *register_of("vaccination.dose").columns)
    found: list[Any] = []
    for at in range(0, CHANGED, 500):
        found += Dose.objects.filter(pk__in=ids[at : at + 500]).values(*names)
    frame = pl.DataFrame(found, infer_schema_length=None).with_columns(lot=pl.lit("corrected"))
    commit(
        Changes().correcting(register_of("vaccination.dose"), frame), Act(by=None, action="correct")
    )
    return timed(lambda: replica().catch_up())


class Rewriter:
    """DuckDB rewriting the table of doses in a file of its own, from its own data."""

    def __init__(self) -> None:
        import duckdb

        from muctieu.indicators.replica import replica

        self.folder = tempfile.TemporaryDirectory(prefix="muctieu-bench-")
        self.connection = duckdb.connect(f"{self.folder.name}/peer.duckdb", config={"threads": 2})
        with replica().reading() as (cursor, _position):
            path = f"{self.folder.name}/doses.parquet"
            cursor.execute(f"COPY vaccination_doseversion TO '{path}' (FORMAT parquet)")
        self.connection.execute(f"CREATE TABLE doses AS SELECT * FROM '{path}'")
        self.connection.execute("CHECKPOINT")

    def seconds(self) -> float:
        """Write the whole table again, and make it last."""

        def rewrite() -> None:
            self.connection.execute("CREATE OR REPLACE TABLE doses AS SELECT * FROM doses")
            self.connection.execute("CHECKPOINT")

        return timed(rewrite)


def saving(database: str, units: list[int], repeats: int) -> dict[str, Any]:
    """One dose more, by the write path; milliseconds until every tile says so."""
    from muctieu.indicators.ask import Question, ask
    from muctieu.registers.clocks import latest
    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit

    def tiles() -> int:
        known = latest()
        answers = ask([Question(code, units[0], DAY, known) for code in TILES])
        return int(answers[0].figure.value or 0)

    before = tiles()
    took: list[float] = []
    for turn in range(repeats):
        one = some_doses(turn, 1, units).with_columns(dose_no=10, given_on=DAY)
        commit(
            Changes().opening(register_of("vaccination.dose"), one), Act(by=None, action="entry")
        )
        told: list[int] = []
        took.append(timed(lambda told=told: told.append(tiles())) * 1000)
        if told != [before + turn + 1]:
            raise AssertionError(f"the tile says {told}, not {before + turn + 1}")
    return {
        "what": f"{database}: save to right tile ({len(TILES)} tiles), ms",
        "median": round(statistics.median(took)),
        "min": round(min(took)),
        "max": round(max(took)),
    }
