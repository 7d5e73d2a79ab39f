"""The campaign as change sets: what each day's books opened, put right and withdrew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import polars as pl
from django.db import connections
from django.utils.translation import gettext as _

from muctieu.core.models import Origin
from muctieu.core.units import versions_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import Register
from muctieu.registers.people import PERSON
from muctieu.registers.rehearsal import strangers
from muctieu.registers.sentences import Sentence
from muctieu.registers.staging import (
    FOUNDED,
    Cast,
    Stage,
    Step,
    at_closing,
    people_opened,
    requirement,
    scene,
)
from muctieu.registers.storage import listed, read_rows
from muctieu.registers.write import ALIAS, Changes, reserve_ids
from muctieu.sectors.vaccination.actions import rules_opened
from muctieu.sectors.vaccination.models import ALLOCATION, DOSE, ROUND, SESSION, VACCINE_USE, Dose
from muctieu.sectors.vaccination.rehearsal.campaign import (
    Campaign,
    CannotRehearse,
    Totals,
    eligible,
    run_campaign,
    strangers_needed,
)
from muctieu.sectors.vaccination.rules import Rule, RuleBook, shipped_rules

_DOSE_COLUMNS = ("id", *DOSE.columns)
_ByDay: TypeAlias = dict[dt.date, pl.DataFrame]


@dataclass(frozen=True)
class _Books:
    """The campaign's frames with the ids of their records, cut by the day of entry."""

    stage: Stage
    first: dt.date
    opened: tuple[tuple[Register, _ByDay], ...]
    entered: _ByDay
    fixed: _ByDay

    @property
    def days(self) -> list[dt.date]:
        """Every day on which something was entered."""
        parts = (*(by_day for _register, by_day in self.opened), self.entered, self.fixed)
        return sorted({day for by_day in parts for day in by_day})


def totals_of(stage: Stage | Cast) -> Totals:
    """The published figures that the campaign has to fit."""
    said, published = stage.published.rehearsal, stage.published
    first, second = published[said["first_doses"]], published[said["second_doses"]]
    return Totals(
        first_doses=int(first.value),
        second_doses=int(second.value),
        rounds=int(published[said["rounds"]].value),
        since=first.since or said["begins"],
        as_of=first.as_of,
    )


def vaccination_scene(stage: Stage) -> Iterable[Step]:
    """One change set for those who came from elsewhere, then one a day of entries."""
    totals = totals_of(stage)
    home = [place.unit for place in stage.homes]
    codes = versions_on(totals.as_of).filter(unit_id__in=[stage.city, stage.elsewhere])
    book = RuleBook.at(shipped_rules(), codes.values_list("code", flat=True))
    needed = strangers_needed(totals, eligible(stage.people, home, totals, book))
    others = _strangers(stage, needed)
    everybody = pl.concat([stage.people, others], how="diagonal")
    campaign = run_campaign(everybody, home, stage.elsewhere, totals, book, stage.seed)
    books = _books(stage, campaign, everybody)
    yield from _rule_steps(stage)
    yield Step(
        at_closing(stage.begins),
        _("Rehearsal: people from elsewhere"),
        partial(people_opened, others),
    )
    for day in books.days:
        reason = _("Rehearsal: books of %(day)s") % {"day": format_date(day)}
        yield Step(at_closing(day), reason, partial(_entries, books, day))


def campaign_fits(cast: Cast) -> Iterable[Sentence]:
    """What keeps the campaign from adding up to the published totals."""
    home = [place.unit for place in cast.homes]
    book = RuleBook.at(shipped_rules(), [cast.codes[cast.city], cast.codes[cast.elsewhere]])
    try:
        totals = totals_of(cast)
        needed = strangers_needed(totals, eligible(cast.people, home, totals, book))
        first = cast.people.height
        day = cast.published.rehearsal["day"]
        others = strangers(max(needed, 0), first, cast.elsewhere, day, cast.seed)
        everybody = pl.concat([cast.people, others], how="diagonal")
        run_campaign(everybody, home, cast.elsewhere, totals, book, cast.seed)
    except CannotRehearse as fault:
        yield fault.sentence


def _rule_steps(stage: Stage) -> Iterable[Step]:
    """The shipped rules, each known from its first day on."""
    by_day: dict[dt.date, list[Rule]] = {}
    for rule in shipped_rules():
        by_day.setdefault(max(rule.from_on, stage.begins), []).append(rule)
    for day, rules in sorted(by_day.items()):
        make = partial(rules_opened, rules)
        yield Step(at_closing(day), _("Rules of vaccination"), make, Origin.PUBLISHED)


def _strangers(stage: Stage, count: int) -> pl.DataFrame:
    ids = reserve_ids(PERSON, count)
    first = stage.people.height
    return strangers(count, first, stage.elsewhere, stage.day, stage.seed).with_columns(
        (pl.col("n") - first + ids.start).alias("person_id"),
        pl.lit(None, pl.Int64).alias("household_id"),
        pl.lit(FOUNDED).alias("from_on"),
    )


