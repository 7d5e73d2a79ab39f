"""Reports owed and handed in, as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.days import Window
from muctieu.core.models import Origin, User
from muctieu.core.permissions import may_somewhere, units_of
from muctieu.core.roles import Action
from muctieu.core.units import below
from muctieu.desk.place import unit_said
from muctieu.desk.records import record_url
from muctieu.desk.shown import State, days
from muctieu.desk.words import number
from muctieu.desk.working import named_unit
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.report_lines import Line, line_in, reports_with
from muctieu.plan.report_models import REPORT
from muctieu.plan.report_watch import bounds_of, may_take
from muctieu.plan.reports import WAITING, Owed, Rule, Standing, reminded
from muctieu.plan.steps import STEPS, Move, moves_from
from muctieu.registers.declare import Register, register_of
from muctieu.registers.listing import for_user

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from muctieu.core.permissions import Person
    from muctieu.desk.clocks import Clock

STANDINGS: Mapping[Standing, tuple[_StrPromise, str, str]] = {
    Standing.LATE: (gettext_lazy("late, not handed in"), "bad", "▼"),
    Standing.RETURNED: (gettext_lazy("sent back"), "wait", "↩"),
    Standing.TO_COME: (gettext_lazy("not handed in yet"), "none", "○"),
    Standing.HANDED_LATE: (gettext_lazy("handed in late"), "wait", "●"),
    Standing.HANDED_IN_TIME: (gettext_lazy("handed in on time"), "good", "●"),
}


@dataclass(frozen=True)
class UnitLine:
    """One unit's report in a list."""

    name: str
    url: str
    state: State
    reminded: str
    unit: int


@dataclass(frozen=True)
class RuleShown:
    """A regime's window: who has handed in, who has not, and by when it was due."""

    key: str
    title: str
    receiver: str
    window: str
    due: str
    moved: str
    handed: str
    owing: str
    lacking: tuple[UnitLine, ...]
    more: str
    may_remind: bool


def standing_shown(standing: Standing) -> State:
    """How a unit stands with a report, in a word, a sign and a tone."""
    word, tone, sign = STANDINGS[standing]
    return State(str(word), tone, sign)


def window_of(rule: Rule, first: str) -> Window | None:
    """The window of a regime that begins on a day, as an address writes it; None for others."""
    try:
        day = dt.date.fromisoformat(first)
    except ValueError:
        return None
    # An administrative year begins in the December before.
    found = (one for year in (day.year, day.year + 1) for one in rule.windows(year))
    return next((one for one in found if one.first == day), None)


def report_url(one: Owed, clock: Clock) -> str:
    """The page of one unit's report for one window."""
    return (
        reverse("desk:report_step", args=[one.rule.record, one.unit, one.first_on.isoformat()])
        + clock.query()
    )


def readable(user: Person, owed: Iterable[Owed], on: dt.date) -> tuple[Owed, ...]:
    """Of these, those of units whose reports ``user`` reads, and those that come to their own."""
    units = units_of(user, REPORT.code, Action.READ, on)
    if units is None:
        return tuple(owed)
    return tuple(one for one in owed if one.unit in units or one.rule.unit in units)


def origins(owed: Iterable[Owed]) -> set[str]:
    """Where reports on file come from, as the band of a page asks."""
    told = (one.report for one in owed if one.report is not None)
    return {"rehearsal" if one.origin == Origin.REHEARSAL else "office" for one in told}


def moved_words(one: Owed) -> str:
    """That a due day moved because a holiday was declared after the cut-off; else nothing."""
    if one.before is None:
        return ""
    return _("moved from %(before)s: holidays were declared after the cut-off") % {
        "before": format_date(one.before)
    }


def key_of(rule: Rule, window: Window) -> str:
    """How addresses and forms name a regime's window."""
    return f"{rule.record}:{(window.first or window.last).isoformat()}"


def rules_shown(
    owed: Sequence[Owed],
    clock: Clock,
    receiving: frozenset[int] | None,
    names: Mapping[int, str],
    most: int | None,
) -> list[RuleShown]:
    """Who has not handed in, regime by regime, where most are lacking first.

    At most ``most`` units of each; ``receiving`` are those whose reports whoever looks reminds of.
    """
    groups: dict[tuple[Rule, Window], list[Owed]] = {}
    for one in owed:
        groups.setdefault((one.rule, one.window), []).append(one)
    days_reminded = reminded(clock.known, groups)
    shown = [
        _rule_shown(found, days_reminded, clock, receiving, names, most)
        for found in sorted(groups.values(), key=lambda each: each[0].due, reverse=True)
    ]
    return [one for _lacking, one in sorted(shown, key=lambda pair: -pair[0])]


