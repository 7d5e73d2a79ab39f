"""The clock, and days as Vietnamese administration counts them.

A day ends at 24:00 in Asia/Ho_Chi_Minh. Only doors and commands ask for today; everything
below them is given the day (convention N1).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """The machine's time, in UTC: the one place where the clock is read."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day it is in Viet Nam. For doors and commands only."""
    return now().astimezone(VIETNAM).date()


def end_of(day: dt.date) -> dt.datetime:
    """The instant at which ``day`` is over: 24:00 in Viet Nam, exclusive."""
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), VIETNAM)
    return following.astimezone(dt.UTC)


def day_of(instant: dt.datetime) -> dt.date:
    """The day in Viet Nam in which ``instant`` falls."""
    return instant.astimezone(VIETNAM).date()


@dataclass(frozen=True, order=True)
class Window:
    """A run of days, both ends included. ``first`` is None where it is open to the past."""

    first: dt.date | None
    last: dt.date

    def __post_init__(self) -> None:
        if self.first is not None and self.first > self.last:
            raise ValueError(f"a window that ends before it begins: {self.first} > {self.last}")

    def __contains__(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and day <= self.last


def administrative_month(year: int, month: int) -> Window:
    """The reporting month, 15th to 14th (Decree 09/2019/NĐ-CP, article 12)."""
    before = dt.date(year, month, 1) - dt.timedelta(days=1)
    return Window(before.replace(day=15), dt.date(year, month, 14))


def calendar_month(year: int, month: int) -> Window:
    """The month from its first day to its last (statistics and budget)."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return Window(dt.date(year, month, 1), following - dt.timedelta(days=1))


def years_before(day: dt.date, years: int) -> dt.date:
    """The day ``years`` earlier; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _is_month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def a_year_before(window: Window) -> Window:
    """The same days of the year before. What ends a month ends a month there.

    Two months to 28 February 2021 are set against two months to 29 February 2020, and 29
    February 2020 against 28 February 2019.
    """
    last = years_before(window.last, 1)
    if _is_month_end(window.last):
        last = calendar_month(last.year, last.month).last
    first = None if window.first is None else years_before(window.first, 1)
    return Window(first, last)
