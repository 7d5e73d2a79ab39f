"""What wards and posts send: sheets of doses, and the small sheets of rounds and vaccine.

A row of doses is a person and a dose.  The person is somebody known or is met here for the first
time; the dose is judged against what else that person had, against the lots of the city and
against the rules of its day and place.  Everything is joined, nothing looped over (N9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl
from django.db import connections, models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import UnitClosure
from muctieu.core.units import codes_above
from muctieu.registers import meeting
from muctieu.registers.declare import Field, Register
from muctieu.registers.intake import (
    SAME,
    Group,
    Intake,
    Resolution,
    Rule,
    Situation,
    compare,
    faults_where,
    intake,
    no_faults,
    plain_intake,
    settled,
)
from muctieu.registers.people import RESIDENCE, Person
from muctieu.registers.sentences import Sentence
from muctieu.registers.storage import listed, read_rows
from muctieu.registers.write import ALIAS
from muctieu.sectors.vaccination.actions import rules_in_force
from muctieu.sectors.vaccination.models import (
    ALLOCATION,
    DATED_RULE,
    DOSE,
    ROUND,
    SESSION,
    VACCINE_USE,
    Allocation,
    Round,
    Session,
    VaccineUse,
)
from muctieu.sectors.vaccination.rules import (
    RuleBook,
    dose_checks,
    minimum_age,
    minimum_age_document,
    minimum_interval,
    minimum_interval_document,
)

# ------------------------------------------------------------------ columns


def _of(register: Register, name: str, /, **changed: Any) -> Field:
    """A register's field as a column, with what the sheet says otherwise."""
    return replace(register[name], **changed)


COLUMNS: tuple[Field, ...] = (
    *meeting.COLUMNS,
    _of(DOSE, "residence", required=False),
    _of(RESIDENCE, "kind", name="residence_kind", required=False),
    _of(DOSE, "dose_no"),
    _of(DOSE, "kind", required=False),
    _of(DOSE, "vaccine"),
    _of(DOSE, "lot"),
    _of(DOSE, "given_on"),
    _of(DOSE, "site"),
    _of(DOSE, "unit", required=False),
)

# ------------------------------------------------------------------ rules, and how they are told

_BY_THE_RULES = "Sổ quy định về tiêm chủng / Register of the rules of vaccination"


def _rule(
    code: str,
    columns: tuple[str, ...],
    vi: tuple[str, str],
    en: tuple[str, str],
    *,
    breaks: pl.Expr | None = None,
    document: str = "",
    refuse: bool = True,
) -> Rule:
    return Rule(
        code=f"vaccination.{code}",
        columns=columns,
        sentence=Sentence(vi[0], en[0]),
        remedy=Sentence(vi[1], en[1]),
        breaks=breaks,
        document=document,
        refuse=refuse,
    )


