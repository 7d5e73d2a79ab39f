"""Refused rows go back to their sender."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from muctieu.registers import answers
from muctieu.registers.answers import answer
from muctieu.registers.preview import Preview, preview_file
from tests.support.meters import GOOD, HEADINGS, INTAKE, OFFICE, draw_map, sheet

pytestmark = pytest.mark.django_db

BAD_DAY = (2, "CT-2", "Quang Hanh", "31/02/2021", 1, "mắt")
BAD_UNIT = (3, "CT-3", "Quang Hạn", "03/12/2021", "nhiều", "mắt")


def answered(path: Path, out: Path) -> tuple[Preview, openpyxl.Workbook]:
    preview = preview_file(path, INTAKE, OFFICE)
    return preview, openpyxl.load_workbook(answer(path, preview, out))


def test_each_bad_cell_of_the_senders_own_workbook_has_its_remark(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD, BAD_DAY, BAD_UNIT)

    _preview, book = answered(path, tmp_path / "out.xlsx")

    page = book["Sheet1"]
    remarks = {
        cell.coordinate: cell.comment.text for row in page.rows for cell in row if cell.comment
    }
    assert set(remarks) == {"D3", "C4", "E4"}
    assert remarks["D3"].startswith("“31/02/2021”: tháng 2 năm 2021 không có ngày 31.")
    assert "có phải “Quang Hanh”?" in remarks["C4"]
    # The rest is as it was sent.
    assert [cell.value for cell in page[2]] == [*GOOD[:6], None]


def test_formulas_come_back_as_values_and_macros_not_at_all(tmp_path: Path) -> None:
    draw_map()
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Sheet1")
    page.write_row(0, 0, HEADINGS)
    page.write_row(1, 0, BAD_DAY)
    page.write_formula(1, 4, "=2*60", None, 120)
    (tmp_path / "macros").write_bytes(b"\0not really a program")
    book.add_vba_project(str(tmp_path / "macros"))
    book.close()

    answered(path, tmp_path / "out.xlsx")

    with zipfile.ZipFile(tmp_path / "out.xlsx") as out:
        assert not [name for name in out.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in out.read("[Content_Types].xml")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Sheet1"]["E2"].value == 120


def test_a_text_file_comes_back_as_a_workbook_of_its_refused_rows(tmp_path: Path) -> None:
    draw_map()
    path = tmp_path / "a.csv"
    rows = [HEADINGS, GOOD, BAD_DAY, (4, "CT-4", "Quang Hanh", "=1+1", 1, "mắt")]
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_text(text, encoding="utf-8")

    _preview, book = answered(path, tmp_path / "out.xlsx")

    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == ["Dòng", *HEADINGS, "Lý do không nhận"]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == [3, 4]
    assert page["E2"].comment is not None
    # What looked like a formula is a text.
    assert (page["E3"].value, page["E3"].data_type) == ("=1+1", "s")


def test_a_workbook_of_very_many_rows_comes_back_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_map()
    monkeypatch.setattr(answers, "OWN_WORKBOOK_ROWS", 3)
    path = sheet(tmp_path / "a.xlsx", GOOD, BAD_DAY, BAD_UNIT)

    _preview, book = answered(path, tmp_path / "out.xlsx")

    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == [3, 4]


def test_what_a_sender_corrected_on_the_answer_is_taken_without_any_fault(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD, BAD_DAY)
    _preview, book = answered(path, tmp_path / "out.xlsx")
    book["Sheet1"]["D3"] = dt.date(2021, 12, 3)
    book.save(tmp_path / "corrected.xlsx")

    preview = preview_file(tmp_path / "corrected.xlsx", INTAKE, OFFICE)

    assert (preview.counts.refused, preview.counts.new) == (0, 2)
