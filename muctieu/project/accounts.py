"""Accounts are made by administrators; a one-time password must be changed before anything else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_set
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from muctieu.core.models import Post, User
from muctieu.core.roles import ADMINISTRATOR

FIRST_ACCOUNT = "quantri"


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the board: whoever changed a password wants to get on with the day."""
        return reverse("desk:board")


def first_administrator() -> str | None:
    """Make the first account and return its one-time password; None when there are accounts."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(9)
    user = User.objects.create_user(
        FIRST_ACCOUNT,
        password=password,
        full_name="Quản trị",
        is_staff=True,
        is_superuser=True,
        one_time_password=True,
    )
    Post.objects.create(user=user, role=ADMINISTRATOR.code)
    return password


def _with_return(address: str, request: HttpRequest) -> str:
    """An address that leads back, once it is done with, to the page that was asked for."""
    wanted = request.get_full_path()
    if request.method != "GET" or request.path in ("/", "/en/"):
        return address
    return f"{address}?{urlencode({'next': wanted})}"


def one_time_password(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: until a one-time password is changed, every page leads to changing it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        change = reverse("account_change_password")
        let_through = (change, reverse("account_logout"), "/static/")
        if getattr(request.user, "one_time_password", False) and not request.path.startswith(
            let_through
        ):
            return redirect(_with_return(change, request))
        return get_response(request)

    return middleware


def _password_is_own(user: User, **_: object) -> None:
    User.objects.filter(pk=user.pk).update(one_time_password=False)


password_changed.connect(_password_is_own, dispatch_uid="accounts.changed")
password_set.connect(_password_is_own, dispatch_uid="accounts.set")
