"""The serving engine: plans cells into few scans and runs them on the columnar copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import duckdb
import polars as pl

from muctieu.core.models import Origin
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
from muctieu.indicators.define import Scalar, Where
from muctieu.indicators.engines import texts
from muctieu.indicators.engines.scans import (
    MOST_DAYS,
    Basis,
    Masked,
    Span,
    basis_of,
    day_name,
    numbered,
    span_of,
)
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
            adding = [cell for cell in found if not _is_masked(cell)]
            for (basis, at), group in _grouped(adding, _read):
                for some in _pieces(group):
                    _add(cursor, basis, at, some, found)
            masked = [cell for cell in found if _is_masked(cell)]
            for stretch, group in _grouped(masked, _stretch):
                for some in _pieces(group):
                    _count_masked(cursor, stretch, some, found)
        return [found[cell].tallies(split=cell.by is not None) for cell in cells], position

    def kept(self, registers: Sequence[tuple[str, int]]) -> list[Kept]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        told = []
        if not registers:
            return []
        with replica().reading() as (cursor, _position):
            for register, known in registers:
                ((every, rehearsed),) = _run(cursor, texts.kept(register), {"position": known})
                told.append(Kept(every - rehearsed, rehearsed))
        return told

    def records(self, cell: Cell, first: int, size: int) -> Page:
        """See :class:`muctieu.indicators.cells.Engine`."""
        basis, measure, what = _alone(cell)
        with replica().reading() as (cursor, _position):
            ((total,),) = _run(cursor, texts.how_many(measure, basis), what)
            some = {**what, "size": size, "skipped": first}
            rows = _run(cursor, texts.records(measure, basis), some)
        register = cell.measure.register
        return Page(
            tuple(
                Traced(register, id_, version, on, unit, origin == Origin.REHEARSAL)
                for id_, version, on, unit, origin in rows
            ),
            total,
        )

    def held(self, cells: Sequence[Cell], unlike: frozenset[int]) -> list[pl.DataFrame]:
        """See :class:`muctieu.indicators.cells.Engine`. One pass over the copy tells all of them."""
        asked = [_alone(cell) for cell in cells]
        alike = tuple(texts.held(measure, basis) for basis, measure, _what in asked)
        what: dict[str, Any] = {"unlike": sorted(unlike)}
        for at, (_basis, _measure, given) in enumerate(asked):
            what |= {numbered(name, at): value for name, value in given.items()}
        each = any(cell.measure.each is not None for cell in cells)
        with replica().reading() as (cursor, _position):
            rows = _run(cursor, texts.differing(alike, each=each), what)
        frame = pl.DataFrame(rows, schema={"at": pl.Int64(), **HELD}, orient="row")
        return [frame.filter(pl.col("at") == at).drop("at") for at in range(len(cells))]

    def known(self, register: str, position: int, records: Sequence[int]) -> frozenset[int]:
        """See :class:`muctieu.indicators.cells.Engine`."""
        if not records:
            return frozenset()
        what = {"position": position, "records": list(records)}
        with replica().reading() as (cursor, _position):
            rows = _run(cursor, texts.known(register), what)
        return frozenset(record for (record,) in rows)


def _alone(cell: Cell) -> tuple[Basis, Measure, dict[str, Any]]:
    """What a query over the rows of one cell is made of, and its parameters."""
    span, places = span_of(cell), _Places([cell])
    measure = replace(cell.measure, where=cell.where)
    what = {"position": cell.position, "unit": places[cell], "last": span.last, **places.asked}
    if not cell.measure.standing:
        what["first"] = span.first
    return basis_of(cell), measure, what


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


def _is_masked(cell: Cell) -> bool:
    """Whether its records cannot just be added: a stock, an age, or different values."""
    measure = cell.measure
    ages = any(one.aged for one in measure.where)
    return measure.standing or measure.each is not None or ages


@dataclass(frozen=True)
class _Stretch:
    """What the cells of one masked scan share."""

    basis: Basis
    position: int
    standing: bool
    ended: str | None
    first: dt.date | None


def _stretch(cell: Cell) -> _Stretch:
    """Cells of one stretch are counted in one pass, whatever some of them look up."""
    measure = cell.measure
    first = None if measure.standing else span_of(cell).first
    basis = replace(basis_of(cell), joined=())
    return _Stretch(basis, cell.position, measure.standing, measure.ended, first)


# Each condition of a scan keeps a number a person: more of them than this would fill the memory.
_CONDITIONS = 16


def _pieces(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The cells of one scan, or of several where they have too many conditions or days."""
    piece: list[Cell] = []
    wheres: set[tuple[Where, ...]] = set()
    days: set[dt.date] = set()
    for cell in sorted(cells, key=lambda cell: cell.window.last):
        wheres.add(cell.measure.where)
        days.add(cell.window.last)
        if len(wheres) > _CONDITIONS or len(days) > MOST_DAYS:
            yield piece
            piece, wheres, days = [], {cell.measure.where}, {cell.window.last}
        piece.append(cell)
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


