"""Papers of the desk: their other forms at the page's own address, and which there are to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from muctieu.core.days import end_of, today
from muctieu.core.permissions import may_somewhere
from muctieu.core.roles import Action
from muctieu.desk.takeaway import FORM
from muctieu.statements.papers import papers
from muctieu.statements.write.forms import Form

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.statements.write.document import Statement

_FORMS = {one.value: one for one in Form}


def form_asked(request: HttpRequest) -> Form | None:
    """The form that an address asks for; None where it is the page itself."""
    return _FORMS.get(request.GET.get(FORM, ""))


def forms_of_papers(request: HttpRequest) -> list[tuple[str, str]]:
    """(address, word) of each form that a paper can be taken away in."""
    return [(_address(request, one), one.upper()) for one in _FORMS]


def _address(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query[FORM] = form
    return f"?{query.urlencode()}"


def as_file(
    request: HttpRequest, statement: Statement, clock: Clock, form: Form, name: str
) -> HttpResponse:
    """The statement as a file; the same statement gives the same bytes."""
    content = form.writer(
        statement,
        site=request.build_absolute_uri("/").rstrip("/"),
        language=get_language() or "vi",
        on=end_of(clock.known_day),
    )
    answer = HttpResponse(content, content_type=form.content_type)
    shown = "inline" if form is Form.PDF else "attachment"
    file = f"{name}-{clock.as_of.isoformat()}.{form.value}"
    answer["Content-Disposition"] = f'{shown}; filename="{file}"'
    return answer


def papers_for(request: HttpRequest, clock: Clock) -> list[tuple[str, str]]:
    """(address, title) of the papers of sectors that whoever asks may read somewhere."""
    return [
        (reverse("desk:paper", args=[one.code]) + clock.query(), str(one.title))
        for one in papers()
        if may_somewhere(request.user, Action.READ, one.register, today())
    ]
