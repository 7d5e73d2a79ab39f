"""A file of published figures: what was printed, where, and what a rehearsal has to fit.

Figures are facts of a document and are never computed here; only plans that two of them imply
are worked out, with their interval (see ``example/published.toml`` for the form).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number

# What a hedge leaves open, as shares of the printed number.
_HEDGES = {
    "just_below": (Fraction(9, 10), Fraction(1)),
    "above": (Fraction(1), Fraction(11, 10)),
    "about": (Fraction(95, 100), Fraction(105, 100)),
}


class BadPublishedFile(ValueError):
    """The file cannot be used; the message names the figure and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One figure: ``mantissa`` × 10^-``decimals`` in ``word``.

    ``low`` and ``high`` bound what a hedged or implied figure can mean, with the same decimals;
    None where the figure was printed without a hedge.  ``document`` is named where it is another
    one than the file's.
    """

    code: str
    title: str
    mantissa: int
    decimals: int
    word: str
    status: str
    as_of: dt.date
    since: dt.date | None = None
    qualifier: str = ""
    low: int | None = None
    high: int | None = None
    sentence: int | None = None
    document: str = ""
    note: str = ""

    @property
    def value(self) -> Fraction:
        """The number as printed."""
        return Fraction(self.mantissa, 10**self.decimals)


@dataclass(frozen=True)
class PublishedFile:
    """What one file says."""

    source: Mapping[str, Any]
    rehearsal: Mapping[str, Any]
    figures: tuple[PublishedFigure, ...]
    digest: str = field(compare=False, default="")

    def __getitem__(self, code: str) -> PublishedFigure:
        found = next((one for one in self.figures if one.code == code), None)
        if found is None:
            raise BadPublishedFile(f"{code}: không có trong tệp / is not in the file")
        return found

    @property
    def published_on(self) -> dt.date:
        """The day of the document."""
        day: dt.date = self.source["issued_on"]
        return day


def read_published(path: Path) -> PublishedFile:
    """Read a file of published figures; :class:`BadPublishedFile` says what is wrong in it."""
    text = _text(path)
    try:
        file = tomllib.loads(text)
        figures = tuple(_figure(row) for row in file["figure"])
        rehearsal, source = file["rehearsal"], file["source"]
    except tomllib.TOMLDecodeError as fault:
        raise BadPublishedFile(f"{path.name}: {fault}") from fault
    except KeyError as missing:
        raise BadPublishedFile(f"{path.name}: thiếu / lacks {missing}") from missing
    printed = PublishedFile(source, rehearsal, figures)
    implied = tuple(_implied(row, printed) for row in file.get("implied", ()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PublishedFile(source, rehearsal, figures + implied, digest)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadPublishedFile(f"{path}: không đọc được tệp / cannot be read") from fault


def _figure(row: Mapping[str, Any]) -> PublishedFigure:
    try:
        number = parse_number(row["printed"])
    except NotANumber as fault:
        raise BadPublishedFile(f"{row['code']}: {fault.vi}") from fault
    mantissa, decimals = _scaled(number)
    qualifier = row.get("qualifier", "")
    low, high = _interval(mantissa, qualifier)
    names = ("code", "title", "word", "status", "as_of", "since", "sentence", "document", "note")
    return PublishedFigure(
        mantissa=mantissa, decimals=decimals, qualifier=qualifier, low=low, high=high,
        **{name: row[name] for name in names if name in row},
    )  # fmt: skip


def _scaled(number: Decimal) -> tuple[int, int]:
    decimals = max(-int(number.as_tuple().exponent), 0)
    return int(number.scaleb(decimals)), decimals


def _interval(mantissa: int, qualifier: str) -> tuple[int | None, int | None]:
    if qualifier not in _HEDGES:
        return None, None
    low, high = _HEDGES[qualifier]
    return ceil(mantissa * low), floor(mantissa * high)


def _implied(row: Mapping[str, Any], printed: PublishedFile) -> PublishedFigure:
    """The plan that a value and its percentage of plan imply.

    Both are rounded, so that the plan is only known to lie between the quotients of the ends of
    their intervals: value ± half its last digit over percentage ± half its last digit.
    """
    value, percent = printed[row["value"]], printed[row["percent"]]
    half, half_percent = _half_digit(value), _half_digit(percent)
    middle = value.value / (percent.value / 100)
    low = (value.value - half) / ((percent.value + half_percent) / 100)
    high = (value.value + half) / ((percent.value - half_percent) / 100)
    scale = 10**value.decimals
    return PublishedFigure(
        code=row["code"],
        title=row["title"],
        mantissa=round(middle * scale),
        decimals=value.decimals,
        word=value.word,
        status="plan",
        qualifier="implied",
        low=round(low * scale),
        high=round(high * scale),
        as_of=value.as_of,
        since=value.since,
        sentence=value.sentence,
        note=row.get("note", ""),
    )


def _half_digit(figure: PublishedFigure) -> Fraction:
    return Fraction(1, 2 * 10**figure.decimals)
