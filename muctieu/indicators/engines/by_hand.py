"""The oracle: plain Python over the rows of the histories. Slow and obvious, on purpose.

Every other engine must agree with this one. It reads the way a clerk would with the books open:
which rows were known, which satisfy the conditions, which lie in the unit on their day.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from muctieu.core.models import Origin, UnitClosure
from muctieu.indicators.cells import (
    HELD,
    NOTHING,
    Cell,
    Kept,
    Measure,
    Page,
    Tallies,
    Tally,
    Traced,
)
from muctieu.indicators.define import Op, Scalar, Where
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Kind, Register, register_of

Row = Mapping[str, Any]

_COMPARES: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.AMONG: lambda value, wanted: value in wanted,
    Op.AT_LEAST: operator.ge,
    Op.AT_MOST: operator.le,
}


def holds(condition: Where, value: Any) -> bool:
    """Whether a value satisfies a condition. Nothing does but EMPTY where there is no value."""
    wanted: Any = condition.value
    if condition.op is Op.EMPTY:
        return (value is None) is bool(wanted)
    if value is None:
        return False
    return bool(_COMPARES[Op(condition.op)](value, wanted))


class ByHand:
    """Counts by reading every row of a register's history, every time."""

    name = "by_hand"

    def tallies(self, cells: Sequence[Cell]) -> tuple[list[Tallies], int]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        return [self._tallies(cell) for cell in cells], latest().position

    def kept(self, registers: Sequence[tuple[str, int]]) -> list[Kept]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        found = []
        for code, position in registers:
            origins = [row["origin"] for row in _known(register_of(code), position)]
            rehearsed = sum(origin == Origin.REHEARSAL for origin in origins)
            found.append(Kept(len(origins) - rehearsed, rehearsed))
        return found

    def records(self, cell: Cell, first: int, size: int) -> Page:
        """See :class:`muctieu.indicators.cells.Engine`."""
        found = sorted(
            (row for _key, row in _behind(cell)),
            key=lambda row: (row[cell.measure.day], row["record"]),
        )
        shown, read = found[first : first + size], _reader(cell)
        return Page(tuple(_traced(cell.measure, row, read) for row in shown), len(found))

    def held(
        self,
        cells: Sequence[Cell],
        unlike: frozenset[int],  # noqa: ARG002  nothing is left out here
    ) -> list[pl.DataFrame]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        return [
            pl.DataFrame(
                [_held(cell.measure, row, read) for _key, row in _behind(cell)],
                schema=dict(HELD), orient="row",
            )
            for cell in cells
            for read in [_reader(cell)]
        ]  # fmt: skip

    def known(self, register: str, position: int, records: Sequence[int]) -> frozenset[int]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        there = {row["record"] for row in _known(register_of(register), position)}
        return frozenset(there & set(records))

    def _tallies(self, cell: Cell) -> Tallies:
        rows: dict[Scalar | None, list[Row]] = {}
        for key, row in _behind(cell):
            rows.setdefault(key, []).append(row)
        counted = {key: _tally(cell.measure, group) for key, group in rows.items()}
        return counted if cell.by else {None: counted.get(None, NOTHING)}


def _tally(measure: Measure, rows: Sequence[Row]) -> Tally:
    rehearsed = sum(row["origin"] == Origin.REHEARSAL for row in rows)
    return Tally(_value(measure, rows), len(rows), rehearsed)


def _value(measure: Measure, rows: Sequence[Row]) -> int:
    if measure.each is not None:
        each = _column(measure.register, measure.each)
        return len({row[each] for row in rows if row[each] is not None})
    if measure.amount is not None:
        return sum(row[measure.amount] for row in rows if row[measure.amount] is not None)
    return len(rows)


