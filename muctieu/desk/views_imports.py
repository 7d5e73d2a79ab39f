"""Sheets on their way into a register: upload, columns, preview, apply, with progress to leave.

Only its sender, and whoever may configure the register, sees a file.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import now, today
from muctieu.core.permissions import may, may_somewhere
from muctieu.core.roles import Action
from muctieu.desk.clocks import clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.importing import columns_taken, differences, new_rows
from muctieu.desk.paging import SIZE, page_number, paging
from muctieu.desk.updates import Update, update_of
from muctieu.desk.words import instant, named, number
from muctieu.registers import applying, tasks
from muctieu.registers.exports import CONTENT_TYPES, Format
from muctieu.registers.import_models import Import, JobState, State, Work
from muctieu.registers.intake import Intake, NoSuchIntake, all_intakes, intake_of
from muctieu.registers.mapping import first_heading
from muctieu.registers.preview import open_file, preview_opened
from muctieu.registers.sentences import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from muctieu.core.models import User

_SHOWN = 100
_RECENT = 20
_UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
_STAGES = ("reading", "checking", "writing")


def intake_or_404(code: str) -> Intake:
    """The intake of an address, by its own code or by its register's."""
    try:
        return intake_of(code)
    except NoSuchIntake:
        for one in all_intakes():
            if one.register.code == code:
                return one
        raise Http404 from None


def open_intakes(user: User) -> list[Intake]:
    """What somebody may send in or enter."""
    return [
        one
        for one in all_intakes()
        if may_somewhere(user, Action.ENTER, one.register.code, today())
    ]


@for_officials
def entry(request: HttpRequest) -> HttpResponse:
    """Where data come in: what may be entered, and the files sent so far."""
    user = official(request)
    tasks.recover(now())
    sent = Import.objects.filter(by=user)[:_RECENT]
    return render(
        request,
        "desk/entry.html",
        {
            "intakes": [named(one) for one in open_intakes(user)],
            "map_day": clock_of(request),
            "sent": [_sent_line(one) for one in sent],
        },
    )


def _sent_line(one: Import) -> dict[str, Any]:
    return {
        "name": one.file_name,
        "url": reverse("desk:import", args=[one.token]),
        "at": instant(one.received_at),
        "state": one.get_state_display(),
        "said": str(one.said),
        "job": tasks.latest_job(one),
    }


def entering(request: HttpRequest, code: str) -> Intake:
    """The intake of an address, for whoever may enter into its register somewhere."""
    intake = intake_or_404(code)
    if intake not in open_intakes(official(request)):
        raise PermissionDenied
    return intake


@for_officials
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Send a file in; it is kept as it is and checked in the background."""
    intake = entering(request, code)
    problem = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None:
            problem = _("Choose a file first.")
        else:
            user = official(request)
            try:
                one = applying.receive(sent.chunks(), sent.name or "", intake, by=user, at=now())
            except Refusal as refusal:
                problem = str(refusal)
            else:
                tasks.start(one, Work.PREVIEW, by=user, at=now())
                return redirect("desk:import", token=one.token)
    columns = [(first_heading(one), one.required) for one in intake.columns]
    return render(
        request,
        "desk/import_upload.html",
        {
            "intake": named(intake),
            "columns": columns,
            "problem": problem,
            "map_day": clock_of(request),
        },
        status=422 if problem else 200,
    )


@for_officials
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Our own workbook for this register, with the units of the page's day and date windows."""
    from muctieu.registers.templates import template_for  # noqa: PLC0415  late: loads xlsxwriter

    intake = entering(request, code)
    out, day = io.BytesIO(), clock_of(request).as_of
    template_for(intake, out, on=day, until=today())
    return workbook_of(out.getvalue(), f"{intake.code}-{day.isoformat()}.xlsx")


