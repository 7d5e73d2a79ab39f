"""Views of the house as a whole: pages for what cannot be answered, and light or dark."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from muctieu.core.troubles import Trouble, trouble_of
from muctieu.project.page import THEME_COOKIE, THEMES

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

_YEAR_IN_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Refusal:
    """What happened and what to do, for one HTTP status."""

    status: int
    title: _StrPromise
    what: _StrPromise
    remedy: _StrPromise


BAD_REQUEST = Refusal(
    400,
    _("The request was not understood"),
    _("Something in the address or in what was sent cannot be read."),
    _("Check the address, or go back and send the form again."),
)
NOT_ALLOWED = Refusal(
    403,
    _("You may not see or do this"),
    _("Your account has no right to this page, or not for this unit."),
    _("Sign in with another account, or ask the administrator for the right."),
)
FORM_EXPIRED = Refusal(
    403,
    _("The form has expired"),
    _("The page was open too long, or cookies are switched off, so nothing was saved."),
    _("Go back, load the page again and send it once more."),
)
NOT_FOUND = Refusal(
    404,
    _("There is no such page"),
    _("The address leads to nothing, or to something that was withdrawn."),
    _("Check the address, or start again from the operations board."),
)


BUSY = Refusal(
    503,
    _("The register is busy"),
    _("The register is being written by somebody else for too long; what you sent is not saved."),
    _("Go back and send it again in a few minutes."),
)
FULL = Refusal(
    503,
    _("The disk is full"),
    _(
        "There is no room left on the server's disk, so what you sent is not saved. What was saved before is whole."
    ),
    _("Tell the administrator; once there is room, send it again."),
)
FAILING = Refusal(
    503,
    _("The disk reports a fault"),
    _("The server's disk could not be read or written, so what you sent is not saved."),
    _("Tell the administrator at once, with the time and the address of this page."),
)
_TROUBLES = {
    Trouble.BUSY: BUSY,
    Trouble.FULL: FULL,
    Trouble.FAILING: FAILING,
    Trouble.DAMAGED: FAILING,
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of status 400."""
    return _show(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of status 403."""
    return _show(request, NOT_ALLOWED)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handler of a form without a valid token (``CSRF_FAILURE_VIEW``)."""
    return _show(request, FORM_EXPIRED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of status 404."""
    return _show(request, NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """Handler of status 500: a page that needs neither database nor context.

    A database that is busy or full is no fault of the program: it is said what it is (503).
    """
    error = sys.exc_info()[1]
    trouble = trouble_of(error) if isinstance(error, DatabaseError) else None
    if trouble is None:
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    told = []
    for code in ("vi", "en"):
        with override(code):
            refusal = _TROUBLES[trouble]
            said = (str(refusal.title), str(refusal.what), str(refusal.remedy))
            told.append((code, *said))
    return HttpResponse(loader.get_template("503.html").render({"told": told}), status=503)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponseRedirect:
    """Remember the wanted theme and return to the page it was chosen on."""
    response = HttpResponseRedirect(_back_to(request))
    theme = request.POST.get("theme", "")
    if theme in dict(THEMES):
        response.set_cookie(
            THEME_COOKIE, theme, max_age=_YEAR_IN_SECONDS, httponly=True, samesite="Lax"
        )
    return response


def _back_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else "/"


def _show(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "refused.html", {"refusal": refusal}, status=refusal.status)
