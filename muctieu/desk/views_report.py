"""The report page: the board as paper, on the screen and in other forms at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from muctieu.core.days import end_of
from muctieu.desk.asker import Asker
from muctieu.desk.band import rehearsal_band
from muctieu.desk.boarding import board_of
from muctieu.desk.clocks import clock_of
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.reporting import board_statement
from muctieu.desk.takeaway import FORM
from muctieu.statements.write.docx import to_docx
from muctieu.statements.write.html import to_html
from muctieu.statements.write.pdf import to_pdf
from muctieu.statements.write.xlsx import to_xlsx

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.statements.write.document import Statement

_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    "pdf": "application/pdf",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
}


def report(request: HttpRequest) -> HttpResponse:
    """The report of a unit; ``?dang=pdf`` is the paper, ``docx`` and ``xlsx`` its other forms."""
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        raise Http404
    asker = Asker(place.unit.unit_id, clock, Addresses.at(clock, place.home.unit_id))
    board = board_of(asker, place.home.unit_id)
    band = rehearsal_band(board.origins)
    statement = board_statement(board, place=place.unit.name, clock=clock, band=band)
    form = request.GET.get(FORM, "")
    if form in _TYPES:
        return _paper(request, statement, clock, form)
    return render(
        request,
        "desk/report.html",
        {
            "clock": clock,
            "band": band,
            "article": to_html(statement),
            "forms": [(_address(request, one), one.upper()) for one in _TYPES],
        },
    )


def _address(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query[FORM] = form
    return f"?{query.urlencode()}"


def _paper(request: HttpRequest, statement: Statement, clock: Clock, form: str) -> HttpResponse:
    """The statement as a file; the same statement gives the same bytes."""
    write = {"pdf": to_pdf, "docx": to_docx, "xlsx": to_xlsx}[form]
    content = write(
        statement,
        site=request.build_absolute_uri("/").rstrip("/"),
        language=get_language() or "vi",
        on=end_of(clock.known_day),
    )
    answer = HttpResponse(content, content_type=_TYPES[form])
    shown = "inline" if form == "pdf" else "attachment"
    name = f"bao-cao-{clock.as_of.isoformat()}.{form}"
    answer["Content-Disposition"] = f'{shown}; filename="{name}"'
    return answer
