"""A ward's list of residents: who they are, in which household, since when.

This is where the denominators of a year of one's own come from.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.registers import meeting
from muctieu.registers.declare import Field
from muctieu.registers.intake import (
    Intake,
    Resolution,
    Rule,
    Situation,
    compare,
    intake,
)
from muctieu.registers.people import HOUSEHOLD, RESIDENCE, Household, Residence
from muctieu.registers.sentences import Sentence

COLUMNS: tuple[Field, ...] = (
    *meeting.COLUMNS,
    RESIDENCE["unit"],
    replace(HOUSEHOLD["code"], name="household_code", required=False),
    replace(RESIDENCE["kind"], required=False),
    replace(RESIDENCE["from_on"], required=False),
    RESIDENCE["to_on"],
)
ENDS_EARLY = Rule(
    code="people.residence_ends_early",
    columns=("to_on",),
    sentence=Sentence(
        "Ngày đi {value} trước ngày đến.", "The last day {value} is before the first."
    ),
    remedy=Sentence("Kiểm tra hai ngày.", "Check both days."),
    breaks=pl.col("to_on") < pl.col("from_on"),
)
BEFORE_BIRTH = Rule(
    code="people.residence_before_birth",
    columns=("from_on",),
    sentence=Sentence(
        "Ngày đến {value} trước ngày sinh.", "The first day {value} is before birth."
    ),
    remedy=Sentence("Kiểm tra hai ngày.", "Check both days."),
    breaks=pl.col("from_on") < pl.col("birth_on"),
)
_HOMES = {"person_id": pl.Int64(), "unit_id": pl.Int64(), "lives_from": pl.Date()}
_HOUSES = {"unit_id": pl.Int64(), "household_code": pl.String(), "household_id": pl.Int64()}


def _lived_since(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """Where no first day is given: the one on file for that ward, else today."""
    on_file = Residence.objects.filter(
        person_id__in=rows["person_id"].unique().to_list(), to_on=None
    )
    homes = pl.DataFrame(
        list(on_file.order_by("pk").values_list("person_id", "unit_id", "from_on")),
        schema=dict(_HOMES),
        orient="row",
    ).unique(["person_id", "unit_id"], keep="last")
    since = pl.coalesce("from_on", "lives_from", pl.lit(at.today))
    joined = rows.join(homes, on=["person_id", "unit_id"], how="left", maintain_order="left")
    return joined.with_columns(since.alias("from_on")).drop("lives_from")


def _housed(rows: pl.DataFrame, at: Situation) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with ``household_id``, and the households first met."""
    on = ["unit_id", "household_code"]
    codes = rows["household_code"].drop_nulls().unique().to_list()
    known = pl.DataFrame(
        list(Household.objects.filter(code__in=codes).values_list("unit_id", "code", "pk")),
        schema=dict(_HOUSES),
        orient="row",
    ).unique(on)
    said = (
        rows.filter(pl.col("household_code").is_not_null()).select(on).unique(maintain_order=True)
    )
    new = said.join(known, on=on, how="anti", maintain_order="left")
    ids = pl.Series("household_id", list(at.reserve(HOUSEHOLD, new.height)), dtype=pl.Int64)
    new = new.with_columns(ids)
    houses = pl.concat([known.select(*on, "household_id"), new])
    return rows.join(houses, on=on, how="left", maintain_order="left"), new


def resolve_residents(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Residents known or first met, their households, and their residence."""
    tidied = meeting.tidied(rows).with_columns(
        pl.coalesce("from_on", pl.lit(at.today)).alias("on"),
        pl.coalesce("kind", pl.lit("permanent")).alias("kind"),
    )
    met = meeting.meet(tidied, at, unit="unit_id", on="on")
    since = _lived_since(met.rows, at)
    housed, new_houses = _housed(since, at)
    columns = [name for name in RESIDENCE.columns if name in housed.columns]
    also = meeting.persons_opened(meeting.first_met(met, housed))
    if new_houses.height:
        houses = new_houses.select(
            pl.col("household_id").alias("id"), "unit_id", pl.col("household_code").alias("code")
        )
        also = also.opening(HOUSEHOLD, houses)
    return Resolution(
        rows=compare(RESIDENCE, housed.select("line", *columns)), also=also, faults=met.faults
    )


RESIDENTS = intake(
    Intake(
        code="people.residence",
        title=_("Residence"),
        register=RESIDENCE,
        columns=COLUMNS,
        resolve=resolve_residents,
        rules=(*meeting.RULES, ENDS_EARLY, BEFORE_BIRTH),
        day="from_on",
        past=("birth_on",),
        year_alone=("birth_on",),
    )
)
