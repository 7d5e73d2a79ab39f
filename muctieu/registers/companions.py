"""What came in with a record and stands on when the record goes: the person met on its sheet.

A row of doses may bring somebody new with it: a person, who they are, where they live. When the
dose turns out to be wrong, these are still there and still counted as residents. They can go with
it in one update, as long as nothing else has come to point to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from muctieu.registers.declare import Kind, Register, register_of


@dataclass(frozen=True)
class Companion:
    """A record that came in by the same update as another one."""

    register: Register
    record: int


@dataclass(frozen=True)
class Companions:
    """What a record brought along. ``others`` are (register, how many) that stand in the way.

    Where there are ``others``, somebody else's records rest on what was brought along by now, and
    it stays whatever happens to the record.
    """

    records: tuple[Companion, ...] = ()
    others: tuple[tuple[Register, int], ...] = ()

    @property
    def can_go(self) -> bool:
        """Whether they can be withdrawn with the record."""
        return bool(self.records) and not self.others

    def by_register(self) -> dict[str, list[int]]:
        """Register → records, for one update that withdraws them all."""
        found: dict[str, list[int]] = {}
        for one in self.records:
            found.setdefault(one.register.code, []).append(one.record)
        return found


def companions_of(register: Register, row: Any) -> Companions:
    """What the record of ``row`` (a version in force) brought along when it first came in."""
    came = _came(register, row.record)
    brought = [
        Companion(target, pk)
        for target, pk in _pointed_to(register, row)
        if came is not None and _came(target, pk) == came
    ]
    beside, others = [], []
    for one in brought:
        for other, ids in _pointing(one):
            ids -= {row.record} if other is register else set()
            # Another record of the same kind is no part of what this one brought along.
            with_it = {pk for pk in ids if other is not register and _came(other, pk) == came}
            beside += [Companion(other, pk) for pk in sorted(with_it)]
            others += [(other, len(ids - with_it))] if ids - with_it else []
    return Companions((*brought, *beside), tuple(others))


def _pointed_to(register: Register, row: Any) -> Iterator[tuple[Register, int]]:
    for field in register.fields:
        value = getattr(row, field.column)
        if field.kind is Kind.RECORD and field.to and value is not None:
            yield register_of(field.to), value


def _pointing(one: Companion) -> Iterator[tuple[Register, set[int]]]:
    """Records in force that point to this one, by register."""
    for other, field in one.register.referring():
        there = other.model._default_manager.filter(**{field.column: one.record})
        yield other, set(there.values_list("pk", flat=True))


def _came(register: Register, record: int) -> int | None:
    """The update by which a record first came in."""
    versions = register.versions._default_manager.filter(record=record).order_by("known_from")
    number: int | None = versions.values_list("known_from", flat=True).first()
    return number
