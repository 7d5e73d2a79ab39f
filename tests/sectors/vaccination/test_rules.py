"""What the decisions say, on which day, and where: one by one, and over whole frames."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.sectors.vaccination.rules import (
    VACCINES,
    DoseKind,
    RuleBook,
    age_on,
    age_years,
    dose_checks,
    minimum_age,
    minimum_interval,
    shipped_rules,
)

NATIONAL = RuleBook.at(shipped_rules())
CAM_PHA = RuleBook.at(shipped_rules(), ["22", "195"])
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2022, 12, 31))
# What a dose that breaks nothing looks like, to be spoilt one thing at a time.
SOUND = {
    "given_on": dt.date(2021, 9, 1),
    "vaccine": "vero_cell",
    "dose_no": 2,
    "kind": "primary",
    "birth_on": dt.date(1985, 3, 2),
    "previous_on": dt.date(2021, 8, 4),
    "previous_vaccine": "vero_cell",
    "next_on": None,
    "same_day": False,
    "same_number": False,
    "lot": "L1",
    "lot_from_on": dt.date(2021, 8, 1),
    "lot_expires_on": dt.date(2022, 1, 1),
    "lot_vaccine": "vero_cell",
    "starts_on": dt.date(2021, 4, 23),
}
TODAY = dt.date(2021, 12, 4)


def broken(**changed: object) -> set[str]:
    row = pl.DataFrame(
        [SOUND | changed],
        schema_overrides={
            "next_on": pl.Date,
            "previous_on": pl.Date,
            "previous_vaccine": pl.String,
        },
    )
    checks = dose_checks(CAM_PHA, TODAY)
    return {one.code for one in checks if row.select(one.broken).to_series()[0]}


def test_a_dose_in_order_breaks_nothing() -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"given_on": dt.date(2021, 12, 5)}, "future"),
        ({"previous_on": dt.date(2021, 8, 12)}, "too_soon"),  # 20 days, 21 are needed
        ({"previous_on": dt.date(2021, 9, 1)}, "not_after"),
        ({"previous_on": None, "previous_vaccine": None}, "no_dose_before"),
        ({"birth_on": dt.date(2003, 9, 2)}, "too_young"),  # 18 on the next day
        ({"previous_vaccine": "pfizer"}, "pair"),
        ({"next_on": dt.date(2021, 9, 1)}, "after_next"),
        ({"same_day": True}, "same_day"),
        ({"same_number": True}, "same_number"),
        ({"lot_from_on": None, "lot_expires_on": None, "lot_vaccine": None}, "lot_unknown"),
        ({"lot_from_on": dt.date(2021, 9, 2)}, "lot_early"),
        ({"lot_expires_on": dt.date(2021, 8, 31)}, "lot_expired"),
        ({"lot_vaccine": "moderna"}, "lot_vaccine"),
        ({"birth_on": dt.date(2021, 9, 2)}, "unborn"),
    ],
)
def test_each_fault_is_called_by_its_name(changed: dict[str, object], code: str) -> None:
    assert code in broken(**changed)


def test_a_dose_before_the_first_day_of_the_city_is_refused() -> None:
    first = {"dose_no": 1, "previous_on": None, "previous_vaccine": None}

    assert "before_start" in broken(given_on=dt.date(2021, 4, 22), **first)
    assert "before_start" not in broken(given_on=dt.date(2021, 4, 23), **first)


def test_a_twelve_year_old_may_have_pfizer_from_the_day_of_the_letter_only() -> None:
    before, from_then = dt.date(2021, 10, 13), dt.date(2021, 10, 14)

    assert age_of("pfizer", before) == 18
    assert age_of("pfizer", from_then) == 12
    assert age_of("vero_cell", from_then) == 18


def age_of(vaccine: str, on: dt.date, book: RuleBook = NATIONAL) -> int | None:
    rule = book.age_rule(vaccine, on)
    return None if rule is None else rule.value


def test_quang_ninh_vaccinates_children_of_five_before_the_country_does() -> None:
    day = dt.date(2022, 4, 2)

    assert age_of("pfizer", day, CAM_PHA) == 5
    assert age_of("pfizer", day, NATIONAL) == 12


def test_astrazeneca_waits_eight_weeks_until_the_letter_that_allows_four() -> None:
    def days(on: dt.date) -> int | None:
        rule = NATIONAL.interval_rule("astrazeneca", "astrazeneca", on)
        return None if rule is None else rule.value

    assert days(dt.date(2021, 9, 19)) == 56
    assert days(dt.date(2021, 9, 20)) == 28


def test_vero_cell_is_followed_by_vero_cell_only() -> None:
    day = dt.date(2021, 11, 1)

    assert NATIONAL.interval_rule("vero_cell", "vero_cell", day) is not None
    assert NATIONAL.interval_rule("vero_cell", "pfizer", day) is None


def test_an_additional_dose_has_an_interval_of_its_own() -> None:
    day = dt.date(2021, 12, 15)

    rule = NATIONAL.interval_rule("vero_cell", "pfizer", day, DoseKind.ADDITIONAL)

    assert rule is not None
    assert rule.value == 28


def test_every_shipped_rule_names_its_document() -> None:
    assert all(rule.document for rule in shipped_rules())
    assert {rule.verified for rule in shipped_rules()} == {True, False}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(VACCINES), st.sampled_from(VACCINES), st.sampled_from(DoseKind), DAYS
        ),
        min_size=1,
        max_size=30,
    )
)
def test_frames_and_single_rows_are_judged_alike(
    rows: list[tuple[str, str, DoseKind, dt.date]],
) -> None:
    frame = pl.DataFrame(
        [(previous, vaccine, kind.value, day) for previous, vaccine, kind, day in rows],
        schema=["previous_vaccine", "vaccine", "kind", "given_on"],
        orient="row",
    )

    found = frame.select(age=minimum_age(CAM_PHA), days=minimum_interval(CAM_PHA))

    one_by_one = [
        (CAM_PHA.age_rule(vaccine, day), CAM_PHA.interval_rule(previous, vaccine, day, kind))
        for previous, vaccine, kind, day in rows
    ]
    assert found.rows() == [
        (age.value if age else None, days.value if days else None) for age, days in one_by_one
    ]


@given(st.dates(dt.date(1920, 1, 1), dt.date(2021, 1, 1)), DAYS)
def test_ages_over_columns_are_ages_of_people(born: dt.date, day: dt.date) -> None:
    frame = pl.DataFrame({"born": [born], "day": [day]})

    assert frame.select(age_years(pl.col("born"), pl.col("day"))).item() == age_on(born, day)


def test_somebody_known_by_the_year_alone_counts_as_having_had_the_birthday() -> None:
    # 1 January stands for the whole year: 2003 is 18 on any day of 2021.
    assert age_on(dt.date(2003, 1, 1), dt.date(2021, 4, 23)) == 18
