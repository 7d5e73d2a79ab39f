"""How a year, its resolutions and their targets come in: by a form or as a sheet.

A target names its resolution by number and symbol, and its value as documents print it.  Its
parts, milestones and findings name it by its resolution and its own number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.core.units import children
from muctieu.kernels.vietnamese.numbers import NotANumber, format_number, parse_number
from muctieu.plan.models import (
    ALLOTMENT,
    CLAUSE,
    JUDGEMENT,
    MILESTONE,
    RESOLUTION,
    TARGET,
    YEAR,
    Allotment,
    Clause,
    Resolution,
    Target,
)
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.intake import (
    Intake,
    Rule,
    Situation,
    faults_where,
    intake,
    plain_intake,
    settled,
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
AMBIGUOUS = Rule(
    code="plan.resolution_ambiguous",
    columns=("resolution_symbol",),
    sentence=Sentence(
        "Trong sổ có nhiều văn bản số “{value}”.", "There are several documents “{value}” on file."
    ),
    remedy=Sentence(
        "Ghi thêm năm trong ngoặc, ví dụ “{value} (2021)”.",
        "Add the year in brackets, for example “{value} (2021)”.",
    ),
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
NUMBER = TARGET["number"]
CLAUSE_NUMBER = replace(
    CLAUSE["number"], name="clause_number", required=False, headings=("Điều, khoản",)
)
WHOLE_VALUE = replace(VALUE, required=True, headings=("Giao", *VALUE.headings))
WRONG_YEAR = Rule(
    code="plan.target_of_another_year",
    columns=("year",),
    sentence=Sentence(
        "Nghị quyết là của năm {hint}, chỉ tiêu ghi năm {value}.",
        "The resolution is for {hint}, the target says {value}.",
    ),
    remedy=Sentence("Kiểm tra năm của chỉ tiêu.", "Check the target's year."),
)
NO_SUCH_CLAUSE = Rule(
    code="plan.clause_unknown",
    columns=("clause_number",),
    sentence=Sentence(
        "Văn bản này chưa có điều, khoản “{value}” trong sổ.",
        "The document has no clause “{value}” on file.",
    ),
    remedy=Sentence(
        "Nhập điều, khoản trước, hoặc để trống.", "Enter the clause first, or leave it blank."
    ),
)
NO_SUCH_TARGET = Rule(
    code="plan.target_unknown",
    columns=("number",),
    sentence=Sentence(
        "Nghị quyết này chưa có chỉ tiêu số {value} trong sổ.",
        "The resolution has no target no. {value} on file.",
    ),
    remedy=Sentence("Nhập chỉ tiêu trước.", "Enter the target first."),
)
NOT_BELOW = Rule(
    code="plan.allotment_elsewhere",
    columns=("unit",),
    sentence=Sentence(
        "Đơn vị này không trực thuộc đơn vị nhận chỉ tiêu.",
        "This unit is not below the unit of the target.",
    ),
    remedy=Sentence("Chọn một đơn vị trực thuộc.", "Choose a unit below it."),
)
MORE_THAN_WHOLE = Rule(
    code="plan.allotment_exceeds",
    columns=("value",),
    sentence=Sentence(
        "Cộng các đơn vị thành {hint}, nhiều hơn cả chỉ tiêu.",
        "The units add up to {hint}, more than the whole target.",
    ),
    remedy=Sentence(
        "Kiểm tra; giao cao hơn để phấn đấu thì ghi rõ trong văn bản giao.",
        "Check it; where more is given on purpose the document should say so.",
    ),
    refuse=False,
)
OUTSIDE_YEAR = Rule(
    code="plan.milestone_outside",
    columns=("due_on",),
    sentence=Sentence(
        "Mốc {value} nằm ngoài năm {hint} của chỉ tiêu.",
        "The milestone {value} lies outside {hint}, the target's year.",
    ),
    remedy=Sentence("Kiểm tra ngày.", "Check the day."),
)


def with_resolutions(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose resolution is on file, and the faults of the others."""
    found, faults = with_documents(rows, "resolution_symbol", "resolution_id")
    return found.filter(pl.col("resolution_id").is_not_null()), faults


