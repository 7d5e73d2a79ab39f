"""Sheets of production value as statistics offices send them.

The month, the unit, the prices, the status and the unit of money stand in titles as often as in
columns; prices may stand side by side, and sums beside their parts.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.registers.declare import Choice
from muctieu.registers.intake import (
    Group,
    Intake,
    Resolution,
    Situation,
    intake,
    settled,
)
from muctieu.registers.money import MONEY_ABOVE, MONEY_UNIT
from muctieu.registers.reported import (
    OVERLAPS,
    RULES,
    Ladder,
    ladder_faults,
    level_faults,
    overlap_faults,
    period_faults,
    without_totals,
)
from muctieu.registers.titles import (
    MONTH,
    MONTH_ABOVE,
    MONTH_AND_QUARTER,
    QUARTER,
    QUARTER_ABOVE,
    UNIT_ABOVE,
    YEAR,
    YEAR_ABOVE,
    month_columns,
    said_once,
    with_days,
    with_periods,
)
from muctieu.sectors.economy.models import OUTPUT, STATUSES
from muctieu.sectors.economy.rules import RANKS, TOTALS

_TOTAL_LINES = (
    Choice("total", _("All branches"), ("Tổng giá trị sản xuất", "Tổng số", "Toàn nền kinh tế")),
    Choice("total_industry", _("Industry and construction"),
           ("Công nghiệp và xây dựng", "Công nghiệp - xây dựng", "Công nghiệp – xây dựng",
            "Khu vực công nghiệp và xây dựng", "Công nghiệp, xây dựng")),
    Choice("total_industry_only", _("Industry without construction"), ("Công nghiệp", "Ngành công nghiệp")),
    Choice("total_agriculture", _("Agriculture, forestry and fishery"),
           ("Nông, lâm nghiệp và thủy sản", "Nông, lâm, thủy sản", "Nông lâm nghiệp, thủy sản",
            "Nông nghiệp, lâm nghiệp và thủy sản", "Khu vực nông, lâm nghiệp và thủy sản")),
    Choice("total_services", _("Trade and services"),
           ("Thương mại, dịch vụ", "Thương mại - dịch vụ", "Dịch vụ", "Khu vực dịch vụ",
            "Thương mại và dịch vụ")),
)  # fmt: skip
BRANCH = replace(OUTPUT["branch"], choices=(*OUTPUT["branch"].choices, *_TOTAL_LINES))


_PRICES = {"gia so sanh": "giá so sánh", "gia hien hanh": "giá hiện hành"}
_STATUSES = {
    " uoc ": "ước", "(uoc)": "ước", "uoc tinh": "ước", "uoc thuc hien": "ước",
    "so bo": "sơ bộ", "chinh thuc": "chính thức",
}  # fmt: skip
PRICES_ABOVE = said_once("prices", _PRICES)
STATUS_ABOVE = said_once("status", _STATUSES)
_AMOUNT = "Giá trị sản xuất"
_PRICE_COLUMNS = (
    Group(("gia so sanh 2010", "gia so sanh", "theo gia so sanh 2010"),
          {"prices": "giá so sánh"}, _AMOUNT),
    Group(("gia hien hanh", "gia thuc te", "theo gia hien hanh"),
          {"prices": "giá hiện hành"}, _AMOUNT),
)  # fmt: skip
LADDER = Ladder(
    OUTPUT,
    ("unit", "from_on", "period", "branch", "prices"),
    RANKS,
    {one.value: one.spellings[0] for one in STATUSES},
)
_ALIKE = ("unit_id", "from_on", "period", "prices", "status")


def resolve_output(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Values of branches; sums beside them are recognised and left out."""
    parts, of_totals = without_totals(rows, "branch", TOTALS, _ALIKE)
    return settled(OUTPUT, parts, pl.concat([of_totals, judge_output(parts, at)]))


def judge_output(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """What periods, statuses and what is on file say against these values."""
    return pl.concat(
        [
            period_faults(rows, at),
            ladder_faults(rows, LADDER),
            overlap_faults(rows, OUTPUT, ("unit", "branch", "prices")),
            level_faults(rows, OUTPUT, ("from_on", "period", "branch", "prices")),
        ]
    )


VALUES = intake(
    Intake(
        code=OUTPUT.code,
        title=OUTPUT.title,
        register=OUTPUT,
        columns=(
            OUTPUT["unit"], YEAR, QUARTER, MONTH, BRANCH, OUTPUT["prices"], OUTPUT["status"],
            OUTPUT["amount"], MONEY_UNIT, OUTPUT["document"], OUTPUT["issued_on"],
        ),
        resolve=resolve_output,
        rules=(*RULES, OVERLAPS, MONTH_AND_QUARTER),
        judge=judge_output,
        worked_out=with_days,
        day="to_on",
        past=("issued_on",),
        key=("unit", "year", "quarter", "month", "branch", "prices", "status"),
        groups=(month_columns(_AMOUNT), _PRICE_COLUMNS),
        above=(
            UNIT_ABOVE, YEAR_ABOVE, QUARTER_ABOVE, MONTH_ABOVE, MONEY_ABOVE, PRICES_ABOVE,
            STATUS_ABOVE,
        ),
        counted_in={"amount": MONEY_UNIT.name},
        written=with_periods,
    )
)  # fmt: skip
