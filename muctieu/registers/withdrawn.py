"""Rows that were there before and were taken back: sending them again is told, not hidden.

A record is known by its key. Somebody first met on a sheet, and taken back with it, would come in
under a new number: they are known again by who they are.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from django.db.models import F, QuerySet

from muctieu.core.days import day_of
from muctieu.core.models import ChangeSet, User
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import Register
from muctieu.registers.people import IDENTITY, PERSON
from muctieu.registers.write import Changes

WITHDRAWN = "withdraw"
_REASON_SAID = 120


def withdrawn_before(
    register: Register, new: pl.DataFrame, also: Changes, *, by: User | None, today: dt.date
) -> pl.DataFrame:
    """``line`` and ``hint`` (when, by whom, why) of ``new`` rows whose record was withdrawn once.

    Whoever may not read the unit where the record was is told the day only.
    """
    nothing = pl.DataFrame(schema={"line": pl.Int64, "hint": pl.String})
    taken_back = _taken_back(register, by, today) if register.key and new.height else []
    if not taken_back:
        return nothing
    keys = [register[name].column for name in register.key]
    schema = {name: new.schema[name] for name in keys} | {"hint": pl.String()}
    gone = pl.DataFrame(taken_back, schema=schema, orient="row").unique(keys, keep="last")
    rows = new.select("line", *keys)
    people = [one.column for one in register.fields if one.to == PERSON.code]
    for column in set(people) & set(keys):
        known = _known_again(also)
        rows = rows.join(known, left_on=column, right_on="person_id", how="left").with_columns(
            pl.coalesce("former", column).alias(column)
        )
    return rows.join(gone, on=keys, how="inner").select("line", "hint")


def _taken_back(register: Register, by: User | None, today: dt.date) -> list[tuple[object, ...]]:
    """Keys of withdrawn records with what is told of each, the oldest first."""
    updates = ChangeSet.objects.filter(action=WITHDRAWN).in_bulk()
    keys = [register[name].column for name in register.key]
    place = register[register.place].column if register.place else None
    versions = register.versions._default_manager.filter(known_to__in=list(updates))
    rows = versions.order_by("known_to").values_list(*keys, "known_to", place or F("record"))
    units = None if by is None else units_of(by, register.code, Action.READ, today)
    return [
        (*key, _told(updates[number], open_=units is None or (place is not None and at in units)))
        for *key, number, at in rows
    ]


def _told(update: ChangeSet, *, open_: bool) -> str:
    """When, by whom and why, as far as it may be told."""
    day = format_date(day_of(update.known_at))
    if not open_:
        return day
    who = f", {update.actor_name}" if update.actor_name else ""
    why = f": “{update.reason[:_REASON_SAID]}”" if update.reason else ""
    return f"{day}{who}{why}"


def _known_again(also: Changes) -> pl.DataFrame:
    """``person_id`` of people met for the first time → ``former``, who they were before.

    The same folded name and the same birth, of somebody who was withdrawn.
    """
    met = _opened(also, IDENTITY, "person_id", "fold")
    born = _opened(also, PERSON, "id", "birth_on")
    nobody = pl.DataFrame(schema={"person_id": pl.Int64, "former": pl.Int64})
    if met is None or born is None:
        return nobody
    updates = list(ChangeSet.objects.filter(action=WITHDRAWN).values_list("number", flat=True))
    gone = _versions(IDENTITY).filter(known_to__in=updates, fold__isnull=False)
    words = pl.DataFrame(
        list(gone.values_list("person_id", "fold")),
        schema={"former": pl.Int64, "fold": pl.String},
        orient="row",
    )
    births = _versions(PERSON).filter(record__in=words["former"].to_list())
    days = pl.DataFrame(
        list(births.values_list("record", "birth_on")),
        schema={"former": pl.Int64, "birth_on": pl.Date},
        orient="row",
    )
    known = words.join(days, on="former").unique(["fold", "birth_on"], keep="last")
    here = met.join(born, left_on="person_id", right_on="id")
    return here.join(known, on=["fold", "birth_on"]).select("person_id", "former")


def _versions(register: Register) -> QuerySet[Any]:
    return register.versions._default_manager.all()


def _opened(also: Changes, register: Register, *columns: str) -> pl.DataFrame | None:
    for part in also.parts:
        if part.register is register and part.opening is not None:
            return part.opening.select(*columns)
    return None