def _rule_shown(
    found: Sequence[Owed],
    days_reminded: Mapping[tuple[int, int, dt.date], list[dt.date]],
    clock: Clock,
    receiving: frozenset[int] | None,
    names: Mapping[int, str],
    most: int | None,
) -> tuple[int, RuleShown]:
    """How many units are lacking, and the regime's window with the first ``most`` of them."""
    first = found[0]
    standing = [(one.standing(clock.as_of), one) for one in found]
    lacking = [(state, one) for state, one in standing if state in WAITING]
    more = len(lacking) - len(lacking[:most])
    return len(lacking), RuleShown(
        key=key_of(first.rule, first.window),
        title=first.rule.title,
        receiver=named_unit(first.rule.unit, names),
        window=days(first.window),
        due=format_date(first.due),
        moved=moved_words(first),
        handed=number(len(found) - len(lacking)),
        owing=number(len(found)),
        lacking=tuple(
            _unit_line(one, state, days_reminded, clock, names) for state, one in lacking[:most]
        ),
        more=number(more) if more else "",
        may_remind=bool(lacking) and (receiving is None or first.rule.unit in receiving),
    )


def _unit_line(
    one: Owed,
    state: Standing,
    days_reminded: Mapping[tuple[int, int, dt.date], list[dt.date]],
    clock: Clock,
    names: Mapping[int, str],
) -> UnitLine:
    told = days_reminded.get((one.rule.record, one.unit, one.first_on), [])
    said = ""
    if told:
        said = _("reminded %(many)s times, last on %(day)s") % {
            "many": number(len(told)),
            "day": format_date(max(told)),
        }
    return UnitLine(
        named_unit(one.unit, names), report_url(one, clock), standing_shown(state), said, one.unit
    )


@dataclass(frozen=True)
class MoveShown:
    """A step that whoever looks may take now."""

    move: str
    title: str
    reason: bool
    line: bool


def moves_shown(user: User, one: Owed, on: dt.date) -> list[MoveShown]:
    """The steps that a report allows and this account may take."""
    return [
        MoveShown(move.value, str(STEPS[move].title), STEPS[move].reason, move is Move.RETURN)
        for move in moves_from(one.report.state if one.report else None)
        if may_take(user, move, one.rule.unit, one.unit, on)
    ]


@dataclass(frozen=True)
class Content:
    """A register that a report is made of: how many records of the window, and where."""

    title: str
    url: str
    many: str


def contents(one: Owed, user: Person, clock: Clock, on: dt.date) -> list[Content]:
    """The records of the unit in the window, register by register, as far as they may be read."""
    return [_content(register_of(code), one, user, clock, on) for code in one.rule.registers]


def _content(register: Register, one: Owed, user: Person, clock: Clock, on: dt.date) -> Content:
    rows = for_user(user, register, clock.known, on=on)
    bounds = bounds_of(register)
    if bounds is not None:
        rows = rows.filter(
            bounds.inside(below(one.unit, one.window.last), one.first_on, one.window.last)
        )
    query = {"den": one.window.last.isoformat()}
    if register.place is not None:
        query["donvi"] = unit_said(one.unit, one.window.last)
    if one.window.first:
        query["tu"] = format_date(one.window.first)
    url = reverse("desk:register", args=[register.code]) + "?" + urlencode(query)
    return Content(str(register.title), url, number(rows.count()))


# In the address of a report: the record it is to be sent back for.
LINE = "dong"


def line_shown(text: str, clock: Clock) -> tuple[str, str]:
    """The record that a report was sent back for: in words, and the address of its page.

    A text that names no record, as older reports may hold, stands as it is, without a page.
    """
    line = line_in(text)
    if line is None:
        return text, ""
    said = f"{line.register.title} {line.record}"
    return said, record_url(line.register.code, line.record, clock)


def ways_to_return(
    user: User, register: Register, record: int, clock: Clock, on: dt.date
) -> list[tuple[str, str]]:
    """(report, address) of the reports that a record is part of and that ``user`` may send back."""
    line = Line(register, record)
    found: list[tuple[str, str]] = []
    if not may_somewhere(user, Action.RECEIVE, REPORT.code, on):
        return found
    for one in reports_with(line):
        receiver = one.regime.unit_id
        if may_take(user, Move.RETURN, receiver, one.unit_id, on):
            address = reverse(
                "desk:report_step", args=[one.regime_id, one.unit_id, one.first_on.isoformat()]
            )
            window = days(Window(one.first_on, one.last_on))
            address += clock.query(**{LINE: line}) + "#reason-report-return"
            found.append((f"{one.regime.title}, {window}", address))
    return found
