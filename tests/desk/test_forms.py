"""A superior's form from the upload to the filled file, over the small example year."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from docx import Document
from openpyxl import load_workbook

from muctieu.core.models import ChangeSet, User
from muctieu.desk.filling import units
from muctieu.plan.years import home_on
from muctieu.registers.write import Act, Changes
from muctieu.statements.fill import keeping
from muctieu.statements.fill.models import Blank, Period, Tie, TieVersion, Timing
from muctieu.statements.fill.proposing import Known
from muctieu.statements.fill.refused import FormRefused
from muctieu.statements.read.match import Catalogue
from muctieu.statements.review.keeping import Reader
from tests.support.forms import monthly_form, with_part, word_form

pytestmark = pytest.mark.django_db
AsPerson = Callable[[str], Client]
LIST = "/bieu-mau/"
DAY = "?den=04/12/2021"


def bring(client: Client, content: bytes, name: str = "Biểu 01.xlsx") -> str:
    file = SimpleUploadedFile(name, content)
    return client.post(LIST, {"file": file, "period": "month"}).headers["location"]


def filled_in(page: str) -> dict[str, str]:
    """What the page's own form would send: proposals as they stand."""
    sent = dict(re.findall(r'<input[^>]*name="([a-z]+-\d+)"[^>]*? value="([^"]*)"', page))
    sent |= {
        name: value for value, name in re.findall(r'value="([^"]*)" name="([a-z]+-\d+)"', page)
    }
    for name, options in re.findall(r'<select name="([a-z]+-\d+)".*?>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        sent[name] = (chosen or first)[1]  # type: ignore[index]
    return sent


def test_a_units_number_above_a_thousand_comes_back_as_it_went_out() -> None:
    # A province has thousands of units: "4.885" would be sent back for 4885.
    known = Known({}, Catalogue(()), {}, home=4885)

    assert units(known, dt.date(2021, 12, 4)) == [("4885", "4885")]


def test_a_form_of_four_hundred_places_is_confirmed_at_once(as_person: AsPerson) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    sent = filled_in(lan.get(address + DAY).content.decode())
    names = ("place", "figure", "of", "timing", "word", "decimals")
    blank = {f"{name}-{row}": "" for name in names for row in range(401)}

    assert lan.post(address + DAY, blank | sent).status_code == 302
    assert Tie.objects.filter(place="Biểu 01!F9").exists()


def test_a_form_is_proposed_confirmed_and_fills_itself(as_person: AsPerson) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    page = lan.get(address + DAY).content.decode()

    sent = filled_in(page)
    tied = {sent[f"place-{name[7:]}"]: code for name, code in sent.items()
            if name.startswith("figure-") and code}  # fmt: skip
    # Doses of people are in no doubt; what nobody counts here is tied to nothing.
    assert tied["Biểu 01!F9"] == "vaccination.first_doses"
    assert tied["Biểu 01!F10"] == "vaccination.second_doses"
    # Declared for the year, but by the day a register counts it.
    assert tied["Biểu 01!F12"] == "budget.revenue_in_area_collected"
    assert "Biểu 01!F13" not in tied
    assert "Chưa nhận ra chỉ tiêu" in page

    assert lan.post(address + DAY, sent).status_code == 302
    page = lan.get(address + DAY).content.decode()
    assert ">1.651<" in page
    made = lan.get(f"{address}{DAY}&dang=xlsx")
    sheet = load_workbook(io.BytesIO(made.content))["Biểu 01"]
    assert (sheet["F9"].value, sheet["F10"].value) == (1651, 1624)
    assert sheet["F14"].value == "=F9+F10"
    assert sheet["F13"].value is None
    assert "2021-12-04" in made.headers["Content-Disposition"]


def test_who_tied_a_place_and_when_is_on_record_and_the_same_again_writes_nothing(
    as_person: AsPerson,
) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    sent = filled_in(lan.get(address + DAY).content.decode())
    lan.post(address + DAY, sent)
    update = ChangeSet.objects.latest("number")
    assert update.actor_name == "Lan"

    again = filled_in(lan.get(address + DAY).content.decode())
    lan.post(address + DAY, again)
    assert ChangeSet.objects.latest("number") == update

    place = next(number[6:] for number, value in again.items() if value == "Biểu 01!F9")
    lan.post(address + DAY, again | {f"decimals-{place}": "2"})
    changed = Tie.objects.get(place="Biểu 01!F9")
    assert changed.decimals == 2
    assert TieVersion._default_manager.filter(record=changed.pk).count() == 2
    lan.post(address + DAY, again | {f"figure-{place}": ""})
    assert not Tie.objects.filter(place="Biểu 01!F9").exists()


def test_offices_that_compile_tie_forms_and_whoever_has_no_post_does_not(
    as_person: AsPerson,
) -> None:
    for name, status in (("ha", 302), ("nobody", 403)):
        if name == "nobody":
            User.objects.create_user(name, password="nobody-password")
        client = as_person(name)
        address = bring(client, monthly_form())
        sent = filled_in(client.get(address + DAY).content.decode())
        assert client.post(address + DAY, sent).status_code == status
        assert Tie.objects.filter(blank=address.split("/")[-2]).exists() == (status == 302)


def test_of_two_who_tie_at_once_the_second_is_told_unless_both_say_the_same(
    as_person: AsPerson,
) -> None:
    as_person("ha")
    by = User.objects.get(username="ha")
    at = dt.datetime(2021, 12, 4, 8, tzinfo=dt.UTC)
    reader = Reader(by, at, at.date())
    blank = keeping.keep(monthly_form(), "a.xlsx", Period.MONTH, reader)
    home = home_on(at.date())
    assert home is not None
    one = keeping.Wanted(
        "Biểu 01!F9", "vaccination.first_doses", home.unit_id, Timing.TO_DAY, "mũi", 0
    )
    act = Act(by=by, action="enter", reason="thử")

    def left(wanted: keeping.Wanted) -> Changes:
        return keeping._to_be_tied(blank, [wanted], home.unit_id)

    early, other = left(one), replace(one, decimals=1)
    keeping.tie(blank, [one], reader)
    # A double click: what was prepared before is written already.
    keeping._write(early, act, lambda: left(one))
    with pytest.raises(FormRefused, match="Người khác vừa sửa"):
        keeping._write(early, act, lambda: left(other))
    late = left(other)
    keeping.tie(blank, [replace(one, decimals=2)], reader)
    with pytest.raises(FormRefused, match="Người khác vừa sửa"):
        keeping._write(late, act, lambda: left(other))
    assert [tie.decimals for tie in keeping.ties_of(blank)] == [2]


def test_money_is_put_in_as_the_form_prints_it(as_person: AsPerson) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    whole = filled_in(lan.get(address + DAY).content.decode())["of-0"]
    sent = {
        "place-0": "Biểu 01!F12", "figure-0": "budget.revenue_in_area", "timing-0": "whole_year",
        "of-0": whole, "word-0": "tỷ đồng", "decimals-0": "1",
    }  # fmt: skip
    assert lan.post(address + DAY, sent).status_code == 302

    made = lan.get(f"{address}{DAY}&dang=xlsx").content
    # Declared for the year: 13.922.662 triệu đồng, which are 13.922,662 tỷ đồng.
    assert load_workbook(io.BytesIO(made))["Biểu 01"]["F12"].value == 13922.7


def test_what_cannot_be_turned_into_the_printed_unit_stays_blank_and_says_why(
    as_person: AsPerson,
) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    sent = filled_in(lan.get(address + DAY).content.decode())
    row = next(name[6:] for name, place in sent.items() if place == "Biểu 01!F9")
    lan.post(address + DAY, sent | {f"word-{row}": "triệu đồng"})

    assert "không đổi ra “triệu đồng” được" in lan.get(address + DAY).content.decode()
    made = lan.get(f"{address}{DAY}&dang=xlsx").content
    assert load_workbook(io.BytesIO(made))["Biểu 01"]["F9"].value is None


def test_a_form_of_another_year_is_noticed(as_person: AsPerson) -> None:
    lan = as_person("lan")
    last = bring(lan, monthly_form(2020))
    this = bring(lan, monthly_form(2021))

    assert "Biểu ghi năm 2020 nhưng đang điền cho năm 2021" in lan.get(last + DAY).content.decode()
    assert "nhưng đang điền cho năm" not in lan.get(this + DAY).content.decode()


def test_a_word_form_is_tied_and_filled_the_same_way(as_person: AsPerson) -> None:
    lan = as_person("lan")
    address = bring(lan, word_form(), "Báo cáo.docx")
    sent = filled_in(lan.get(address + DAY).content.decode())
    assert lan.post(address + DAY, sent).status_code == 302

    paper = Document(io.BytesIO(lan.get(f"{address}{DAY}&dang=docx").content))
    assert "1.651" in paper.paragraphs[1]._p.xml
    assert "…………" in paper.paragraphs[1].text  # nobody counts it: it stays a gap
    assert "1.624" in paper.tables[0].cell(1, 2)._tc.xml


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (with_part(monthly_form(), "xl/vbaProject.bin", b"\0"), "Tệp có macro"),
        (b"", "Tệp không có dữ liệu"),
        (b"%PDF-1.7", "Biểu mẫu phải là tệp Excel"),
    ],
)
def test_what_is_no_blank_form_is_answered_by_a_sentence(
    as_person: AsPerson, content: bytes, said: str
) -> None:
    file = SimpleUploadedFile("a.xlsx", content or b" ")
    reply = as_person("lan").post(LIST, {"file": file} if content else {})

    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not Blank.objects.exists()


