"""The board: the year at a glance, every number a link to its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.desk.asker import Asker
from muctieu.desk.audience import asks_for_a_message
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import Board, board_of
from muctieu.desk.bulletin import as_plain_text, board_bulletin, bulletin_url
from muctieu.desk.clocks import Clock, clock_of
from muctieu.desk.foreknown import plan_later
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.shown import Shown
from muctieu.desk.takeaway import Table, Value, forms_of, taken_away, wanted_form
from muctieu.indicators.spoken import STATUSES
from muctieu.kernels.vietnamese.dates import format_date

if TYPE_CHECKING:
    from django.http import HttpRequest

_PAPERS = ("pdf", "docx")


def board(request: HttpRequest) -> HttpResponse:
    """The board of a unit on a day, as known by a day; readable by everyone."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        return render(request, "desk/board.html", {"clock": clock, "place": place})
    addresses = Addresses.at(clock, place.home.unit_id)
    shown = board_of(Asker(place.unit.unit_id, clock, addresses), place.home.unit_id)
    if form := wanted_form(request):
        return taken_away(form, _table(shown, clock))
    band = rehearsal_band(shown.origins)
    if asks_for_a_message(request):
        name = place.unit.name
        return as_plain_text(board_bulletin(request, shown, place=name, clock=clock, band=band))
    return render(
        request,
        "desk/board.html",
        {
            "clock": clock,
            "place": place,
            "band": band,
            "board": shown,
            "plan_later": plan_later(clock, place.home.unit_id),
            "forms": [*forms_of(request), *_papers(request)],
            "message": bulletin_url(request),
        },
    )


def _papers(request: HttpRequest) -> list[tuple[str, str]]:
    """The board as paper: the same dates and unit, in the report's forms."""
    found = []
    for form in _PAPERS:
        query = request.GET.copy()
        query["dang"] = form
        found.append((f"{reverse('desk:report')}?{query.urlencode()}", form.upper()))
    return found


def _table(shown: Board, clock: Clock) -> Table:
    """Everything on the board as one table, numbers as numbers, each with its day and origin."""
    headings = {
        "part": _("Part"), "figure": _("Figure"), "column": _("Column"), "value": _("Value"),
        "unit": _("Unit of measure"), "as_of": _("As of"), "status": _("Status"),
        "remarks": _("Remarks"),
    }  # fmt: skip
    told = list(_told(shown))
    rows = [
        [part, name, column, number_in_file(one), one.unit, format_date(one.as_of) if one.as_of else None,
         str(STATUSES.get(one.status, one.status)), remark]
        for part, name, column, one, remark in told
    ]  # fmt: skip
    origins = [one.origin or "published" for _part, _name, _column, one, _remark in told]
    return Table("board", _("Operations board"), headings, rows, origins, clock.about)


def number_in_file(one: Shown) -> Value:
    """A figure as a number of a file; nothing where it has none."""
    if one.value is None:
        return None
    return int(one.value) if one.value.denominator == 1 else float(one.value)


def _told(shown: Board) -> Iterator[tuple[str, str, str, Shown, str]]:
    for goal in shown.goals:
        for tile in goal.tiles:
            yield goal.title, tile.label, "", tile.figure, "; ".join(tile.notes)
    for line in shown.targets:
        for column, one in (
            (_("Plan"), line.plan),
            (_("Cumulative"), line.done),
            (_("Whole year, declared"), line.year),
        ):
            yield _("Targets"), line.title, column, one, f"{line.state.word}. {line.why}"
    for panel in shown.panels:
        for row in panel.rows:
            for column, one in row.cells:
                yield panel.title, row.name, column, one, str(panel.note)
