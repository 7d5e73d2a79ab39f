"""What an account's own units have to do on a day: reports owed, tasks open, reminders told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from muctieu.core.models import User
from muctieu.core.permissions import Person, units_of
from muctieu.core.roles import Action
from muctieu.plan.report_models import REPORT
from muctieu.plan.reports import (
    WAITING,
    Diary,
    Owed,
    Standing,
    asked_for,
    owed_under,
    reminded,
    rules_at,
)
from muctieu.plan.tasks import Given, TaskState, tasks_at
from muctieu.registers.clocks import Known

SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class OwnWork:
    """Reports waiting and tasks open, each with what is due first before the others."""

    day: dt.date
    reports: tuple[Owed, ...]
    tasks: tuple[Given, ...]
    reminders: Mapping[tuple[int, int, dt.date], list[dt.date]]

    def reminded_of(self, one: Owed) -> list[dt.date]:
        """The days on which the unit was reminded of a report."""
        return self.reminders.get((one.rule.record, one.unit, one.first_on), [])

    @property
    def late_reports(self) -> int:
        """Reports past their due day."""
        return sum(one.standing(self.day) is Standing.LATE for one in self.reports)

    @property
    def returned_reports(self) -> int:
        """Reports sent back to be put right."""
        return sum(one.standing(self.day) is Standing.RETURNED for one in self.reports)

    @property
    def late_tasks(self) -> int:
        """Tasks past the due day in force."""
        return sum(one.state(self.day) is TaskState.OVERDUE for one in self.tasks)

    @property
    def due_soon(self) -> int:
        """Tasks and reports due within a week, today too."""
        days = [one.due for one in self.reports] + [one.due(self.day) for one in self.tasks]
        return sum(self.day <= due <= self.day + SOON for due in days)


def own_work(user: User | Person, known: Known, day: dt.date, on: dt.date) -> OwnWork:
    """What the units in which ``user`` reads reports on the day ``on`` have to do on ``day``."""
    units = units_of(user, REPORT.code, Action.READ, on)
    diary = Diary(known)
    pairs = asked_for(diary, rules_at(known), day)
    owed = (one for one in owed_under(diary, pairs, units) if one.standing(day) in WAITING)
    tasks = (
        one
        for one in tasks_at(known)
        if one.given_on <= day
        and (units is None or not units.isdisjoint((one.lead, *one.partners)))
        and one.state(day).open
    )
    return OwnWork(
        day,
        tuple(sorted(owed, key=lambda one: (one.due, one.rule.title))),
        tuple(sorted(tasks, key=lambda one: (one.due(day), one.number))),
        reminded(known, pairs),
    )
