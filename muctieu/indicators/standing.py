"""Where each target stands: its plan, what was counted to the day, what was declared for the year.

Two judgements are made and never mixed: of what records add up to by the day, and of what
somebody declared for the whole year.  The one that speaks for the target is the first where
there is one, else the second, else a recorded finding; otherwise there are no grounds.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from muctieu.indicators.against_plan import (
    Between,
    Judged,
    State,
    Tally,
    due_on,
    exactly,
    judge,
    tally,
)
from muctieu.indicators.define import Direction, catalogued
from muctieu.indicators.published import Stated
from muctieu.indicators.question import Figure
from muctieu.kernels.vietnamese.money import scale_of
from muctieu.plan.reading import Finding, Goal

# The firmer word speaks where several were said of the same year.
_FIRMNESS = ("official", "actual", "preliminary", "estimate")


def converted(value: Fraction, word: str, wanted: str) -> Fraction | None:
    """A value said in ``word``, in ``wanted``; None where the two do not measure one thing.

    The same word is the same measure; units of money are turned into one another.
    """
    if word == wanted:
        return value
    scale, into = scale_of(word), scale_of(wanted)
    return None if scale is None or into is None else value * Fraction(scale, into)


class Basis(enum.Enum):
    """What a target's state rests on."""

    COUNTED = "counted"
    DECLARED = "declared"
    FINDING = "finding"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """A target with its figures and states.

    ``plan`` is what is to be reached, an interval where it is only implied; ``plan_figure`` the
    plan as a register keeps it with its versions, ``plan_stated`` what was declared of it: the
    first is the plan where there is one. ``gone`` says that its indicator is no longer known.
    """

    target: Goal
    plan: Between | None
    plan_stated: Stated | None
    counted: Figure | None
    year: Stated | None
    by_day: Judged | None
    by_year: Judged | None
    finding: Finding | None
    basis: Basis
    judged: Judged
    plan_figure: Figure | None = None
    gone: bool = False

    @property
    def share(self) -> Fraction | None:
        """The figure that speaks in per cent of plan; of an implied plan, of its middle."""
        value = self.speaking
        if self.plan is None or value is None or self.judged.state is State.NO_GROUNDS:
            return None
        # An implied plan is an interval around what the two printed figures give.
        middle = (self.plan.low + self.plan.high) / 2
        above, below = (value, middle) if self.target.direction != "down" else (middle, value)
        return above * 100 / below if below else None

    @property
    def speaking(self) -> Fraction | None:
        """The value that the state rests on."""
        if self.basis is Basis.COUNTED and self.counted:
            return _measured(self.target, self.counted)
        if self.year is None or self.basis is Basis.FINDING:
            return None
        return converted(self.year.value, self.year.word, self.target.word or self.year.word)


def stands(
    targets: Iterable[Goal],
    *,
    as_of: dt.date,
    counted: Mapping[str, Figure],
    declared: Sequence[Stated],
) -> list[Standing]:
    """Each target's standing at the end of ``as_of``.

    ``counted``: code → the figure that records add up to by the day, of indicators and of plans.
    ``declared``: what was stated for the unit, as known.
    """
    return [_stands(one, as_of, counted, declared) for one in targets]


def tally_of(standings: Iterable[Standing]) -> Tally:
    """How many targets are in each state."""
    return tally(one.judged.state for one in standings)


def _stands(
    target: Goal, as_of: dt.date, figures: Mapping[str, Figure], declared: Sequence[Stated]
) -> Standing:
    counted, assigned = figures.get(target.indicator), figures.get(target.plan_code)
    stated_plan = _whole_year(target.plan_code, target, declared, ("plan",))
    plan = _plan(target, assigned, stated_plan)
    year = _whole_year(target.indicator, target, declared, _FIRMNESS)
    by_day = _by_day(target, plan, counted, as_of)
    by_year = _by_year(target, plan, year)
    finding = target.finding_on(as_of)
    basis, judged = _speaking(target, plan, by_day, by_year, finding)
    return Standing(
        target, plan, stated_plan, counted, year, by_day, by_year, finding, basis, judged,
        plan_figure=None if target.value is not None else assigned,
        gone=bool(target.indicator) and counted is None and year is None
        and catalogued(target.indicator) is None,
    )  # fmt: skip


