"""A year's plan read back as it was known: versions, parts, milestones, findings."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

from muctieu.core.models import Unit
from muctieu.plan.models import ALLOTMENT, JUDGEMENT, MILESTONE, RESOLUTION, TARGET, YEAR
from muctieu.plan.reading import plan_of, target_of
from muctieu.registers.clocks import Known, latest
from muctieu.registers.declare import Register
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, commit

pytestmark = pytest.mark.django_db
ACT = Act(by=None, action="enter")


def opened(register: Register, **row: object) -> int:
    full = {name: row.get(name) for name in frame_schema(register)}
    frame = pl.DataFrame([full], schema=frame_schema(register))
    return commit(Changes().opening(register, frame), ACT).ids[register.code][0]


def a_target(unit: int, year: int = 2021, **more: object) -> int:
    promise = opened(
        RESOLUTION, unit_id=unit, symbol=f"1/{year}", issued_on=dt.date(year - 1, 12, 24),
        issuer="HĐND", title="Nhiệm vụ", year=year, verified=True,
    )  # fmt: skip
    target = {
        "number": 1, "title": "Thu", "qualitative": False, "indicator": "x.y", "direction": "up",
        "mantissa": 1000, "decimals": 1, "assumed": False, "document": "1/QĐ",
    }  # fmt: skip
    return opened(
        TARGET, resolution_id=promise, unit_id=unit, year=year, **{**target, **more}
    )  # fmt: skip


def test_a_year_without_a_plan_is_empty_and_names_the_years_there_are() -> None:
    unit = Unit.objects.create().pk
    opened(YEAR, unit_id=unit, number=2022, theme="Thích ứng an toàn")

    plan = plan_of(unit, 2019, latest())

    assert (plan.known, plan.years) == (False, (2022,))


def test_targets_without_a_theme_are_a_plan_without_a_year() -> None:
    unit = Unit.objects.create().pk
    a_target(unit)

    plan = plan_of(unit, 2021, latest())

    assert (plan.theme, len(plan.targets), plan.known) == ("", 1, True)


def test_a_target_changed_in_october_is_still_known_as_it_was() -> None:
    unit = Unit.objects.create().pk
    number = a_target(unit)
    before = latest()
    row = TARGET.versions._default_manager.get(record=number)
    kept = {name: getattr(row, name) for name in frame_schema(TARGET)}
    changed = kept | {
        "id": number, "version": row.version, "mantissa": 1200, "document": "9/QĐ 10/2021"
    }  # fmt: skip
    commit(Changes().correcting(TARGET, pl.DataFrame([changed])), ACT)

    then, now = target_of(number, before), target_of(number, latest())

    assert then is not None
    assert now is not None
    assert (then.value, then.document) == (Fraction(100), "1/QĐ")
    assert (now.value, now.document) == (Fraction(120), "9/QĐ 10/2021")


def test_parts_are_summed_against_the_whole_but_rates_are_not() -> None:
    unit, ward, other = (Unit.objects.create().pk for _ in range(3))
    number = a_target(unit)
    for place, mantissa in ((ward, 300), (other, 5)):
        opened(ALLOTMENT, target_id=number, unit_id=place, mantissa=mantissa, decimals=1)
    rate = a_target(unit, 2022, course="level")
    opened(ALLOTMENT, target_id=rate, unit_id=ward, mantissa=5, decimals=0)

    # 30,0 + 0,5.
    assert plan_of(unit, 2021, latest()).targets[0].given == Fraction(61, 2)
    assert plan_of(unit, 2022, latest()).targets[0].given is None


def test_milestones_come_in_order_and_the_last_finding_by_a_day_speaks() -> None:
    number = a_target(Unit.objects.create().pk)
    for month in (6, 3):
        opened(
            MILESTONE, target_id=number, due_on=dt.date(2021, month, 30), mantissa=month, decimals=0
        )
    for month, found in ((12, "reached"), (6, "behind")):
        opened(
            JUDGEMENT, target_id=number, judged_on=dt.date(2021, month, 30), assessment=found,
            judge="UBND", document="1/BC", assumed=False,
        )  # fmt: skip

    target = target_of(number, latest())

    assert target is not None
    assert [mark.value for mark in target.marks] == [3, 6]
    by_month = [target.finding_on(dt.date(2021, month, 30)) for month in (5, 7, 12)]
    assert [one and one.assessment for one in by_month] == [None, "behind", "reached"]


def test_what_was_not_known_yet_is_not_read() -> None:
    unit = Unit.objects.create().pk
    number = a_target(unit)

    assert target_of(number, Known(0, None)) is None
    assert not plan_of(unit, 2021, Known(0, None)).known


def test_the_queries_do_not_grow_with_the_targets(django_assert_num_queries: object) -> None:
    unit = Unit.objects.create().pk
    for year in (2021, 2022):
        a_target(unit, year)
    known = latest()

    with django_assert_num_queries(9):  # type: ignore[operator]  # pytest-django has no type for it
        plan_of(unit, 2021, known)
