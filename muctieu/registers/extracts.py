"""A register's records as a list to take away: which columns, in whose words, with whose names.

Which records may be in it was decided by ``registers.listing.for_user``; names come only through
``registers.identity``, by the reader's level and with a purpose, and the reading is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from muctieu.core.models import User
from muctieu.core.permissions import identity_level
from muctieu.core.roles import IdentityLevel
from muctieu.core.said import gettext as _
from muctieu.core.units import names_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.exports import ORIGIN, Listed
from muctieu.registers.identity import level_over_all, read_identities, rows_as_seen
from muctieu.registers.people import IDENTITY, PERSON
from muctieu.registers.storage import frame_schema, read_rows
from muctieu.registers.write import ALIAS

ID = "id"
# Read in pieces: neither database takes a list of parameters of any length.
_PEOPLE_AT_ONCE = 10_000
_NAMES = ("full_name", "id_number", "phone", "address")


def listed_of(
    register: Register,
    rows: QuerySet[Any],
    *,
    by: User | None,
    on: dt.date,
    purpose: str = "",
    about: Mapping[str, str] | None = None,
) -> Listed:
    """Versions of ``register`` (as ``registers.listing`` gives them) as a list.

    Without a ``purpose``, or for somebody whose role sees no identities, people are numbers; for
    whoever does not see whole identities everywhere, people are of a year of birth and no day.
    """
    fields = [field for field in register.fields if not field.identity]
    level = level_over_all(by, on) if by is not None else IdentityLevel.FULL
    frame = rows_as_seen(register, _frame(register, rows, fields), level)
    names = _names(register, frame, by, on, purpose)
    headings = {ID: str(_("Record")), **{field.column: str(field.title) for field in fields}}
    if names is not None:
        person = _person(register)
        frame = frame.join(names, left_on=person, right_on="person_id", how="left")
        headings |= {name: str(IDENTITY[name].title) for name in _NAMES}
    return Listed(
        title=str(register.title),
        headings=headings,
        rows=frame,
        about={str(_("As of")): format_date(on), **(about or {})},
        words=_words(fields, on),
    )


def _frame(register: Register, rows: QuerySet[Any], fields: list[Field]) -> pl.DataFrame:
    columns = [field.column for field in fields]
    kinds = frame_schema(register)
    schema: dict[str, pl.DataType] = {ID: pl.Int64(), ORIGIN: pl.Int64()}
    schema |= {name: kinds[name] for name in columns}
    try:
        sql, params = rows.values_list("record", "origin", *columns).query.sql_with_params()
    except EmptyResultSet:
        # Django does not even ask where a condition can never hold.
        return pl.DataFrame(schema=schema)
    return read_rows(connections[ALIAS], sql, params, schema)


def _words(fields: list[Field], on: dt.date) -> dict[str, Mapping[Any, str]]:
    """What people read for units, choices and truths."""
    words: dict[str, Mapping[Any, str]] = {}
    units = names_on(on)
    for field in fields:
        if field.kind is Kind.UNIT:
            words[field.column] = units
        elif field.kind is Kind.CHOICE:
            words[field.column] = {one.value: str(one.title) for one in field.choices}
        elif field.kind is Kind.BOOLEAN:
            words[field.column] = {True: str(_("yes")), False: str(_("no"))}
    return words


def _person(register: Register) -> str | None:
    """The column that says whom a record is about."""
    if register is PERSON:
        return ID
    return next((one.column for one in register.fields if one.to == PERSON.code), None)


def _names(
    register: Register, frame: pl.DataFrame, by: User | None, on: dt.date, purpose: str
) -> pl.DataFrame | None:
    """Who the people of the list are, as far as ``by`` may know it; None for nobody's names."""
    person = _person(register)
    if person is None or by is None or not purpose.strip():
        return None
    if identity_level(by, IDENTITY.code, on) is IdentityLevel.NONE:
        return None
    people = frame[person].drop_nulls().unique().sort().to_list()
    shown = [
        (one.person, one.full_name, one.id_number, one.phone, one.address)
        for first in range(0, len(people), _PEOPLE_AT_ONCE)
        for one in read_identities(
            people[first : first + _PEOPLE_AT_ONCE], by=by, purpose=purpose, on=on
        ).values()
    ]
    schema = {"person_id": pl.Int64, **dict.fromkeys(_NAMES, pl.String)}
    return pl.DataFrame(shown, schema=schema, orient="row")