def with_documents(
    rows: pl.DataFrame, named: str, as_column: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the document that a column names, and the faults of those that name no single one.

    Units number their documents each for itself and anew each year: of several the one of the
    row's own unit and year is meant.
    """
    units = rows["unit_id"] if "unit_id" in rows.columns else [None] * rows.height
    told = zip(rows[named], units, _years_of(rows), strict=True)
    on_file = _documents()
    read = [_meant(on_file.get(text, []), unit, year) for text, unit, year in told]
    found = rows.with_columns(
        pl.Series(as_column, [one[0] if len(one) == 1 else None for one in read], dtype=pl.Int64),
        pl.Series("so_named", [len(one) for one in read], dtype=pl.Int64),
    )
    unknown = pl.col(named).is_not_null() & (pl.col("so_named") == 0)
    faults = [
        faults_where(found, unknown, replace(UNKNOWN, columns=(named,))),
        faults_where(found, pl.col("so_named") > 1, replace(AMBIGUOUS, columns=(named,))),
    ]
    return found.drop("so_named"), pl.concat(faults)


def _years_of(rows: pl.DataFrame) -> pl.Series:
    """The year that each row speaks of, as far as it says one."""
    if "year" in rows.columns:
        return rows["year"]
    if "given_on" in rows.columns:
        return rows["given_on"].dt.year().cast(pl.Int64)
    return pl.Series("year", [None] * rows.height, dtype=pl.Int64)


def _documents() -> dict[str, list[tuple[int, int, int]]]:
    """What a row may call a document → (record, unit, year) of those that are called so."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for symbol, *one in Resolution.objects.values_list("symbol", "pk", "unit_id", "year"):
        record, unit, year = one
        for said in (symbol, f"{symbol} ({year})"):
            found.setdefault(said, []).append((record, unit, year))
    return found


def _meant(documents: list[tuple[int, int, int]], unit: int | None, year: int | None) -> list[int]:
    """Of documents of one name those of a unit and of a year, where there are any."""
    for at, wanted in ((1, unit), (2, year)):
        documents = [one for one in documents if one[at] == wanted] or documents
    return [one[0] for one in documents]


def with_clauses(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the clause of their document that they name, and the faults of the others."""
    clauses = pl.DataFrame(
        list(Clause.objects.values_list("resolution_id", "number", "pk")),
        schema={"resolution_id": pl.Int64, "clause_number": pl.String, "clause_id": pl.Int64},
        orient="row",
    )
    named = rows.join(
        clauses, on=["resolution_id", "clause_number"], how="left", maintain_order="left"
    )
    lacking = pl.col("clause_number").is_not_null() & pl.col("clause_id").is_null()
    return named.filter(~lacking), faults_where(named, lacking, NO_SUCH_CLAUSE)


def _scaled(text: str | None) -> tuple[int | None, int | None]:
    """Digits and decimals of a printed number; nothing for nothing and for what is no number."""
    try:
        value = Decimal() if text is None else parse_number(text)
    except NotANumber:
        return None, None
    decimals = max(-int(value.as_tuple().exponent), 0)
    return (None, None) if text is None else (int(value.scaleb(decimals)), decimals)


def resolve_clauses(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """Clauses with the resolution of that symbol."""
    found, faults = with_resolutions(rows)
    return settled(CLAUSE, found, faults)


def _with_values(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with their value as digits and decimals, and the faults of values that are none."""
    scaled = [_scaled(text) for text in rows["value"]]
    whole = rows.with_columns(
        pl.Series("mantissa", [one[0] for one in scaled], dtype=pl.Int64),
        pl.Series("decimals", [one[1] for one in scaled], dtype=pl.Int64),
    )
    unreadable = pl.col("value").is_not_null() & pl.col("mantissa").is_null()
    return whole.filter(~unreadable), faults_where(whole, unreadable, NO_VALUE)


def resolve_targets(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """Targets with the resolution of that symbol and their value as digits and decimals."""
    found, faults = with_resolutions(rows)
    clear, unnamed = with_clauses(found)
    whole, unreadable = _with_values(clear)
    years = dict(Resolution.objects.values_list("pk", "year"))
    own = pl.col("resolution_id").replace_strict(years, default=None, return_dtype=pl.Int64)
    other = own != pl.col("year")
    wrong = faults_where(whole, other, WRONG_YEAR, hint=own)
    return settled(TARGET, whole, pl.concat([faults, unnamed, unreadable, wrong]))


def _with_targets(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the target they name, its year and its unit, and the faults of the others."""
    found, faults = with_resolutions(rows)
    targets = pl.DataFrame(
        list(Target.objects.values_list("resolution_id", "number", "pk", "year", "unit_id")),
        schema={"resolution_id": pl.Int64, "number": pl.Int64, "target_id": pl.Int64,
                "of_year": pl.Int64, "of_unit": pl.Int64},
        orient="row",
    )  # fmt: skip
    named = found.join(targets, on=["resolution_id", "number"], how="left")
    lacking = pl.col("target_id").is_null()
    return (
        named.filter(~lacking),
        pl.concat([faults, faults_where(named, lacking, NO_SUCH_TARGET)]),
    )


def resolve_milestones(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """Milestones of targets, each within the target's year."""
    found, faults = _with_targets(rows)
    whole, unreadable = _with_values(found)
    outside = pl.col("due_on").dt.year() != pl.col("of_year")
    wrong = faults_where(whole, outside, OUTSIDE_YEAR, hint=pl.col("of_year"))
    return settled(MILESTONE, whole, pl.concat([faults, unreadable, wrong]))


def resolve_judgements(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """Findings on targets."""
    found, faults = _with_targets(rows)
    return settled(JUDGEMENT, found, faults)


def resolve_allotments(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """Parts of targets for units below; a sum beyond the whole is told, not refused."""
    found, faults = _with_targets(rows)
    whole, unreadable = _with_values(found)
    elsewhere = _not_children(whole)
    wrong = faults_where(whole, pl.lit(elsewhere), NOT_BELOW)
    sound = whole.filter(~elsewhere)
    sums = _sums(sound)
    beyond = faults_where(
        sound.with_columns(sums), pl.col("sum").is_not_null(), MORE_THAN_WHOLE, hint=pl.col("sum")
    )
    resolved = settled(ALLOTMENT, sound, pl.concat([faults, unreadable, wrong]))
    return replace(resolved, faults=pl.concat([resolved.faults, beyond]))


def _not_children(rows: pl.DataFrame) -> pl.Series:
    """Whether each row's unit is none of the units directly below the target's, in its year."""
    below = {
        (above, year): {one.unit_id for one in children(above, dt.date(year, 12, 31))}
        for above, year in rows.select("of_unit", "of_year").unique().iter_rows()
    }
    named = rows.select("unit_id", "of_unit", "of_year").iter_rows()
    return pl.Series(
        [unit not in below[above, year] for unit, above, year in named], dtype=pl.Boolean
    )


def _sums(rows: pl.DataFrame) -> pl.Series:
    """For each row, its target's sum over all units where that is more than the whole target."""
    given: dict[int, dict[int, Fraction]] = {}
    numbers = set(rows["target_id"])
    on_file = Allotment.objects.filter(target_id__in=numbers)
    for target, unit, mantissa, decimals in (
        *on_file.values_list("target_id", "unit_id", "mantissa", "decimals"),
        *rows.select("target_id", "unit_id", "mantissa", "decimals").iter_rows(),
    ):
        given.setdefault(target, {})[unit] = Fraction(mantissa, 10**decimals)
    said = {
        one.pk: _beyond(one, sum(given[one.pk].values(), Fraction()))
        for one in Target.objects.filter(pk__in=numbers)
    }
    return pl.Series("sum", [said[target] for target in rows["target_id"]], dtype=pl.String)


def _beyond(target: Target, together: Fraction) -> str | None:
    """The sum as printed where it is more than the target; rates are not summed."""
    if target.mantissa is None or target.course == "level":
        return None
    if together <= Fraction(target.mantissa, 10 ** (target.decimals or 0)):
        return None
    return format_number(together)


YEARS = intake(plain_intake(YEAR))
RESOLUTIONS = intake(plain_intake(RESOLUTION))
CLAUSES = intake(
    Intake(
        code=CLAUSE.code,
        title=CLAUSE.title,
        register=CLAUSE,
        columns=(SYMBOL, CLAUSE["number"], CLAUSE["text"]),
        resolve=resolve_clauses,
        rules=(
            UNKNOWN,
            AMBIGUOUS,
        ),
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
                if one.name not in ("resolution", "clause", "mantissa", "decimals")
            ),
            CLAUSE_NUMBER,
            VALUE,
        ),
        resolve=resolve_targets,
        rules=(UNKNOWN, AMBIGUOUS, NO_SUCH_CLAUSE, NO_VALUE, NO_INDICATOR, WRONG_YEAR),
        key=("resolution_symbol", "number"),
    )
)


def _of_targets(
    register: Register,
    resolve: Callable[[pl.DataFrame, Situation], Resolved],
    *rules: Rule,
    valued: bool = True,
) -> Intake:
    """An intake whose rows name a target by its resolution and number."""
    own = [one for one in register.fields if one.name not in ("target", "mantissa", "decimals")]
    keys = tuple(one for one in register.key if one != "target")
    return intake(
        Intake(
            code=register.code,
            title=register.title,
            register=register,
            columns=(SYMBOL, NUMBER, *own, *((WHOLE_VALUE,) if valued else ())),
            resolve=resolve,
            rules=(UNKNOWN, AMBIGUOUS, NO_SUCH_TARGET, *((NO_VALUE,) if valued else ()), *rules),
            key=("resolution_symbol", "number", *keys),
        )
    )


ALLOTMENTS = _of_targets(ALLOTMENT, resolve_allotments, NOT_BELOW, MORE_THAN_WHOLE)
MILESTONES = _of_targets(MILESTONE, resolve_milestones, OUTSIDE_YEAR)
JUDGEMENTS = _of_targets(JUDGEMENT, resolve_judgements, valued=False)
