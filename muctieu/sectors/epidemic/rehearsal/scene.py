"""The outbreak as change sets: what each week's lists opened, and which stays they ended.

Sites write every week down.  Wards send those isolated at home when their days are over, and on
the published day everybody who still is: so the books of that day are whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import polars as pl
from django.utils.translation import gettext as _

from muctieu.core.models import Origin
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import Register
from muctieu.registers.intake import having
from muctieu.registers.published_file import PublishedFile
from muctieu.registers.sentences import Sentence
from muctieu.registers.staging import Cast, Stage, Step, at_closing, requirement, scene
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Changes, reserve_ids
from muctieu.sectors.epidemic.models import (
    CAPACITY,
    CASE,
    CONTACT,
    DISEASE,
    FACILITY,
    RULE,
    STAY,
)
from muctieu.sectors.epidemic.rehearsal.outbreak import (
    READY_FROM,
    Outbreak,
    Totals,
    run_outbreak,
    too_few,
)
from muctieu.sectors.epidemic.rules import Dated, shipped_diseases, shipped_rules

_CODES = (
    "epidemic.isolated_in_facility", "epidemic.isolated_at_home",
    "response.isolation_places_f0", "response.isolation_places_f1",
)  # fmt: skip


def published_totals(said: PublishedFile) -> Totals | None:
    """What the rehearsal has to fit; None where the file does not tell all of it."""
    told = {one.code: one for one in said.figures}
    if not set(_CODES) <= set(told):
        return None
    facility, home, f0, f1 = (int(told[code].value) for code in _CODES)
    begins, as_of = said.rehearsal["begins"], told[_CODES[0]].as_of
    return Totals(facility, home, f0, f1, begins=begins, as_of=as_of)


@dataclass(frozen=True)
class _Books:
    """Frames with the ids of their records, and the day on which each row is entered."""

    opened: tuple[tuple[Register, pl.DataFrame], ...]
    cases: pl.DataFrame
    stays: pl.DataFrame

    @property
    def days(self) -> list[dt.date]:
        """Every day on which something is entered."""
        frames = (*(frame for _register, frame in self.opened), self.cases, self.stays)
        days = {day for frame in frames for day in frame["known_on"].unique()}
        fixed = {
            day
            for frame in (self.cases, self.stays)
            for day in frame["fixed_on"].drop_nulls().unique()
        }
        return sorted(days | fixed)  # fmt: skip


def epidemic_scene(stage: Stage) -> Iterable[Step]:
    """Diseases and rules, sites, then one change set a week of lists."""
    totals = published_totals(stage.published)
    if totals is None or too_few(totals, stage.people.height):
        return
    yield from _shipped_steps(stage)
    outbreak = run_outbreak(stage.people, stage.homes, totals, stage.seed)
    books = _books(outbreak, totals)
    for day in books.days:
        reason = _("Rehearsal: lists of the week to %(day)s") % {"day": format_date(day)}
        yield Step(at_closing(day), reason, partial(_entries, books, day))


def outbreak_fits(cast: Cast) -> Iterable[Sentence]:
    """What keeps the outbreak from adding up to the published totals."""
    totals = published_totals(cast.published)
    fault = totals and too_few(totals, cast.people.height)
    if fault:
        yield fault


def _shipped_steps(stage: Stage) -> Iterator[Step]:
    """The shipped diseases and rules, each known from its first day on."""
    for register, rows in ((DISEASE, shipped_diseases()), (RULE, shipped_rules())):
        by_day: dict[dt.date, list[Dated]] = {}
        for row in rows:
            by_day.setdefault(max(row.from_on, stage.begins), []).append(row)
        for day, some in sorted(by_day.items()):
            if day <= stage.day:
                make = partial(_shipped_opened, register, some)
                yield Step(at_closing(day), str(register.title), make, Origin.PUBLISHED)


def _shipped_opened(register: Register, rows: Iterable[Dated]) -> Changes:
    told = [{name: getattr(row, name) for name in register.columns} for row in rows]
    return Changes().opening(register, pl.DataFrame(told, schema=frame_schema(register)))


def _with_ids(register: Register, frame: pl.DataFrame) -> pl.DataFrame:
    ids = reserve_ids(register, frame.height)
    return frame.with_columns(pl.Series("id", list(ids), dtype=pl.Int64))


def _week(day: str, totals: Totals) -> pl.Expr:
    """The last day of the week in which ``day`` lies; weeks end on the day of the published one."""
    past = (pl.col(day) - pl.lit(totals.as_of)).dt.total_days()
    return (pl.col(day) + pl.duration(days=(-past) % 7)).cast(pl.Date)


def _books(outbreak: Outbreak, totals: Totals) -> _Books:
    begins = pl.lit(totals.begins)
    sites = _with_ids(FACILITY, outbreak.sites).with_columns(
        begins.alias("from_on"), begins.alias("known_on")
    )
    cases = _dated(_with_ids(CASE, outbreak.cases), "confirmed_on", "ended_on", totals)
    ids = cases.select("case", pl.col("id").alias("case_id"))
    contacts = outbreak.contacts.join(ids, on="case", maintain_order="left").with_columns(
        pl.col("unit_id").alias("residence_id"), _week("found_on", totals).alias("known_on")
    )
    numbers = sites.select(
        "site", pl.col("id").alias("facility_id"), pl.col("unit_id").alias("there")
    )
    stays = _with_ids(STAY, outbreak.stays).join(numbers, on="site", how="left", maintain_order="left").with_columns(
        pl.col("unit_id").alias("residence_id"), pl.coalesce("there", "unit_id").alias("unit_id")
    )  # fmt: skip
    return _Books(
        ((FACILITY, sites), (CAPACITY, _capacities(sites, totals)), (CONTACT, contacts)),
        cases,
        _dated(stays, "from_on", "to_on", totals),
    )


def _capacities(sites: pl.DataFrame, totals: Totals) -> pl.DataFrame:
    """Places of the sites: a part is ready at first, all of them before the great wave."""
    first = sites.select(
        pl.col("id").alias("facility_id"), "unit_id", "planned", "ready",
        pl.lit(totals.begins).alias("from_on"), pl.lit("Phương án mẫu").alias("document"),
    )  # fmt: skip
    ready_on = min(max(READY_FROM, totals.begins + dt.timedelta(days=1)), totals.as_of)
    before = pl.lit(ready_on - dt.timedelta(days=1))
    second = first.with_columns(pl.col("planned").alias("ready"), pl.lit(ready_on).alias("from_on"))
    known = pl.lit(totals.begins).alias("known_on")
    return pl.concat([first.with_columns(before.alias("to_on")), second.with_columns(pl.lit(None, pl.Date).alias("to_on"))]).with_columns(known)  # fmt: skip


def _dated(frame: pl.DataFrame, begun: str, ended: str, totals: Totals) -> pl.DataFrame:
    """Rows with the day on which they are entered, and that on which their end is.

    Who is isolated at home is entered with the end, but on the published day at the latest.
    """
    begun_on, ended_on = _week(begun, totals), _week(ended, totals)
    at_home = pl.col("form") == "home" if "form" in frame.columns else pl.lit(value=False)
    whole = pl.min_horizontal(ended_on, pl.max_horizontal(begun_on, pl.lit(totals.as_of)))
    known = frame.with_columns(
        pl.when(at_home).then(whole).otherwise(begun_on).alias("known_on"),
        pl.col("unit_id").alias("residence_id") if "residence_id" not in frame.columns else pl.col("residence_id"),
    )  # fmt: skip
    return known.with_columns(
        pl.when(pl.col(ended) > pl.col("known_on")).then(ended_on).alias("fixed_on")
    )


def _entries(books: _Books, day: dt.date) -> Changes:
    """What was entered on ``day``, and which cases and stays were ended."""
    changes = Changes()
    for register, frame in books.opened:
        changes = _opened(changes, register, frame.filter(pl.col("known_on") == day))
    for register, frame, ends in (
        (CASE, books.cases, ("ending", "ended_on")),
        (STAY, books.stays, ("to_on", "end_reason")),
    ):
        entered = frame.filter(pl.col("known_on") == day)
        lasting = pl.col("fixed_on").is_not_null()
        blank = (pl.when(~lasting).then(pl.col(name)).alias(name) for name in ends)
        changes = _opened(changes, register, entered.with_columns(blank))
        changes = _ended(changes, register, frame.filter(pl.col("fixed_on") == day))
    return changes


def _opened(changes: Changes, register: Register, rows: pl.DataFrame) -> Changes:
    if rows.is_empty():
        return changes
    columns = [name for name in ("id", *register.columns) if name in rows.columns]
    return changes.opening(register, rows.select(columns))


def _ended(changes: Changes, register: Register, rows: pl.DataFrame) -> Changes:
    if rows.is_empty():
        return changes
    versions = having(register, "id", rows["id"]).select("id", "version")
    columns = [name for name in ("id", *register.columns) if name in rows.columns]
    return changes.correcting(
        register, rows.select(columns).join(versions, on="id", maintain_order="left")
    )


scene("epidemic", epidemic_scene)
requirement("epidemic", outbreak_fits)
