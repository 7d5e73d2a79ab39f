"""Somebody is found by name by whoever reads whole names there, for a purpose, on the record."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.test import Client

from muctieu.core.models import ReadLine
from muctieu.core.units import unit_named
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.people import Identity, Person, Residence
from tests.desk.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
Signed = Callable[[str], Client]
PURPOSE = "đối chiếu danh sách tiêm"


def somebody_of(ward: str, letter: str = "") -> Identity:
    """A resident of a ward, with that letter in the name."""
    unit = unit_named(ward, DAY).unit_id
    lives = Residence.objects.filter(unit_id=unit).values("person_id")
    elsewhere = Residence.objects.exclude(unit_id=unit).values("person_id")
    there = Identity.objects.filter(person_id__in=lives, full_name__contains=letter)
    return there.exclude(person_id__in=elsewhere).earliest("pk")


def asked(client: Client, name: str, purpose: str = PURPOSE) -> tuple[int, str]:
    answer = client.post("/nguoi/", {"name": name, "purpose": purpose})
    return answer.status_code, html.unescape(answer.content.decode())


def test_a_clerk_finds_somebody_of_her_ward_without_marks_and_it_is_recorded(
    as_person: Signed,
) -> None:
    who = somebody_of("Cẩm Sơn", "Đ")

    status, page = asked(as_person("lan"), fold(who.full_name).upper())

    assert status == 200
    assert who.full_name in page
    assert f"/so/people.person/{who.person_id}/" in page
    line = ReadLine.objects.latest("pk")
    assert line.purpose == PURPOSE
    assert who.person_id in line.subjects


def test_the_words_may_stand_in_any_order_and_be_begun_only(as_person: Signed) -> None:
    who = somebody_of("Cẩm Sơn")
    first, *_others, last = who.full_name.replace("(mẫu)", "").split()

    _status, page = asked(as_person("lan"), f"{last} {first[:2]}")

    assert who.full_name in page


def test_nobody_of_another_ward_is_found(as_person: Signed) -> None:
    who = somebody_of("Cẩm Thạch")

    status, page = asked(as_person("lan"), who.full_name)

    assert status == 200
    assert f"/so/people.person/{who.person_id}/" not in page


def test_a_search_that_finds_nobody_is_recorded_too(as_person: Signed) -> None:
    before = ReadLine.objects.count()

    _status, page = asked(as_person("lan"), "Atlantis Nemo")

    assert "Không ai" in page
    assert ReadLine.objects.count() == before + 1


@pytest.mark.parametrize(("name", "purpose"), [("Nguyễn", ""), ("Nguyễn", "xem"), ("n", PURPOSE)])
def test_without_a_purpose_or_a_name_nobody_is_looked_for(
    as_person: Signed, name: str, purpose: str
) -> None:
    before = ReadLine.objects.count()

    status, _page = asked(as_person("lan"), name, purpose)

    assert status == 403
    assert ReadLine.objects.count() == before


@pytest.mark.parametrize(
    ("who", "why"), [("minh", "chỉ thấy một phần họ tên"), ("ha", "không được xem danh tính")]
)
def test_whoever_sees_no_whole_names_is_told_why(as_person: Signed, who: str, why: str) -> None:
    client = as_person(who)

    assert why in html.unescape(client.get("/nguoi/").content.decode())
    status, page = asked(client, somebody_of("Cẩm Sơn").full_name)
    assert status == 403
    assert "/so/people.person/" not in page


def test_a_clerk_opens_the_person_of_a_dose_of_her_ward_and_of_no_other(as_person: Signed) -> None:
    lan = as_person("lan")

    own, other = (somebody_of(ward).person_id for ward in ("Cẩm Sơn", "Cẩm Thạch"))

    assert lan.get(f"/so/people.person/{own}/").status_code == 200
    assert lan.get(f"/so/people.person/{other}/").status_code == 404
    assert as_person("ha").get(f"/so/people.person/{other}/").status_code == 200


def test_whoever_sees_names_in_part_or_not_at_all_sees_the_year_of_birth_alone(
    as_person: Signed,
) -> None:
    unit = unit_named("Cẩm Sơn", DAY).unit_id
    there = Person.objects.filter(
        pk__in=Residence.objects.filter(unit_id=unit).values("person_id"), birth_precision="day"
    )
    person = there.exclude(birth_on__day=1).earliest("pk")
    born, year = format_date(person.birth_on), person.birth_on.year
    page, listed = f"/so/people.person/{person.pk}/", f"/so/people.person/?q={person.pk}"

    def said(who: str, address: str) -> str:
        return html.unescape(as_person(who).get(address).content.decode())

    assert born in said("lan", page)  # her own ward's clerk
    for who in ("minh", "ha", "quan"):
        assert born not in said(who, page)
        assert f">{year}<" in said(who, page)
    for who in ("ha", "quan"):
        assert born not in said(who, listed)
        assert f">{year}<" in said(who, listed)
        taken = said(who, listed + "&dang=csv")
        assert f"{year}-01-01" in taken
        assert person.birth_on.isoformat() not in taken
