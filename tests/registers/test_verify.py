"""Anything altered behind the house's back is named."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from django.db import connection

from muctieu.core.models import Unit
from muctieu.registers.guards import lift_guards
from muctieu.registers.verify import verify
from muctieu.registers.write import Act, Changes, commit
from tests.support.sample.models import METERS, READINGS

pytestmark = pytest.mark.django_db

ENTRY = Act(by=None, action="entry")


@pytest.fixture
def _three_readings() -> None:
    unit = Unit.objects.create().pk
    meter = commit(
        Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["A"]})), ENTRY
    ).ids["sample.meter"][0]
    days = [dt.date(2021, 12, day) for day in (1, 2, 3)]
    rows = pl.DataFrame({"read_on": days, "amount": [1, 2, 3]}).with_columns(
        meter_id=pl.lit(meter), unit_id=pl.lit(unit), method=pl.lit("eye")
    )
    commit(Changes().opening(READINGS, rows), ENTRY)


def behind(statement: str) -> None:
    """Do what somebody with the file in hand could do."""
    lift_guards()
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("_three_readings")
def test_an_untouched_house_is_sound() -> None:
    verdict = verify()

    assert verdict.sound
    assert (verdict.changesets, verdict.versions) == (2, 4)


@pytest.mark.usefixtures("_three_readings")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sample_readingversion SET amount = 4 WHERE version = 2",
        "UPDATE sample_readingversion SET id = 77 WHERE version = 2",
        "UPDATE sample_readingversion SET origin = 1 WHERE version = 2",
        "UPDATE sample_readingversion SET known_from = 1 WHERE version = 2",
        "UPDATE sample_readingversion SET known_to = 2 WHERE version = 2",
        "UPDATE sample_reading SET amount = 4 WHERE version = 2",
        "DELETE FROM sample_readingversion WHERE version = 2",
        "DELETE FROM sample_reading WHERE version = 2",
    ],
)
def test_the_row_that_was_altered_is_named(statement: str) -> None:
    behind(statement)

    named = {(one.register, one.version) for one in verify().damage}

    assert ("sample.reading", 2) in named
    assert not {("sample.reading", 1), ("sample.reading", 3)} & named


@pytest.mark.usefixtures("_three_readings")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_changeset SET reason = 'another' WHERE number = 1",
        "UPDATE core_changeset SET hash = previous_hash WHERE number = 1",
        "UPDATE core_seal SET schema_version = 9 WHERE register = 'sample.meter'",
    ],
)
def test_an_altered_change_set_breaks_the_chain(statement: str) -> None:
    behind(statement)

    assert not verify().sound