def test_a_place_that_cannot_be_filled_is_refused_by_a_sentence(as_person: AsPerson) -> None:
    lan = as_person("lan")
    address = bring(lan, monthly_form())
    row = {"figure-0": "vaccination.first_doses", "timing-0": "to_day", "of-0": "1",
           "word-0": "", "decimals-0": "0"}  # fmt: skip
    for place in ("Biểu 01!F14", "Biểu 01!D9", "DanhMuc!A1", "Biểu 01!B9"):
        reply = lan.post(address + DAY, row | {"place-0": place})
        assert reply.status_code == 422
        assert escape("không phải ô điền được") in reply.content.decode()
    assert not Tie.objects.exists()


def test_a_form_is_there_for_colleagues_only_and_put_away_by_its_owner(as_person: AsPerson) -> None:
    lan, minh = as_person("lan"), as_person("minh")
    address = bring(lan, monthly_form())

    assert minh.get(address).status_code == 404
    assert minh.post(address + "cat/").status_code == 404
    assert "Biểu 01.xlsx" in lan.get(LIST).content.decode()
    assert "Biểu 01.xlsx" not in minh.get(LIST).content.decode()
    assert lan.post(address + "cat/").status_code == 302
    assert lan.get(address).status_code == 404
    assert Blank.objects.count() == 1
