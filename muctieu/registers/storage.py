"""Moving many rows between polars and the two databases, the fastest way each one has.

SQLite takes ``executemany`` through the standard library; PostgreSQL takes COPY. Reading back
gives the same frame from both, which is what makes seals comparable.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.backends.base.base import BaseDatabaseWrapper

from muctieu.registers.declare import Kind, Register

_TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CHOICE: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.MONEY: pl.Int64(),
    Kind.UNIT: pl.Int64(),
    Kind.RECORD: pl.Int64(),
    Kind.DATE: pl.Date(),
    Kind.BOOLEAN: pl.Boolean(),
}
_FETCH = 50_000


def frame_schema(register: Register) -> dict[str, pl.DataType]:
    """Column → polars type of a register's declared fields, and its key where it has one."""
    schema = {field.column: _TYPES[field.kind] for field in register.fields}
    return {**schema, "seal_key": pl.String()} if register.sealed_with_key else schema


def row_schema(register: Register) -> dict[str, pl.DataType]:
    """The schema of a stored row: ``version``, ``id``, ``origin``, then the fields."""
    head = {name: pl.Int64() for name in ("version", "id", "origin")}
    return {**head, **frame_schema(register)}


def insert_rows(connection: BaseDatabaseWrapper, table: str, frame: pl.DataFrame) -> None:
    """Insert every row of ``frame`` into ``table``; its columns are the table's."""
    if frame.is_empty():
        return
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            _copy(connection, table, frame)
        else:
            _execute_many(connection, table, frame)


def _execute_many(connection: BaseDatabaseWrapper, table: str, frame: pl.DataFrame) -> None:
    # SQLite keeps dates and instants as text, exactly as Django's own backend writes them.
    plain = frame.with_columns(
        pl.col(pl.Date).dt.to_string("iso:strict"),
        pl.col(pl.Datetime).dt.to_string("%Y-%m-%d %H:%M:%S%.6f").str.strip_suffix(".000000"),
        pl.col(pl.Boolean).cast(pl.Int8),
    )
    names = ", ".join(f'"{name}"' for name in plain.columns)
    marks = ", ".join("?" * plain.width)
    connection.ensure_connection()
    connection.connection.executemany(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
        plain.iter_rows(),
    )


def _copy(connection: BaseDatabaseWrapper, table: str, frame: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in frame.columns)
    # Every text is quoted and a missing value is not, so that "" and NULL stay apart.
    buffer = io.BytesIO()
    plain = frame.with_columns(
        pl.format("\\x{}", pl.col(name).bin.encode("hex")).alias(name)
        for name in frame.select(pl.col(pl.Binary)).columns
    )
    plain.write_csv(buffer, include_header=False, quote_style="non_numeric", null_value="")
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)') as copy,
    ):
        copy.write(buffer.getbuffer())


def listed(
    connection: BaseDatabaseWrapper, column: str, wanted: Iterable[int] | Iterable[str]
) -> tuple[str, list[Any]]:
    """A condition ``column IN wanted`` with its one parameter, for lists of any length."""
    values = list(wanted)
    if connection.vendor == "postgresql":
        return f'"{column}" = ANY(%s)', [values]
    return f'"{column}" IN (SELECT value FROM json_each(%s))', [json.dumps(values)]


def read_rows(
    connection: BaseDatabaseWrapper,
    sql: str,
    params: Sequence[Any],
    schema: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """The rows of any SELECT as a frame of ``schema``, as the database's own adapters give them.

    For whole tables :func:`read_table` is faster. Instants are not read here.
    """
    return _fetched(connection, sql, params, schema)


def _fetched(
    connection: BaseDatabaseWrapper,
    sql: str,
    params: Sequence[Any],
    schema: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    parts: list[pl.DataFrame] = []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(_FETCH):
            parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


_PLAIN = {pl.Date: "TEXT", pl.Datetime: "TEXT", pl.Boolean: "INTEGER"}


def read_table(
    connection: BaseDatabaseWrapper,
    table: str,
    schema: Mapping[str, pl.DataType],
    order: str,
    *,
    strict: bool = True,
) -> pl.DataFrame:
    """All rows of ``table`` in the order of the column ``order``, as a frame of ``schema``.

    SQLite's adapters would turn each day into an object in Python; read as text, days are made
    of whole columns at once. SQLite also lets anything into any column: without ``strict``, what
    does not fit its column is read as missing, and a column ``fits`` is false in its row.
    """
    plain = connection.vendor != "postgresql"
    read = _as_it_is if not plain else _as_plain if strict else _as_it_fits
    names = [read(name, kind) for name, kind in schema.items()]
    loose = {name: _loose(kind, plain=plain) for name, kind in schema.items()}
    if not strict:
        names.append(_all_fit(schema) if plain else "1")
        loose["fits"] = pl.Int64()
    select = f'SELECT {", ".join(names)} FROM "{table}" ORDER BY "{order}"'
    frame = _fetched(connection, select, [], loose)
    return frame.with_columns(
        _proper(name, kind, plain=plain, strict=strict)
        for name, kind in schema.items()
        if type(kind) in _PLAIN
    )


def _as_it_is(name: str, _kind: pl.DataType) -> str:
    return f'"{name}"'


def _as_plain(name: str, kind: pl.DataType) -> str:
    return f'CAST("{name}" AS {_PLAIN[type(kind)]})' if type(kind) in _PLAIN else f'"{name}"'


def _held(kind: pl.DataType) -> str:
    return "integer" if isinstance(kind, (pl.Int64, pl.Boolean)) else "text"


def _as_it_fits(name: str, kind: pl.DataType) -> str:
    """The value where it is of the column's own kind, else nothing."""
    return f'CASE WHEN typeof("{name}") = \'{_held(kind)}\' THEN "{name}" END'


def _all_fit(schema: Mapping[str, pl.DataType]) -> str:
    """1 where every value of a row is of its column's kind or missing, else 0."""
    each = (f"typeof(\"{name}\") IN ('{_held(kind)}', 'null')" for name, kind in schema.items())
    return f"min({', '.join(each)})"


def _loose(kind: pl.DataType, *, plain: bool) -> pl.DataType:
    """What a column is read as: text and numbers on SQLite, naive instants on PostgreSQL."""
    if plain and type(kind) in _PLAIN:
        return pl.Int64() if isinstance(kind, pl.Boolean) else pl.String()
    return pl.Datetime("us") if isinstance(kind, pl.Datetime) else kind


def _proper(name: str, kind: pl.DataType, *, plain: bool, strict: bool) -> pl.Expr:
    """The column as ``schema`` wants it. Both databases keep instants in UTC."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        form = "%Y-%m-%d %H:%M:%S%.f"
        instant = column.str.to_datetime(form, time_unit="us", strict=strict) if plain else column
        return instant.dt.replace_time_zone("UTC")
    if isinstance(kind, pl.Date):
        return column.str.to_date("%Y-%m-%d", strict=strict) if plain else column
    return column.cast(pl.Boolean)
