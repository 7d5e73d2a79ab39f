"""Cells: what an engine is asked to count. A question comes apart into them.

A cell holds nothing that needs interpretation: a window is two days, a unit is its id, an age is
the age at the end of the window's last day. So an engine is only counting, and engines can be
compared cell by cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from muctieu.core.days import Window
from muctieu.core.units import Land
from muctieu.indicators.define import Counted, Reported, Scalar, Where


@dataclass(frozen=True)
class Measure:
    """What is counted, over all units and days."""

    register: str
    day: str
    place: str
    where: tuple[Where, ...]
    each: str | None
    amount: str | None
    standing: bool
    ended: str | None
    reported: Reported | None = None


@dataclass(frozen=True)
class Cell:
    """One count: a measure, for a unit and all below it, in a window, known at a position.

    ``by`` splits it by the values of a field. A standing measure looks only at the window's
    last day. With ``among`` it counts what was recorded for exactly these units, on the days on
    which they had that land, in place of ``unit`` and all below it.
    """

    measure: Measure
    unit: int
    window: Window
    position: int
    by: str | None = None
    among: frozenset[Land] | None = None

    @property
    def where(self) -> tuple[Where, ...]:
        """The measure's conditions with ages as dates of birth, on the window's last day."""
        return tuple(one.on(self.window.last) for one in self.measure.where)


@dataclass(frozen=True)
class Tally:
    """What an engine counted: the value, the records behind it, and how many are rehearsed."""

    value: int
    records: int
    rehearsed: int


NOTHING = Tally(0, 0, 0)

Tallies = Mapping[Scalar | None, Tally]
"""Of a cell split by a field: value of the field → tally. Unsplit: the one key is None."""


@dataclass(frozen=True)
class Kept:
    """How many records a register holds at a position, by origin. Both 0: it is not kept yet."""

    office: int
    rehearsed: int


@dataclass(frozen=True)
class Traced:
    """One record behind a figure, as it was known: enough to show it at a door."""

    register: str
    id: int
    version: int
    on: dt.date
    unit: int
    rehearsed: bool


@dataclass(frozen=True)
class Page:
    """Some of the records behind a figure, and how many there are in all."""

    records: tuple[Traced, ...]
    total: int


HELD: Mapping[str, pl.DataType] = {
    "id": pl.Int64(), "version": pl.Int64(), "day": pl.Date(), "place": pl.Int64(),
    "made_up": pl.Boolean(), "each": pl.String(), "amount": pl.Int64(),
    "known_from": pl.Int64(), "known_to": pl.Int64(),
}  # fmt: skip
"""The columns of the rows behind a cell: what they add, and in which updates they came and went."""


class Engine(Protocol):
    """What every engine can do. ``position`` is the update it read the registers at."""

    name: str

    def tallies(self, cells: Sequence[Cell]) -> tuple[list[Tallies], int]:
        """What each cell counts, in order, and the position all of them were read at."""
        ...

    def kept(self, registers: Sequence[tuple[str, int]]) -> list[Kept]:
        """What each (register, position) holds."""
        ...

    def records(self, cell: Cell, first: int, size: int) -> Page:
        """Records ``first … first + size`` behind a cell, by day and then by record number."""
        ...

    def held(self, cells: Sequence[Cell], unlike: frozenset[int]) -> list[pl.DataFrame]:
        """The records behind each of several cells of one measure in which the cells may differ.

        With the columns of :data:`HELD`, in no order. Left out may be what counts alike in all of
        them: records behind every cell, save those of the places ``unlike`` and, where different
        values are counted, those of a value that any record that stays has.
        """
        ...

    def known(self, register: str, position: int, records: Sequence[int]) -> frozenset[int]:
        """Those of ``records`` of which some version was known at ``position``."""
        ...


def measure(form: Counted, place: str | None) -> Measure:
    """The measure of a form, for its usual place or for another."""
    return Measure(
        register=form.register,
        day=form.day,
        place=place or form.places[0],
        where=form.where,
        each=form.each,
        amount=form.amount,
        standing=form.standing,
        ended=form.ended,
        reported=form.reported,
    )
