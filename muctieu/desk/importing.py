"""What a checked file says, made ready for its page: columns, rows that are new, what changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muctieu.core.units import names_on
from muctieu.desk.records import record_url
from muctieu.desk.words import NOTHING, cell
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.registers import applying
from muctieu.registers.declare import Field, Kind
from muctieu.registers.mapping import CONTENT, first_heading

if TYPE_CHECKING:
    import datetime as dt

    from muctieu.core.models import User
    from muctieu.registers.import_models import Import
    from muctieu.registers.intake import Intake


@dataclass(frozen=True)
class NewRow:
    """A row of the sheet that would become a record; ``cells`` are (heading, text)."""

    sheet: str
    row: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Difference:
    """A cell of the sheet that says something else than the record on file."""

    sheet: str
    row: int
    record: str
    url: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Column:
    """A heading of the file and what it was taken for; ``unsure`` where it was only guessed."""

    heading: str
    taken_for: str
    why: str
    sample: str
    unsure: bool


def columns_taken(one: Import, intake: Intake) -> list[Column]:
    """Every heading of the file, those first that were taken for something."""
    names = {field.name: first_heading(field) for field in intake.columns}
    found = [
        Column(
            heading=pair.heading,
            taken_for=names.get(pair.column or "", ""),
            why=pair.why or "",
            sample=", ".join(pair.sample),
            unsure=pair.why == CONTENT,
        )
        for pair in applying.mapping_of(one).pairs
    ]
    return sorted(found, key=lambda column: not column.taken_for)


def new_rows(
    one: Import, intake: Intake, user: User, first: int, count: int
) -> tuple[list[str], list[NewRow]]:
    """Headings and rows that would be new, with what the sheet says in them.

    Who somebody is, is shown to the one who sent it and to nobody else.
    """
    kept = applying.new_rows_kept(one, first, count)
    fields = [
        field
        for field in intake.columns
        if field.name in kept.columns
        and kept[field.name].is_not_null().any()
        and (one.by_id == user.pk or not field.identity)
    ]
    headings = [first_heading(field) for field in fields]
    rows = [
        NewRow(
            sheet=row["sheet"],
            row=row["row"],
            cells=tuple(
                (heading, _said(field, row[field.name]))
                for heading, field in zip(headings, fields, strict=True)
            ),
        )
        for row in kept.iter_rows(named=True)
    ]
    return headings, rows


def _said(field: Field, text: str | None) -> str:
    """A cell as it was sent; a date as offices write it, whatever the file keeps it as."""
    if not text:
        return NOTHING
    if field.kind is not Kind.DATE:
        return text
    try:
        return format_date(parse_date(text))
    except NotADate:
        return text


def differences(
    one: Import, intake: Intake, on: dt.date, first: int, count: int
) -> list[Difference]:
    """Cells that would change, in the words of the register."""
    register = intake.register
    fields = {field.column: field for field in register.fields}
    units = names_on(on)
    return [
        Difference(
            sheet=row["sheet"],
            row=row["row"],
            record=str(row["id"]),
            url=record_url(register.code, row["id"]),
            column=str(fields[row["column"]].title),
            old=_on_file(fields[row["column"]], row["old"], units),
            new=_on_file(fields[row["column"]], row["new"], units),
        )
        for row in applying.differences_kept(one, first, count).iter_rows(named=True)
    ]


def _on_file(field: Field, text: str | None, units: Mapping[int, str]) -> str:
    """A stored value, kept as text, in words."""
    if text is None:
        return NOTHING
    value: Any = text
    if field.kind is Kind.DATE:
        value = parse_date(text)
    elif field.kind is Kind.BOOLEAN:
        value = text == "true"
    elif field.kind in (Kind.INTEGER, Kind.MONEY, Kind.UNIT):
        value = int(text)
    return cell(field, value, dict(units))
