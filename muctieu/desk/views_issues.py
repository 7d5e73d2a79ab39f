"""“Phát sổ”: workbooks issued to units, and what became of each."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muctieu.core.days import now, today
from muctieu.core.permissions import NotAllowed, units_of
from muctieu.core.roles import Action
from muctieu.core.units import names_on
from muctieu.desk.clocks import clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.views_imports import entering, workbook_of
from muctieu.desk.words import instant, named
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.registers import issues as issuing
from muctieu.registers.import_models import Import, Issue
from muctieu.registers.intake import Intake, intake_of
from muctieu.registers.prefilled import prefillable
from muctieu.registers.sentences import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

_SHOWN = 50
_UNPROCESSABLE = 422


@for_officials
def issues(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a workbook to a unit for some days; below, those issued before and their returns."""
    intake = entering(request, code)
    clock, problem = clock_of(request), ""
    sent = {name: request.POST.get(name, "").strip() for name in ("unit", "first", "last")}
    if request.method == "POST":
        try:
            made = _made(request, intake, sent)
            messages.success(request, _("The workbook is issued; take it below."))
            return redirect("desk:issues", code=made.intake)
        except NotADate as refused:
            problem = refused.en if get_language() == "en" else refused.vi
        except (Refusal, NotAllowed) as refused:
            problem = str(refused)
    names = names_on(clock.as_of)
    may = _units(request, intake)
    return render(
        request,
        "desk/issues.html",
        {
            "intake": named(intake),
            "problem": problem,
            "sent": sent,
            "prefilled": prefillable(intake),
            "units": sorted(
                ((unit, name) for unit, name in names.items() if may is None or unit in may),
                key=lambda pair: pair[1],
            ),
            "issued": _lines(list(_issued(request, intake)[:_SHOWN]), names),
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _made(request: HttpRequest, intake: Intake, sent: dict[str, str]) -> Issue:
    units = {str(unit): unit for unit in names_on(clock_of(request).as_of)}
    if sent["unit"] not in units:
        raise NotAllowed(_("Choose a unit."))
    first, last = parse_date(sent["first"]), parse_date(sent["last"])
    return issuing.issue(intake, units[sent["unit"]], first, last, by=official(request), at=now())


def _units(request: HttpRequest, intake: Intake) -> frozenset[int] | None:
    return units_of(official(request), intake.register.code, Action.ENTER, today())


def _issued(request: HttpRequest, intake: Intake) -> QuerySet[Issue]:
    """The issues to units that whoever asks may enter for."""
    found = Issue.objects.filter(intake=intake.code).select_related("by")
    may = _units(request, intake)
    return found if may is None else found.filter(unit_id__in=may)


def _lines(found: list[Issue], names: dict[int, str]) -> list[dict[str, Any]]:
    """Workbooks issued, each with the files that handed it back, all looked up at once."""
    returns: dict[int, list[Import]] = {one.pk: [] for one in found}
    for back in issuing.returns_of(*found).order_by("change_set_id"):
        if back.issue_id is not None:
            returns[back.issue_id].append(back)
    return [_line(one, names, returns[one.pk]) for one in found]


def _line(one: Issue, names: dict[int, str], returns: list[Import]) -> dict[str, Any]:
    return {
        "token": one.token,
        "unit": names.get(one.unit_id, str(one.unit_id)),
        "days": f"{format_date(one.first)} – {format_date(one.last)}",
        "by": one.by.get_short_name() or one.by.get_username(),
        "at": instant(one.made_at),
        "returns": [(back.token, back.change_set_id) for back in returns],
    }


@for_officials
def workbook(request: HttpRequest, token: UUID) -> HttpResponse:
    """The issued workbook itself, to be filled in offline."""
    from muctieu.registers.templates import template_for  # noqa: PLC0415  late: loads xlsxwriter

    one = Issue.objects.filter(token=token).first()
    if one is None:
        raise Http404
    intake = intake_of(one.intake)
    if not _issued(request, intake).filter(pk=one.pk).exists():
        raise Http404
    out = io.BytesIO()
    template_for(intake, out, on=one.last, issued=one)
    name = names_on(one.last).get(one.unit_id, "")
    return workbook_of(out.getvalue(), f"{intake.title} - {name} - {one.last.isoformat()}.xlsx")
