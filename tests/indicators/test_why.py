"""Why a figure changed: each cause by a case worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from muctieu.indicators.ask import NotAskable, Question
from muctieu.indicators.cells import Engine
from muctieu.indicators.published import DECLARED
from muctieu.indicators.why import Cause, Why, explain
from muctieu.registers.clocks import Known
from muctieu.registers.declare import Register
from muctieu.registers.write import Act, Changes, commit
from tests.spec.cases import PEOPLE, UNITS
from tests.support.clinic.models import VISITS
from tests.support.clinic.world import build
from tests.support.engines import ENGINES
from tests.support.table import World

pytestmark = pytest.mark.django_db

DAY, LATER = dt.date(2021, 12, 4), dt.date(2021, 12, 31)
CAME = """
    | visitor | home       | site    | day        | ordinal | in | out |
    | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | 1       | 1  |     |
    | Bình    | Quang Hanh | Cẩm Sơn | 2021-05-11 | 1       | 1  | 2   |
    | Cúc     | Quang Hanh | Cẩm Sơn | 2021-05-12 | 1       | 2  |     |
    | An      | Quang Hanh | Cẩm Sơn | 2021-05-13 | 2       | 2  |     |
    | Dũng    | Quang Hanh | Cẩm Sơn | 2021-12-20 | 1       | 2  |     |
