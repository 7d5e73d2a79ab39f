"""A ward's list of residents: who they are, in which household, since when.

This is where the denominators of a year of one's own come from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import UnitVersion
from muctieu.registers import meeting
from muctieu.registers.declare import Field
from muctieu.registers.intake import (
    NEW,
    SAME,
    Intake,
    Resolution,
    Rule,
    Situation,
    compare,
    faults_where,
    intake,
)
from muctieu.registers.people import (
    HOUSEHOLD,
    RESIDENCE,
    Household,
    Person,
    Residence,
)
from muctieu.registers.sentences import Sentence
from muctieu.registers.storage import row_schema
from muctieu.registers.write import Changes

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
OVERLAPS = Rule(
    code="people.residence_overlaps",
    columns=("from_on",),
    sentence=Sentence(
        "Người này đã có nơi cư trú cùng diện trùng thời gian với nơi ghi từ ngày {value}.",
        "This person already has a residence of this kind at the time of the one from {value}.",
    ),
    remedy=Sentence(
        "Nếu người này chuyển đến, ghi ngày đến sau ngày đến nơi trước: nơi trước sẽ được kết thúc"
        " một ngày trước đó. Nếu không, sửa ngày hoặc diện cư trú.",
        "If they moved here, give the day of arrival, later than at the earlier place: that one"
        " then ends the day before. Else correct the days or the kind of residence.",
    ),
)
MOVES = Rule(
    code="people.residence_moves",
    columns=("from_on",),
    sentence=Sentence(
        "Người này đang cư trú cùng diện ở nơi khác; nơi ấy sẽ được ghi kết thúc vào ngày {hint}.",
        "This person still lives elsewhere in the same way; that residence will end on {hint}.",
    ),
    remedy=Sentence(
        "Không cần sửa nếu người này đã chuyển đến; nếu không, bỏ dòng này.",
        "Nothing to correct if they moved here; else remove the row.",
    ),
    refuse=False,
)
UNIT_ENDED = Rule(
    code="people.residence_unit_ended",
    columns=("unit",),
    sentence=Sentence(
        "Phường, xã này đã thôi tồn tại từ ngày {hint}, trước khi hết thời gian cư trú.",
        "This ward or commune was no more from {hint} on, before the residence ended.",
    ),
    remedy=Sentence(
        "Ghi ngày đi trước ngày ấy, rồi ghi tiếp ở đơn vị mới.",
        "Give a last day before that, and go on in the new unit.",
    ),
)
# A residence that ends because somebody moves, and the line that says so.
_LEFT = {"line": pl.Int64()} | {
    name: kind for name, kind in row_schema(RESIDENCE).items() if name != "origin"
}
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
    compared = compare(RESIDENCE, housed)
    # What is on file already is not judged again by being sent again.
    others = compared.filter(pl.col("outcome") != SAME)
    left = _left(others.join(_arrivals(tidied), on="line", how="semi"))
    judged = _judged(others, left)
    sound = compared.join(judged, on="line", how="anti", maintain_order="left")
    left = left.join(judged, on="line", how="anti")
    housed = housed.join(sound, on="line", how="semi", maintain_order="left")
    also = _ended(meeting.persons_opened(meeting.first_met(met, housed)), left)
    new_houses = new_houses.join(
        housed, on=["unit_id", "household_code"], how="semi", maintain_order="left"
    )
    if new_houses.height:
        houses = new_houses.select(
            pl.col("household_id").alias("id"), "unit_id", pl.col("household_code").alias("code")
        )
        also = also.opening(HOUSEHOLD, houses)
    moves = faults_where(
        sound.join(left.select("line", "to_on"), on="line", suffix="_before"),
        pl.lit(value=True), MOVES, pl.col("to_on_before").dt.strftime("%d/%m/%Y"),
    )  # fmt: skip
    return Resolution(rows=sound, also=also, faults=pl.concat([met.faults, judged, moves]))


def _arrivals(rows: pl.DataFrame) -> pl.DataFrame:
    """Lines that say on which day somebody came. An old list without days moves nobody."""
    return rows.filter(pl.col("from_on").is_not_null()).select("line")


def _left(rows: pl.DataFrame) -> pl.DataFrame:
    """Residences that end because somebody moves: as they will stand, with the line that says so.

    Who registers in a new place is registered no more in the earlier one (Luật Cư trú 2020,
    điều 24): the ward that people come to need not wait for the ward that they left.
    """
    new = rows.filter((pl.col("outcome") == NEW) & pl.col("unit_id").is_not_null())
    held = Residence.objects.filter(
        person_id__in=new["person_id"].unique().to_list(), to_on__isnull=True
    )
    schema = row_schema(RESIDENCE)
    lasting = pl.DataFrame(list(held.values_list(*schema)), schema=schema, orient="row")
    came = new.select("line", "person_id", "kind", "unit_id", pl.col("from_on").alias("came_on"))
    moves = lasting.join(came, on=["person_id", "kind"], suffix="_new").filter(
        (pl.col("from_on") < pl.col("came_on")) & (pl.col("unit_id") != pl.col("unit_id_new"))
    )
    # The first arrival ends it; a second line of the file then meets the first, and is refused.
    first = moves.sort("came_on", "line").unique("id", keep="first", maintain_order=True)
    return first.with_columns(pl.col("came_on").dt.offset_by("-1d").alias("to_on")).select(*_LEFT)


def _ended(also: Changes, left: pl.DataFrame) -> Changes:
    return also.correcting(RESIDENCE, left.drop("line")) if left.height else also


_PERIODS = {
    "other": pl.Int64(), "person_id": pl.Int64(), "kind": pl.String(),
    "other_from": pl.Date(), "other_to": pl.Date(),
}  # fmt: skip
_FOREVER = dt.date(9999, 12, 31)


def judge_residences(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """The faults of residences as they are to stand, beside the person's others and the map.

    ``rows`` have ``line``, ``id`` (null for a new one) and the register's columns.
    """
    return _judged(rows, pl.DataFrame(schema=_LEFT))


def _judged(rows: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """The same, where residences that were ``left`` end as these say."""
    return pl.concat([_overlapping(rows, left), _in_a_unit_that_ended(rows), _before_birth(rows)])


def _overlapping(rows: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """Rows whose period meets another of the person's of the same kind, on file or in the file.

    Somebody stays in one place while registered in another, but each kind is one place at a time.
    Which other place it is, is not said: it may be another ward's record.
    """
    held = Residence.objects.filter(person_id__in=rows["person_id"].unique().to_list())
    names = ("pk", "person_id", "kind", "from_on", "to_on")
    on_file = pl.DataFrame(list(held.values_list(*names)), schema=dict(_PERIODS), orient="row")
    sent = rows.select(
        pl.col("id").cast(pl.Int64).alias("other"), "person_id", "kind",
        pl.col("from_on").alias("other_from"), pl.col("to_on").alias("other_to"),
        pl.col("line").alias("other_line"),
    )  # fmt: skip
    ended = left.select(
        pl.col("id").alias("other"), "person_id", "kind",
        pl.col("from_on").alias("other_from"), pl.col("to_on").alias("other_to"),
    )  # fmt: skip
    # What is sent stands in the place of what it corrects, and so does what ends by it.
    known = pl.concat([on_file.join(ended, on="other", how="anti"), ended])
    kept = known.join(sent.filter(pl.col("other").is_not_null()), on="other", how="anti")
    others = pl.concat([kept, sent], how="diagonal")
    meets = (pl.col("from_on") <= pl.col("other_to").fill_null(_FOREVER)) & (
        pl.col("other_from") <= pl.col("to_on").fill_null(_FOREVER)
    )
    pairs = rows.join(others, on=["person_id", "kind"]).filter(
        meets & pl.col("line").ne_missing(pl.col("other_line"))
    )
    first = pairs.unique("line", keep="first", maintain_order=True)
    return faults_where(first, pl.lit(value=True), OVERLAPS)


def _in_a_unit_that_ended(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose unit was no more on some day of the period; one still lasting is not judged."""
    ended = UnitVersion.objects.filter(unit_id__in=rows["unit_id"].unique().to_list())
    last = ended.values("unit_id").annotate(
        ends=models.Case(
            models.When(models.Exists(_going_on(models.OuterRef("unit_id"))), then=None),
            default=models.Max("valid_to"),
        )
    )
    schema = {"unit_id": pl.Int64(), "ends": pl.Date()}
    ends = pl.DataFrame(list(last.values_list("unit_id", "ends")), schema=schema, orient="row")
    placed = rows.join(ends, on="unit_id", how="left", maintain_order="left")
    over = (pl.col("to_on") >= pl.col("ends")) | (pl.col("from_on") >= pl.col("ends"))
    said = pl.col("ends").dt.strftime("%d/%m/%Y")
    return faults_where(placed.drop("unit", strict=False), over, UNIT_ENDED, said)


def _going_on(unit: models.OuterRef) -> models.QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(unit_id=unit, valid_to=None)


def _before_birth(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that begin before the person on file was born."""
    people = Person.objects.filter(pk__in=rows["person_id"].unique().to_list())
    schema = {"person_id": pl.Int64(), "born": pl.Date()}
    born = pl.DataFrame(list(people.values_list("pk", "birth_on")), schema=schema, orient="row")
    known = rows.join(born, on="person_id", how="left", maintain_order="left")
    return faults_where(known, pl.col("from_on") < pl.col("born"), BEFORE_BIRTH)


RESIDENTS = intake(
    Intake(
        code="people.residence",
        title=_("Residence"),
        register=RESIDENCE,
        columns=COLUMNS,
        resolve=resolve_residents,
        rules=(*meeting.RULES, ENDS_EARLY, BEFORE_BIRTH, OVERLAPS, MOVES, UNIT_ENDED),
        judge=judge_residences,
        day="from_on",
        past=("birth_on",),
        year_alone=("birth_on",),
    )
)
