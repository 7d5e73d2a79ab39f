"""The made-up population: exactly as many as asked, nobody who could be real, the same each time."""

from __future__ import annotations

import datetime as dt
import hashlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.rehearsal import (
    MARK,
    NO_PHONE,
    NO_PROVINCE,
    Place,
    Population,
    populate,
    shared_out,
    strangers,
)

DAY = dt.date(2021, 12, 4)
PLACES = (Place(11, "06760", 3000), Place(12, "06799", 501))


@pytest.fixture(scope="module")
def made() -> Population:
    return populate(PLACES, DAY, seed=2021)


def bytes_of(population: Population) -> str:
    frames = (population.people, population.households)
    return hashlib.sha256(b"".join(frame.write_csv().encode() for frame in frames)).hexdigest()


def test_every_ward_has_as_many_people_as_it_was_given(made: Population) -> None:
    counted = dict(made.people.group_by("unit_id").len().iter_rows())

    assert counted == {11: 3000, 12: 501}


def test_everybody_lives_in_a_household_of_the_own_ward(made: Population) -> None:
    households = made.households.with_row_index("household").with_columns(
        pl.col("household").cast(pl.Int64)
    )
    homes = made.people.join(households, on="household", suffix="_of_household")

    assert homes.height == 3501
    assert homes.filter(pl.col("unit_id") != pl.col("unit_id_of_household")).is_empty()
    assert homes["household"].n_unique() == households.height


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(made: Population) -> None:
    assert bytes_of(populate(PLACES, DAY, seed=2021)) == bytes_of(made)
    assert bytes_of(populate(PLACES, DAY, seed=2022)) != bytes_of(made)


def test_ages_follow_the_national_shares(made: Population) -> None:
    # 13,599,041 of 97,338,573 people are 10 to 19: 13.97 %, here within two points.
    age = (pl.lit(DAY) - pl.col("birth_on")).dt.total_days() / 365.25
    teens = made.people.filter(age.is_between(10, 20, closed="left")).height

    assert 0.1197 < teens / 3501 < 0.1597


def test_nobody_can_be_a_living_person(made: Population) -> None:
    people = pl.concat([made.people, strangers(200, 3501, 1, DAY, 2021)], how="diagonal")

    assert people["full_name"].str.contains(MARK, literal=True).all()
    assert people["id_number"].drop_nulls().str.starts_with(NO_PROVINCE).all()
    assert people["phone"].drop_nulls().str.starts_with(NO_PHONE).all()
    assert people["address"].str.contains(r"^Tổ mẫu \d+$").all()


def test_province_codes_end_far_below_the_one_that_is_used() -> None:
    # Codes in identity numbers were given out from 001 to 096.
    assert int(NO_PROVINCE) > 96
    # Subscribers' numbers never have a second zero after the trunk one.
    assert NO_PHONE == "0000"


def test_numbers_and_phones_are_nobody_elses(made: Population) -> None:
    people = pl.concat([made.people, strangers(200, 3501, 1, DAY, 2021)], how="diagonal")

    for column in ("id_number", "phone"):
        there = people[column].drop_nulls()
        assert there.n_unique() == there.len()
    assert made.people["id_number"].drop_nulls().str.len_chars().eq(12).all()


def test_the_folded_name_is_what_a_search_will_fold(made: Population) -> None:
    for name, folded in made.people.head(50).select("full_name", "fold").iter_rows():
        assert folded == fold(name)


def test_who_is_known_by_year_only_is_kept_as_born_on_the_first_of_january(
    made: Population,
) -> None:
    by_year = made.people.filter(pl.col("birth_precision") == "year")["birth_on"]

    assert by_year.len() > 0
    assert (by_year.dt.ordinal_day() == 1).all()


def test_the_one_known_ward_keeps_its_number_and_the_rest_is_shared_out() -> None:
    shares = shared_out(190_232, {"a": 2, "b": 1, "known": 1}, {"known": 13_984})

    # 190,232 − 13,984 = 176,248 in the proportion 2 : 1.
    assert shares == {"a": 117_499, "b": 58_749, "known": 13_984}


def test_a_known_number_larger_than_the_whole_gives_way() -> None:
    assert sum(shared_out(900, {"a": 1, "known": 1}, {"known": 13_984}).values()) == 900


@given(
    st.integers(0, 300_000),
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 500), min_size=1),
)
def test_what_is_shared_out_adds_up(total: int, weights: dict[str, int]) -> None:
    shares = shared_out(total, weights, {})

    assert sum(shares.values()) == total
    assert all(share >= 0 for share in shares.values())
