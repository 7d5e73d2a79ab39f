"""The report page: the board as paper, on the screen and in other forms at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from muctieu.desk.asker import Asker
from muctieu.desk.audience import asks_for_a_message
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import board_of
from muctieu.desk.bulletin import as_plain_text, board_bulletin, bulletin_url
from muctieu.desk.clocks import clock_of
from muctieu.desk.papers import as_file, form_asked, forms_of_papers, papers_for
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.reporting import board_statement
from muctieu.statements.write.html import to_html

if TYPE_CHECKING:
    from django.http import HttpRequest


def report(request: HttpRequest) -> HttpResponse:
    """The report of a unit; ``?dang=pdf`` is the paper, ``docx`` and ``xlsx`` its other forms,
    ``tinnhan`` five lines of it."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        raise Http404
    asker = Asker(place.unit.unit_id, clock, Addresses.at(clock, place.home.unit_id))
    board = board_of(asker, place.home.unit_id)
    band = rehearsal_band(board.origins)
    name = place.unit.name
    if asks_for_a_message(request):
        return as_plain_text(board_bulletin(request, board, place=name, clock=clock, band=band))
    statement = board_statement(board, place=name, clock=clock, band=band)
    form = form_asked(request)
    if form is not None:
        return as_file(request, statement, clock, form, "bao-cao")
    return render(
        request,
        "desk/report.html",
        {
            "clock": clock,
            "band": band,
            "article": to_html(statement),
            "forms": forms_of_papers(request),
            "message": bulletin_url(request),
            "papers": papers_for(request, clock),
        },
    )
