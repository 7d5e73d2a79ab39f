"""A number reaches a statement only as a cited figure."""

from __future__ import annotations

import datetime as dt
import io
import re
from fractions import Fraction

import pypdfium2
import pytest

from muctieu.statements.write.document import (
    BareNumber,
    Cited,
    Heading,
    Name,
    Paragraph,
    Plain,
    Statement,
    Table,
    say,
)
from muctieu.statements.write.html import to_html
from muctieu.statements.write.pdf import figures_in, to_pdf

DOSES = Cited(
    "vaccination.first_doses@2021-12-04",
    "165.055 người",
    "/chi-tieu/vaccination.first_doses/?den=2021-12-04",
    "Người đã tiêm mũi một",
    Fraction(165_055),
    "rehearsal",
)
WHEN = dt.datetime(2022, 1, 5, tzinfo=dt.UTC)


def statement(**changed: object) -> Statement:
    facts = {
        "agency": "Ủy ban nhân dân",
        "title": say("Báo cáo"),
        "subtitle": say("Số liệu đến ngày %(day)s", day=Name("04/12/2021")),
        "band": "BẢN DIỄN TẬP",
        "blocks": (
            Heading(say("An toàn")),
            Paragraph(say("Đã tiêm cho %(doses)s <được đếm>.", doses=DOSES)),
            Table(
                caption=say("Theo phường"),
                head=(say("Đơn vị"), say("Người")),
                rows=((say("Cẩm Sơn"), (DOSES,)),),
            ),
        ),
        "foot": say("Đường dẫn về hồ sơ nằm ở từng con số."),
    }
    return Statement(**(facts | changed))  # type: ignore[arg-type]  # a test's own shorthand


@pytest.mark.parametrize("words", ["Đã tiêm 165.055 người", "mũi \uff12", "điểm \u0663"])
def test_words_with_a_digit_are_refused(words: str) -> None:
    with pytest.raises(BareNumber):
        say(words)


def test_a_date_or_the_number_of_a_document_is_a_name() -> None:
    assert say("Theo %(it)s", it=Name("Nghị quyết 136/NQ-HĐND")) == (
        Plain("Theo "),
        Name("Nghị quyết 136/NQ-HĐND"),
    )


def test_a_place_that_nothing_fills_and_a_part_without_a_place_are_refused() -> None:
    with pytest.raises(KeyError):
        say("Đã tiêm %(doses)s")
    with pytest.raises(ValueError, match="doses"):
        say("Đã tiêm", doses=DOSES)


def test_a_statement_knows_its_figures() -> None:
    assert statement().cited() == {DOSES.key: DOSES}


def test_html_links_each_figure_to_its_records_and_lets_no_markup_in() -> None:
    page = to_html(statement())

    assert page.count(f'href="{DOSES.link}"') == 2
    assert "&lt;được đếm&gt;" in page


def test_pdf_prints_vietnamese_links_its_figures_and_is_the_same_every_time() -> None:
    paper = to_pdf(statement(), site="https://example.vn", language="vi", on=WHEN)

    text = pypdfium2.PdfDocument(io.BytesIO(paper))[0].get_textpage().get_text_range()
    assert "Đã tiêm cho 165.055 người" in text.replace("\r\n", " ")
    assert b"https://example.vn/chi-tieu/vaccination.first_doses/" in paper
    assert paper == to_pdf(statement(), site="https://example.vn", language="vi", on=WHEN)


def test_no_row_of_a_printed_table_breaks_in_two_pages() -> None:
    # Names of many lines each: some row meets the page's end.
    name = "nhà cách ly của phường " * 9
    numbers = ((Name("–"),),) * 7
    rows = tuple(((Name(f"Đầu{at:02d} {name} Hết{at:02d}"),), *numbers) for at in range(20))
    table = Table((Name("Bảng"),), rows[0], rows)
    paper = to_pdf(statement(blocks=(table,)), site="", language="vi", on=WHEN)
    pages = [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(paper))
    ]

    begun, ended = (
        [set(re.findall(rf"{word}\d\d", page)) for page in pages] for word in ("Đầu", "Hết")
    )
    assert len(pages) > 1
    assert [{one[-2:] for one in some} for some in begun] == [
        {one[-2:] for one in some} for some in ended
    ]


def test_the_paper_carries_a_list_of_its_figures_for_machines() -> None:
    keys = figures_in(statement(), site="https://example.vn", language="vi")

    assert keys == [DOSES.key, DOSES.key]


def test_words_that_are_typst_markup_stay_words() -> None:
    tricky = statement(blocks=(Paragraph(say("#let x = [*đậm*] $ _ không phải lệnh")),))

    paper = to_pdf(tricky, site="", language="vi", on=WHEN)

    text = pypdfium2.PdfDocument(io.BytesIO(paper))[0].get_textpage().get_text_range()
    assert "#let x = [*đậm*] $ _ không phải lệnh" in text
