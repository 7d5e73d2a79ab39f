"""The one path by which anything is written."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction

from muctieu.core.models import ChangeSet, Origin, Seal, Unit
from muctieu.registers.guards import lift_guards
from muctieu.registers.verify import verify
from muctieu.registers.write import (
    Act,
    Changes,
    Impossible,
    Refused,
    Stale,
    StillPointedTo,
    commit,
    reserve_ids,
)
from tests.support.sample.models import (
    METERS,
    OWNERS,
    READINGS,
    Meter,
    Owner,
    OwnerVersion,
    Reading,
    ReadingVersion,
)

pytestmark = pytest.mark.django_db

ENTRY = Act(by=None, action="entry", reason="test")
DAY = dt.date(2021, 12, 4)


def meters(*codes: str) -> pl.DataFrame:
    unit = Unit.objects.create().pk
    return pl.DataFrame({"unit_id": [unit] * len(codes), "code": list(codes)})


def reading(meter: int, **changed: object) -> pl.DataFrame:
    unit = Meter.objects.get(pk=meter).unit_id
    row = {"meter_id": meter, "unit_id": unit, "read_on": DAY, "amount": 10, "method": "eye"}
    return pl.DataFrame([row | changed])


def one_meter() -> int:
    return commit(Changes().opening(METERS, meters("A")), ENTRY).ids["sample.meter"][0]


def test_a_record_and_its_first_version_are_written_together() -> None:
    meter = one_meter()
    receipt = commit(Changes().opening(READINGS, reading(meter, note="sáng")), ENTRY)

    row, version = Reading.objects.get(), ReadingVersion.objects.get()

    assert (row.amount, row.note, row.read_on) == (10, "sáng", DAY)
    assert (version.record, version.amount, version.note) == (row.pk, 10, "sáng")  # type: ignore[attr-defined]
    assert (version.known_from, version.known_to) == (receipt.number, None)
    assert row.version == version.version


def test_numbers_of_change_sets_have_no_gaps_even_after_a_refusal() -> None:
    meter = one_meter()
    with pytest.raises(Refused):
        commit(Changes(), ENTRY)
    with pytest.raises(Impossible):
        commit(Changes().opening(METERS, meters("A")), ENTRY)  # the code A is taken
    commit(Changes().opening(READINGS, reading(meter)), ENTRY)

    assert list(ChangeSet.objects.values_list("number", flat=True)) == [1, 2]


def test_a_correction_keeps_what_was_known_before() -> None:
    meter = one_meter()
    commit(Changes().opening(READINGS, reading(meter, amount=10)), ENTRY)
    seen = Reading.objects.get()
    right = reading(meter, amount=11, id=seen.pk, version=seen.version)
    receipt = commit(Changes().correcting(READINGS, right), ENTRY)

    before, after = ReadingVersion.objects.order_by("version")

    assert (before.amount, before.known_to) == (10, receipt.number)  # type: ignore[attr-defined]
    assert (after.amount, after.known_from, after.known_to) == (11, receipt.number, None)  # type: ignore[attr-defined]
    assert Reading.objects.get().amount == 11
    assert (receipt.opened, receipt.closed) == (1, 1)


def test_a_correction_of_what_somebody_else_corrected_meanwhile_is_refused() -> None:
    meter = one_meter()
    commit(Changes().opening(READINGS, reading(meter)), ENTRY)
    seen = Reading.objects.get()
    right = reading(meter, amount=11, id=seen.pk, version=seen.version)
    commit(Changes().correcting(READINGS, right), ENTRY)

    with pytest.raises(Stale), transaction.atomic():
        commit(Changes().correcting(READINGS, right.with_columns(amount=pl.lit(12))), ENTRY)

    assert Reading.objects.get().amount == 11


def test_a_withdrawn_record_is_gone_now_and_still_known_then() -> None:
    meter = one_meter()
    entered = commit(Changes().opening(READINGS, reading(meter)), ENTRY)
    gone = commit(Changes().withdrawing(READINGS, entered.ids["sample.reading"]), ENTRY)

    assert not Reading.objects.exists()
    assert ReadingVersion.objects.get().known_to == gone.number
    assert verify().sound


def test_a_record_that_others_point_to_is_withdrawn_with_them_or_not_at_all() -> None:
    meter = one_meter()
    readings = commit(Changes().opening(READINGS, reading(meter)), ENTRY).ids["sample.reading"]

    with pytest.raises(StillPointedTo) as refusal:
        commit(Changes().withdrawing(METERS, [meter]), ENTRY)
    commit(Changes().withdrawing(METERS, [meter]).withdrawing(READINGS, readings), ENTRY)

    assert refusal.value.by == (("sample.reading", readings[0]),)
    assert not Meter.objects.exists()


def test_records_may_point_to_records_of_the_same_change_set() -> None:
    number = reserve_ids(METERS, 1)[0]
    meter = meters("A").with_columns(id=pl.lit(number))
    row = {"meter_id": number, "unit_id": meter["unit_id"][0], "read_on": DAY, "method": "wire"}
    readings = pl.DataFrame([row])

    commit(Changes().opening(READINGS, readings).opening(METERS, meter), ENTRY)

    assert Reading.objects.get().meter_id == number


def test_a_number_of_a_record_is_never_used_again() -> None:
    meter = one_meter()
    first = commit(Changes().opening(READINGS, reading(meter)), ENTRY).ids["sample.reading"][0]
    commit(Changes().withdrawing(READINGS, [first]), ENTRY)
    second = commit(Changes().opening(READINGS, reading(meter)), ENTRY).ids["sample.reading"][0]

    assert second > first


def test_what_is_known_never_falls_along_the_numbers() -> None:
    late = dt.datetime(2021, 12, 6, tzinfo=dt.UTC)
    load = Act(by=None, action="load", origin=Origin.REHEARSAL, known_at=late)
    commit(Changes().opening(METERS, meters("A")), load)

    earlier = Act(by=None, action="load", known_at=late - dt.timedelta(days=1))
    with pytest.raises(Refused), transaction.atomic():
        commit(Changes().opening(METERS, meters("B")), earlier)

    assert Meter.objects.get().origin == Origin.REHEARSAL
    assert ChangeSet.objects.get().known_at == late


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sample_readingversion SET amount = 99",
        "UPDATE sample_readingversion SET known_from = 7",
        "DELETE FROM sample_readingversion",
        "UPDATE core_changeset SET reason = 'x'",
        "DELETE FROM core_seal",
    ],
)
def test_the_database_refuses_to_change_history(statement: str) -> None:
    meter = one_meter()
    commit(Changes().opening(READINGS, reading(meter)), ENTRY)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_missing_text_and_an_empty_one_are_sealed_apart_and_stay_apart() -> None:
    meter = one_meter()
    rows = pl.concat(
        [
            reading(meter, note="", amount=None),
            reading(meter, note=None, amount=5, read_on=DAY + dt.timedelta(days=1)),
            reading(meter, note='"; \\N \\ ~', amount=6, read_on=DAY + dt.timedelta(days=2)),
        ],
        how="diagonal_relaxed",
    )
    commit(Changes().opening(READINGS, rows), ENTRY)

    notes = list(Reading.objects.order_by("read_on").values_list("note", "amount"))

    assert notes == [("", None), (None, 5), ('"; \\N \\ ~', 6)]
    assert verify().sound


def an_owner() -> int:
    meter = one_meter()
    rows = pl.DataFrame({"meter_id": [meter], "name": ["Bà (mẫu)"]})
    return commit(Changes().opening(OWNERS, rows), ENTRY).ids["sample.owner"][0]


def test_an_erased_identity_leaves_a_seal_that_is_reported_as_erased() -> None:
    owner = an_owner()
    commit(Changes().withdrawing(OWNERS, [owner]), Act(by=None, action="erase"))
    OwnerVersion.objects.update(name=None, seal_key=None)  # type: ignore[attr-defined]

    verdict = verify()

    assert verdict.sound
    assert verdict.erased == 1


def test_words_dropped_without_an_erasure_are_damage() -> None:
    an_owner()
    for model in (OwnerVersion, Owner):
        model.objects.update(name=None, seal_key=None)  # type: ignore[attr-defined]

    assert not verify().sound


def test_an_erasure_hides_no_change_of_what_stays() -> None:
    owner = an_owner()
    commit(Changes().withdrawing(OWNERS, [owner]), Act(by=None, action="erase"))
    lift_guards()
    OwnerVersion.objects.update(name=None, seal_key=None, meter_id=999)  # type: ignore[attr-defined]

    assert {one.register for one in verify().damage} == {"sample.owner"}


def test_ten_scattered_corrections_touch_those_ten_only() -> None:
    many = [f"M{number}" for number in range(500)]
    ids = commit(Changes().opening(METERS, meters(*many)), ENTRY).ids["sample.meter"]
    chosen = list(ids)[::50]
    rows = Meter.objects.filter(pk__in=chosen).order_by("pk")
    right = pl.DataFrame(
        [
            {"id": m.pk, "version": m.version, "unit_id": m.unit_id, "code": f"{m.code}-2"}
            for m in rows
        ]
    )

    receipt = commit(Changes().correcting(METERS, right), ENTRY)

    assert (receipt.opened, receipt.closed) == (10, 10)
    assert Meter.objects.filter(code__endswith="-2").count() == 10
    assert Seal.objects.count() == 2
    assert verify().sound


def test_what_the_database_cannot_hold_is_refused_with_a_sentence() -> None:
    with pytest.raises(Impossible):
        commit(Changes().opening(METERS, meters("A", "A")), ENTRY)

    assert not ChangeSet.objects.exists()


def test_what_is_entered_where_a_rehearsal_was_played_is_practice_too() -> None:
    unit = Unit.objects.create().pk
    made_up = Act(by=None, action="load", origin=Origin.REHEARSAL)
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["A"]})), made_up)

    entry = Act(by=None, action="entry")
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["B"]})), entry)

    assert set(Meter.objects.values_list("origin", flat=True)) == {Origin.REHEARSAL}
    assert ChangeSet.objects.get(number=2).origin == Origin.REHEARSAL
    assert verify().sound


def test_a_folder_without_a_rehearsal_holds_records_of_the_office() -> None:
    unit = Unit.objects.create().pk
    published = Act(by=None, action="declare", origin=Origin.PUBLISHED)
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["A"]})), published)

    commit(
        Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["B"]})),
        Act(by=None, action="entry"),
    )

    assert Meter.objects.get(code="B").origin == Origin.OFFICE
