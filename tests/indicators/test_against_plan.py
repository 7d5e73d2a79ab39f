"""Six states, and the grounds for them. Figures of the article of the example, worked by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.core.days import Window
from muctieu.indicators.against_plan import (
    Between,
    State,
    Step,
    due_on,
    elapsed,
    exactly,
    implied_plan,
    judge,
    tally,
)
from muctieu.indicators.define import Direction

YEAR = Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31))
END = dt.date(2021, 12, 31)
# 2 July is the 183rd of 365 days.
MIDDLE = dt.date(2021, 7, 2)


def state(
    actual: int | Between | None,
    plan: int | Between | None,
    *,
    on: dt.date = END,
    direction: Direction = Direction.UP,
    expected: Between | None = None,
    adds_up: bool = True,
) -> State:
    sides = [exactly(one) if isinstance(one, int) else one for one in (actual, plan)]
    judged = judge(
        sides[0],
        sides[1],
        direction=direction,
        period=YEAR,
        as_of=on,
        expected=expected,
        adds_up=adds_up,
    )
    assert judged.why
    return judged.state


def test_strictly_better_than_the_plan_is_exceeded_and_equal_is_only_reached() -> None:
    assert state(101, 100) is State.EXCEEDED
    assert state(100, 100) is State.REACHED
    assert state(99, 100) is State.MISSED


def test_of_a_figure_that_is_to_fall_less_is_better() -> None:
    assert state(99, 100, direction=Direction.DOWN) is State.EXCEEDED
    assert state(100, 100, direction=Direction.DOWN) is State.REACHED
    assert state(101, 100, direction=Direction.DOWN) is State.MISSED


def test_before_the_end_a_figure_is_on_track_or_behind_by_the_days_that_are_over() -> None:
    # 183 of 365 days of a plan of 365 ask for 183.
    assert state(183, 365, on=MIDDLE) is State.ON_TRACK
    assert state(182, 365, on=MIDDLE) is State.BEHIND


def test_a_growing_figure_may_exceed_its_plan_before_the_end() -> None:
    assert state(366, 365, on=MIDDLE) is State.EXCEEDED
    assert state(365, 365, on=MIDDLE) is State.REACHED


def test_a_falling_figure_has_not_reached_its_plan_before_the_end() -> None:
    assert state(99, 100, on=MIDDLE, direction=Direction.DOWN) is State.ON_TRACK
    assert state(101, 100, on=MIDDLE, direction=Direction.DOWN) is State.BEHIND


def test_a_stated_trajectory_comes_before_the_days() -> None:
    assert state(50, 365, on=MIDDLE, expected=exactly(50)) is State.ON_TRACK
    assert state(300, 365, on=MIDDLE, expected=exactly(301)) is State.BEHIND


def test_a_rate_is_due_in_full_all_year_and_has_exceeded_nothing_before_the_end() -> None:
    assert state(12, 11, on=MIDDLE, adds_up=False) is State.ON_TRACK
    assert state(11, 11, on=MIDDLE, adds_up=False) is State.ON_TRACK
    assert state(10, 11, on=MIDDLE, adds_up=False) is State.BEHIND
    assert state(12, 11, adds_up=False) is State.EXCEEDED


def test_what_was_due_is_told_where_the_period_is_not_over() -> None:
    judged = judge(exactly(100), exactly(365), direction=Direction.UP, period=YEAR, as_of=MIDDLE)
    assert judged.due == exactly(183)


STEPS: tuple[Step, ...] = (
    (dt.date(2021, 3, 31), Fraction(90)),
    (dt.date(2021, 6, 30), Fraction(100)),
)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        # 90 days to the end of March: one a day. Then 10 in 91 days, then 265 in 184.
        (dt.date(2021, 1, 1), 1),
        (dt.date(2021, 3, 31), 90),
        (dt.date(2021, 4, 1), 90 + Fraction(10, 91)),
        (dt.date(2021, 6, 30), 100),
        (dt.date(2021, 7, 1), 100 + Fraction(265, 184)),
        (END, 365),
    ],
)
def test_milestones_are_joined_straight_by_days(day: dt.date, due: Fraction) -> None:
    assert due_on(exactly(365), YEAR, day, steps=STEPS) == exactly(due)


def test_milestones_of_a_rate_begin_and_end_level() -> None:
    rates = [(dt.date(2021, 3, 31), Fraction(8)), (dt.date(2021, 4, 10), Fraction(9))]
    at = [dt.date(2021, 1, 1), dt.date(2021, 4, 5), END]
    due = [due_on(exactly(12), YEAR, day, steps=rates, adds_up=False).low for day in at]
    assert due == [8, Fraction(17, 2), 9]


def test_a_last_milestone_on_the_last_day_stands_in_the_place_of_the_plan() -> None:
    steps = [(dt.date(2021, 6, 30), Fraction(100)), (END, Fraction(300))]
    assert due_on(exactly(365), YEAR, END, steps=steps) == exactly(300)


def test_every_target_is_counted_once() -> None:
    counted = tally([State.EXCEEDED, State.NO_GROUNDS, State.EXCEEDED, State.REACHED])
    assert counted.counts == ((State.EXCEEDED, 2), (State.REACHED, 1), (State.NO_GROUNDS, 1))
    assert (counted.total, counted.of(State.EXCEEDED, State.REACHED)) == (4, 3)


@given(st.integers(1, 10**6), st.integers(0, 364), st.integers(0, 364))
def test_what_is_due_never_falls_with_the_days(plan: int, early: int, more: int) -> None:
    first = dt.date(2021, 1, 1) + dt.timedelta(days=early)
    later = min(first + dt.timedelta(days=more), END)
    steps = [(dt.date(2021, 5, 31), Fraction(plan, 3))]
    assert due_on(exactly(plan), YEAR, first).low <= due_on(exactly(plan), YEAR, later).low
    assert (
        due_on(exactly(plan), YEAR, first, steps=steps).low
        <= due_on(exactly(plan), YEAR, later, steps=steps).low
    )


def test_a_plan_of_nothing_is_compared_without_a_percentage() -> None:
    judged = judge(exactly(3), exactly(0), direction=Direction.UP, period=YEAR, as_of=END)
    assert (judged.state, judged.percent_of_plan) == (State.EXCEEDED, None)


def test_a_leap_year_has_a_day_more() -> None:
    leap = Window(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert due_on(exactly(366), leap, dt.date(2024, 2, 29)) == exactly(60)


def test_without_a_plan_a_figure_or_a_direction_there_are_no_grounds() -> None:
    assert state(None, 100) is State.NO_GROUNDS
    assert state(100, None) is State.NO_GROUNDS
    assert state(100, 100, direction=Direction.NONE) is State.NO_GROUNDS


def test_a_printed_percentage_implies_an_interval_of_plans() -> None:
    # 13.922.662 is 112,71 % of something between 13922662/1.12715 and 13922662/1.12705.
    plan = implied_plan(Fraction(13_922_662), Fraction(11271, 100), 2)
    assert not plan.exact
    assert (int(plan.low), int(plan.high)) == (12_352_093, 12_353_189)
    assert state(Between(Fraction(13_922_662), Fraction(13_922_662)), plan) is State.EXCEEDED


def test_exactly_one_hundred_per_cent_printed_leaves_the_state_open() -> None:
    plan = implied_plan(Fraction(1000), Fraction(100), 0)
    assert state(1000, plan) is State.NO_GROUNDS


def test_a_percentage_that_may_be_nothing_implies_no_plan() -> None:
    with pytest.raises(ValueError, match="implies no plan"):
        implied_plan(Fraction(5), Fraction(0), 1)


def test_the_percentage_of_a_falling_figure_is_plan_over_figure() -> None:
    judged = judge(exactly(80), exactly(100), direction=Direction.DOWN, period=YEAR, as_of=END)
    assert judged.percent_of_plan == 125


def test_days_elapse_from_nothing_to_everything() -> None:
    assert elapsed(YEAR, dt.date(2020, 12, 31)) == 0
    assert elapsed(YEAR, dt.date(2021, 1, 1)) == Fraction(1, 365)
    assert elapsed(YEAR, END) == elapsed(YEAR, dt.date(2022, 5, 1)) == 1


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from([END, MIDDLE]))
def test_exact_sides_always_have_grounds(actual: int, plan: int, on: dt.date) -> None:
    assert state(actual, plan, on=on) is not State.NO_GROUNDS


@given(st.integers(1, 10**9), st.integers(1, 30_000), st.integers(0, 2))
def test_an_implied_plan_gives_the_printed_percentage_back(
    actual: int, digits: int, decimals: int
) -> None:
    percent = Fraction(digits, 10**decimals)
    if percent <= Fraction(1, 2 * 10**decimals):
        return
    plan = implied_plan(Fraction(actual), percent, decimals)
    half = Fraction(1, 2 * 10**decimals)
    assert Fraction(actual) * 100 / plan.high == percent - half
    assert Fraction(actual) * 100 / plan.low == percent + half
