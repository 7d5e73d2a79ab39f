"""The page of one update: who made it, what it wrote, which figures it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from muctieu.core.models import ChangeSet
from muctieu.desk.doors import for_officials, official
from muctieu.desk.updates import update_of

if TYPE_CHECKING:
    from django.http import HttpRequest

# Numbers of updates that a column of the database can hold.
_HIGHEST = 2**31


@for_officials
def update(request: HttpRequest, number: int) -> HttpResponse:
    """One update, for whoever may read something of what it wrote, and for who made it."""
    made = ChangeSet.objects.filter(pk=number).first() if number < _HIGHEST else None
    if made is None:
        raise Http404
    user = official(request)
    told = update_of(user, made)
    if not told.readable and made.actor_id != user.pk:
        raise Http404
    return render(request, "desk/update.html", {"update": told})
