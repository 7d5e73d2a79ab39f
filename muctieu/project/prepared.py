"""Whether a data folder was made ready by this very code, so that a second start waits for nothing.

Standard library only: asking must cost less than the Django process it spares.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from muctieu.project.paths import CHECKOUT, PACKAGE

DATABASES = ("muctieu.sqlite3", "ops.sqlite3")
_NOTE = "prepared"
_SCHEMA_COOKIE = slice(40, 44)  # of a SQLite file's header: goes up with every change of schema


def is_prepared(folder: Path, arguments: Sequence[str]) -> bool:
    """Whether ``folder`` stands as :func:`note_prepared` left it, for the same code and settings.

    A year on PostgreSQL, or with settings of its own in ``.env``, is always looked at anew: its
    schema cannot be seen from here.
    """
    note, state = folder / _NOTE, _state(folder, arguments)
    return state is not None and note.exists() and note.read_text(encoding="ascii") == state


def note_prepared(folder: Path, arguments: Sequence[str]) -> None:
    """Write down what ``folder`` was made ready for."""
    state = _state(folder, arguments)
    if state is not None:
        (folder / _NOTE).write_text(state, encoding="ascii")


def _state(folder: Path, arguments: Sequence[str]) -> str | None:
    """A digest over code, settings and databases; None where one of these cannot be told."""
    if os.environ.get("DATABASE_URL") or (CHECKOUT / ".env").exists():
        return None
    try:
        said = [*arguments, *_settings(), *_databases(folder), *_code()]
    except OSError:
        return None
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _settings() -> Iterator[str]:
    for name, value in sorted(os.environ.items()):
        if name.startswith("MUCTIEU_"):
            yield f"{name}={value}"


def _databases(folder: Path) -> Iterator[str]:
    """Each database as a file of its own and the version of its schema."""
    for name in DATABASES:
        path = folder / name
        with path.open("rb") as file:
            yield f"{name} {path.stat().st_ino} {file.read(100)[_SCHEMA_COOKIE].hex()}"


def _code() -> Iterator[str]:
    """Every file of the package but what Python makes of it."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            seen = path.stat()
            yield f"{path.relative_to(PACKAGE)} {seen.st_size} {seen.st_mtime_ns}"
