"""A statement as a Word file and as a workbook: every figure is carried, and can be read back."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from fractions import Fraction

import openpyxl
import pytest

from muctieu.statements.read.load.word import load_word
from muctieu.statements.write.document import Cited, Name, Paragraph, Plain, Statement, Table
from muctieu.statements.write.docx import SPACE, Carried, figures_in, to_docx
from muctieu.statements.write.xlsx import to_xlsx

ON = dt.datetime(2022, 1, 12, 17, 0, tzinfo=dt.UTC)
DAY = dt.date(2021, 12, 31)
REVENUE = Cited(
    key="budget.local_revenue@2021", text="1.747.885", link="/chi-tieu/budget.local_revenue/",
    meaning='Thu ngân sách địa phương <"ước">', value=Fraction(1_747_885), origin="published",
    unit="triệu đồng", as_of=DAY, status="estimate",
)  # fmt: skip
ISOLATED = Cited(
    key="isolated", text="gần 8.000", link="/chi-tieu/x/", meaning="Cách ly", value=Fraction(8000),
    unit="người", as_of=dt.date(2021, 12, 4), status="actual",
)  # fmt: skip
SHARE = Cited(
    key="share", text="98,40", link="/c/", meaning="Tỷ lệ", value=Fraction(162_414 * 100, 165_055),
    unit="%", as_of=dt.date(2021, 12, 4), status="actual", origin="rehearsal",
)  # fmt: skip
STATEMENT = Statement(
    agency="UBND thành phố Cẩm Phả",
    title=(Name("Báo cáo năm 2021"),),
    subtitle=(Name("đến 31/12/2021"),),
    band="BẢN DIỄN TẬP",
    blocks=(
        Paragraph((Plain("Đã cách ly "), ISOLATED, Plain(" người & hơn thế."))),
        Table(
            caption=(Name("Thu/chi: 2021"),),
            head=((Plain("Số liệu"),), (Plain("Giá trị"),)),
            rows=(
                ((Name("=SUM(A1)"),), (REVENUE,)),
                ((Name("Tỷ lệ"),), (SHARE,)),
                ((Name("Chưa rõ"),), (Name("–"),)),
            ),
        ),
    ),
)


def word() -> bytes:
    return to_docx(STATEMENT, site="http://muctieu.test", language="vi", on=ON)


def test_every_figure_of_a_word_file_can_be_read_out_of_it_again() -> None:
    assert [one.key for one in figures_in(word())] == ["isolated", REVENUE.key, "share"]
    assert figures_in(word())[1] == Carried(
        key=REVENUE.key, text="1.747.885", value=Fraction(1_747_885), unit="triệu đồng",
        as_of=DAY, status="estimate", origin="published",
        link="http://muctieu.test/chi-tieu/budget.local_revenue/",
    )  # fmt: skip


def test_an_exact_share_stays_exact_in_a_word_file() -> None:
    assert figures_in(word())[2].value == Fraction(16_241_400, 165_055)


def test_our_own_reader_reads_the_words_and_the_table_of_a_word_file() -> None:
    read = load_word(word(), "bao-cao.docx")

    assert "Đã cách ly gần 8.000 người & hơn thế." in read.text
    assert "=SUM(A1)" in read.text
    assert "1.747.885" in read.text
    assert "BẢN DIỄN TẬP" in read.text


def test_a_figure_stands_in_a_locked_control_that_is_bound_to_what_it_carries() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        body = archive.read("word/document.xml").decode()
        parts = [name for name in archive.namelist() if name.startswith("customXml/itemProps")]
        stores = [archive.read(name).decode() for name in parts]

    assert body.count("<w:sdt>") == 3
    assert body.count('<w:lock w:val="sdtContentLocked"/>') == 3
    assert '<w:tag w:val="budget.local_revenue@2021"/>' in body
    bound = body.split('w:storeItemID="')[1].split('"')[0]
    assert [bound in one for one in stores if SPACE in one] == [True]


def test_a_figure_in_a_table_is_written_as_large_as_the_words_beside_it() -> None:
    # Ten points are twenty halves. A run's own size is lost where what it is bound to is written
    # anew, so the paragraph has it.
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        table = archive.read("word/document.xml").decode().split("<w:tbl>")[1]
        styles = archive.read("word/styles.xml").decode()

    assert set(re.findall(r'<w:pStyle w:val="(\w+)"/>', table)) == {"Muctieu10"}
    assert "<w:sz " not in table
    own = styles.split('w:styleId="Muctieu10"')[1].split("</w:style>")[0]
    assert '<w:sz w:val="20"/>' in own


def test_no_row_of_a_table_breaks_in_two_and_its_heading_is_on_each_page() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        body = archive.read("word/document.xml").decode()

    assert body.count("<w:cantSplit") == body.count("<w:tr>") == 4
    assert body.count("<w:tblHeader") == 1


def test_a_sheet_is_printed_as_wide_as_its_page_with_the_heading_on_each() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes()))

    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is what is meant where nothing is said.
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows


def test_one_statement_is_one_file() -> None:
    assert word() == word()
    assert book_bytes() == book_bytes()


def test_a_word_file_of_somebody_else_carries_no_figures() -> None:
    with pytest.raises(zipfile.BadZipFile):
        figures_in(b"no archive")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("customXml/item1.xml", "<other/>")
    assert figures_in(out.getvalue()) == []


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    odd = Statement(
        agency="UB\x00ND", title=(Name("\x1f"),), subtitle=(), band="", blocks=(Paragraph((Name("a\x0bb"),)),)
    )  # fmt: skip
    read = load_word(to_docx(odd, site="", language="vi", on=ON), "x.docx")
    assert "UBND\n" in read.text
    assert "ab" in read.text


def book_bytes() -> bytes:
    return to_xlsx(STATEMENT, site="http://muctieu.test", language="vi", on=ON)


def rows(sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes()))
    return [tuple(cell.value for cell in row) for row in book[sheet].iter_rows()]


def test_a_table_of_a_workbook_has_numbers_with_their_day_and_origin() -> None:
    told = rows("Thu chi  2021")

    assert told[:3] == [
        ("Thu/chi: 2021", None, None, None),
        ("đến 31/12/2021", None, None, None),
        ("BẢN DIỄN TẬP", None, None, None),
    ]
    assert told[4] == ("'=SUM(A1)", 1_747_885, "31/12/2021", "số đã công bố")
    assert told[5][1] == pytest.approx(98.3999, abs=1e-4)
    assert told[6][:2] == ("Chưa rõ", "–")


def test_a_hedge_stays_with_its_number_in_a_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes()))
    sheet = book.worksheets[0]
    line = next(row for row in sheet.iter_rows() if row[0].value == "Cách ly")

    assert (line[1].value, line[1].number_format) == (8000, '"gần "#,##0')
    assert line[4].value == dt.datetime(2021, 12, 4)  # noqa: DTZ001  a cell has no zone
    assert line[7].value == "isolated"


def test_decimals_are_shown_as_they_were_printed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes()))
    line = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "Tỷ lệ")

    assert line[1].number_format == "#,##0.00"


def test_two_tables_of_one_name_have_two_sheets() -> None:
    twice = Statement(
        agency="", title=(Name("x"),), subtitle=(), band="",
        blocks=(STATEMENT.blocks[1], STATEMENT.blocks[1]),
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(twice, site="", language="vi", on=ON)))
    assert len(book.sheetnames) == 3
