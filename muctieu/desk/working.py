"""Tasks as pages show them: lines of a list, one with everything about it, what a week brought."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.days import today
from muctieu.core.models import Origin
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.core.units import versions_on
from muctieu.desk.band import rehearsal_band
from muctieu.desk.place import UNIT
from muctieu.desk.shown import State
from muctieu.desk.words import NOTHING, number
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.text import fold
from muctieu.plan.task_models import TASK, TASK_ACT
from muctieu.plan.tasks import Given, Stand, TaskState, possible, stands_at, tasks_at
from muctieu.registers.listing import for_user

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from muctieu.core.permissions import Person
    from muctieu.desk.clocks import Clock
    from muctieu.registers.clocks import Known
    from muctieu.registers.declare import Register

STATE, LEADER, SEARCH, TOPIC = "trangthai", "lanhdao", "q", "muc"
WEEK = dt.timedelta(days=7)
WORDS: Mapping[TaskState, tuple[_StrPromise, str, str]] = {
    TaskState.OVERDUE: (gettext_lazy("overdue"), "bad", "▼"),
    TaskState.EXTENSION_ASKED: (gettext_lazy("asks for an extension"), "wait", "?"),
    TaskState.UNDER_WAY: (gettext_lazy("under way"), "even", "△"),
    TaskState.NOT_DUE: (gettext_lazy("not due yet"), "none", "○"),
    TaskState.DONE_LATE: (gettext_lazy("finished late"), "wait", "●"),
    TaskState.DONE_IN_TIME: (gettext_lazy("finished in time"), "good", "●"),
    TaskState.STOPPED: (gettext_lazy("task stopped"), "none", "–"),
}


@dataclass(frozen=True)
class TaskLine:
    """A task in a list."""

    record: int
    number: str
    url: str
    content: str
    lead: str
    joining: str
    leader: str
    due: str
    state: State
    product: str
    evidence: str
    part: bool


@dataclass(frozen=True)
class DeedLine:
    """Something done about a task, in a list of what happened."""

    day: str
    unit: str
    what: str
    text: str
    evidence: str
    until: str
    url: str


@dataclass(frozen=True)
class Filtered:
    """What the filters of an address leave, the most urgent first; and how many stand where."""

    tasks: tuple[Given, ...]
    counts: tuple[tuple[str, State, int], ...]
    leaders: tuple[str, ...]


def state_shown(state: TaskState) -> State:
    """A task's state in a word, a sign and a tone."""
    word, tone, sign = WORDS[state]
    return State(str(word), tone, sign)


def band_of(tasks: Iterable[Given]) -> object:
    """The band of a page that shows these tasks."""
    return rehearsal_band(origins_of_tasks(tasks))


def origins_of_tasks(tasks: Iterable[Given]) -> set[str]:
    """Where tasks come from, as the band of a page asks."""
    return {"rehearsal" if one.origin == Origin.REHEARSAL else "office" for one in tasks}


def given_by(known: Known, day: dt.date) -> tuple[Given, ...]:
    """The tasks given by ``day``, whoever may read them."""
    return tuple(one for one in tasks_at(known) if one.given_on <= day)


def tasks_of(user: Person, known: Known, on: dt.date, day: dt.date) -> tuple[Given, ...]:
    """The tasks given by ``day`` of units in which ``user`` may read them on the day ``on``.

    Whoever gives, leads or joins in a task reads it, and everybody above them.
    """
    units = units_of(user, TASK.code, Action.READ, on)
    given = given_by(known, day)
    return given if units is None else tuple(one for one in given if one.concerns(units))


def stands_of(user: Person, known: Known, on: dt.date, day: dt.date) -> tuple[Stand, ...]:
    """The same with where each stands on ``day``, the most urgent first."""
    units = units_of(user, TASK.code, Action.READ, on)
    found = stands_at(known, day)
    return found if units is None else tuple(one for one in found if one.task.concerns(units))


def done_by(stands: Iterable[Stand], among: frozenset[int] | None) -> list[Stand]:
    """Those that units of ``among`` lead or join in; all where it is None."""
    return [
        one
        for one in stands
        if among is None or not among.isdisjoint((one.task.lead, *one.task.partners))
    ]


def filtered(stands: Sequence[Stand], query: QueryDict, among: frozenset[int] | None) -> Filtered:
    """Tasks after the filters of an address; ``among`` are units that must have to do with them.

    States are counted before the state itself is filtered, so that each tells where it leads.
    """
    wanted, leader = query.get(STATE, ""), query.get(LEADER, "").strip()
    words = fold(query.get(SEARCH, "")).strip()
    leaders = tuple(sorted({one.task.leader for one in stands if one.task.leader}))
    left = [
        one
        for one in done_by(stands, among)
        if (not leader or one.task.leader == leader)
        and (not words or words in fold(one.task.content))
    ]
    many = Counter(one.state for one in left)
    counts = tuple((state.value, state_shown(state), many[state]) for state in TaskState)
    kept = tuple(one.task for one in left if not wanted or one.state == wanted)
    return Filtered(kept, counts, leaders)


def lines_of_tasks(
    tasks: Iterable[Given], clock: Clock, names: Mapping[int, str]
) -> tuple[TaskLine, ...]:
    """Tasks as lines of a list, as they stand on the page's day."""
    return tuple(_line(one, clock, names) for one in tasks)


