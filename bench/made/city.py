"""A city of sixteen wards, its people and their doses, loaded through the write path."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from bench.harness import say

PEOPLE, WARDS, ROUNDS = 400_000, 16, 23
SEED = 2021
PIECE = 500_000
FIRST_DAY = dt.date(2021, 6, 1)
DAYS = 200


def load(rows: int) -> list[int]:
    """Units, people and doses through the write path; returns the units, the city first."""
    import polars as pl

    from muctieu.core.models import Unit, UnitVersion
    from muctieu.core.units import rebuild_closure
    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit

    units = [Unit.objects.create().pk for _ in range(WARDS + 1)]
    for number, unit in enumerate(units):
        UnitVersion.objects.create(
            unit_id=unit,
            parent_id=units[0] if number else None,
            code=str(number),
            name=f"unit {number}",
            kind="ward" if number else "city",
            valid_from=dt.date(2012, 1, 1),
        )
    rebuild_closure()
    people, doses = register_of("people.person"), register_of("vaccination.dose")
    act = Act(by=None, action="load")
    draw = random.Random(SEED)
    crowd = pl.DataFrame(
        {
            "sex": [draw.choice(("female", "male")) for _ in range(PEOPLE)],
            "birth_on": [
                dt.date(1950, 1, 1) + dt.timedelta(draw.randrange(20_000)) for _ in range(PEOPLE)
            ],
            "birth_precision": ["day"] * PEOPLE,
        }
    )
    commit(Changes().opening(people, crowd), act)
    for first in range(0, rows, PIECE):
        commit(Changes().opening(doses, some_doses(first, min(PIECE, rows - first), units)), act)
        say(f"· {min(first + PIECE, rows):,}")
    return units


def some_doses(first: int, count: int, units: list[int]) -> Any:
    """Doses number ``first`` and following: each person has the first before the second."""
    import numpy as np
    import polars as pl

    draw = np.random.default_rng(SEED + first)
    number = np.arange(first, first + count)
    days = draw.integers(0, DAYS, count).astype("timedelta64[D]")
    return pl.DataFrame(
        {
            "person_id": number % PEOPLE + 1,
            "dose_no": number // PEOPLE + 1,
            "kind": ["primary"] * count,
            "vaccine": draw.choice(["astrazeneca", "pfizer", "moderna"], count),
            "lot": draw.choice([f"L{n:03}" for n in range(200)], count),
            "given_on": np.datetime64(FIRST_DAY) + days,
            "unit_id": draw.choice(units[1:], count),
            "residence_id": draw.choice(units[1:], count),
        }
    ).with_columns(pl.col("given_on").cast(pl.Date))


def load_homes(units: list[int]) -> None:
    """One residence for each person, some of them ended in the year."""
    import numpy as np
    import polars as pl

    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit

    draw = np.random.default_rng(SEED)
    begun = np.datetime64("2019-01-01") + draw.integers(0, 900, PEOPLE).astype("timedelta64[D]")
    ended = np.datetime64("2021-07-01") + draw.integers(0, 300, PEOPLE).astype("timedelta64[D]")
    homes = pl.DataFrame(
        {
            "person_id": np.arange(1, PEOPLE + 1),
            "unit_id": draw.choice(units[1:], PEOPLE),
            "kind": draw.choice(["permanent", "temporary", "outside"], PEOPLE, p=[0.9, 0.08, 0.02]),
            "from_on": begun,
            "to_on": ended,
            "leaves": draw.random(PEOPLE) < 0.05,
        }
    ).with_columns(
        pl.col("from_on").cast(pl.Date),
        pl.when("leaves").then(pl.col("to_on").cast(pl.Date)).alias("to_on"),
    )
    changes = Changes().opening(register_of("people.residence"), homes.drop("leaves"))
    commit(changes, Act(by=None, action="load"))


def load_rounds(units: list[int]) -> None:
    """Rounds of the city, a session of each in every ward, and the vaccine it used."""
    import polars as pl

    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit

    act = Act(by=None, action="load")
    draw = random.Random(SEED)
    days = [FIRST_DAY + dt.timedelta(number * 8) for number in range(ROUNDS)]
    rounds = pl.DataFrame(
        {"number": range(1, ROUNDS + 1), "unit_id": [units[0]] * ROUNDS, "from_on": days}
    )
    held = commit(Changes().opening(register_of("vaccination.round"), rounds), act)
    sessions = pl.DataFrame(
        {"round_id": one, "unit_id": unit, "site": "trạm", "held_on": day}
        for one, day in zip(held.ids["vaccination.round"], days, strict=True)
        for unit in units[1:]
    )
    kept = commit(Changes().opening(register_of("vaccination.session"), sessions), act)
    uses = sessions.select(
        pl.Series("session_id", kept.ids["vaccination.session"]),
        "unit_id",
        pl.col("held_on").alias("used_on"),
        pl.lit("pfizer").alias("vaccine"),
        pl.lit("L001").alias("lot"),
        pl.Series("used", [draw.randrange(50, 400) for _ in range(sessions.height)]),
        pl.lit(7).alias("wasted"),
        pl.lit(3).alias("returned"),
    ).with_columns((pl.col("used") + 10).alias("received"))
    commit(Changes().opening(register_of("vaccination.use"), uses), act)
    allocations = pl.DataFrame(
        {
            "number": [f"PB{number}" for number in range(ROUNDS)],
            "unit_id": [units[0]] * ROUNDS,
            "allocated_on": days,
            "vaccine": ["pfizer"] * ROUNDS,
            "lot": ["L001"] * ROUNDS,
            "expires_on": [day + dt.timedelta(180) for day in days],
            "doses": [draw.randrange(1_000, 9_000) for _ in days],
        }
    )
    commit(Changes().opening(register_of("vaccination.allocation"), allocations), act)
