"""The columnar copies say what the histories say: the part of ``mt verify`` that this room proves.

Each serving process has a file of its own, and only that process can read it while it runs. A
file nobody holds is opened, caught up as the next process would, and compared row by row; one
that a running server holds is compared by that server, which a door above asks
(:func:`ask_with`). What could not be looked into is said to be that, never sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import duckdb

from muctieu.core.said import gettext as _
from muctieu.indicators.replica import Replica, Unsound, numbers, opened
from muctieu.registers.verify import Copy, Damage, Proved

Stray = tuple[str, int, int]
"""(register, version, record) of a row in which a copy and its history differ."""

Asked = Mapping[int, list[Stray] | None]
"""Number of a file → its stray rows as its holder tells them; None: no copy can be made there."""

_askers: list[Callable[[set[int]], Asked]] = []


def ask_with(asker: Callable[[set[int]], Asked]) -> None:
    """Have held files compared by their holders: ``asker`` is told which are held."""
    if asker not in _askers:
        _askers.append(asker)


def strays_of(copy: Replica) -> list[Stray] | None:
    """Rows in which a copy differs from the history; None where none can be made from it."""
    try:
        return list(copy.strays())
    except (Unsound, duckdb.Error):
        # Versions that are not there and values that no column holds are named by their seals.
        return None


def prove_copies() -> Iterator[Proved]:
    """Every file of the copy: proved here, by the process that holds it, or not at all."""
    held: set[int] = set()
    for number in numbers():
        try:
            with opened(number) as copy:
                yield _proved(number, strays_of(copy))
        except BlockingIOError:
            held.add(number)
    told: dict[int, list[Stray] | None] = {}
    for asker in _askers if held else ():
        told |= asker(held)
    for number in sorted(held):
        yield _proved(number, told[number]) if number in told else Proved(Copy(number, None))


def _proved(number: int, strays: list[Stray] | None) -> Proved:
    if strays is None:
        says = _("the copy for figures cannot be made from these histories")
        return Proved(Copy(number, False), (Damage("", None, None, says),))
    says = _("the copy for figures says otherwise")
    damage = tuple(Damage(code, version, record, says) for code, version, record in strays)
    return Proved(Copy(number, not strays), damage)