def _line(task: Given, clock: Clock, names: Mapping[int, str]) -> TaskLine:
    day = clock.as_of
    return TaskLine(
        record=task.record,
        number=str(task.number),
        url=reverse("desk:task", args=[task.record]) + clock.query(),
        content=task.content,
        lead=named_unit(task.lead, names),
        joining=", ".join(named_unit(one, names) for one in task.partners),
        leader=task.leader,
        due=format_date(task.due(day)),
        state=state_shown(task.state(day)),
        product=task.product,
        evidence=task.evidence(day),
        part=task.parent is not None,
    )


def record_links(
    user: Person, register: Register, records: Iterable[int], clock: Clock
) -> dict[int, str]:
    """Record → the address of its page, of those that whoever looks may open."""
    rows = for_user(user, register, clock.known, on=today()).filter(record__in=list(records))
    return {
        one: reverse("desk:record", args=[register.code, one]) + clock.query()
        for one in rows.values_list("record", flat=True)
    }


def named_unit(unit: int, names: Mapping[int, str]) -> str:
    """A unit's name on the page's day."""
    return names.get(unit, f"@{unit}")


def deeds_shown(
    user: Person, task: Given, clock: Clock, names: Mapping[int, str]
) -> list[DeedLine]:
    """What had been done about a task by the page's day, the latest first."""
    done = task.by(clock.as_of)
    links = record_links(user, TASK_ACT, [one.record for one in done], clock)
    return [
        DeedLine(
            day=format_date(one.on),
            unit=named_unit(one.unit, names),
            what=str(one.title),
            text=one.text,
            evidence=one.evidence,
            until=format_date(one.until) if one.until else "",
            url=links.get(one.record, ""),
        )
        for one in reversed(done)
    ]


def facts_of_task(task: Given, clock: Clock, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """(name, words) of what a task says, its due day as it is in force on the page's day."""
    day = clock.as_of
    due = format_date(task.due(day))
    if task.due(day) != task.due_on:
        due = _("%(due)s (first set: %(first)s)") % {
            "due": due,
            "first": format_date(task.due_on),
        }
    joining = ", ".join(
        _("%(unit)s (to confirm yet)") % {"unit": named_unit(one, names)}
        if one in task.unconfirmed(day)
        else _("%(unit)s (confirmed)") % {"unit": named_unit(one, names)}
        for one in task.partners
    )
    return [
        (_("Given by"), named_unit(task.unit, names)),
        (_("Lead unit"), named_unit(task.lead, names)),
        (_("Joining units"), joining or NOTHING),
        (_("Leader who follows"), task.leader or NOTHING),
        (_("Assigned on"), format_date(task.given_on)),
        (_("Due on"), due),
        (_("Product expected"), task.product or NOTHING),
    ]


def turns_of(
    user: Person, task: Given, on: dt.date, day: dt.date, names: Mapping[int, str]
) -> list[tuple[str, str]]:
    """(turn, words) of what ``user`` may do about a task for each of its units, on ``day``."""
    units = units_of(user, TASK_ACT.code, Action.ENTER, on)
    theirs = [one for one in dict.fromkeys(task.units) if units is None or one in units]
    return [
        (f"{unit}:{kind.value}", f"{named_unit(unit, names)}: {kind.label}")
        for unit in theirs
        for kind in possible(task, unit, day)
    ]


class Topic(enum.StrEnum):
    """What a weekly meeting goes through, in this order; the words of its addresses."""

    OVERDUE = "qua-han"
    ASKED = "xin-gia-han"
    SOON = "sap-den-han"
    LATELY = "vua-xong"


TOPICS: Mapping[Topic, _StrPromise] = {
    Topic.OVERDUE: gettext_lazy("Overdue"),
    Topic.ASKED: gettext_lazy("More time asked for, to be decided"),
    Topic.SOON: gettext_lazy("Due within seven days"),
    Topic.LATELY: gettext_lazy("Finished in the last seven days"),
}
_RUNNING = (TaskState.UNDER_WAY, TaskState.NOT_DUE)


def week_of(stands: Iterable[Stand], day: dt.date) -> dict[Topic, list[Given]]:
    """Late, asking for more time, due within a week, finished within the last one."""
    found: dict[Topic, list[Given]] = {topic: [] for topic in Topic}
    for one in sorted(stands, key=lambda one: (one.due, one.task.number)):
        topic = _topic(one, day)
        if topic is not None:
            found[topic].append(one.task)
    return found


def _topic(one: Stand, day: dt.date) -> Topic | None:
    if one.state is TaskState.OVERDUE:
        return Topic.OVERDUE
    if one.state is TaskState.EXTENSION_ASKED:
        return Topic.ASKED
    if one.state in _RUNNING and one.due <= day + WEEK:
        return Topic.SOON
    if one.finished_on is not None and one.finished_on > day - WEEK:
        return Topic.LATELY
    return None


@dataclass(frozen=True)
class LeadCount:
    """A lead unit with how many of its tasks are late."""

    name: str
    many: str
    url: str


def worst_leads(
    late: Iterable[Given], clock: Clock, names: Mapping[int, str], most: int
) -> tuple[LeadCount, ...]:
    """The units that lead most of what is late, each with its own part of the meeting."""
    counted = Counter(one.lead for one in late)
    worst = sorted(counted.items(), key=lambda pair: (-pair[1], named_unit(pair[0], names)))[:most]
    there = versions_on(clock.as_of).filter(unit_id__in=[unit for unit, _many in worst])
    codes = dict(there.values_list("unit_id", "code"))
    return tuple(
        LeadCount(
            name := named_unit(unit, names),
            number(many),
            clock.query(**{UNIT: codes.get(unit) or name, TOPIC: Topic.OVERDUE}),
        )
        for unit, many in worst
    )
