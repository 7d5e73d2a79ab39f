"""Revenue, spending and plans of two years that fit the published figures.

Pure.  Published are the year's estimates, their percentages of the province's plans, the share of
investment in spending and its percentage of plan.  Plans are taken from the middle of what the
percentages leave open; monthly amounts, the year before and spending are invented.  What was collected stays below the estimate: the estimate was made before year's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from muctieu.kernels.vietnamese.periods import Period
from muctieu.registers.rehearsal import generator, shared_out
from muctieu.sectors.budget.rules import BY_WARDS

MILLION = 10**6
# Assumptions of the rehearsal, all of them made up.
COLLECTED, YEAR_BEFORE, SPENT = Fraction(9926, 10000), Fraction(931, 1000), Fraction(967, 1000)
SEASON = (95, 66, 84, 92, 88, 90, 94, 86, 85, 91, 96, 133)
SPENDING_SEASON = (48, 52, 70, 76, 82, 88, 86, 84, 92, 102, 118, 202)
IN_AREA = {
    "soe_central": 5610, "soe_local": 60, "foreign": 45, "non_state": 890, "income_tax": 210,
    "environment_tax": 1480, "registration": 95, "fees": 140, "mineral_fee": 720, "land_use": 330,
    "land_rent": 260, "mineral_rights": 130, "other_revenue": 70, "customs": 960,
}  # fmt: skip
LOCAL = {
    "shared": 760,
    "balance_transfer": 70,
    "targeted_transfer": 110,
    "surplus": 15,
    "carried_over": 45,
}
CURRENT_FIELDS = {
    "economy": 130, "education": 410, "health": 45, "culture": 25, "social": 110, "environment": 105,
    "administration": 120, "security": 40, "other": 15,
}  # fmt: skip
# The council asks for a little more than the province; the first plan of investment was smaller.
COUNCIL_OVER, FIRST_INVESTMENT = Fraction(102, 100), Fraction(93, 100)
ADJUSTED_MONTH, ADJUSTED_SHARE = 8, Fraction(1, 400)


class CannotBudget(ValueError):
    """The published figures cannot all be true of one budget; the message says why."""


@dataclass(frozen=True)
class Totals:
    """What was published: triệu đồng and per cent."""

    year: int
    in_area: int
    in_area_of_plan: Fraction
    local: int
    local_of_plan: Fraction
    investment_share: Fraction
    disbursed_of_plan: Fraction

    def __post_init__(self) -> None:
        shares = (self.in_area_of_plan, self.local_of_plan, self.disbursed_of_plan)
        if min(shares) <= 0 or min(self.in_area, self.local) <= 0:
            raise CannotBudget(
                "Số thu và tỷ lệ so với kế hoạch phải lớn hơn 0. / "
                "Revenue and its percentage of plan must be above zero."
            )
        if not 0 <= self.investment_share <= 100:
            raise CannotBudget(
                "Tỷ trọng chi đầu tư phải từ 0 đến 100 %. / "
                "The share of investment must lie between 0 and 100 per cent."
            )


@dataclass(frozen=True)
class Assigned:
    """One version of a plan, in đồng."""

    subject: str
    authority: str
    edition: int
    amount: int


def revenue(totals: Totals, seed: int) -> pl.DataFrame:
    """``item``, ``from_on``, ``to_on``, ``entry``, ``voucher``, ``amount`` of both years, in đồng."""
    rng = generator(seed, "budget revenue")
    rows: list[dict[str, object]] = []
    for year, share in ((totals.year - 1, YEAR_BEFORE), (totals.year, Fraction(1))):
        for whole, weights in ((totals.in_area, IN_AREA), (totals.local, LOCAL)):
            collected = int(whole * MILLION * COLLECTED * share)
            rows += _year_of(year, shared_out(collected, _lively(weights, rng), {}), rng)
    return _ordered(rows, "item")


def of_homes(lines: pl.DataFrame, weights: Mapping[str, int], seed: int) -> pl.DataFrame:
    """Revenue with the ``code`` of the ward that reports it, null for what the city reports.

    What wards collect themselves is shared out among them, a little unlike their weights.
    """
    rng = generator(seed, "budget wards")
    lively = {code: max(weight, 1) * (1000 + int(rng.integers(-120, 121)))
              for code, weight in sorted(weights.items())}  # fmt: skip
    theirs = pl.col("item").is_in(BY_WARDS)
    rows = [
        row | {"code": code, "amount": amount}
        for row in lines.filter(theirs).iter_rows(named=True)
        for code, amount in shared_out(row["amount"], lively, {}).items()
    ]
    schema = {**lines.schema, "code": pl.String()}
    city = lines.filter(~theirs).with_columns(code=pl.lit(None, pl.String()))
    return pl.concat([city, pl.DataFrame(rows, schema=schema)])


def _lively(weights: Mapping[str, int], rng: np.random.Generator) -> dict[str, int]:
    return {one: weight * (1000 + int(rng.integers(-30, 31))) for one, weight in weights.items()}


def _months(whole: int, season: tuple[int, ...], rng: np.random.Generator) -> dict[int, int]:
    noise = rng.integers(-50, 51, 12)
    weights = {f"{m:02}": 1000 * season[m - 1] + 10 * int(noise[m - 1]) for m in range(1, 13)}
    return {int(month): value for month, value in shared_out(whole, weights, {}).items()}


def _year_of(
    year: int, by_item: Mapping[str, int], rng: np.random.Generator
) -> list[dict[str, object]]:
    """A year's months of every item.  The largest one is once put down and entered higher before."""
    largest = max(by_item, key=lambda one: by_item[one])
    rows = []
    for item, whole in by_item.items():
        for month, value in _months(whole, SEASON, rng).items():
            taken = int(whole * ADJUSTED_SHARE) if (item, month) == (largest, ADJUSTED_MONTH) else 0
            rows.append(_amount(year, month, value + taken, item=item))
            if taken:
                voucher = f"ĐC-{month:02}/{year} (mẫu)"
                rows.append(_amount(year, month, -taken, voucher, item=item))
    return rows