def workbook_of(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved."""
    answer = HttpResponse(content, content_type=CONTENT_TYPES[Format.XLSX])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _import_or_404(request: HttpRequest, token: UUID) -> Import:
    one = Import.objects.filter(token=token).first()
    if one is None:
        raise Http404
    user = official(request)
    code = intake_of(one.intake).register.code
    if one.by_id != user.pk and not may(user, Action.CONFIGURE, code, None, today()):
        raise Http404
    return one


@for_officials
def sent(request: HttpRequest, token: UUID) -> HttpResponse:
    """One file: how far it is, what it would do, and the button that does it."""
    one = _import_or_404(request, token)
    tasks.recover(now())
    one.refresh_from_db()
    job = tasks.latest_job(one)
    running = job is not None and job.state in _UNDER_WAY
    shown = {
        "sent": one,
        "said": str(one.said),
        "job": job,
        "running": running,
        "stage": _STAGES.index(job.stage) + 1 if job and job.stage in _STAGES else 0,
        "intake": named(intake_of(one.intake)),
        "interrupted": job is not None and job.state == JobState.INTERRUPTED,
    }
    if request.headers.get("HX-Request") and running:
        return render(request, "desk/import_progress.html", shown)
    answer = render(request, "desk/import.html", shown | _checked(request, one, running=running))
    if request.headers.get("HX-Request"):
        # The work is over: the whole page is wanted, not the piece that was polled.
        answer["HX-Refresh"] = "true"
    return answer


def _checked(request: HttpRequest, one: Import, *, running: bool) -> dict[str, Any]:
    """What a finished preview says, piece by piece, and what became of it."""
    if running or one.state not in (State.PREVIEWED, State.APPLIED):
        return {"previewed": False, "state": one.state}
    told = {"state": one.state, "update": _update_of(request, one)}
    if not one.folder.exists():
        return told | {"previewed": False}
    counts = {name: number(count) for name, count in one.counts.items()}
    faults = applying.faults_kept(one, 0, _SHOWN + 1)
    return (
        told
        | _pieces(request, one)
        | {
            "previewed": True,
            "counts": counts,
            "writes": bool(one.counts.get("new") or one.counts.get("changed")),
            "faults": faults[:_SHOWN],
            "more_faults": len(faults) > _SHOWN,
            "skipped": applying.skipped_kept(one, 0, _SHOWN),
            "notes": applying.notes_kept(one),
        }
    )


def _pieces(request: HttpRequest, one: Import) -> dict[str, Any]:
    """Columns, new rows and differences as the page shows them."""
    intake, page = intake_of(one.intake), page_number(request)
    first = (page - 1) * SIZE
    headings, rows = new_rows(one, intake, official(request), first, SIZE)
    changes = differences(one, intake, today(), 0, _SHOWN + 1)
    return {
        "columns": columns_taken(one, intake),
        "new_headings": headings,
        "new_rows": rows,
        "paging": paging(request, page, one.counts.get("new", 0)),
        "differences": changes[:_SHOWN],
        "more_differences": len(changes) > _SHOWN,
    }


def _update_of(request: HttpRequest, one: Import) -> Update | None:
    made = one.change_set
    return update_of(official(request), made) if made else None


@for_officials
def columns(request: HttpRequest, token: UUID) -> HttpResponse:
    """Which column of the file is which: proposed, corrected by hand, remembered."""
    one = _import_or_404(request, token)
    intake = intake_of(one.intake)
    pairs = applying.mapping_of(one).pairs
    if request.method == "POST":
        choices = {
            pair.heading: request.POST.get(f"column-{place}") or None
            for place, pair in enumerate(pairs)
        }
        try:
            applying.settle_columns(one, choices, at=now())
        except applying.ImportRefused as refused:
            messages.error(request, str(refused))
        else:
            tasks.start(one, Work.PREVIEW, by=official(request), at=now())
        return redirect("desk:import", token=token)
    return render(
        request,
        "desk/import_columns.html",
        {
            "sent": one,
            "said": str(one.said) if one.state == State.COLUMNS else "",
            "pairs": [(place, pair) for place, pair in enumerate(pairs)],
            "columns": [(field.name, first_heading(field)) for field in intake.columns],
        },
    )


@for_officials
@require_POST
def apply(request: HttpRequest, token: UUID) -> HttpResponse:
    """Write the previewed file into the register as one update, in the background."""
    one = _import_or_404(request, token)
    tasks.start(one, Work.APPLY, by=official(request), at=now())
    return redirect("desk:import", token=token)


@for_officials
@require_POST
def again(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take up work that was cut off, or check the file anew."""
    one = _import_or_404(request, token)
    job = tasks.latest_job(one)
    work = Work(job.work) if job and one.state == State.PREVIEWED else Work.PREVIEW
    tasks.start(one, work, by=official(request), at=now())
    return redirect("desk:import", token=token)


@for_officials
@require_POST
def abandon(request: HttpRequest, token: UUID) -> HttpResponse:
    """Give a file up; its bytes are removed, what it became stays."""
    one = _import_or_404(request, token)
    applying.abandon(one)
    messages.success(request, _("The file is removed."))
    return redirect("desk:entry")


@for_officials
def answered(request: HttpRequest, token: UUID) -> HttpResponse:
    """The sender's own workbook with a remark on each bad cell."""
    from muctieu.registers.answers import answer  # noqa: PLC0415  late: openpyxl takes a second

    one = _import_or_404(request, token)
    intake = intake_of(one.intake)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answer.xlsx"
        try:
            opened = open_file(one.file, intake)
            sender = applying.sender_of(one, today())
            preview = preview_opened(opened, intake, sender, applying.mapping_of(one))
            answer(one.file, preview, out)
        except (Refusal, FileNotFoundError) as refused:
            raise Http404 from refused
        return workbook_of(out.read_bytes(), f"{Path(one.file_name).stem}-tra-lai.xlsx")
