"""The columnar copy of the histories: disposable, one file per serving process, never stale.

It catches up by change-set position when it is read. The chain of hashes tells whether copy and
system of record share a past: where they do not (a restored backup, a transaction taken back)
the copy goes back to the last update they share. Where the counts disagree it is built anew.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import IO

import duckdb
import structlog
from django.conf import settings

from muctieu.core.locks import hold
from muctieu.indicators.source import NEVER, Reader, Sealed, Source, Top, glance
from muctieu.registers.declare import Field, Kind, Register, all_registers
from muctieu.registers.seal import unpack_versions

log = structlog.get_logger(__name__)

_FORMAT = 1
_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.CHOICE: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "BIGINT",
    Kind.MONEY: "BIGINT",
    Kind.UNIT: "BIGINT",
    Kind.RECORD: "BIGINT",
}
_HEAD = {
    "version": "BIGINT",
    "id": "BIGINT",
    "origin": "SMALLINT",
    "known_from": "INTEGER",
    "known_to": "INTEGER",
}
CLOSURE = "unit_closure"
"""Table of the copy: (ancestor_id, unit_id, valid_from, valid_to), the end open as 9999-12-31."""

_OPEN_END = "9999-12-31"
_PIECE = 250_000


class NoPlace(RuntimeError):
    """No file for the copy could be had; the message says why."""


class Unsound(RuntimeError):
    """The histories do not hold what their seals say; ``mt verify`` names the rows."""


@dataclass(frozen=True)
class Table:
    """A history in the copy: its name, and its columns with their types."""

    register: str
    name: str
    columns: dict[str, str]


def copied(field: Field) -> bool:
    """Whether a field is in the copy: identities never are."""
    return not field.identity


def table_of(register: Register) -> Table:
    """The copy's table of a register's history, named as in the system of record."""
    fields = {one.column: _TYPES[one.kind] for one in register.fields if copied(one)}
    return Table(register.code, register.versions._meta.db_table, {**_HEAD, **fields})


def tables() -> tuple[Table, ...]:
    """Every history that is copied. Registers sealed with keys are not: they hold identities."""
    return tuple(table_of(one) for one in all_registers() if not one.sealed_with_key)


def schema_mark(these: Sequence[Table]) -> str:
    """A short name for the shape of the copy: another shape is another folder."""
    shape = [_FORMAT, [(one.register, one.name, list(one.columns.items())) for one in these]]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


Progress = Callable[[str, int, int], None]
"""Told of a fill: register, versions copied so far, versions in all."""


def _logged(register: str, done: int, total: int) -> None:
    log.info("filling the columnar copy", register=register, done=done, total=total)


class _Piece:
    """Rows of a history being written into a file that the copy reads at once.

    ``wanted`` is how many were asked for, ``rows`` how many the copy then found.
    """

    def __init__(self, source: Source, table: Table, file: IO[bytes]) -> None:
        self._source, self._file = source, file
        self._name, self._columns = table.name, list(table.columns)
        self.wanted = self.rows = 0

    def opened(self, first: int = 1, last: int = 0) -> None:
        """The versions numbered ``first … last``."""
        self._source.write_versions(self._name, self._columns, first, last, self._file)
        self.wanted += last - first + 1

    def these(self, versions: Sequence[int]) -> None:
        """The versions of these numbers."""
        if versions:
            self._source.write_these(self._name, self._columns, versions, self._file)
            self.wanted += len(versions)


class Replica:
    """The copy of one process: one connection, a cursor per reader, catch-up under one lock."""

    def __init__(
        self, folder: Path, progress: Progress = _logged, number: int | None = None
    ) -> None:
        """Take the file of that ``number``, or the first that nobody holds.

        Raises BlockingIOError where another process holds that very one.
        """
        self.tables = {one.register: one for one in tables()}
        self.progress = progress
        self._lock = threading.Lock()
        self._reader = Reader()
        shaped = folder / schema_mark(list(self.tables.values()))
        self._held = _take_slot(shaped) if number is None else _Slot(shaped, number)
        self._connection = _connect(self._held.path)
        self._top = Top(0, NEVER)
        self._map = ""
        self._begin()

    @property
    def number(self) -> int:
        """Which of the files this is."""
        return self._held.number

    def close(self) -> None:
        """Give the file back; another process may take it."""
        self._reader.close()
        self._connection.close()
        self._held.close()

    @contextmanager
    def reading(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
        """A cursor on a state that holds everything known now, and that state's position."""
        while True:
            top = self.catch_up()
            cursor = self._connection.cursor()
            try:
                cursor.begin()
                position = _state(cursor)[0]
                if _holds(cursor, top):
                    yield cursor, position
                    return
            finally:
                cursor.close()

    def catch_up(self) -> Top:
        """Copy what was committed since the last time; nothing where there is nothing new."""
        top, on_map = glance()
        if top == self._top and on_map == self._map:
            return top
        with self._lock, self._reader.snapshot(top) as source:
            self._follow(source)
            return self._top

    def _follow(self, source: Source) -> None:
        chain = source.since(self._top.position)
        if self._top.position and chain[:1] != [(self._top.position, self._top.hash)]:
            self._go_back(source)
            chain = source.since(self._top.position)
        lacking = [one for one in chain if one[0] > self._top.position]
        if lacking:
            self._copy(source, lacking)
        mark = source.glance()[1]
        if mark != self._map:
            self._copy_map(source, mark)

    def _begin(self) -> None:
        """Make the tables of a new file, or take up an old one where it was left."""
        cursor = self._connection
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS state (position INTEGER, hash VARCHAR, map VARCHAR)"
        )
        cursor.execute("CREATE TABLE IF NOT EXISTS chain (position INTEGER, hash VARCHAR)")
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {CLOSURE}"
            " (ancestor_id BIGINT, unit_id BIGINT, valid_from DATE, valid_to DATE)"
        )
        for table in self.tables.values():
            columns = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
            cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns})')
        found = cursor.execute("SELECT position, hash, map FROM state").fetchone()
        if found is None:
            cursor.execute("INSERT INTO state VALUES (0, ?, '')", [NEVER])
            found = (0, NEVER, "")
        self._top, self._map = Top(found[0], found[1]), found[2]
        with self._reader.snapshot(Top(0, NEVER)) as source:
            self._go_back(source)
            self._check_counts(source)

    def _go_back(self, source: Source) -> None:
        """Undo what the system of record does not have (any more)."""
        if source.hash_of(self._top.position) == self._top.hash:
            return
        low, high = 0, self._top.position
        while low < high:  # the chains agree up to some update and never after it
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._agrees(source, middle) else (low, middle - 1)
        log.info("the columnar copy goes back", position=low)
        with self._writing() as cursor:
            for table in self.tables.values():
                cursor.execute(f'DELETE FROM "{table.name}" WHERE known_from > {low:d}')  # noqa: S608
                cursor.execute(
                    f'UPDATE "{table.name}" SET known_to = NULL WHERE known_to > {low:d}'  # noqa: S608
                )
            cursor.execute(f"DELETE FROM chain WHERE position > {low:d}")  # noqa: S608
            top = Top(low, source.hash_of(low))
            _set_state(cursor, top)
        self._top = top
        self._check_counts(source)

    def _agrees(self, source: Source, position: int) -> bool:
        found = self._connection.execute(
            "SELECT hash FROM chain WHERE position = ?", [position]
        ).fetchone()
        return found is not None and found[0] == source.hash_of(position)

    def _check_counts(self, source: Source) -> None:
        """Build anew where the copy holds other numbers of versions than the seals say."""
        sealed = source.counts(self._top.position)
        held = {table.register: self._held_counts(table) for table in self.tables.values()}
        wanted = {register: sealed.get(register, (0, 0)) for register in held}
        if held != wanted:
            log.warning("the columnar copy disagrees and is built anew")
            self._empty()

    def _held_counts(self, table: Table) -> tuple[int, int]:
        found = self._connection.execute(
            f'SELECT count(*), count(known_to) FROM "{table.name}"'  # noqa: S608
        ).fetchone()
        return found[:2] if found else (0, 0)

    def _empty(self) -> None:
        with self._writing() as cursor:
            for table in self.tables.values():
                cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
            cursor.execute("DELETE FROM chain")
            _set_state(cursor, Top(0, NEVER))
        self._top = Top(0, NEVER)

    def _copy(self, source: Source, lacking: Sequence[tuple[int, str]]) -> None:
        """Copy the change sets that are lacking, in one transaction.

        Counted as it goes: what was opened and what was ended must be what the seals say.
        """
        top = Top(*lacking[-1])
        seals = source.seals(self._top.position, top.position)
        try:
            with self._writing() as cursor:
                self._copy_tables(cursor, source, seals)
                _keep_chain(cursor, lacking)
                _set_state(cursor, top)
        except Unsound:
            self._empty()
            raise
        self._top = top

    def _copy_tables(
        self, cursor: duckdb.DuckDBPyConnection, source: Source, seals: Sequence[Sealed]
    ) -> None:
        """Copy what was opened, and put what ended since in place of what it was.

        A row that ended is deleted and read anew: updates scattered over a large table cost
        several times as much, and the more of them wait for a checkpoint the slower they get.
        """
        total = sum(seal.opened for seal in seals if seal.register in self.tables)
        done = 0
        for table in self.tables.values():
            mine = [seal for seal in seals if seal.register == table.register]
            runs = list(_runs(mine))
            ended = _ended(mine, before=runs[0][0] if runs else None)
            _delete(cursor, table, ended)
            for opened, closed in _pieces(runs, ended):
                with self._inserting(cursor, source, table, table.name) as piece:
                    piece.opened(*opened)
                    piece.these(closed)
                _require(piece.rows, piece.wanted)
                done += piece.wanted - len(closed)
                if total > _PIECE:
                    self.progress(table.register, done, total)

    @contextmanager
    def _inserting(
        self, cursor: duckdb.DuckDBPyConnection, source: Source, table: Table, into: str
    ) -> Iterator[_Piece]:
        """Rows of a history on their way ``into`` a table of the copy's shape."""
        with self._held.passing_file() as file:
            piece = _Piece(source, table, file)
            yield piece
            file.flush()
            piece.rows = _changed(cursor.execute(_insertion(table, into, source, file.name)))

    def strays(self) -> Iterator[tuple[str, int, int]]:
        """(register, version, record) wherever the copy and the history do not say the same.

        Reads every row of both: for a proof, not for a page.
        """
        seen = self.catch_up()
        with self._lock, self._reader.snapshot(seen) as source:
            self._follow(source)
            for table in self.tables.values():
                found = self._stray_rows(source, table)
                yield from ((table.register, version, record) for version, record in found)

    def _stray_rows(self, source: Source, table: Table) -> list[tuple[int, int]]:
        ((last,),) = source.rows(f'SELECT max(version) FROM "{table.name}"')  # noqa: S608
        cursor = self._connection.cursor()
        try:
            cursor.execute(f'CREATE TEMP TABLE fresh AS FROM "{table.name}" LIMIT 0')
            for low in range(1, (last or 0) + 1, _PIECE):
                high = min(low + _PIECE - 1, last)
                with self._inserting(cursor, source, table, "fresh") as piece:
                    piece.opened(low, high)
            held = f'FROM "{table.name}"'
            return cursor.execute(
                f"SELECT DISTINCT version, id FROM (({held} EXCEPT FROM fresh) UNION ALL"  # noqa: S608
                f" (FROM fresh EXCEPT {held})) ORDER BY version"
            ).fetchall()
        finally:
            cursor.execute("DROP TABLE IF EXISTS fresh")
            cursor.close()

    def _copy_map(self, source: Source, mark: str) -> None:
        rows = source.closure()
        with self._writing() as cursor:
            cursor.execute(f"DELETE FROM {CLOSURE}")  # noqa: S608
            columns: list[list[object]] = [list(column) for column in zip(*rows, strict=True)]
            if columns:
                cursor.execute(
                    f"INSERT INTO {CLOSURE} SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]),"
                    f" unnest($3::DATE[]), coalesce(unnest($4::DATE[]), DATE '{_OPEN_END}')",
                    columns,
                )
            cursor.execute("UPDATE state SET map = ?", [mark])
        self._map = mark

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction of the copy: all of it or nothing, also after a kill."""
        cursor = self._connection.cursor()
        cursor.begin()
        try:
            yield cursor
            cursor.commit()
        except BaseException:
            cursor.rollback()
            raise
        finally:
            cursor.close()


def _changed(done: duckdb.DuckDBPyConnection) -> int:
    """How many rows a statement that was just executed wrote."""
    found = done.fetchone()
    return int(found[0]) if found else 0


def _require(rows: int, sealed: int) -> None:
    if rows != sealed:
        raise Unsound("the histories do not hold the versions that their seals name")


def _state(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    found = cursor.execute("SELECT position, hash FROM state").fetchone()
    return (found[0], found[1]) if found else (0, NEVER)


def _holds(cursor: duckdb.DuckDBPyConnection, top: Top) -> bool:
    """Whether the state holds everything up to ``top``; another thread may have gone further."""
    if top.position == 0:
        return _state(cursor)[0] == 0
    found = cursor.execute("SELECT hash FROM chain WHERE position = ?", [top.position]).fetchone()
    return found is not None and found[0] == top.hash


def _set_state(cursor: duckdb.DuckDBPyConnection, top: Top) -> None:
    cursor.execute("UPDATE state SET position = ?, hash = ?", [top.position, top.hash])


def _keep_chain(cursor: duckdb.DuckDBPyConnection, hashes: Sequence[tuple[int, str]]) -> None:
    if hashes:
        positions, marks = [one[0] for one in hashes], [one[1] for one in hashes]
        cursor.execute(
            "INSERT INTO chain SELECT unnest($1::INTEGER[]), unnest($2::VARCHAR[])",
            [positions, marks],
        )


def _runs(seals: Sequence[Sealed]) -> Iterator[tuple[int, int]]:
    """(first, last version) of everything opened in one register; what lies together is one run."""
    run: tuple[int, int] | None = None
    for seal in seals:
        if seal.first is None or seal.last is None:
            continue
        if run is not None and run[1] + 1 == seal.first:
            run = (run[0], seal.last)
            continue
        if run is not None:
            yield run
        run = (seal.first, seal.last)
    if run is not None:
        yield run


def _ended(seals: Sequence[Sealed], before: int | None) -> list[int]:
    """Versions that ended. Those opened meanwhile too, from ``before`` on, are read as ended."""
    versions = (one for seal in seals for one in unpack_versions(seal.closed))
    return [one for one in versions if before is None or one < before]


def _pieces(
    runs: Sequence[tuple[int, int]], ended: Sequence[int]
) -> Iterator[tuple[tuple[int, ...], Sequence[int]]]:
    """What is inserted at once: some versions opened, as first and last, and some that ended."""
    opened = [
        (low, min(low + _PIECE - 1, last))
        for first, last in runs
        for low in range(first, last + 1, _PIECE)
    ]
    closed = [ended[low : low + _PIECE] for low in range(0, len(ended), _PIECE)]
    return zip_longest(opened, closed, fillvalue=())


def _delete(cursor: duckdb.DuckDBPyConnection, table: Table, versions: Sequence[int]) -> None:
    if versions:
        among = "version IN (SELECT unnest($1::BIGINT[]))"
        gone = cursor.execute(f'DELETE FROM "{table.name}" WHERE {among}', [list(versions)])  # noqa: S608
        _require(_changed(gone), len(versions))


def _insertion(table: Table, into: str, source: Source, path: str) -> str:
    """The statement that reads a file of lines ``into`` a table of that shape."""
    columns = dict(table.columns)
    if source.dialect.framed:
        columns = {"_left": "VARCHAR", **columns, "_right": "VARCHAR"}
    named = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    names = ", ".join(f'"{name}"' for name in table.columns)
    return (
        f"INSERT INTO \"{into}\" ({names}) SELECT {names} FROM read_csv('{path}', header=false,"  # noqa: S608
        f" auto_detect=false, delim=',', new_line='\\n', {source.dialect.options},"
        f" allow_quoted_nulls=false, columns={{{named}}})"
    )


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    options = {
        "threads": getattr(settings, "REPLICA_THREADS", 2),
        "memory_limit": getattr(settings, "REPLICA_MEMORY", "200MB"),
        "temp_directory": str(path.with_suffix(".spill")),
    }
    try:
        return duckdb.connect(str(path), config=options)
    except duckdb.Error as fault:
        # A file that cannot be opened is worth nothing: it is only a copy.
        log.warning("the columnar copy could not be opened and is built anew", fault=str(fault))
        path.unlink(missing_ok=True)
        path.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        return duckdb.connect(str(path), config=options)


class _Slot:
    """A file of the copy, held by a lock for as long as this process lives."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        folder.mkdir(parents=True, exist_ok=True)
        self.lock: IO[bytes] = (folder / f"{number}.lock").open("ab")
        if not hold(self.lock):
            self.lock.close()
            raise BlockingIOError(number)

    @property
    def path(self) -> Path:
        """The file of the copy."""
        return self.folder / f"{self.number}.duckdb"

    def passing_file(self) -> IO[bytes]:
        """A file for rows on their way, gone when it is closed."""
        # A restore clears the folder away under a process that goes on.
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(prefix=f"{self.number}-", suffix=".csv", dir=self.folder)

    def sweep(self) -> None:
        """Remove what a process that was killed here has left."""
        for left in self.folder.glob(f"{self.number}-*.csv"):
            left.unlink(missing_ok=True)

    def close(self) -> None:
        self.lock.close()


