"""Triggers that keep histories append-only, on SQLite and on PostgreSQL.

A history row may be inserted, and its ``known_to`` set once. A register sealed with keys may
also lose its words and its key together: that is an erasure. Change sets and seals are never
changed at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from muctieu.core.models import ChangeSet, ReadLine, Seal
from muctieu.core.routing import database_of
from muctieu.registers.declare import Register, all_registers

# Written once and never changed: the chain, its seals, and who read whose identity.
_UNCHANGING = (ChangeSet, Seal, ReadLine)


def _guarded(using: str) -> list[tuple[str, Register | None]]:
    """Tables of a database that triggers guard, and the register a history belongs to."""
    of_all = [(model, None) for model in _UNCHANGING]
    histories = [(one.versions, one) for one in all_registers()]
    return [
        (model._meta.db_table, register)
        for model, register in [*of_all, *histories]
        if database_of(model._meta.app_label, model._meta.model_name) == using
    ]


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


def _statements(using: str, vendor: str, there: set[str]) -> Iterator[str]:
    postgresql = vendor == "postgresql"
    make = _postgresql if postgresql else _sqlite
    distinct = "IS DISTINCT FROM" if postgresql else "IS NOT"
    whole = ("DELETE", "TRUNCATE") if postgresql else ("DELETE",)
    for table, register in _guarded(using):
        if table in there:
            yield from make(table, "UPDATE", _allowed(register, distinct) if register else None)
            for event in whole:
                yield from make(table, event, None)


def guard_histories(using: str = "default") -> None:
    """(Re)create every trigger. Tables that are not there yet are passed over."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(using, connection.vendor, there):
            cursor.execute(statement)


def lift_guards(using: str = "default") -> None:
    """Drop every trigger: for emptying a test database and for restoring a backup only."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, _register in _guarded(using):
            for event in ("UPDATE", "DELETE", "TRUNCATE") if table in there else ():
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "guard_{table}_{event.lower()}"{on}')
