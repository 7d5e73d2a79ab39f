"""Texts of scans, each made once: kept in memory, and in files for the next start.

Building them takes the library of expressions, which a start would wait for, and then longer than
the scans of a small office themselves. A file holds good for the same code over the same registers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from muctieu.core.kept import kept as saved
from muctieu.indicators.cells import Measure
from muctieu.indicators.engines.scans import Amounts, Basis, Masked, Wheres, numbered
from muctieu.indicators.replica import schema_mark, tables

_KEPT = 2048


def adding(basis: Basis, wheres: Wheres, amounts: Amounts) -> str:
    """See :func:`muctieu.indicators.engines.sql.adding`."""
    return _made("adding", basis, wheres, amounts)


def masked(scan: Masked, amounts: tuple[str, ...], eaches: tuple[str, ...]) -> str:
    """See :func:`muctieu.indicators.engines.sql.masked`."""
    return _made("masked", scan, amounts, eaches)


def records(measure: Measure, basis: Basis) -> str:
    """See :func:`muctieu.indicators.engines.sql.records`."""
    return _made("records", measure, basis)


def held(measure: Measure, basis: Basis) -> str:
    """See :func:`muctieu.indicators.engines.sql.held`."""
    return _made("held", measure, basis)


def known(register: str) -> str:
    """See :func:`muctieu.indicators.engines.sql.known`."""
    return _made("known", register)


def how_many(measure: Measure, basis: Basis) -> str:
    """See :func:`muctieu.indicators.engines.sql.how_many`."""
    return _made("how_many", measure, basis)


def kept(register: str) -> str:
    """See :func:`muctieu.indicators.engines.sql.kept`."""
    return _made("kept", register)


@lru_cache(_KEPT)
def _made(kind: str, *what: Hashable) -> str:
    """The text of a kind of scan, which is the name of what builds it."""
    return saved("texts", (_state(), kind, what), lambda: _built(kind, *what))


def _built(kind: str, *what: Hashable) -> str:
    from muctieu.indicators.engines import sql  # noqa: PLC0415  late: see the module's words

    text: str = getattr(sql, kind)(*what)
    return text


@cache
def _state() -> str:
    """Changes with this room, with the library that builds, and with the shape of any register."""
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        code.update(path.read_bytes())
    return f"{code.hexdigest()} {version('sqlglot')} {schema_mark(tables())}"


_PARAMETER = re.compile(r"\$([a-z]+)")


def _with_own(text: str, at: int) -> str:
    """A query whose parameters are called as those of the ``at``-th."""
    return _PARAMETER.sub(numbered(r"$\1", at), text)


@lru_cache(_KEPT)
def differing(texts: tuple[str, ...], *, each: bool) -> str:
    """number of the query, then its columns: the records of ``held`` in which queries may differ.

    Each of ``texts`` has parameters of its own (:func:`numbered`); ``$unlike`` are the places
    whose records are never left out. With ``each``, all records of a value stay or go together.
    """
    steps = [f"held_{at} AS ({_with_own(text, at)})" for at, text in enumerate(texts)]
    every = " UNION ALL ".join(f"SELECT {at} AS at, * FROM held_{at}" for at in range(len(texts)))
    steps.append(f"every AS ({every})")
    steps.append(
        f"apart AS (SELECT version FROM every GROUP BY version HAVING count(*) < {len(texts)}"
        " OR bool_or(list_contains($unlike::BIGINT[], place)))"
    )
    kept = "version IN (SELECT version FROM apart)"
    if each:
        steps.append(f'values AS (SELECT DISTINCT "each" FROM every WHERE {kept})')
        kept += ' OR "each" IN (SELECT "each" FROM values)'
    return f"WITH {', '.join(steps)} SELECT * FROM every WHERE {kept}"
