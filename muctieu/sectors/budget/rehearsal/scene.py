"""The books of the budget as change sets: plans when assigned, months when the Treasury closes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

import polars as pl
from django.utils.translation import gettext as _

from muctieu.registers.declare import Register
from muctieu.registers.published_file import PublishedFile
from muctieu.registers.staging import Stage, Step, at_closing, scene
from muctieu.registers.write import Changes
from muctieu.sectors.budget.models import PLAN, REVENUE, SPENDING
from muctieu.sectors.budget.rehearsal.books import (
    Assigned,
    Totals,
    of_homes,
    plans,
    revenue,
    spending,
)

IN_AREA, LOCAL = "budget.revenue_in_area", "budget.local_revenue"
IN_AREA_OF_PLAN, LOCAL_OF_PLAN = f"{IN_AREA}_of_plan", f"{LOCAL}_of_plan"
SHARE, DISBURSED = "budget.investment_share", "investment.disbursed_of_plan"
# The Treasury closes a month on the second day of the next one.
CLOSED_AFTER = 2
# The smallest unit sends the eleventh month in two weeks late; assumed, like everything here.
LATE_MONTH, LATE_BY = 11, 12
_Books = tuple[tuple[Register, pl.DataFrame], ...]


def published_budget(said: PublishedFile) -> Totals | None:
    """What the rehearsal has to fit; None where the file does not tell all of it."""
    told = {one.code: one for one in said.figures}
    codes = (IN_AREA, IN_AREA_OF_PLAN, LOCAL, LOCAL_OF_PLAN, SHARE, DISBURSED)
    if not set(codes) <= set(told):
        return None
    values = [told[code].value for code in codes]
    return Totals(
        year=told[IN_AREA].as_of.year,
        in_area=int(values[0]),
        in_area_of_plan=values[1],
        local=int(values[2]),
        local_of_plan=values[3],
        investment_share=values[4],
        disbursed_of_plan=values[5],
    )


def budget_scene(stage: Stage) -> Iterable[Step]:
    """Plans, then one change set a closed month; what is older comes when the rehearsal begins."""
    totals = published_budget(stage.published)
    if totals is None:
        return
    for day, some in _assignments(totals).items():
        make = partial(_plans_opened, some, totals.year, day, stage.city)
        yield Step(at_closing(max(day, stage.begins)), _("Rehearsal: budget plan"), make)
    for closed, books in _releases(totals, stage):
        make = partial(_opened, books, closed)
        yield Step(at_closing(max(closed, stage.begins)), _("Rehearsal: budget of the month"), make)


def _releases(totals: Totals, stage: Stage) -> Iterator[tuple[dt.date, _Books]]:
    """Day on which a month's books came in → the lines of each register, units in place."""
    weights = {home.code: home.people for home in stage.homes}
    lines = _with_units(of_homes(revenue(totals, stage.seed), weights, stage.seed), stage)
    spent = spending(totals, stage.seed).with_columns(unit_id=pl.lit(stage.city, pl.Int64))
    late = pl.col("unit_id") == min(stage.homes, key=lambda home: home.people).unit
    for to_on in lines["to_on"].unique().sort():
        closed = to_on + dt.timedelta(days=CLOSED_AFTER)
        month, out = lines.filter(pl.col("to_on") == to_on), spent.filter(pl.col("to_on") == to_on)
        waits = (to_on.year, to_on.month) == (totals.year, LATE_MONTH)
        yield closed, ((REVENUE, month.filter(~late) if waits else month), (SPENDING, out))
        if waits:
            yield closed + dt.timedelta(days=LATE_BY), ((REVENUE, month.filter(late)),)


def _with_units(lines: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """Lines with the unit that reports them in place of its code; the city where there is none."""
    units = {home.code: home.unit for home in stage.homes}
    unit = pl.col("code").replace_strict(units, default=stage.city, return_dtype=pl.Int64)
    return lines.with_columns(unit_id=unit).drop("code")


def _assignments(totals: Totals) -> dict[dt.date, list[Assigned]]:
    """Day of assignment → plans; as assumed, first before the year and again late in it."""
    found: dict[dt.date, list[Assigned]] = {}
    for one in plans(totals):
        first, again = dt.date(totals.year - 1, 12, 24), dt.date(totals.year, 11, 12)
        found.setdefault(first if one.edition == 1 else again, []).append(one)
    return found


def _plans_opened(some: Iterable[Assigned], year: int, day: dt.date, city: int) -> Changes:
    rows = [
        {
            "unit_id": city,
            "from_on": dt.date(year, 1, 1),
            "to_on": dt.date(year, 12, 31),
            "subject": one.subject,
            "authority": one.authority,
            "edition": one.edition,
            "amount": one.amount,
            "document": f"Quyết định mẫu {day:%d/%m/%Y}",
            "issued_on": day,
        }
        for one in some
    ]
    return Changes().opening(PLAN, pl.DataFrame(rows).select(PLAN.columns))


def _opened(books: _Books, closed: dt.date) -> Changes:
    changes = Changes()
    for register, frame in books:
        month = frame.with_columns(
            pl.lit("actual").alias("status"),
            pl.lit(f"Báo cáo kho bạc mẫu {closed:%d/%m/%Y}").alias("document"),
            pl.lit(closed).alias("issued_on"),
        )
        changes = changes.opening(register, month.select(register.columns))
    return changes


scene("budget", budget_scene)
