"""A correction sets right what a record says; it neither makes it another's nor moves it away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from muctieu.core.models import User
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE, Residence
from muctieu.registers.write import Act, Changes, commit
from tests.support.meters import clerk_of, draw_map
from tests.support.sample.models import METERS, READINGS, Reading

pytestmark = pytest.mark.django_db
ENTRY = Act(by=None, action="entry")
DAY = dt.date(2021, 12, 3)


@pytest.fixture
def wards() -> dict[str, int]:
    return dict(draw_map())


def read(unit: int, code: str = "CT-01", amount: int = 120) -> int:
    """A reading of a new meter of ``unit``; returns its number."""
    meters = pl.DataFrame({"unit_id": [unit], "code": [code]})
    meter = commit(Changes().opening(METERS, meters), ENTRY).ids["sample.meter"][0]
    rows = pl.DataFrame(
        {"meter_id": [meter], "unit_id": [unit], "read_on": [DAY], "amount": [amount], "method": ["eye"]}
    )  # fmt: skip
    return commit(Changes().opening(READINGS, rows), ENTRY).ids["sample.reading"][0]


def lives(unit: int, number: str) -> tuple[int, int]:
    """Somebody with an identity who lives in ``unit``: the person and the residence."""
    born = pl.DataFrame(
        {"sex": ["female"], "birth_on": [dt.date(1985, 3, 2)], "birth_precision": ["day"]}
    )
    person = commit(Changes().opening(PERSON, born), ENTRY).ids["people.person"][0]
    words = pl.DataFrame(
        {"person_id": [person], "full_name": ["Trần (mẫu) Thị Hoa"], "fold": ["tran hoa"], "id_number": [number]}
    )  # fmt: skip
    home = pl.DataFrame(
        {"person_id": [person], "unit_id": [unit], "kind": ["permanent"], "from_on": [DAY]}
    )
    receipt = commit(Changes().opening(IDENTITY, words).opening(RESIDENCE, home), ENTRY)
    return person, receipt.ids["people.residence"][0]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(register: str, record: int) -> str:
    return reverse("desk:correct", args=[register, record])


def typed(record: int, **other: Any) -> dict[str, Any]:
    """The form of a reading as it stands, and what is typed otherwise."""
    version = Reading.objects.get(pk=record).version
    return {
        "version": version, "unit": "Quang Hanh", "amount": "120", "method": "eye", "note": "",
        "checked": "", "reason": "ghi nhầm",
    } | other  # fmt: skip


def test_a_correction_sets_what_the_record_says(wards: dict[str, int]) -> None:
    record = read(wards["Quang Hanh"])

    reply = signed_in(clerk_of(wards["Quang Hanh"])).post(
        address("sample.reading", record), typed(record, amount="125")
    )

    assert reply.status_code == 302
    assert Reading.objects.get(pk=record).amount == 125


def test_the_form_shows_whose_record_it_is_and_does_not_offer_to_change_it(
    wards: dict[str, int],
) -> None:
    record = read(wards["Quang Hanh"])

    page = signed_in(clerk_of(wards["Quang Hanh"])).get(address("sample.reading", record))

    text = page.content.decode()
    assert 'name="amount"' in text
    assert 'name="meter"' not in text  # a reference, and part of the key
    assert 'name="read_on"' not in text  # part of the key
    assert "03/12/2021" in text


def test_a_key_posted_all_the_same_changes_nothing(wards: dict[str, int]) -> None:
    record, other = read(wards["Quang Hanh"]), read(wards["Quang Hanh"], "CT-02")
    meters = {pk: Reading.objects.get(pk=pk).meter_id for pk in (record, other)}
    posted = typed(record, amount="125", meter=str(meters[other]), read_on="01/12/2021")

    signed_in(clerk_of(wards["Quang Hanh"])).post(address("sample.reading", record), posted)

    now = Reading.objects.get(pk=record)
    assert (now.meter_id, now.read_on, now.amount) == (meters[record], DAY, 125)


def test_a_clerk_cannot_take_over_a_residence_to_read_a_strangers_name(
    wards: dict[str, int],
) -> None:
    stranger, _there = lives(wards["Cẩm Sơn"], "999185000001")
    own, home = lives(wards["Quang Hanh"], "999185000002")
    client = signed_in(clerk_of(wards["Quang Hanh"]))
    version = Residence.objects.get(pk=home).version
    posted = {
        "version": version, "person": str(stranger), "unit": "Quang Hanh", "kind": "temporary",
        "from_on": "03/12/2021", "to_on": "", "household": "", "reason": "ghi nhầm",
    }  # fmt: skip

    client.post(address("people.residence", home), posted)
    shown = client.post(
        reverse("desk:identity", args=[stranger]), {"purpose": "đối chiếu danh sách"}
    )

    assert Residence.objects.get(pk=home).person_id == own
    assert shown.status_code == 403


def test_a_clerk_cannot_correct_a_record_into_a_unit_of_somebody_else(
    wards: dict[str, int],
) -> None:
    record = read(wards["Quang Hanh"])

    reply = signed_in(clerk_of(wards["Quang Hanh"])).post(
        address("sample.reading", record), typed(record, unit="Cẩm Sơn")
    )

    assert reply.status_code == 422
    assert Reading.objects.get(pk=record).unit_id == wards["Quang Hanh"]


def test_who_has_both_units_may_move_a_record_between_them(wards: dict[str, int]) -> None:
    record = read(wards["Quang Hanh"])

    reply = signed_in(clerk_of(None)).post(
        address("sample.reading", record), typed(record, unit="Cẩm Sơn")
    )

    assert reply.status_code == 302
    assert Reading.objects.get(pk=record).unit_id == wards["Cẩm Sơn"]


def test_of_two_forms_opened_at_once_the_second_does_not_undo_the_first(
    wards: dict[str, int],
) -> None:
    record = read(wards["Quang Hanh"])
    client = signed_in(clerk_of(wards["Quang Hanh"]))
    first = typed(record, amount="125")
    second = typed(record, note="đọc lại")

    client.post(address("sample.reading", record), first)
    reply = client.post(address("sample.reading", record), second)

    now = Reading.objects.get(pk=record)
    assert reply.status_code == 422
    assert (now.amount, now.note) == (125, None)


def test_the_form_carries_the_version_that_it_shows(wards: dict[str, int]) -> None:
    record = read(wards["Quang Hanh"])
    version = Reading.objects.get(pk=record).version

    page = signed_in(clerk_of(wards["Quang Hanh"])).get(address("sample.reading", record))

    assert f'name="version" value="{version}"' in page.content.decode()


def test_a_residence_that_would_end_before_it_began_is_answered_with_a_sentence(
    wards: dict[str, int],
) -> None:
    _person, home = lives(wards["Quang Hanh"], "999185000001")
    version = Residence.objects.get(pk=home).version
    posted = {
        "version": version, "unit": "Quang Hanh", "kind": "permanent", "to_on": "01/12/2021",
        "reason": "ghi nhầm",
    }  # fmt: skip

    reply = signed_in(clerk_of(wards["Quang Hanh"])).post(address("people.residence", home), posted)

    assert reply.status_code == 422
    assert "trước ngày bắt đầu" in reply.content.decode()
    assert Residence.objects.get(pk=home).to_on is None
