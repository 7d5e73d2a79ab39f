"""What the person may: role × unit and all below × register × action × identity level.

One way in for pages, exports, commands and the API: :func:`check` before an act,
:func:`units_of` to narrow a list, :func:`identity_level` before a name is shown. What the
*state* of a record allows is decided elsewhere, by rules.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext as _

from muctieu.core.models import Post, UnitClosure, User
from muctieu.core.roles import ROLES, Action, IdentityLevel

Person = User | AnonymousUser


class NotAllowed(Exception):
    """Somebody may not do that; the message says what, never whose record it was."""


def _posts(user: Person, register: str, action: Action, on: dt.date) -> Iterator[Post]:
    """Posts in force on ``on`` that allow ``action`` on ``register``."""
    if not isinstance(user, User) or not user.is_active:
        return
    in_force = Post.objects.filter(user=user, valid_from__lte=on).filter(
        models.Q(valid_to=None) | models.Q(valid_to__gt=on)
    )
    for post in in_force:
        role = ROLES.get(post.role)
        patterns = post.registers.split()
        if role and action in role.actions and any(fnmatch.fnmatch(register, p) for p in patterns):
            yield post


def units_of(user: Person, register: str, action: Action, on: dt.date) -> frozenset[int] | None:
    """Units in which ``user`` may do ``action``; None means all of them, empty means none."""
    roots: set[int] = set()
    for post in _posts(user, register, action, on):
        if post.unit_id is None:
            return None
        roots.add(post.unit_id)
    under = UnitClosure.objects.filter(ancestor_id__in=roots).values_list("unit_id", flat=True)
    return frozenset(under)


def may(user: Person, action: Action, register: str, unit: int | None, on: dt.date) -> bool:
    """Whether ``user`` may do ``action`` to a record of ``register`` that belongs to ``unit``.

    A record that belongs to no unit needs a post over all units.
    """
    units = units_of(user, register, action, on)
    return units is None or (unit is not None and unit in units)


def may_somewhere(user: Person, action: Action, register: str, on: dt.date) -> bool:
    """Whether there is any unit in which ``user`` may do ``action``."""
    units = units_of(user, register, action, on)
    return units is None or bool(units)


def check(user: Person, action: Action, register: str, unit: int | None, on: dt.date) -> None:
    """Raise :class:`NotAllowed` unless :func:`may`."""
    if not may(user, action, register, unit, on):
        raise NotAllowed(_("You may not do this here."))


def identity_level(user: Person, register: str, on: dt.date) -> IdentityLevel:
    """How much of an identity ``user`` may see: the most that any post in force gives."""
    levels = [ROLES[post.role].identity for post in _posts(user, register, Action.READ, on)]
    return max(levels, default=IdentityLevel.NONE)
