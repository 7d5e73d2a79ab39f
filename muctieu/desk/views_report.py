"""The report page: the board as paper, on the screen and in other forms at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from muctieu.core.days import end_of
from muctieu.desk.asker import Asker
from muctieu.desk.audience import asks_for_a_message
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import board_of
from muctieu.desk.bulletin import as_plain_text, board_bulletin, bulletin_url
from muctieu.desk.clocks import clock_of
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.reporting import board_statement
from muctieu.desk.takeaway import FORM
from muctieu.statements.write.forms import Form
from muctieu.statements.write.html import to_html

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.statements.write.document import Statement

_FORMS = {one.value: one for one in Form}


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
    form = _FORMS.get(request.GET.get(FORM, ""))
    if form is not None:
        return _paper(request, statement, clock, form)
    return render(
        request,
        "desk/report.html",
        {
            "clock": clock,
            "band": band,
            "article": to_html(statement),
            "forms": [(_address(request, one), one.upper()) for one in _FORMS],
            "message": bulletin_url(request),
        },
    )


def _address(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query[FORM] = form
    return f"?{query.urlencode()}"


def _paper(request: HttpRequest, statement: Statement, clock: Clock, form: Form) -> HttpResponse:
    """The statement as a file; the same statement gives the same bytes."""
    content = form.writer(
        statement,
        site=request.build_absolute_uri("/").rstrip("/"),
        language=get_language() or "vi",
        on=end_of(clock.known_day),
    )
    answer = HttpResponse(content, content_type=form.content_type)
    shown = "inline" if form is Form.PDF else "attachment"
    name = f"bao-cao-{clock.as_of.isoformat()}.{form.value}"
    answer["Content-Disposition"] = f'{shown}; filename="{name}"'
    return answer
