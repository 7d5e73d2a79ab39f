"""Entering one record, correcting one, and reading who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import today
from muctieu.core.permissions import check
from muctieu.core.roles import Action
from muctieu.core.units import names_on
from muctieu.desk.clocks import clock_of, opening_day
from muctieu.desk.correcting import NotAccepted, changeable, correct
from muctieu.desk.doors import for_officials, official, register_or_404, version_seen
from muctieu.desk.entering import RecordForm, as_texts, differences
from muctieu.desk.records import cells_of
from muctieu.desk.views_imports import intake_or_404, open_intakes
from muctieu.desk.words import named
from muctieu.registers.applying import ImportRefused, apply_preview
from muctieu.registers.clocks import latest
from muctieu.registers.identity import IdentityRefused, read_identities
from muctieu.registers.intake import CHANGED
from muctieu.registers.listing import for_user
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.write import Act, Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.registers.declare import Register
    from muctieu.registers.intake import Intake
    from muctieu.registers.preview import FaultShown

_UNPROCESSABLE = 422


@for_officials
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """One record by hand: judged like a row of a sheet, written as an update of its own."""
    intake = intake_or_404(code)
    user = official(request)
    if intake not in open_intakes(user):
        check(user, Action.ENTER, intake.register.code, None, today())
    days = (opening_day(latest()), today())
    form = RecordForm(intake.columns, days, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _entry_page(request, intake, form)
    preview = preview_rows([form.texts()], intake, Sender(user, today()))
    form.blame(preview.faults_shown())
    if form.errors:
        return _entry_page(request, intake, form)
    changed = differences(preview) if _changes_something(preview) else []
    warned = [one for one in preview.faults_shown() if one.rule == "row.withdrawn"]
    if (changed or warned) and "confirmed" not in request.POST:
        return _entry_page(request, intake, form, changed, warned)
    return _written(request, intake, form, preview)


def _changes_something(preview: Preview) -> bool:
    return bool((preview.rows["outcome"] == CHANGED).any())


def _entry_page(
    request: HttpRequest,
    intake: Intake,
    form: RecordForm,
    changed: list[tuple[str, str, str]] | None = None,
    warned: list[FaultShown] | None = None,
) -> HttpResponse:
    return render(
        request,
        "desk/entry_form.html",
        {"intake": named(intake), "form": form, "changed": changed or [], "warned": warned or []},
        status=_UNPROCESSABLE if form.is_bound and form.errors else 200,
    )


def _written(
    request: HttpRequest, intake: Intake, form: RecordForm, preview: Preview
) -> HttpResponse:
    act = Act(by=official(request), action="form")
    try:
        receipt = apply_preview(preview, act)
    except (ImportRefused, Refused) as refused:
        messages.error(request, str(refused))
        return _entry_page(request, intake, form)
    ids = receipt.ids.get(intake.register.code, ())
    messages.success(request, _("Saved as update no. %(number)s.") % {"number": receipt.number})
    for one in preview.faults_shown():
        messages.warning(request, f"{one.sentence} {one.remedy}")
    if "another" in request.POST or not ids:
        return redirect("desk:entry_form", code=intake.code)
    return redirect("desk:record", code=intake.register.code, pk=ids[0])


@for_officials
def correct_record(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct one record; the one before stays known."""
    register = register_or_404(code)
    row = _row(request, register, pk)
    fields = changeable(register)
    if not fields:
        raise Http404
    happened = getattr(row, register.happened) if register.happened else opening_day(latest())
    begin = as_texts(fields, row, names_on(happened))
    form = RecordForm(fields, (happened,), request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        answer = _corrected(request, register, row, form)
        if answer is not None:
            return answer
    address = reverse("desk:record", args=[code, pk])
    fixed = [
        cell
        for cell in cells_of(register, row, clock_of(request), request.user)
        if cell.name not in form.fields
    ]
    return render(
        request,
        "desk/correct.html",
        {
            "register": named(register),
            "number": str(pk),
            "form": form,
            "fixed": fixed,
            # What was seen stays what was seen: a form answered "somebody wrote" is opened anew.
            "version": request.POST.get("version", row.version),
            "record_url": address,
        },
        status=_UNPROCESSABLE if form.is_bound and form.errors else 200,
    )


def _row(request: HttpRequest, register: Register, pk: int) -> Any:
    if register.sealed_with_key:
        raise Http404
    rows = for_user(request.user, register, latest(), on=today())
    row = rows.filter(record=pk).first()
    if row is None:
        raise Http404
    place = getattr(row, register[register.place].column) if register.place else None
    check(request.user, Action.CORRECT, register.code, place, today())
    return row


def _corrected(
    request: HttpRequest, register: Register, row: Any, form: RecordForm
) -> HttpResponse | None:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        form.add_error(None, _("Say why the record is corrected."))
        return None
    act = Act(by=official(request), action="correct", reason=reason[:400])
    try:
        receipt = correct(
            register, row, form.texts(), seen=version_seen(request) or 0, act=act, today=today()
        )
    except NotAccepted as refused:
        for column, sentence in refused.faults:
            form.add_error(column if column in form.fields else None, sentence)
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(
            request,
            _("Corrected by update no. %(number)s. What was known before stays.")
            % {"number": receipt.number},
        )
        return redirect("desk:record", code=register.code, pk=row.record)
    return None


@for_officials
@require_POST
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is: for a stated purpose, and the reading is itself recorded."""
    purpose = request.POST.get("purpose", "")
    shown, problem = None, ""
    try:
        shown = read_identities([pk], by=official(request), purpose=purpose).get(pk)
        if shown is None:
            problem = _("There is no identity of this person that you may read.")
    except IdentityRefused as refused:
        problem = str(refused)
    return render(
        request,
        "desk/identity.html",
        {"number": str(pk), "shown": shown, "problem": problem, "purpose": purpose},
        status=403 if problem else 200,
    )
