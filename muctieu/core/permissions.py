"""What the person may: role × unit and all below × register × action × identity level.

One way in for pages, exports, commands and the API: :func:`check` before an act,
:func:`units_of` to narrow a list, :func:`identity_levels` before a name is shown. What the
*state* of a record allows is decided elsewhere, by rules.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models

from muctieu.core.models import Post, UnitClosure, User
from muctieu.core.roles import ROLES, Action, IdentityLevel
from muctieu.core.said import gettext as _

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
        if (
            role
            and role.allows(action, register)
            and any(fnmatch.fnmatch(register, p) for p in patterns)
        ):
            yield post


def units_of(user: Person, register: str, action: Action, on: dt.date) -> frozenset[int] | None:
    """Units in which ``user`` may do ``action``; None means all of them, empty means none."""
    roots: set[int] = set()
    for post in _posts(user, register, action, on):
        if post.unit_id is None:
            return None
        roots.add(post.unit_id)
    return _under(roots, on)


def _under(roots: Iterable[int], on: dt.date) -> frozenset[int]:
    """Units that lie under ``roots`` on ``on``, and those that lay there when either ended.

    A unit that went to somebody else is theirs; one that is no more keeps its last superior, and
    who held a post in one that is no more still reads what it had.
    """
    own = UnitClosure.objects.filter(depth=0).filter(
        models.Q(valid_to=None) | models.Q(valid_to__gt=models.OuterRef("valid_to"))
    )
    both_go_on = models.Exists(own.filter(unit_id=models.OuterRef("unit_id"))) & models.Exists(
        own.filter(unit_id=models.OuterRef("ancestor_id"))
    )
    lasting = models.Q(valid_to=None) | models.Q(valid_to__gt=on)
    under = UnitClosure.objects.filter(ancestor_id__in=list(roots), valid_from__lte=on)
    return frozenset(under.filter(lasting | ~both_go_on).values_list("unit_id", flat=True))


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


@dataclass(frozen=True)
class IdentityLevels:
    """How much of who somebody is may be seen: by unit, and wherever people live."""

    everywhere: IdentityLevel
    units: Mapping[int, IdentityLevel]

    def of(self, units: Iterable[int]) -> IdentityLevel:
        """The level for somebody of these units."""
        return max((self.units.get(one, self.everywhere) for one in units), default=self.everywhere)

    @property
    def highest(self) -> IdentityLevel:
        """The most that is seen anywhere."""
        return max((*self.units.values(), self.everywhere))


def identity_levels(user: Person, register: str, on: dt.date) -> IdentityLevels:
    """How much of an identity ``user`` may see in each unit: what the posts over it give."""
    posts = list(_posts(user, register, Action.READ, on))
    wide = (ROLES[one.role].identity for one in posts if one.unit_id is None)
    everywhere = max(wide, default=IdentityLevel.NONE)
    units: dict[int, IdentityLevel] = {}
    for post in posts:
        for unit in _under([post.unit_id], on) if post.unit_id is not None else ():
            units[unit] = max(units.get(unit, everywhere), ROLES[post.role].identity)
    return IdentityLevels(everywhere, units)


def identity_level(user: Person, register: str, on: dt.date) -> IdentityLevel:
    """The most of an identity that ``user`` may see anywhere."""
    return identity_levels(user, register, on).highest
