"""The rehearsed outbreak fits what was published, keeps the rules, and says where it cannot."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from muctieu.registers.rehearsal import Place, populate
from muctieu.sectors.epidemic.rehearsal.outbreak import Outbreak, Totals, run_outbreak, too_few

DAY = dt.date(2021, 12, 4)
TOTALS = Totals(80, 400, 10, 150, begins=dt.date(2021, 4, 13), as_of=DAY)
HOMES = (Place(11, "A", 900), Place(12, "B", 600))


def people() -> pl.DataFrame:
    made = populate(HOMES, DAY, 1).people
    return made.with_columns(
        pl.col("n").alias("person_id"), pl.col("household").alias("household_id")
    )


@pytest.fixture(scope="module")
def outbreak() -> Outbreak:
    return run_outbreak(people(), HOMES, TOTALS, 1)


def test_people_isolated_by_the_day_are_just_below_the_printed_numbers(outbreak: Outbreak) -> None:
    by_day = outbreak.stays.filter(pl.col("from_on") <= DAY)
    ever = dict(by_day.group_by("form").agg(pl.col("person_id").n_unique()).rows())
    # 99.25 % of 80 and of 400, to the whole: 79 and 397.
    assert ever == {"facility": 79, "home": 397}


def test_places_of_the_plan_are_the_published_ones(outbreak: Outbreak) -> None:
    planned = dict(outbreak.sites.group_by("holds").agg(pl.col("planned").sum()).rows())
    assert planned == {"f0": 10, "f1": 150}


def test_nobody_is_at_two_places_and_every_stay_ends_by_its_due_day(outbreak: Outbreak) -> None:
    ordered = outbreak.stays.sort("person_id", "from_on")
    before = pl.col("to_on").shift(1).over("person_id")
    assert ordered.filter(pl.col("from_on") < before).is_empty()
    assert ordered.filter(pl.col("to_on") > pl.col("due_on")).is_empty()
    assert ordered.filter(pl.col("to_on") < pl.col("from_on")).is_empty()


def test_cases_are_where_cases_are_taken_and_contacts_are_not_themselves(
    outbreak: Outbreak,
) -> None:
    sited = outbreak.stays.join(outbreak.sites, on="site")
    assert sited.filter((pl.col("reason") == "f0") != (pl.col("holds") == "f0")).is_empty()
    assert outbreak.contacts.filter(pl.col("person_id") == pl.col("through_id")).is_empty()
    assert outbreak.cases.height > 0


def test_a_household_is_isolated_at_home_from_one_day_on(outbreak: Outbreak) -> None:
    at_home = outbreak.stays.filter((pl.col("form") == "home") & (pl.col("from_on") <= DAY))
    houses = at_home.join(people(), on="person_id").group_by("household_id")
    assert houses.agg(pl.col("from_on").n_unique())["from_on"].max() == 1


def test_more_people_than_there_are_is_said() -> None:
    assert too_few(TOTALS, 1500) is None
    fault = too_few(TOTALS, 100)
    # 79 + 397 by the day and 3 + 16 after it.
    assert fault is not None
    assert "495" in fault.en
