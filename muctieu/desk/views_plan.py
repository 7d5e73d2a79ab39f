"""The plan: a year with its resolutions, targets and what units were given; a target by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muctieu.core.models import User
from muctieu.desk.asker import Asker
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import sentence_without_plan
from muctieu.desk.clocks import clock_of
from muctieu.desk.place import place_of
from muctieu.desk.planning import (
    clock_for,
    due_words,
    facts_of,
    given_of,
    method_of,
    origins_of,
    promises_shown,
    versions_of,
    way_of,
)
from muctieu.desk.questions import Addresses
from muctieu.desk.targets import claim_of, found_words, line_of, standings, state_of
from muctieu.desk.views_imports import open_intakes
from muctieu.desk.words import Named, named
from muctieu.indicators.against_plan import State
from muctieu.plan.reading import plan_of, target_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock

YEAR = "nam"
# A year that a person can mean, and that a date can have.
_YEARS = range(1900, 2201)


def plan(request: HttpRequest) -> HttpResponse:
    """A year's plan: theme, resolutions with clauses and targets, what units were given."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    year, problem = year_asked(request, clock)
    if place.unit is None or place.home is None:
        empty = {"clock": clock, "place": place, "year": str(year), "problem": problem}
        return render(request, "desk/plan.html", empty)
    asker = _asker(clock_for(clock, year), place.unit.unit_id, place.home.unit_id)
    own = plan_of(place.unit.unit_id, year, clock.known)
    found = standings(asker, own)
    promises = promises_shown(asker, own, found)
    lines = [line for one in promises for line in one.targets]
    return render(
        request,
        "desk/plan.html",
        {
            "clock": clock,
            "place": place,
            "year": str(year),
            "problem": problem,
            "plan": own,
            "without_plan": sentence_without_plan(own),
            "years": [(str(one), clock.query(nam=one), one == year) for one in own.years],
            "judged_on": asker.clock.as_of_text,
            "promises": promises,
            "band": rehearsal_band(
                origins_of(lines, [one for each in promises for one in each.given])
            ),
            "claim": claim_of(asker, found),
            "intakes": _intakes(request),
            "official": request.user.is_authenticated,
        },
    )


def year_asked(request: HttpRequest, clock: Clock) -> tuple[int, str]:
    """The year asked for, else that of the page's day; and what is wrong with what was asked."""
    text = request.GET.get(YEAR, "").strip()
    if not text:
        return clock.as_of.year, ""
    if text.isascii() and text.isdigit() and len(text) == 4 and int(text) in _YEARS:
        return int(text), ""
    return clock.as_of.year, _("“%(text)s” is not a year; this is the year of the page's day.") % {
        "text": text[:20]
    }


def _asker(clock: Clock, unit: int, home: int) -> Asker:
    return Asker(unit, clock, Addresses.at(clock, home))


def _intakes(request: HttpRequest) -> list[Named]:
    """The parts of a plan that whoever asks may enter."""
    if not isinstance(request.user, User):
        return []
    theirs = open_intakes(request.user)
    return [named(one) for one in theirs if one.register.code.startswith("plan.")]


def target(request: HttpRequest, pk: int) -> HttpResponse:
    """One target: what is on file, where it stands and by which method, the way, its versions."""
    clock = clock_of(request)
    goal = target_of(pk, clock.known)
    if goal is None:
        raise Http404
    place = place_of(request, clock.as_of)
    home = place.home.unit_id if place.home else goal.unit
    asker = _asker(clock_for(clock, goal.year), goal.unit, home)
    own = plan_of(goal.unit, goal.year, clock.known)
    standing = next(one for one in standings(asker, own) if one.target.record == pk)
    promise = next((one for one in own.resolutions if one.record == goal.resolution), None)
    line, given = line_of(asker, standing), given_of(asker, standing)
    return render(
        request,
        "desk/target.html",
        {
            "clock": clock,
            "target": goal,
            "number": str(goal.number),
            "year": str(goal.year),
            "line": line,
            "band": rehearsal_band(origins_of([line], [given])),
            "judged_on": asker.clock.as_of_text,
            "due": due_words(standing),
            "facts": facts_of(goal, promise),
            "methods": method_of(standing),
            "chart": way_of(asker, standing),
            "given": given,
            "findings": [
                (state_of(State(one.assessment)), found_words(one), one.note)
                for one in goal.findings
            ],
            "versions": versions_of(goal, clock.known.position),
            "record": str(pk),
            "official": request.user.is_authenticated,
        },
    )
