"""Days as Vietnamese administration counts them."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.days import (
    Window,
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
