"""The rehearsed budget fits what was published, and stays below the estimate it was made from."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

from muctieu.sectors.budget.rehearsal.books import (
    MILLION,
    CannotBudget,
    Totals,
    of_homes,
    plans,
    revenue,
    spending,
)
from muctieu.sectors.budget.rules import BY_WARDS, IN_AREA, LOCAL

PRINTED = Totals(
    2021, 13_922_662, Fraction("112.71"), 1_747_885, Fraction("121.72"), Fraction("50.77"), Fraction(100)
)  # fmt: skip
OTHER = Totals(
    2024, 9_000, Fraction("98.5"), 800, Fraction("101.2"), Fraction("33.3"), Fraction("87.5")
)


def planned(totals: Totals, subject: str, authority: str) -> int:
    """The last version of a plan, in đồng."""
    found = [one for one in plans(totals) if (one.subject, one.authority) == (subject, authority)]
    return max(found, key=lambda one: one.edition).amount


def in_year(frame: pl.DataFrame, year: int) -> pl.DataFrame:
    return frame.filter(pl.col("to_on").dt.year() == year)


def test_plans_lie_in_the_intervals_that_the_percentages_leave_open() -> None:
    # 13.922.662 ± ½ over 112,71 ± 0,005 %; 1.747.885 ± ½ over 121,72 ± 0,005 %.
    assert 12_352_093 <= planned(PRINTED, "revenue_in_area", "province") / MILLION <= 12_353_190
    assert 1_435_928 <= planned(PRINTED, "local_revenue", "province") / MILLION <= 1_436_047


@pytest.mark.parametrize("totals", [PRINTED, OTHER])
def test_what_is_worked_out_rounds_to_what_was_printed(totals: Totals) -> None:
    spent = in_year(spending(totals, 2021), totals.year)
    invested = spent.filter(pl.col("structure") == "development_investment")["amount"].sum()
    near = Fraction(1, 10**6)

    of_plan = Fraction(
        100 * totals.in_area * MILLION, planned(totals, "revenue_in_area", "province")
    )
    of_local = Fraction(100 * totals.local * MILLION, planned(totals, "local_revenue", "province"))
    share = Fraction(100 * invested, spent["amount"].sum())
    disbursed = Fraction(100 * invested, planned(totals, "investment", "council"))

    assert abs(of_plan - totals.in_area_of_plan) <= near
    assert abs(of_local - totals.local_of_plan) <= near
    assert abs(share - totals.investment_share) <= near
    assert abs(disbursed - totals.disbursed_of_plan) <= near


def test_what_was_collected_is_plausible_and_below_the_estimate() -> None:
    lines = in_year(revenue(PRINTED, 2021), 2021)
    for items, estimate in ((IN_AREA, PRINTED.in_area), (LOCAL, PRINTED.local)):
        own = lines.filter(pl.col("item").is_in(items))
        by_the_day = own.filter(pl.col("to_on") <= dt.date(2021, 12, 4))["amount"].sum()

        assert 0.8 * estimate * MILLION < by_the_day < own["amount"].sum() < estimate * MILLION


def test_one_adjustment_is_below_zero_and_has_its_voucher() -> None:
    lines = revenue(PRINTED, 2021)
    below = lines.filter(pl.col("amount") < 0)

    assert set(below["entry"]) == {"adjustment"}
    assert below["voucher"].null_count() == 0
    assert lines.filter(pl.col("entry") == "ordinary")["voucher"].null_count() > 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones() -> None:
    one, same, other = (revenue(PRINTED, seed).write_csv() for seed in (2021, 2021, 7))

    assert one == same
    assert one != other


def test_figures_that_cannot_all_be_true_are_refused() -> None:
    with pytest.raises(CannotBudget, match="above zero"):
        Totals(2021, 1, Fraction(0), 1, Fraction(1), Fraction(1), Fraction(1))
    with pytest.raises(CannotBudget, match="100 per cent"):
        Totals(2021, 1, Fraction(1), 1, Fraction(1), Fraction(101), Fraction(1))


def test_what_wards_collect_is_shared_out_among_them_and_adds_up_to_what_it_was() -> None:
    lines = revenue(PRINTED, 2021)
    shared = of_homes(lines, {"06760": 16_000, "06799": 4_000}, 2021)
    theirs = shared.filter(pl.col("code").is_not_null())

    assert set(theirs["item"]) == set(BY_WARDS)
    assert theirs.height == 2 * lines.filter(pl.col("item").is_in(BY_WARDS)).height
    assert shared["amount"].sum() == lines["amount"].sum()
    by_ward = dict(theirs.group_by("code").agg(pl.col("amount").sum()).rows())
    assert by_ward["06760"] > 3 * by_ward["06799"] > 0