class _Places:
    """The numbers under which cells ask for their units: a set of lands has one below zero."""

    def __init__(self, cells: Iterable[Cell | Span]) -> None:
        self.sets = _Numbered(cell.among for cell in cells if cell.among is not None)

    def __getitem__(self, cell: Cell | Span) -> int:
        return cell.unit if cell.among is None else -1 - self.sets[cell.among]

    @property
    def asked(self) -> dict[str, Any]:
        """The sets as parameters; none where only units of the map are asked."""
        if not self.sets.things:
            return {}
        pairs = [(-1 - at, one) for at, some in enumerate(self.sets.things) for one in some]
        return {
            "sets": [at for at, _land in pairs],
            "members": [land.unit for _at, land in pairs],
            "since": [land.first for _at, land in pairs],
            "until": [land.end for _at, land in pairs],
        }


def _amounts(
    wheres: _Numbered[tuple[Where, ...]], cells: Iterable[Cell]
) -> _Numbered[tuple[int, str]]:
    return _Numbered(
        (wheres[cell.measure.where], cell.measure.amount) for cell in cells if cell.measure.amount
    )


def _asked(position: int, spans: Sequence[Span]) -> dict[str, Any]:
    """The parameters that say which units and windows are asked, and as known when."""
    places = _Places(spans)
    return {
        "position": position,
        "first": min(span.first for span in spans),
        "last": max(span.last for span in spans),
        **places.asked,
        "units": [places[span] for span in spans],
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
    query = texts.adding(basis, wheres.things, amounts.things)
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


class _Scan:
    """A masked scan of some cells, and which of them a row of its answer speaks for."""

    def __init__(
        self, stretch: _Stretch, cells: Sequence[Cell], found: Mapping[Cell, _Found]
    ) -> None:
        wheres = _Numbered(cell.measure.where for cell in cells)
        days = _Numbered(sorted({cell.window.last for cell in cells}))
        places = _Places(cells)
        joined = sorted({link for cell in cells for link in basis_of(cell).joined})
        self.masked = Masked(
            replace(stretch.basis, joined=tuple(joined)),
            len(days.things),
            wheres.things,
            stretch.standing,
            stretch.ended,
        )
        bits = [self.masked.bit(wheres[one.measure.where], days[one.window.last]) for one in cells]
        asked = _Numbered(bits)
        self._here: dict[tuple[int, int], list[tuple[Cell, _Found]]] = {}
        for cell, bit in zip(cells, bits, strict=True):
            self._here.setdefault((places[cell], asked[bit]), []).append((cell, found[cell]))
        self._split = stretch.basis.by is not None
        self.asked = {
            "position": stretch.position,
            "last": days.things[-1],
            "units": list({unit for unit, _number in self._here}),
            **{day_name(at): day for at, day in enumerate(days.things)},
            **self.masked.births(days.things),
            **places.asked,
        }
        if not self.masked.at_once:
            self.asked["words"], self.asked["bits"] = map(list, zip(*asked.things, strict=True))
        if stretch.first is not None:
            self.asked["first"] = stretch.first

    def read(
        self, rows: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Cell, list[int], tuple[Any, ...]]]:
        """What was counted, each cell that a row speaks for, its counts so far, and the row."""
        head = 4 if self._split else 3
        for row in rows:
            part = row[2] if self._split else None
            for cell, found in self._here.get((row[1], row[head - 1]), ()):
                yield row[0], cell, found.at(part), row[head:]


def _count_masked(
    cursor: Cursor, stretch: _Stretch, cells: Sequence[Cell], found: dict[Cell, _Found]
) -> None:
    """Records, amounts and different values of the cells of one stretch, in one pass."""
    scan = _Scan(stretch, cells, found)
    amounts = _Numbered(cell.measure.amount for cell in cells if cell.measure.amount)
    eaches = _Numbered(cell.measure.each for cell in cells if cell.measure.each)
    query = texts.masked(scan.masked, amounts.things, eaches.things)
    for which, cell, counts, (n, rehearsed, *sums) in scan.read(_run(cursor, query, scan.asked)):
        each, amount = cell.measure.each, cell.measure.amount
        if which:
            counts[0] = int(n) if each and eaches[each] == which - 1 else counts[0]
            continue
        counts[1:] = int(n), int(rehearsed)
        if amount is not None:
            counts[0] = int(sums[amounts[amount]])
        elif each is None:
            counts[0] = int(n)
