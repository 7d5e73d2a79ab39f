"""A figure against its plan: which of six states, and the sentence that says by which method.

Pure: numbers in, a judgement out. Both sides may be intervals, because a plan may be known only
through a printed percentage ("bằng 112,71 % kế hoạch") and a figure only through its hedge
("gần 8.000"). Where the intervals leave more than one state open, there are no grounds.

What adds up with the days (revenue) is expected in proportion to them, or along milestones where
these were given; a rate (growth, a share) stands all year and is compared with the plan itself.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.days import Window
from muctieu.indicators.define import Direction


class State(enum.Enum):
    """How a figure stands to its plan."""

    EXCEEDED = "exceeded"
    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    NO_GROUNDS = "no_grounds"

    @property
    def word(self) -> str:
        """The word on the page."""
        return str(_WORDS[self])


_WORDS = {
    State.EXCEEDED: gettext_lazy("exceeded"),
    State.REACHED: gettext_lazy("reached"),
    State.ON_TRACK: gettext_lazy("on track"),
    State.BEHIND: gettext_lazy("behind"),
    State.MISSED: gettext_lazy("not reached"),
    State.NO_GROUNDS: gettext_lazy("not enough grounds"),
}


@dataclass(frozen=True)
class Between:
    """A number known to lie between two, both included. Exact where they are equal."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.low} > {self.high}")

    @property
    def exact(self) -> bool:
        """Whether there is only one number it can be."""
        return self.low == self.high

    def __neg__(self) -> Between:
        return Between(-self.high, -self.low)

    def __mul__(self, share: Fraction) -> Between:
        ends = sorted((self.low * share, self.high * share))
        return Between(ends[0], ends[1])


def exactly(value: Fraction | int) -> Between:
    """A number known exactly."""
    return Between(Fraction(value), Fraction(value))


@dataclass(frozen=True)
class Judged:
    """A state, the sentence that says why, and the percentage of the plan where it is exact.

    ``due`` is what should have been there by the day, where the period is not over.
    """

    state: State
    why: str
    percent_of_plan: Fraction | None = None
    due: Between | None = None


@dataclass(frozen=True)
class Tally:
    """How many targets are in each state; every target is in exactly one."""

    counts: tuple[tuple[State, int], ...]

    @property
    def total(self) -> int:
        """All targets."""
        return sum(count for _state, count in self.counts)

    def of(self, *states: State) -> int:
        """How many are in any of these."""
        return sum(count for state, count in self.counts if state in states)


def tally(states: Iterable[State]) -> Tally:
    """Count states, in the order of the states, without those that nothing is in."""
    found = list(states)
    return Tally(tuple((one, found.count(one)) for one in State if one in found))


def implied_plan(actual: Fraction, percent: Fraction, decimals: int) -> Between:
    """The plans that a printed percentage allows: it was rounded half a last digit either way.

    112,71 % of the plan is anything from 112,705 to 112,715, so the plan is an interval and is
    always shown as "suy ra" (implied), never as the plan itself.
    """
    half = Fraction(1, 2 * 10**decimals)
    if percent - half <= 0:
        raise ValueError("a percentage that may be zero implies no plan")
    return Between(actual * 100 / (percent + half), actual * 100 / (percent - half))


def elapsed(period: Window, day: dt.date) -> Fraction:
    """The share of a period's days that is over at the end of ``day``, from 0 to 1."""
    if period.first is None:
        raise ValueError("a period without a first day does not elapse")
    days = (period.last - period.first).days + 1
    return Fraction(min(max((day - period.first).days + 1, 0), days), days)


Step = tuple[dt.date, Fraction]
"""What should be there by the end of a day, counted from the period's first."""


def due_on(
    plan: Between, period: Window, day: dt.date, *, steps: Sequence[Step] = (), adds_up: bool = True
) -> Between:
    """What should be there at the end of ``day``.

    Along ``steps`` where there are any, straight by days between them, from nothing before the
    period to the plan at its end; else in proportion to the days that are over. What does not
    add up is due in full on every day.
    """
    if not adds_up and not steps:
        return plan
    if not steps:
        return plan * elapsed(period, day)
    return Between(
        _along(steps, period, day, plan.low if adds_up else None),
        _along(steps, period, day, plan.high if adds_up else None),
    )


