"""What a blank form asks for, and that nothing of it changes but the cells that are filled."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from openpyxl import load_workbook

from muctieu.registers.workbook import MEBIBYTE, FileRefused
from muctieu.statements.fill import papers, sheets
from muctieu.statements.fill.headings import Asked, asked_by
from muctieu.statements.fill.package import open_package
from muctieu.statements.fill.refused import FormRefused
from muctieu.statements.write.document import Cited
from tests.support.forms import monthly_form, parts_of, saved, with_part, word_form

SITE = "https://muctieu.example"


def figure(text: str) -> Cited:
    return Cited(key="a@2021-11-30", text=text, link="/chi-tieu/a/", meaning="A")


def test_a_blank_cell_asks_by_its_row_its_columns_its_section_and_its_unit() -> None:
    asked = sheets.places_of(open_package(monthly_form()))

    assert asked["Biểu 01!F9"] == Asked(
        "Số người tiêm mũi 1", ("Thực hiện", "Lũy kế từ đầu năm"), "Y tế", "Người"
    )
    assert asked["Biểu 01!E12"] == Asked(
        "Thu ngân sách nhà nước trên địa bàn",
        ("Thực hiện", "Trong tháng"),
        "Ngân sách",
        "Triệu đồng",
    )


def test_hidden_columns_remarks_formulas_headings_and_signatures_ask_for_nothing() -> None:
    asked = sheets.places_of(open_package(monthly_form()))

    # D is hidden, G the remarks, 8 and 11 head others, 14 is a sum, 16 the signatures.
    rows = {place.rpartition("!")[2] for place in asked}
    assert rows == {"E9", "F9", "E10", "F10", "E12", "F12", "E13", "F13"}


def test_only_the_cells_that_are_filled_change() -> None:
    blank = monthly_form()
    made = sheets.filled(open_package(blank), {"Biểu 01!F9": Decimal(1651)})

    before, after = parts_of(blank), parts_of(made)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    # The sheet, and the book's own part: it tells programs to work the sum out anew.
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    cell = re.compile(r'<c r="F(9|14)".*?</c>', re.DOTALL)
    name = "xl/worksheets/sheet1.xml"
    plain = [ET.canonicalize(one[name].decode()) for one in (before, after)]
    assert cell.sub("", plain[0]) == cell.sub("", plain[1])


def test_a_filled_form_opens_with_its_looks_its_sum_and_the_number() -> None:
    made = sheets.filled(
        open_package(monthly_form()), {"Biểu 01!F9": Decimal(1651), "Biểu 01!E12": Decimal("7.5")}
    )
    sheet: Any = load_workbook(io.BytesIO(made))["Biểu 01"]

    assert (sheet["F9"].value, sheet["F9"].number_format) == (1651, "#,##0")
    assert sheet["E12"].value == 7.5
    assert sheet["F14"].value == "=F9+F10"
    assert sheet["E9"].value is None
    assert sheet.column_dimensions["D"].hidden
    assert sheet["B9"].font.bold
    assert "E5:F5" in {str(one) for one in sheet.merged_cells.ranges}
    assert sheet.protection.sheet


@pytest.mark.parametrize(
    ("format_code", "written"),
    [("0.0%", 0.984), ("0%", 0.984), ('0.0"%"', 98.4), ("0.0\\%", 98.4), ("#,##0.0", 98.4)],
)
def test_a_percentage_is_put_as_hundredths_where_the_cell_prints_percent(
    format_code: str, written: float
) -> None:
    book: Any = load_workbook(io.BytesIO(monthly_form()))
    for place in ("F9", "F10"):
        book["Biểu 01"][place].number_format = format_code
    form = open_package(saved(book))

    values = {"Biểu 01!F9": Decimal("98.4"), "Biểu 01!F10": Decimal("98.4")}
    made = sheets.filled(form, values, in_percent={"Biểu 01!F9"})

    sheet: Any = load_workbook(io.BytesIO(made))["Biểu 01"]
    # A number that is no percentage stays as it is, whatever its cell looks like.
    assert (sheet["F9"].value, sheet["F10"].value) == (written, 98.4)


def test_what_a_sum_came_to_while_the_form_was_empty_is_taken_out() -> None:
    stale = parts_of(monthly_form())["xl/worksheets/sheet1.xml"].replace(
        b"<f>F9+F10</f><v></v>", b"<f>F9+F10</f><v>0</v>"
    ).replace(b"<f>F9+F10</f><v/>", b"<f>F9+F10</f><v>0</v>")  # fmt: skip
    assert b"<f>F9+F10</f><v>0</v>" in stale
    blank = with_part(monthly_form(), "xl/worksheets/sheet1.xml", stale)

    made = parts_of(sheets.filled(open_package(blank), {"Biểu 01!F9": Decimal(1)}))

    assert b"<f>F9+F10</f></c>" in made["xl/worksheets/sheet1.xml"]
    assert b'fullCalcOnLoad="1"' in made["xl/workbook.xml"]


def test_a_merged_cell_is_named_by_its_first_place() -> None:
    form = open_package(monthly_form())
    # G5 and G6 are merged and hold words; E14 is blank.
    assert sheets.cell_named(form, "Biểu 01!$E$14") == "Biểu 01!E14"
    for place in ("Biểu 01!G6", "Biểu 01!F14", "Biểu 01!D9", "DanhMuc!A2", "Biểu 02!A1", "B", ""):
        with pytest.raises(sheets.NoSuchPlace):
            sheets.cell_named(form, place)


def test_a_cell_that_the_file_does_not_mention_is_made_in_its_order() -> None:
    made = sheets.filled(open_package(monthly_form()), {"Biểu 01!E14": Decimal(3)})
    row = re.search(rb'<row r="14".*?</row>', parts_of(made)["xl/worksheets/sheet1.xml"], re.DOTALL)

    assert row is not None
    assert re.findall(rb'r="([A-Z]+14)"', row[0]) == [b"B14", b"E14", b"F14"]


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("xl/vbaProject.bin", b"\0", "macros"),
        ("xl/VBAPROJECT.BIN", b"\0", "macros"),
        ("[Content_Types].xml", b'<Types ContentType="a.macroEnabled.main+xml"/>', "macros"),
        ("xl/worksheets/sheet1.xml", b"<worksheet>", "broken"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "broken"),
        ("xl/workbook.xml", b"no xml", "broken"),
        ("xl/media/large.bin", b"\0" * (70 * MEBIBYTE), "bomb"),
    ],
)  # fmt: skip
def test_a_hostile_form_is_answered_by_one_sentence(name: str, part: bytes, code: str) -> None:
    with pytest.raises((FormRefused, FileRefused)) as refusal:
        sheets.places_of(open_package(with_part(monthly_form(), name, part)))

    assert refusal.value.code == code
    assert refusal.value.sentence.vi.count("\n") == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not_this_kind"),
        (b"a;b\n1;2\n", "not_this_kind"),
        (b"PK\x03\x04 and no more", "unreadable"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "not_this_kind"),
        (b"x" * (6 * MEBIBYTE), "too_large"),
    ],
)
def test_what_is_no_form_is_answered_by_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises((FormRefused, FileRefused)) as refusal:
        open_package(content)

    assert refusal.value.code == code


def test_a_table_without_merged_headings_is_read_by_its_empty_places() -> None:
    texts = {
        (1, 1): "Đơn vị tính: triệu đồng", (2, 1): "Nội dung", (2, 2): "Thực hiện",
        (3, 2): "Tháng", (3, 3): "Lũy kế", (4, 1): "Chi đầu tư",
    }  # fmt: skip
    found = asked_by(texts, {(4, 2), (4, 3), (3, 1), (2, 3)})

    assert found == {
        (4, 2): Asked("Chi đầu tư", ("Thực hiện", "Tháng"), "", "triệu đồng"),
        (4, 3): Asked("Chi đầu tư", ("Lũy kế",), "", "triệu đồng"),
    }


def test_a_sheet_without_headings_asks_for_nothing() -> None:
    assert asked_by({(1, 1): "Kính gửi"}, {(1, 2), (2, 1)}) == {}
    assert asked_by({}, set()) == {}


def test_a_word_form_asks_by_the_words_before_its_gaps_and_the_heads_of_its_cells() -> None:
    asked = papers.places_of(open_package(word_form()))

    assert asked == {
        "D1": Asked("Lũy kế số người tiêm mũi 1", (), unit="người"),
        "D2": Asked("một việc không ai đếm", (), unit="việc"),
        "B1!C2": Asked("Số người tiêm mũi 2", ("Lũy kế",), "", "Người"),
    }


def test_a_word_form_is_filled_with_links_and_its_words_stay_run_by_run() -> None:
    made = papers.filled(
        open_package(word_form()), {"D1": figure("1.651"), "B1!C2": figure("1.624")}, SITE
    )
    paper: Any = Document(io.BytesIO(made))
    before: Any = Document(io.BytesIO(word_form()))

    line = paper.paragraphs[1]
    assert [run.text for run in line.runs] == [
        "Lũy kế số người tiêm mũi 1: ", "", " người; một việc không ai đếm: ………… việc.",
    ]  # fmt: skip
    (link,) = line.hyperlinks
    assert link.address == f"{SITE}/chi-tieu/a/"
    xml = line._p.xml
    assert "<w:b/>" in re.search(r"<w:sdtContent>.*?1\.651", xml, re.DOTALL)[0]  # type: ignore[index]
    assert 'w:val="a@2021-11-30"' in xml
    assert paper.paragraphs[2].text == before.paragraphs[2].text
    assert "1.624" in paper.tables[0].cell(1, 2)._tc.xml
    assert paper.tables[0].style.name == before.tables[0].style.name


def test_a_content_control_is_filled_inside_and_stays() -> None:
    control = (
        b'<w:p><w:sdt><w:sdtPr><w:alias w:val="So nguoi tiem"/><w:showingPlcHdr/></w:sdtPr>'
        b"<w:sdtContent><w:r><w:t>Bam de nhap</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    name = "word/document.xml"
    body = parts_of(word_form())[name].replace(b"<w:tbl>", control + b"<w:tbl>", 1)
    form = open_package(with_part(word_form(), name, body))

    assert papers.places_of(form)["K1"] == Asked("So nguoi tiem", ())
    made = parts_of(papers.filled(form, {"K1": figure("1.651")}, SITE))[name]
    assert b"Bam de nhap" not in made
    assert b"showingPlcHdr" not in made
    assert made.count(b"<w:sdt>") == 1
    assert b"1.651" in made