RULES: tuple[Rule, ...] = (
    *meeting.RULES,
    _rule(
        "no_place",
        ("residence", "unit"),
        ("Không ghi nơi cư trú và cũng không ghi nơi tiêm.", "Ghi phường/xã cư trú hoặc phường/xã nơi tiêm."),
        ("Neither the place of residence nor that of injection is given.", "Give the ward of either."),
    ),
    _rule(
        "future",
        ("given_on",),
        ("Ngày tiêm {value} sau ngày hôm nay.", "Kiểm tra ngày tiêm."),
        ("The day {value} is after today.", "Check the day."),
    ),
    _rule(
        "before_start",
        ("given_on",),
        ("Ngày tiêm {value} trước ngày bắt đầu tiêm trên địa bàn ({hint}).", "Kiểm tra ngày tiêm hoặc nơi tiêm."),
        ("The day {value} is before vaccination began there ({hint}).", "Check the day or the place."),
        document=_BY_THE_RULES,
    ),
    _rule(
        "unborn",
        ("birth_on",),
        ("Ngày sinh {value} sau ngày tiêm.", "Kiểm tra ngày sinh và ngày tiêm."),
        ("The birth date {value} is after the day of the dose.", "Check both days."),
    ),
    _rule(
        "too_young",
        ("given_on",),
        ("Chưa đủ tuổi tiêm vắc-xin này vào ngày đó: {hint}.", "Kiểm tra ngày sinh, ngày tiêm và loại vắc-xin."),
        ("Too young for this vaccine on that day: {hint}.", "Check birth date, day and vaccine."),
        document=_BY_THE_RULES,
    ),
    _rule(
        "no_dose_before",
        ("dose_no",),
        ("Có mũi {value} nhưng không có mũi trước đó trong sổ và trong tệp.", "Nhập mũi trước, hoặc sửa số thứ tự mũi."),
        ("There is a dose {value} but no dose before it, in the register or in the file.", "Enter the one before, or correct the number."),
    ),
    _rule(
        "before_refused",
        ("dose_no",),
        ("Mũi trước mũi {value} ở dòng {hint} của tệp không được nhận, nên mũi này cũng chưa nhận.", "Sửa dòng {hint} rồi gửi lại; dòng này không phải sửa."),
        ("The dose before dose {value}, in row {hint} of the file, was refused, so this one is too.", "Correct row {hint} and send both again; this row needs no change."),
    ),
    _rule(
        "not_after",
        ("given_on",),
        ("Ngày tiêm {value} không sau mũi trước ({hint}).", "Kiểm tra ngày và số thứ tự mũi."),
        ("The day {value} is not after the dose before ({hint}).", "Check the days and the numbers."),
    ),
    _rule(
        "too_soon",
        ("given_on",),
        ("Cách mũi trước chưa đủ số ngày: {hint}.", "Kiểm tra ngày tiêm của hai mũi."),
        ("Too few days after the dose before: {hint}.", "Check the days of both doses."),
        document=_BY_THE_RULES,
    ),
    _rule(
        "pair",
        ("vaccine",),
        ("Không quy định nào cho tiêm vắc-xin này sau {hint} vào ngày đó.", "Kiểm tra loại vắc-xin của hai mũi."),
        ("No rule allows this vaccine after {hint} on that day.", "Check the vaccines of both doses."),
        document=_BY_THE_RULES,
    ),
    _rule(
        "after_next",
        ("given_on",),
        ("Ngày tiêm {value} không trước mũi sau ({hint}).", "Kiểm tra ngày và số thứ tự mũi."),
        ("The day {value} is not before the following dose ({hint}).", "Check the days and the numbers."),
    ),
    _rule(
        "same_day",
        ("given_on",),
        ("Cùng ngày {value} người này đã có một mũi khác.", "Xóa dòng trùng, hoặc sửa ngày tiêm."),
        ("This person had another dose on the same day, {value}.", "Remove the double row, or correct the day."),
    ),
    _rule(
        "same_number",
        ("dose_no",),
        ("Người này đã có mũi {value} khác ngày và khác loại vắc-xin: {hint}.", "Sửa số thứ tự mũi, hoặc sửa hồ sơ đã có."),
        ("This person has a dose {value} of another day and vaccine: {hint}.", "Correct the number, or the record on file."),
    ),
    _rule(
        "lot_unknown",
        ("lot",),
        ("Lô “{value}” chưa được phân bổ cho địa bàn.", "Kiểm tra số lô, hoặc nhập quyết định phân bổ trước."),
        ("The lot “{value}” was not allocated to the area.", "Check the lot, or enter the allocation first."),
    ),
    _rule(
        "lot_early",
        ("lot",),
        ("Lô “{value}” được phân bổ sau ngày tiêm ({hint}).", "Kiểm tra số lô và ngày tiêm."),
        ("The lot “{value}” was allocated after the day of the dose ({hint}).", "Check lot and day."),
    ),
    _rule(
        "lot_expired",
        ("lot",),
        ("Lô “{value}” đã hết hạn vào ngày tiêm ({hint}).", "Kiểm tra số lô và ngày tiêm; nếu đúng, báo Trung tâm Y tế."),
        ("The lot “{value}” had expired on the day of the dose ({hint}).", "Check lot and day; if right, tell the health centre."),
    ),
    _rule(
        "lot_vaccine",
        ("vaccine",),
        ("Lô này là vắc-xin {hint}, không phải “{value}”.", "Kiểm tra số lô và loại vắc-xin."),
        ("That lot is {hint}, not “{value}”.", "Check lot and vaccine."),
    ),
)  # fmt: skip
_RULE = {rule.code.removeprefix("vaccination."): rule for rule in RULES}

# ------------------------------------------------------------------ people