def _along(steps: Sequence[Step], period: Window, day: dt.date, whole: Fraction | None) -> Fraction:
    """The height of a path on ``day``; a path of rates stands level outside its steps."""
    if period.first is None:
        raise ValueError("a period without a first day does not elapse")
    points = sorted(steps)
    if whole is not None:
        start = (period.first - dt.timedelta(days=1), Fraction())
        points = [start, *points, *([(period.last, whole)] if points[-1][0] < period.last else [])]
    for (before, low), (after, high) in pairwise(points):
        if before <= day <= after:
            return low + (high - low) * Fraction((day - before).days, (after - before).days)
    return points[0][1] if day < points[0][0] else points[-1][1]


def judge(
    actual: Between | None,
    plan: Between | None,
    *,
    direction: Direction,
    period: Window,
    as_of: dt.date,
    expected: Between | None = None,
    adds_up: bool = True,
) -> Judged:
    """The state of ``actual`` at the end of ``as_of`` against the plan for ``period``.

    Once the period is over: strictly better than the plan is exceeded, equal is reached, worse
    is not reached. Before that a figure that grows may already have reached or exceeded its
    plan; otherwise it is on track when it is at least ``expected``, by default the plan in
    proportion to the days that are over, and behind when it is not. A figure that is to fall is
    compared with the plan itself until the period is over, and so is a rate, which has reached
    nothing for good before the end.
    """
    if actual is None or plan is None or direction is Direction.NONE:
        return Judged(State.NO_GROUNDS, _why_nothing(actual, plan))
    percent = _percent(actual, plan, direction)
    if direction is Direction.DOWN:
        actual, plan, expected = -actual, -plan, -expected if expected is not None else None
    over = as_of >= period.last
    growing = direction is Direction.UP and adds_up
    state = _against(actual, plan, over=over, growing=growing)
    if state is not None:
        return Judged(state, _why(state, over=over), percent)
    if over:
        return Judged(
            State.NO_GROUNDS, _("Figure and plan are not known closely enough to compare.")
        )
    due = expected or (due_on(plan, period, as_of) if growing else plan)
    judged = _on_the_way(actual, due, percent)
    return replace(judged, due=-due if direction is Direction.DOWN else due)


def _against(actual: Between, plan: Between, *, over: bool, growing: bool) -> State | None:
    """The state against the plan itself, None while it is open. More is better here."""
    if over or growing:
        if actual.low > plan.high:
            return State.EXCEEDED
        if actual.exact and actual == plan:
            return State.REACHED
    if over and actual.high < plan.low:
        return State.MISSED
    return None


def _on_the_way(actual: Between, due: Between, percent: Fraction | None) -> Judged:
    if actual.low >= due.high:
        return Judged(
            State.ON_TRACK,
            _("The period is not over; it is at least where it should be by now."),
            percent,
        )
    if actual.high < due.low:
        return Judged(
            State.BEHIND,
            _("The period is not over; it is short of where it should be by now."),
            percent,
        )
    return Judged(State.NO_GROUNDS, _("Figure and plan are not known closely enough to compare."))


def _percent(actual: Between, plan: Between, direction: Direction) -> Fraction | None:
    """Actual over plan; of a figure that is to fall, plan over actual."""
    above, below = (actual, plan) if direction is Direction.UP else (plan, actual)
    if not (above.exact and below.exact and below.low):
        return None
    return above.low * 100 / below.low


def _why_nothing(actual: Between | None, plan: Between | None) -> str:
    if plan is None:
        return _("There is no plan to compare with.")
    if actual is None:
        return _("There is no figure to compare.")
    return _("Nobody has said which way is better.")


def _why(state: State, *, over: bool) -> str:
    words = {
        State.EXCEEDED: _("Strictly better than the plan."),
        State.REACHED: _("Equal to the plan."),
        State.MISSED: _("The period is over and the plan was not reached."),
    }
    ended = "" if over or state is State.MISSED else " " + _("The period is not over yet.")
    return words[state] + ended
