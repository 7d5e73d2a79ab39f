"""The board: the year at a glance, every number a link to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import (
    Asker,
    ask_everything,
    compared,
    goals,
    strip,
    targets,
    units_table,
    year_of,
)
from muctieu.desk.clocks import Clock, clock_of
from muctieu.desk.foreknown import plan_later
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.takeaway import Table, forms_of, taken_away, wanted_form

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.boarding import Goal, TargetLine


def board(request: HttpRequest) -> HttpResponse:
    """The board of a unit on a day, as known by a day; readable by everyone."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        return render(request, "desk/board.html", {"clock": clock, "place": place})
    addresses = Addresses.at(clock, place.home.unit_id)
    asker = Asker(place.unit.unit_id, clock, addresses)
    ask_everything(asker)
    goals_shown, origins = goals(asker)
    target_lines = targets(asker) if place.unit == place.home else []
    if form := wanted_form(request):
        return taken_away(form, _table(goals_shown, target_lines, clock))
    headings, rows = units_table(asker)
    return render(
        request,
        "desk/board.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band(origins),
            "year": year_of(clock, place.home.unit_id),
            "plan_later": plan_later(clock, place.home.unit_id),
            "goals": goals_shown,
            "strip": strip(asker),
            "targets": target_lines,
            "compared": compared(asker),
            "unit_headings": headings,
            "unit_rows": rows,
            "forms": forms_of(request),
        },
    )


def _table(goals_shown: list[Goal], target_lines: list[TargetLine], clock: Clock) -> Table:
    headings = [_("Part"), _("Figure"), _("Value"), _("Unit of measure"), _("Remarks")]
    tiles = [
        (goal.title, one)
        for goal in goals_shown
        for one in (*([goal.first] if goal.first else []), *goal.then)
    ]
    rows = [
        [goal, one.label, one.figure.text, one.unit, "; ".join(one.notes)] for goal, one in tiles
    ]
    rows += [
        [_("Targets"), one.title, one.year.text, one.word, one.state.word] for one in target_lines
    ]
    origins = [one.origin for _goal, one in tiles] + ["published"] * len(target_lines)
    return Table("board", _("Operations board"), headings, rows, origins, clock.about)
