"""Levels of two years that grow as published: made up but for the growth.

Pure.  No document gives the levels of the model case; those of the year before are invented here
in whole triệu đồng, and the year's are those times one plus the printed growth of each sector.
Months follow a seasonal weight with a little noise, the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from muctieu.kernels.vietnamese.periods import Period
from muctieu.registers.rehearsal import generator, shared_out
from muctieu.sectors.economy.rules import AGRICULTURE, BRANCHES, INDUSTRY, SERVICES

# Assumptions of the rehearsal, in triệu đồng of 2010 for the year before; facts of nowhere.
BASE = {"industry": 35_842_000, "agriculture": 418_500, "services": 9_764_000}
SECTORS = {"industry": INDUSTRY, "agriculture": AGRICULTURE, "services": SERVICES}
WEIGHTS = {
    "mining": 58, "manufacturing": 21, "energy": 15, "water": 1, "construction": 5,
    "agriculture": 38, "forestry": 14, "fishery": 48,
    "trade": 46, "transport": 24, "lodging": 12, "other_services": 18,
}  # fmt: skip
# Current prices over those of 2010, in hundredths.
PRICE_RISE = {
    "mining": 172, "manufacturing": 148, "energy": 139, "water": 151, "construction": 163,
    "agriculture": 187, "forestry": 158, "fishery": 176,
    "trade": 161, "transport": 144, "lodging": 169, "other_services": 155,
}  # fmt: skip
SEASON = (78, 71, 96, 98, 99, 101, 100, 97, 101, 108, 114, 127)
MILLION = 10**6
# A month's estimate misses the preliminary value by at most so many thousandths.
ESTIMATE_MISSES = 12
# What the yearbook moves from the first branch of a sector to the second, in thousandths: the
# sector's own growth stays as published.
SETTLED = 3


class CannotGrow(ValueError):
    """A sector cannot lose all of its production; the message says which."""


@dataclass(frozen=True)
class Growth:
    """What was published: per cent by sector, for a year."""

    year: int
    percent: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        for sector, percent in self.percent.items():
            if percent <= -100:
                raise CannotGrow(
                    f"{sector}: mức tăng {float(percent)} % không để lại giá trị nào. / "
                    f"a growth of {float(percent)} % leaves no production."
                )


def levels(growth: Growth, seed: int) -> pl.DataFrame:
    """``branch``, ``from_on``, ``to_on`` and values in whole đồng: see :func:`_row`.

    24 months of every branch: the year before and the year of the growth.
    """
    rng = generator(seed, "economy levels")
    rows = []
    for sector, branches in SECTORS.items():
        before = shared_out(BASE[sector], {one: WEIGHTS[one] for one in branches}, {})
        whole = round(BASE[sector] * (1 + growth.percent[sector] / 100))
        lively = {one: before[one] * (1000 + int(rng.integers(-15, 16))) for one in branches}
        now = shared_out(whole, lively, {})
        for year, of_branch in ((growth.year - 1, before), (growth.year, now)):
            for branch in branches:
                noise = rng.integers(-40, 41, 12)
                season = {
                    f"{m:02}": 1000 * SEASON[m - 1] + int(noise[m - 1]) * 10 for m in range(1, 13)
                }
                months = shared_out(of_branch[branch], season, {})
                misses = rng.integers(-ESTIMATE_MISSES, ESTIMATE_MISSES + 1, 12)
                for month, value in months.items():
                    miss = 1000 + int(misses[int(month) - 1])
                    rows.append(_row(branch, Period(year, month=int(month)), value, miss))
    return _settled(pl.DataFrame(rows)).sort(
        "from_on", pl.col("branch").cast(pl.Enum(BRANCHES)), maintain_order=True
    )


def _settled(months: pl.DataFrame) -> pl.DataFrame:
    """With the yearbook's values: a little of each sector's first branch belongs to its second."""
    frames = []
    for given, taken in ((branches[0], branches[1]) for branches in SECTORS.values()):
        part = months.filter(pl.col("branch") == given).select(
            "from_on",
            moved=pl.col("constant") * SETTLED // 1000,
            moved_current=pl.col("current") * SETTLED // 1000,
        )
        frames += [
            part.with_columns(branch=pl.lit(given)).with_columns(-pl.col("moved", "moved_current")),
            part.with_columns(branch=pl.lit(taken)),
        ]
    moves = pl.concat(frames)
    told = months.join(moves, on=["branch", "from_on"], how="left")
    return told.with_columns(
        official=pl.col("constant") + pl.col("moved").fill_null(0),
        official_current=pl.col("current") + pl.col("moved_current").fill_null(0),
    ).drop("moved", "moved_current")


def _row(branch: str, period: Period, value: int, miss: int) -> dict[str, object]:
    """One month of one branch; amounts in whole triệu đồng, kept as đồng.

    ``constant`` and ``current`` are preliminary values, ``estimate`` is what was expected at
    constant prices before the month was over.
    """
    return {
        "branch": branch,
        "from_on": period.first,
        "to_on": period.last,
        "constant": value * MILLION,
        "current": value * PRICE_RISE[branch] // 100 * MILLION,
        "estimate": value * miss // 1000 * MILLION,
    }


def of_years(months: pl.DataFrame) -> pl.DataFrame:
    """The same values by whole year."""
    year = pl.col("from_on").dt.year()
    return (
        months.group_by("branch", year.alias("year"), maintain_order=True)
        .agg(
            pl.col("from_on").min(),
            pl.col("to_on").max(),
            pl.col("constant", "current", "estimate", "official", "official_current").sum(),
        )
        .drop("year")
    )
