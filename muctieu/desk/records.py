"""Records as pages show them: rows of a list, one record, and what it was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.days import today
from muctieu.core.models import Origin
from muctieu.core.roles import IdentityLevel
from muctieu.core.units import below, find_units, names_on
from muctieu.desk.words import cell, instant
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.kernels.vietnamese.text import nfc
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.identity import as_seen, level_over, level_over_all
from muctieu.registers.listing import Rows, for_user, happened_by, history
from muctieu.registers.people import PERSON, BirthPrecision

if TYPE_CHECKING:
    from django.http import QueryDict

    from muctieu.core.models import ChangeSet
    from muctieu.core.permissions import Person
    from muctieu.desk.clocks import Clock
    from muctieu.registers.clocks import Known

SEARCH, FROM, UNIT, UPDATE = "q", "tu", "donvi", "lan"
# Numbers of updates so long fit the column that holds them.
_UPDATE_DIGITS = 10


@dataclass(frozen=True)
class Cell:
    """What a record says in one field, and the page of the record it points to."""

    label: str
    text: str
    url: str = ""
    number: bool = False
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One record in a list."""

    id: str
    url: str
    cells: tuple[Cell, ...]
    rehearsed: bool


@dataclass(frozen=True)
class Step:
    """One version of a record: who wrote it, when and why, and what it changed."""

    at: str
    by: str
    reason: str
    source: str
    word: str
    historical: bool
    changed: tuple[tuple[str, str, str], ...]
    update: int


def visible_fields(register: Register) -> tuple[Field, ...]:
    """Fields that lists show: never what tells who somebody is."""
    return tuple(one for one in register.fields if not one.identity)


def record_url(register: str, record: int, clock: Clock | None = None) -> str:
    """The page of one record, with the clock's dates where there is one."""
    address = reverse("desk:record", args=[register, record])
    return address + (clock.query() if clock else "")


def lines(register: Register, rows: Iterable[Any], clock: Clock, user: Person) -> list[Line]:
    """Rows of a register as lines of a list, as far as ``user`` may see them."""
    units = names_on(clock.as_of)
    level = level_over_all(user) if register is PERSON else IdentityLevel.FULL
    fields = visible_fields(register)
    return [
        Line(
            id=str(row.record),
            url=record_url(register.code, row.record, clock),
            cells=tuple(_cell(field, row, units, clock) for field in fields),
            rehearsed=row.origin == Origin.REHEARSAL,
        )
        for row in (as_seen(register, one, level) for one in rows)
    ]


def _cell(field: Field, row: Any, units: Mapping[int, str], clock: Clock) -> Cell:
    value = getattr(row, field.column)
    url = ""
    if field.kind is Kind.RECORD and field.to and value is not None:
        url = record_url(field.to, value, clock)
    return Cell(
        label=str(field.title),
        text=_said(field, row, units),
        url=url,
        number=field.kind in (Kind.INTEGER, Kind.MONEY),
        name=field.name,
    )


def _said(field: Field, row: Any, units: Mapping[int, str]) -> str:
    """What a record says in a field; of a date known to its year, the year alone."""
    value = getattr(row, field.column)
    if field.precision and value and getattr(row, field.precision) == BirthPrecision.YEAR:
        return str(value.year)
    return cell(field, value, dict(units))


def cells_of(register: Register, row: Any, clock: Clock, user: Person) -> list[Cell]:
    """One record, field by field, as far as ``user`` may see it."""
    units = names_on(clock.as_of)
    seen = as_seen(register, row, _level(register, row.record, user))
    return [_cell(field, seen, units, clock) for field in visible_fields(register)]


def _level(register: Register, record: int, user: Person) -> IdentityLevel:
    """How much of who a record is about may be seen; of registers but people's it is no matter."""
    return level_over(user, record) if register is PERSON else IdentityLevel.FULL


def place_of_row(register: Register, row: Any) -> int | None:
    """The unit that a row or a version belongs to."""
    return getattr(row, register[register.place].column) if register.place else None


def steps(
    register: Register,
    record: int,
    known: Known,
    readable: Callable[[int | None], bool],
    user: Person,
) -> list[Step]:
    """What had become of a record by ``known``, the latest first.

    A version of a unit that is not ``readable`` is left out, and so is what changed from it.
    """
    told: list[Step] = []
    before: Any = None
    first = True
    level = _level(register, record, user)
    for whole, opened, closed in history(register, record):
        version = as_seen(register, whole, level)
        seen = version.known_from <= known.position
        if seen and readable(place_of_row(register, version)):
            told.append(_step(register, before, version, opened, user, first=first))
            if closed is not None and closed.action == "withdraw":
                told += [_withdrawn(closed, user)] if closed.number <= known.position else []
            before = version
        else:
            before = None
        first = False
    return told[::-1]


