"""The one way in which records are listed: what was known, narrowed to what a person may see.

Pages, files, commands and the API all read a register through :func:`for_user`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from muctieu.core.models import ChangeSet
from muctieu.core.permissions import Person, units_of
from muctieu.core.roles import Action
from muctieu.registers.clocks import Known
from muctieu.registers.declare import Register
from muctieu.registers.models import Version

Rows = QuerySet[Any]


def known_rows(register: Register, known: Known) -> Rows:
    """The versions of a register that were in force at a position, the last entered first."""
    # The whole condition for "now" as well: a version closed since the position was looked up is
    # still the one in force there, else its record would be missing from the list.
    rows = register.versions._default_manager.filter(known_from__lte=known.position)
    return rows.filter(Q(known_to__isnull=True) | Q(known_to__gt=known.position)).order_by(
        "-record"
    )


def for_user(
    user: Person,
    register: Register,
    known: Known,
    *,
    on: dt.date,
    action: Action = Action.READ,
) -> Rows:
    """The same, of the units in which ``user`` may do ``action`` on the day ``on``.

    A register without a place is read by people whose post covers all units.
    """
    units = units_of(user, register.code, action, on)
    rows = known_rows(register, known)
    if units is None:
        return rows
    if register.place is None or not units:
        return rows.none()
    return rows.filter(**{f"{register[register.place].column}__in": units})


def happened_by(rows: Rows, register: Register, day: dt.date) -> Rows:
    """Of these rows, those that happened (or began) by ``day``."""
    if register.happened is None:
        return rows
    return rows.filter(**{f"{register.happened}__lte": day})


def history(register: Register, record: int) -> list[tuple[Version, ChangeSet, ChangeSet | None]]:
    """Every version of a record, oldest first, with the updates that opened and closed it."""
    versions = list(
        register.versions._default_manager.filter(record=record).order_by("known_from", "version")
    )
    numbers = {one.known_from for one in versions} | {one.known_to for one in versions}
    updates = ChangeSet.objects.in_bulk([number for number in numbers if number is not None])
    return [
        (one, updates[one.known_from], updates.get(one.known_to) if one.known_to else None)
        for one in versions
    ]
