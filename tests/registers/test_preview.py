"""What a file would do to the register, seen before anything is written."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from muctieu.core.models import ChangeSet
from muctieu.kernels.vietnamese.dates import parse_date
from muctieu.registers.applying import Overtaken, apply_preview
from muctieu.registers.checking import _plain_dates, check_rows
from muctieu.registers.preview import Preview, Sender, preview_file, preview_rows
from muctieu.registers.write import Act
from tests.support.meters import (
    GOOD,
    HEADINGS,
    INTAKE,
    OFFICE,
    TODAY,
    clerk_of,
    draw_map,
    sheet,
)
from tests.support.sample.models import Meter, Reading

pytestmark = pytest.mark.django_db
IMPORT = Act(by=None, action="import")


def seen(path: Path) -> Preview:
    return preview_file(path, INTAKE, OFFICE)


def told(preview: Preview) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.rule) for fault in preview.faults_shown()]


def test_a_row_never_seen_is_new_and_is_written_with_what_it_needs(tmp_path: Path) -> None:
    units = draw_map()
    preview = seen(sheet(tmp_path / "a.xlsx", GOOD))

    assert (preview.counts.lines, preview.counts.new, preview.counts.refused) == (1, 1, 0)
    assert Reading.objects.count() == 0

    apply_preview(preview, IMPORT)

    row = Reading.objects.get()
    assert row.meter == Meter.objects.get(code="CT-01")
    assert (row.unit_id, row.read_on, row.amount) == (
        units["Quang Hanh"],
        dt.date(2021, 12, 3),
        120,
    )


def test_the_same_file_a_second_time_has_nothing_new(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)
    apply_preview(seen(path), IMPORT)

    again = seen(path)

    assert (again.counts.new, again.counts.changed, again.counts.same) == (0, 0, 1)
    assert not again.changes
    assert ChangeSet.objects.count() == 1


def test_a_changed_cell_is_told_from_what_to_what(tmp_path: Path) -> None:
    draw_map()
    apply_preview(seen(sheet(tmp_path / "a.xlsx", GOOD)), IMPORT)
    changed = seen(sheet(tmp_path / "b.xlsx", (1, "CT-01", "Quang Hanh", "03/12/2021", 125, "mắt")))

    assert changed.counts.changed == 1
    row = changed.differences().row(0, named=True)
    assert (row["row"], row["column"], row["old"], row["new"]) == (2, "amount", "120", "125")

    apply_preview(changed, IMPORT)
    assert Reading.objects.get().amount == 125


def test_a_blank_cell_does_not_erase_what_is_known(tmp_path: Path) -> None:
    draw_map()
    apply_preview(seen(sheet(tmp_path / "a.xlsx", GOOD)), IMPORT)

    blank = seen(sheet(tmp_path / "b.xlsx", (1, "CT-01", "Quang Hanh", "03/12/2021", None, "mắt")))

    assert blank.counts.same == 1


def test_each_fault_names_row_column_rule_and_remedy(tmp_path: Path) -> None:
    draw_map()
    preview = seen(
        sheet(
            tmp_path / "a.xlsx",
            GOOD,
            (2, "CT-02", "Quang Hanh", "03/13/2021", 1, "mắt"),  # there is no month 13
            (3, "CT-03", "Quang Hanh", "03/12/2021", "mười", "mắt"),
            (4, "CT-04", "Quang Hanh", "03/12/2021", 5, "ngửi"),
            (5, None, "Quang Hanh", "03/12/2021", 5, "mắt"),
            (6, "CT-06", "Quang Hanh", "05/12/2021", 5, "mắt"),  # the day after today
        )
    )

    assert told(preview) == [
        (3, "read_on", "date.unreadable"),
        (4, "amount", "number.unreadable"),
        (5, "method", "choice.unknown"),
        (6, "meter_code", "cell.missing"),
        (7, "read_on", "date.future"),
        (7, "read_on", "reading.sunday"),  # 5/12/2021 is a Sunday as well
    ]
    first = next(preview.faults_shown())
    assert "không có tháng 13" in first.sentence.vi
    assert first.remedy.vi == "Ghi ngày/tháng/năm, ví dụ 04/12/2021."
    assert preview.counts.refused == 5
    assert preview.counts.new == 1


def test_a_rule_does_not_hold_before_its_first_day(tmp_path: Path) -> None:
    draw_map()
    # Sundays both; the rule begins on 1/6/2021.
    before, after = "30/05/2021", "06/06/2021"
    rows = [(at, f"CT-{at}", "Quang Hanh", day, 1, "mắt") for at, day in ((1, before), (2, after))]

    preview = seen(sheet(tmp_path / "a.xlsx", *rows))

    assert told(preview) == [(3, "read_on", "reading.sunday")]
    assert next(preview.faults_shown()).document == "Quy định 7/QĐ"


@pytest.mark.parametrize(
    "spelling",
    [
        "Cẩm Hòa",
        "Cẩm Hoà",
        "phường cẩm hòa",
        "P. Cam Hoa",
        "CẨM HOÀ",
        unicodedata.normalize("NFD", "Cẩm Hòa"),
        "07190",
    ],
)
def test_a_ward_is_known_by_any_of_its_spellings(tmp_path: Path, spelling: str) -> None:
    units = draw_map()

    preview = seen(sheet(tmp_path / "a.xlsx", (1, "CT-1", spelling, "03/12/2021", 1, "mắt")))

    assert preview.rows["unit_id"].to_list() == [units["Cẩm Hòa"]]


def test_a_misspelt_ward_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    draw_map()

    preview = seen(sheet(tmp_path / "a.xlsx", (1, "CT-1", "Quang Hạn", "03/12/2021", 1, "mắt")))

    fault = next(preview.faults_shown())
    assert (fault.rule, fault.row) == ("unit.perhaps", 2)
    assert fault.sentence.vi == "Không có đơn vị tên “Quang Hạn”; có phải “Quang Hanh”?"


def test_a_ward_of_another_time_is_refused_with_its_time(tmp_path: Path) -> None:
    draw_map()

    preview = seen(
        sheet(
            tmp_path / "a.xlsx",
            (1, "CT-1", "Hoà Bình", "03/12/2021", 1, "mắt"),  # begins on 1/11/2024
            (2, "CT-2", "Sao Hoả", "03/12/2021", 1, "mắt"),
        )
    )

    assert [rule for _row, _column, rule in told(preview)] == ["unit.not_then", "unit.unknown"]
    assert "từ 01/11/2024" in next(preview.faults_shown()).sentence.vi


@pytest.mark.parametrize("day", ["31/02/2021", None])
def test_a_day_that_cannot_be_read_is_blamed_alone_and_not_the_unit_for_it(
    tmp_path: Path, day: str | None
) -> None:
    """Cẩm Hòa ended in 2024: of a day that nobody knows no unit can be said not to exist then."""
    draw_map()
    row = (1, "CT-01", "Cẩm Hòa", day, 120, "mắt", None)

    preview = seen(sheet(tmp_path / "a.xlsx", row))

    assert [(column, rule) for _row, column, rule in told(preview)] == [
        ("read_on", "date.unreadable" if day else "cell.missing")
    ]


def test_a_unit_that_never_was_is_named_beside_a_day_that_cannot_be_read(tmp_path: Path) -> None:
    draw_map()
    row = (1, "CT-01", "Atlantis", "31/02/2021", 120, "mắt", None)

    preview = seen(sheet(tmp_path / "a.xlsx", row))

    assert {rule for _row, _column, rule in told(preview)} == {"date.unreadable", "unit.unknown"}


def test_a_ward_that_ended_is_refused_after_its_last_day(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", (1, "CT-1", "Cẩm Hòa", "02/12/2024", 1, "mắt"))

    preview = preview_file(path, INTAKE, Sender(None, dt.date(2024, 12, 31)))

    fault = next(preview.faults_shown())
    assert fault.rule == "unit.not_then"
    assert "31/10/2024" in fault.sentence.vi


def test_a_line_said_twice_is_refused_once(tmp_path: Path) -> None:
    draw_map()

    preview = seen(sheet(tmp_path / "a.xlsx", GOOD, GOOD))

    assert told(preview) == [(3, "meter_code", "row.duplicate")]
    assert next(preview.faults_shown()).sentence.vi == "Trùng với dòng 2 của tệp."
    assert (preview.counts.new, preview.counts.refused) == (1, 1)


def test_rows_of_somebody_elses_ward_are_refused(tmp_path: Path) -> None:
    units = draw_map()
    lan = clerk_of(units["Quang Hanh"])
    path = sheet(tmp_path / "a.xlsx", GOOD, (2, "CT-2", "Cẩm Sơn", "03/12/2021", 1, "mắt"))

    preview = preview_file(path, INTAKE, Sender(lan, TODAY))

    assert told(preview) == [(3, "unit", "unit.not_yours")]
    apply_preview(preview, Act(by=lan, action="import"))
    # The meter met only on the refused line is not written either.
    assert list(Meter.objects.values_list("code", flat=True)) == ["CT-01"]


def test_a_record_of_another_unit_is_neither_taken_over_nor_shown(tmp_path: Path) -> None:
    units = draw_map()
    apply_preview(seen(sheet(tmp_path / "theirs.xlsx", (*GOOD[:2], "Cẩm Sơn", *GOOD[3:]))), IMPORT)
    path = sheet(tmp_path / "mine.xlsx", (*GOOD[:4], 999, *GOOD[5:]))

    preview = preview_file(path, INTAKE, Sender(clerk_of(units["Quang Hanh"]), TODAY))

    assert told(preview) == [(2, "unit", "unit.not_yours")]
    assert preview.differences().is_empty()
    assert not preview.changes


def test_a_row_equal_to_another_wards_record_is_refused_like_any_other(tmp_path: Path) -> None:
    units = draw_map()
    theirs = (*GOOD[:2], "Cẩm Sơn", *GOOD[3:])
    path = sheet(tmp_path / "a.xlsx", theirs)
    lan = Sender(clerk_of(units["Quang Hanh"]), TODAY)
    before = preview_file(path, INTAKE, lan)

    apply_preview(seen(path), IMPORT)
    after = preview_file(path, INTAKE, lan)

    # Nothing tells whether the record is there: not the outcome, not the fault, not the counts.
    assert told(before) == told(after) == [(2, "unit", "unit.not_yours")]
    assert before.counts == after.counts


def test_who_has_both_units_may_move_a_record_by_sheet(tmp_path: Path) -> None:
    draw_map()
    apply_preview(seen(sheet(tmp_path / "before.xlsx", (*GOOD[:2], "Cẩm Sơn", *GOOD[3:]))), IMPORT)

    preview = preview_file(
        sheet(tmp_path / "after.xlsx", GOOD), INTAKE, Sender(clerk_of(None), TODAY)
    )

    assert (preview.counts.changed, preview.counts.refused) == (1, 0)


def test_digits_of_another_script_are_read_or_refused_and_never_lost() -> None:
    draw_map()
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "03/12/2021", "method": "mắt"}

    preview = preview_rows([row | {"amount": "٣"}], INTAKE, OFFICE)

    assert told(preview) == [(1, "amount", "number.unreadable")]


def test_a_required_number_that_came_to_nothing_counts_as_missing() -> None:
    # 10**18 has nineteen digits: more than a column holds, so it cannot be read as a whole number.
    draw_map()
    needed = replace(INTAKE["amount"], required=True)
    columns = tuple(needed if one.name == "amount" else one for one in INTAKE.columns)
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "03/12/2021", "method": "mắt"}

    for text in ("٣", "", "1" + "0" * 18):
        preview = preview_rows([row | {"amount": text}], replace(INTAKE, columns=columns), OFFICE)
        assert preview.rows.is_empty()


def test_a_form_is_judged_as_a_sheet_is() -> None:
    draw_map()
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "31/02/2021", "method": "mắt"}

    preview = preview_rows([row], INTAKE, OFFICE)

    assert told(preview) == [(1, "read_on", "date.unreadable")]


def test_a_preview_that_was_overtaken_writes_nothing(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)
    mine, theirs = seen(path), seen(path)
    apply_preview(theirs, IMPORT)

    with pytest.raises(Overtaken) as refusal:
        apply_preview(mine, IMPORT)

    assert "người khác" in refusal.value.sentence.vi
    assert Reading.objects.count() == 1
    assert ChangeSet.objects.count() == 1


def test_a_bare_year_is_a_date_known_to_the_year_only_where_it_may_stand_alone() -> None:
    draw_map()
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "2013", "method": "mắt"}
    assert told(preview_rows([row], INTAKE, OFFICE)) == [(1, "read_on", "date.unreadable")]

    old = replace(INTAKE, year_alone=("read_on",))
    rows = [row, row | {"read_on": "04/06/2014"}]
    raw = pl.DataFrame(rows).with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))

    checked = check_rows(raw, old, TODAY).rows

    assert checked.select("read_on", "read_on_precision").rows() == [
        (dt.date(2013, 1, 1), "year"),
        (dt.date(2014, 6, 4), "day"),
    ]


def test_several_sheets_of_a_workbook_come_in_together(tmp_path: Path) -> None:
    draw_map()
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name, code in (("Khu 1", "CT-1"), ("Khu 2", "CT-2")):
        page = book.add_worksheet(name)
        page.write(0, 0, "DANH SÁCH")
        page.write_row(2, 0, HEADINGS)
        page.write_row(3, 0, [1, code, "Quang Hanh", "03/13/2021", 1, "mắt"])
        page.write_row(4, 0, [2, code, "Quang Hanh", "03/12/2021", 1, "mắt"])
    book.add_worksheet("Ghi chú").write(0, 0, "Mỗi khu một tờ")
    book.close()

    preview = seen(tmp_path / "a.xlsx")

    assert (preview.counts.new, preview.counts.refused) == (2, 2)
    assert [(fault.sheet, fault.row) for fault in preview.faults_shown()] == [
        ("Khu 1", 4),
        ("Khu 2", 4),
    ]


def test_a_number_that_is_a_day_of_the_spreadsheet_is_asked_about() -> None:
    draw_map()
    # 44534 days after 30/12/1899 is 4/12/2021.
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "44534", "method": "mắt"}
    fault = next(preview_rows([row], INTAKE, OFFICE).faults_shown())
    assert fault.rule == "date.number"
    assert "04/12/2021" in fault.sentence.vi


@given(
    day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    form=st.sampled_from(["{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0:%d-%m-%Y}", "{0}"]),
)
def test_the_short_way_of_reading_dates_agrees_with_the_reader_of_dates(
    day: dt.date, form: str
) -> None:
    text = form.format(day)
    plain = _plain_dates(pl.Series([text]))[0]
    assert parse_date(text) == day
    assert plain in (None, day)


@pytest.mark.parametrize("text", ["31/02/2021", "13/13/2021", "00/01/2021", "2021-02-30", "1/2/21"])
def test_the_short_way_reads_no_day_that_does_not_exist(text: str) -> None:
    assert _plain_dates(pl.Series([text]))[0] is None


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        # Three in Arabic digits: a digit to some patterns, none to an office.
        ({"amount": "\u0663"}, "number.unreadable"),
        ({"read_on": "\u0660\u0663/12/2021"}, "date.unreadable"),
        ({"note": "ghi\0chú"}, "cell.control"),
        ({"note": "ghi\x1bchú"}, "cell.control"),
        ({"amount": "1" * 30}, "number.not_whole"),
    ],
)
def test_a_cell_that_gives_no_value_is_always_named(changed: dict[str, str], rule: str) -> None:
    draw_map()
    row = {"meter_code": "CT-1", "unit": "Quang Hanh", "read_on": "03/12/2021", "method": "mắt"}

    preview = preview_rows([row | changed], INTAKE, OFFICE)

    assert [fault.rule for fault in preview.faults_shown()] == [rule]


def test_half_a_letter_in_a_call_is_no_accident() -> None:
    draw_map()
    row = {"meter_code": "CT-\ud800", "unit": "Quang Hanh", "read_on": "03/12/2021"}
    preview = preview_rows([row | {"method": "mắt"}], INTAKE, OFFICE)
    assert preview.counts.lines == 1


def test_a_sentence_does_not_repeat_a_whole_book() -> None:
    draw_map()
    row = {"meter_code": "CT-1", "unit": "x" * 5000, "read_on": "y" * 5000, "method": "z" * 5000}
    for fault in preview_rows([row], INTAKE, OFFICE).faults_shown():
        assert len(fault.sentence.vi) < 250
        assert len(fault.value or "") < 100
