"""Registers of reported figures: what is wrong with a period, a status, a total beside its parts.

A reported figure is about a thing and a period and has a status.  An estimate may be given for a
period that is not over, nothing for one that has not begun; an estimate issued after the official
figure is refused.  A line that is the total of other lines of the same sheet is recognised,
compared with their sum and not entered, so that nothing is counted twice; neither is a line that
a unit above or below has reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from muctieu.core.units import kin_on, names_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.registers.declare import Register
from muctieu.registers.intake import Rule, Situation, faults_where, no_faults, on_file
from muctieu.registers.sentences import Sentence

NOT_BEGUN = Rule(
    code="reported.not_begun",
    columns=("month",),
    sentence=Sentence("Kỳ từ {hint} chưa bắt đầu.", "The period from {hint} has not begun."),
    remedy=Sentence("Kiểm tra tháng, quý, năm.", "Check month, quarter and year."),
)
NOT_OVER = Rule(
    code="reported.not_over",
    columns=("status",),
    sentence=Sentence(
        "Kỳ đến {hint} chưa kết thúc nên chỉ có thể là số ước.",
        "The period to {hint} is not over, so this can only be an estimate.",
    ),
    remedy=Sentence("Ghi trạng thái “ước”, hoặc gửi lại khi hết kỳ.",
                    "Call it an estimate, or send it when the period is over."),
)  # fmt: skip
AFTER_OFFICIAL = Rule(
    code="reported.after_official",
    columns=("status",),
    sentence=Sentence(
        "Đã có số {hint} cho kỳ này, ban hành trước hoặc cùng ngày; không nhận số kém chắc chắn hơn ra sau.",
        "There is already the figure “{hint}” for this period, issued before or on the same day; a less final one that comes after it is not taken.",
    ),
    remedy=Sentence("Sửa số đã có nếu nó sai, hoặc kiểm tra trạng thái và ngày văn bản.",
                    "Correct that figure if it is wrong, or check status and day."),
)  # fmt: skip
TOTAL_SEEN = Rule(
    code="reported.total_seen",
    columns=("amount",),
    sentence=Sentence(
        "Là dòng tổng, khớp với các dòng thành phần của tệp; không nhập để khỏi cộng hai lần.",
        "A total that agrees with its parts in the file; not entered, so that nothing is added twice.",
    ),
    remedy=Sentence("Không cần sửa.", "Nothing to correct."),
    refuse=False,
)
TOTAL_DIFFERS = Rule(
    code="reported.total_differs",
    columns=("amount",),
    sentence=Sentence(
        "Dòng tổng “{value}” khác tổng các dòng thành phần của tệp: {hint} đồng.",
        "The total “{value}” is not the sum of its parts in the file: {hint} đồng.",
    ),
    remedy=Sentence("Kiểm tra dòng tổng và các dòng thành phần.", "Check the total and its parts."),
)
TOTAL_ALONE = Rule(
    code="reported.total_alone",
    columns=("amount",),
    sentence=Sentence(
        "Là dòng tổng mà tệp không có dòng thành phần nào; sổ chỉ nhận các dòng thành phần.",
        "A total without any of its parts in the file; the register takes the parts only.",
    ),
    remedy=Sentence("Gửi các dòng thành phần.", "Send the parts."),
)


@dataclass(frozen=True)
class Ladder:
    """How figures about one thing follow one another.

    ``about`` are the register's fields that say what a figure speaks of; ``ranks`` the statuses
    from the weakest on, ``words`` what they are called in a sentence.
    """

    register: Register
    about: tuple[str, ...]
    ranks: tuple[str, ...]
    words: Mapping[str, str]


def period_faults(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """Periods that have not begun, and those under way whose figure is no estimate."""
    today = pl.lit(at.today)
    early = (pl.col("to_on") > today) & (pl.col("status") != "estimate")
    begun = pl.col("from_on") <= today
    return pl.concat(
        [
            faults_where(rows, ~begun, NOT_BEGUN, _said(rows, "from_on")),
            faults_where(rows, begun & early, NOT_OVER, _said(rows, "to_on")),
        ]
    )


def _said(rows: pl.DataFrame, day: str) -> pl.Expr:
    days = rows[day].unique().drop_nulls()
    if days.is_empty():
        return pl.lit(None, pl.String)
    said = [format_date(one) for one in days]
    return pl.col(day).replace_strict(days, said, default=None, return_dtype=pl.String)


def ladder_faults(rows: pl.DataFrame, ladder: Ladder) -> pl.DataFrame:
    """Figures less final than one that was issued no later, on file or in the same file."""
    register = ladder.register
    about = [register[name].column for name in ladder.about]
    rank = pl.col("status").replace_strict(
        {word: at for at, word in enumerate(ladder.ranks)}, default=None, return_dtype=pl.Int64
    )
    known = on_file(register, rows).select(*about, "status", "issued_on")
    others = pl.concat([known, rows.select(*about, "status", "issued_on")]).with_columns(
        rank.alias("rank_there")
    )
    mine = rows.with_columns(rank.alias("rank_here"))
    pairs = mine.join(others, on=about, nulls_equal=True, suffix="_there").filter(
        (pl.col("rank_there") > pl.col("rank_here"))
        & (pl.col("issued_on_there") <= pl.col("issued_on"))
    )
    first = pairs.sort("issued_on_there").unique("line", keep="first", maintain_order=True)
    hint = pl.col("status_there").replace_strict(
        dict(ladder.words), default=None, return_dtype=pl.String
    )
    # The same figure sent once more is nothing new, whatever came after it.
    again = _again(first, register)
    return faults_where(first.join(again, on="line", how="anti"), pl.lit(value=True),
                        AFTER_OFFICIAL, hint)  # fmt: skip


def _again(rows: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Rows whose record is on file already."""
    keys = [register[name].column for name in register.key]
    known = on_file(register, rows).select(keys)
    return rows.join(known, on=keys, how="semi", nulls_equal=True).select("line")


