"""The page that tells why a figure changed between two points."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muctieu.core.days import today
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import Clock, clock_of
from muctieu.desk.place import place_on_map
from muctieu.desk.questions import Addresses, BadQuestion, map_asked, question_of
from muctieu.desk.records import record_url
from muctieu.desk.shown import exact, shown
from muctieu.desk.words import number
from muctieu.indicators.define import NoSuchIndicator
from muctieu.indicators.denominators import NoSuchDenominator
from muctieu.indicators.question import NotAskable, Question
from muctieu.indicators.why import Part, Why, explain
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.registers.clocks import BadClock, Known, known_on, parse_known
from muctieu.registers.declare import register_of

if TYPE_CHECKING:
    from django.http import HttpRequest

BEFORE, BEFORE_KNOWN = "truoc", "truoccapnhat"
_RECORDS, _UPDATES = 4, 12
"""How many records and updates of a part are named one by one."""


@dataclass(frozen=True)
class Reason:
    """One reason as a line of the page."""

    cause: str
    side: str
    adds: str
    records: str
    links: tuple[tuple[str, str], ...]
    updates: tuple[tuple[str, str], ...]


@login_required
def why(request: HttpRequest, code: str) -> HttpResponse:
    """Why the figure of the page's two dates differs from that of two earlier ones."""
    clock, unit_name, addresses, after, before = _points(request, code)
    try:
        found = explain(before, after)
    except (NotAskable, NoSuchDenominator) as problem:
        clock = replace(clock, problem=str(problem))
        found = explain(*_plain(before, after))
    except NoSuchIndicator as problem:
        raise Http404 from problem
    return render(
        request,
        "desk/why.html",
        {
            "clock": clock,
            "band": rehearsal_band([found.before.origin, found.after.origin]),
            "title": found.after.title,
            "unit_name": unit_name,
            "unit": found.after.unit_word,
            "indicator_url": addresses.of(after, "desk:indicator"),
            "before": shown(found.before, addresses),
            "before_on": _point(before),
            "after": shown(found.after, addresses),
            "after_on": _point(after),
            "change": "" if found.change is None else signed(found.change),
            "missing": found.before.missing or found.after.missing,
            "reasons": _reasons(request, found, clock),
            "kept": [(name, value) for name, value in addresses.pairs(after)],
            "before_day": format_date(before.as_of),
            "before_known": _clock_said(before.known),
        },
    )


def _plain(before: Question, after: Question) -> tuple[Question, Question]:
    """Both questions without what the figure does not have."""
    code, unit = after.code, after.unit
    return (
        Question(code, unit, before.as_of, before.known),
        Question(code, unit, after.as_of, after.known),
    )


def _points(request: HttpRequest, code: str) -> tuple[Clock, str, Addresses, Question, Question]:
    """Both questions: by default the same day, as it was known when it was over, and now."""
    clock = clock_of(request)
    place = place_on_map(request, clock.as_of, map_asked(request))
    if place.unit is None:
        raise Http404
    addresses = Addresses.at(clock, place.home.unit_id if place.home else None)
    try:
        after = question_of(request, code, place.unit.unit_id, clock)
        before = _earlier(request, after)
    except (BadQuestion, BadClock, NotADate) as problem:
        said = (
            problem.vi if isinstance(problem, NotADate) and get_language() != "en" else str(problem)
        )
        clock = replace(clock, problem=said)
        after = Question(code, place.unit.unit_id, clock.as_of, clock.known)
        before = replace(after, known=known_on(after.as_of))
    return clock, place.unit.name, addresses, after, before


def _earlier(request: HttpRequest, after: Question) -> Question:
    day, known = (request.GET.get(name, "").strip() for name in (BEFORE, BEFORE_KNOWN))
    on = parse_date(day) if day else after.as_of
    return replace(after, as_of=on, known=parse_known(known) if known else known_on(on))


def _point(question: Question) -> str:
    said = {"day": format_date(question.as_of), "known": _clock_said(question.known)}
    if not question.known.said:
        return _("to %(day)s, as known now") % said
    return _("to %(day)s, as known on %(known)s") % said


def _clock_said(known: Known) -> str:
    """The second clock as offices write it: a day, or the number of an update."""
    with suppress(NotADate):
        return format_date(parse_date(known.said or ""))
    return known.said or ""


def signed(value: Fraction) -> str:
    """A change with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{exact(abs(value))}"


def _reasons(request: HttpRequest, found: Why, clock: Clock) -> list[Reason]:
    codes = {one.register for part in found.parts for one in part.shown}
    readable = {code: units_of(request.user, code, Action.READ, today()) for code in codes}
    return [_reason(part, readable, clock) for part in found.parts]


def _reason(part: Part, readable: dict[str, frozenset[int] | None], clock: Clock) -> Reason:
    links: list[tuple[str, str]] = []
    for one in part.shown:
        units = readable[one.register]
        if len(links) < _RECORDS and (units is None or one.unit in units):
            # Name and number of a record stay on one line.
            name = f"{register_of(one.register).title} {one.id}".replace(" ", "\N{NO-BREAK SPACE}")
            links.append((name, record_url(one.register, one.id, clock)))
    return Reason(
        cause=part.cause.word,
        side=str(part.side) if not part.said else f"{part.side} ({part.said})",
        adds=signed(part.adds),
        records=number(part.records) if part.records else "",
        links=tuple(links),
        updates=tuple(
            (f"{at} ({number(many)})", reverse("desk:update", args=[at]))
            for at, many in part.updates[:_UPDATES]
        ),
    )
