"""The figures of a published file, as records of the register of declared figures."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from muctieu.indicators.published import DECLARED
from muctieu.registers.published_file import PublishedFigure
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Changes

# The words of the file for a hedge, and the register's.  An implied plan is only known to lie in
# an interval, so it is told as "about".
_QUALIFIERS = {"just_below": "nearly", "above": "over", "about": "about", "implied": "about"}


def declared_changes(figures: Iterable[PublishedFigure], unit: int, document: str) -> Changes:
    """The figures as declared for ``unit`` by ``document``, or by the one each names itself."""
    rows = [_row(figure, unit, figure.document or document) for figure in figures]
    return Changes().opening(DECLARED, pl.DataFrame(rows, schema=frame_schema(DECLARED)))


def _row(figure: PublishedFigure, unit: int, document: str) -> dict[str, object]:
    facts = (
        "code",
        "title",
        "as_of",
        "mantissa",
        "decimals",
        "word",
        "status",
        "low",
        "high",
        "sentence",
    )
    return {
        "unit_id": unit,
        "period": _period(figure),
        "qualifier": _QUALIFIERS.get(figure.qualifier, "exact"),
        "document": document,
        **{name: getattr(figure, name) for name in facts},
    }


def _period(figure: PublishedFigure) -> str:
    """The period as the register writes it: a year, two days, or nothing where none is given."""
    if figure.since is None:
        return ""
    year = figure.as_of.year
    if (figure.since.month, figure.since.day) == (1, 1) and figure.as_of == figure.as_of.replace(
        year, 12, 31
    ):
        return str(year)
    return f"{figure.since.isoformat()}/{figure.as_of.isoformat()}"
