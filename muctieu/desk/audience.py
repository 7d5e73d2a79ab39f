"""Who a page is made for: officials who are signed in, or everybody.

Everybody is meant unless the request said otherwise, so no page can forget to hide what must not
go out. A page asked for as a message for a chat is for everybody, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from muctieu.desk.takeaway import FORM, MESSAGE

_official: ContextVar[bool] = ContextVar("official", default=False)


def for_an_official() -> bool:
    """Whether the page being made is for somebody who is signed in."""
    return _official.get()


def asks_for_a_message(request: HttpRequest) -> bool:
    """Whether the page is asked for as a message, which anybody may come to read."""
    return request.GET.get(FORM) == MESSAGE


def audience(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: note for the length of a request who it is made for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = _official.set(request.user.is_authenticated and not asks_for_a_message(request))
        try:
            return get_response(request)
        finally:
            _official.reset(before)

    return middleware
