"""The report page: the board as paper, on the screen and as PDF at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from muctieu.core.days import end_of
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import Asker, ask_everything, compared, goals, targets, year_of
from muctieu.desk.clocks import clock_of
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.reporting import board_statement
from muctieu.statements.write.html import to_html
from muctieu.statements.write.pdf import to_pdf

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.statements.write.document import Statement


def report(request: HttpRequest) -> HttpResponse:
    """The one-page report of a unit; ``?dang=pdf`` is the paper."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        raise Http404
    asker = Asker(place.unit.unit_id, clock, Addresses.at(clock, place.home.unit_id))
    ask_everything(asker)
    goals_shown, origins = goals(asker)
    band = rehearsal_band(origins)
    year = year_of(clock, place.home.unit_id)
    statement = board_statement(
        place=place.unit.name,
        clock=clock,
        theme=year.theme if year else "",
        goals=goals_shown,
        targets=targets(asker) if place.unit == place.home else [],
        compared=compared(asker),
        band=band,
    )
    if request.GET.get("dang") == "pdf":
        return _paper(request, statement, clock)
    pdf = request.GET.copy()
    pdf["dang"] = "pdf"
    return render(
        request,
        "desk/report.html",
        {
            "clock": clock,
            "band": band,
            "article": to_html(statement),
            "forms": [(f"?{pdf.urlencode()}", "PDF")],
        },
    )


def _paper(request: HttpRequest, statement: Statement, clock: Clock) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    paper = to_pdf(
        statement, site=site, language=get_language() or "vi", on=end_of(clock.known_day)
    )
    answer = HttpResponse(paper, content_type="application/pdf")
    name = f"bao-cao-{clock.as_of.isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
