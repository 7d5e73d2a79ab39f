"""An outbreak that adds up to the published totals: who was isolated where, when, and why.

Pure: totals, people and dated rules come in, frames come out, the same for the same seed.  People
ever isolated by the published day are just below the printed numbers, as "gần" says; places by the
plan are exactly the published ones.  How many cases there were nobody published: that number, like
every other here, is made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from muctieu.registers.rehearsal import Place, generator, shared_out
from muctieu.registers.sentences import Sentence
from muctieu.sectors.epidemic.rules import Form, Reason, Subject, said, shipped_rules

DISEASE = "covid19"
# Assumptions of the rehearsal.  None of them is a fact about anybody or any place.
NEARLY = 0.9925  # of a printed "gần": people really isolated by the day
PEOPLE_A_CASE = 20  # people in facilities for each of them who is a case
FROM_ISOLATION = 0.5  # of cases: first a contact in a facility
AFTER = 0.04  # further people until the end of the year, of those by the day
FROM_ELSEWHERE = 0.25  # of people in facilities who are no cases: came from an affected area
SICK_BEFORE_DAYS, EARLY_AFTER_DAYS = 3, 6
DIED_OF = 120  # cases for one death
READY_AT_FIRST, READY_FROM = 0.4, dt.date(2021, 10, 1)
# The waves: their middle, as a share of the time until the published day, width and weight.
WAVES = ((0.12, 0.05, 0.12), (0.42, 0.07, 0.13), (0.9, 0.11, 0.75))
CASE_SITES = 4
CONTACT_KINDS = ("school", "dormitory", "hotel")


@dataclass(frozen=True)
class Totals:
    """What was published and has to come out, as printed."""

    in_facility: int
    at_home: int
    places_f0: int
    places_f1: int
    begins: dt.date
    as_of: dt.date

    @property
    def ever(self) -> tuple[int, int]:
        """People in facilities and at home by the day: below what is printed as "gần"."""
        return round(NEARLY * self.in_facility), round(NEARLY * self.at_home)

    @property
    def later(self) -> tuple[int, int]:
        """People who follow between the day and the end of the year."""
        facility, home = self.ever
        return round(AFTER * facility), round(AFTER * home)

    @property
    def people(self) -> int:
        """How many different people are needed."""
        return sum(self.ever) + sum(self.later)

    @property
    def year_end(self) -> dt.date:
        """Last day of the year of the published figures."""
        return dt.date(self.as_of.year, 12, 31)


@dataclass(frozen=True)
class Outbreak:
    """Frames numbered by ``n``: sites, stays, cases, contacts.

    Stays have ``site`` (null at home); contacts have ``case``, the ``n`` of the case.
    """

    sites: pl.DataFrame
    stays: pl.DataFrame
    cases: pl.DataFrame
    contacts: pl.DataFrame


def too_few(totals: Totals, people: int) -> Sentence | None:
    """Why these totals cannot be rehearsed with so many people; None where they can."""
    if totals.people <= people:
        return None
    return Sentence(
        f"Số người đã cách ly cần {totals.people} người khác nhau, chỉ có {people} người.",
        f"The people isolated need {totals.people} different people; there are {people}.",
    )


def run_outbreak(
    people: pl.DataFrame, homes: Sequence[Place], totals: Totals, seed: int
) -> Outbreak:
    """Play the outbreak among ``people`` (person_id, unit_id, household_id, birth_on)."""
    rng = generator(seed, "outbreak")
    sites = _sites(homes, totals)
    there = people.filter(pl.col("birth_on") < totals.begins)
    home, facility = _chosen(there, totals, rng)
    at_home = _with_days(home, totals.ever[1], totals, rng).with_columns(
        pl.lit(Form.HOME.value).alias("form"), pl.lit(Reason.AREA.value).alias("reason")
    )
    # A household is isolated together, from one day on.
    at_home = at_home.with_columns(pl.col("from_on").first().over("household_id", "counts"))
    inside = _with_days(facility, totals.ever[0], totals, rng)
    cases, contacts, stays = _inside(inside, sites, rng)
    return Outbreak(sites, _numbered(pl.concat([stays, _due(at_home)], how="diagonal")), cases, contacts)  # fmt: skip


def _sites(homes: Sequence[Place], totals: Totals) -> pl.DataFrame:
    """Two sites for contacts in each unit, a few for cases in the largest ones."""
    weights = {home.code: home.people for home in homes}
    units = {home.code: home.unit for home in homes}
    rows: list[tuple[str, int, str, str, int | None, int]] = []
    for at, (code, planned) in enumerate(shared_out(totals.places_f1, weights, {}).items()):
        first = (planned * 3 + 4) // 5
        for number, part in enumerate((first, planned - first), start=1):
            kind = CONTACT_KINDS[(at + number) % len(CONTACT_KINDS)]
            rows.append((f"F1-{code}-{number}", units[code], kind, "f1", None, part))
    largest = sorted(homes, key=lambda home: (-home.people, home.code))[:CASE_SITES]
    shares = shared_out(totals.places_f0, {one.code: 1 for one in largest}, {})
    for number, (code, part) in enumerate(shares.items(), start=1):
        rows.append((f"F0-{number}", units[code], "health", "f0", min(number, 3), part))
    names = ("code", "unit_id", "kind", "holds", "tier", "planned")
    return pl.DataFrame(rows, schema=list(names), orient="row").with_row_index("site").with_columns(
        pl.col("site").cast(pl.Int64),
        pl.concat_str(pl.lit("Cơ sở mẫu "), "code").alias("name"),
        (pl.col("planned") * READY_AT_FIRST).round().cast(pl.Int64).alias("ready"),
    )  # fmt: skip


def _chosen(
    people: pl.DataFrame, totals: Totals, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Those isolated at home, whole households together, and those in facilities."""
    houses = people["household_id"].unique().sort()
    turn = pl.DataFrame({"household_id": houses, "turn": rng.permutation(len(houses))})
    mixed = people.join(turn, on="household_id").sort("turn", "person_id")
    at_home, inside = totals.ever[1] + totals.later[1], totals.ever[0] + totals.later[0]
    rest = mixed[at_home:]
    return mixed[:at_home], rest[np.sort(rng.permutation(rest.height)[:inside])]


