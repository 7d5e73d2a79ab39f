"""What a record brought along, as its page tells it before the record is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muctieu.core.days import today
from muctieu.core.permissions import may
from muctieu.core.roles import Action
from muctieu.desk.words import number
from muctieu.registers.companions import Companions, companions_of
from muctieu.registers.declare import register_of

if TYPE_CHECKING:
    from muctieu.core.permissions import Person
    from muctieu.registers.declare import Register
    from muctieu.registers.write import Changes


@dataclass(frozen=True)
class Brought:
    """Names of what came in with a record and stands on; ``offered`` where it can go with it.

    ``others`` names what rests on it by now, with how many there are.
    """

    names: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    offered: bool


def brought_by(user: Person, register: Register, row: Any) -> Brought | None:
    """What the record in force brought along; None where it came in alone."""
    found = companions_of(register, row)
    if not found.records:
        return None
    names = dict.fromkeys(str(one.register.title) for one in found.records)
    return Brought(
        names=tuple(names),
        others=tuple((str(other.title), number(count)) for other, count in found.others),
        offered=found.can_go and _theirs(user, found),
    )


def with_what_it_brought(user: Person, changes: Changes, register: Register, row: Any) -> Changes:
    """The changes with everything withdrawn that came in with the record, where that may be."""
    found = companions_of(register, row)
    if not (found.can_go and _theirs(user, found)):
        return changes
    for code, records in found.by_register().items():
        changes = changes.withdrawing(register_of(code), records)
    return changes


def _theirs(user: Person, found: Companions) -> bool:
    """Whether the user may withdraw each of them that has a place.

    A person and who they are have none: they go with the records that have.
    """
    placed = [one for one in found.records if one.register.place is not None]
    return all(
        may(user, Action.WITHDRAW, one.register.code, _place(one.register, one.record), today())
        for one in placed
    )


def _place(register: Register, record: int) -> int | None:
    rows = register.model._default_manager.filter(pk=record)
    column = register[register.place].column if register.place else "pk"
    place: int | None = rows.values_list(column, flat=True).first()
    return place
