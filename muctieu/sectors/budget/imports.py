"""Sheets of revenue, spending and plans as finance offices send them.

The month and the unit of money stand above the table; sums stand beside their parts; an
adjustment may be below zero, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.registers.declare import Choice, Field, Register
from muctieu.registers.intake import (
    Intake,
    Resolution,
    Rule,
    Situation,
    faults_where,
    intake,
    on_file,
    settled,
)
from muctieu.registers.money import MONEY_ABOVE, MONEY_UNIT
from muctieu.registers.reported import (
    RULES,
    Ladder,
    ladder_faults,
    level_faults,
    period_faults,
    without_totals,
)
from muctieu.registers.sentences import Sentence
from muctieu.registers.titles import (
    MONTH,
    MONTH_ABOVE,
    UNIT_ABOVE,
    YEAR,
    YEAR_ABOVE,
    month_columns,
    said_once,
    with_days,
    with_periods,
)
from muctieu.sectors.budget.models import PLAN, REVENUE, SPENDING, STATUSES
from muctieu.sectors.budget.rules import (
    ADJUSTMENT,
    ORDINARY,
    RANKS,
    REVENUE_TOTALS,
    SPENDING_TOTALS,
)

STATUS_ABOVE = said_once(
    "status", {" uoc ": "ước", "(uoc)": "ước", "uoc thuc hien": "ước", "quyet toan": "quyết toán"}
)
MONTH_NEEDED = replace(MONTH, required=True, help="")
_ADJUSTED = pl.col("entry") == ADJUSTMENT
BELOW_ZERO = Rule(
    code="budget.below_zero",
    columns=("amount",),
    sentence=Sentence(
        "Số âm “{value}” chỉ được nhận ở bút toán điều chỉnh.",
        "“{value}” is below zero, which only an adjustment may be.",
    ),
    remedy=Sentence(
        "Ghi “điều chỉnh” ở cột Loại bút toán và số chứng từ, hoặc sửa số.",
        "Call it an adjustment and give its voucher, or correct the number.",
    ),
    breaks=(pl.col("amount") < 0) & ~_ADJUSTED.fill_null(value=False),
)
NO_VOUCHER = Rule(
    code="budget.no_voucher",
    columns=("voucher",),
    sentence=Sentence(
        "Bút toán điều chỉnh không có số chứng từ.", "An adjustment without a voucher."
    ),
    remedy=Sentence("Ghi số chứng từ điều chỉnh.", "Give the voucher."),
    breaks=_ADJUSTED & pl.col("voucher").is_null(),
)
STRAY_VOUCHER = Rule(
    code="budget.stray_voucher",
    columns=("voucher",),
    sentence=Sentence(
        "Có số chứng từ điều chỉnh “{value}” nhưng không ghi là điều chỉnh.",
        "There is the voucher “{value}” of an adjustment, but the entry is none.",
    ),
    remedy=Sentence(
        "Ghi loại bút toán, hoặc bỏ số chứng từ.", "Name the entry, or drop the voucher."
    ),
    breaks=~_ADJUSTED.fill_null(value=False) & pl.col("voucher").is_not_null(),
)
_REVENUE_SUMS = (
    Choice("total_in_area", _("All revenue in the area"),
           ("Tổng thu NSNN trên địa bàn", "Tổng thu ngân sách nhà nước trên địa bàn",
            "Thu ngân sách nhà nước trên địa bàn", "Thu NSNN trên địa bàn")),
    Choice("total_domestic", _("Domestic revenue"), ("Thu nội địa",)),
    Choice("total_local", _("All revenue of the local budget"),
           ("Tổng thu ngân sách địa phương", "Thu ngân sách địa phương", "Tổng nguồn thu NSĐP",
            "Tổng nguồn thu ngân sách địa phương", "Thu NSĐP")),
)  # fmt: skip
_SPENDING_SUMS = (
    Choice("total_spending", _("All spending"),
           ("Tổng chi ngân sách địa phương", "Tổng chi NSĐP", "Tổng chi ngân sách", "Tổng chi",
            "Chi cân đối ngân sách")),
)  # fmt: skip
ITEM = replace(REVENUE["item"], choices=(*REVENUE["item"].choices, *_REVENUE_SUMS))
STRUCTURE = replace(
    SPENDING["structure"], choices=(*SPENDING["structure"].choices, *_SPENDING_SUMS)
)
_WORDS = {one.value: one.spellings[0] for one in STATUSES}


def _ladder(register: Register, *what: str) -> Ladder:
    return Ladder(register, ("unit", "from_on", *what, "entry", "voucher"), RANKS, _WORDS)


LADDERS = {
    REVENUE.code: _ladder(REVENUE, "item"),
    SPENDING.code: _ladder(SPENDING, "structure", "field"),
}


def _judged(register: Register, rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    ladder = LADDERS[register.code]
    line = [name for name in ladder.about if name != "unit"]
    return pl.concat(
        [period_faults(rows, at), ladder_faults(rows, ladder), level_faults(rows, register, line)]
    )


def _resolved(
    register: Register, rows: pl.DataFrame, of_totals: pl.DataFrame, at: Situation
) -> Resolution:
    """Monthly amounts; what is not called an adjustment is an ordinary entry."""
    named = rows.with_columns(pl.col("entry").fill_null(ORDINARY))
    return settled(register, named, pl.concat([of_totals, _judged(register, named, at)]))


_ALIKE = ("unit_id", "from_on", "status", "entry", "voucher")


def resolve_revenue(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Revenue by item; sums beside the items are recognised and left out."""
    parts, of_totals = without_totals(rows, "item", REVENUE_TOTALS, _ALIKE)
    return _resolved(REVENUE, parts, of_totals, at)


