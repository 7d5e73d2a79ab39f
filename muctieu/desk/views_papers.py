"""A paper of a sector: on the screen, and as PDF, Word and Excel at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from muctieu.core.days import today
from muctieu.core.permissions import check
from muctieu.core.roles import Action
from muctieu.desk.band import REHEARSED, rehearsal_band
from muctieu.desk.clocks import clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.papers import as_file, form_asked, forms_of_papers
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.reporting import printed_band, subtitle_of
from muctieu.desk.words import number
from muctieu.statements.papers import Asked, paper_of
from muctieu.statements.write.document import Name
from muctieu.statements.write.html import to_html

if TYPE_CHECKING:
    from django.http import HttpRequest


@for_officials
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The paper for the unit and the two dates of the address, for whoever may read its register."""
    found = paper_of(code)
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if found is None or place.unit is None or place.home is None:
        raise Http404
    check(official(request), Action.READ, found.register, place.unit.unit_id, today())
    band = rehearsal_band(REHEARSED)
    statement = found.make(
        Asked(
            agency=settings.AGENCY or place.unit.name,
            unit=place.unit.unit_id,
            as_of=clock.as_of,
            known=clock.known,
            subtitle=(Name(subtitle_of(clock)),),
            band=printed_band(band),
            number=number,
            link=Addresses.at(clock, place.home.unit_id).of,
        )
    )
    form = form_asked(request)
    if form is not None:
        return as_file(request, statement, clock, form, found.code)
    return render(
        request,
        "desk/paper.html",
        {
            "clock": clock,
            "place": place,
            "title": str(found.title),
            "band": band if statement.band else None,
            "article": to_html(statement),
            "forms": forms_of_papers(request),
        },
    )
