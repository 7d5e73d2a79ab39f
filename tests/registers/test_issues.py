"""Workbooks issued to units: filled offline, handed back, and held against what happened since."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import polars as pl
import pytest
from django.db import IntegrityError, transaction

from muctieu.core.models import User
from muctieu.core.permissions import NotAllowed
from muctieu.registers.applying import apply_import, faults_kept, notes_kept, prepare, receive
from muctieu.registers.import_models import Import, Issue, State
from muctieu.registers.intake import _intakes
from muctieu.registers.issues import NotReturnable, issue, number_in, returns_of
from muctieu.registers.prefilled import prefillable
from muctieu.registers.templates import LISTS, template_for
from muctieu.registers.write import Act, Changes, commit
from tests.support.meters import INTAKE, NOON, TODAY, clerk_of, draw_map
from tests.support.sample.models import READINGS, Meter, Reading

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2021, 12, 1), TODAY
ROW = ("CT-1", "Quang Hanh", dt.date(2021, 12, 3), 12, "bằng mắt", None)


@pytest.fixture(autouse=True)
def _readings_can_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_intakes, INTAKE.code, INTAKE)


@pytest.fixture
def units() -> dict[str, int]:
    return dict(draw_map())


@pytest.fixture
def lan(units: dict[str, int]) -> User:
    return clerk_of(units["Quang Hanh"])


def workbook(one: Issue) -> Any:
    out = io.BytesIO()
    template_for(INTAKE, out, on=one.last, issued=one)
    return openpyxl.load_workbook(out)


def handed_back(
    one: Issue, rows: Sequence[Sequence[object]], folder: Path, by: User | None
) -> Import:
    book = workbook(one)
    for at, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            book.worksheets[0].cell(at, place).value = value
    path = folder / "nop-lai.xlsx"
    book.save(path)
    sent = receive([path.read_bytes()], path.name, INTAKE, by=by, at=NOON)
    prepare(sent, at=NOON)
    return sent


def test_it_lists_its_own_unit_takes_days_of_its_period_and_carries_its_number(
    units: dict[str, int], lan: User, tmp_path: Path
) -> None:
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    book = workbook(one)
    values = {cell.value for row in book[LISTS].iter_rows(min_row=2) for cell in row if cell.value}
    (days,) = [
        rule for rule in book.worksheets[0].data_validations.dataValidation if rule.type == "date"
    ]
    book.save(tmp_path / "a.xlsx")

    assert values == {"Quang Hanh", "bằng mắt", "từ xa"}
    # Excel's days: 44531 is 01/12/2021, 44534 is 04/12/2021.
    assert (days.formula1, days.formula2) == ("44531", "44534")
    assert book.worksheets[0].protection.sheet
    assert number_in(tmp_path / "a.xlsx") == one.token  # another program saved it


def test_what_is_handed_back_goes_in_row_by_row_and_is_remembered_as_its_return(
    units: dict[str, int], lan: User, tmp_path: Path
) -> None:
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    early = ("CT-2", "Quang Hanh", dt.date(2020, 12, 3), 5, "bằng mắt", None)
    other = ("CT-3", "Cẩm Sơn", dt.date(2021, 12, 3), 5, "bằng mắt", None)
    sent = handed_back(one, [ROW, early, other], tmp_path, by=None)

    assert {fault.row: fault.rule for fault in faults_kept(sent)} == {
        3: "issue.other_days", 4: "issue.other_unit",
    }  # fmt: skip
    assert "01/12/2021 – 04/12/2021" in str(faults_kept(sent)[0].sentence)
    assert apply_import(sent, by=lan, at=NOON) is not None
    assert Reading.objects.count() == 1
    assert list(returns_of(one)) == [sent]


def test_a_record_that_somebody_changed_since_is_not_overwritten(
    units: dict[str, int], lan: User, tmp_path: Path
) -> None:
    first = handed_back(
        issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON), [ROW], tmp_path, lan
    )
    apply_import(first, by=lan, at=NOON)
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    meanwhile = Reading.objects.get()
    row = {name: getattr(meanwhile, name) for name in READINGS.columns}
    frame = pl.DataFrame([{"id": meanwhile.pk, "version": meanwhile.version, **row, "amount": 13}])
    number = commit(Changes().correcting(READINGS, frame), Act(by=None, action="correct")).number

    sent = handed_back(one, [(*ROW[:3], 99, *ROW[4:])], tmp_path, lan)

    (fault,) = faults_kept(sent)
    assert fault.rule == "issue.changed_since"
    assert f"lần cập nhật số {number}" in fault.sentence.vi
    assert sent.counts["changed"] == 0
    assert Reading.objects.get().amount == 13


def test_a_record_that_somebody_withdrew_since_is_not_revived(
    units: dict[str, int], lan: User, tmp_path: Path
) -> None:
    first = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    apply_import(handed_back(first, [ROW], tmp_path, lan), by=lan, at=NOON)
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    gone = Changes().withdrawing(READINGS, [Reading.objects.get().pk])
    number = commit(gone, Act(by=None, action="withdraw", reason="nhầm")).number

    sent = handed_back(one, [ROW, (ROW[0], ROW[1], dt.date(2021, 12, 4), *ROW[3:])], tmp_path, lan)

    assert [(fault.row, fault.rule) for fault in faults_kept(sent)] == [(2, "issue.gone_since")]
    assert f"lần cập nhật số {number}" in faults_kept(sent)[0].sentence.vi
    # Issued after the withdrawal, the row is told as one that was there once, and taken.
    later = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    assert handed_back(later, [ROW], tmp_path, lan).counts["new"] == 1


def test_it_holds_what_is_on_file_of_its_unit_and_days_and_unchanged_rows_stay_as_they_are(
    units: dict[str, int], lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_codes(rows: pl.DataFrame) -> pl.DataFrame:
        codes = dict(Meter.objects.values_list("pk", "code"))
        said = [codes.get(number) for number in rows["meter_id"]]
        return rows.with_columns(pl.Series("meter_code", said, dtype=pl.String))

    assert not prefillable(INTAKE)  # the sheet says the meter's code, the register its number
    whole = replace(INTAKE, written=with_codes)
    monkeypatch.setitem(_intakes, INTAKE.code, whole)
    first = issue(whole, units["Quang Hanh"], dt.date(2020, 1, 1), LAST, by=lan, at=NOON)
    early = ("CT-0", "Quang Hanh", dt.date(2020, 12, 3), 7, "bằng mắt", None)
    second = ("CT-2", "Quang Hanh", dt.date(2021, 12, 4), 5, "từ xa", "+1-1")
    apply_import(handed_back(first, [ROW, early, second], tmp_path, lan), by=lan, at=NOON)

    one = issue(whole, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    out = io.BytesIO()
    template_for(whole, out, on=LAST, issued=one)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    day = dt.datetime(2021, 12, 3)  # noqa: DTZ001  as a workbook holds days
    assert list(sheet.values)[1:] == [
        (*ROW[:2], day, *ROW[3:]), (*second[:2], dt.datetime(2021, 12, 4), *second[3:]),  # noqa: DTZ001
    ]  # fmt: skip
    assert sheet["F3"].data_type == "s"
    sheet["D3"] = 6
    book.save(tmp_path / "lai.xlsx")
    sent = receive([(tmp_path / "lai.xlsx").read_bytes()], "lai.xlsx", whole, by=lan, at=NOON)
    prepare(sent, at=NOON)
    told = {name: sent.counts[name] for name in ("new", "changed", "same", "refused")}
    assert told == {"new": 0, "changed": 1, "same": 1, "refused": 0}


def test_a_second_return_says_so_and_its_own_first_rows_are_no_conflict(
    units: dict[str, int], lan: User, tmp_path: Path
) -> None:
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    first = handed_back(one, [ROW], tmp_path, lan)
    receipt = apply_import(first, by=lan, at=NOON)
    assert receipt is not None

    second = handed_back(one, [(*ROW[:3], 15, *ROW[4:])], tmp_path, lan)

    told = [note.vi for note in notes_kept(second)]
    assert any(f"đã nộp ở lần cập nhật số {receipt.number}" in text for text in told)
    assert (second.counts["changed"], second.counts["refused"]) == (1, 0)


@pytest.mark.parametrize("what", ["unknown", "register", "unit"])
def test_a_workbook_of_elsewhere_is_answered_by_one_sentence(
    units: dict[str, int], lan: User, tmp_path: Path, what: str
) -> None:
    hoa = clerk_of(units["Cẩm Sơn"], "hoa")
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    if what == "unknown":
        one.token = uuid4()
    if what == "register":
        Issue.objects.filter(pk=one.pk).update(intake="sample.others")
    sent = handed_back(one, [ROW], tmp_path, hoa if what == "unit" else lan)

    assert sent.state == State.REFUSED
    assert {"unknown": "mang số phát hành", "register": "loại sổ khác", "unit": "đơn vị khác"}[
        what
    ] in sent.said_vi
    assert not Reading.objects.exists()


def test_nobody_issues_for_a_unit_that_is_not_theirs_nor_for_days_the_wrong_way_round(
    units: dict[str, int], lan: User
) -> None:
    with pytest.raises(NotAllowed):
        issue(INTAKE, units["Cẩm Sơn"], FIRST, LAST, by=lan, at=NOON)
    with pytest.raises(NotReturnable):
        issue(INTAKE, units["Quang Hanh"], LAST, FIRST, by=lan, at=NOON)
    one = issue(INTAKE, units["Quang Hanh"], FIRST, LAST, by=lan, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=one.pk).update(last=FIRST - dt.timedelta(days=1))


def test_other_files_carry_no_number(tmp_path: Path) -> None:
    for name, content in (("a.csv", b"a;b"), ("b.xlsx", b"PK\x03\x04"), ("c.xlsx", b"")):
        (tmp_path / name).write_bytes(content)
        assert number_in(tmp_path / name) is None


@pytest.mark.parametrize("damage", ["packed data", "way of packing", "lock"])
def test_a_workbook_whose_number_cannot_be_read_carries_none(tmp_path: Path, damage: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/custom.xml", b"<Properties/>" * 50)
    made = bytearray(out.getvalue())
    # Of a zip's first entry the data follow its header of 30 bytes and its name; in the list of
    # entries, marked PK 1 2, the lock is in byte 8 and the way of packing in byte 10.
    listed = made.index(b"PK\x01\x02")
    at, value = {
        "packed data": (30 + len("docProps/custom.xml"), 0xFF),
        "way of packing": (listed + 10, 99),
        "lock": (listed + 8, 1),
    }[damage]
    made[at] = value
    (tmp_path / "a.xlsx").write_bytes(made)

    assert number_in(tmp_path / "a.xlsx") is None
