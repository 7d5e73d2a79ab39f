"""How a declared figure comes in: an estimate for the whole year, an official figure, a plan.

The number is written as documents print it; what its hedge leaves open is worked out here.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.indicators.published import DECLARED
from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number
from muctieu.registers.declare import Field, Kind
from muctieu.registers.intake import (
    Intake,
    Resolution,
    Rule,
    Situation,
    faults_where,
    intake,
    settled,
)
from muctieu.registers.sentences import Sentence

# What a hedge leaves open, as shares of the number: "gần 8.000" is 7.200 to 8.000.
HEDGES = {
    "nearly": (Fraction(9, 10), Fraction(1)),
    "over": (Fraction(1), Fraction(11, 10)),
    "about": (Fraction(95, 100), Fraction(105, 100)),
}
VALUE = Field(
    name="value",
    title=_("Number as printed"),
    kind=Kind.TEXT,
    max_length=40,
    headings=("Số liệu", "Giá trị", "Thực hiện", "Ước thực hiện"),
)
UNREADABLE = Rule(
    code="indicators.value_unreadable",
    columns=("value",),
    sentence=Sentence("“{value}” không phải là số.", "“{value}” is not a number."),
    remedy=Sentence("Viết như 1.747.885 hoặc 112,71.", "Write it like 1.747.885 or 112,71."),
)
BAD_PERIOD = Rule(
    code="indicators.period_unreadable",
    columns=("period",),
    sentence=Sentence("Không hiểu kỳ “{value}”.", "The period “{value}” is not understood."),
    remedy=Sentence(
        "Ghi năm (2021), tháng (2021-12) hoặc hai ngày (2021-04-23/2021-12-04).",
        "Write a year (2021), a month (2021-12) or two days (2021-04-23/2021-12-04).",
    ),
    breaks=~pl.col("period").str.contains(
        r"^(\d{4}|\d{4}-(0[1-9]|1[0-2])|\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2})$"
    ),
)
_COMPUTED = ("mantissa", "decimals", "low", "high")


def _read(text: str, qualifier: str) -> tuple[int | None, int | None, int | None, int | None]:
    """Digits, decimals and the ends of what the hedge leaves open; nothing for no number."""
    try:
        value: Decimal = parse_number(text)
    except NotANumber:
        return None, None, None, None
    decimals = max(-int(value.as_tuple().exponent), 0)
    mantissa = int(value.scaleb(decimals))
    if qualifier not in HEDGES:
        return mantissa, decimals, None, None
    low, high = sorted(mantissa * share for share in HEDGES[qualifier])
    return mantissa, decimals, ceil(low), floor(high)


def resolve_declared(rows: pl.DataFrame, _at: Situation) -> Resolution:
    """Declared figures with their number taken apart."""
    read = [_read(*row) for row in rows.select("value", "qualifier").iter_rows()]
    whole = rows.with_columns(
        pl.Series(name, [one[at] for one in read], dtype=pl.Int64)
        for at, name in enumerate(_COMPUTED)
    )
    return settled(DECLARED, whole, faults_where(whole, pl.col("mantissa").is_null(), UNREADABLE))


DECLARING = intake(
    Intake(
        code=DECLARED.code,
        title=DECLARED.title,
        register=DECLARED,
        columns=(*(one for one in DECLARED.fields if one.name not in _COMPUTED), VALUE),
        resolve=resolve_declared,
        rules=(UNREADABLE, BAD_PERIOD),
        day="as_of",
        key=("code", "unit", "as_of", "status", "document"),
    )
)
