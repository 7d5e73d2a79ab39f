"""Period schemes: which days a figure covers, and how they fall into months.

The same "tháng 11" is two different windows: administrative reports close on the 14th (Decree
09/2019/NĐ-CP), statistics and budgets on the last day. So every figure prints its window.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from muctieu.core.days import Window, administrative_month, calendar_month


class Scheme(enum.Enum):
    """How a year is cut into periods."""

    ADMINISTRATIVE = "administrative"
    CALENDAR = "calendar"
    BUDGET_YEAR = "budget_year"


_LAST_REPORTED_DAY = 14


@dataclass(frozen=True, order=True)
class Month:
    """A reporting month of a scheme. The scheme, not the calendar, says which days it has."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.month:02}/{self.year}"

    def days(self, scheme: Scheme) -> Window:
        """The month's days, first and last included."""
        if scheme is Scheme.ADMINISTRATIVE:
            return administrative_month(self.year, self.month)
        return calendar_month(self.year, self.month)

    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)


def month_of(day: dt.date, scheme: Scheme) -> Month:
    """The month of the scheme in which ``day`` is reported."""
    month = Month(day.year, day.month)
    if scheme is Scheme.ADMINISTRATIVE and day.day > _LAST_REPORTED_DAY:
        return month.next()
    return month


def year_to(day: dt.date, scheme: Scheme) -> Window:
    """From the first day of the scheme's year that ``day`` falls in, to ``day``."""
    year = month_of(day, scheme).year
    return Window(Month(year, 1).days(scheme).first, day)


def year_of(day: dt.date, scheme: Scheme) -> int:
    """The year of the scheme in which ``day`` is reported: 15 December is in the next one."""
    return month_of(day, scheme).year


def year_days(year: int, scheme: Scheme) -> Window:
    """All days of a year of the scheme; an administrative one runs from 15 December to 14 December.

    The budget year is the calendar year (Law 83/2015/QH13, article 14).
    """
    return Window(Month(year, 1).days(scheme).first, Month(year, 12).days(scheme).last)


def quarter_days(year: int, quarter: int, scheme: Scheme) -> Window:
    """All days of a quarter, 1 to 4, of a year of the scheme."""
    months = [Month(year, 3 * quarter - 2), Month(year, 3 * quarter)]
    return Window(months[0].days(scheme).first, months[1].days(scheme).last)


def months_in(window: Window, scheme: Scheme) -> Iterator[tuple[Month, Window]]:
    """The scheme's months that ``window`` touches, each cut to the window.

    A window that is open to the past has no first month: ValueError.
    """
    if window.first is None:
        raise ValueError("a window without a first day cannot be cut into months")
    month, last = month_of(window.first, scheme), month_of(window.last, scheme)
    while month <= last:
        days = month.days(scheme)
        first = window.first if days.first is None else max(days.first, window.first)
        yield month, Window(first, min(days.last, window.last))
        month = month.next()
