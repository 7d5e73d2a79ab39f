"""Who people are is read with a role and a purpose, on the record, and can be erased."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from muctieu.core.models import Post, ReadLine, Unit, UnitVersion, User
from muctieu.core.roles import IdentityLevel
from muctieu.core.units import rebuild_closure
from muctieu.registers.identity import (
    IdentityRefused,
    erase_identity,
    masked_name,
    masked_number,
    read_identities,
)
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE, Identity
from muctieu.registers.verify import verify
from muctieu.registers.write import Act, Changes, Refused, commit

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 12, 4)
LONG_AGO = dt.date(2012, 2, 21)


def ward(name: str, code: str) -> int:
    unit = Unit.objects.create()
    UnitVersion.objects.create(unit=unit, name=name, code=code, kind="ward", valid_from=LONG_AGO)
    rebuild_closure()
    return unit.pk


def somebody(name: str, unit: int, number: str = "999185000001") -> int:
    """A person with an identity who lives in ``unit``; returns the person's id."""
    people = pl.DataFrame(
        {"sex": ["female"], "birth_on": [dt.date(1985, 3, 2)], "birth_precision": ["day"]}
    )
    act = Act(by=None, action="enter")
    person = commit(Changes().opening(PERSON, people), act).ids["people.person"][0]
    words = {"person_id": [person], "full_name": [name], "fold": [name.lower()]}
    identity = pl.DataFrame(words | {"id_number": [number], "phone": ["0000000001"]})
    home = pl.DataFrame(
        {"person_id": [person], "unit_id": [unit], "kind": ["permanent"], "from_on": [LONG_AGO]}
    )
    commit(Changes().opening(IDENTITY, identity).opening(RESIDENCE, home), act)
    return person


def account(name: str, role: str, unit: int | None) -> User:
    user = User.objects.create(username=name, full_name=name.title())
    Post.objects.create(user=user, role=role, unit_id=unit)
    return user


def test_a_ward_clerk_reads_the_whole_identity_of_somebody_in_the_own_ward() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)

    shown = read_identities([person], by=account("lan", "ward_clerk", here), purpose="gọi mời tiêm")

    assert shown[person].full_name == "Nguyễn (mẫu) Thị Hoa"
    assert shown[person].id_number == "999185000001"


def test_a_ward_clerk_is_told_nothing_about_somebody_of_another_ward() -> None:
    here, there = ward("Phường Quang Hanh", "06778"), ward("Phường Cửa Ông", "06763")
    person = somebody("Nguyễn (mẫu) Thị Hoa", there)

    shown = read_identities([person], by=account("lan", "ward_clerk", here), purpose="gọi mời tiêm")

    assert shown == {}


def test_a_specialist_sees_a_masked_name_and_the_end_of_the_number() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)

    shown = read_identities([person], by=account("minh", "specialist", None), purpose="đối chiếu")

    assert shown[person].level is IdentityLevel.MASKED
    assert shown[person].full_name == "Nguyễn (mẫu) T. H."
    assert shown[person].id_number == "•••••••••001"
    assert shown[person].address == ""


def test_the_office_that_compiles_is_refused() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)

    with pytest.raises(IdentityRefused):
        read_identities([person], by=account("ha", "compiler", None), purpose="làm báo cáo")


def test_a_read_without_a_purpose_is_refused() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)

    with pytest.raises(IdentityRefused):
        read_identities([person], by=account("lan", "ward_clerk", here), purpose="xem")


def test_every_read_is_written_down_with_its_purpose_and_whose_words_were_read() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)
    lan = account("lan", "ward_clerk", here)

    read_identities([person], by=lan, purpose="gọi mời tiêm")

    line = ReadLine.objects.get()
    assert (line.actor_id, line.purpose, line.subjects) == (lan.pk, "gọi mời tiêm", [person])


def test_an_erasure_drops_the_words_and_the_books_are_still_sound() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)
    administrator = account("admin", "administrator", None)

    erase_identity(person, by=administrator, reason="đơn của người dân")

    assert not Identity.objects.filter(person_id=person).exists()
    rows = IDENTITY.versions._default_manager.values_list("full_name", "id_number", "seal_key")
    assert list(rows) == [(None, None, None)]
    verdict = verify()
    assert verdict.sound
    assert verdict.erased == 1


def test_a_ward_clerk_may_not_erase_and_an_erasure_needs_its_reason() -> None:
    here = ward("Phường Quang Hanh", "06778")
    person = somebody("Nguyễn (mẫu) Thị Hoa", here)

    with pytest.raises(Exception, match=r".+") as refused:
        erase_identity(person, by=account("lan", "ward_clerk", here), reason="nhầm")
    assert type(refused.value).__name__ == "NotAllowed"
    with pytest.raises(Refused):
        erase_identity(person, by=account("admin", "administrator", None), reason=" ")


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Trần Văn An", "Trần V. A."), ("Hoa", "Hoa"), ("", ""), ("Lê (mẫu) Minh", "Lê (mẫu) M.")],
)
def test_a_masked_name_keeps_the_family_name_only(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_short_number_is_hidden_whole() -> None:
    assert masked_number("12345") == "•••••"
    assert masked_number(None) == ""


def test_each_identity_is_shown_as_far_as_the_post_over_its_own_ward_goes() -> None:
    here, there = ward("Phường Quang Hanh", "06778"), ward("Phường Cửa Ông", "06763")
    near, far = somebody("Nguyễn Thị Hoa", here), somebody("Trần Văn Bình", there, "999185000002")
    lan = account("lan", "ward_clerk", here)
    Post.objects.create(user=lan, role="specialist", unit_id=there)

    shown = read_identities([near, far], by=lan, purpose="gọi mời tiêm")

    assert shown[near].full_name == "Nguyễn Thị Hoa"
    assert shown[far].full_name == "Trần V. B."
    assert shown[far].level is IdentityLevel.MASKED