def resolve_spending(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Spending by structure and field; sums beside them are recognised and left out."""
    parts, of_totals = without_totals(rows, "structure", SPENDING_TOTALS, _ALIKE)
    return _resolved(SPENDING, parts, of_totals, at)


def _monthly(
    register: Register,
    what: tuple[Field, ...],
    resolve: Callable[[pl.DataFrame, Situation], Resolution],
) -> Intake:
    """The way in of a register of monthly amounts of ``what``."""
    return Intake(
        code=register.code,
        title=register.title,
        register=register,
        columns=(
            register["unit"], YEAR, MONTH_NEEDED, *what, register["status"],
            replace(register["entry"], required=False), register["voucher"], register["amount"],
            MONEY_UNIT, register["document"], register["issued_on"],
        ),
        resolve=resolve,
        rules=(*RULES, BELOW_ZERO, NO_VOUCHER, STRAY_VOUCHER),
        judge=lambda rows, at: _judged(register, rows, at),
        worked_out=with_days,
        day="to_on",
        past=("issued_on",),
        key=("unit", "year", "month", *(one.name for one in what), "status", "entry", "voucher"),
        groups=(month_columns("Số tiền"),),
        above=(UNIT_ABOVE, YEAR_ABOVE, MONTH_ABOVE, MONEY_ABOVE, STATUS_ABOVE),
        counted_in={"amount": MONEY_UNIT.name},
        written=with_periods,
    )  # fmt: skip


REVENUES = intake(_monthly(REVENUE, (ITEM,), resolve_revenue))
SPENDINGS = intake(_monthly(SPENDING, (STRUCTURE, SPENDING["field"]), resolve_spending))

# ------------------------------------------------------------------ plans

EDITION_MISSING = Rule(
    code="budget.edition_missing",
    columns=("edition",),
    sentence=Sentence(
        "Chưa có lần giao trước lần {value} của cùng nội dung, cùng cấp giao.",
        "There is no version before version {value} of the same plan by the same authority.",
    ),
    remedy=Sentence(
        "Nhập lần giao trước, hoặc sửa số lần.", "Enter it first, or correct the number."
    ),
)
EDITION_EARLY = Rule(
    code="budget.edition_early",
    columns=("issued_on",),
    sentence=Sentence(
        "Lần giao này ban hành trước lần giao trước nó ({hint}).",
        "This version was issued before the one it replaces ({hint}).",
    ),
    remedy=Sentence("Kiểm tra ngày văn bản và số lần.", "Check the day and the number."),
)
_ABOUT = ("unit_id", "from_on", "subject", "authority")


def judge_plans(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """Versions of a plan come one after another, in number and in day."""
    columns = [*_ABOUT, "edition", "issued_on"]
    there = pl.concat([one.select(columns) for one in (on_file(PLAN, rows), rows)])
    before = there.with_columns(pl.col("edition") + 1).unique([*_ABOUT, "edition"])
    told = rows.join(
        before, on=[*_ABOUT, "edition"], how="left", suffix="_before", maintain_order="left"
    )
    lacking = (pl.col("edition") > 1) & pl.col("issued_on_before").is_null()
    early = pl.col("issued_on") < pl.col("issued_on_before")
    hint = pl.col("issued_on_before").dt.strftime("%d/%m/%Y")
    return pl.concat(
        [
            faults_where(told, lacking, EDITION_MISSING),
            faults_where(told, early, EDITION_EARLY, hint),
        ]
    )


def resolve_plans(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Plans whose versions follow one another."""
    return settled(PLAN, rows, judge_plans(rows, at))


PLANS = intake(
    Intake(
        code=PLAN.code,
        title=PLAN.title,
        register=PLAN,
        columns=(
            PLAN["unit"], YEAR, PLAN["subject"], PLAN["authority"], PLAN["edition"], PLAN["amount"],
            MONEY_UNIT, PLAN["document"], PLAN["issued_on"],
        ),
        resolve=resolve_plans,
        rules=(EDITION_MISSING, EDITION_EARLY),
        judge=judge_plans,
        worked_out=with_days,
        day="from_on",
        past=("issued_on",),
        key=("unit", "year", "subject", "authority", "edition"),
        above=(UNIT_ABOVE, YEAR_ABOVE, MONEY_ABOVE),
        counted_in={"amount": MONEY_UNIT.name},
        written=with_periods,
    )
)  # fmt: skip
