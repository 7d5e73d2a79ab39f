"""The figures of vaccination: people not doses, injection against residence, named denominators."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.indicators.ask import (
    Figure,
    NotAskable,
    Question,
    Split,
    ask,
    figure,
    with_each_denominator,
)
from muctieu.indicators.checks import faults
from muctieu.indicators.define import catalogue, indicator_of
from muctieu.indicators.disclosure import for_public
from muctieu.registers.clocks import latest
from muctieu.registers.people import PERSON, RESIDENCE, Residence
from muctieu.registers.write import Act, Changes, commit
from muctieu.sectors.vaccination.indicators import FROM_12
from muctieu.sectors.vaccination.models import DOSE, ROUND
from muctieu.sectors.vaccination.rules import Subject, shipped_rules

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 12, 4)
ACT = Act(by=None, action="enter")


class World:
    """A city with two wards, and what lies outside it."""

    def __init__(self) -> None:
        self.province = self._unit("Tỉnh", "22", "province", None)
        self.city = self._unit("Thành phố", "195", "city", self.province)
        self.here = self._unit("Phường Quang Hanh", "06778", "ward", self.city)
        self.there = self._unit("Phường Cửa Ông", "06763", "ward", self.city)
        rebuild_closure()

    @staticmethod
    def _unit(name: str, code: str, kind: str, parent: int | None) -> int:
        unit = Unit.objects.create()
        UnitVersion.objects.create(
            unit=unit,
            name=name,
            code=code,
            kind=kind,
            parent_id=parent,
            valid_from=dt.date(2012, 2, 21),
        )
        return unit.pk

    def person(self, lives_in: int, born: dt.date = dt.date(1985, 3, 2)) -> int:
        row = {"sex": ["female"], "birth_on": [born], "birth_precision": ["day"]}
        person = commit(Changes().opening(PERSON, pl.DataFrame(row)), ACT).ids["people.person"][0]
        kind = "outside" if lives_in == self.province else "permanent"
        home = {"person_id": [person], "unit_id": [lives_in], "kind": [kind]}
        home |= {"from_on": [dt.date(2012, 2, 21)]}
        commit(Changes().opening(RESIDENCE, pl.DataFrame(home)), ACT)
        return person

    def dose(self, person: int, number: int, given_in: int, lives_in: int, on: dt.date) -> None:
        row = {
            "person_id": person,
            "dose_no": number,
            "kind": "primary",
            "vaccine": "vero_cell",
            "given_on": on,
            "unit_id": given_in,
            "residence_id": lives_in,
        }
        commit(Changes().opening(DOSE, pl.DataFrame([row])), ACT)

    def round(self, number: int, on: dt.date) -> None:
        row = {"number": number, "unit_id": self.city, "from_on": on}
        commit(Changes().opening(ROUND, pl.DataFrame([row])), ACT)

    def value(self, code: str, unit: int | None = None, **more: object) -> Fraction | None:
        question = Question(code, unit or self.city, DAY, latest(), **more)  # type: ignore[arg-type]
        return figure(question).value


@pytest.fixture
def world() -> World:
    return World()


SEPTEMBER, OCTOBER = dt.date(2021, 9, 1), dt.date(2021, 10, 1)


def test_two_doses_of_one_person_are_two_doses_and_one_person(world: World) -> None:
    person = world.person(world.here)
    world.dose(person, 1, world.here, world.here, SEPTEMBER)
    world.dose(person, 2, world.there, world.here, OCTOBER)

    assert world.value("vaccination.doses") == 2
    assert world.value("vaccination.first_doses") == 1
    assert world.value("vaccination.second_doses") == 1


def test_somebody_from_elsewhere_counts_where_the_dose_was_given_not_for_the_coverage(
    world: World,
) -> None:
    resident, guest = world.person(world.here), world.person(world.province)
    world.dose(resident, 1, world.here, world.here, SEPTEMBER)
    world.dose(guest, 1, world.here, world.province, SEPTEMBER)

    assert world.value("vaccination.first_doses") == 2
    # One resident with a first dose of one resident aged 12 and over.
    assert world.value("vaccination.coverage_1") == 100


def test_a_resident_vaccinated_away_from_home_is_covered_but_not_counted_by_injection(
    world: World,
) -> None:
    person = world.person(world.here)
    world.dose(person, 1, world.province, world.here, SEPTEMBER)

    assert world.value("vaccination.first_doses") == 0
    assert world.value("vaccination.coverage_1", world.here) == 100


def test_a_child_below_twelve_is_not_in_the_denominator(world: World) -> None:
    person = world.person(world.here)
    world.person(world.here, born=dt.date(2009, 12, 5))  # twelve on the next day
    world.person(world.here, born=dt.date(2009, 12, 4))  # twelve today
    world.dose(person, 1, world.here, world.here, SEPTEMBER)

    assert world.value("people.residents") == 3
    assert world.value("people.residents_12_plus") == 2
    assert world.value("vaccination.coverage_1") == 50


def test_second_over_first_is_of_those_with_a_first_dose(world: World) -> None:
    for number in range(4):
        person = world.person(world.here)
        world.dose(person, 1, world.here, world.here, SEPTEMBER)
        if number < 3:
            world.dose(person, 2, world.here, world.here, OCTOBER)

    assert world.value("vaccination.second_over_first") == 75  # 3 of 4


def test_each_denominator_gives_another_percentage_and_says_which_it_is(world: World) -> None:
    vaccinated = world.person(world.here)
    world.person(world.here)
    world.person(world.here, born=dt.date(2020, 1, 1))
    world.dose(vaccinated, 1, world.here, world.here, SEPTEMBER)
    world.dose(vaccinated, 2, world.here, world.here, OCTOBER)

    question = Question("vaccination.coverage_2", world.city, DAY, latest())
    given = {entry.code: one.value for entry, one in with_each_denominator(question)}

    assert given == {
        "people.residents_12_plus": 50,  # 1 of 2
        "people.residents": Fraction(100, 3),  # 1 of 3
        "people.census": None,  # nothing was declared
        "vaccination.with_first_dose": 100,  # 1 of 1: no coverage
    }


def test_a_coverage_above_one_hundred_is_shown_not_cut_off(world: World) -> None:
    world.person(world.here)
    for number in range(3):
        guest = world.person(world.province)
        world.dose(guest, 1, world.here, world.here, SEPTEMBER + dt.timedelta(number))

    assert world.value("vaccination.coverage_1") == 300


def test_a_group_of_age_is_of_that_age_on_both_sides(world: World) -> None:
    teen, adult = world.person(world.here, born=dt.date(2007, 1, 1)), world.person(world.here)
    world.person(world.here, born=dt.date(2006, 1, 1))
    world.dose(teen, 1, world.here, world.here, dt.date(2021, 11, 1))
    world.dose(adult, 1, world.here, world.here, SEPTEMBER)

    assert world.value("vaccination.coverage_1_aged_12_17") == 50  # 1 of 2
    assert world.value("vaccination.coverage_1_aged_18_49") == 100


def test_a_move_in_2022_does_not_change_the_coverage_of_2021(world: World) -> None:
    person = world.person(world.here)
    world.dose(person, 1, world.here, world.here, SEPTEMBER)
    before = world.value("vaccination.coverage_1", world.here)

    home = Residence.objects.get()
    moved = {"id": [home.pk], "version": [home.version], "person_id": [person]}
    moved |= {"unit_id": [world.here], "kind": ["permanent"], "from_on": [home.from_on]}
    ended = pl.DataFrame(moved | {"to_on": [dt.date(2022, 1, 31)]})
    there = pl.DataFrame(
        {
            "person_id": [person],
            "unit_id": [world.there],
            "kind": ["permanent"],
            "from_on": [dt.date(2022, 2, 1)],
        }
    )
    commit(Changes().correcting(RESIDENCE, ended).opening(RESIDENCE, there), ACT)

    assert before == world.value("vaccination.coverage_1", world.here) == 100
    assert world.value("people.residents", world.there) == 0


def test_doses_a_round_divide_two_counts_once(world: World) -> None:
    world.round(1, dt.date(2021, 4, 23))
    world.round(2, SEPTEMBER)
    world.round(3, dt.date(2021, 12, 5))  # after the day
    for _number in range(3):
        person = world.person(world.here)
        world.dose(person, 1, world.here, world.here, SEPTEMBER)

    assert world.value("vaccination.rounds") == 2
    assert world.value("vaccination.doses_per_round") == Fraction(3, 2)


def test_no_figure_of_the_sector_names_a_field_that_is_not_there() -> None:
    ours = [one for one in catalogue() if one.code.startswith(("vaccination.", "people."))]

    assert len(ours) >= 20
    assert [fault for one in ours for fault in faults(one)] == []


def test_a_coverage_is_not_split_by_what_residents_do_not_have(world: World) -> None:
    with pytest.raises(NotAskable):
        ask([Question("vaccination.coverage_1", world.city, DAY, latest(), split="vaccine")])


def test_what_is_counted_by_injection_says_so() -> None:
    assert indicator_of("vaccination.first_doses").places[0] == "unit"
    assert indicator_of("vaccination.coverage_1").places[0] == "residence"


def test_the_coverage_of_september_is_of_adults_and_that_of_october_of_all_from_twelve(
    world: World,
) -> None:
    adult = world.person(world.here)
    world.person(world.here, born=dt.date(2007, 1, 1))
    world.dose(adult, 1, world.here, world.here, SEPTEMBER)

    def covered(day: dt.date, **more: object) -> Figure:
        asked = Question("vaccination.coverage_1", world.city, day, latest(), **more)  # type: ignore[arg-type]
        return figure(asked)

    before, since = covered(dt.date(2021, 10, 13)), covered(dt.date(2021, 10, 14))

    # 1 of 1 adult; with those from 12 on 1 of 2. An old report is told as it was; restated, by
    # the formula of today, it is the same series throughout.
    assert (before.value, since.value) == (100, 50)
    assert (before.formula.number, since.formula.number) == (0, 1)  # type: ignore[union-attr]
    assert covered(dt.date(2021, 10, 13), formula=1).value == 50
    assert covered(dt.date(2021, 10, 14), formula=0).value == 100


def test_the_formula_changes_on_the_day_that_the_dated_rule_of_age_begins() -> None:
    begins = [
        rule.from_on for rule in shipped_rules()
        if (rule.subject, rule.value) == (Subject.MINIMUM_AGE, 12)
    ]  # fmt: skip

    assert begins == [FROM_12]


def test_visitors_see_both_sides_of_an_age_groups_coverage_rounded(world: World) -> None:
    # 7 of 8 teenagers of the ward: 5 of 10 for those who are not signed in.
    teens = [world.person(world.here, born=dt.date(2007, 1, 1)) for _n in range(8)]
    for teen in teens[:7]:
        world.dose(teen, 1, world.here, world.here, dt.date(2021, 11, 1))
    question = Question(
        "vaccination.coverage_1_aged_12_17", world.city, DAY, latest(), split=Split.UNIT
    )

    here = next(one for one in for_public(ask([question]))[0].parts if one.records)

    assert (here.numerator, here.denominator) == (5, 10)
