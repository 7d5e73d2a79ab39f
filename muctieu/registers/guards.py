"""Triggers that keep histories append-only, on SQLite and on PostgreSQL.

A history row may be inserted, and its ``known_to`` set once. A register sealed with keys may
also lose its words and its key together: that is an erasure. Change sets and seals are never
changed at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from muctieu.core.models import ChangeSet, Seal
from muctieu.registers.declare import Register, all_registers

_UNCHANGING = (ChangeSet._meta.db_table, Seal._meta.db_table)


def _columns(register: Register) -> list[str]:
    names = [str(field.column) for field in register.versions._meta.local_fields]
    return [name for name in names if name != "known_to"]


def _same(columns: list[str], distinct: str) -> str:
    return " AND ".join(f'NOT (OLD."{name}" {distinct} NEW."{name}")' for name in columns)


def _allowed(register: Register, distinct: str) -> str:
    """The condition under which an UPDATE of a history row passes."""
    columns = _columns(register)
    closing = (
        f'(OLD."known_to" IS NULL AND NEW."known_to" IS NOT NULL AND {_same(columns, distinct)})'
    )
    if not register.sealed_with_key:
        return closing
    words = [*(f.column for f in register.fields if f.identity), "seal_key"]
    kept = [name for name in [*columns, "known_to"] if name not in words]
    gone = " AND ".join(f'NEW."{name}" IS NULL' for name in words)
    return f"({closing} OR ({_same(kept, distinct)} AND {gone}))"


def _sqlite(table: str, event: str, unless: str | None) -> list[str]:
    name = f"guard_{table}_{event.lower()}"
    when = f"WHEN NOT ({unless}) " if unless else ""
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {when}'
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def _postgresql(table: str, event: str, unless: str | None) -> list[str]:
    name = f"guard_{table}_{event.lower()}"
    when = f"WHEN (NOT ({unless})) " if unless else ""
    level = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {level} {when}'
        "EXECUTE FUNCTION refuse_change()",
    ]


def _statements(vendor: str, there: set[str]) -> Iterator[str]:
    postgresql = vendor == "postgresql"
    make = _postgresql if postgresql else _sqlite
    distinct = "IS DISTINCT FROM" if postgresql else "IS NOT"
    whole = ("DELETE", "TRUNCATE") if postgresql else ("DELETE",)
    guarded = [(one.versions._meta.db_table, _allowed(one, distinct)) for one in all_registers()]
    for table, unless in [*guarded, *((name, None) for name in _UNCHANGING)]:
        if table in there:
            yield from make(table, "UPDATE", unless)
            for event in whole:
                yield from make(table, event, None)


def guard_histories(using: str = "default") -> None:
    """(Re)create every trigger. Tables that are not there yet are passed over."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, there):
            cursor.execute(statement)


def lift_guards(using: str = "default") -> None:
    """Drop every trigger: for emptying a test database and for restoring a backup only."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {
            *(one.versions._meta.db_table for one in all_registers()),
            *_UNCHANGING,
        } & there:
            for event in ("UPDATE", "DELETE", "TRUNCATE"):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "guard_{table}_{event.lower()}"{on}')