def _behind(cell: Cell) -> Iterator[tuple[Scalar | None, Row]]:
    """(value of the split, row) of every row that counts in the cell."""
    measure, register = cell.measure, register_of(cell.measure.register)
    read = _reader(cell)
    below = _below(cell)
    for row in _that_count(measure, _known(register, cell.position)):
        if not _in_time(measure, row, cell):
            continue
        on_map = cell.window.last if measure.standing else row[measure.day]
        place = read(row, measure.place)
        if not any(unit == place and a <= on_map < b for unit, a, b in below):
            continue
        if all(holds(condition, read(row, condition.path)) for condition in cell.where):
            yield (read(row, cell.by) if cell.by else None), row


def _reader(cell: Cell) -> _Reader:
    return _Reader(register_of(cell.measure.register), cell.position)


def _in_time(measure: Measure, row: Row, cell: Cell) -> bool:
    day = row[measure.day]
    if day is None:
        return False
    if not measure.standing:
        return day in cell.window
    ended = row[measure.ended] if measure.ended else None
    return bool(day <= cell.window.last and (ended is None or ended >= cell.window.last))


def _known(register: Register, position: int) -> Iterator[Row]:
    """The rows that were known at ``position``: begun by it, and not ended by it."""
    for row in register.versions._default_manager.order_by("version").values():
        ended = row["known_to"]
        if row["known_from"] <= position and (ended is None or ended > position):
            yield row


def _that_count(measure: Measure, rows: Iterable[Row]) -> Iterable[Row]:
    """All rows; of reported figures about one thing only those of the strongest rank."""
    reported = measure.reported
    if reported is None:
        return rows
    about = [_column(measure.register, name) for name in reported.of]
    by_thing: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if reported.ranks and row[reported.by] not in reported.ranks:
            continue
        by_thing.setdefault(tuple(row[name] for name in about), []).append(row)

    def rank(row: Row) -> Any:
        said = row[reported.by]
        return reported.ranks.index(said) if reported.ranks else said

    return [
        row
        for same in by_thing.values()
        for row in same
        if rank(row) == max(rank(other) for other in same)
    ]


def _below(cell: Cell) -> Sequence[tuple[int, dt.date, dt.date]]:
    """(unit, from, to) of everything that ever lay under the cell's unit, itself included."""
    if cell.among is not None:
        return list(cell.among)
    rows = UnitClosure.objects.filter(ancestor_id=cell.unit)
    return [(row.unit_id, row.valid_from, row.valid_to or dt.date.max) for row in rows]


def _column(register: str, name: str) -> str:
    """The key under which ``values()`` gives a field of a history row."""
    return register_of(register)[name].column


def _traced(measure: Measure, row: Row, read: _Reader) -> Traced:
    return Traced(
        register=measure.register,
        id=row["record"],
        version=row["version"],
        on=row[measure.day],
        unit=read(row, measure.place),
        rehearsed=row["origin"] == Origin.REHEARSAL,
    )


def _held(measure: Measure, row: Row, read: _Reader) -> tuple[Any, ...]:
    each = row[_column(measure.register, measure.each)] if measure.each else None
    return (
        row["record"], row["version"], row[measure.day], read(row, measure.place),
        row["origin"] == Origin.REHEARSAL, None if each is None else str(each),
        row[measure.amount] if measure.amount else None, row["known_from"], row["known_to"],
    )  # fmt: skip


class _Reader:
    """Reads a path from a row: a field of it, or a field of the record that it points to."""

    def __init__(self, register: Register, position: int) -> None:
        self.register = register
        self.position = position
        self.pointed: dict[str, dict[int, Row]] = {}

    def __call__(self, row: Row, path: str) -> Any:
        if "." not in path:
            return row[self.register[path].column]
        name, field = path.split(".")
        link = self.register[name]
        if link.kind is not Kind.RECORD or link.to is None:
            raise LookupError(f"{self.register.code}.{name} points to no register")
        other = self._rows(link.to).get(row[link.column])
        return None if other is None else other[register_of(link.to)[field].column]

    def _rows(self, code: str) -> dict[int, Row]:
        if code not in self.pointed:
            rows = _known(register_of(code), self.position)
            self.pointed[code] = {row["record"]: row for row in rows}
        return self.pointed[code]
