"""Backup, deletion, restore: nothing lost, nothing half."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl
import pytest

from muctieu.core.models import ChangeSet, Post, Seal, Unit, UnitVersion, User
from muctieu.project.backup import BadBackup, NotEmpty, back_up, restore
from muctieu.registers.verify import verify
from muctieu.registers.write import Act, Changes, commit
from tests.support.sample.models import METERS, READINGS, Reading

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "ops"])


@pytest.fixture
def year() -> None:
    """A small year: an account, a unit, a meter, two readings, one of them corrected."""
    user = User.objects.create_user("lan", password="x")
    unit = Unit.objects.create()
    UnitVersion.objects.create(
        unit=unit, name="Quang Hanh", kind="ward", valid_from=dt.date(2001, 1, 1)
    )
    Post.objects.create(user=user, role="ward_clerk", unit=unit)
    entry = Act(by=user, action="entry", reason="giấy báo")
    meter = commit(
        Changes().opening(METERS, pl.DataFrame({"unit_id": [unit.pk], "code": ["A"]})), entry
    )
    number = meter.ids["sample.meter"][0]
    rows = pl.DataFrame(
        {"read_on": [dt.date(2021, 12, 1), dt.date(2021, 12, 2)], "note": ["", None]}
    )
    rows = rows.with_columns(
        meter_id=pl.lit(number), unit_id=pl.lit(unit.pk), method=pl.lit("eye"), checked=pl.lit(True)
    )
    commit(Changes().opening(READINGS, rows), entry)
    seen = Reading.objects.earliest("read_on")
    right = rows.head(1).with_columns(
        id=pl.lit(seen.pk), version=pl.lit(seen.version), amount=pl.lit(7)
    )
    commit(Changes().correcting(READINGS, right), entry)


def state() -> list[object]:
    return [
        list(Reading.objects.order_by("pk").values()),
        list(ChangeSet.objects.values()),
        [(s["register"], bytes(s["opened_digests"])) for s in Seal.objects.order_by("pk").values()],
        list(UnitVersion.objects.values()),
        list(User.objects.values()),
    ]


@pytest.mark.usefixtures("year")
def test_what_was_backed_up_comes_back_whole_and_sound(tmp_path: Path) -> None:
    before = state()
    back_up(tmp_path / "b.zip")

    restore(tmp_path / "b.zip", replace=True)

    assert state() == before
    assert verify().sound


@pytest.mark.usefixtures("year")
def test_after_a_restore_work_goes_on_where_it_stopped(tmp_path: Path) -> None:
    back_up(tmp_path / "b.zip")
    restore(tmp_path / "b.zip", replace=True)

    User.objects.create_user("minh")
    gone = list(Reading.objects.values_list("pk", flat=True))
    receipt = commit(Changes().withdrawing(READINGS, gone), Act(by=None, action="withdraw"))

    assert receipt.number == 4
    assert verify().sound


@pytest.mark.usefixtures("year")
def test_a_year_is_not_overwritten_unless_that_is_asked_for(tmp_path: Path) -> None:
    back_up(tmp_path / "b.zip")

    with pytest.raises(NotEmpty):
        restore(tmp_path / "b.zip")


@pytest.mark.usefixtures("year")
def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    before = state()
    back_up(tmp_path / "b.zip")
    with (
        zipfile.ZipFile(tmp_path / "b.zip") as whole,
        zipfile.ZipFile(tmp_path / "c.zip", "w") as bad,
    ):
        for name in whole.namelist():
            data = whole.read(name)
            bad.writestr(name, data[:-9] if name.endswith("sample_reading.parquet") else data)
    (tmp_path / "d.zip").write_bytes(b"not a zip")

    for file in ("c.zip", "d.zip"):
        with pytest.raises(BadBackup):
            restore(tmp_path / file, replace=True)
    assert state() == before
