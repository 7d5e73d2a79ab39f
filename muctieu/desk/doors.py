"""Who gets in: pages that need an account, and refusals of the rooms below as HTTP answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404

from muctieu.core.days import today
from muctieu.core.models import User
from muctieu.core.permissions import NotAllowed, may_somewhere
from muctieu.core.roles import Action
from muctieu.registers.declare import NoSuchRegister, Register, all_registers, register_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

P = ParamSpec("P")
# Every number of so many digits fits a column of the database.
_DIGITS = 18


def for_officials(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that needs an account; what the rooms below refuse becomes "not allowed"."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refused:
            raise PermissionDenied from refused

    return guarded


def official(request: HttpRequest) -> User:
    """Who is signed in. Only behind :func:`for_officials`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def version_seen(request: HttpRequest) -> int | None:
    """The version of a record that a form was opened on; None where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def register_or_404(code: str) -> Register:
    """The register of an address."""
    try:
        return register_of(code)
    except NoSuchRegister as unknown:
        raise Http404 from unknown


def readable_registers(request: HttpRequest) -> list[Register]:
    """Registers that whoever asks may read somewhere; identities are read through people."""
    user = request.user
    return [
        one
        for one in all_registers()
        if not one.sealed_with_key and may_somewhere(user, Action.READ, one.code, today())
    ]
