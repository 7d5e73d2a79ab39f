"""Role × unit and all below × register × action × identity: who may and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from muctieu.core.models import Post, Unit, UnitVersion, User
from muctieu.core.permissions import NotAllowed, check, identity_level, may, may_somewhere, units_of
from muctieu.core.roles import Action, IdentityLevel
from muctieu.core.units import rebuild_closure

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 12, 4)


@pytest.fixture
def wards() -> tuple[int, int, int]:
    """A city and two wards under it."""
    city, one, other = (Unit.objects.create() for _ in range(3))
    for place, parent in ((city, None), (one, city), (other, city)):
        UnitVersion.objects.create(
            unit=place,
            name=str(place.pk),
            kind="ward",
            parent=parent,
            valid_from=dt.date(2012, 2, 21),
        )
    rebuild_closure()
    return city.pk, one.pk, other.pk


def somebody(role: str, unit: int | None, registers: str = "*", **times: dt.date) -> User:
    user = User.objects.create_user(f"{role}-{unit}-{registers}")
    Post.objects.create(user=user, role=role, unit_id=unit, registers=registers, **times)
    return user


def test_a_ward_clerk_enters_in_the_own_ward_and_not_in_another(
    wards: tuple[int, int, int],
) -> None:
    _city, own, other = wards
    lan = somebody("ward_clerk", own)

    assert may(lan, Action.ENTER, "sample.reading", own, DAY)
    assert not may(lan, Action.ENTER, "sample.reading", other, DAY)
    with pytest.raises(NotAllowed):
        check(lan, Action.ENTER, "sample.reading", other, DAY)


def test_a_post_in_the_city_covers_the_wards_below(wards: tuple[int, int, int]) -> None:
    city, own, other = wards
    minh = somebody("specialist", city, "sample.*")

    assert units_of(minh, "sample.reading", Action.READ, DAY) == {city, own, other}
    assert units_of(minh, "budget.revenue", Action.READ, DAY) == frozenset()


def test_the_office_that_compiles_reads_everything_and_enters_nothing(
    wards: tuple[int, int, int],
) -> None:
    ha = somebody("compiler", None)

    assert units_of(ha, "sample.reading", Action.READ, DAY) is None
    assert not may_somewhere(ha, Action.ENTER, "sample.reading", DAY)
    assert identity_level(ha, "people.identity", DAY) is IdentityLevel.NONE


def test_identities_are_whole_for_the_clerk_and_masked_for_the_specialist(
    wards: tuple[int, int, int],
) -> None:
    city, own, _other = wards

    assert identity_level(somebody("ward_clerk", own), "people.identity", DAY) is IdentityLevel.FULL
    assert (
        identity_level(somebody("specialist", city), "people.identity", DAY) is IdentityLevel.MASKED
    )


def test_a_post_counts_from_its_first_day_until_before_its_last(
    wards: tuple[int, int, int],
) -> None:
    _city, own, _other = wards
    lan = somebody("ward_clerk", own, valid_from=DAY, valid_to=DAY + dt.timedelta(days=1))
    days = [DAY + dt.timedelta(days=shift) for shift in (-1, 0, 1)]

    assert [may(lan, Action.READ, "sample.reading", own, day) for day in days] == [
        False,
        True,
        False,
    ]


def test_nobody_signed_in_and_nobody_switched_off_may_do_anything(
    wards: tuple[int, int, int],
) -> None:
    lan = somebody("administrator", None)
    lan.is_active = False

    for who in (AnonymousUser(), lan):
        assert not may_somewhere(who, Action.READ, "sample.reading", DAY)


def test_a_record_of_no_unit_needs_a_post_over_all_units(wards: tuple[int, int, int]) -> None:
    city, _own, _other = wards

    assert not may(somebody("specialist", city), Action.READ, "sample.reading", None, DAY)
    assert may(somebody("specialist", None), Action.READ, "sample.reading", None, DAY)
