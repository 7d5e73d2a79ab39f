"""The serving engine: plans cells into few scans and runs them on the columnar copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import duckdb

from muctieu.core.models import Origin
from muctieu.indicators.cells import NOTHING, Cell, Kept, Page, Tallies, Tally, Traced
from muctieu.indicators.define import Scalar, Where
from muctieu.indicators.engines import sql
from muctieu.indicators.engines.sql import Basis, Span, basis_of, span_of
from muctieu.indicators.replica import replica

Cursor = duckdb.DuckDBPyConnection
K = TypeVar("K", bound=Hashable)


@dataclass
class _Found:
    """What the scans found for one cell: part → [value, records, rehearsed]."""

    parts: dict[Scalar | None, list[int]]

    def at(self, part: Scalar | None) -> list[int]:
        return self.parts.setdefault(part, [0, 0, 0])

    def tallies(self, *, split: bool) -> Tallies:
        told = {part: Tally(*one) for part, one in self.parts.items() if one[1]}
        return told if split else {None: told.get(None, NOTHING)}


class DuckDB:
    """Counts by a few scans of the columnar copy, which catches up before it is read."""

    name = "duckdb"

    def tallies(self, cells: Sequence[Cell]) -> tuple[list[Tallies], int]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        found = {cell: _Found({}) for cell in cells}
        with replica().reading() as (cursor, position):
            events = [cell for cell in found if not cell.measure.standing]
            stocks = [cell for cell in found if cell.measure.standing]
            for (basis, at), group in _grouped(events, _read):
                for some in _pieces(group):
                    _add(cursor, basis, at, some, found)
            people = [cell for cell in events if cell.measure.each is not None]
            for (basis, at, each, _first), group in _grouped(people, _anchor):
                for some in _pieces(group):
                    _count_people(cursor, basis, at, each, some, found)
            for stand, group in _grouped(stocks, _stand):
                for some in _pieces(group):
                    _count_standing(cursor, stand, some, found)
        return [found[cell].tallies(split=cell.by is not None) for cell in cells], position

    def kept(self, registers: Sequence[tuple[str, int]]) -> list[Kept]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        told = []
        if not registers:
            return []
        with replica().reading() as (cursor, _position):
            for register, known in registers:
                ((every, rehearsed),) = _run(cursor, sql.kept(register), {"position": known})
                told.append(Kept(every - rehearsed, rehearsed))
        return told

    def records(self, cell: Cell, first: int, size: int) -> Page:
        """See :class:`muctieu.indicators.cells.Engine`."""
        basis, span = basis_of(cell), span_of(cell)
        what = {"position": cell.position, "unit": span.unit, "last": span.last}
        if not cell.measure.standing:
            what["first"] = span.first
        with replica().reading() as (cursor, _position):
            ((total,),) = _run(cursor, sql.how_many(cell.measure, basis), what)
            some = {**what, "size": size, "skipped": first}
            rows = _run(cursor, sql.records(cell.measure, basis), some)
        register = cell.measure.register
        return Page(
            tuple(
                Traced(register, id_, version, on, unit, origin == Origin.REHEARSAL)
                for id_, version, on, unit, origin in rows
            ),
            total,
        )


def _run(cursor: Cursor, query: str, what: dict[str, Any]) -> list[tuple[Any, ...]]:
    return cursor.execute(query, what).fetchall()


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], K]) -> Iterable[tuple[K, list[Cell]]]:
    groups: dict[K, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return groups.items()


def _read(cell: Cell) -> tuple[Basis, int]:
    """Cells whose records are counted in one pass: same basis, same position."""
    return basis_of(cell), cell.position


def _anchor(cell: Cell) -> tuple[Basis, int, str, dt.date]:
    """Cells whose people are counted in one pass: also same field, same first day."""
    return basis_of(cell), cell.position, cell.measure.each or "", span_of(cell).first


Stand = tuple[Basis, int, str | None, str | None, dt.date]


def _stand(cell: Cell) -> Stand:
    """Cells of one day's stock."""
    measure = cell.measure
    return basis_of(cell), cell.position, measure.ended, measure.each, cell.window.last


# Each condition of a scan keeps a number a person: more of them than this would fill the memory.
_CONDITIONS = 16