def _books(stage: Stage, campaign: Campaign, people: pl.DataFrame) -> _Books:
    rounds = _rounds(stage, campaign)
    by_number = rounds.select(pl.col("number").alias("round"), pl.col("id").alias("round_id"))
    sessions = _with_ids(campaign.sessions, reserve_ids(SESSION, campaign.sessions.height)).join(
        by_number, on="round", maintain_order="left"
    )
    session_ids = sessions.select(pl.col("n").alias("session"), pl.col("id").alias("session_id"))
    doses = (
        _with_ids(campaign.doses, reserve_ids(DOSE, campaign.doses.height))
        .join(people.select("n", "person_id"), on="n", maintain_order="left")
        .join(session_ids, on="session", how="left", maintain_order="left")
    )
    uses = campaign.uses.join(session_ids, on="session", maintain_order="left")
    allocations = campaign.allocations.with_columns(pl.lit(stage.city).alias("unit_id"))
    return _Books(
        stage,
        campaign.sessions["held_on"][0],
        (
            (ALLOCATION, _by_day(allocations, "allocated_on")),
            (ROUND, _by_day(rounds, "from_on")),
            (SESSION, _by_day(sessions, "held_on")),
            (VACCINE_USE, _by_day(uses, "used_on")),
        ),
        _by_day(doses, "known_on"),
        _by_day(doses.filter(pl.col("fixed_on").is_not_null()), "fixed_on"),
    )


def _by_day(frame: pl.DataFrame, day: str) -> _ByDay:
    parts = frame.partition_by(day, as_dict=True, maintain_order=True)
    return {key[0]: part for key, part in parts.items()}


def _with_ids(frame: pl.DataFrame, ids: range) -> pl.DataFrame:
    return frame.with_columns(
        pl.int_range(ids.start, ids.stop, eager=True).cast(pl.Int64).alias("id")
    )


def _rounds(stage: Stage, campaign: Campaign) -> pl.DataFrame:
    ids = reserve_ids(ROUND, len(campaign.rounds))
    return pl.DataFrame(
        [
            {
                "id": at,
                "number": one.number,
                "unit_id": stage.city,
                "from_on": one.starts,
                "to_on": one.ends,
                "target_group": f"Người từ {one.minimum_age} tuổi trở lên",
                "plan_document": f"Kế hoạch mẫu {one.number}",
            }
            for at, one in zip(ids, campaign.rounds, strict=True)
        ]
    )


def _entries(books: _Books, day: dt.date) -> Changes:
    """What was entered, put right and withdrawn on ``day``."""
    changes = Changes()
    for register, by_day in books.opened:
        if day in by_day:
            columns = [name for name in ("id", *register.columns) if name in by_day[day].columns]
            changes = changes.opening(register, by_day[day].select(columns))
    if day in books.entered:
        as_entered = _as_entered(books.entered[day], books)
        changes = changes.opening(DOSE, as_entered.select(_DOSE_COLUMNS))
    return _put_right(changes, books.fixed[day]) if day in books.fixed else changes


def _put_right(changes: Changes, fixed: pl.DataFrame) -> Changes:
    right = fixed.filter(~pl.col("mistaken")).select(_DOSE_COLUMNS)
    if right.height:
        versions = _versions(right["id"].to_list())
        changes = changes.correcting(DOSE, right.join(versions, on="id", maintain_order="left"))
    gone = fixed.filter(pl.col("mistaken"))["id"].to_list()
    return changes.withdrawing(DOSE, gone) if gone else changes


def _as_entered(doses: pl.DataFrame, books: _Books) -> pl.DataFrame:
    """The rows as they were first typed: a few with a wrong residence, day or lot."""
    homes = [place.unit for place in books.stage.homes]
    other = dict(zip(homes, [*homes[1:], homes[0]], strict=True))
    slip = pl.col("given_on").dt.offset_by("-2d")
    return doses.with_columns(
        pl.when(pl.col("wrong") == "residence")
        .then(pl.col("residence_id").replace(other))
        .otherwise("residence_id")
        .alias("residence_id"),
        pl.when((pl.col("wrong") == "day") & (slip >= books.first))
        .then(slip)
        .otherwise("given_on")
        .alias("given_on"),
        pl.when(pl.col("wrong") == "lot").then(pl.lit("MAU-00")).otherwise("lot").alias("lot"),
    )


def _versions(ids: list[int]) -> pl.DataFrame:
    connection = connections[ALIAS]
    where, params = listed(connection, "id", ids)
    sql = f'SELECT id, version FROM "{Dose._meta.db_table}" WHERE {where}'  # noqa: S608  names come from models
    return read_rows(connection, sql, params, {"id": pl.Int64(), "version": pl.Int64()})


scene("vaccination", vaccination_scene)
requirement("vaccination", campaign_fits)
