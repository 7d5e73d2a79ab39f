"""An ASCII table in a test → rows; rows → records written by the one write path.

Columns ``in`` and ``out`` number the updates in which a row was entered and withdrawn, so that
what was known when can be read off the table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from muctieu.core.models import Origin, Unit, UnitEvent, UnitShare, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.registers.clocks import Known, latest
from muctieu.registers.declare import Register
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, commit

Row = dict[str, Any]


def table(text: str) -> list[Row]:
    """The rows of a table drawn with ``|``; an empty cell is None, a day is a date."""
    lines = [line.strip().strip("|") for line in text.strip().splitlines()]
    heads, *rows = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    return [dict(zip(heads, map(value, row), strict=True)) for row in rows]


def value(cell: str) -> Any:
    """A cell's value: nothing, a day, a whole number, or the text itself."""
    if not cell:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return dt.date.fromisoformat(cell)
    return int(cell) if re.fullmatch(r"-?\d+", cell) else cell


@dataclass
class World:
    """Units by name, and the update before the first of a test's own."""

    units: dict[str, int] = field(default_factory=dict)
    before: int = 0

    def known(self, update: int | None = None) -> Known:
        """What was known after a test's update ``update``; everything, where none is given."""
        return latest() if update is None else Known(self.before + update)


def make_units(rows: Sequence[Row]) -> dict[str, int]:
    """Units from rows ``unit | parent | from | to``; a name given twice is one unit."""
    ids: dict[str, int] = {}
    for row in rows:
        ids.setdefault(row["unit"], Unit.objects.create().pk)
    for number, row in enumerate(rows):
        UnitVersion.objects.create(
            unit_id=ids[row["unit"]],
            parent_id=ids.get(row["parent"] or ""),
            code=f"{number:03}",
            name=row["unit"],
            kind="ward" if row["parent"] else "city",
            valid_from=row["from"],
            valid_to=row["to"],
        )
    rebuild_closure()
    return ids


def pass_on(units: Mapping[str, int], rows: Sequence[Row]) -> None:
    """What became of units, from rows ``former | latter | on | share``; no share is all of it."""
    for row in rows:
        numerator, _slash, denominator = str(row["share"] or "1/1").partition("/")
        event, _made = UnitEvent.objects.get_or_create(kind="merge", on=row["on"])
        UnitShare.objects.create(
            event=event,
            former_id=units[row["former"]],
            latter_id=units[row["latter"]],
            numerator=int(numerator),
            denominator=int(denominator),
            stated=row["share"] is None,
        )


@dataclass
class Entry:
    """Rows of one register and how their words become columns."""

    register: Register
    rows: Sequence[Row]
    read: Callable[[str, Any], Any] = lambda _name, cell: cell
    ids: dict[int, int] = field(default_factory=dict)

    def frame(self, chosen: Sequence[int]) -> pl.DataFrame:
        """The chosen rows as the write path takes them."""
        schema = frame_schema(self.register)
        body: Mapping[str, list[Any]] = {
            one.column: [self.read(one.name, self.rows[at].get(one.name)) for at in chosen]
            for one in self.register.fields
        }
        origins = [Origin.REHEARSAL if self.rows[at].get("made up") else 0 for at in chosen]
        return pl.DataFrame(body, schema=schema).with_columns(
            pl.Series("origin", [int(one) for one in origins], pl.Int64)
        )


def enter(*entries: Entry) -> int:
    """Write every update of the tables in order; returns the position before the first."""
    before = latest().position
    last = max(
        (row.get(name) or 1 for one in entries for row in one.rows for name in ("in", "out")),
        default=0,
    )
    for update in range(1, last + 1):
        changes = Changes()
        for one in entries:
            changes = _with(changes, one, update)
        receipt = commit(changes, Act(by=None, action="entry"))
        for one in entries:
            opened = [at for at, row in enumerate(one.rows) if (row.get("in") or 1) == update]
            given = receipt.ids.get(one.register.code, ())
            one.ids |= dict(zip(opened, given, strict=True)) if opened else {}
    return before


def _with(changes: Changes, entry: Entry, update: int) -> Changes:
    opened = [at for at, row in enumerate(entry.rows) if (row.get("in") or 1) == update]
    closed = [at for at, row in enumerate(entry.rows) if row.get("out") == update]
    if opened:
        changes = changes.opening(entry.register, entry.frame(opened))
    if closed:
        changes = changes.withdrawing(entry.register, [entry.ids[at] for at in closed])
    return changes
