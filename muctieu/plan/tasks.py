"""Where a task stands on a day: worked out from what was done about it, by pure methods.

Tasks are read whole, with everything that hangs on them, and kept until the next update that
touches them: a list of ten thousand is filtered in memory.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from muctieu.core.words import Words
from muctieu.plan.task_models import ACT_KINDS, PARTNER, TASK, TASK_ACT, ActKind
from muctieu.registers.clocks import Known, last_touch
from muctieu.registers.declare import Register
from muctieu.registers.listing import known_rows

REGISTERS = (TASK, PARTNER, TASK_ACT)


class TaskState(enum.StrEnum):
    """Where a task stands on a day, the most urgent first."""

    OVERDUE = "overdue"
    EXTENSION_ASKED = "extension_asked"
    UNDER_WAY = "under_way"
    NOT_DUE = "not_due"
    DONE_LATE = "done_late"
    DONE_IN_TIME = "done_in_time"
    STOPPED = "stopped"

    @property
    def open(self) -> bool:
        """Whether there is still something to do."""
        return self not in (TaskState.DONE_LATE, TaskState.DONE_IN_TIME, TaskState.STOPPED)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done about a task: by which unit, when, in what words, who took part."""

    record: int
    unit: int
    on: dt.date
    kind: str
    text: str
    evidence: str = ""
    until: dt.date | None = None
    households: int | None = None
    enterprises: int | None = None

    @property
    def title(self) -> Words:
        """What was done, in the office's words."""
        return next(one.title for one in ACT_KINDS if one.value == self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A task with everything that hangs on it; ``deeds`` in the order of their days."""

    record: int
    unit: int
    number: int
    content: str
    lead: int
    given_on: dt.date
    due_on: dt.date
    clause: int | None = None
    parent: int | None = None
    target: int | None = None
    leader: str = ""
    product: str = ""
    assumed: bool = False
    origin: int = 0
    partners: tuple[int, ...] = ()
    deeds: tuple[Deed, ...] = ()

    @property
    def units(self) -> tuple[int, ...]:
        """Everybody who has to do with it: who gave it, who leads, who joins in."""
        return (self.unit, self.lead, *self.partners)

    def concerns(self, units: frozenset[int]) -> bool:
        """Whether one of these units has to do with it."""
        return not units.isdisjoint(self.units)

    def by(self, day: dt.date) -> tuple[Deed, ...]:
        """What had been done by the end of ``day``."""
        if not self.deeds or self.deeds[-1].on <= day:
            return self.deeds
        return tuple(one for one in self.deeds if one.on <= day)

    def due(self, day: dt.date) -> dt.date:
        """The due day in force on ``day``: the last one granted, else the first one set."""
        granted = _last(self.by(day), ActKind.EXTENDED)
        return granted.until if granted and granted.until else self.due_on

    def asked(self, day: dt.date) -> Deed | None:
        """The request for more time that nobody has answered by ``day``."""
        last = _last(self.by(day), ActKind.ASKED, ActKind.EXTENDED, ActKind.REFUSED)
        return last if last and last.kind == ActKind.ASKED else None

    def stopped(self, day: dt.date) -> Deed | None:
        """The act by which whoever gave it called it off."""
        return _last(self.by(day), ActKind.STOPPED)

    def unconfirmed(self, day: dt.date) -> tuple[int, ...]:
        """The units joining in that have not confirmed their part since it was last sent back."""
        said = {one.unit for one in self._counting(day) if one.kind == ActKind.CONFIRMED}
        return tuple(one for one in self.partners if one not in said)

    def finished(self, day: dt.date) -> Deed | None:
        """The act that finished it: told done by the lead and confirmed by everybody joining in.

        It is the later of the two; None while either is missing or after it was sent back.
        """
        counting = self._counting(day)
        done = _last(counting, ActKind.DONE)
        if done is None or self.unconfirmed(day):
            return None
        confirmed = {
            one.unit: one
            for one in reversed(counting)
            if one.kind == ActKind.CONFIRMED and one.unit in self.partners
        }
        return max((done, *confirmed.values()), key=lambda one: (one.on, one.record))

    def evidence(self, day: dt.date) -> str:
        """What the lead showed for it when it was last told finished."""
        done = _last(self._counting(day), ActKind.DONE)
        return done.evidence if done else ""

    def state(self, day: dt.date) -> TaskState:
        """Where it stands at the end of ``day``."""
        if self.stopped(day):
            return TaskState.STOPPED
        finished, due = self.finished(day), self.due(day)
        if finished:
            return TaskState.DONE_IN_TIME if finished.on <= due else TaskState.DONE_LATE
        asked = self.asked(day)
        # Who asks when the day is over is late already, and stays on the list of who is.
        if asked and asked.on <= due:
            return TaskState.EXTENSION_ASKED
        if day > due:
            return TaskState.OVERDUE
        return TaskState.UNDER_WAY if self.by(day) else TaskState.NOT_DUE

    def _counting(self, day: dt.date) -> tuple[Deed, ...]:
        """What was done since the task was last sent back."""
        done = self.by(day)
        returned = max((at for at, one in enumerate(done) if one.kind == ActKind.RETURNED),
                       default=-1)  # fmt: skip
        return done[returned + 1 :]


def _last(deeds: tuple[Deed, ...], *kinds: ActKind) -> Deed | None:
    return next((one for one in reversed(deeds) if one.kind in kinds), None)


def overdue(
    tasks: Iterable[Given], day: dt.date, units: frozenset[int]
) -> list[tuple[dt.date, Given]]:
    """(due day, task) of those led by one of ``units`` that are late, the longest first."""
    late = (
        (one.due(day), one)
        for one in tasks
        if one.lead in units and one.state(day) is TaskState.OVERDUE
    )
    return sorted(late, key=lambda pair: (pair[0], pair[1].number))


def parts_of(tasks: Iterable[Given]) -> dict[int, tuple[Given, ...]]:
    """Task → the tasks that are part of it."""
    found: dict[int, list[Given]] = {}
    for one in tasks:
        if one.parent is not None:
            found.setdefault(one.parent, []).append(one)
    return {parent: tuple(parts) for parent, parts in found.items()}


def cycle_in(parents: Mapping[int, int | None], start: int) -> bool:
    """Whether going up from ``start`` comes back to it."""
    seen: set[int] = set()
    at = parents.get(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def tasks_at(known: Known) -> tuple[Given, ...]:
    """Every task as known at ``known``, by who gave it and its number."""
    # Looked up once an update: its seal names everything that had been written by then.
    last = last_touch([one.code for one in REGISTERS], known)
    return _read(*last) if last else ()


@dataclass(frozen=True, slots=True)
class Stand:
    """A task with where it stands at the end of a day, worked out once for every page."""

    task: Given
    state: TaskState
    due: dt.date
    finished_on: dt.date | None


def stands_at(known: Known, day: dt.date) -> tuple[Stand, ...]:
    """Where every task given by ``day`` stands then: the most urgent first, the longest due first."""
    last = last_touch([one.code for one in REGISTERS], known)
    return _stands(*last, day) if last else ()


@lru_cache(maxsize=8)
def _stands(position: int, seal: str, day: dt.date) -> tuple[Stand, ...]:
    urgency = {state: at for at, state in enumerate(TaskState)}
    found = [_stand(one, day) for one in _read(position, seal) if one.given_on <= day]
    found.sort(key=lambda one: (urgency[one.state], one.due, one.task.number))
    return tuple(found)


def _stand(task: Given, day: dt.date) -> Stand:
    finished = task.finished(day)
    return Stand(task, task.state(day), task.due(day), finished.on if finished else None)


@lru_cache(maxsize=4)
def _read(position: int, _seal: str) -> tuple[Given, ...]:
    known = Known(position)
    partners: dict[int, list[int]] = {}
    for task, unit in _rows(PARTNER, known, "task_id", "unit_id"):
        partners.setdefault(task, []).append(unit)
    deeds: dict[int, list[Deed]] = {}
    for task, *told in _rows(
        TASK_ACT, known, "task_id", "record", "unit_id", "acted_on", "kind", "text", "evidence",
        "until", "households", "enterprises",
    ):  # fmt: skip
        record, unit, on, kind, text, evidence, *more = told
        deeds.setdefault(task, []).append(Deed(record, unit, on, kind, text, evidence or "", *more))
    return tuple(
        Given(
            record=record, unit=unit, number=number, clause=clause, parent=parent, target=target,
            content=content, lead=lead, leader=leader or "", given_on=given, due_on=due,
            product=product or "", assumed=bool(assumed), origin=origin,
            partners=tuple(partners.get(record, ())),
            deeds=tuple(sorted(deeds.get(record, ()), key=lambda one: (one.on, one.record))),
        )
        for record, unit, number, clause, parent, target, content, lead, leader, given, due,
        product, assumed, origin in sorted(
            _rows(
                TASK, known, "record", "unit_id", "number", "clause_id", "parent_id", "target_id",
                "content", "lead_id", "leader", "given_on", "due_on", "product", "assumed",
                "origin",
            ),
            key=lambda row: (row[1], row[2]),
        )
    )  # fmt: skip


def _rows(register: Register, known: Known, *names: str) -> Iterator[tuple[Any, ...]]:
    rows = known_rows(register, known).order_by("record")
    return rows.values_list(*names).iterator(chunk_size=10_000)


class Objection(enum.StrEnum):
    """Why something cannot be done about a task as it stands."""

    BEFORE_GIVEN = "before_given"
    STOPPED = "stopped"
    FINISHED = "finished"
    NOT_THE_LEAD = "not_the_lead"
    NOT_JOINING = "not_joining"
    NOT_THE_GIVER = "not_the_giver"
    NO_PART_IN_IT = "no_part_in_it"
    NO_DAY = "no_day"
    NO_LATER_DAY = "no_later_day"
    NOBODY_ASKED = "nobody_asked"
    PARTS_OPEN = "parts_open"
    NO_EVIDENCE = "no_evidence"
    NOTHING_TO_RETURN = "nothing_to_return"


_BY_LEAD = (ActKind.DONE, ActKind.ASKED)
_BY_GIVER = (ActKind.EXTENDED, ActKind.REFUSED, ActKind.RETURNED, ActKind.STOPPED)


def objection(task: Given, parts: Iterable[Given], deed: Deed) -> Objection | None:
    """Why ``deed`` cannot be done about ``task``, whose own ``parts`` are given; None if it can."""
    return _in_time(task, deed) or _in_turn(task, deed) or _as_needed(task, parts, deed)


def _in_time(task: Given, deed: Deed) -> Objection | None:
    """What the task's days and its state say against it."""
    if deed.on < task.given_on:
        return Objection.BEFORE_GIVEN
    if task.stopped(deed.on):
        return Objection.STOPPED
    if task.finished(deed.on) and deed.kind != ActKind.RETURNED:
        return Objection.FINISHED
    return None


def _in_turn(task: Given, deed: Deed) -> Objection | None:
    """Whose turn it is to do such a thing."""
    if deed.kind in _BY_GIVER and deed.unit != task.unit:
        return Objection.NOT_THE_GIVER
    if deed.kind in _BY_LEAD and deed.unit != task.lead:
        return Objection.NOT_THE_LEAD
    if deed.kind == ActKind.CONFIRMED and deed.unit not in task.partners:
        return Objection.NOT_JOINING
    if deed.kind == ActKind.PROGRESS and deed.unit not in (task.lead, *task.partners):
        return Objection.NO_PART_IN_IT
    return None


def _as_needed(task: Given, parts: Iterable[Given], deed: Deed) -> Objection | None:
    """What such a thing needs: a later day, an open request, finished parts, evidence."""
    if deed.kind in (ActKind.ASKED, ActKind.EXTENDED):
        if deed.until is None:
            return Objection.NO_DAY
        return Objection.NO_LATER_DAY if deed.until <= task.due(deed.on) else None
    if deed.kind == ActKind.REFUSED:
        return None if task.asked(deed.on) else Objection.NOBODY_ASKED
    if deed.kind == ActKind.RETURNED:
        told = any(one.kind == ActKind.DONE for one in task.by(deed.on))
        return None if told else Objection.NOTHING_TO_RETURN
    if deed.kind == ActKind.DONE:
        if any(one.state(deed.on).open for one in parts):
            return Objection.PARTS_OPEN
        return None if deed.evidence else Objection.NO_EVIDENCE
    return None


def possible(task: Given, unit: int, day: dt.date) -> tuple[ActKind, ...]:
    """What ``unit`` can do about the task on ``day``, as far as its turn and state go."""
    kinds = (kind for kind in ActKind if kind != ActKind.REFUSED or task.asked(day))
    deeds = ((kind, Deed(0, unit, day, kind, "")) for kind in kinds)
    return tuple(kind for kind, deed in deeds if not (_in_time(task, deed) or _in_turn(task, deed)))
