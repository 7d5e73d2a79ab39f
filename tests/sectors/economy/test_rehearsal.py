"""The rehearsed levels grow as published, whatever was published, and are the same every time."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from muctieu.sectors.economy.rehearsal.levels import SECTORS, CannotGrow, Growth, levels, of_years

PRINTED = Growth(
    2021,
    {
        "industry": Fraction("12.24"),
        "agriculture": Fraction("11.3"),
        "services": Fraction("18.9"),
    },
)


def grown(frame: pl.DataFrame, sector: str, year: int) -> Fraction:
    own = frame.filter(pl.col("branch").is_in(SECTORS[sector]))
    now, then = (
        own.filter(pl.col("to_on").dt.year() == one)["constant"].sum() for one in (year, year - 1)
    )
    return Fraction(100 * now, then) - 100


@pytest.mark.parametrize(
    "growth",
    [
        PRINTED,
        Growth(2021, {"industry": Fraction(-3), "agriculture": Fraction(0), "services": Fraction("0.4")}),
        Growth(2024, {"industry": Fraction("7.7"), "agriculture": Fraction("2.25"), "services": Fraction(140)}),
    ],
)  # fmt: skip
def test_growth_worked_out_from_levels_rounds_to_what_was_printed(growth: Growth) -> None:
    months = levels(growth, 2021)

    for sector, percent in growth.percent.items():
        assert round(float(grown(months, sector, growth.year)), 2) == round(float(percent), 2)


def test_every_branch_has_every_month_and_months_add_up_to_the_year() -> None:
    months = levels(PRINTED, 2021)

    assert months.height == 12 * 24
    assert months["constant"].min() > 0
    assert of_years(months)["constant"].sum() == months["constant"].sum()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones() -> None:
    one, same, other = (levels(PRINTED, seed).write_csv() for seed in (2021, 2021, 7))

    assert one == same
    assert one != other


def test_a_sector_cannot_lose_everything() -> None:
    with pytest.raises(CannotGrow, match="industry"):
        Growth(2021, {"industry": Fraction(-100)})


def test_the_yearbook_moves_values_between_branches_and_leaves_each_sector_as_it_was() -> None:
    months = levels(PRINTED, 2021)
    mining = months.filter(pl.col("branch") == "mining")

    assert mining["official"].sum() < mining["constant"].sum()
    for branches in SECTORS.values():
        own = months.filter(pl.col("branch").is_in(branches))
        assert own["official"].sum() == own["constant"].sum()
        assert own["official_current"].sum() == own["current"].sum()
