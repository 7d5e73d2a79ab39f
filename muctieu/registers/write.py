"""The one path by which anything is written into a register.

What is to change is gathered as a frozen :class:`Changes`, checked by whoever gathered it, and
committed by :func:`commit` in one short transaction: current table, history, seals and the
change set, or nothing at all.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from django.db import IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from muctieu.core.days import now
from muctieu.core.models import ChangeSet, Counter, Document, Origin, Seal, User
from muctieu.core.said import gettext as _
from muctieu.registers.declare import Register
from muctieu.registers.seal import FIRST_HASH, chain_hash, digest_bytes, digests, pack_versions
from muctieu.registers.storage import frame_schema, insert_rows, listed, read_rows, row_schema

ALIAS = "default"
# One lock for all registers: change-set numbers are given in the order of commits, so that a
# reader by position misses nothing (design §3).
_ADVISORY_LOCK = 20_210_412


class Refused(Exception):
    """The change cannot be made; the message says why in plain words."""


class Stale(Refused):
    """Somebody wrote meanwhile: the records are not as they were when the change was prepared."""


class Impossible(Refused):
    """The database cannot hold it: a key is taken, or what is pointed to is not there."""


class StillPointedTo(Refused):
    """Records to be withdrawn are still pointed to; ``by`` lists (register code, id)."""

    def __init__(self, by: Sequence[tuple[str, int]]) -> None:
        self.by = tuple(by)
        named = ", ".join(f"{code} {number}" for code, number in self.by[:10])
        super().__init__(_("Other records point to what is withdrawn: %(list)s.") % {"list": named})


@dataclass(frozen=True)
class Act:
    """Who changes something, how and why. ``known_at`` is given only by a historical load."""

    by: User | None
    action: str
    reason: str = ""
    source: str = ""
    document: Document | None = None
    origin: Origin = Origin.OFFICE
    known_at: dt.datetime | None = None


@dataclass(frozen=True)
class Change:
    """What changes in one register. ``closing`` are (id, version seen) of the rows that end."""

    register: Register
    opening: pl.DataFrame | None = None
    closing: pl.DataFrame | None = None


@dataclass(frozen=True)
class Changes:
    """Everything that one change set will do. Each method returns a new value."""

    parts: tuple[Change, ...] = ()

    def opening(self, register: Register, rows: pl.DataFrame) -> Changes:
        """New records; ``rows`` may carry reserved ``id``s, else they are given at commit."""
        return replace(self, parts=(*self.parts, Change(register, opening=rows)))

    def correcting(self, register: Register, rows: pl.DataFrame) -> Changes:
        """Records as they are right; ``rows`` carry ``id`` and the ``version`` that was seen."""
        seen = rows.select("id", "version")
        change = Change(register, opening=rows.drop("version"), closing=seen)
        return replace(self, parts=(*self.parts, change))

    def withdrawing(
        self, register: Register, ids: Iterable[int], versions: Iterable[int] | None = None
    ) -> Changes:
        """Records that should never have been there; ``versions`` are those that were seen."""
        wanted = pl.DataFrame({"id": list(ids)}, schema={"id": pl.Int64()})
        if versions is not None:
            wanted = wanted.with_columns(pl.Series("version", list(versions), dtype=pl.Int64))
        return replace(self, parts=(*self.parts, Change(register, closing=wanted)))

    def __bool__(self) -> bool:
        return any(_height(part.opening) or _height(part.closing) for part in self.parts)


@dataclass(frozen=True)
class Receipt:
    """What was done: the change set's number, and how many versions it opened and closed."""

    number: int
    opened: int
    closed: int
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)


def _height(frame: pl.DataFrame | None) -> int:
    return 0 if frame is None else frame.height


Watch = Callable[[Changes, Act], None]
_watches: list[Watch] = []


def watched_by(watch: Watch) -> Watch:
    """Have every change looked at before it is written; the watch raises :class:`Refused`.

    It runs in the transaction that writes, after everybody else has written: what it looks up is
    what holds.  So a rule that is kept here is kept against forms, files, calls, the
    administrator's tables and commands alike.
    """
    if watch not in _watches:
        _watches.append(watch)
    return watch


