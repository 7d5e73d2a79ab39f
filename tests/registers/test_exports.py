"""Lists as files: with their origin, in Vietnamese, harmless."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.registers.exports import FORMULA_SIGNS, Format, Listed, harmless, write

ROWS = pl.DataFrame(
    {
        "id": [1, 2],
        "name": ["Trần An", "=HYPERLINK(1)"],
        "day": [dt.date(2021, 12, 4), None],
        "unit_id": [7, 8],
        "origin": [0, 0],
    },
    schema_overrides={"origin": pl.Int64},
)
LIST = Listed(
    title="Sổ",
    headings={"id": "Số", "name": "Họ tên", "day": "Ngày", "unit_id": "Phường"},
    rows=ROWS,
    about={"Tính đến": "04/12/2021"},
    words={"unit_id": {7: "Quang Hanh", 8: "Cẩm Sơn"}},
)


def written(form: Format, listed: Listed = LIST) -> bytes:
    out = io.BytesIO()
    write(listed, form, out)
    return out.getvalue()


def rehearsed() -> Listed:
    rows = ROWS.with_columns(pl.Series("origin", [0, 1], dtype=pl.Int64))
    return Listed(LIST.title, LIST.headings, rows, LIST.about, LIST.words)


def test_csv_begins_with_a_mark_so_that_letters_are_read_right() -> None:
    raw = written(Format.CSV)

    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert lines[0] == ["Số", "Họ tên", "Ngày", "Phường", "Nguồn"]
    assert lines[1][:4] == ["1", "Trần An", "2021-12-04", "Quang Hanh"]


def test_a_text_that_looks_like_a_formula_is_harmless_in_csv_and_in_xlsx() -> None:
    lines = list(csv.reader(io.StringIO(written(Format.CSV).decode("utf-8-sig"))))
    assert lines[2][1] == "'=HYPERLINK(1)"

    page = openpyxl.load_workbook(io.BytesIO(written(Format.XLSX))).worksheets[0]
    cell = page.cell(page.max_row, 2)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@given(st.text())
def test_no_text_is_left_beginning_with_a_sign_of_a_formula(text: str) -> None:
    assert not harmless(text).startswith(FORMULA_SIGNS)


def test_a_workbook_has_dates_as_dates_and_the_heading_frozen() -> None:
    page = openpyxl.load_workbook(io.BytesIO(written(Format.XLSX))).worksheets[0]

    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0][0] == "Sổ"
    assert values[1][0] == "Tính đến: 04/12/2021"
    heading = values.index(["Số", "Họ tên", "Ngày", "Phường", "Nguồn"])
    assert values[heading + 1][2] == dt.datetime.fromisoformat("2021-12-04")
    assert page.freeze_panes == f"A{heading + 2}"
    assert page.print_title_rows == f"${heading + 1}:${heading + 1}"


def test_json_keeps_values_and_names_the_origin() -> None:
    value = json.loads(written(Format.JSON))

    assert (value["title"], value["Tính đến"], value["rehearsal"]) == ("Sổ", "04/12/2021", False)
    assert value["rows"][0] == {
        "id": 1,
        "name": "Trần An",
        "day": "2021-12-04",
        "unit_id": 7,
        "origin": "office",
    }


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
def test_a_file_with_anything_rehearsed_says_so_on_top(form: Format) -> None:
    def first_lines(listed: Listed) -> str:
        raw = written(form, listed)
        if form is Format.CSV:
            return raw.decode("utf-8-sig").split("\n", 1)[0]
        page = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
        return str(page["A2"].value)

    assert "BẢN DIỄN TẬP" in first_lines(rehearsed())
    assert "BẢN DIỄN TẬP" not in first_lines(LIST)


def test_each_row_carries_its_origin() -> None:
    rows = json.loads(written(Format.JSON, rehearsed()))["rows"]
    assert [row["origin"] for row in rows] == ["office", "rehearsal"]
