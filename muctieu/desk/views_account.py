"""My account: posts and rights, password, second factor, what was read of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from muctieu.core.days import today
from muctieu.core.models import Post, ReadLine
from muctieu.core.roles import ROLES
from muctieu.core.units import names_on
from muctieu.desk.doors import for_officials, official
from muctieu.desk.words import instant

if TYPE_CHECKING:
    from django.http import HttpRequest

_LAST_READS = 20


@for_officials
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what they may do where, and the identities they have read."""
    user = official(request)
    names = names_on(today())
    posts = [
        {
            "role": ROLES[one.role].title if one.role in ROLES else one.role,
            "unit": names.get(one.unit_id, "") if one.unit_id else "",
            "registers": one.registers,
        }
        for one in Post.objects.filter(user=user).order_by("pk")
    ]
    reads = [
        {"at": instant(one.at), "purpose": one.purpose, "count": one.count}
        for one in ReadLine.objects.filter(actor_id=user.pk)[:_LAST_READS]
    ]
    return render(request, "desk/account.html", {"posts": posts, "reads": reads})
