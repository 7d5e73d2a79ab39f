"""A ward's whole sheet, with everything that wards do to sheets, comes in as doses of people."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter

from muctieu.registers.applying import apply_preview
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import preview_file
from muctieu.registers.verify import verify
from muctieu.sectors.vaccination.models import Dose
from tests.sectors.vaccination.conftest import ACT, OFFICE, City

pytestmark = pytest.mark.django_db


def untidy(path: Path) -> Path:
    """Titles, two levels of heading, both doses in a row, year of birth by sex, a total, a name."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Phường Quang Hanh")
    page.merge_range(0, 0, 0, 10, "UBND PHƯỜNG QUANG HANH")
    page.merge_range(1, 0, 1, 10, "DANH SÁCH TIÊM VẮC-XIN PHÒNG COVID-19")
    for column, heading in ((0, "TT"), (1, "Họ và tên"), (4, "Số CCCD/CMND"), (5, "Nơi cư trú")):
        page.merge_range(3, column, 4, column, heading)
    page.merge_range(3, 2, 3, 3, "Năm sinh")
    page.write_row(4, 2, ("Nam", "Nữ"))
    for column, heading in ((6, "Mũi 1"), (9, "Mũi 2")):
        page.merge_range(3, column, 3, column + 2, heading)
        page.write_row(4, column, ("Ngày tiêm", "Loại vắc-xin", "Lô"))
    page.write_row(5, 0, range(1, 13))
    page.write_row(7, 0, (1, "Nguyễn (mẫu) Văn Tám", 1950, None, "999050000001", "P. QUANG HANH"))
    page.write(7, 6, dt.date(2021, 9, 7))
    page.write_row(7, 7, ("verocell", "MAU-VE15", "05/10/2021", "Vero-Cell", "mau-ve15"))
    hoa = unicodedata.normalize("NFD", "Trần (mẫu) Thị Hoà")
    page.write_row(9, 0, (2, hoa, None, "02/03/1985", "", "Cua Ong", "07/09/2021", "Vero Cell"))
    page.write(9, 8, "MAU-VE15")
    page.write_row(10, 1, ("Tổng cộng", 1, 1))
    page.write(12, 7, "Cẩm Phả, ngày 06 tháng 10 năm 2021")
    book.close()
    return path


def test_an_untidy_sheet_comes_in_without_a_question(city: City, tmp_path: Path) -> None:
    path = untidy(tmp_path / "a.xlsx")
    intake = intake_of("vaccination.dose")

    preview = preview_file(path, intake, OFFICE)

    assert list(preview.faults_shown()) == []
    assert preview.counts.new == 3
    assert [(one.row, one.why) for one in preview.skipped] == [(11, "total"), (13, "note")]
    apply_preview(preview, ACT)
    given = Dose.objects.order_by("person__birth_on", "dose_no")
    assert [
        (one.person.sex, one.person.birth_precision, one.dose_no, one.given_on, one.residence_id)
        for one in given
    ] == [
        ("male", "year", 1, dt.date(2021, 9, 7), city.here),
        ("male", "year", 2, dt.date(2021, 10, 5), city.here),
        ("female", "day", 1, dt.date(2021, 9, 7), city.there),
    ]
    assert verify().sound

    again = preview_file(path, intake, OFFICE)
    assert (again.counts.same, again.counts.new, again.counts.changed) == (3, 0, 0)
