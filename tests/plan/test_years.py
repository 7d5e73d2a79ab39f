"""Whose year it is."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.plan.models import YEAR
from muctieu.plan.years import home_on
from muctieu.registers.write import Act, Changes, commit

pytestmark = pytest.mark.django_db
IN_2021, IN_2026 = dt.date(2021, 12, 4), dt.date(2026, 3, 1)
REFORM = dt.date(2025, 7, 1)


@pytest.fixture
def units() -> dict[str, int]:
    """A province with one city of two wards until the reform, then two wards directly."""
    names = {"province": None, "city": "province", "one": "city", "two": "city"}
    made = {name: Unit.objects.create().pk for name in names}
    for name, parent in names.items():
        last = REFORM if name == "city" else None
        UnitVersion.objects.create(
            unit_id=made[name], name=name, kind="ward", parent_id=made.get(parent or ""),
            valid_from=dt.date(2012, 2, 21), valid_to=REFORM if parent == "city" else last,
        )  # fmt: skip
    for name in ("one", "two"):
        UnitVersion.objects.create(
            unit_id=made[name],
            name=name,
            kind="ward",
            parent_id=made["province"],
            valid_from=REFORM,
        )
    return made


def test_without_a_plan_it_is_the_highest_unit_that_is_more_than_a_frame(
    units: dict[str, int],
) -> None:
    then, now = home_on(IN_2021), home_on(IN_2026)

    assert then is not None
    assert now is not None
    assert (then.unit_id, now.unit_id) == (units["city"], units["province"])


def test_a_plan_says_whose_year_it_is(units: dict[str, int]) -> None:
    rows = pl.DataFrame(
        {"unit_id": [units["one"]], "number": [2026], "theme": ["Một năm của phường"]}
    )
    commit(Changes().opening(YEAR, rows), Act(by=None, action="entry"))

    ours, before = home_on(IN_2026), home_on(IN_2021)

    assert ours is not None
    assert before is not None
    assert (ours.unit_id, before.unit_id) == (units["one"], units["city"])


def test_where_there_are_no_units_it_is_nobodys() -> None:
    assert home_on(IN_2021) is None
