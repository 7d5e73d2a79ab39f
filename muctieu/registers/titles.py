"""What the titles of a sheet say for all its rows: whose it is, for which month or year.

Offices write the unit and the period once, above the table.  The columns are here for every
register of reported figures; :func:`with_days` makes days of a year and a month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import UnitVersion
from muctieu.kernels.vietnamese.periods import Period, period_in
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.declare import Choice, Field, Kind
from muctieu.registers.intake import Above, Group, Rule
from muctieu.registers.sentences import Sentence

YEAR = Field(
    name="year", title=_("Year"), kind=Kind.INTEGER, minimum=1990, maximum=2100, headings=("Năm",)
)
QUARTER = Field(
    name="quarter", title=_("Quarter"), kind=Kind.INTEGER, required=False, minimum=1, maximum=4,
    headings=("Quý",), help=_("1 to 4; blank for a month or a whole year"),
)  # fmt: skip
MONTH = Field(
    name="month", title=_("Month"), kind=Kind.INTEGER, required=False, minimum=1, maximum=12,
    headings=("Tháng",), help=_("1 to 12; blank for a quarter or a whole year"),
)  # fmt: skip
_QUARTER = 3
PERIODS = (
    Choice("month", _("a month"), ("tháng",)),
    Choice("quarter", _("a quarter"), ("quý",)),
    Choice("year", _("a whole year"), ("năm", "cả năm")),
)


def month_columns(alone: str) -> tuple[Group, ...]:
    """Twelve columns of months on one row; ``alone`` is what stands below "Tháng 1"."""
    return tuple(
        Group((f"thang {one}", f"t{one}", f"thang {one:02}"), {"month": str(one)}, alone)
        for one in range(1, 13)
    )


def _period_part(part: str, words: Sequence[str]) -> str | None:
    period: Period | None = period_in(words)
    said = None if period is None else getattr(period, part)
    return None if said is None else str(said)


def _unit(words: Sequence[str]) -> str | None:
    """The one unit that titles name; of a city and the province above it the city."""
    said = re.findall(r"\w+", fold(" ".join(words)))
    text = f" {' '.join(said)} "
    versions = UnitVersion.objects.order_by("pk").values_list("name", "kind").distinct()
    found = {(name, kind) for name, kind in versions if f" {fold(name)} " in text}
    narrow = {name for name, kind in found if kind != "province"} or {name for name, _k in found}
    return narrow.pop() if len(narrow) == 1 else None


def said_once(column: str, meanings: Mapping[str, str]) -> Above:
    """A column whose one meaning follows from folded words in titles; none where two occur."""

    def read(words: Sequence[str]) -> str | None:
        text = f" {' '.join(fold(one) for one in words)} "
        found = {meaning for part, meaning in meanings.items() if part in text}
        return found.pop() if len(found) == 1 else None

    return Above(column, read)


UNIT_ABOVE = Above("unit", _unit)
YEAR_ABOVE = Above("year", lambda words: _period_part("year", words))
QUARTER_ABOVE = Above("quarter", lambda words: _period_part("quarter", words))
MONTH_ABOVE = Above("month", lambda words: _period_part("month", words))

MONTH_AND_QUARTER = Rule(
    code="period.month_and_quarter",
    columns=("quarter",),
    sentence=Sentence("Dòng ghi cả tháng và quý.", "The row gives both a month and a quarter."),
    remedy=Sentence("Chỉ ghi tháng, hoặc chỉ ghi quý.", "Give the month or the quarter only."),
    breaks=pl.col("month").is_not_null() & pl.col("quarter").is_not_null(),
)


def with_days(rows: pl.DataFrame) -> pl.DataFrame:
    """``from_on``, ``to_on`` and ``period`` of rows with ``year``, and ``month`` or ``quarter``."""
    there = rows.with_columns(
        pl.lit(None, pl.Int64).alias(name)
        for name in ("month", "quarter")
        if name not in rows.columns
    )
    first = pl.coalesce(pl.col("month"), pl.col("quarter") * 3 - 2, pl.lit(1))
    last = pl.coalesce(pl.col("month"), pl.col("quarter") * 3, pl.lit(12))
    sound = pl.col("year").is_between(1, 9999) & first.is_between(1, 12) & last.is_between(1, 12)
    year = pl.when(sound).then(pl.col("year"))
    return there.select(
        pl.date(year, pl.when(sound).then(first), 1).alias("from_on"),
        pl.date(year, pl.when(sound).then(last), 1).dt.month_end().alias("to_on"),
        pl.when(pl.col("month").is_not_null())
        .then(pl.lit("month"))
        .when(pl.col("quarter").is_not_null())
        .then(pl.lit("quarter"))
        .otherwise(pl.lit("year"))
        .alias("period"),
    )


def with_periods(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the ``year``, and the ``month`` or ``quarter``, of ``from_on`` and ``to_on``.

    The other way round of :func:`with_days`, for what is written back into a sheet.
    """
    months = pl.col("to_on").dt.month() - pl.col("from_on").dt.month() + 1
    last = pl.col("to_on").dt.month().cast(pl.Int64)
    return rows.with_columns(
        pl.col("from_on").dt.year().cast(pl.Int64).alias("year"),
        pl.when(months == 1).then(last).alias("month"),
        pl.when(months == _QUARTER).then(last // _QUARTER).alias("quarter"),
    )