def _step(
    register: Register, before: Any, version: Any, update: ChangeSet, user: Person, *, first: bool
) -> Step:
    changed = () if before is None else tuple(_changes(register, before, version))
    return Step(
        at=instant(update.known_at),
        by=update.actor_name or _("the system"),
        reason=reason_of(update),
        source=source_of(update, user),
        word=_("entered") if first else _("corrected"),
        historical=update.known_at != update.recorded_at,
        changed=changed,
        update=update.number,
    )


def reason_of(update: ChangeSet) -> str:
    """Why somebody made an update, in their own words; what nobody made tells its own origin."""
    if update.origin == Origin.REHEARSAL and update.actor_id is None:
        return _("Rehearsal: made up to fit the published figures")
    return update.reason


def source_of(update: ChangeSet, user: Person) -> str:
    """The file an update came from. What tells rehearsals apart is for administrators."""
    made_by_hand = update.origin == Origin.OFFICE or update.actor_id is not None
    if made_by_hand or getattr(user, "is_staff", False):
        return update.source
    return ""


def _withdrawn(update: ChangeSet, user: Person) -> Step:
    return Step(
        at=instant(update.known_at),
        by=update.actor_name or _("the system"),
        reason=reason_of(update),
        source=source_of(update, user),
        word=_("withdrawn"),
        historical=update.known_at != update.recorded_at,
        changed=(),
        update=update.number,
    )


def _changes(register: Register, before: Any, after: Any) -> Iterable[tuple[str, str, str]]:
    units = names_on(dt.date.max)
    for field in register.fields:
        was, now = getattr(before, field.column), getattr(after, field.column)
        if was != now:
            shown = (_("hidden"), _("hidden"))
            if not field.identity:
                shown = (_said(field, before, units), _said(field, after, units))
            yield str(field.title), *shown


@dataclass(frozen=True)
class Narrowed:
    """A list after its filters, and what was wrong with them."""

    rows: Rows
    problems: tuple[str, ...]


def narrowed(register: Register, rows: Rows, query: QueryDict, clock: Clock) -> Narrowed:
    """The rows that the filters of an address leave."""
    problems: list[str] = []
    rows = happened_by(rows, register, clock.as_of)
    rows = _from_day(register, rows, query.get(FROM, ""), problems)
    rows = _of_update(rows, query, problems)
    rows = _in_unit(register, rows, query.get(UNIT, ""), clock, problems)
    for field in choices_of(register):
        if wanted := query.get(field.name):
            rows = rows.filter(**{field.column: wanted})
    if text := nfc(query.get(SEARCH, "")).strip():
        rows = rows.filter(_found(register, text))
    return Narrowed(rows, tuple(problems))


def choices_of(register: Register) -> Sequence[Field]:
    """Fields by which a list can be narrowed to one value."""
    return [one for one in visible_fields(register) if one.kind is Kind.CHOICE]


def _from_day(register: Register, rows: Rows, text: str, problems: list[str]) -> Rows:
    if not text or register.happened is None:
        return rows
    try:
        return rows.filter(**{f"{register.happened}__gte": parse_date(text)})
    except NotADate as problem:
        problems.append(problem.vi)
        return rows


def _of_update(rows: Rows, query: QueryDict, problems: list[str]) -> Rows:
    """Of these rows, those that the update asked for wrote."""
    text, asked = query.get(UPDATE, ""), update_asked(query)
    if text and asked is None:
        problems.append(_("“%(text)s” is not the number of an update.") % {"text": text[:60]})
    return rows if asked is None else rows.filter(known_from=asked)


def update_asked(query: QueryDict) -> int | None:
    """The update whose records alone an address asks for."""
    text = query.get(UPDATE, "").removeprefix("#")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _UPDATE_DIGITS else None


def _in_unit(register: Register, rows: Rows, text: str, clock: Clock, problems: list[str]) -> Rows:
    if not text or register.place is None:
        return rows
    found = find_units(text, clock.as_of)
    if not found:
        problems.append(_("There was no unit “%(name)s” on this day.") % {"name": text[:60]})
        return rows
    column = register[register.place].column
    there = {unit for one in found for unit in below(one.unit_id, clock.as_of)}
    return rows.filter(**{f"{column}__in": there})


def _found(register: Register, text: str) -> Q:
    """Records whose number or words have the text in them."""
    found = Q(record=int(text)) if text.isdecimal() and len(text) < 18 else Q(pk__in=[])
    for field in visible_fields(register):
        if field.kind is Kind.TEXT:
            found |= Q(**{f"{field.column}__icontains": text})
        if field.kind is Kind.RECORD and text.isdecimal() and len(text) < 18:
            found |= Q(**{field.column: int(text)})
    return found


def pointing_here(
    user: Person, register: Register, record: int, clock: Clock
) -> list[tuple[str, str, int]]:
    """Lists of the records that point to this one and may be read: (title, address, how many)."""
    found = []
    for other, field in register.referring():
        if other.sealed_with_key:
            continue
        known = for_user(user, other, clock.known, on=today())
        rows = known.filter(**{field.column: record}).count()
        if rows:
            address = reverse("desk:register", args=[other.code]) + clock.query(q=record)
            found.append((str(other.title), address, rows))
    return found
