"""How regimes, holidays and delegations come in.

A regime or a delegation is a dated row; two of one kind that overlap are refused.  Only who signs
for a unit says who else may: nobody gives that right to themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from muctieu.core.permissions import may
from muctieu.core.roles import Action
from muctieu.plan.report_models import DELEGATION, HOLIDAY, REGIME
from muctieu.plan.report_watch import bounds_of
from muctieu.registers.declare import NoSuchRegister, Register, all_registers, register_of
from muctieu.registers.intake import Resolution as Resolved
from muctieu.registers.intake import (
    Rule,
    Situation,
    faults_where,
    intake,
    on_file,
    plain_intake,
    settled,
)
from muctieu.registers.sentences import Sentence

OVERLAPS = Rule(
    code="plan.regime_overlaps",
    columns=("from_on",),
    sentence=Sentence(
        "Chế độ này chồng thời gian với dòng áp dụng từ {hint}.",
        "The regime overlaps with the row in force from {hint}.",
    ),
    remedy=Sentence(
        "Ghi ngày hết áp dụng cho dòng trước rồi mới nhập dòng sau.",
        "Give the earlier row a last day, then enter the later one.",
    ),
)
NO_REGISTER = Rule(
    code="plan.regime_register_unknown",
    columns=("registers",),
    sentence=Sentence("Không có sổ “{hint}”.", "There is no register “{hint}”."),
    remedy=Sentence(
        "Ghi mã sổ, cách nhau bằng dấu cách; xem ở trang Sổ theo dõi.",
        "Write codes of registers with spaces between them; see the page of registers.",
    ),
)
NO_PERIOD = Rule(
    code="plan.regime_register_unplaced",
    columns=("registers",),
    sentence=Sentence(
        "Dòng của sổ “{hint}” không có đơn vị hoặc không có ngày, nên khóa kỳ không giữ được.",
        "Records of “{hint}” have no unit or no day, so that no locked period can hold them.",
    ),
    remedy=Sentence("Bỏ sổ này khỏi chế độ báo cáo.", "Leave this register out of the regime."),
)
NOT_YOURS_TO_GIVE = Rule(
    code="plan.delegation_not_yours",
    columns=("unit",),
    sentence=Sentence(
        "Chỉ lãnh đạo đơn vị được giao ký thay.", "Only the head of the unit lets others sign."
    ),
    remedy=Sentence("Đề nghị lãnh đạo đơn vị nhập.", "Have the head of the unit enter it."),
)


def resolve_regimes(rows: pl.DataFrame, at: Situation) -> Resolved:
    """Regimes, none in force at the same time as another of its code."""
    return settled(REGIME, rows, judge_regimes(rows, at))


def judge_regimes(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """The faults of regimes that overlap with others, and of registers that there are not."""
    unknown = pl.Series("unknown", [_unknown(text) for text in rows["registers"]], dtype=pl.String)
    unplaced = [_unplaced(text) for text in rows["registers"]]
    marked = rows.with_columns(
        _overlaps(REGIME, rows), unknown, pl.Series("unplaced", unplaced, dtype=pl.String)
    )
    return pl.concat(
        [
            faults_where(marked, pl.col("other").is_not_null(), OVERLAPS, pl.col("other")),
            faults_where(marked, pl.col("unknown").is_not_null(), NO_REGISTER, pl.col("unknown")),
            faults_where(marked, pl.col("unplaced").is_not_null(), NO_PERIOD, pl.col("unplaced")),
        ]
    )


def _unknown(text: str | None) -> str | None:
    """The first of these codes that no register has."""
    for code in (text or "").split():
        try:
            register_of(code)
        except NoSuchRegister:
            return code
    return None


def _unplaced(text: str | None) -> str | None:
    """The first of these codes whose records no period can hold."""
    codes = {one.code: one for one in all_registers()}
    named = (code for code in (text or "").split() if code in codes)
    return next((code for code in named if bounds_of(codes[code]) is None), None)


def _overlaps(register: Register, rows: pl.DataFrame) -> pl.Series:
    """For each row the first day of another one of its unit and code that is in force with it."""
    names = ["unit_id", "code", "from_on", "to_on"]
    there = pl.concat([on_file(register, rows).select(names), rows.select(names)])
    spans = list(there.unique(["unit_id", "code", "from_on"], keep="last").iter_rows())
    return pl.Series(
        "other", [_other(row, spans) for row in rows.select(names).iter_rows()], dtype=pl.String
    )


def _other(row: tuple[Any, ...], spans: Iterable[tuple[Any, ...]]) -> str | None:
    unit, code, first, last = row
    for their_unit, their_code, begins, ends in spans:
        same = (unit, code) == (their_unit, their_code) and first != begins
        if same and (last is None or begins <= last) and (ends is None or first <= ends):
            return f"{begins:%d/%m/%Y}"
    return None


def resolve_delegations(rows: pl.DataFrame, at: Situation) -> Resolved:
    """Delegations that whoever enters them may give."""
    return settled(DELEGATION, rows, judge_delegations(rows, at))


def judge_delegations(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """The faults of delegations that the account may not give: it does not sign for the unit."""
    theirs = [
        at.by is None or may(at.by, Action.APPROVE, DELEGATION.code, unit, at.today)
        for unit in rows["unit_id"]
    ]
    marked = rows.with_columns(pl.Series("theirs", theirs, dtype=pl.Boolean))
    return faults_where(marked, ~pl.col("theirs"), NOT_YOURS_TO_GIVE)


HOLIDAYS = intake(plain_intake(HOLIDAY, past=()))
_PLAIN = plain_intake(REGIME)
REGIMES = intake(
    plain_intake(
        REGIME,
        past=(),
        resolve=resolve_regimes,
        judge=judge_regimes,
        rules=(*_PLAIN.all_rules(), OVERLAPS, NO_REGISTER, NO_PERIOD),
    )
)
DELEGATIONS = intake(
    plain_intake(
        DELEGATION,
        past=(),
        resolve=resolve_delegations,
        judge=judge_delegations,
        rules=(*plain_intake(DELEGATION).all_rules(), NOT_YOURS_TO_GIVE),
    )
)
