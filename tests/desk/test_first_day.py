"""What stopped somebody on her first day: each page now says what it knows and leads on."""

from __future__ import annotations

import datetime as dt
import html
import io
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

import openpyxl
import pytest
from django.conf import LazySettings
from django.test import Client

from muctieu.core.models import User
from muctieu.registers.people import Residence
from muctieu.registers.templates import LISTS
from muctieu.sectors.vaccination.models import Dose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
Signed = Callable[[str], Client]
DOSES = "vaccination.dose"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return html.unescape(answer.content.decode())


# ---------------------------------------------------------------- the two dates


def test_a_board_before_its_plan_was_known_says_since_when_and_leads_there(client: Client) -> None:
    """The article is known from 11/12/2021 on; a week before, nobody had said any of it."""
    page = text_of(client, "/?capnhat=04/12/2021")

    assert "chỉ được cập nhật từ ngày" in page
    assert "không sổ nào đếm" in page
    later = page.split("chỉ được cập nhật từ ngày")[1].split('href="')[1].split('"')[0]
    known = text_of(client, "/" + later)
    assert "chỉ được cập nhật từ ngày" not in known
    assert "không sổ nào đếm" not in known


def test_registers_are_counted_on_the_dates_of_the_page(as_person: Signed) -> None:
    def doses(query: str) -> str:
        page = text_of(as_person("minh"), f"/so/{query}")
        return page.split(f"/so/{DOSES}/")[1].split('class="num">')[1].split("<")[0]

    assert doses("?den=2020-01-01") == "0"
    assert doses("?den=2021-12-04") not in ("0", doses("?den=2021-06-30"))
    assert doses("?den=2021-12-04&capnhat=2021-06-30") == doses(
        "?den=2021-06-30&capnhat=2021-06-30"
    )


@pytest.mark.parametrize("address", ["/", "/chi-tieu/", "/chi-tieu/vaccination.doses/"])
def test_an_update_and_a_unit_that_are_not_there_are_answered_by_a_sentence(
    client: Client, address: str
) -> None:
    asked = urlencode({"capnhat": "#9999", "donvi": "99999"})

    page = text_of(client, f"{address}?{asked}")

    assert "Chưa có lần cập nhật số 9999" in page
    assert "không xác định được đơn vị “99999”" in page


# ---------------------------------------------------------------- what may be taken away


def test_a_condition_that_is_not_for_visitors_is_named_on_page_and_in_file(client: Client) -> None:
    asked = urlencode({"loc": "person~eq~i1"})

    for address in ("/chi-tieu/vaccination.doses/nguon/", "/chi-tieu/vaccination.doses/"):
        assert "Đăng nhập để thu hẹp" in text_of(client, f"{address}?{asked}")
    told = client.get(f"/chi-tieu/vaccination.doses/?{asked}&dang=json").json()
    assert "Đăng nhập để thu hẹp" in told["Lưu ý"]


def test_files_are_offered_only_to_whoever_may_take_them(as_person: Signed) -> None:
    address = "/chi-tieu/vaccination.doses/nguon/"

    assert "dang=xlsx" in text_of(as_person("lan"), address)
    User.objects.create_user("moi", password="chua-co-viec-1")
    assert "dang=xlsx" not in text_of(as_person("moi"), address)


def test_the_template_has_the_units_of_the_day_the_sheet_is_for(as_person: Signed) -> None:
    def units(day: str) -> set[str]:
        reply = as_person("lan").get(f"/nhap/{DOSES}/mau/?den={day}")
        book = openpyxl.load_workbook(io.BytesIO(reply.content))
        return {str(cell.value) for row in book[LISTS].iter_rows(min_row=2) for cell in row}

    # Cẩm Hòa and Hải Ninh became the commune of Hải Hòa on 01/11/2024.
    assert "Xã Hải Hòa" not in units("04/12/2021")
    assert "Xã Hải Hòa" in units("01/12/2024")
    # Without a day: the one that the pages open on.
    assert units("") == units("04/12/2021")


# ---------------------------------------------------------------- the first sign-in


def test_a_one_time_password_is_explained_and_leads_on_to_where_one_wanted_to_go(
    client: Client,
) -> None:
    new = User.objects.create_user("moi", password="mot-lan-1", one_time_password=True)
    client.force_login(new)

    sent_to = client.get("/nhap/")
    assert sent_to.headers["location"].endswith("?next=%2Fnhap%2F")
    assert "chỉ dùng một lần" in text_of(client, sent_to.headers["location"])

    changed = client.post(
        "/tai-khoan/password/change/",
        {"oldpassword": "mot-lan-1", "password1": "rieng-toi-77", "password2": "rieng-toi-77",
         "next": "/nhap/"},
    )  # fmt: skip
    assert changed.headers["location"] == "/nhap/"