def _whole_year(
    code: str, target: Goal, declared: Sequence[Stated], statuses: Sequence[str]
) -> Stated | None:
    """What was declared for the target's whole year, the firmest word first."""
    found = [
        one
        for one in declared
        if code and one.code == code and one.window == target.period and one.status in statuses
    ]
    return min(found, key=lambda one: statuses.index(one.status), default=None)


def _plan(target: Goal, assigned: Figure | None, stated: Stated | None) -> Between | None:
    """The target's own value, else the plan that a register keeps, else what was declared of it."""
    value = target.value
    if value is None and assigned is not None:
        value = _measured(target, assigned)
    if value is not None:
        return exactly(value)
    return _between(stated, target) if stated else None


def _between(stated: Stated, target: Goal) -> Between | None:
    """The values a declared figure may have, in the target's measure; None where it has another.

    What was printed without a hedge is what it says.
    """
    ends = (stated.value, stated.value)
    if stated.qualifier != "exact" and stated.low is not None and stated.high is not None:
        ends = (stated.low, stated.high)
    low, high = (converted(end, stated.word, target.word or stated.word) for end in ends)
    return None if low is None or high is None else Between(low, high)


def _by_day(
    target: Goal, plan: Between | None, counted: Figure | None, as_of: dt.date
) -> Judged | None:
    if counted is None or counted.value is None:
        return None
    value = _measured(target, counted)
    if value is None:
        said = {"word": target.word, "unit": counted.unit_word}
        why = _("The target is in “%(word)s”, the figure in “%(unit)s”.") % said
        return Judged(State.NO_GROUNDS, why)
    expected = None
    if plan is not None and (target.direction == "up" or target.marks):
        steps = [(mark.due_on, mark.value) for mark in target.marks]
        expected = due_on(plan, target.period, as_of, steps=steps, adds_up=target.adds_up)
    return judge(
        exactly(value), plan, direction=direction_of(target), period=target.period,
        as_of=min(as_of, target.period.last), expected=expected, adds_up=target.adds_up,
    )  # fmt: skip


def _measured(target: Goal, counted: Figure) -> Fraction | None:
    """A counted figure in the target's own measure; a target that names none takes the figure's."""
    if counted.value is None:
        return None
    return converted(counted.value, str(counted.unit_word), target.word or str(counted.unit_word))


def _by_year(target: Goal, plan: Between | None, year: Stated | None) -> Judged | None:
    """What was declared for the year, against the plan of the year."""
    if year is None:
        return None
    return judge(
        _between(year, target), plan, direction=direction_of(target), period=target.period,
        as_of=target.period.last,
    )  # fmt: skip


def direction_of(target: Goal) -> Direction:
    """Which way is better; nobody's word is no direction."""
    return Direction(target.direction) if target.direction else Direction.NONE


def _speaking(
    target: Goal,
    plan: Between | None,
    by_day: Judged | None,
    by_year: Judged | None,
    finding: Finding | None,
) -> tuple[Basis, Judged]:
    for basis, judged in ((Basis.COUNTED, by_day), (Basis.DECLARED, by_year)):
        if judged is not None and judged.state is not State.NO_GROUNDS:
            return basis, judged
    if finding is not None:
        return Basis.FINDING, Judged(State(finding.assessment), _("Found by somebody, in words."))
    if by_day is not None:
        return Basis.COUNTED, by_day
    if by_year is not None:
        return Basis.DECLARED, by_year
    return Basis.NOTHING, _nothing(target, plan)


def _nothing(target: Goal, plan: Between | None) -> Judged:
    if target.qualitative:
        return Judged(State.NO_GROUNDS, _("Nobody has recorded a finding yet."))
    if plan is None:
        return Judged(State.NO_GROUNDS, _("There is no plan to compare with."))
    return Judged(State.NO_GROUNDS, _("There is no figure to compare."))
