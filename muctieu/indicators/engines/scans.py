"""What scans are asked: the values that the texts of :mod:`.sql` are made of, and their parameters.

What changes from one asking to the next is a parameter, so that a text is made once: ``$position``;
``$first`` and ``$last`` of all that is asked; ``$units``, ``$firsts`` and ``$lasts`` of each unit and
window; ``$sets`` and ``$members`` of restated figures, whose units are sets of units under numbers of
their own; of a masked scan each of its days (:func:`day_name`) and for each age the date of birth that
has it on that day (:func:`birth_name`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muctieu.core.units import Land
from muctieu.indicators.cells import Cell
from muctieu.indicators.define import Reported, Where

BEGINNING = dt.date(1, 1, 1)
"""Stands for the first day of a window that is open to the past."""

Wheres = tuple[tuple[Where, ...], ...]
Amounts = tuple[tuple[int, str], ...]
"""(which of the conditions, field to add up)."""


@dataclass(frozen=True)
class Basis:
    """What the cells of one scan share: a register, and how it is cut."""

    register: str
    place: str
    day: str
    by: str | None
    joined: tuple[str, ...]
    reported: Reported | None = None
    restated: bool = False

    @property
    def parts(self) -> list[str]:
        """The name of the split's column in every step, where there is a split."""
        return [] if self.by is None else ["part"]


@dataclass(frozen=True)
class Span:
    """A unit, or a set of units, and a window that is asked."""

    unit: int
    first: dt.date
    last: dt.date
    among: frozenset[Land] | None = None


def basis_of(cell: Cell) -> Basis:
    """The basis of a cell; cells of one basis and position are counted in one pass."""
    measure = cell.measure
    paths = [measure.place, *(one.path for one in measure.where), *([cell.by] if cell.by else [])]
    joined = sorted({path.partition(".")[0] for path in paths if "." in path})
    return Basis(
        register=measure.register,
        place=measure.place,
        day=measure.day,
        by=cell.by,
        joined=tuple(joined),
        reported=measure.reported,
        restated=cell.among is not None,
    )


def span_of(cell: Cell) -> Span:
    """The unit and window of a cell, an open beginning made a day."""
    unit = cell.unit if cell.among is None else 0
    return Span(unit, cell.window.first or BEGINNING, cell.window.last, cell.among)


@dataclass(frozen=True)
class Masked:
    """A scan in which every row says at once on which of so many ``days`` it counts.

    A row counts from some day to another; over the days asked that is a run of bits, and what
    somebody's rows say together is the ``bit_or`` of them. So one pass over the rows answers for
    all days, whatever the ages and the maps of each. Events lie in windows that begin on
    ``$first`` and end on one of the days; a ``standing`` row has begun and not ``ended``.
    """

    basis: Basis
    days: int
    wheres: Wheres
    standing: bool
    ended: str | None

    @property
    def at_once(self) -> bool:
        """Whether one condition is asked on one day, so that no bits are to be told apart."""
        return self.days == 1 and len(self.wheres) == 1

    @property
    def _in_a_word(self) -> int:
        """How many conditions have their bits in one word."""
        return min(len(self.wheres), MOST_DAYS // self.days)

    @property
    def words(self) -> list[str]:
        """The names of the words that hold all masks."""
        return [f"w{number}" for number in range(-(-len(self.wheres) // self._in_a_word))]

    @property
    def word_type(self) -> str:
        """The smallest whole number that a word fits into, its sign left alone."""
        return "BIGINT" if self._in_a_word * self.days <= _BITS_OF_BIGINT else "HUGEINT"

    def bit(self, where: int, day: int) -> tuple[int, int]:
        """The word and the bit in it that say whether a row counts for a condition on a day."""
        word, slot = divmod(where, self._in_a_word)
        return word, slot * self.days + day

    @property
    def plain(self) -> tuple[tuple[Where, ...], ...]:
        """The different conditions, their ages left out."""
        return tuple(dict.fromkeys(map(plain, self.wheres)))

    @property
    def ages(self) -> tuple[Where, ...]:
        """The different ages of the conditions."""
        return tuple(dict.fromkeys(one for where in self.wheres for one in where if one.aged))

    def conditions_of(self, word: int) -> range:
        """The conditions whose bits a word holds, in order from the lowest bit."""
        first = word * self._in_a_word
        return range(first, min(first + self._in_a_word, len(self.wheres)))

    def births(self, days: Sequence[dt.date]) -> dict[str, object]:
        """The dates of birth that have each of the ages on each of the days, as parameters."""
        return {
            birth_name(at, number): age.on(day).value
            for at, age in enumerate(self.ages)
            for number, day in enumerate(days)
        }


_BITS_OF_BIGINT = 62
MOST_DAYS = 126
"""A word of masks is at most a whole number of 128 bits, one of them the sign."""


def plain(where: Iterable[Where]) -> tuple[Where, ...]:
    """The conditions that hold on every day alike."""
    return tuple(one for one in where if not one.aged)


def day_name(number: int) -> str:
    """What a day of a masked scan is called among its parameters."""
    return f"day{number}"


def birth_name(age: int, day: int) -> str:
    """What the date of birth is called that has one of the ages of a scan on one of its days."""
    return f"birth{age}_{day}"


def numbered(name: str, at: int) -> str:
    """What a parameter is called in the ``at``-th of several queries that are run as one."""
    return f"{name}_{at}"