def without_totals(
    rows: pl.DataFrame, column: str, totals: Mapping[str, Sequence[str]], alike: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that are no totals, and what is said of those that are.

    ``totals`` names for each value of ``column`` that is a total the values it adds up. Parts are
    rows of the same file with the same ``alike`` columns. A rounding of half the sheet's unit of
    money a line is allowed.
    """
    kept = rows.filter(~pl.col(column).is_in(list(totals)))
    faults = [no_faults()]
    for total, parts in totals.items():
        lines = rows.filter(pl.col(column) == total)
        if lines.height:
            faults.append(
                _total_faults(lines, kept.filter(pl.col(column).is_in(list(parts))), alike)
            )
    return kept, pl.concat(faults)


def _total_faults(lines: pl.DataFrame, parts: pl.DataFrame, alike: Sequence[str]) -> pl.DataFrame:
    sums = parts.group_by(list(alike)).agg(
        pl.col("amount").sum().alias("sum"), pl.len().alias("many")
    )
    told = lines.join(sums, on=list(alike), how="left", nulls_equal=True, maintain_order="left")
    scale = pl.col("money_unit").cast(pl.Int64).fill_null(1) if "money_unit" in told.columns else 1
    slack = scale * (pl.col("many") + 1)
    apart = (pl.col("amount") - pl.col("sum")) * 2
    alone, differs = pl.col("sum").is_null(), apart.abs() > slack
    sums_said = [None if one is None else format_number(one) for one in told["sum"]]
    told = told.with_columns(pl.Series("said", sums_said, dtype=pl.String))
    return pl.concat(
        [
            faults_where(told, alone, TOTAL_ALONE),
            faults_where(told, ~alone & differs, TOTAL_DIFFERS, pl.col("said")),
            faults_where(told, ~alone & ~differs, TOTAL_SEEN),
        ]
    )


OVERLAPS = Rule(
    code="reported.overlaps",
    columns=("quarter",),
    sentence=Sentence(
        "Kỳ này chồng lên kỳ đã có số ({hint}): tháng và quý không cùng cộng được.",
        "This period overlaps one that is reported already ({hint}): months and quarters do not add up.",
    ),
    remedy=Sentence("Gửi theo tháng cả, hoặc theo quý cả.", "Send months only, or quarters only."),
)


def overlap_faults(rows: pl.DataFrame, register: Register, about: Sequence[str]) -> pl.DataFrame:
    """Months of a quarter that is reported, and quarters of a month; whole years stand apart."""
    same = [register[name].column for name in about]
    columns = [*same, "from_on", "to_on", "period"]
    parts = pl.concat([one.select(columns) for one in (on_file(register, rows), rows)])
    within = parts.filter(pl.col("period") != "year").unique()
    pairs = rows.filter(pl.col("period") != "year").join(
        within, on=same, nulls_equal=True, suffix="_there"
    )
    clash = pairs.filter(
        (pl.col("period_there") != pl.col("period"))
        & (pl.col("from_on_there") <= pl.col("to_on"))
        & (pl.col("to_on_there") >= pl.col("from_on"))
    ).unique("line", keep="first", maintain_order=True)
    return faults_where(clash, pl.lit(value=True), OVERLAPS, _said(clash, "from_on_there"))


TWO_LEVELS = Rule(
    code="reported.two_levels",
    columns=("unit",),
    sentence=Sentence(
        "{hint} đã báo cáo dòng này cho cùng kỳ; cấp trên và cấp dưới cùng báo cáo một dòng thì bị cộng hai lần.",
        "{hint} has reported this line for the same period; reported on two levels it would be added twice.",
    ),
    remedy=Sentence(
        "Để một cấp báo cáo dòng này; nếu số của cấp kia sai thì thu hồi số đó trước.",
        "Let one level report this line; if the other one's is wrong, withdraw it first.",
    ),
)


def level_faults(rows: pl.DataFrame, register: Register, about: Sequence[str]) -> pl.DataFrame:
    """Lines that a unit above or below reports as well, on file or in the same file.

    ``about`` are the register's fields, beside the unit, that say which line it is.
    """
    day = rows["to_on"].max()
    kin = kin_on(day, rows["unit_id"].drop_nulls().unique()) if isinstance(day, dt.date) else []
    if not kin:
        return no_faults()
    related = pl.DataFrame(kin, schema=["unit_id", "other"], orient="row")
    same = [register[name].column for name in about]
    known = on_file(register, related.select(pl.col("other").alias("unit_id")))
    there = pl.concat([one.select("unit_id", *same) for one in (known, rows)]).unique()
    clash = rows.join(related, on="unit_id").join(
        there.rename({"unit_id": "other"}), on=["other", *same], nulls_equal=True
    )
    first = clash.unique("line", keep="first", maintain_order=True)
    names = names_on(day) if isinstance(day, dt.date) else {}
    hint = pl.col("other").replace_strict(names, default=None, return_dtype=pl.String)
    return faults_where(first, pl.lit(value=True), TWO_LEVELS, hint)


RULES = (
    NOT_BEGUN, NOT_OVER, AFTER_OFFICIAL, TOTAL_SEEN, TOTAL_DIFFERS, TOTAL_ALONE, TWO_LEVELS
)  # fmt: skip
"""The rules that every register of reported figures has."""
