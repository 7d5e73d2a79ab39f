"""Whether somebody on a sheet is somebody known: by number, by name and place, by phone."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.core.models import Unit
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.matching import NEEDED, fold_names, match_people
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE
from muctieu.registers.write import Act, Changes, commit

pytestmark = pytest.mark.django_db
BORN = dt.date(1985, 3, 2)
DAY = dt.date(2021, 9, 1)
WORDS = ("Nguyễn", "(mẫu)", "THỊ", "Hoà", "Hòa", "Đặng", "Thuý", "A\u0306n", "đ", "O’Neil")


@pytest.fixture
def wards() -> tuple[int, int]:
    return Unit.objects.create().pk, Unit.objects.create().pk


def known(
    name: str,
    unit: int,
    *,
    born: dt.date = BORN,
    precision: str = "day",
    number: str | None = None,
    phone: str | None = None,
    until: dt.date | None = None,
) -> int:
    act = Act(by=None, action="enter")
    row = {"sex": ["male"], "birth_on": [born], "birth_precision": [precision]}
    person = commit(Changes().opening(PERSON, pl.DataFrame(row)), act).ids["people.person"][0]
    words = pl.DataFrame(
        {
            "person_id": [person],
            "full_name": [name],
            "fold": [fold(name)],
            "id_number": pl.Series([number], dtype=pl.String),
            "phone": pl.Series([phone], dtype=pl.String),
        }
    )
    home = pl.DataFrame(
        {
            "person_id": [person],
            "unit_id": [unit],
            "kind": ["permanent"],
            "from_on": [dt.date(2012, 2, 21)],
            "to_on": pl.Series([until], dtype=pl.Date),
        }
    )
    commit(Changes().opening(IDENTITY, words).opening(RESIDENCE, home), act)
    return person


def sent(name: str, unit: int, **more: object) -> pl.DataFrame:
    row: dict[str, object] = {
        "row": 7,
        "fold": fold(name),
        "birth_on": BORN,
        "birth_precision": "day",
        "unit_id": unit,
        "id_number": None,
        "phone": None,
        "on": DAY,
    }
    return pl.DataFrame([row | more], schema=NEEDED)


def person_of(rows: pl.DataFrame) -> int | None:
    return match_people(rows)["person_id"].item()


def test_the_same_name_birth_and_ward_are_the_same_person(wards: tuple[int, int]) -> None:
    person = known("Trần Văn Hoà", wards[0])

    assert person_of(sent("TRẦN VĂN HÒA", wards[0])) == person


def test_somebody_of_that_name_in_another_ward_is_somebody_else(wards: tuple[int, int]) -> None:
    known("Trần Văn Hòa", wards[0])

    assert person_of(sent("Trần Văn Hòa", wards[1])) is None


def test_who_had_moved_away_by_the_day_is_not_matched_by_the_old_ward(
    wards: tuple[int, int],
) -> None:
    known("Trần Văn Hòa", wards[0], until=dt.date(2021, 8, 31))

    assert person_of(sent("Trần Văn Hòa", wards[0])) is None


def test_the_number_finds_somebody_who_lives_elsewhere_now(wards: tuple[int, int]) -> None:
    person = known("Trần Văn Hòa", wards[0], number="999085000001")

    assert person_of(sent("Trần Văn Hòa", wards[1], id_number="999085000001")) == person


def test_a_number_under_another_name_and_birth_is_a_conflict_not_a_match(
    wards: tuple[int, int],
) -> None:
    known("Trần Văn Hòa", wards[0], number="999085000001")

    found = match_people(
        sent("Lê Thị Nga", wards[0], id_number="999085000001", birth_on=dt.date(1990, 1, 9))
    )

    assert found.select("person_id", "conflict").row(0) == (None, True)


def test_a_birth_year_alone_agrees_with_the_full_date(wards: tuple[int, int]) -> None:
    person = known("Trần Văn Hòa", wards[0])

    year = sent("Trần Văn Hòa", wards[0], birth_on=dt.date(1985, 1, 1), birth_precision="year")

    assert person_of(year) == person


def test_two_known_people_who_fit_are_told_apart_by_the_phone(wards: tuple[int, int]) -> None:
    known("Trần Văn Hòa", wards[0], phone="0000000001")
    second = known("Trần Văn Hòa", wards[0], phone="0000000002")

    unsure = match_people(sent("Trần Văn Hòa", wards[0]))

    assert unsure.select("person_id", "candidates").row(0) == (None, 2)
    assert person_of(sent("Trần Văn Hòa", wards[0], phone="0000000002")) == second


def test_another_number_of_the_same_length_is_another_person(wards: tuple[int, int]) -> None:
    known("Trần Văn Hòa", wards[0], number="999085000001")

    assert person_of(sent("Trần Văn Hòa", wards[0], id_number="999085000002")) is None


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), max_size=20))
def test_many_names_are_folded_as_each_one_is(names: list[str]) -> None:
    folded = fold_names(pl.Series(names, dtype=pl.String))

    assert folded.to_list() == [fold(name) for name in names]


def test_an_old_nine_digit_number_does_not_contradict_the_new_one(wards: tuple[int, int]) -> None:
    person = known("Trần Văn Hòa", wards[0], number="100200300")

    assert person_of(sent("Trần Văn Hòa", wards[0], id_number="999085000001")) == person