def _pieces(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The cells of one scan, or of several where they have many conditions.

    Ages make a condition of every day asked, so cells of one last day are kept together.
    """
    ordered = sorted(cells, key=lambda cell: cell.window.last)
    piece: list[Cell] = []
    wheres: set[tuple[Where, ...]] = set()
    for cell in ordered:
        if cell.measure.where not in wheres and len(wheres) == _CONDITIONS:
            yield piece
            piece, wheres = [], set()
        piece.append(cell)
        wheres.add(cell.measure.where)
    if piece:
        yield piece


class _Numbered(Generic[K]):
    """Different things in the order in which they were first met, and their numbers."""

    def __init__(self, things: Iterable[K]) -> None:
        self.numbers: dict[K, int] = {}
        for thing in things:
            self.numbers.setdefault(thing, len(self.numbers))

    def __getitem__(self, thing: K) -> int:
        return self.numbers[thing]

    @property
    def things(self) -> tuple[K, ...]:
        return tuple(self.numbers)


def _amounts(
    wheres: _Numbered[tuple[Where, ...]], cells: Iterable[Cell]
) -> _Numbered[tuple[int, str]]:
    return _Numbered(
        (wheres[cell.measure.where], cell.measure.amount) for cell in cells if cell.measure.amount
    )


def _asked(position: int, spans: Sequence[Span]) -> dict[str, Any]:
    """The parameters that say which units and windows are asked, and as known when."""
    return {
        "position": position,
        "first": min(span.first for span in spans),
        "last": max(span.last for span in spans),
        "units": [span.unit for span in spans],
        "firsts": [span.first for span in spans],
        "lasts": [span.last for span in spans],
    }


def _add(
    cursor: Cursor, basis: Basis, position: int, cells: Sequence[Cell], found: dict[Cell, _Found]
) -> None:
    """Records and amounts of cells that share a basis, in one pass."""
    wheres = _Numbered(cell.measure.where for cell in cells)
    amounts = _amounts(wheres, cells)
    spans = _Numbered(span_of(cell) for cell in cells)
    here = dict(_grouped(cells, span_of))
    query = sql.adding(basis, wheres.things, amounts.things)
    head = 1 if basis.by is None else 2
    asked = [here[span] for span in spans.things]
    for row in _run(cursor, query, _asked(position, spans.things)):
        for cell in asked[row[0]]:
            which = wheres[cell.measure.where]
            n, r = (int(one or 0) for one in row[head + 2 * which : head + 2 * which + 2])
            amount = cell.measure.amount
            value = n
            if amount is not None:
                value = row[head + 2 * len(wheres.things) + amounts[which, amount]] or 0
            elif cell.measure.each is not None:
                value = 0
            found[cell].parts[_part(basis, row)] = [int(value), n, r]


def _part(basis: Basis, row: tuple[Any, ...]) -> Scalar | None:
    return None if basis.by is None else row[1]


def _count_people(
    cursor: Cursor,
    basis: Basis,
    position: int,
    each: str,
    cells: Sequence[Cell],
    found: dict[Cell, _Found],
) -> None:
    """Different values in cells that begin on one day, in one pass."""
    wheres = _Numbered(cell.measure.where for cell in cells)
    spans = _Numbered(span_of(cell) for cell in cells)
    here = dict(_grouped(cells, lambda cell: (spans[span_of(cell)], wheres[cell.measure.where])))
    asked = _asked(position, spans.things)
    query = sql.first_days(basis, each, wheres.things)
    for number, which, *rest in _run(cursor, query, asked):
        part = rest[0] if basis.by is not None else None
        for cell in here.get((number, which), ()):
            found[cell].at(part)[0] = int(rest[-1])


def _count_standing(
    cursor: Cursor,
    stand: Stand,
    cells: Sequence[Cell],
    found: dict[Cell, _Found],
) -> None:
    """One day's stock of cells that share a basis, in one pass."""
    basis, position, ended, each, on = stand
    wheres = _Numbered(cell.measure.where for cell in cells)
    amounts = _amounts(wheres, cells)
    here = dict(_grouped(cells, lambda cell: cell.unit))
    query = sql.standing(basis, ended, each, wheres.things, amounts.things)
    asked = {"position": position, "last": on, "units": list(here)}
    head = 1 if basis.by is None else 2
    for row in _run(cursor, query, asked):
        for cell in here[row[0]]:
            which = wheres[cell.measure.where]
            value, n, r = row[head + 3 * which : head + 3 * which + 3]
            if cell.measure.amount is not None:
                value = row[head + 3 * len(wheres.things) + amounts[which, cell.measure.amount]]
            found[cell].parts[_part(basis, row)] = [int(value or 0), int(n), int(r or 0)]
