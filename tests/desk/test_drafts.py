"""Last month's Word report brought to a later day, over the small example year."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from muctieu.indicators.ask import ask
from muctieu.indicators.question import Question
from muctieu.indicators.spoken import unit_said
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.registers.clocks import latest
from muctieu.statements.fill.models import Draft
from tests.support.forms import monthly_form, saved

pytestmark = pytest.mark.django_db
AsPerson = Callable[[str], Client]
OLD = dt.date(2021, 9, 1)
ADDRESS = "/du-thao/"


def first_doses_then() -> str:
    question = Question("vaccination.first_doses", unit_said(None, OLD), OLD, latest())
    return format_number(ask([question])[0].figure.value or 0)


def report(then: str) -> bytes:
    paper: Any = Document()
    line = paper.add_paragraph("Tính đến ngày 01/9/2021, số người đã tiêm mũi 1 là ")
    line.add_run(f"{then} người").bold = True
    line.add_run("; ")
    line.add_run("số người đã tiêm mũi 2 là 9.999 người.")
    paper.add_paragraph(
        "Thu ngân sách nhà nước trên địa bàn năm 2021 ước đạt 13.922.662 triệu đồng."
    )
    paper.add_paragraph("Xảy ra 17 vụ việc lạ.")
    return saved(paper)


def bring(
    client: Client, content: bytes, was_on: str = "01/09/2021", den: str = "04/12/2021"
) -> Any:
    file = SimpleUploadedFile("Báo cáo tháng 8.docx", content)
    return client.post(ADDRESS, {"file": file, "was_on": was_on, "den": den})


def test_proved_numbers_are_renewed_and_the_others_listed_with_the_reason(
    as_person: AsPerson,
) -> None:
    lan = as_person("lan")
    then = first_doses_then()
    assert then != "1.651"
    address = bring(lan, report(then)).headers["location"]

    told = Draft.objects.get().told
    assert {one["old"]: one["new"] for one in told["renewed"]} == {
        f"{then} người": "1.651",  # first doses by 04/12/2021
        "13.922.662 triệu đồng": "13.922.662",  # the year's estimate stands
    }
    assert {one["old"] for one in told["left"]} == {"9.999 người", "17 vụ việc"}
    page = lan.get(address).content.decode()
    assert "không bằng số hệ thống có" in page
    assert "Chưa nhận ra là chỉ tiêu nào" in page
    assert "01/9/2021" in page  # it stays in the text and is listed
    paper: Any = Document(io.BytesIO(lan.get(address + "?dang=docx").content))
    line = paper.paragraphs[0]
    assert "mũi 2 là 9.999 người." in line.text
    assert [link.address.partition("?")[0] for link in line.hyperlinks] == [
        "http://testserver/chi-tieu/vaccination.first_doses/nguon/"
    ]
    assert "den=2021-12-04" in line.hyperlinks[0].address
    # The small year is rehearsed: the file's name and each number's title say so.
    name = unquote(lan.get(address + "?dang=docx").headers["Content-Disposition"])
    assert "BẢN DIỄN TẬP - Báo cáo tháng 8 2021-12-04.docx" in name
    assert 'w:alias w:val="BẢN DIỄN TẬP: Người đã tiêm mũi 1"' in line._p.xml
    assert "BẢN DIỄN TẬP" in page
    assert 'w:tag w:val="vaccination.first_doses@2021-12-04"' in line._p.xml


@pytest.mark.parametrize(
    ("content", "was_on", "said"),
    [
        (b"%PDF-1.7", "01/09/2021", "Biểu mẫu phải là tệp Excel"),
        (monthly_form(), "01/09/2021", "phải là tệp Word"),
        (b"PK\x03\x04", "01/09/2021", "Không đọc được tệp"),
        (b"PK\x03\x04", "hôm qua", "không phải là ngày"),
    ],
)
def test_what_cannot_become_a_draft_is_answered_by_a_sentence(
    as_person: AsPerson, content: bytes, was_on: str, said: str
) -> None:
    reply = bring(as_person("lan"), content, was_on)

    assert reply.status_code == 422
    assert said in reply.content.decode()


def test_a_draft_is_there_for_colleagues_only_and_removed_by_its_maker(
    as_person: AsPerson,
) -> None:
    lan, minh = as_person("lan"), as_person("minh")
    address = bring(lan, report("1")).headers["location"]

    assert minh.get(address).status_code == 404
    assert minh.post(address + "bo/").status_code == 404
    assert lan.post(address + "bo/").status_code == 302
    assert not Draft.objects.exists()
