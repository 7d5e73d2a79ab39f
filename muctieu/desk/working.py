"""Tasks as pages show them: lines of a list, one with everything about it, what a week brought."""

from __future__ import annotations

import datetime as dt
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
from muctieu.desk.band import rehearsal_band
from muctieu.desk.shown import State
from muctieu.desk.words import NOTHING
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.text import fold
from muctieu.plan.task_models import TASK, TASK_ACT
from muctieu.plan.tasks import Given, TaskState, possible, tasks_at
from muctieu.registers.listing import for_user

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from muctieu.core.permissions import Person
    from muctieu.desk.clocks import Clock
    from muctieu.registers.clocks import Known
    from muctieu.registers.declare import Register

STATE, LEADER, SEARCH = "trangthai", "lanhdao", "q"
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
_URGENCY = {state: at for at, state in enumerate(TaskState)}


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
    if units is None:
        return tuple(given)
    return tuple(one for one in given if not units.isdisjoint(one.units)) if units else ()


def filtered(
    tasks: Sequence[Given], query: QueryDict, day: dt.date, among: frozenset[int] | None
) -> Filtered:
    """Tasks after the filters of an address; ``among`` are units that must have to do with them.

    States are counted before the state itself is filtered, so that each tells where it leads.
    """
    wanted, leader = query.get(STATE, ""), query.get(LEADER, "").strip()
    words = fold(query.get(SEARCH, "")).strip()
    leaders = tuple(sorted({one.leader for one in tasks if one.leader}))
    left = [
        (one.state(day), one)
        for one in tasks
        if (among is None or not among.isdisjoint((one.lead, *one.partners)))
        and (not leader or one.leader == leader)
        and (not words or words in fold(one.content))
    ]
    many = dict.fromkeys(TaskState, 0)
    for state, _one in left:
        many[state] += 1
    kept = [pair for pair in left if not wanted or pair[0] == wanted]
    kept.sort(key=lambda pair: (_URGENCY[pair[0]], pair[1].due(day), pair[1].number))
    counts = tuple((state.value, state_shown(state), count) for state, count in many.items())
    return Filtered(tuple(one for _state, one in kept), counts, leaders)


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


@dataclass(frozen=True)
class Week:
    """What the weekly meeting looks at, each list with its heading."""

    title: str
    lines: tuple[TaskLine, ...]


def week_of(tasks: Sequence[Given], clock: Clock, names: Mapping[int, str]) -> list[Week]:
    """Late, asking for more time, due within a week, finished within the last one."""
    day = clock.as_of
    standing = [(one.state(day), one) for one in tasks]
    standing.sort(key=lambda pair: (pair[1].due(day), pair[1].number))

    def soon(state: TaskState, one: Given) -> bool:
        running = state in (TaskState.UNDER_WAY, TaskState.NOT_DUE)
        return running and one.due(day) <= day + WEEK

    def lately(one: Given) -> bool:
        finished = one.finished(day)
        return finished is not None and finished.on > day - WEEK

    lists = (
        (_("Overdue"), [one for state, one in standing if state is TaskState.OVERDUE]),
        (_("More time asked for, to be decided"),
         [one for state, one in standing if state is TaskState.EXTENSION_ASKED]),
        (_("Due within seven days"), [one for state, one in standing if soon(state, one)]),
        (_("Finished in the last seven days"), [one for _s, one in standing if lately(one)]),
    )  # fmt: skip
    return [Week(title, lines_of_tasks(found, clock, names)) for title, found in lists]
