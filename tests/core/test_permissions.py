"""Role × unit and all below × register × action × identity: who may and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from muctieu.core.models import Post, Unit, UnitVersion, User
from muctieu.core.permissions import (
    NotAllowed,
    check,
    identity_level,
    identity_levels,
    may,
    may_somewhere,
    units_of,
)
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


def test_a_unit_that_went_to_another_city_is_no_longer_the_first_ones(
    wards: tuple[int, int, int],
) -> None:
    city, own, moving = wards
    elsewhere = Unit.objects.create()
    change = dt.date(2022, 1, 1)
    UnitVersion.objects.create(
        unit=elsewhere, name="x", kind="city", valid_from=dt.date(2012, 2, 21)
    )
    UnitVersion.objects.filter(unit_id=moving).update(valid_to=change)
    UnitVersion.objects.create(
        unit_id=moving, name="m", kind="ward", parent=elsewhere, valid_from=change
    )
    rebuild_closure()
    minh = somebody("specialist", city)

    assert units_of(minh, "sample.reading", Action.READ, DAY) == frozenset({city, own, moving})
    assert units_of(minh, "sample.reading", Action.READ, change) == frozenset({city, own})


def test_records_of_a_unit_that_is_no_more_stay_with_its_last_city(
    wards: tuple[int, int, int],
) -> None:
    city, own, merged = wards
    UnitVersion.objects.filter(unit_id=merged).update(valid_to=dt.date(2022, 1, 1))
    rebuild_closure()

    later = units_of(
        somebody("specialist", city), "sample.reading", Action.READ, dt.date(2023, 1, 1)
    )

    assert later == frozenset({city, own, merged})


def test_who_held_a_post_in_a_city_that_is_no_more_still_reads_what_it_had(
    wards: tuple[int, int, int],
) -> None:
    city, own, other = wards
    change = dt.date(2022, 1, 1)
    UnitVersion.objects.all().update(valid_to=change)
    UnitVersion.objects.create(unit_id=own, name="o", kind="ward", valid_from=change)
    rebuild_closure()

    later = units_of(
        somebody("specialist", city), "sample.reading", Action.READ, dt.date(2023, 1, 1)
    )

    assert later == frozenset({city, own, other})


def test_a_post_in_one_ward_shows_no_more_of_the_people_of_another(
    wards: tuple[int, int, int],
) -> None:
    # Clerk of one ward (whole identities) and specialist of the city (masked ones) at once.
    city, own, other = wards
    both = somebody("ward_clerk", own)
    Post.objects.create(user=both, role="specialist", unit_id=city)

    levels = identity_levels(both, "people.identity", DAY)

    assert levels.of([own]) is IdentityLevel.FULL
    assert levels.of([other]) is IdentityLevel.MASKED
    assert levels.of([]) is IdentityLevel.NONE
    assert levels.highest is IdentityLevel.FULL
