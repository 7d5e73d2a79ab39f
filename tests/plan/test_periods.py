"""Windows of reports and their due days, worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.core.days import Window
from muctieu.kernels.vietnamese.dates import parse_date
from muctieu.plan.periods import Calendar, closed_by, windows
from muctieu.plan.report_models import Cut, Span

# Tết Tân Sửu: off from Wednesday 10 to Tuesday 16 February 2021, weekends among them.
TET = Calendar(frozenset(dt.date(2021, 2, day) for day in (10, 11, 12, 15, 16)))


def day(text: str) -> dt.date:
    return parse_date(text)


@pytest.mark.parametrize(
    ("span", "at", "first", "last"),
    [
        (Span.MONTH, 0, "15/12/2020", "14/01/2021"),
        (Span.MONTH, 10, "15/10/2021", "14/11/2021"),
        (Span.QUARTER, 1, "15/03/2021", "14/06/2021"),
        (Span.HALF, 0, "15/12/2020", "14/06/2021"),
        (Span.HALF, 1, "15/06/2021", "14/12/2021"),
        (Span.NINE_MONTHS, 0, "15/12/2020", "14/09/2021"),
        (Span.YEAR, 0, "15/12/2020", "14/12/2021"),
    ],
)
def test_windows_are_those_of_the_decree(span: Span, at: int, first: str, last: str) -> None:
    assert windows(span, Cut.ADMINISTRATIVE, 2021)[at] == Window(day(first), day(last))


def test_statistics_report_whole_months() -> None:
    assert windows(Span.QUARTER, Cut.CALENDAR, 2020)[0] == Window(
        day("01/01/2020"), day("31/03/2020")
    )


def test_the_due_day_counts_working_days_alone() -> None:
    # 14 January 2021 is a Thursday: Friday 15, then Monday 18.
    assert Calendar().after(day("14/01/2021"), 2) == day("18/01/2021")
    # 14 February is the Sunday in Tết: 15 and 16 are off, so 17 and 18.
    assert TET.after(day("14/02/2021"), 2) == day("18/02/2021")
    assert Calendar().after(day("14/02/2021"), 2) == day("16/02/2021")


def test_a_saturday_worked_in_exchange_counts() -> None:
    exchanged = Calendar(worked=frozenset({day("16/01/2021")}))

    assert exchanged.after(day("14/01/2021"), 2) == day("16/01/2021")


def test_the_latest_closed_window_comes_first() -> None:
    november = next(closed_by(Span.MONTH, Cut.ADMINISTRATIVE, day("04/12/2021")))
    on_the_cut_off = next(closed_by(Span.MONTH, Cut.ADMINISTRATIVE, day("14/12/2021")))
    new_year = next(closed_by(Span.MONTH, Cut.ADMINISTRATIVE, day("31/12/2021")))

    assert november.last == day("14/11/2021")
    assert on_the_cut_off.last == new_year.last == day("14/12/2021")


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(1, 20),
    st.sets(st.integers(1, 40), max_size=10),
    st.integers(1, 40),
)
def test_one_more_day_off_never_brings_a_due_day_nearer(
    cut_off: dt.date, many: int, off: set[int], late: int
) -> None:
    days = frozenset(cut_off + dt.timedelta(one) for one in off)
    more = days | {cut_off + dt.timedelta(late)}

    before, after = Calendar(days).after(cut_off, many), Calendar(more).after(cut_off, many)

    assert before <= after
    assert Calendar(more).works(after)