"""


def between(
    world: World, code: str, engine: Engine, *, first: int, last: int | None = None,
    to: dt.date = LATER, unit: str = "Cẩm Phả", **more: object,
) -> Why:  # fmt: skip
    """The change from 4 December as known after ``first`` to a later day and update."""
    old = Question(code, world.units[unit], DAY, Known(world.before + first))
    new = Question(code, world.units[unit], to, world.known(last), **more)  # type: ignore[arg-type]
    return explain(old, new, engine)


def told(why: Why) -> list[tuple[Cause, Fraction, int]]:
    assert sum((part.adds for part in why.parts), Fraction(0)) == why.change
    return [(part.cause, part.adds, part.records) for part in why.parts]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_record_is_withdrawn_late_or_new(engine: Engine) -> None:
    world = build(UNITS, PEOPLE, CAME)
    why = between(world, "clinic.visits", engine, first=1)
    # 2 visits, one taken out, two entered late, one since: 4.
    assert (why.before.value, why.after.value) == (2, 4)
    assert told(why) == [(Cause.WITHDRAWN, -1, 1), (Cause.LATE, 2, 2), (Cause.HAPPENED, 1, 1)]
    withdrawn, late, new = why.parts
    assert [record.on.day for record in late.shown] == [12, 13]
    assert {part.updates for part in (withdrawn, new)} == {((world.before + 2, 1),)}


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_people_counted_once_and_ratios_add_up_too(engine: Engine) -> None:
    world = build(UNITS, PEOPLE, CAME)
    # An's second visit brings nobody new: 2 − Bình + Cúc + Dũng.
    assert told(between(world, "clinic.visitors", engine, first=1)) == [
        (Cause.WITHDRAWN, -1, 1), (Cause.LATE, 1, 2), (Cause.HAPPENED, 1, 1),
    ]  # fmt: skip
    # 0/2, then 0/1 without Bình, then 1/1 by An's second visit, 1/2 by Cúc, 1/3 by Dũng.
    assert told(between(world, "clinic.returned_over_came", engine, first=1)) == [
        (Cause.WITHDRAWN, 0, 1), (Cause.LATE, 100, 1), (Cause.LATE, -50, 2),
        (Cause.HAPPENED, Fraction(100, 3) - 50, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_correction_tells_what_it_moved(engine: Engine) -> None:
    world = build(
        UNITS, PEOPLE,
        """
        | visitor | home       | site    | day        | amount |
        | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | 100    |
        | An      | Quang Hanh | Cẩm Sơn | 2021-05-11 | 7      |
        """,
    )  # fmt: skip
    dear = dict(zip(row_of(VISITS, 100).columns, row_of(VISITS, 100).row(0), strict=True))
    right = row_of(VISITS, 100).with_columns(pl.lit(130, pl.Int64).alias("amount"))
    receipt = commit(Changes().correcting(VISITS, right), Act(by=None, action="correct"))
    why = between(world, "clinic.income", engine, first=1)
    assert told(why) == [(Cause.CORRECTED, 30, 1)]
    assert why.parts[0].shown[0].id == dear["id"]
    assert why.parts[0].updates == ((receipt.number, 1),)


def row_of(register: Register, amount: int) -> pl.DataFrame:
    """The record with an amount, as a correction takes it."""
    one = register.model._default_manager.get(amount=amount)
    body = {name: [getattr(one, name)] for name in ("id", "version", *register.columns)}
    return pl.DataFrame(body).cast({"ordinal": pl.Int64, "kind": pl.String})


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_time_alone_moves_a_stock(engine: Engine) -> None:
    world = build(
        UNITS, PEOPLE,
        stays="""
        | visitor | unit       | from_on    | to_on      |
        | An      | Quang Hanh | 2010-01-01 | 2021-12-10 |
        | Cúc     | Cẩm Sơn    | 2010-01-01 |            |
        | An      | Cẩm Sơn    | 2021-12-20 |            |
        """,
    )  # fmt: skip
    # Cúc turns 12 on 5 December; An leaves and comes back elsewhere: 1 + 1 − 0.
    assert told(between(world, "clinic.residents_12", engine, first=1)) == [
        (Cause.HAPPENED, 0, 1), (Cause.TURNED, 1, 1), (Cause.ENDED, 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_change_of_boundaries_is_a_part_of_its_own(engine: Engine) -> None:
    units = """
        | unit    | parent  | from       | to         |
        | City    |         | 2012-01-01 |            |
        | Other   |         | 2012-01-01 |            |
        | Ward    | City    | 2012-01-01 | 2021-12-15 |
        | Ward    | Other   | 2021-12-15 |            |
        | Stays   | City    | 2012-01-01 |            |
    """
    world = build(
        units, PEOPLE,
        stays="""
        | visitor | unit  | from_on    | to_on |
        | An      | Ward  | 2010-01-01 |       |
        | Bình    | Stays | 2010-01-01 |       |
        | Cúc     | Ward  | 2021-12-20 |       |
        """,
    )  # fmt: skip
    # 2, then Cúc comes to the ward, and then the ward with its two goes to the other city.
    assert told(between(world, "clinic.residents", engine, first=1, unit="City")) == [
        (Cause.HAPPENED, 1, 1), (Cause.BOUNDARIES, -2, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_land_that_passes_between_units_that_go_on_is_a_change_of_boundaries(
    engine: Engine,
) -> None:
    units = """
        | unit | parent | from       | to |
        | City |        | 2012-01-01 |    |
        | West | City   | 2012-01-01 |    |
        | East | City   | 2012-01-01 |    |
    """
    world = build(
        units, PEOPLE,
        stays="""
        | visitor | unit | from_on    | to_on |
        | An      | West | 2010-01-01 |       |
        | Bình    | West | 2010-01-01 |       |
        | Cúc     | East | 2010-01-01 |       |
        | Dũng    | East | 2021-12-20 |       |
        """,
        became="| former | latter | on | share |\n| West | East | 2021-12-15 | 1/4 |",
    )  # fmt: skip
    there = dt.date(2022, 1, 1)
    for unit, then, now, parts in (
        # Before, a fourth of the two in West counted for East; since, all is as it stands.
        ("East", Fraction(3, 2), 2, [(Cause.HAPPENED, 1, 1), (Cause.BOUNDARIES, Fraction(-1, 2), 2)]),
        ("West", Fraction(3, 2), 2, [(Cause.BOUNDARIES, Fraction(1, 2), 2)]),
    ):  # fmt: skip
        old, new = (
            Question("clinic.residents", world.units[unit], day, world.known(), map=there)
            for day in (DAY, LATER)
        )
        why = explain(old, new, engine)
        assert (why.before.value, why.after.value) == (then, now)
        assert told(why) == parts


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_another_map_and_another_formula_are_parts_of_their_own(engine: Engine) -> None:
    units = """
        | unit | parent | from       | to         |
        | City |        | 2012-01-01 |            |
        | Old  | City   | 2012-01-01 | 2025-07-01 |
        | New  | City   | 2025-07-01 |            |
        | East | City   | 2025-07-01 |            |
    """
    became = """
        | former | latter | on         | share |
        | Old    | New    | 2025-07-01 | 3/4   |
        | Old    | East   | 2025-07-01 | 1/4   |
    """
    came = """
        | visitor | home | site | day        |
        | An      | Old  | Old  | 2021-05-10 |
        | An      | Old  | Old  | 2021-05-11 |
        | Bình    | Old  | Old  | 2021-12-20 |
    """
    world = build(units, PEOPLE, came, became=became)
    why = between(world, "clinic.visits", engine, first=1, unit="New", map=dt.date(2025, 7, 1))
    # As it was the new ward had no visits; on its own map 3/4 of 3 are its own.
    assert told(why) == [(Cause.BOUNDARIES, Fraction(9, 4), 3)]
    old = Question("clinic.busy", world.units["City"], dt.date(2021, 6, 30), world.known())
    new = Question("clinic.busy", world.units["City"], LATER, world.known())
    # 2 visits, a third since, and of the two people the second formula counts: 2 + 1 − 1.
    assert told(explain(old, new, engine)) == [(Cause.HAPPENED, 1, 1), (Cause.FORMULA, -1, 0)]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_another_plan_is_a_part_of_its_own(engine: Engine) -> None:
    world = build(
        UNITS, PEOPLE,
        "| visitor | home | site | day | amount |\n| An | Cẩm Sơn | Cẩm Sơn | 2021-05-10 | 70 |",
        declared="""
        | code             | unit    | as_of      | period | mantissa | decimals | status | in | out |
        | clinic.plan      | Cẩm Phả | 2020-12-24 | 2021   | 100      | 0        | plan   | 1  | 2   |
        | clinic.plan      | Cẩm Phả | 2020-12-24 | 2021   | 140      | 0        | plan   | 2  |     |
        """,
    )  # fmt: skip
    why = between(world, "clinic.income_of_plan", engine, first=1)
    # 70/100, and after the plan was raised 70/140.
    assert told(why) == [(Cause.PLAN, -20, 1)]
    assert why.parts[0].shown[0].register == DECLARED.code


def test_what_is_missing_at_one_end_has_no_reasons() -> None:
    world = build(UNITS, PEOPLE, CAME)
    why = between(world, "clinic.visits", ENGINES[0], first=0)
    assert (why.change, why.parts) == (None, ())


def test_the_command_tells_the_reasons_and_names_no_one(capsys: pytest.CaptureFixture[str]) -> None:
    world = build(UNITS, PEOPLE, CAME)
    ends = [f"--from=04/12/2021,#{world.before + 1}", "--to=31/12/2021"]
    call_command("why", "clinic.visits", "--unit=Cẩm Phả", *ends)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 visits → 4 visits"
    vietnamese, english = lines[1].strip().split(" / ")
    assert vietnamese.startswith("−1 · bản ghi bị rút · visits · 1 bản ghi")
    assert english.startswith("−1 · records withdrawn · visits · 1 records")
    call_command("why", "clinic.visits", "--unit=Cẩm Phả", *ends, "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["change"], [part["adds"] for part in told["parts"]]) == (2, [-1, 2, 1])
    with pytest.raises(CommandError, match=r"04/12/2021,05/12/2021"):
        call_command("why", "clinic.visits", "--from=1,2,3,4", "--to=31/12/2021")


def test_two_different_figures_are_no_change() -> None:
    world = build(UNITS, PEOPLE, CAME)
    with translation.override("en"), pytest.raises(NotAskable, match="one figure"):
        between(world, "clinic.visits", ENGINES[0], first=1, place="site")
