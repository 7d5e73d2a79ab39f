"""The page where workbooks are issued to units, and the workbook itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from muctieu.registers.import_models import Issue

pytestmark = pytest.mark.django_db
PAGE = "/nhap/vaccination.dose/phat/"


def test_a_clerk_issues_a_workbook_for_the_own_ward_and_takes_it(
    as_person: Callable[[str], Client],
) -> None:
    lan = as_person("lan")
    page = lan.get(PAGE + "?den=04/12/2021").content.decode()
    ((unit, name),) = re.findall(r'<option value="(\d+)">([^<]+)</option>', page)
    assert "Cẩm Sơn" in name

    reply = lan.post(PAGE, {"unit": unit, "first": "01/12/2021", "last": "04/12/2021"})
    assert reply.status_code == 302
    page = lan.get(PAGE + "?den=04/12/2021").content.decode()
    assert "01/12/2021 – 04/12/2021" in page
    assert "chưa nộp" in page
    token = Issue.objects.get().token
    book = openpyxl.load_workbook(io.BytesIO(lan.get(f"/nhap/phat/{token}/").content))
    assert book.worksheets[0].protection.sheet
    assert as_person("ha").get(f"/nhap/phat/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("unit", "first", "last", "said"),
    [
        ("", "01/12/2021", "04/12/2021", "Hãy chọn đơn vị"),
        ("999999", "01/12/2021", "04/12/2021", "Hãy chọn đơn vị"),
        (None, "hôm nay", "04/12/2021", "không phải là ngày"),
        (None, "05/12/2021", "04/12/2021", "từ ngày đầu trở đi"),
    ],
)
def test_what_cannot_be_issued_is_answered_by_a_sentence(
    as_person: Callable[[str], Client], unit: str | None, first: str, last: str, said: str
) -> None:
    lan = as_person("lan")
    page = lan.get(PAGE + "?den=04/12/2021").content.decode()
    own = re.findall(r'<option value="(\d+)">', page)[0]

    reply = lan.post(PAGE, {"unit": own if unit is None else unit, "first": first, "last": last})

    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not Issue.objects.exists()