def reserve_ids(register: Register, count: int) -> range:
    """Record ids for rows that others of the same change set will point to."""
    with transaction.atomic(ALIAS):
        counter = _counter(register)
        first = counter.next_id
        Counter.objects.filter(pk=register.code).update(next_id=first + count)
    return range(first, first + count)


def _counter(register: Register) -> Counter:
    Counter.objects.get_or_create(register=register.code)
    return Counter.objects.select_for_update().get(register=register.code)


def _lock(connection: BaseDatabaseWrapper) -> None:
    """SQLite's transaction is IMMEDIATE and so alone already; PostgreSQL asks for one lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def commit(changes: Changes, act: Act) -> Receipt:
    """Write ``changes`` as one change set.

    Raises :class:`Stale` when a record is no longer at the version seen, :class:`StillPointedTo`
    when a withdrawn record is still pointed to, :class:`Impossible` for what the database cannot
    hold, :class:`Refused` for an empty change or a ``known_at`` that would fall behind what is
    known already.
    """
    if not changes:
        raise Refused(_("There is nothing to change."))
    try:
        return _committed(changes, act)
    except IntegrityError as error:
        raise Impossible(
            _(
                "The register cannot hold this: such a record is there already, or what it points"
                " to is not."
            )
        ) from error


def is_practice() -> bool:
    """Whether a rehearsal was played into this folder: what is entered in it is practice."""
    return ChangeSet.objects.filter(origin=Origin.REHEARSAL).exists()


def in_this_folder(act: Act) -> Act:
    """The act with the origin that its records have here.

    What is entered where a rehearsal was played is practice too: no figure of such a folder can
    be half real (docs/decisions/0010-practice.md).
    """
    if act.origin is Origin.OFFICE and is_practice():
        return replace(act, origin=Origin.REHEARSAL)
    return act


def _committed(changes: Changes, act: Act) -> Receipt:
    with transaction.atomic(ALIAS):
        connection = connections[ALIAS]
        _lock(connection)
        act = in_this_folder(act)
        last = ChangeSet.objects.order_by("-number").first()
        number = (last.number if last else 0) + 1
        for watch in _watches:
            watch(changes, act)
        _refuse_dangling(connection, changes)
        seals = [_write(connection, part, number, act) for part in _in_order(changes)]
        change_set = _record(last, number, act, seals)
        Seal.objects.bulk_create(seal.row(change_set) for seal in seals)
    ids: dict[str, tuple[int, ...]] = {}
    for seal in seals:
        ids[seal.register.code] = ids.get(seal.register.code, ()) + seal.ids
    return Receipt(number, change_set.opened, change_set.closed, ids)


@dataclass(frozen=True)
class _Sealed:
    """What was written into one register, ready to be sealed."""

    register: Register
    ids: tuple[int, ...]
    first_version: int | None
    last_version: int | None
    opened_digests: bytes
    closed_versions: bytes

    def facts(self) -> dict[str, Any]:
        return {
            "register": self.register.code,
            "schema_version": self.register.schema_version,
            "first_version": self.first_version,
            "last_version": self.last_version,
            "opened_digests": self.opened_digests,
            "closed_versions": self.closed_versions,
        }

    def row(self, change_set: ChangeSet) -> Seal:
        return Seal(changeset=change_set, **self.facts())


def _in_order(changes: Changes) -> list[Change]:
    """One change a register, those that are pointed to before those that point."""
    merged: dict[str, Change] = {}
    for part in changes.parts:
        known = merged.get(part.register.code)
        merged[part.register.code] = part if known is None else _merge(known, part)
    ordered: dict[str, Change] = {}

    def place(code: str) -> None:
        if code in ordered or code not in merged:
            return
        for target in merged[code].register.fields:
            if target.to and target.to != code:
                place(target.to)
        ordered[code] = merged[code]

    for code in merged:
        place(code)
    return list(ordered.values())


def _merge(one: Change, other: Change) -> Change:
    def both(a: pl.DataFrame | None, b: pl.DataFrame | None) -> pl.DataFrame | None:
        present = [frame for frame in (a, b) if frame is not None]
        return pl.concat(present, how="diagonal") if present else None

    return Change(one.register, both(one.opening, other.opening), both(one.closing, other.closing))


def _refuse_dangling(connection: BaseDatabaseWrapper, changes: Changes) -> None:
    """Refuse a withdrawal that would leave a record pointing at nothing."""
    gone = {part.register.code: _gone(part) for part in _in_order(changes)}
    dangling: list[tuple[str, int]] = []
    for part in _in_order(changes):
        ids = gone[part.register.code]
        if not ids:
            continue
        for other, link in part.register.referring():
            where, params = listed(connection, link.column, ids)
            sql = f'SELECT id FROM "{other.model._meta.db_table}" WHERE {where}'
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                pointing = {row[0] for row in cursor.fetchall()}
            dangling += [
                (other.code, one) for one in sorted(pointing - gone.get(other.code, set()))
            ]
    if dangling:
        raise StillPointedTo(dangling)


def _gone(part: Change) -> set[int]:
    closing = set(part.closing["id"].to_list()) if part.closing is not None else set()
    kept: set[int] = set()
    if part.opening is not None and "id" in part.opening.columns:
        kept = set(part.opening["id"].to_list())
    return closing - kept


def _write(connection: BaseDatabaseWrapper, part: Change, number: int, act: Act) -> _Sealed:
    closed = _close(connection, part, number)
    opened = _prepared(part, act)
    if opened is None:
        return _Sealed(part.register, (), None, None, b"", pack_versions(closed))
    _open(connection, part.register, opened, number)
    sealed = b"".join(digests(part.register, opened, part.register.schema_version))
    versions = opened["version"]
    return _Sealed(
        part.register,
        tuple(opened["id"].to_list()),
        versions[0],
        versions[-1],
        sealed,
        pack_versions(closed),
    )


def _close(connection: BaseDatabaseWrapper, part: Change, number: int) -> list[int]:
    """End the versions of ``part.closing`` and take their rows out of the current table."""
    if part.closing is None or part.closing.is_empty():
        return []
    table = part.register.model._meta.db_table
    where, params = listed(connection, "id", part.closing["id"].to_list())
    kinds = {"id": pl.Int64(), "version": pl.Int64()}
    found = read_rows(connection, f'SELECT id, version FROM "{table}" WHERE {where}', params, kinds)
    _refuse_stale(part.closing, found)
    versions = found["version"].to_list()
    history = part.register.versions._meta.db_table
    at, numbers = listed(connection, "version", versions)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{history}" SET known_to = %s WHERE {at}', [number, *numbers])
        cursor.execute(f'DELETE FROM "{table}" WHERE {where}', params)
    return versions


def _refuse_stale(closing: pl.DataFrame, found: pl.DataFrame) -> None:
    on = [name for name in ("id", "version") if name in closing.columns]
    # A withdrawal says only which records; a correction also says which version it saw.
    missing = closing.drop_nulls().select(on).join(found, on=on, how="anti")
    if missing.height or found.height != closing["id"].n_unique():
        raise Stale(_("Somebody changed these records meanwhile. Look at them again."))


def _prepared(part: Change, act: Act) -> pl.DataFrame | None:
    """The rows to open with their ids, versions, origin and keys, columns in table order."""
    if part.opening is None or part.opening.is_empty():
        return None
    register, rows = part.register, part.opening
    counter = _counter(register)
    if "id" not in rows.columns:
        rows = rows.with_columns(_numbers("id", counter.next_id, rows.height))
        counter.next_id += rows.height
    elif rows["id"].null_count():
        rows, counter.next_id = _fill_ids(rows, counter.next_id)
    first = counter.next_version
    counter.next_version = first + rows.height
    counter.save(update_fields=["next_id", "next_version"])
    if register.sealed_with_key:
        keys = pl.Series("seal_key", [secrets.token_hex(32) for _row in range(rows.height)])
        rows = rows.with_columns(keys)
    if "origin" not in rows.columns:
        rows = rows.with_columns(pl.lit(int(act.origin), pl.Int64).alias("origin"))
    rows = rows.with_columns(
        _numbers("version", first, rows.height), pl.col("origin").fill_null(int(act.origin))
    )
    absent = [
        pl.lit(None, kind).alias(n)
        for n, kind in frame_schema(register).items()
        if n not in rows.columns
    ]
    return (
        rows.with_columns(absent)
        .select(*row_schema(register))
        .cast(pl.Schema(row_schema(register)))
    )


def _fill_ids(rows: pl.DataFrame, following: int) -> tuple[pl.DataFrame, int]:
    """Give an id to each row that has none; others keep theirs."""
    lacking = rows["id"].is_null()
    given = (lacking.cum_sum().cast(pl.Int64) - 1) + following
    filled = rows.with_columns(pl.when(lacking).then(given).otherwise(pl.col("id")).alias("id"))
    return filled, following + int(lacking.sum())


def _numbers(name: str, first: int, count: int) -> pl.Series:
    return pl.int_range(first, first + count, eager=True).cast(pl.Int64).alias(name)


def _open(
    connection: BaseDatabaseWrapper, register: Register, rows: pl.DataFrame, number: int
) -> None:
    """Insert ``rows`` into the current table, and copy them into the history in the database."""
    table, history = register.model._meta.db_table, register.versions._meta.db_table
    insert_rows(connection, table, rows)
    names = ", ".join(f'"{name}"' for name in row_schema(register))
    where, params = _these(connection, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{history}" (known_from, {names}) SELECT %s, {names} FROM "{table}" WHERE {where}',
            [number, *params],
        )


def _these(connection: BaseDatabaseWrapper, rows: pl.DataFrame) -> tuple[str, list[Any]]:
    """A condition that finds exactly ``rows`` by their ids: a range where they lie together."""
    low, high = int(rows["id"].min()), int(rows["id"].max())  # type: ignore[arg-type]  # never null
    if high - low < 20 * rows.height:
        versions = [rows["version"][0], rows["version"][-1]]
        return '"id" BETWEEN %s AND %s AND "version" BETWEEN %s AND %s', [low, high, *versions]
    return listed(connection, "id", rows["id"].to_list())


def _record(last: ChangeSet | None, number: int, act: Act, seals: Sequence[_Sealed]) -> ChangeSet:
    recorded = now()
    known = _known_at(last, act, recorded)
    change_set = ChangeSet(
        number=number,
        recorded_at=recorded,
        known_at=known,
        actor=act.by,
        actor_name=str(act.by.get_full_name()) if act.by else "",
        action=act.action,
        reason=act.reason,
        source=act.source,
        document=act.document,
        origin=act.origin,
        opened=sum(len(seal.opened_digests) // digest_bytes(seal.register) for seal in seals),
        closed=sum(len(seal.closed_versions) // 8 for seal in seals),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    facts = [seal.facts() for seal in seals]
    change_set.hash = chain_hash(change_set.previous_hash, header_of(change_set), facts)
    change_set.save(force_insert=True)
    return change_set


def _known_at(last: ChangeSet | None, act: Act, recorded: dt.datetime) -> dt.datetime:
    """When the change counts as known: now, or the past in a historical load; never falling."""
    if act.known_at is None:
        return max(recorded, last.known_at) if last else recorded
    if last and act.known_at < last.known_at:
        raise Refused(_("A historical load cannot be known before what is known already."))
    return act.known_at


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _cited(document: Document | None) -> list[str] | None:
    """What of a document is sealed: a document that was cited is never another one later."""
    if document is None:
        return None
    day = document.issued_on.isoformat() if document.issued_on else ""
    return [str(document.pk), document.symbol, day, document.title]


def header_of(change_set: ChangeSet) -> dict[str, Any]:
    """What of a change set is sealed besides the records, as plain values."""
    return {
        "number": change_set.number,
        "recorded_at": _instant(change_set.recorded_at),
        "known_at": _instant(change_set.known_at),
        "actor": change_set.actor_id,
        "actor_name": change_set.actor_name,
        "action": change_set.action,
        "reason": change_set.reason,
        "source": change_set.source,
        "document": _cited(change_set.document),
        "origin": int(change_set.origin),
        "opened": change_set.opened,
        "closed": change_set.closed,
    }