def _with_days(
    people: pl.DataFrame, ever: int, totals: Totals, rng: np.random.Generator
) -> pl.DataFrame:
    """People with the day on which their isolation began: ``ever`` of them by the published day.

    ``counts`` tells those of the published day from those who follow.
    """
    span = (totals.as_of - totals.begins).days
    days = np.arange(span + 1)
    weights = sum(
        share * np.exp(-0.5 * ((days - middle * span) / (width * span)) ** 2) / width
        for middle, width, share in WAVES
    )
    weights[: min(EARLY_AFTER_DAYS, span)] = 0  # nobody is isolated before the books are open
    first = rng.choice(days, size=ever, p=weights / weights.sum())
    after = rng.integers(1, (totals.year_end - totals.as_of).days + 1, people.height - ever)
    began = np.concatenate([np.sort(first), span + np.sort(after)])
    return people.with_columns(
        (pl.lit(totals.begins) + pl.duration(days=pl.lit(pl.Series(began))))
        .cast(pl.Date)
        .alias("from_on"),
        pl.Series("counts", np.arange(people.height) < ever),
    )


def _inside(
    people: pl.DataFrame, sites: pl.DataFrame, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Cases, their contacts, and the stays of everybody in a facility."""
    # Everybody keeps a number of their own, in the order of days.
    row = (
        people.sort("from_on", "person_id")
        .with_row_index("at")
        .with_columns(pl.col("at").cast(pl.Int64))
    )
    ill = pl.Series("ill", rng.random(row.height) * PEOPLE_A_CASE < 1)
    met = pl.Series("met", rng.random(row.height) < FROM_ISOLATION)
    away = pl.Series("away", rng.random(row.height) < FROM_ELSEWHERE)
    row = row.with_columns(ill, met, away)
    row = row.with_columns(
        pl.when(pl.col("at") == 0).then(pl.lit(value=True)).otherwise(pl.col("ill")).alias("ill"),
        pl.when(pl.col("at") == 0).then(pl.lit(value=False)).otherwise(pl.col("met")).alias("met"),
    )  # the first one of all is a case that nobody here infected
    sick = pl.Series("sick", rng.integers(1, EARLY_AFTER_DAYS + 1, row.height))
    confirmed = (
        pl.when("met").then(pl.col("from_on") + pl.duration(days=pl.lit(sick))).otherwise("from_on")
    )
    row = row.with_columns(confirmed.cast(pl.Date).alias("confirmed_on"))
    cases = _cases(row.filter("ill"), rng)
    others = row.filter(~pl.col("ill") | pl.col("met"))
    contacts = _contacts(others.filter(~pl.col("away") | pl.col("ill")), cases, rng)
    return cases, contacts, _stays(row, cases, contacts, sites)  # fmt: skip


def _cases(ill: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Cases with their code, sample, onset and how they ended."""
    one_before = pl.col("confirmed_on").dt.offset_by("-1d")
    onset = pl.Series(rng.integers(0, SICK_BEFORE_DAYS + 1, ill.height))
    severity = pl.Series(
        "severity",
        rng.choice(["none", "mild", "moderate", "severe"], ill.height, p=[0.45, 0.4, 0.12, 0.03]),
    )
    return (
        ill.sort("confirmed_on", "at")
        .with_row_index("case")
        .with_columns(
            pl.col("case").cast(pl.Int64),
            pl.concat_str(pl.lit("MẪU-"), (pl.col("case") + 1).cast(pl.String)).alias("code"),
            pl.lit(DISEASE).alias("disease"),
            one_before.alias("sampled_on"),
            (one_before - pl.duration(days=pl.lit(onset))).cast(pl.Date).alias("onset_on"),
            pl.when("met").then(pl.lit("isolation")).otherwise(pl.lit("community")).alias("found"),
            severity,
            pl.when(pl.col("case") % DIED_OF == DIED_OF - 1).then(pl.lit("died")).otherwise(pl.lit("recovered")).alias("ending"),
            pl.col("confirmed_on").dt.offset_by("13d").alias("ended_on"),
        )
    )  # fmt: skip


def _contacts(people: pl.DataFrame, cases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Who was isolated for having met a case: the last one confirmed by then."""
    dated = cases.select("case", "confirmed_on", pl.col("person_id").alias("through_id"))
    near = people.sort("from_on").drop("confirmed_on").join_asof(
        dated.sort("confirmed_on"), left_on="from_on", right_on="confirmed_on"
    ).filter(pl.col("case").is_not_null() & (pl.col("through_id") != pl.col("person_id")))  # fmt: skip
    settings = ("household", "work", "market", "school", "gathering")
    return near.with_columns(
        pl.lit(1, pl.Int64).alias("degree"),
        (pl.col("from_on") - pl.duration(days=pl.lit(pl.Series(rng.integers(0, 3, near.height)))))
        .cast(pl.Date)
        .alias("last_on"),
        pl.Series("setting", np.array(settings)[rng.integers(0, len(settings), near.height)]),
        pl.col("from_on").alias("found_on"),
    )


def _stays(
    row: pl.DataFrame, cases: pl.DataFrame, contacts: pl.DataFrame, sites: pl.DataFrame
) -> pl.DataFrame:
    """Stays at sites: of cases where cases are taken, of the others in their own unit."""
    f1 = sites.filter(pl.col("holds") == "f1").group_by("unit_id", maintain_order=True).agg("site")
    f0 = sites.filter(pl.col("holds") == "f0")["site"]
    known = contacts.select("at").with_columns(pl.lit(value=True).alias("contact"))
    others = (
        row.filter(~pl.col("ill") | pl.col("met"))
        .join(known, on="at", how="left", maintain_order="left")
        .join(f1, on="unit_id", maintain_order="left")
        .with_columns(
            pl.col("site").list.get(pl.col("at") % pl.col("site").list.len()),
            pl.when("contact").then(pl.lit("f1")).otherwise(pl.lit("entry")).alias("reason"),
            pl.col("from_on").alias("begun_on"),
            pl.when("ill").then("confirmed_on").alias("cut_on"),
        )
    )
    treated = cases.with_columns(
        pl.lit("f0").alias("reason"),
        pl.col("from_on").alias("begun_on"),
        pl.col("confirmed_on").alias("from_on"),
        pl.lit(f0).gather(pl.col("case") % len(f0)).alias("site"),
        pl.col("ended_on").alias("cut_on"),
        pl.col("ending").alias("why"),
    )
    inside = pl.concat([others, treated], how="diagonal").with_columns(
        pl.lit("facility").alias("form")
    )
    return _due(inside)  # fmt: skip


def _due(stays: pl.DataFrame) -> pl.DataFrame:
    """Stays with their due day by the shipped rules, and how they ended."""
    days, document = said(shipped_rules(), Subject.ISOLATION_DAYS, {}, "from_on")
    named = stays.with_columns(pl.lit(DISEASE).alias("disease"))
    blank = [
        pl.lit(None, kind).alias(name) for name, kind in _LATER.items() if name not in named.columns
    ]
    return named.with_columns(*blank).with_columns(
        (pl.col("from_on") + pl.duration(days=days - 1)).cast(pl.Date).alias("due_on"),
        # Lists of wards give the due day themselves; only sites leave it to the rules.
        pl.when(pl.col("form") == Form.FACILITY.value).then(document).alias("rule"),
        pl.coalesce("begun_on", "from_on").alias("begun_on"),
    ).with_columns(
        pl.coalesce("cut_on", "due_on").alias("to_on"),
        pl.when(pl.col("cut_on").is_null()).then(pl.lit("served"))
        .otherwise(pl.coalesce("why", pl.lit("became_case"))).alias("end_reason"),
    )  # fmt: skip


_LATER = {"begun_on": pl.Date, "cut_on": pl.Date, "why": pl.String, "site": pl.Int64}


def _numbered(stays: pl.DataFrame) -> pl.DataFrame:
    kept = ("person_id", "unit_id", "site", "disease", "reason", "form", "from_on", "begun_on", "rule", "due_on",
            "to_on", "end_reason")  # fmt: skip
    return stays.select(kept).sort("from_on", "person_id").with_row_index("n")
