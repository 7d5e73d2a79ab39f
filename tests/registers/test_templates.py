"""Our own template: what is filled in by it needs no guessing."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from muctieu.registers.preview import open_file, preview_opened
from muctieu.registers.templates import LISTS, template_for
from tests.support.meters import INTAKE, OFFICE, TODAY, draw_map

pytestmark = pytest.mark.django_db


def template() -> openpyxl.Workbook:
    out = io.BytesIO()
    template_for(INTAKE, out, on=TODAY)
    return openpyxl.load_workbook(out)


def test_the_heading_is_locked_and_the_cells_below_are_open() -> None:
    draw_map()
    page = template().worksheets[0]

    assert page.protection.sheet
    assert page["A1"].protection.locked
    assert page.column_dimensions["A"].protection.locked is False
    assert [cell.value for cell in page[1]] == [
        "Mã công tơ *",
        "Phường/xã *",
        "Ngày đọc *",
        "Chỉ số",
        "Cách đọc *",
        "Ghi chú",
    ]


def test_units_of_the_day_and_choices_are_drop_downs_on_a_hidden_sheet() -> None:
    draw_map()
    book = template()

    lists = book[LISTS]
    assert lists.sheet_state == "veryHidden"
    assert lists["A1"].value == "sample.readings@1"
    values = {cell.value for row in lists.iter_rows(min_row=2) for cell in row if cell.value}
    # Hoà Bình begins in 2024 only.
    assert values == {"Quang Hanh", "Cẩm Hòa", "Cẩm Sơn", "Cộng Hòa", "bằng mắt", "từ xa"}
    rules = book.worksheets[0].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list", "date", "whole"}


def test_a_filled_template_comes_in_without_a_question(tmp_path: Path) -> None:
    draw_map()
    book = template()
    page = book.worksheets[0]
    for place, value in enumerate(
        ("CT-1", "Quang Hanh", dt.date(2021, 12, 3), 12, "bằng mắt", None), start=1
    ):
        page.cell(2, place).value = value
    book.save(tmp_path / "filled.xlsx")

    opened = open_file(tmp_path / "filled.xlsx", INTAKE)
    preview = preview_opened(opened, INTAKE, OFFICE, opened.proposed(INTAKE))

    assert [part.table.sheet for part in opened.parts] == ["Chỉ số công tơ"]
    assert (preview.counts.new, preview.counts.refused) == (1, 0)
