"""Days as Vietnamese administration counts them."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.days import (
    Window,
    a_year_before,
    administrative_month,
    calendar_month,
    day_of,
    end_of,
    years_before,
)


def test_a_day_ends_at_midnight_in_viet_nam() -> None:
    # 24:00 on 4 December in UTC+7 is 17:00 UTC.
    assert end_of(dt.date(2021, 12, 4)) == dt.datetime(2021, 12, 4, 17, tzinfo=dt.UTC)
    assert day_of(dt.datetime(2021, 12, 4, 16, 59, tzinfo=dt.UTC)) == dt.date(2021, 12, 4)
    assert day_of(dt.datetime(2021, 12, 4, 17, tzinfo=dt.UTC)) == dt.date(2021, 12, 5)


def test_the_reporting_month_runs_from_the_15th_to_the_14th() -> None:
    assert administrative_month(2022, 1) == Window(dt.date(2021, 12, 15), dt.date(2022, 1, 14))


def test_the_calendar_month_knows_february_and_december() -> None:
    assert calendar_month(2024, 2).last == dt.date(2024, 2, 29)
    assert calendar_month(2021, 12) == Window(dt.date(2021, 12, 1), dt.date(2021, 12, 31))


def test_years_before_a_leap_day() -> None:
    assert years_before(dt.date(2024, 2, 29), 12) == dt.date(2012, 2, 29)
    assert years_before(dt.date(2024, 2, 29), 1) == dt.date(2023, 2, 28)


def test_a_window_holds_both_its_ends_and_may_not_end_before_it_begins() -> None:
    window = Window(dt.date(2021, 1, 1), dt.date(2021, 1, 31))

    assert dt.date(2021, 1, 1) in window
    assert dt.date(2021, 1, 31) in window
    assert dt.date(2021, 2, 1) not in window
    assert dt.date(1900, 1, 1) in Window(None, dt.date(2021, 1, 1))
    with pytest.raises(ValueError, match="before it begins"):
        Window(dt.date(2021, 1, 2), dt.date(2021, 1, 1))


@pytest.mark.parametrize(
    ("first", "last", "then_first", "then_last"),
    [
        ("2021-01-01", "2021-12-04", "2020-01-01", "2020-12-04"),
        # What ends a month ends a month: two months against two months.
        ("2021-01-01", "2021-02-28", "2020-01-01", "2020-02-29"),
        ("2020-02-29", "2020-02-29", "2019-02-28", "2019-02-28"),
        ("2020-12-15", "2021-12-14", "2019-12-15", "2020-12-14"),
    ],
)
def test_the_same_days_of_the_year_before_know_the_end_of_february(
    first: str, last: str, then_first: str, then_last: str
) -> None:
    day = dt.date.fromisoformat
    assert a_year_before(Window(day(first), day(last))) == Window(day(then_first), day(then_last))
