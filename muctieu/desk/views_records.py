"""Pages of the registers: which there are, one as a list, one record with its history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import today
from muctieu.core.models import Origin
from muctieu.core.permissions import check, may, may_somewhere
from muctieu.core.roles import Action, IdentityLevel
from muctieu.core.units import versions_on
from muctieu.desk.band import proof_sentence, rehearsal_band
from muctieu.desk.brought import Brought, brought_by, with_what_it_brought
from muctieu.desk.clocks import Clock, clock_of
from muctieu.desk.correcting import changeable
from muctieu.desk.doors import (
    for_officials,
    official,
    readable_registers,
    register_or_404,
    version_seen,
)
from muctieu.desk.handing import ways_to_return
from muctieu.desk.paging import SIZE, page_number, paging
from muctieu.desk.records import (
    cells_of,
    choices_of,
    lines,
    narrowed,
    place_of_row,
    pointing_here,
    steps,
    update_asked,
    visible_fields,
)
from muctieu.desk.takeaway import LONGEST_LIST, forms_of, long_file_of, wanted_form
from muctieu.desk.words import named, number
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Register
from muctieu.registers.extracts import listed_of
from muctieu.registers.identity import level_over
from muctieu.registers.intake import all_intakes
from muctieu.registers.listing import Rows, for_user, happened_by, known_rows
from muctieu.registers.people import PERSON
from muctieu.registers.write import Act, Changes, Refused, commit

if TYPE_CHECKING:
    from django.http import HttpRequest


def registers(request: HttpRequest) -> HttpResponse:
    """The registers there are for whoever asks."""
    clock = clock_of(request)
    found = [
        {
            "title": one.title,
            "code": one.code,
            "url": reverse("desk:register", args=[one.code]) + clock.query(),
            "count": number(_happened(request, one, clock).count()),
        }
        for one in readable_registers(request)
    ]
    return render(request, "desk/registers.html", {"clock": clock, "registers": found})


def _happened(request: HttpRequest, declared: Register, clock: Clock) -> Rows:
    """What whoever asks may read of a register on the two dates of the page."""
    rows = for_user(request.user, declared, clock.known, on=today())
    return happened_by(rows, declared, clock.as_of)


@for_officials
def register(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """One register as a list: search, filters, pages, or the whole of it as a file."""
    declared, clock = register_or_404(code), clock_of(request)
    _readable_somewhere(request, declared)
    rows = for_user(request.user, declared, clock.known, on=today())
    found = narrowed(declared, rows, request.GET, clock)
    if form := wanted_form(request):
        rows = _may_be_taken(request, declared, found.rows, clock)
        if rows.count() <= LONGEST_LIST:
            return _file(request, declared, rows, clock, form)
        found = replace(found, problems=(*found.problems, _too_long(rows.count())))
    return _list_page(request, declared, found.rows, found.problems, clock)


def _too_long(count: int) -> str:
    return _(
        "This list has %(count)s rows; one file takes at most %(most)s. Narrow it down by unit or"
        " by day, and take the parts."
    ) % {"count": number(count), "most": number(LONGEST_LIST)}


def _may_be_taken(request: HttpRequest, declared: Register, rows: Rows, clock: Clock) -> Rows:
    """Of these rows, those in the units from which the person may take records away."""
    user = official(request)
    allowed = for_user(user, declared, clock.known, on=today(), action=Action.EXPORT)
    return rows.filter(pk__in=allowed.values("pk"))


def _readable_somewhere(request: HttpRequest, declared: Register) -> None:
    # Identities are not listed: they are read one by one, with a purpose.
    if declared.sealed_with_key:
        raise Http404
    if not may_somewhere(request.user, Action.READ, declared.code, today()):
        check(request.user, Action.READ, declared.code, None, today())


def _list_page(
    request: HttpRequest, declared: Register, rows: Rows, problems: tuple[str, ...], clock: Clock
) -> HttpResponse:
    page, total = page_number(request), rows.count()
    shown = lines(declared, rows[(page - 1) * SIZE : page * SIZE], clock, request.user)
    rehearsed = rows.filter(origin=Origin.REHEARSAL).exists()
    return render(
        request,
        "desk/register.html",
        {
            "clock": clock,
            "band": rehearsal_band({"rehearsal"} if rehearsed else ()),
            "register": named(declared),
            "headings": [str(one.title) for one in visible_fields(declared)],
            "lines": shown,
            "paging": paging(request, page, total),
            "problems": problems,
            "filters": _filters(request, declared, clock),
            "asked": request.GET,
            "update": update_asked(request.GET),
            "forms": forms_of(request)
            if may_somewhere(request.user, Action.EXPORT, declared.code, today())
            else [],
            "about_people": declared.about_people,
            "has_days": declared.happened is not None,
            "intake": _way_in(request, declared),
        },
    )


def _way_in(request: HttpRequest, declared: Register) -> str:
    """The code by which whoever asks may enter records here; empty where there is none."""
    ways = [one.code for one in all_intakes() if one.register is declared]
    if not ways or not may_somewhere(request.user, Action.ENTER, declared.code, today()):
        return ""
    return ways[0]


def _filters(request: HttpRequest, declared: Register, clock: Clock) -> list[dict[str, Any]]:
    """The drop-downs above a list, with what is chosen in each."""
    found = []
    if declared.place is not None:
        units = versions_on(clock.as_of).exclude(kind="office").order_by("code", "pk")
        options = [(one.code or one.name, one.name) for one in units]
        found.append(_filter(request, "donvi", str(declared[declared.place].title), options))
    for field in choices_of(declared):
        choices = [(one.value, str(one.title)) for one in field.choices]
        found.append(_filter(request, field.name, str(field.title), choices))
    return found


def _filter(
    request: HttpRequest, name: str, title: str, options: list[tuple[str, str]]
) -> dict[str, Any]:
    return {"name": name, "title": title, "options": options, "chosen": request.GET.get(name, "")}


def _file(
    request: HttpRequest, declared: Register, rows: Rows, clock: Clock, form: str
) -> HttpResponse | FileResponse:
    """The list as a file."""
    about = {_("Updated by"): clock.known_text}
    listed = listed_of(declared, rows, by=official(request), on=clock.as_of, about=about)
    return long_file_of(form, listed, declared.code)


@for_officials
def record(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One record as known by the page's date, and everything it was before and after."""
    declared, clock = register_or_404(code), clock_of(request)
    row = _row_or_404(request, declared, pk, clock)
    now = _row_now(request, declared, pk)
    theirs = _is_their_person(request, declared, pk)
    told = steps(
        declared,
        pk,
        clock.known,
        lambda place: theirs or _may(request, Action.READ, declared, place),
        request.user,
    )
    rehearsed = row.origin == Origin.REHEARSAL
    return render(
        request,
        "desk/record.html",
        {
            "clock": clock,
            "band": rehearsal_band({"rehearsal"} if rehearsed else ()),
            "proof": proof_sentence() if rehearsed else "",
            "register": named(declared),
            "register_url": reverse("desk:register", args=[declared.code]) + clock.query(),
            "number": str(pk),
            "cells": cells_of(declared, row, clock, request.user),
            "origin": dict(Origin.choices)[row.origin],
            "steps": told,
            "gone": told[0].word == _("withdrawn") if told else False,
            "pointing": pointing_here(request.user, declared, pk, clock),
            "version": row.version,
            "may_correct": bool(changeable(declared))
            and _may_now(request, Action.CORRECT, declared, now),
            "may_withdraw": _may_now(request, Action.WITHDRAW, declared, now),
            "brought": _brought(request, declared, now),
            "returning": ways_to_return(official(request), declared, pk, clock, today()),
        },
    )


