"""“Rà soát số liệu”: bring a text, see every figure checked, say what is right, teach a name.

A kept text is for the one who brought it and for colleagues of the same unit; to everybody else
it is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import now, today
from muctieu.core.permissions import may_somewhere
from muctieu.core.roles import Action
from muctieu.desk import proofing
from muctieu.desk.clocks import clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.questions import Addresses
from muctieu.desk.takeaway import FORM, Table, forms_of, taken_away
from muctieu.desk.words import instant
from muctieu.plan.years import home_on
from muctieu.registers.clocks import latest
from muctieu.statements.read.check.house import Asked
from muctieu.statements.read.load.files import load_bytes
from muctieu.statements.read.model import Unreadable
from muctieu.statements.review import keeping, taking
from muctieu.statements.review.cards import cards
from muctieu.statements.review.models import SYNONYM, Judgement, Review

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from muctieu.statements.read.model import Document, Report

LARGEST_FILE = 5_000_000
SELECTED = "so"
_RECENT = 30
# So many figures wait beside the text; the others are folded away, or a phone would show no text.
_SHOWN = 12
# The tones of what somebody must look at.
_TROUBLED = frozenset({"bad", "wait"})
_UNPROCESSABLE = 422
_OWN_FORMS = {
    "jsonl": ("JSON Lines", "application/x-ndjson; charset=utf-8"),
    "html": ("HTML", "text/html; charset=utf-8"),
    "docx": (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@dataclass(frozen=True)
class Sent:
    """What was filled in on the first page, to be shown again where something is wrong."""

    text: str = ""
    year: str = ""
    unit: str = ""
    as_of: str = ""


@for_officials
def proof(request: HttpRequest) -> HttpResponse:
    """Bring a text; below, the texts that were brought before."""
    clock = clock_of(request)
    sent, problem = Sent(year=str(clock.as_of.year)), ""
    if request.method == "POST":
        sent = Sent(*(request.POST.get(name, "") for name in ("text", "year", "unit", "as_of")))
        try:
            return redirect("desk:proof_text", token=_kept(request, sent).token)
        except Unreadable as refused:
            problem = refused.en if get_language() == "en" else refused.vi
    kept = keeping.visible_to(official(request), today()).select_related("by")[:_RECENT]
    return render(
        request,
        "desk/proof.html",
        {
            "sent": sent,
            "problem": problem,
            "kept": [(one, instant(one.made_at)) for one in kept],
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _kept(request: HttpRequest, sent: Sent) -> Review:
    asked = Asked(_year(sent.year), sent.unit.strip() or None, sent.as_of.strip() or None)
    return keeping.keep(_document(request, sent), asked, _reader(request))


def _year(text: str) -> int:
    if text.strip().isdecimal() and 1900 <= int(text) <= 2200:
        return int(text)
    raise Unreadable(
        "no_year", "Năm phải là bốn chữ số, ví dụ 2021.", "A year has four digits, such as 2021."
    )


def _document(request: HttpRequest, sent: Sent) -> Document:
    """The file where there is one, else what was pasted."""
    file = request.FILES.get("file")
    if file is None:
        # A form sends line ends as CR LF, whatever was pasted.
        return load_bytes(sent.text.replace("\r\n", "\n").encode(), "")
    if (file.size or 0) > LARGEST_FILE:
        raise Unreadable(
            "too_large",
            "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp hoặc dán phần cần rà.",
            "The file is larger than 5 MB; split it, or paste the part to be checked.",
        )
    return load_bytes(file.read(), file.name or "")


def _reader(request: HttpRequest) -> keeping.Reader:
    clock = clock_of(request)
    home = home_on(clock.as_of)
    # Kept addresses are those of the Vietnamese pages; each page turns them into its own.
    addresses = Addresses.at(clock, home.unit_id if home else None)

    def link(question: Any) -> str:
        with override("vi"):
            return addresses.of(question)

    return keeping.Reader(official(request), now(), today(), link)


def _review_or_404(request: HttpRequest, token: UUID) -> Review:
    found = keeping.visible_to(official(request), today()).select_related("by")
    review = found.filter(token=token).first()
    if review is None:
        raise Http404
    return review


@for_officials
def text(request: HttpRequest, token: UUID) -> HttpResponse:
    """The text with its marks; ``?so=c7`` explains one figure; ``?dang=`` takes it away."""
    review = _review_or_404(request, token)
    report = keeping.report_of(review)
    if form := request.GET.get(FORM):
        return _file(form, review, report)
    return _page(request, review, report, request.GET.get(SELECTED, ""))


def _page(
    request: HttpRequest, review: Review, report: Report, here: str, problem: str = ""
) -> HttpResponse:
    said = keeping.opinions(review)
    chosen = proofing.explained(report, here, said)
    told = proofing.findings(report)
    troubled = proofing.troubled(report)
    teaches = may_somewhere(request.user, Action.ENTER, SYNONYM.code, today())
    return render(
        request,
        "desk/proof_text.html",
        {
            "review": review,
            "made_at": instant(review.made_at),
            "pieces": proofing.pieces(report, said, here),
            "counts": proofing.counts(report),
            "wrong": [one for one in told if one.state.tone in _TROUBLED],
            "fitting": [one for one in told if one.state.tone not in _TROUBLED],
            "troubled": troubled[:_SHOWN],
            "more": troubled[_SHOWN:],
            "notices": [one.en if get_language() == "en" else one.vi for one in report.notices],
            "chosen": chosen,
            "queue": proofing.next_open(report, said, ""),
            "judged": len(said),
            "claims": len(report.claims),
            "figures": _figures() if chosen and teaches else [],
            "problem": problem,
            "forms": _forms(request),
            "own": review.by_id == official(request).pk,
        },
        status=_UNPROCESSABLE if problem else 200,
    )


def _figures() -> list[tuple[str, str]]:
    """Indicators that a name can be taught for, by their names."""
    named = [(one.code, proofing.title_of(one.code) or one.names[0]) for one in cards(latest())]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _forms(request: HttpRequest) -> list[tuple[str, str]]:
    tables = [(url, word) for url, word in forms_of(request) if word != "JSON"]
    own = []
    for form, (word, _content) in _OWN_FORMS.items():
        query = request.GET.copy()
        query[FORM] = form
        own.append((f"?{query.urlencode()}", word))
    return [*tables, *own]


def _file(form: str, review: Review, report: Report) -> HttpResponse:
    if form in ("xlsx", "csv"):
        return taken_away(form, _table(review, report))
    if form not in _OWN_FORMS:
        raise Http404
    if form == "docx":
        content = taking.word_of(review)
    else:
        told = (
            taking.page_of(review) if form == "html" else "\n".join(taking.lines_of(review)) + "\n"
        )
        content = told.encode("utf-8")
    answer = HttpResponse(content, content_type=_OWN_FORMS[form][1])
    name = f"ra-soat-{review.made_at:%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _table(review: Review, report: Report) -> Table:
    said, marks = keeping.opinions(review), proofing.verdicts(report)
    headings = {
        "number": _("Number"), "text": _("In the text"), "value": _("Value"), "unit": _("Unit"),
        "relation": _("Said as"), "status": _("Status"), "subject": _("About"),
        "indicator": _("Indicator"), "as_of": _("As of"), "verdict": _("Verdict"),
        "findings": _("Findings"), "judgement": _("Judgement"),
    }  # fmt: skip
    english = get_language() == "en"
    rows = []
    for one in proofing.in_order(report):
        told = [
            found.en if english else found.vi for found in report.findings if one.id in found.claims
        ]
        opinion = said.get(one.id)
        rows.append(
            [
                one.id, one.text, one.value, one.unit, str(proofing.RELATIONS[one.relation]),
                str(proofing.STATUSES[one.status]), one.subject, one.indicator, one.as_of,
                proofing.state_of(marks.get(one.id, "")).word, "\n".join(told),
                opinion.get_judgement_display() if opinion else "",
            ]
        )  # fmt: skip
    about = {_("Text"): review.name, "SHA-256": review.text_sha256}
    return Table("ra-soat", _("Check of figures"), headings, rows, ["office"] * len(rows), about)


@for_officials
@require_POST
def judge(request: HttpRequest, token: UUID) -> HttpResponse:
    """Say that a claim is right or wrong, or teach a name for it; then the next one."""
    review = _review_or_404(request, token)
    claim = request.POST.get("claim", "")
    said = request.POST.get("judgement", "")
    if said not in Judgement.values:
        raise Http404
    try:
        if said == Judgement.TAUGHT:
            code, name = request.POST.get("indicator", ""), request.POST.get("name", "")
            keeping.teach(review, claim, code, name, _reader(request))
            messages.success(request, _("The name is known from the next reading on."))
        else:
            keeping.judge(review, claim, Judgement(said), _reader(request))
    except keeping.NotTaught as refused:
        return _page(request, review, keeping.report_of(review), claim, str(refused))
    except LookupError as unknown:
        raise Http404 from unknown
    report = keeping.report_of(review)
    following = proofing.next_open(report, keeping.opinions(review), claim)
    address = reverse("desk:proof_text", args=[token])
    return redirect(f"{address}?{SELECTED}={following}#xem" if following else address)


@for_officials
@require_POST
def again(request: HttpRequest, token: UUID) -> HttpResponse:
    """Read the same text again, by what is known now; the earlier review stays."""
    review = keeping.keep_again(_review_or_404(request, token), _reader(request))
    return redirect("desk:proof_text", token=review.token)


@for_officials
@require_POST
def remove(request: HttpRequest, token: UUID) -> HttpResponse:
    """Remove a text with everything said about it; only the one who brought it may."""
    review = _review_or_404(request, token)
    if review.by_id != official(request).pk:
        raise Http404
    review.delete()
    messages.success(request, _("The text is removed."))
    return redirect("desk:proof")