_SLOTS = 64


def _take_slot(folder: Path) -> _Slot:
    """The first file nobody holds. Copies of another shape that nobody holds are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_SLOTS):
        try:
            slot = _Slot(folder, number)
        except BlockingIOError:
            continue
        slot.sweep()
        _remove_old(folder)
        return slot
    raise NoPlace(f"{_SLOTS} processes hold copies in {folder}")


def _remove_old(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other == folder or not other.is_dir():
            continue
        held = [(other / name.name).open("ab") for name in other.glob("*.lock")]
        if all(hold(file) for file in held):
            shutil.rmtree(other, ignore_errors=True)
        for file in held:
            file.close()


_mine: dict[int, Replica] = {}
_making = threading.Lock()


def warm(progress: Progress) -> None:
    """Fill the copy that the next process will take, so that its first page need not wait."""
    copy = Replica(Path(settings.DATA) / "replica", progress)
    try:
        copy.catch_up()
    finally:
        copy.close()


def numbers() -> list[int]:
    """The files of this shape that there are, by number; 0 where there is none yet."""
    folder = Path(settings.DATA) / "replica" / schema_mark(tables())
    return sorted(int(path.stem) for path in folder.glob("*.duckdb")) or [0]


@contextmanager
def opened(number: int) -> Iterator[Replica]:
    """The copy in the file of that number, this process's own where it is that.

    Raises BlockingIOError where another process holds it.
    """
    own = _mine.get(os.getpid())
    if own is not None and own.number == number:
        yield own
        return
    copy = Replica(Path(settings.DATA) / "replica", number=number)
    try:
        yield copy
    finally:
        copy.close()


def replica() -> Replica:
    """The copy of this process, opened at the first question."""
    pid = os.getpid()
    with _making:
        if pid not in _mine:
            _mine[pid] = Replica(Path(settings.DATA) / "replica")
            atexit.register(_mine[pid].close)
        return _mine[pid]
