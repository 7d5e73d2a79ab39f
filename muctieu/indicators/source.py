"""Reading the histories out of the system of record, fast, for the columnar copy.

SQLite is read through the standard library (two SQLite libraries must never open one file in
one process, design §3), PostgreSQL by COPY. Both give lines of text that DuckDB reads itself.
Everything is read in one snapshot, so that position, seals and rows agree.
"""

from __future__ import annotations

import abc
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from muctieu.core.models import ChangeSet, Seal, UnitClosure

ALIAS = "default"
NEVER = "0" * 64
"""The hash of no change set at all."""

_CHANGES = ChangeSet._meta.db_table
_SEALS = Seal._meta.db_table
_CLOSURE = UnitClosure._meta.db_table
_CHUNK = 50_000
# JSON writes these characters with a letter, which a CSV reader would take literally.
_CONTROL = (b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\u")


@dataclass(frozen=True)
class Top:
    """The last change set: its number, and the hash that stands for everything up to it."""

    position: int
    hash: str


@dataclass(frozen=True)
class Sealed:
    """What one change set opened and closed in one register."""

    position: int
    register: str
    first: int | None
    last: int | None
    closed: bytes

    @property
    def opened(self) -> int:
        """How many versions it opened."""
        return 0 if self.first is None or self.last is None else self.last - self.first + 1


@dataclass(frozen=True)
class Dialect:
    """How the lines that a source writes are to be read: DuckDB's options of ``read_csv``.

    ``framed`` lines have one column too many at each end.
    """

    options: str
    framed: bool


class Source(abc.ABC):
    """An open snapshot of the system of record."""

    dialect: Dialect
    connection: Any

    @abc.abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Every row of a query."""

    @abc.abstractmethod
    def write_versions(
        self, table: str, columns: Sequence[str], first: int, last: int, file: IO[bytes]
    ) -> None:
        """Write the versions numbered ``first … last`` of a history as lines."""

    @abc.abstractmethod
    def write_these(
        self, table: str, columns: Sequence[str], versions: Sequence[int], file: IO[bytes]
    ) -> None:
        """Write the versions of these numbers as lines."""

    def glance(self) -> tuple[Top, str]:
        """The last change set there is, and something that changes whenever the map does.

        The closure is rebuilt whole, with new row numbers, by every change of units.
        """
        ((number, mark, *on_map),) = self.rows(
            "SELECT last.number, last.hash, c.* FROM"  # noqa: S608
            " (SELECT count(*), sum(id), sum(unit_id), count(valid_to), max(valid_from)"
            f" FROM {_CLOSURE}) AS c LEFT JOIN"
            f" (SELECT number, hash FROM {_CHANGES} ORDER BY number DESC LIMIT 1) AS last ON 1 = 1"
        )
        top = Top(0, NEVER) if number is None else Top(number, mark)
        return top, repr(tuple(str(value) for value in on_map))

    def hash_of(self, position: int) -> str:
        """The hash of a change set; :data:`NEVER` where there is none."""
        if position == 0:
            return NEVER
        found = self.rows(f"SELECT hash FROM {_CHANGES} WHERE number = {position:d}")  # noqa: S608
        return str(found[0][0]) if found else ""

    def since(self, position: int) -> list[tuple[int, str]]:
        """(number, hash) of the change sets from ``position``, itself included, in order."""
        return self.rows(
            f"SELECT number, hash FROM {_CHANGES} WHERE number >= {position:d} ORDER BY number"  # noqa: S608
        )

    def seals(self, after: int, upto: int) -> list[Sealed]:
        """What was opened and closed from ``after`` (without it) to ``upto``."""
        between = f"changeset_id > {after:d} AND changeset_id <= {upto:d}"
        found = self.rows(
            f"SELECT changeset_id, register, first_version, last_version, closed_versions"  # noqa: S608
            f" FROM {_SEALS} WHERE {between} ORDER BY changeset_id"
        )
        return [Sealed(at, code, first, last, bytes(ends)) for at, code, first, last, ends in found]

    def counts(self, upto: int) -> dict[str, tuple[int, int]]:
        """Register → how many versions were opened and closed up to a position."""
        found = self.rows(
            f"SELECT register, sum(coalesce(last_version - first_version + 1, 0)),"  # noqa: S608
            f" sum(length(closed_versions)) FROM {_SEALS} WHERE changeset_id <= {upto:d}"
            " GROUP BY register"
        )
        return {code: (int(opened), int(closed) // 8) for code, opened, closed in found}

    def closure(self) -> list[tuple[int, int, str, str | None]]:
        """(ancestor, unit, from, to) of the whole map, days as ISO text."""
        found = self.rows(f"SELECT ancestor_id, unit_id, valid_from, valid_to FROM {_CLOSURE}")  # noqa: S608
        return [(a, u, str(first), str(last) if last else None) for a, u, first, last in found]


class _Sqlite(Source):
    """SQLite writes each row as a JSON array: the fastest it can put values into text."""

    dialect = Dialect("quote='\"', escape='\\', nullstr='null'", framed=True)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return found

    def write_versions(
        self, table: str, columns: Sequence[str], first: int, last: int, file: IO[bytes]
    ) -> None:
        sql = _lines(table, columns, "version BETWEEN ? AND ?")
        for low in range(first, last + 1, _CHUNK):
            self._write(sql, (low, min(low + _CHUNK - 1, last)), file)

    def write_these(
        self, table: str, columns: Sequence[str], versions: Sequence[int], file: IO[bytes]
    ) -> None:
        sql = _lines(table, columns, "version IN (SELECT value FROM json_each(?))")
        for at in range(0, len(versions), _CHUNK):
            self._write(sql, (json.dumps(list(versions[at : at + _CHUNK])),), file)

    def _write(self, sql: str, params: tuple[object, ...], file: IO[bytes]) -> None:
        (lines,) = self.connection.execute(sql, params).fetchone()
        if lines:
            file.write(_plain(lines))
            file.write(b"\n")


def _lines(table: str, columns: Sequence[str], where: str) -> str:
    values = ", ".join(f'"{name}"' for name in columns)
    return (
        f"SELECT CAST(group_concat(json_array(0, {values}, 0), char(10)) AS BLOB)"  # noqa: S608
        f' FROM "{table}" WHERE {where}'
    )


def _plain(lines: bytes) -> bytes:
    """The same lines with control characters written as themselves inside their quotes."""
    if not any(mark in lines for mark in _CONTROL):
        return lines
    rows = json.loads(b"[" + lines.replace(b"\n", b",") + b"]")
    return "\n".join("[" + ",".join(map(_cell, row)) + "]" for row in rows).encode()


def _cell(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


class _Postgresql(Source):
    """PostgreSQL writes CSV: quoted empty is a text, unquoted empty is nothing."""

    dialect = Dialect("quote='\"', escape='\"', nullstr=''", framed=False)

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            found: list[tuple[Any, ...]] = cursor.execute(sql).fetchall()
        return found

    def write_versions(
        self, table: str, columns: Sequence[str], first: int, last: int, file: IO[bytes]
    ) -> None:
        self._write(table, columns, f"version BETWEEN {first:d} AND {last:d}", file)

    def write_these(
        self, table: str, columns: Sequence[str], versions: Sequence[int], file: IO[bytes]
    ) -> None:
        numbers = ",".join(f"{one:d}" for one in versions)
        self._write(table, columns, f"version = ANY('{{{numbers}}}'::bigint[])", file)

    def _write(self, table: str, columns: Sequence[str], where: str, file: IO[bytes]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        chosen = f'SELECT {names} FROM "{table}" WHERE {where}'  # noqa: S608
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY ({chosen} ORDER BY version) TO STDOUT (FORMAT csv)") as copy,
        ):
            for block in copy:
                file.write(block)


class Reader:
    """Opens snapshots, through one connection of its own that is kept open between them.

    Used by one thread at a time: the copy's lock sees to that.
    """

    def __init__(self) -> None:
        self._own: Any = None

    @contextmanager
    def snapshot(self, seen: Top) -> Iterator[Source]:
        """The system of record, ``seen`` at the least, as it stays until the block ends.

        Inside a transaction of this thread it is that transaction, so that what it wrote is seen.
        """
        connection = connections[ALIAS]
        connection.ensure_connection()
        if connection.in_atomic_block:
            yield _source(connection, connection.connection)
            return
        own = self._begun(connection, seen)
        try:
            yield own
        finally:
            own.connection.rollback()

    def _begun(self, connection: Any, seen: Top) -> Source:
        """A snapshot that holds what was just seen; a connection that does not is opened anew.

        A file put in the place of another, or a server started again, leaves a dead connection.
        """
        if self._own is not None:
            try:
                source = _begin(connection, self._own)
                if source.hash_of(seen.position) == seen.hash:
                    return source
            except connection.Database.Error:
                pass
            self.close()
        self._own = _open(connection)
        return _begin(connection, self._own)

    def close(self) -> None:
        """Let go of the connection."""
        if self._own is not None:
            self._own.close()
            self._own = None


def glance() -> tuple[Top, str]:
    """The last change set and the mark of the map, through this thread's own connection."""
    connection = connections[ALIAS]
    connection.ensure_connection()
    return _source(connection, connection.connection).glance()


def _source(connection: BaseDatabaseWrapper, raw: Any) -> Source:
    return _Sqlite(raw) if connection.vendor == "sqlite" else _Postgresql(raw)


def _begin(connection: BaseDatabaseWrapper, own: Any) -> Source:
    if connection.vendor == "sqlite":
        own.execute("BEGIN")
    return _source(connection, own)


def _open(connection: BaseDatabaseWrapper) -> Any:
    return (
        _open_sqlite(connection) if connection.vendor == "sqlite" else _open_postgresql(connection)
    )


def _open_sqlite(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    path = Path(connection.settings_dict["NAME"]).resolve()
    uri = f"file:{quote(str(path))}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)


def _open_postgresql(connection: Any) -> Any:
    own = connection.Database.connect(**connection.get_connection_params())
    own.read_only = True
    own.isolation_level = 3  # repeatable read: one snapshot for all statements
    return own