def _tidied(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with places and kinds that follow from each other filled in."""
    return meeting.tidied(rows).with_columns(
        pl.coalesce("unit_id", "residence_id").alias("unit_id"),
        pl.coalesce("residence_id", "unit_id").alias("residence_id"),
        pl.coalesce("kind", _usual_kind()).alias("kind"),
        pl.col("lot").str.to_uppercase(),
    )


def _usual_kind() -> pl.Expr:
    """Doses 1 and 2 are the primary ones; what follows, unless it is said, repeats."""
    return pl.when(pl.col("dose_no") <= 2).then(pl.lit("primary")).otherwise(pl.lit("booster"))


# ------------------------------------------------------------------ what a dose is judged by

_DOSES_SEEN = {
    "person_id": pl.Int64(),
    "dose_no": pl.Int64(),
    "given_on": pl.Date(),
    "vaccine": pl.String(),
}
_LOTS = {
    "lot": pl.String(),
    "lot_vaccine": pl.String(),
    "lot_from_on": pl.Date(),
    "lot_expires_on": pl.Date(),
}
_SESSIONS = {
    "session_id": pl.Int64(),
    "unit_id": pl.Int64(),
    "site": pl.String(),
    "given_on": pl.Date(),
}


def _doses_on_file(people: Iterable[int]) -> pl.DataFrame:
    connection = connections[ALIAS]
    where, params = listed(connection, "person_id", people)
    sql = f'SELECT person_id, dose_no, given_on, vaccine FROM "{DOSE.model._meta.db_table}" WHERE {where}'  # noqa: S608  names come from models
    return read_rows(connection, sql, params, dict(_DOSES_SEEN))


def _beside_other_doses(rows: pl.DataFrame, *, replacing: bool = False) -> pl.DataFrame:
    """Rows with what the person's other doses, on file and in the file, say about them.

    Rows that are ``replacing`` the doses of their number are not held against them.
    """
    keys = ["person_id", "dose_no"]
    on_file = _doses_on_file(rows["person_id"].unique().to_list())
    if replacing:
        on_file = on_file.join(rows, on=keys, how="anti")
    sent = rows.select(*keys, "given_on", "vaccine").unique(keys, keep="first", maintain_order=True)
    others = pl.concat([sent, on_file.join(sent, on=keys, how="anti")])
    before = others.select(
        "person_id", (pl.col("dose_no") + 1).alias("dose_no"),
        pl.col("given_on").alias("previous_on"), pl.col("vaccine").alias("previous_vaccine"),
    )  # fmt: skip
    after = others.select(
        "person_id", (pl.col("dose_no") - 1).alias("dose_no"), pl.col("given_on").alias("next_on")
    )
    days = others.group_by("person_id", "given_on").agg(
        pl.col("dose_no").n_unique().alias("that_day")
    )
    known = on_file.rename({"given_on": "known_on", "vaccine": "known_vaccine"})
    another = (pl.col("known_on") != pl.col("given_on")) & (
        pl.col("known_vaccine") != pl.col("vaccine")
    )
    return (
        rows.join(before, on=keys, how="left", maintain_order="left")
        .join(after, on=keys, how="left", maintain_order="left")
        .join(days, on=["person_id", "given_on"], how="left", maintain_order="left")
        .join(known, on=keys, how="left", maintain_order="left")
        .with_columns(
            (pl.col("that_day") > 1).alias("same_day"),
            another.fill_null(value=False).alias("same_number"),
        )
    )


def _with_lots(rows: pl.DataFrame, area: _Area) -> pl.DataFrame:
    """Rows with the allocation of their lot.  Where nothing is allocated, lots are not judged."""
    rows_on_file = Allocation.objects.values_list("lot", "vaccine", "allocated_on", "expires_on")
    lots = (
        pl.DataFrame(list(rows_on_file), schema=dict(_LOTS), orient="row")
        .group_by(pl.col("lot").str.to_uppercase())
        .agg(
            pl.col("lot_vaccine").min(),
            pl.col("lot_from_on").min(),
            pl.col("lot_expires_on").max(),
        )
    )
    judged = pl.col("unit_id").is_in(list(area.supplied))
    return rows.join(lots, on="lot", how="left", maintain_order="left").with_columns(
        pl.when(judged).then("lot").alias("lot_judged")
    )


def _with_sessions(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the session on file that was held at their site that day."""
    held_then = Session.objects.filter(held_on__in=rows["given_on"].unique().to_list())
    held = pl.DataFrame(
        list(held_then.order_by("pk").values_list("pk", "unit_id", "site", "held_on")),
        schema=dict(_SESSIONS),
        orient="row",
    ).unique(["unit_id", "site", "given_on"], keep="first")
    on = ["unit_id", "site", "given_on"]
    return rows.join(held, on=on, how="left", maintain_order="left")


@dataclass(frozen=True)
class _Area:
    """What depends on the place of injection: its rule book, and whether lots are known there."""

    units: tuple[int, ...]

    @cached_property
    def supplied(self) -> frozenset[int]:
        """Units in an area that has allocations on file."""
        receiving = Allocation.objects.values_list("unit_id", flat=True).distinct()
        under = UnitClosure.objects.filter(unit_id__in=self.units, ancestor_id__in=receiving)
        return frozenset(under.values_list("unit_id", flat=True))

    def books(self) -> list[tuple[RuleBook, list[int]]]:
        """Each rule book that holds somewhere, with the units where it does."""
        rules = rules_in_force()
        local = {rule.place for rule in rules if rule.place is not None}
        groups: dict[frozenset[str], list[int]] = {}
        for unit, codes in codes_above(self.units).items():
            groups.setdefault(codes & local, []).append(unit)
        return [(RuleBook.at(rules, places), units) for places, units in groups.items()]


# ------------------------------------------------------------------ judging


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%d/%m/%Y")


def _hints(book: RuleBook, start: dt.date | None) -> dict[str, pl.Expr]:
    """What the sentence of each rule adds: the day, the number, the document that is meant."""
    gap = (pl.col("given_on") - pl.col("previous_on")).dt.total_days()
    return {
        "before_start": pl.lit(start.strftime("%d/%m/%Y") if start else None),
        "too_young": pl.format("{}+ · {}", minimum_age(book), minimum_age_document(book)),
        "not_after": _day("previous_on"),
        "too_soon": pl.format(
            "{} < {} ngày ({}) · {}", gap, minimum_interval(book), _day("previous_on"),
            minimum_interval_document(book),
        ),
        "pair": pl.col("previous_vaccine"),
        "after_next": _day("next_on"),
        "same_number": pl.format("{}, {}", _day("known_on"), pl.col("known_vaccine")),
        "lot_early": _day("lot_from_on"),
        "lot_expired": _day("lot_expires_on"),
        "lot_vaccine": pl.col("lot_vaccine"),
    }  # fmt: skip


def _judged(rows: pl.DataFrame, area: _Area, today: dt.date) -> pl.DataFrame:
    """The faults of rows that have everything gathered beside them."""
    found = [no_faults()]
    for book, units in area.books():
        start = book.programme_start()
        here = rows.filter(pl.col("unit_id").is_in(units)).with_columns(
            pl.lit(start, pl.Date).alias("starts_on")
        )
        hints = _hints(book, start)
        # Lots are judged only where allocations are known; the cell blamed is the lot's own.
        judged = here.with_columns(pl.col("lot_judged").alias("lot"))
        broken = judged.select(
            "line", *(one.broken.alias(one.code) for one in dose_checks(book, today))
        )
        found += [
            faults_where(here.filter(broken[code].fill_null(value=False)), pl.lit(value=True), _RULE[code], hints.get(code))
            for code in broken.columns[1:]
        ]  # fmt: skip
    return pl.concat(found)


def _judged_together(
    rows: pl.DataFrame, area: _Area, today: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with what they were judged by, and their faults.

    A dose that is refused is no dose: whoever has others in the file is judged again without it.
    """
    gathered = _with_lots(_beside_other_doses(rows), area)
    faults = refused = _judged(gathered, area, today)
    while not refused.is_empty():
        people = rows.join(refused, on="line", how="semi")["person_id"].unique()
        sound = rows.join(faults, on="line", how="anti", maintain_order="left")
        theirs = sound.filter(pl.col("person_id").is_in(people.implode()))
        refused = _judged(_with_lots(_beside_other_doses(theirs), area), area, today)
        faults = pl.concat([faults, refused])
    return gathered, faults


def _for_the_real_reason(
    faults: pl.DataFrame, rows: pl.DataFrame, refused: pl.DataFrame
) -> pl.DataFrame:
    """Faults in which a dose lacks the one before only because the file's own was refused."""
    lacking = faults.filter(pl.col("rule") == _RULE["no_dose_before"].code)
    before = refused.select(
        "fold", (pl.col("dose_no") + 1).alias("dose_no"),
        pl.col("birth_on").alias("born"), pl.col("row").alias("refused_row"),
    )  # fmt: skip
    alike = rows.join(lacking, on="line", how="semi").join(before, on=["fold", "dose_no"])
    # A birth date that cannot be read may be the very reason of the refusal.
    same = alike.filter((pl.col("birth_on") == pl.col("born")).fill_null(value=True))
    told = faults_where(
        same.unique("line", keep="first", maintain_order=True),
        pl.lit(value=True), _RULE["before_refused"], pl.col("refused_row"),
    )  # fmt: skip
    unsaid = lacking.join(told, on="line", how="semi")
    return pl.concat([faults.join(unsaid, on=["line", "rule"], how="anti"), told])


def resolve_doses(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Whose doses these are, whether they may be, and whether they are new."""
    # Judged here, not by the row alone: a place that was written but not understood is no blank.
    nowhere = pl.col("residence_id").is_null() & pl.col("unit_id").is_null()
    tidied = _tidied(rows.filter(~nowhere))
    people = meeting.meet(tidied, at, unit="residence_id", on="given_on")
    area = _Area(tuple(people.rows["unit_id"].unique().to_list()))
    gathered, judged = _judged_together(people.rows, area, at.today)
    faults = pl.concat([faults_where(rows, nowhere, _RULE["no_place"]), people.faults, judged])
    refused = [tidied.join(faults, on="line", how="semi")]
    if not at.refused.is_empty():
        refused.append(_tidied(at.refused))
    faults = _for_the_real_reason(faults, people.rows, pl.concat(refused, how="diagonal"))
    sound = _with_sessions(gathered).join(
        faults.select("line").unique(), on="line", how="anti", maintain_order="left"
    )
    outcome = compare(DOSE, sound)
    new, elsewhere = meeting.first_met(people, sound), meeting.lives_elsewhere(at)
    told = faults_where(new, elsewhere, meeting.LIVES_ELSEWHERE)
    met = meeting.people_met(new, elsewhere, on="given_on")
    return Resolution(rows=outcome, also=met, faults=pl.concat([faults, told]))


_BORN = {"person_id": pl.Int64(), "birth_on": pl.Date()}


def judge_doses(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """The faults of doses as they are to stand, beside the person's other doses and the lots."""
    people = Person.objects.filter(pk__in=rows["person_id"].unique().to_list())
    born = pl.DataFrame(
        list(people.values_list("pk", "birth_on")), schema=dict(_BORN), orient="row"
    )
    whole = rows.with_columns(pl.col("lot").str.to_uppercase()).join(
        born, on="person_id", how="left", maintain_order="left"
    )
    area = _Area(tuple(rows["unit_id"].unique().to_list()))
    beside = _beside_other_doses(whole, replacing=True)
    return _judged(_with_lots(beside, area), area, at.today)


# One row of a sheet may hold several doses, and the year of birth under "Nam" or "Nữ".
_DOSE_GROUPS = tuple(
    Group((f"mui {number}", f"lan {number}", f"mui thu {word}"), {"dose_no": str(number)})
    for number, word in ((1, "nhat"), (2, "hai"), (3, "ba"))
)
_SEX_GROUPS = (Group(("nam",), {"sex": "nam"}), Group(("nu",), {"sex": "nữ"}))

DOSES = intake(
    Intake(
        code="vaccination.dose",
        title=_("Doses given"),
        register=DOSE,
        columns=COLUMNS,
        resolve=resolve_doses,
        rules=RULES,
        day="given_on",
        past=("given_on", "birth_on"),
        year_alone=("birth_on",),
        groups=(_DOSE_GROUPS, _SEX_GROUPS),
        judge=judge_doses,
    )
)

# ------------------------------------------------------------------ the small sheets

ALLOCATIONS = intake(plain_intake(ALLOCATION))
ROUNDS = intake(plain_intake(ROUND, past=()))
DATED_RULES = intake(plain_intake(DATED_RULE, past=()))


# A session names its round by number and vaccine use its session by place and day: nobody sends
# the numbers that records have in here.

_ROUND_UNKNOWN = _rule(
    "round_unknown",
    ("round_number",),
    ("Không có đợt tiêm số {value} của đơn vị cấp trên.", "Nhập đợt tiêm trước, hoặc sửa số đợt."),
    ("There is no round {value} of a unit above.", "Enter the round first, or correct the number."),
)
_OUTSIDE_ROUND = _rule(
    "session_outside_round",
    ("held_on",),
    ("Buổi tiêm ngày {value} nằm ngoài thời gian của đợt: {hint}.", "Sửa ngày, hoặc sửa đợt."),
    ("The session of {value} lies outside its round: {hint}.", "Correct the day or the round."),
)
_ROUND_ELSEWHERE = _rule(
    "session_round_elsewhere",
    ("unit",),
    ("Đợt tiêm này là của nơi khác, không gồm phường, xã của buổi tiêm.", "Sửa đợt hoặc đơn vị."),
    ("This round is of another place and does not cover the ward.", "Correct the round or unit."),
)
_SESSION_UNKNOWN = _rule(
    "session_unknown",
    ("site",),
    (
        "Không có buổi tiêm nào tại “{value}” vào ngày đó.",
        "Nhập buổi tiêm trước, hoặc sửa điểm tiêm và ngày.",
    ),
    (
        "There is no session at “{value}” on that day.",
        "Enter the session first, or correct site and day.",
    ),
)
_NOT_ADDING_UP = _rule(
    "use_adds_up",
    ("received",),
    ("Liều nhận {value} không bằng sử dụng + hủy + trả lại.", "Kiểm tra lại bốn cột số liều."),
    ("The {value} doses received are not used + wasted + returned.", "Check the four columns."),
    breaks=pl.col("received") != pl.col("used") + pl.col("wasted") + pl.col("returned"),
)  # fmt: skip
_OVER_ALLOCATED = _rule(
    "over_allocated",
    ("used",),
    ("Lô này đã dùng và hủy nhiều hơn số được phân bổ: {hint} liều.", "Kiểm tra số liều, số lô, hoặc nhập thêm quyết định phân bổ."),
    ("More of this lot was used and wasted than allocated: {hint} doses.", "Check the numbers and the lot, or enter the allocation."),
)  # fmt: skip
_ROUND_OF = {"unit_id": pl.Int64(), "round_number": pl.Int64(), "round_id": pl.Int64()}


def _rounds_above() -> pl.DataFrame:
    """Every unit with the rounds that it or a unit above it holds."""
    sql = (
        "SELECT DISTINCT k.unit_id, r.number, r.id "  # noqa: S608  names come from models
        f'FROM "{ROUND.model._meta.db_table}" r '
        f'JOIN "{UnitClosure._meta.db_table}" k ON k.ancestor_id = r.unit_id'
    )
    return read_rows(connections[ALIAS], sql, [], dict(_ROUND_OF))


_ROUNDS = {
    "round_id": pl.Int64(), "round_unit": pl.Int64(), "starts_on": pl.Date(), "ends_on": pl.Date(),
}  # fmt: skip
_COVERS = {"unit_id": pl.Int64(), "round_unit": pl.Int64(), "covers": pl.Boolean()}


def judge_sessions(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """The faults of sessions beside their round: held outside its days, or outside its area."""
    rounds = Round.objects.filter(pk__in=rows["round_id"].unique().to_list())
    named = pl.DataFrame(
        list(rounds.values_list("pk", "unit_id", "from_on", "to_on")),
        schema=dict(_ROUNDS),
        orient="row",
    )
    above = UnitClosure.objects.filter(unit_id__in=rows["unit_id"].unique().to_list())
    covers = pl.DataFrame(
        list(above.values_list("unit_id", "ancestor_id", models.Value(value=True)).distinct()),
        schema=dict(_COVERS),
        orient="row",
    )
    beside = rows.join(named, on="round_id", how="left", maintain_order="left").join(
        covers, on=["unit_id", "round_unit"], how="left", maintain_order="left"
    )
    outside = (pl.col("held_on") < pl.col("starts_on")) | (pl.col("held_on") > pl.col("ends_on"))
    days = pl.concat_str(_day("starts_on"), _day("ends_on").fill_null("…"), separator=" – ")
    return pl.concat(
        [
            faults_where(beside, outside, _OUTSIDE_ROUND, days),
            faults_where(beside, pl.col("covers").is_null(), _ROUND_ELSEWHERE),
        ]
    )


def resolve_sessions(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Sessions with the round of that number that covers their unit, held in its days."""
    on = ["unit_id", "round_number"]
    found = rows.join(_rounds_above().unique(on), on=on, how="left", maintain_order="left")
    lacking = pl.col("round_id").is_null()
    known = found.filter(~lacking)
    compared = compare(SESSION, known)
    judged = judge_sessions(compared.filter(pl.col("outcome") != SAME), at)
    return Resolution(
        rows=compared.join(judged, on="line", how="anti", maintain_order="left"),
        faults=pl.concat([faults_where(found, lacking, _ROUND_UNKNOWN), judged]),
    )


_SPENT = {"lot": pl.String(), "session_id": pl.Int64(), "on_file": pl.Int64()}


def _over_allocated(rows: pl.DataFrame) -> pl.DataFrame:
    """Faults of rows whose lot is spent, with these rows, beyond what was allocated of it.

    Lots of which no allocation is on file are not judged.
    """
    allocated = pl.DataFrame(
        list(Allocation.objects.values_list("lot", "doses")),
        schema={"lot": pl.String(), "doses": pl.Int64()},
        orient="row",
    )
    lots = rows["lot"].unique().to_list()
    uses = VaccineUse.objects.filter(lot__in=lots).values_list(
        "lot", "session_id", "used", "wasted"
    )
    on_file = pl.DataFrame(
        [(lot, session, used + wasted) for lot, session, used, wasted in uses],
        schema=dict(_SPENT),
        orient="row",
    ).join(rows, on=["lot", "session_id"], how="anti")
    before = on_file.group_by("lot").agg(pl.col("on_file").sum())
    limits = allocated.group_by("lot").agg(pl.col("doses").sum())
    spent = (pl.col("used") + pl.col("wasted")).sum().over("lot") + pl.col("on_file").fill_null(0)
    judged = rows.join(before, on="lot", how="left", maintain_order="left").join(
        limits, on="lot", how="left", maintain_order="left"
    )
    hint = pl.format("{} > {}", spent, pl.col("doses"))
    marked = judged.with_columns((spent > pl.col("doses")).alias("over"), hint.alias("said"))
    return faults_where(marked, pl.col("over"), _OVER_ALLOCATED, pl.col("said"))


def resolve_uses(rows: pl.DataFrame, _at: Situation) -> Resolution:
    """Vaccine use with the session held at its site that day, within what was allocated."""
    found = _with_sessions(rows.rename({"used_on": "given_on"})).rename({"given_on": "used_on"})
    lacking = pl.col("session_id").is_null()
    over = _over_allocated(found.filter(~lacking))
    faults = pl.concat([faults_where(found, lacking, _SESSION_UNKNOWN), over])
    return settled(VACCINE_USE, found, faults)


SESSIONS = intake(
    Intake(
        code="vaccination.session",
        title=_("Vaccination sessions"),
        register=SESSION,
        columns=(
            _of(ROUND, "number", name="round_number", headings=("Đợt", "Đợt tiêm", "Đợt số")),
            *(one for one in SESSION.fields if one.name != "round"),
        ),
        resolve=resolve_sessions,
        rules=(_ROUND_UNKNOWN, _OUTSIDE_ROUND, _ROUND_ELSEWHERE),
        judge=judge_sessions,
        day="held_on",
        key=("unit", "site", "held_on"),
    )
)
USES = intake(
    Intake(
        code="vaccination.use",
        title=_("Vaccine use"),
        register=VACCINE_USE,
        columns=(
            _of(SESSION, "site"),
            *(one for one in VACCINE_USE.fields if one.name != "session"),
        ),
        resolve=resolve_uses,
        rules=(_SESSION_UNKNOWN, _NOT_ADDING_UP, _OVER_ALLOCATED),
        judge=lambda rows, _at: _over_allocated(rows),
        day="used_on",
        past=("used_on",),
    )
)