def _amount(
    year: int, month: int, value: int, voucher: str | None = None, **what: str | None
) -> dict[str, object]:
    period = Period(year, month=month)
    entry = "ordinary" if voucher is None else "adjustment"
    days = {"from_on": period.first, "to_on": period.last}
    return what | days | {"entry": entry, "voucher": voucher, "amount": value}


def _ordered(rows: list[dict[str, object]], *what: str) -> pl.DataFrame:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.sort("from_on", *what, "entry", "voucher", nulls_last=True, maintain_order=True)


def invested(totals: Totals) -> tuple[int, int]:
    """Development investment and all spending of the year, in đồng."""
    spent = int(totals.local * MILLION * COLLECTED * SPENT)
    return round(spent * totals.investment_share / 100), spent


def spending(totals: Totals, seed: int) -> pl.DataFrame:
    """``structure``, ``field``, days, ``entry``, ``voucher``, ``amount`` of both years, in đồng."""
    rng = generator(seed, "budget spending")
    investment, spent = invested(totals)
    rows: list[dict[str, object]] = []
    for year, share in ((totals.year - 1, YEAR_BEFORE), (totals.year, Fraction(1))):
        put = int(investment * share)
        rest = shared_out(int(spent * share) - put, _lively(CURRENT_FIELDS, rng), {})
        wholes = {("development_investment", None): put} | {
            ("current", field): value for field, value in rest.items()
        }
        for (structure, field), whole in wholes.items():
            for month, value in _months(whole, SPENDING_SEASON, rng).items():
                rows.append(_amount(year, month, value, structure=structure, field=field))
    return _ordered(rows, "structure", "field")


def plans(totals: Totals) -> tuple[Assigned, ...]:
    """The plans of the year: the province's, the council's, and a later version of investment's."""
    in_area = round(totals.in_area * MILLION * 100 / totals.in_area_of_plan)
    local = round(totals.local * MILLION * 100 / totals.local_of_plan)
    investment, spent = invested(totals)
    planned = round(investment * 100 / totals.disbursed_of_plan)
    told = (
        ("revenue_in_area", "province", 1, in_area),
        ("revenue_in_area", "council", 1, round(in_area * COUNCIL_OVER)),
        ("local_revenue", "province", 1, local),
        ("local_revenue", "council", 1, round(local * COUNCIL_OVER)),
        ("spending", "council", 1, spent),
        ("investment", "council", 1, round(planned * FIRST_INVESTMENT)),
        ("investment", "council", 2, planned),
    )
    return tuple(Assigned(what, who, number, value) for what, who, number, value in told)
