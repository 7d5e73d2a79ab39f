"""Discipline and unanimity of units: how far they kept the days they were given, and joined in.

Counts of units, never of people: who in a unit did what is not asked here.  Each share is a pair
of whole numbers over what fell due in a span of days, so that what is not due yet weighs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from muctieu.core.days import Window
from muctieu.plan.reports import Diary, Owed, Rule, Standing
from muctieu.plan.steps import HANDED
from muctieu.plan.task_models import ActKind
from muctieu.plan.tasks import Given, TaskState


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def plus(self, *, counted: bool) -> Share:
        """The share with one more in the whole, and in the part where it counts."""
        return Share(self.part + counted, self.whole + 1)

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one unit kept of what fell due.

    ``reports`` handed in on time of those due; ``returned`` of those handed in, and ``corrected``
    of those returned; ``tasks`` finished in time of those due that it leads; ``joint`` parts
    confirmed of those due that it joins in; ``households`` and ``enterprises`` taking part.
    """

    reports: Share = Share()
    returned: Share = Share()
    corrected: Share = Share()
    tasks: Share = Share()
    joint: Share = Share()
    households: int = 0
    enterprises: int = 0

    @property
    def asked(self) -> bool:
        """Whether anything fell due."""
        return bool(self.reports.whole or self.tasks.whole or self.joint.whole)

    @property
    def took_part(self) -> bool:
        """Whether it handed in, finished or confirmed anything of that."""
        return bool(self.reports.part or self.returned.whole or self.tasks.part or self.joint.part)

    def __add__(self, other: Kept) -> Kept:
        return Kept(
            self.reports + other.reports, self.returned + other.returned,
            self.corrected + other.corrected, self.tasks + other.tasks, self.joint + other.joint,
            self.households + other.households, self.enterprises + other.enterprises,
        )  # fmt: skip


def due_within(diary: Diary, rules: Iterable[Rule], span: Window) -> list[tuple[Rule, Window]]:
    """The regimes' windows whose due day lies in a span."""
    first = span.first or span.last.replace(month=1, day=1)
    return [
        (rule, window)
        for rule in rules
        for year in range(first.year - 1, span.last.year + 1)
        for window in rule.windows(year)
        if first <= diary.due(rule, window)[0] <= span.last
    ]


def kept_by_units(
    owed: Iterable[Owed], tasks: Iterable[Given], first: dt.date, day: dt.date
) -> dict[int, Kept]:
    """Unit → what it kept at the end of ``day`` of the reports owed and the tasks due since
    ``first``; tasks called off are left out.
    """
    found: dict[int, Kept] = {}
    for one in owed:
        found[one.unit] = found.get(one.unit, Kept()) + _of_report(one, day)
    for task in tasks:
        for unit, kept in _of_task(task, first, day):
            found[unit] = found.get(unit, Kept()) + kept
    return found


def wholly_confirmed(tasks: Iterable[Given], first: dt.date, day: dt.date) -> Share:
    """Of the joint tasks that fell due, those that every unit joining in has confirmed."""
    share = Share()
    for one in tasks:
        if one.partners and _fell_due(one, first, day):
            share = share.plus(counted=not one.unconfirmed(day))
    return share


def _of_report(one: Owed, day: dt.date) -> Kept:
    report = one.report
    on_time = Share(int(one.standing(day) is Standing.HANDED_IN_TIME), 1)
    if report is None or report.handed_on is None:
        return Kept(reports=on_time)
    back = report.returns > 0
    right = Share(int(report.state in HANDED), 1) if back else Share()
    return Kept(reports=on_time, returned=Share(int(back), 1), corrected=right)


def _of_task(task: Given, first: dt.date, day: dt.date) -> Iterable[tuple[int, Kept]]:
    turnout = _turnout(task, first, day)
    if _fell_due(task, first, day):
        in_time = task.state(day) is TaskState.DONE_IN_TIME
        yield task.lead, Kept(tasks=Share(int(in_time), 1))
        lacking = task.unconfirmed(day)
        for unit in task.partners:
            yield unit, Kept(joint=Share(int(unit not in lacking), 1))
    for unit, (households, enterprises) in turnout.items():
        yield unit, Kept(households=households, enterprises=enterprises)


def _fell_due(task: Given, first: dt.date, day: dt.date) -> bool:
    return first <= task.due(day) <= day and task.state(day) is not TaskState.STOPPED


def _turnout(task: Given, first: dt.date, day: dt.date) -> dict[int, tuple[int, int]]:
    """Unit → households and enterprises that took part, as it last told of this task.

    A later telling stands for the earlier ones: units tell how many took part so far.
    """
    told: dict[int, tuple[int, int]] = {}
    for deed in task.by(day):
        counting = deed.kind in (ActKind.PROGRESS, ActKind.DONE, ActKind.CONFIRMED)
        said = deed.households is not None or deed.enterprises is not None
        if counting and said and deed.on >= first:
            told[deed.unit] = (deed.households or 0, deed.enterprises or 0)
    return told
