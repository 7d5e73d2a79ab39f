"""Windows of reports and the days on which they are due: pure arithmetic over a calendar.

Windows follow Decree 09/2019/NĐ-CP, article 12: an administrative month runs from the 15th to the
14th, longer windows from the first such month to the last.  A due day is so many working days
after the cut-off; Saturdays, Sundays and the days off of the calendar are not counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from muctieu.core.days import Window, administrative_month, calendar_month
from muctieu.plan.report_models import Cut, Span

_MONTHS = {
    Span.MONTH: tuple((month, month) for month in range(1, 13)),
    Span.QUARTER: ((1, 3), (4, 6), (7, 9), (10, 12)),
    Span.HALF: ((1, 6), (7, 12)),
    Span.NINE_MONTHS: ((1, 9),),
    Span.YEAR: ((1, 12),),
}
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


def windows(span: Span, cut: Cut, year: int) -> tuple[Window, ...]:
    """The windows of a year, in order."""
    month = administrative_month if cut is Cut.ADMINISTRATIVE else calendar_month
    return tuple(
        Window(month(year, first).first, month(year, last).last) for first, last in _MONTHS[span]
    )


def closed_by(span: Span, cut: Cut, day: dt.date) -> Iterator[Window]:
    """The windows whose cut-off has passed by the end of ``day``, the latest first, for a year."""
    for year in (day.year + 1, day.year, day.year - 1):
        for window in reversed(windows(span, cut, year)):
            if window.last <= day:
                yield window


@dataclass(frozen=True)
class Calendar:
    """Days that are off though they are weekdays, and worked though they are not."""

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()

    def works(self, day: dt.date) -> bool:
        """Whether ``day`` is a working day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def after(self, day: dt.date, working_days: int) -> dt.date:
        """The day that many working days after ``day``, which itself does not count."""
        left = working_days
        while left > 0:
            day += _DAY
            left -= self.works(day)
        return day
