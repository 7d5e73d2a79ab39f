"""How a year, its resolutions and their targets come in: by a form or as a sheet.

A target names its resolution by number and symbol, and its value as documents print it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number
from muctieu.plan.models import CLAUSE, RESOLUTION, TARGET, YEAR, Resolution
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.intake import (
    Intake,
    Rule,
    Situation,
    compare,
    faults_where,
    intake,
    plain_intake,
)
from muctieu.registers.intake import Resolution as Resolved
from muctieu.registers.sentences import Sentence

SYMBOL = replace(
    RESOLUTION["symbol"], name="resolution_symbol", headings=("Nghị quyết", "Nghị quyết số")
)
VALUE = Field(
    name="value",
    title=_("Plan value"),
    kind=Kind.TEXT,
    required=False,
    max_length=40,
    headings=("Kế hoạch", "Chỉ tiêu kế hoạch", "Giá trị"),
)
UNKNOWN = Rule(
    code="plan.resolution_unknown",
    columns=("resolution_symbol",),
    sentence=Sentence(
        "Chưa có nghị quyết “{value}” trong sổ.", "There is no resolution “{value}”."
    ),
    remedy=Sentence("Nhập nghị quyết trước.", "Enter the resolution first."),
)
NO_VALUE = Rule(
    code="plan.value_unreadable",
    columns=("value",),
    sentence=Sentence("“{value}” không phải là số.", "“{value}” is not a number."),
    remedy=Sentence("Viết như 1.747.885 hoặc 112,71.", "Write it like 1.747.885 or 112,71."),
)
NO_INDICATOR = Rule(
    code="plan.target_without_indicator",
    columns=("indicator",),
    sentence=Sentence(
        "Chỉ tiêu không định tính thì phải có mã chỉ số.",
        "A target that is not qualitative needs the code of an indicator.",
    ),
    remedy=Sentence(
        "Ghi mã chỉ số, hoặc ghi định tính là “có”.", "Give it, or mark it qualitative."
    ),
    breaks=pl.col("indicator").is_null() & ~pl.col("qualitative"),
)


def _with_resolutions(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose resolution is on file, and the faults of the others."""
    known = dict(Resolution.objects.values_list("symbol", "pk"))
    number = pl.col("resolution_symbol").replace_strict(known, default=None, return_dtype=pl.Int64)
    found = rows.with_columns(number.alias("resolution_id"))
    lacking = pl.col("resolution_id").is_null()
    return found.filter(~lacking), faults_where(found, lacking, UNKNOWN)


def _scaled(text: str | None) -> tuple[int | None, int | None]:
    """Digits and decimals of a printed number; nothing for nothing and for what is no number."""
    try:
        value = Decimal() if text is None else parse_number(text)
    except NotANumber:
        return None, None
    decimals = max(-int(value.as_tuple().exponent), 0)
    return (None, None) if text is None else (int(value.scaleb(decimals)), decimals)


def _outcome(register: Register, rows: pl.DataFrame) -> pl.DataFrame:
    return compare(
        register, rows.select("line", *(n for n in register.columns if n in rows.columns))
    )


def resolve_clauses(rows: pl.DataFrame, at: Situation) -> Resolved:  # noqa: ARG001  a resolver's shape
    """Clauses with the resolution of that symbol."""
    found, faults = _with_resolutions(rows)
    return Resolved(rows=_outcome(CLAUSE, found), faults=faults)


def resolve_targets(rows: pl.DataFrame, at: Situation) -> Resolved:  # noqa: ARG001  a resolver's shape
    """Targets with the resolution of that symbol and their value as digits and decimals."""
    found, faults = _with_resolutions(rows)
    scaled = [_scaled(text) for text in found["value"]]
    whole = found.with_columns(
        pl.Series("mantissa", [one[0] for one in scaled], dtype=pl.Int64),
        pl.Series("decimals", [one[1] for one in scaled], dtype=pl.Int64),
    )
    unreadable = pl.col("value").is_not_null() & pl.col("mantissa").is_null()
    faults = pl.concat([faults, faults_where(whole, unreadable, NO_VALUE)])
    return Resolved(rows=_outcome(TARGET, whole.filter(~unreadable)), faults=faults)


YEARS = intake(plain_intake(YEAR))
RESOLUTIONS = intake(plain_intake(RESOLUTION))
CLAUSES = intake(
    Intake(
        code=CLAUSE.code,
        title=CLAUSE.title,
        register=CLAUSE,
        columns=(SYMBOL, CLAUSE["number"], CLAUSE["text"]),
        resolve=resolve_clauses,
        rules=(UNKNOWN,),
        key=("resolution_symbol", "number"),
    )
)
TARGETS = intake(
    Intake(
        code=TARGET.code,
        title=TARGET.title,
        register=TARGET,
        columns=(
            SYMBOL,
            *(
                one
                for one in TARGET.fields
                if one.name not in ("resolution", "mantissa", "decimals")
            ),
            VALUE,
        ),
        resolve=resolve_targets,
        rules=(UNKNOWN, NO_VALUE, NO_INDICATOR),
        key=("resolution_symbol", "number"),
    )
)