def test_the_masthead_names_the_unit_of_the_year_where_no_agency_is_set(
    client: Client, settings: LazySettings
) -> None:
    assert 'mast-agency">Thành phố Cẩm Phả<' in text_of(client, "/")
    settings.AGENCY = "Ủy ban nhân dân"
    assert 'mast-agency">Ủy ban nhân dân<' in text_of(client, "/")


# ---------------------------------------------------------------- what a dose brought along


def entered(client: Client, **changed: str) -> int:
    """A first dose of somebody new by the form; the number of the record."""
    form = {
        "full_name": "Đinh (mẫu) Thị Bưởi", "birth_on": "02/03/1985", "sex": "female",
        "id_number": "", "phone": "", "address": "", "residence": "Phường Cẩm Sơn",
        "residence_kind": "", "dose_no": "1", "kind": "", "vaccine": "vero_cell",
        "lot": "MAU-VE15", "given_on": "01/12/2021", "site": "", "unit": "Phường Cẩm Sơn",
    }  # fmt: skip
    answer = client.post(f"/nhap/{DOSES}/", form | changed)
    assert answer.status_code == HTTPStatus.FOUND, html.unescape(answer.content.decode())
    return int(answer.headers["location"].strip("/").split("/")[-1])


def test_a_dose_says_what_it_brought_along_and_takes_it_with_it(as_person: Signed) -> None:
    lan = as_person("lan")
    dose = entered(lan)
    person = Dose.objects.get(pk=dose).person_id
    assert "Được ghi cùng với: Người, Danh tính, Cư trú" in text_of(lan, f"/so/{DOSES}/{dose}/")

    lan.post(f"/so/{DOSES}/{dose}/rut/", {"reason": "ghi nhầm người", "with": "1"})

    assert not Dose.objects.filter(pk=dose).exists()
    assert not Residence.objects.filter(person_id=person).exists()


def test_without_the_box_only_the_dose_goes(as_person: Signed) -> None:
    lan = as_person("lan")
    dose = entered(lan)
    person = Dose.objects.get(pk=dose).person_id

    lan.post(f"/so/{DOSES}/{dose}/rut/", {"reason": "ghi nhầm ngày"})

    assert Residence.objects.filter(person_id=person).exists()


def test_a_withdrawn_dose_typed_again_is_asked_about_first(as_person: Signed) -> None:
    lan = as_person("lan")
    dose = entered(lan)
    lan.post(f"/so/{DOSES}/{dose}/rut/", {"reason": "ghi nhầm người", "with": "1"})
    before = Dose.objects.count()

    with pytest.raises(AssertionError, match="ghi nhầm người"):
        entered(lan)
    assert Dose.objects.count() == before
    assert entered(lan, confirmed="1") > dose


# ---------------------------------------------------------------- files and long texts


def test_files_hold_numbers_and_days_under_names_that_no_language_changes(client: Client) -> None:
    for prefix in ("", "/en"):
        told = client.get(f"{prefix}/chi-tieu/vaccination.coverage_2/?dang=json").json()
        whole = told["rows"][0]
        assert whole["as_of"] == "2021-12-04"
        assert isinstance(whole["numerator"], int)
        # A percentage as it is worked out, not as it is printed.
        assert whole["value"] == pytest.approx(100 * whole["numerator"] / whole["denominator"])
    units = client.get("/don-vi/?dang=json").json()["rows"]
    assert units[0]["since"] == "2012-02-21"
    assert {type(one["area_ha"]) for one in units} <= {float, type(None)}


def test_a_workbook_has_days_as_days_and_numbers_as_numbers(client: Client) -> None:
    reply = client.get("/chi-tieu/vaccination.doses/?dang=xlsx")

    rows = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    assert rows is not None
    kinds = {type(cell.value) for row in rows.iter_rows(min_row=6) for cell in row}
    assert dt.datetime in kinds
    assert int in kinds


def test_a_list_too_long_for_one_file_says_so_and_how_to_take_it(
    as_person: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muctieu.desk.views_records.LONGEST_LIST", 10)

    page = text_of(as_person("minh"), f"/so/{DOSES}/?dang=xlsx")

    assert "một tệp chỉ chứa nhiều nhất 10 dòng" in page


def test_a_book_typed_into_a_field_is_not_sent_back(as_person: Signed) -> None:
    lan = as_person("lan")
    dose = entered(lan)
    book = "chữ " * 5_000

    answer = lan.post(f"/so/{DOSES}/{dose}/sua/", {"site": book, "reason": "thử"})

    page = html.unescape(answer.content.decode())
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "chỉ hiện phần đầu" in page
    assert page.count("chữ ") < 200
