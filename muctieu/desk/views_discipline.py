"""“Kỷ luật và đồng tâm”: what units kept of what they were asked, by the formula on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from muctieu.core.days import Window, today
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.core.units import below, names_on
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import work_clock_of
from muctieu.desk.doors import for_officials
from muctieu.desk.handing import origins, readable
from muctieu.desk.place import place_of
from muctieu.desk.shown import days
from muctieu.desk.words import NOTHING, number
from muctieu.desk.working import named_unit, origins_of_tasks, tasks_of
from muctieu.plan.discipline import Kept, Share, due_within, kept_by_units, wholly_confirmed
from muctieu.plan.report_models import REPORT
from muctieu.plan.reports import Diary, owed_under, rules_at

if TYPE_CHECKING:
    from django.http import HttpRequest

_PERCENT_DECIMALS = 1


@dataclass(frozen=True)
class KeptLine:
    """One unit, or all of them together, as a row of the table: pairs and their percentages."""

    name: str
    cells: tuple[tuple[str, str], ...]
    households: str
    enterprises: str


@for_officials
def discipline(request: HttpRequest) -> HttpResponse:
    """Reports on time, returned, put right; tasks in time; joint parts: unit by unit, this year."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    first = clock.as_of.replace(month=1, day=1)
    span = Window(first, clock.as_of)
    diary = Diary(clock.known)
    unit = place.unit.unit_id if place.unit else 0
    inside = below(unit, clock.as_of)
    theirs = units_of(request.user, REPORT.code, Action.READ, today())
    pairs = due_within(diary, rules_at(clock.known), span)
    owed = readable(request.user, owed_under(diary, pairs, inside), today())
    tasks = tasks_of(request.user, clock.known, today(), clock.as_of)
    kept = {
        one: found
        for one, found in kept_by_units(owed, tasks, first, clock.as_of).items()
        # Of a task that others join in the reader sees their part, but not what else they do.
        if one in inside and (theirs is None or one in theirs)
    }
    told = origins(owed) | origins_of_tasks(tasks)
    return render(
        request,
        "desk/discipline.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band(told),
            "span": days(span),
            "lines": _lines(kept, names_on(clock.as_of)),
            "total": _line("", sum(kept.values(), Kept())) if kept else None,
            "taking_part": _pair(_taking_part(kept)),
            "joint": _pair(wholly_confirmed(tasks, first, clock.as_of)),
        },
    )


def _taking_part(kept: Mapping[int, Kept]) -> Share:
    share = Share()
    for one in kept.values():
        if one.asked:
            share = share.plus(counted=one.took_part)
    return share


def _lines(kept: Mapping[int, Kept], names: Mapping[int, str]) -> list[KeptLine]:
    """The units in the order of their names: a list to look up, not a ranking."""
    shown = [_line(named_unit(unit, names), one) for unit, one in kept.items()]
    return sorted(shown, key=lambda line: line.name)


def _line(name: str, kept: Kept) -> KeptLine:
    shares = (kept.reports, kept.returned, kept.corrected, kept.tasks, kept.joint)
    return KeptLine(
        name, tuple(_pair(one) for one in shares), number(kept.households), number(kept.enterprises)
    )


def _pair(share: Share) -> tuple[str, str]:
    """A share as "12 / 16" and "75 %"; nothing where nothing fell due."""
    if not share.whole:
        return NOTHING, ""
    percent = Fraction(100 * share.part, share.whole)
    return (
        f"{number(share.part)} / {number(share.whole)}",
        f"{number(percent, _PERCENT_DECIMALS)} %",
    )
