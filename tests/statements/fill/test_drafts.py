"""Last period's report renewed: how new numbers are printed, and that the runs around them stay."""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction
from typing import Any

import pytest
from docx import Document

from muctieu.core.days import Window
from muctieu.indicators.question import Figure, Question
from muctieu.registers.clocks import Known
from muctieu.statements.fill.drafting import _printed_now, _timings
from muctieu.statements.fill.models import Timing
from muctieu.statements.fill.package import open_package
from muctieu.statements.fill.swapping import DOCUMENT, Links, W, swap, written
from muctieu.statements.read.load.word import located
from muctieu.statements.read.model import Claim
from muctieu.statements.read.reader import read
from muctieu.statements.write.document import Cited
from tests.support.forms import parts_of, saved, with_part

DAY = dt.date(2021, 11, 30)


def claim_in(text: str) -> Claim:
    (claim,) = read(text).claims
    return claim


def figure(value: Fraction, word: str) -> Figure:
    question = Question("a", 1, DAY, Known(1))
    return Figure(
        code="a", title="A", value=value, unit_word=word, window=Window(None, DAY),
        known=Known(1), status="actual", origin="office", records=1, position=1, question=question,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "value", "word", "new"),
    [
        ("Đã tiêm 1.651 người.", Fraction(12_345), "người", "12.345"),
        ("Đã tiêm 1651 người.", Fraction(12_345), "người", "12345"),
        ("Có 05 ca mắc mới.", Fraction(7), "ca", "07"),
        ("Có 05 ca mắc mới.", Fraction(12), "ca", "12"),
        # 9.213 is more than nine thousand and less than ten thousand.
        ("Cách ly gần 8.000 người.", Fraction(9_213), "người", "10.000"),
        ("Cách ly hơn 8.000 người.", Fraction(9_213), "người", "9.000"),
        ("Cách ly khoảng 8.500 người.", Fraction(9_213), "người", "9.200"),
        # 13.922.662.000.000 đồng are 13.922,662 tỷ đồng.
        ("Thu đạt 12.000,5 tỷ đồng.", Fraction(13_922_662_000_000), "đồng", "13.922,7"),
        ("Thu đạt 12.000.500 triệu đồng.", Fraction(13_922_662_000_000), "đồng", "13.922.662"),
        ("Thu đạt 12.000 tỷ đồng.", Fraction(13_922_662), "triệu đồng", "13.923"),
        # 2/3 of a hundred, with as many decimals as before.
        ("Tỷ lệ tiêm đạt 98,4%.", Fraction(200, 3), "%", "66,7"),
        ("Giảm 12 ca.", Fraction(-7), "ca", "7"),
    ],
)
def test_a_new_number_is_printed_in_the_manner_of_the_old_one(
    old: str, value: Fraction, word: str, new: str
) -> None:
    assert _printed_now(claim_in(old), figure(value, word)) == new


@pytest.mark.parametrize(
    ("old", "value", "said"),
    [
        ("Cách ly gần 8.000 người.", 9_000, "không còn đúng"),  # exactly nine thousand
        ("Cách ly hơn 8.000 người.", 9_000, "không còn đúng"),
        ("Cách ly hơn 8.000 người.", 213, "không còn đúng"),  # not even one thousand
        ("Cách ly không quá 8.000 người.", 9_213, "không còn đúng"),
        ("Giảm 12 ca.", 7, "đổi chiều"),
    ],
)
def test_words_that_would_no_longer_be_true_leave_the_number_as_it_was(
    old: str, value: int, said: str
) -> None:
    told = _printed_now(claim_in(old), figure(Fraction(value), claim_in(old).unit or ""))

    assert not isinstance(told, str)
    assert said in told.vi


def test_which_days_a_number_may_speak_of_follows_from_its_sentence() -> None:
    def days(text: str) -> list[Timing]:
        return list(_timings(claim_in(text), DAY))

    assert days("Đến ngày 30/11/2021 đã tiêm 1.651 người.") == [Timing.TO_DAY, Timing.WHOLE_YEAR]
    assert Timing.IN_PERIOD in days("Trong tháng 11/2021 đã tiêm 1.651 người.")
    assert days("Năm 2020, thu đạt 1.651 triệu đồng.") == [Timing.YEAR_BEFORE]
    assert days("Đến ngày 31/10/2021 đã tiêm 1.651 người.") == []


def paper_of(*runs: str) -> bytes:
    paper: Any = Document()
    line = paper.add_paragraph()
    for place, text in enumerate(runs):
        line.add_run(text).bold = place % 2 == 1
    return saved(paper)


def swapped(content: bytes, old: str, new: str) -> Any:
    package = open_package(content)
    body = package.tree(DOCUMENT).find(f"{W}body")
    found = located(body)
    start = found.document.text.index(old)
    links = Links(package, body, "https://x")
    cited = Cited(key="a@2021-11-30", text=new, link="/a/", meaning="A")
    swap(found.spots, start, start + len(old), cited, links)
    return written(package, body, links)


def text_of(content: bytes) -> str:
    body = open_package(content).tree(DOCUMENT).find(f"{W}body")
    return located(body).document.text.strip()


def test_a_number_inside_a_run_is_cut_out_of_it_and_the_looks_stay() -> None:
    made = swapped(paper_of("Đã tiêm ", "mũi 1: 1.651 người", ", hết."), "1.651", "2.000")
    line: Any = Document(io.BytesIO(made)).paragraphs[0]

    assert text_of(made) == "Đã tiêm mũi 1: 2.000 người, hết."
    assert [(run.text, bool(run.bold)) for run in line.runs] == [
        ("Đã tiêm ", False), ("mũi 1: ", True), (" người", True), (", hết.", False),
    ]  # fmt: skip
    assert line.hyperlinks[0].address == "https://x/a/"


def test_a_number_torn_over_runs_takes_the_looks_of_its_first() -> None:
    made = swapped(paper_of("Đã tiêm 1.", "65", "1 người."), "1.651", "2.000")

    assert text_of(made) == "Đã tiêm 2.000 người."


def test_lines_after_a_number_in_a_text_control_of_several_lines_stay() -> None:
    control = (
        '<w:p><w:sdt><w:sdtPr><w:text w:multiLine="1"/></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>Đã tiêm 1.651 người.</w:t><w:br/><w:t>Còn 12 ca.</w:t>"
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    body = parts_of(paper_of("Mở đầu."))[DOCUMENT].replace(
        b"</w:p>", b"</w:p>" + control.encode(), 1
    )
    made = swapped(with_part(paper_of("Mở đầu."), DOCUMENT, body), "1.651", "2.000")

    assert "Đã tiêm 2.000 người." in text_of(made)
    assert "Còn 12 ca." in text_of(made)
    assert parts_of(made)[DOCUMENT].count(b"<w:br/>") == 1


def test_a_draft_can_be_renewed_again_in_its_own_controls() -> None:
    once = swapped(paper_of("Đã tiêm 1.651 người."), "1.651", "2.000")
    twice = swapped(once, "2.000", "2.500")
    xml = open_package(twice).parts[DOCUMENT]

    assert text_of(twice) == "Đã tiêm 2.500 người."
    assert xml.count(b"<w:sdt>") == 1
