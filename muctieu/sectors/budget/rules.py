"""What a budget is made of: lines of revenue, structures of spending, subjects of a plan.

Pure.  Lines follow the balance of Circular 343/2016/TT-BTC.  Revenue in the area is what is
collected there for every level; the local budget gets a share of it and transfers from above.
"""

from __future__ import annotations

IN_AREA = (
    "soe_central", "soe_local", "foreign", "non_state", "income_tax", "environment_tax",
    "registration", "fees", "mineral_fee", "land_use", "land_rent", "mineral_rights",
    "other_revenue", "customs",
)  # fmt: skip
# Collected and reported by each ward and commune itself; the rest is reported for the whole city.
BY_WARDS = ("fees",)
LOCAL = ("shared", "balance_transfer", "targeted_transfer", "surplus", "carried_over")
STRUCTURES = ("development_investment", "current", "reserve", "carried_forward")
# Lines of a sheet that are sums of others: told apart, compared, never entered.
REVENUE_TOTALS: dict[str, tuple[str, ...]] = {
    "total_domestic": IN_AREA[:-1],
    "total_in_area": IN_AREA,
    "total_local": LOCAL,
}
SPENDING_TOTALS: dict[str, tuple[str, ...]] = {"total_spending": STRUCTURES}
# From the weakest on: expected for the month, from the Treasury's books, settled accounts.
RANKS = ("estimate", "actual", "official")
ORDINARY, ADJUSTMENT = "ordinary", "adjustment"
