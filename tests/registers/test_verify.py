"""Anything altered behind the house's back is named."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction

from muctieu.core.days import now
from muctieu.core.models import ChangeSet, Document, ReadLine, Unit
from muctieu.registers.guards import lift_guards
from muctieu.registers.verify import BadSeal, noted, verify
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
        "UPDATE core_changeset SET previous_hash = 'không' WHERE number = 2",
        "UPDATE core_seal SET schema_version = 9 WHERE register = 'sample.meter'",
        "UPDATE core_seal SET last_version = 900000000000 WHERE register = 'sample.reading'",
    ],
)
def test_an_altered_change_set_breaks_the_chain(statement: str) -> None:
    behind(statement)

    assert not verify().sound


@pytest.mark.usefixtures("_three_readings")
def test_updates_cut_off_at_the_end_with_all_they_left_are_missed() -> None:
    behind("DELETE FROM core_seal WHERE changeset_id = 2")
    behind("DELETE FROM core_changeset WHERE number = 2")
    behind("DELETE FROM sample_readingversion")
    behind("DELETE FROM sample_reading")

    assert [one.register for one in verify().damage] == ["sample.reading"]


@pytest.mark.usefixtures("_three_readings")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses it by the type")
@pytest.mark.parametrize(
    "forged", ["read_on = '2021-13-0X'", "amount = 'một'", "checked = 'có'", "meter_id = x'ff'"]
)
def test_a_value_that_does_not_fit_its_column_is_named_and_stops_nothing(forged: str) -> None:
    behind(f"UPDATE sample_readingversion SET {forged} WHERE version = 2")

    assert ("sample.reading", 2) in {(one.register, one.version) for one in verify().damage}


def test_the_document_that_an_update_cites_is_sealed_with_it() -> None:
    unit = Unit.objects.create().pk
    document = Document.objects.create(symbol="12/QĐ-UBND")
    cited = Act(by=None, action="entry", document=document)
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["A"]})), cited)

    Document.objects.update(symbol="13/QĐ-UBND")

    assert not verify().sound


def test_who_read_whose_identity_cannot_be_struck_out() -> None:
    ReadLine.objects.create(
        at=now(), actor_id=1, actor_name="Lan", register="r", purpose="p", level=1, count=1
    )

    with pytest.raises(DatabaseError), transaction.atomic("ops"):
        ReadLine.objects.all().delete()


def test_the_last_seal_is_told_so_that_it_can_be_noted_elsewhere() -> None:
    unit = Unit.objects.create().pk
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["A"]})), ENTRY)

    assert verify().head == ChangeSet.objects.get().hash


@pytest.mark.usefixtures("_three_readings")
def test_a_seal_written_down_shows_what_was_cut_off_with_all_that_it_left() -> None:
    written = verify()
    note = noted(f"{written.position}:{written.head}")
    assert verify(note).sound

    behind("DELETE FROM sample_reading")
    behind("DELETE FROM sample_readingversion")
    behind("DELETE FROM core_seal WHERE changeset_id = 2")
    behind("DELETE FROM core_changeset WHERE number = 2")
    behind("UPDATE core_counter SET next_version = 1, next_id = 1 WHERE register LIKE '%reading'")

    assert verify().sound  # nothing that is left tells of it
    assert not verify(note).sound


@pytest.mark.usefixtures("_three_readings")
def test_another_seal_than_the_one_written_down_is_told() -> None:
    assert not verify(noted("1:" + "ab" * 32)).sound
    with pytest.raises(BadSeal):
        noted("1:xyz")
