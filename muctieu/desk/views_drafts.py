"""“Dự thảo từ báo cáo kỳ trước”: last period's Word report with this period's figures.

A draft is for the one who made it and for colleagues of the same unit; to everybody else it is
not there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import now, today
from muctieu.desk.asking import answers
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import AS_OF, clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.questions import Addresses
from muctieu.desk.takeaway import FORM
from muctieu.desk.words import instant
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.years import home_on
from muctieu.registers.sentences import Refusal
from muctieu.statements.fill import kept_drafts
from muctieu.statements.fill.drafting import Renewing
from muctieu.statements.fill.filling import Asking, file_name
from muctieu.statements.fill.package import LIMITS
from muctieu.statements.read.model import Unreadable
from muctieu.statements.review.house import day_said
from muctieu.statements.review.keeping import Reader
from muctieu.statements.write.forms import Form

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from muctieu.indicators.question import Question
    from muctieu.statements.fill.models import Draft

_UNPROCESSABLE = 422


@for_officials
def drafts(request: HttpRequest) -> HttpResponse:
    """Bring an old report and say its day and the new one; below, the drafts made before."""
    clock = clock_of(request)
    problem = ""
    sent = {name: request.POST.get(name, "").strip() for name in ("was_on", AS_OF)}
    if request.method == "POST":
        try:
            return redirect("desk:draft", token=_made(request, sent).token)
        except Unreadable as refused:
            problem = refused.en if get_language() == "en" else refused.vi
        except Refusal as refusal:
            problem = str(refusal)
    kept = kept_drafts.visible_to(official(request), today()).select_related("by").defer("content")
    return render(
        request,
        "desk/drafts.html",
        {
            "clock": clock,
            "problem": problem,
            "was_on": sent["was_on"],
            "as_of": sent[AS_OF] or clock.as_of_text,
            "kept": [(one, instant(one.made_at)) for one in kept],
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _made(request: HttpRequest, sent: dict[str, str]) -> Draft:
    was_on, as_of = day_said(sent["was_on"]), day_said(sent[AS_OF])
    clock = clock_of(request)
    clock = replace(clock, as_of=as_of, known=clock.known.pinned)
    home = home_on(as_of)
    if home is None:
        raise Http404
    addresses = Addresses.at(clock, home.unit_id)

    # Kept addresses are those of the Vietnamese pages; each page turns them into its own.
    def link(question: Question) -> str:
        with override("vi"):
            return addresses.of(question)

    file = request.FILES.get("file")
    content = b"" if file is None else file.read(LIMITS.file_bytes + 1)
    renewing = Renewing(was_on, home.unit_id, Asking(as_of, clock.known, answers, link))
    site = request.build_absolute_uri("/").rstrip("/")
    reader = Reader(official(request), now(), today())
    return kept_drafts.make(content, (file.name if file else "") or "", renewing, site, reader)


def _draft_or_404(request: HttpRequest, token: UUID) -> Draft:
    draft = kept_drafts.visible_to(official(request), today()).filter(token=token).first()
    if draft is None:
        raise Http404
    return draft


@for_officials
def draft(request: HttpRequest, token: UUID) -> HttpResponse:
    """What was renewed, what was left and why; ``?dang=docx`` is the draft itself."""
    found = _draft_or_404(request, token)
    if request.GET.get(FORM) == Form.DOCX.value:
        return _file(found)
    language = "en" if get_language() == "en" else "vi"
    return render(
        request,
        "desk/draft.html",
        {
            "draft": found,
            "band": rehearsal_band(found.told["origins"]),
            "made_at": instant(found.made_at),
            "was_on": format_date(found.was_on),
            "as_of": format_date(found.as_of),
            "renewed": [
                one | {"link": translate_url(one["link"], language)}
                for one in found.told["renewed"]
            ],
            "left": [one | {"why": one[language]} for one in found.told["left"]],
            "days": found.told["days"],
            "own": found.by_id == official(request).pk,
            "forms": [(f"?{FORM}={Form.DOCX.value}", _("The draft (DOCX)"))],
        },
    )


def _file(found: Draft) -> HttpResponse:
    answer = HttpResponse(bytes(found.content), content_type=Form.DOCX.content_type)
    name = file_name(found.name, found.as_of, Form.DOCX.value, found.told["origins"])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@for_officials
@require_POST
def remove(request: HttpRequest, token: UUID) -> HttpResponse:
    """Remove a draft; only the one who made it may."""
    found = _draft_or_404(request, token)
    if found.by_id != official(request).pk:
        raise Http404
    found.delete()
    messages.success(request, _("The draft is removed."))
    return redirect("desk:drafts")