def _brought(request: HttpRequest, declared: Register, now: Any) -> Brought | None:
    """What the record brought along, for whoever may withdraw it."""
    if not _may_now(request, Action.WITHDRAW, declared, now):
        return None
    return brought_by(request.user, declared, now)


def _may(request: HttpRequest, action: Action, declared: Register, place: int | None) -> bool:
    return may(request.user, action, declared.code, place, today())


def _may_now(request: HttpRequest, action: Action, declared: Register, now: Any) -> bool:
    """Whether a record may be changed where it is now, whatever day the page shows."""
    return now is not None and _may(request, action, declared, place_of_row(declared, now))


def _row_now(request: HttpRequest, declared: Register, pk: int) -> Any:
    """The record as it is known now; None where it is gone or somebody else's."""
    return for_user(request.user, declared, latest(), on=today()).filter(record=pk).first()


def _is_their_person(request: HttpRequest, declared: Register, pk: int) -> bool:
    """Whether the record is somebody whose name the reader may see, wholly or in part.

    A person has no unit; whoever may know who it is, by where they live, may see that they are.
    """
    return declared is PERSON and level_over(request.user, pk) > IdentityLevel.NONE


def _row_or_404(request: HttpRequest, declared: Register, pk: int, clock: Clock) -> Any:
    """The record as known, or its last version where it is gone; nothing to others."""
    if declared.sealed_with_key:
        raise Http404
    row = for_user(request.user, declared, clock.known, on=today()).filter(record=pk).first()
    if row is None and _is_their_person(request, declared, pk):
        row = known_rows(declared, clock.known).filter(record=pk).first()
    if row is None:
        versions = declared.versions._default_manager.filter(
            record=pk, known_from__lte=clock.known.position
        )
        row = versions.order_by("-version").first()
        if row is None or not _may(request, Action.READ, declared, place_of_row(declared, row)):
            raise Http404
    return row


@for_officials
@require_POST
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a record, with a reason. What others point to is refused with the list."""
    declared = register_or_404(code)
    # Who may not read a record is told that there is none: an address tells nothing. What counts
    # is where the record is now, whatever day the address names.
    row = None if declared.sealed_with_key else _row_now(request, declared, pk)
    if row is None:
        raise Http404
    place = place_of_row(declared, row)
    check(official(request), Action.WITHDRAW, declared.code, place, today())
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why the record is withdrawn; nothing was changed."))
    else:
        _withdraw(request, declared, row, reason)
    return redirect("desk:record", code=code, pk=pk)


def _withdraw(request: HttpRequest, declared: Register, row: Any, reason: str) -> None:
    seen = version_seen(request) or row.version
    act = Act(by=official(request), action="withdraw", reason=reason[:400])
    changes = Changes().withdrawing(declared, [row.record], [seen])
    if "with" in request.POST:
        changes = with_what_it_brought(request.user, changes, declared, row)
    try:
        receipt = commit(changes, act)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("The record is withdrawn by update no. %(number)s. What was known before stays.")
        messages.success(request, said % {"number": receipt.number})
