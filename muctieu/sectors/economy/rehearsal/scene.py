"""The books of production value as change sets: estimates first, preliminary values after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

import polars as pl
from django.utils.translation import gettext as _

from muctieu.registers.published_file import PublishedFile
from muctieu.registers.staging import Stage, Step, at_closing, scene
from muctieu.registers.write import Changes
from muctieu.sectors.economy.models import OUTPUT
from muctieu.sectors.economy.rehearsal.levels import Growth, levels, of_years
from muctieu.sectors.economy.rules import CONSTANT, CURRENT

CODES = {
    "industry": "economy.industry_growth",
    "agriculture": "economy.agriculture_growth",
    "services": "economy.services_growth",
}
# Days of release, as assumed: the estimate on the 25th, the preliminary value after the month.
ESTIMATE_DAY, PRELIMINARY_AFTER = 25, 9


def published_growth(said: PublishedFile) -> Growth | None:
    """The growth that the rehearsal has to show; None where the file tells of no growth."""
    told = {one.code: one for one in said.figures}
    if not set(CODES.values()) <= set(told):
        return None
    year = told[CODES["industry"]].as_of.year
    return Growth(year, {sector: told[code].value for sector, code in CODES.items()})


def economy_scene(stage: Stage) -> Iterable[Step]:
    """One change set a release; what was released before the rehearsal begins comes at its start."""
    growth = published_growth(stage.published)
    if growth is None:
        return
    months = levels(growth, stage.seed)
    for day, frames in sorted(_releases(months, growth.year).items()):
        known = at_closing(max(day, stage.begins))
        yield Step(known, _("Rehearsal: production value"), partial(_opened, frames, stage.city))


def _releases(months: pl.DataFrame, year: int) -> dict[dt.date, list[pl.DataFrame]]:
    """Day of release → values released on it."""
    found: dict[dt.date, list[pl.DataFrame]] = {}
    for day, frame in _by_release(months, year):
        found.setdefault(day, []).append(frame)
    return found


def _by_release(months: pl.DataFrame, year: int) -> Iterator[tuple[dt.date, pl.DataFrame]]:
    for (to_on,), month in months.partition_by("to_on", as_dict=True, maintain_order=True).items():
        if to_on.year < year:
            # A yearbook: a whole year of months, official.
            released = dt.date(to_on.year + 1, 3, 29)
            yield from _valued(month, "month", "official", released, "constant", "current")
            continue
        early = to_on.replace(day=ESTIMATE_DAY)
        yield from _valued(month, "month", "estimate", early, "estimate")
        late = to_on + dt.timedelta(days=PRELIMINARY_AFTER)
        yield from _valued(month, "month", "preliminary", late, "constant", "current")
    years = of_years(months)
    before = years.filter(pl.col("to_on").dt.year() < year)
    now = years.filter(pl.col("to_on").dt.year() == year)
    yield from _valued(before, "year", "official", dt.date(year, 3, 29), "constant", "current")
    yield from _valued(now, "year", "estimate", dt.date(year, 11, 30), "estimate")
    yield from _valued(now, "year", "preliminary", dt.date(year + 1, 1, 9), "constant", "current")
    settled = months.filter(pl.col("to_on").dt.year() == year).with_columns(
        constant=pl.col("official"), current=pl.col("official_current")
    )
    yearbook = dt.date(year + 1, 3, 29)
    yield from _valued(settled, "month", "official", yearbook, "constant", "current")
    yield from _valued(of_years(settled), "year", "official", yearbook, "constant", "current")


def _valued(
    frame: pl.DataFrame, period: str, status: str, released: dt.date, *kinds: str
) -> Iterator[tuple[dt.date, pl.DataFrame]]:
    """The records of one release: constant prices, and current ones where they are given."""
    for kind in kinds:
        prices = CURRENT if kind == "current" else CONSTANT
        yield (
            released,
            frame.select(
                "from_on", "to_on", "branch",
                pl.lit(period).alias("period"), pl.lit(prices).alias("prices"),
                pl.lit(status).alias("status"), pl.col(kind).alias("amount"),
                pl.lit(f"Báo cáo mẫu {released:%d/%m/%Y}").alias("document"),
                pl.lit(released).alias("issued_on"),
            ),
        )  # fmt: skip


def _opened(frames: list[pl.DataFrame], city: int) -> Changes:
    values = pl.concat(frames).with_columns(pl.lit(city, pl.Int64).alias("unit_id"))
    return Changes().opening(OUTPUT, values.select(OUTPUT.columns))


scene("economy", economy_scene)
