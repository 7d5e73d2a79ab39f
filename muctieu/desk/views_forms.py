"""“Biểu mẫu”: a superior's blank form, tied to figures once, filled for every period.

A form is for the one who brought it and for colleagues of the same unit; to everybody else it
is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import now, today
from muctieu.desk import filling
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.takeaway import FORM
from muctieu.desk.words import instant
from muctieu.registers.sentences import Refusal
from muctieu.statements.fill import keeping
from muctieu.statements.fill.filling import file_name, filled, other_years
from muctieu.statements.fill.models import Blank, Period, Timing
from muctieu.statements.fill.package import LIMITS
from muctieu.statements.review.keeping import Reader
from muctieu.statements.write.forms import Form

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.statements.fill.filling import Line
    from muctieu.statements.fill.package import Package

_UNPROCESSABLE = 422


def _reader(request: HttpRequest) -> Reader:
    return Reader(official(request), now(), today())


@for_officials
def forms(request: HttpRequest) -> HttpResponse:
    """The forms in use; bring another one."""
    problem = ""
    if request.method == "POST":
        try:
            return redirect("desk:form", token=_kept(request).token)
        except Refusal as refusal:
            problem = str(refusal)
    kept = keeping.visible_to(official(request), today()).select_related("by").defer("content")
    return render(
        request,
        "desk/forms.html",
        {
            "clock": clock_of(request),
            "problem": problem,
            "periods": Period.choices,
            "kept": [(one, instant(one.made_at)) for one in kept],
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _kept(request: HttpRequest) -> Blank:
    file = request.FILES.get("file")
    content = b"" if file is None else file.read(LIMITS.file_bytes + 1)
    said = request.POST.get("period", "")
    period = Period(said) if said in Period.values else Period.MONTH
    return keeping.keep(content, (file.name if file else "") or "", period, _reader(request))


def _blank_or_404(request: HttpRequest, token: UUID) -> Blank:
    blank = keeping.visible_to(official(request), today()).filter(token=token).first()
    if blank is None:
        raise Http404
    return blank


@for_officials
def form(request: HttpRequest, token: UUID) -> HttpResponse:
    """One form: what its places are tied to; ``?dang=`` its own kind is the form filled in."""
    blank = _blank_or_404(request, token)
    clock = clock_of(request)
    place = place_of(request, clock.as_of)
    if place.home is None:
        raise Http404
    addresses = Addresses.at(clock, place.home.unit_id)
    package = keeping.package_of(blank)
    known = filling.known_on(clock, place.home.unit_id)
    problem = ""
    if request.method == "POST":
        try:
            keeping.tie(blank, filling.wanted(request.POST, package, known), _reader(request))
            messages.success(request, _("The form is tied. It fills itself for every period."))
            return redirect(request.get_full_path())
        except (filling.NotTied, Refusal) as refusal:
            problem = str(refusal)
    rows, lines = filling.rows_of(blank, package, known, filling.asking_of(clock, addresses))
    if request.GET.get(FORM) == blank.kind and lines:
        return _file(request, blank, package, lines, clock)
    return render(
        request,
        "desk/form.html",
        {
            "clock": clock,
            "band": rehearsal_band(one.cited.origin for one in lines if one.cited),
            "blank": blank,
            "made_at": instant(blank.made_at),
            "rows": list(enumerate([*rows, filling.ANOTHER])),
            "tied": len(lines),
            "without": sum(one.value is None for one in lines),
            "proposed": sum(one.proposed for one in rows),
            "figures": filling.figures(known),
            "units": filling.units(known, clock.as_of),
            "timings": Timing.choices,
            "years": other_years(keeping.words_of(package), clock.as_of),
            "problem": problem,
            "own": blank.by_id == official(request).pk,
            "forms": [(clock.query(**{FORM: blank.kind}), _("The form filled in"))]
            if lines
            else [],
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _file(
    request: HttpRequest, blank: Blank, package: Package, lines: list[Line], clock: Clock
) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    content = filled(blank, package, lines, site)
    answer = HttpResponse(content, content_type=Form(blank.kind).content_type)
    origins = {one.cited.origin for one in lines if one.cited}
    name = file_name(blank.name, clock.as_of, blank.kind, origins)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@for_officials
@require_POST
def put_away(request: HttpRequest, token: UUID) -> HttpResponse:
    """Use a form no longer; only the one who brought it may say so."""
    blank = _blank_or_404(request, token)
    if blank.by_id != official(request).pk:
        raise Http404
    keeping.put_away(blank, now())
    messages.success(request, _("The form is put away."))
    return redirect("desk:forms")
