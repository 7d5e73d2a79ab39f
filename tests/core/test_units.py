"""Units live in time: codes and names are used again, ids are not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from muctieu.core.models import Unit, UnitClosure, UnitEvent, UnitShare, UnitVersion
from muctieu.core.units import (
    BrokenMap,
    children,
    find_units,
    names_on,
    plain_name,
    rebuild_closure,
    root_on,
    unit_named,
    version_of,
)
from tests.support.maps import became

pytestmark = pytest.mark.django_db

START, REFORM = dt.date(2012, 2, 21), dt.date(2025, 7, 1)
IN_2021, IN_2026 = dt.date(2021, 12, 4), dt.date(2026, 1, 1)


def unit(name: str, code: str = "", parent: Unit | None = None, first: dt.date = START,
         end: dt.date | None = None, kind: str = "ward", area: int | None = None) -> Unit:  # fmt: skip
    made = Unit.objects.create()
    UnitVersion.objects.create(
        unit=made,
        name=name,
        code=code,
        parent=parent,
        kind=kind,
        valid_from=first,
        valid_to=end,
        area_ha=area,
    )
    return made


@pytest.fixture
def city() -> dict[str, Unit]:
    """A city of three wards; two merge at the reform into one that takes a code used before."""
    province = unit("Quảng Ninh", "22", kind="province")
    top = unit("Cẩm Phả", "195", province, end=REFORM, kind="city")
    son = unit("Phường Cẩm Sơn", "06766", top, end=REFORM, area=300)
    thinh = unit("Phường Cẩm Thịnh", "06781", top, end=REFORM, area=100)
    hoa = unit("Xã Cộng Hòa", "06799", top, end=REFORM, kind="commune")
    new = unit("Phường Cửa Ông", "06781", province, first=REFORM, area=400)
    north = unit("Xã Hải Hòa", "06799", province, first=REFORM, kind="commune")
    east = unit("Xã Hải Lạng", "07000", province, first=REFORM, kind="commune")
    merger = UnitEvent.objects.create(kind="merge", on=REFORM)
    for former in (son, thinh):
        UnitShare.objects.create(event=merger, former=former, latter=new)
    split = UnitEvent.objects.create(kind="split", on=REFORM)
    UnitShare.objects.create(event=split, former=hoa, latter=north, numerator=2, denominator=3)
    UnitShare.objects.create(event=split, former=hoa, latter=east, numerator=1, denominator=3)
    rebuild_closure()
    return {"province": province, "city": top, "son": son, "thinh": thinh, "hoa": hoa,
            "new": new, "north": north, "east": east}  # fmt: skip


def test_one_code_means_another_unit_on_another_day(city: dict[str, Unit]) -> None:
    assert unit_named("06781", IN_2021).unit == city["thinh"]
    assert unit_named("06781", IN_2026).unit == city["new"]


@pytest.mark.parametrize(
    "written", ["P. Cẩm Sơn", "phường cẩm sơn", "Cam Son", "CẨM SƠN", "P.Cẩm Sơn"]
)
def test_a_ward_is_found_by_the_ways_people_write_it(city: dict[str, Unit], written: str) -> None:
    assert [one.unit for one in find_units(written, IN_2021)] == [city["son"]]


def test_a_unit_that_is_no_more_is_not_found_and_the_day_is_said(city: dict[str, Unit]) -> None:
    with pytest.raises(LookupError, match="01/01/2026"):
        unit_named("Cẩm Sơn", IN_2026)


def test_a_name_that_only_begins_like_a_kind_stays_whole() -> None:
    assert plain_name("Xã Xalam") == "xalam"
    assert plain_name("Phước Long") == "phuoc long"


def test_the_closure_says_who_lay_under_whom_and_when(city: dict[str, Unit]) -> None:
    row = UnitClosure.objects.get(ancestor=city["province"], unit=city["son"])

    assert (row.depth, row.valid_from, row.valid_to) == (2, START, REFORM)
    assert {one.unit for one in children(city["city"].pk, IN_2021)} == {
        city["son"], city["thinh"], city["hoa"],
    }  # fmt: skip
    assert children(city["city"].pk, IN_2026) == []


def test_a_renamed_unit_lies_under_its_city_without_a_seam(city: dict[str, Unit]) -> None:
    renamed = dt.date(2020, 1, 1)
    UnitVersion.objects.filter(unit=city["son"]).update(valid_to=renamed)
    UnitVersion.objects.create(
        unit=city["son"],
        name="Phường Sơn Mới",
        kind="ward",
        parent=city["city"],
        valid_from=renamed,
        valid_to=REFORM,
    )
    rebuild_closure()

    row = UnitClosure.objects.get(ancestor=city["city"], unit=city["son"])

    assert (row.valid_from, row.valid_to) == (START, REFORM)


def test_two_versions_at_once_and_a_circle_of_parents_are_refused(city: dict[str, Unit]) -> None:
    UnitVersion.objects.create(
        unit=city["son"], name="x", kind="ward", valid_from=dt.date(2020, 1, 1)
    )
    with pytest.raises(BrokenMap):
        rebuild_closure()
    UnitVersion.objects.filter(name="x").delete()
    UnitVersion.objects.filter(unit=city["province"]).update(parent=city["son"])
    with pytest.raises(BrokenMap):
        rebuild_closure()


def test_the_root_is_whatever_stands_highest(city: dict[str, Unit]) -> None:
    root = root_on(IN_2021)

    assert root is not None
    assert root.unit == city["province"]


def test_a_merged_ward_is_wholly_in_its_successor_and_a_split_one_in_shares(
    city: dict[str, Unit],
) -> None:
    later = became(IN_2026)

    assert later[city["son"].pk] == {city["new"].pk: 1}
    assert later[city["hoa"].pk] == {
        city["north"].pk: Fraction(2, 3),
        city["east"].pk: Fraction(1, 3),
    }


def test_on_an_older_map_a_merged_ward_is_shared_by_area(city: dict[str, Unit]) -> None:
    # 300 ha of Cẩm Sơn and 100 ha of Cẩm Thịnh made Cửa Ông.
    assert became(IN_2021)[city["new"].pk] == {
        city["son"].pk: Fraction(3, 4),
        city["thinh"].pk: Fraction(1, 4),
    }


@pytest.fixture
def hamlet(city: dict[str, Unit]) -> dt.date:
    """A tenth of Cẩm Sơn (300 ha) goes over to Cẩm Thịnh (100 ha) in 2020; both go on."""
    event = UnitEvent.objects.create(kind="transfer", on=dt.date(2020, 1, 1))
    UnitShare.objects.create(
        event=event, former=city["son"], latter=city["thinh"], numerator=1, denominator=10
    )
    return event.on


def test_what_lay_in_a_ward_before_it_gave_a_hamlet_away_is_shared_on_a_later_map(
    city: dict[str, Unit], hamlet: dt.date
) -> None:
    son, thinh = city["son"].pk, city["thinh"].pk

    assert became(IN_2021)[son] == {son: Fraction(9, 10), thinh: Fraction(1, 10)}
    assert became(IN_2021)[thinh] == {thinh: 1}
    assert became(IN_2021, of=hamlet)[son] == {son: 1}


def test_what_lies_in_a_ward_since_it_got_a_hamlet_is_shared_by_area_on_an_earlier_map(
    city: dict[str, Unit], hamlet: dt.date
) -> None:
    # 100 ha of its own and 30 of the 300 ha.
    son, thinh = city["son"].pk, city["thinh"].pk

    assert became(START, of=hamlet)[thinh] == {thinh: Fraction(10, 13), son: Fraction(3, 13)}
    assert became(START, of=hamlet)[son] == {son: 1}


@pytest.mark.usefixtures("hamlet")
def test_a_later_merger_takes_up_what_was_handed_over_before_it(city: dict[str, Unit]) -> None:
    assert became(IN_2026)[city["son"].pk] == {city["new"].pk: 1}


def test_shares_on_any_map_add_up_to_one(city: dict[str, Unit]) -> None:
    for day in (IN_2021, IN_2026):
        for shares in became(day).values():
            assert sum(shares.values()) in (0, 1)


def test_a_unit_of_another_time_keeps_a_name_on_every_day(city: dict[str, Unit]) -> None:
    assert names_on(IN_2026)[city["son"].pk] == "Phường Cẩm Sơn"
    assert names_on(IN_2021)[city["new"].pk] == "Phường Cửa Ông"
    assert version_of(city["son"].pk, IN_2026) is None


class AnyChainOfChanges(TestCase):
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=6))
    def test_people_never_appear_or_vanish_along_mergers_and_splits(
        self, changes: list[tuple[int, int]]
    ) -> None:
        """Counting 7 people in each ward of 2012, any later map counts as many."""
        wards = [unit(f"w{number}", end=None) for number in range(3)]
        living, day = list(wards), START
        for pick, pieces in changes:
            day += dt.timedelta(days=365)
            former = living.pop(pick % len(living))
            UnitVersion.objects.filter(unit=former).update(valid_to=day)
            event = UnitEvent.objects.create(kind="split", on=day)
            for number in range(pieces):
                latter = unit(f"{former.pk}.{number}", first=day)
                living.append(latter)
                UnitShare.objects.create(
                    event=event, former=former, latter=latter, denominator=pieces
                )
        there = became(day)

        counted = sum(7 * share for ward in wards for share in there[ward.pk].values())

        assert counted == 21
