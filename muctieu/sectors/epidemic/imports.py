"""What wards, posts and laboratories send: cases, contacts, tests and their results, sites, stays.

A row about somebody is a person and an event.  The person is somebody known or is met here for
the first time; the event is judged beside what else is on file and by the rules of its day and
place.  Everything is joined, nothing looped over (N9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muctieu.core.units import codes_above, names_on
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers import meeting
from muctieu.registers.declare import Field, Register
from muctieu.registers.intake import (
    NEW,
    SAME,
    Intake,
    Resolution,
    Rule,
    Situation,
    compare,
    faults_where,
    having,
    intake,
    no_faults,
    plain_intake,
)
from muctieu.registers.people import RESIDENCE, Identity
from muctieu.registers.sentences import Sentence
from muctieu.registers.write import Changes
from muctieu.sectors.epidemic import rules
from muctieu.sectors.epidemic.actions import diseases_watched, rules_in_force
from muctieu.sectors.epidemic.models import (
    CAPACITY,
    CASE,
    CONTACT,
    DISEASE,
    FACILITY,
    RULE,
    SAMPLE,
    STAY,
    SWAB,
    Capacity,
    Facility,
)
from muctieu.sectors.epidemic.rules import Form, Reason, Subject

_FAR = pl.date(9999, 12, 31)


def _rule(
    code: str,
    column: str,
    vi: tuple[str, str],
    en: tuple[str, str],
    *,
    breaks: pl.Expr | None = None,
    refuse: bool = True,
) -> Rule:
    return Rule(
        code=f"epidemic.{code}",
        columns=(column,),
        sentence=Sentence(vi[0], en[0]),
        remedy=Sentence(vi[1], en[1]),
        breaks=breaks,
        refuse=refuse,
    )


def _said(day: str) -> pl.Expr:
    return pl.col(day).dt.strftime("%d/%m/%Y")


# ------------------------------------------------------------------ rows beside what is on file


def _beside(register: Register, column: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The compared rows, and the other records on file with the same ``column`` (``line`` null)."""
    values = rows[column].drop_nulls().unique()
    kept = having(register, column, values).join(rows, on="id", how="anti")
    ours = ["line", "id", *register.columns]
    others = kept.with_columns(pl.lit(None, pl.Int64).alias("line")).select(ours)
    return pl.concat([rows.select(ours), others])


def _overlapping(every: pl.DataFrame, of: str, last: pl.Expr) -> pl.DataFrame:
    """Lines whose days another record of the same ``of`` shares, with the first day of that one."""
    spans = every.with_row_index("at").select(
        "at", "line", of, pl.col("from_on").alias("first"),
        pl.max_horizontal(last.fill_null(_FAR), "from_on").alias("last"),
    )  # fmt: skip
    pairs = spans.filter(pl.col("line").is_not_null()).join(spans, on=of, suffix="_there")
    return pairs.filter(
        (pl.col("at") != pl.col("at_there"))
        & (pl.col("first") <= pl.col("last_there"))
        & (pl.col("first_there") <= pl.col("last"))
    ).unique("line", keep="first", maintain_order=True)


Judge = Callable[[pl.DataFrame, Situation], pl.DataFrame]


def _settled(
    register: Register, rows: pl.DataFrame, faults: pl.DataFrame, judge: Judge, at: Situation
) -> Resolution:
    """Rows without ``faults``, compared with what is on file and judged where they say more."""
    sound = rows.join(faults, on="line", how="anti", maintain_order="left")
    return _judged(compare(register, sound), faults, judge, at)


def _judged(
    compared: pl.DataFrame, faults: pl.DataFrame, judge: Judge, at: Situation
) -> Resolution:
    judged = judge(compared.filter(pl.col("outcome") != SAME), at)
    return Resolution(
        rows=compared.join(judged, on="line", how="anti", maintain_order="left"),
        faults=pl.concat([faults, judged]),
    )


# ------------------------------------------------------------------ diseases

DISEASE_UNKNOWN = _rule(
    "disease_unknown",
    "disease",
    ("Không có bệnh “{value}” được theo dõi vào ngày đó; có: {hint}.", "Ghi mã hoặc tên bệnh trong sổ bệnh."),
    ("No disease “{value}” is watched on that day; there are: {hint}.", "Give a code or name of the register of diseases."),
)  # fmt: skip


def _in_force(one: rules.Disease, day: str) -> pl.Expr:
    return pl.col(day).is_between(one.from_on, one.to_on or _FAR)


def _with_disease(rows: pl.DataFrame, day: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the code of their disease; a blank one is the only disease watched that day."""
    watched = diseases_watched()
    spelled = {fold(text): one.code for one in watched for text in (one.code, one.name)}
    written = [text for text in rows["disease"].unique() if text is not None]
    meant = [spelled.get(fold(text)) for text in written]
    code = pl.col("disease").replace_strict(written, meant, default=None, return_dtype=pl.String)
    held = {
        name: pl.any_horizontal(*(_in_force(one, day) for one in watched if one.code == name))
        for name in dict.fromkeys(one.code for one in watched)
    }
    blank = pl.lit(None, dtype=pl.String)
    only = pl.coalesce(*(pl.when(on).then(pl.lit(name)) for name, on in held.items()), blank)
    alone = pl.when(pl.sum_horizontal(pl.lit(0), *held.values()) == 1).then(only)
    found = rows.with_columns(
        pl.when(pl.col("disease").is_null()).then(alone).otherwise(code).alias("code_meant")
    )
    known = ((pl.col("code_meant") == name) & on for name, on in held.items())
    there = pl.any_horizontal(pl.lit(value=False), *known)
    names = pl.lit(", ".join(held))
    faults = faults_where(found, ~there.fill_null(value=False), DISEASE_UNKNOWN, names)
    return found.with_columns(pl.col("code_meant").alias("disease")).drop("code_meant"), faults


def _places(rows: pl.DataFrame) -> dict[str, list[int]]:
    """Code of a unit → units of the rows that lie in it."""
    found: dict[str, list[int]] = {}
    for unit, codes in codes_above(rows["unit_id"].drop_nulls().unique().to_list()).items():
        for code in codes:
            found.setdefault(code, []).append(unit)
    return found


def _days_said(rows: pl.DataFrame, subject: Subject, day: str) -> pl.DataFrame:
    """Rows with ``days`` and ``by_rule``: what the rules of their day and place say."""
    days, document = rules.said(rules_in_force(), subject, _places(rows), day)
    return rows.with_columns(days.alias("days"), document.alias("by_rule"))


# ------------------------------------------------------------------ people

PEOPLE = (
    *meeting.COLUMNS,
    replace(CASE["residence"], required=False),
    replace(RESIDENCE["kind"], name="residence_kind", required=False),
)
_DISEASE = replace(CASE["disease"], required=False)


def _met(rows: pl.DataFrame, at: Situation, on: str) -> meeting.Met:
    """Who the rows are about; who gives no residence lives where the row is from."""
    tidied = meeting.tidied(rows).with_columns(
        pl.coalesce("residence_id", "unit_id").alias("residence_id")
    )
    return meeting.meet(tidied, at, unit="residence_id", on=on)  # fmt: skip


def _with_people(found: Resolution, people: meeting.Met, at: Situation, on: str) -> Resolution:
    """The resolution with the records of those first met on its lines."""
    kept = people.rows.join(found.rows, on="line", how="semi", maintain_order="left")
    new, elsewhere = meeting.first_met(people, kept), meeting.lives_elsewhere(at)
    told = faults_where(new, elsewhere, meeting.LIVES_ELSEWHERE)
    met = meeting.people_met(new, elsewhere, on=on)
    return replace(
        found,
        also=Changes((*met.parts, *found.also.parts)),
        faults=pl.concat([found.faults, told]),
    )


# ------------------------------------------------------------------ cases

CASE_RULES = (
    _rule(
        "before_sample", "confirmed_on",
        ("Ngày xác định ca bệnh {value} trước ngày lấy mẫu.", "Kiểm tra hai ngày."),
        ("The case was confirmed on {value}, before its sample was taken.", "Check both days."),
        breaks=pl.col("confirmed_on") < pl.col("sampled_on"),
    ),
    _rule(
        "onset_late", "onset_on",
        ("Ngày khởi phát {value} sau ngày xác định hơn một ngày.", "Kiểm tra hai ngày."),
        ("The illness began on {value}, more than a day after the case was confirmed.", "Check both days."),
        breaks=pl.col("onset_on") > pl.col("confirmed_on").dt.offset_by("1d"),
    ),
    _rule(
        "outcome_early", "ended_on",
        ("Ngày kết thúc điều trị {value} trước ngày xác định ca bệnh.", "Kiểm tra hai ngày."),
        ("The outcome of {value} is before the case was confirmed.", "Check both days."),
        breaks=pl.col("ended_on") < pl.col("confirmed_on"),
    ),
    _rule(
        "outcome_day", "ended_on",
        ("Kết quả điều trị và ngày của nó phải ghi cùng nhau.", "Ghi cả hai ô, hoặc để trống cả hai."),
        ("An outcome and its day go together.", "Fill in both, or neither."),
        breaks=pl.col("ending").is_null() != pl.col("ended_on").is_null(),
    ),
)  # fmt: skip
CODE_TAKEN = _rule(
    "code_taken", "code",
    ("Mã ca “{value}” đã là của người khác, trong sổ hoặc trong tệp.", "Kiểm tra mã ca, họ tên và ngày sinh."),
    ("The case code “{value}” is somebody else's, on file or in this file.", "Check code, name and birth date."),
)  # fmt: skip
CASE_AGAIN = _rule(
    "case_again", "confirmed_on",
    ("Người này đã là ca bệnh ngày {hint}, chưa đủ số ngày để tính là ca mới; vẫn được ghi.", "Kiểm tra xem có phải cùng một ca."),
    ("This person was a case on {hint}, too few days ago for a new one; entered all the same.", "Check whether it is the same case."),
    refuse=False,
)  # fmt: skip


def judge_cases(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """Codes that are somebody else's, on file or in the same file."""
    people = _beside(CASE, "code", rows).group_by("code").agg(pl.col("person_id").n_unique())
    shared = people.filter(pl.col("person_id") > 1)["code"].to_list()
    return faults_where(rows, pl.col("code").is_in(shared), CODE_TAKEN)


def _told_again(rows: pl.DataFrame) -> pl.DataFrame:
    """A word on new cases of somebody who was one not long before."""
    said = _days_said(
        rows.filter(pl.col("outcome") == NEW), Subject.CASE_AGAIN_DAYS, "confirmed_on"
    )
    before = having(CASE, "person_id", said["person_id"].unique()).select(
        "person_id", "disease", pl.col("confirmed_on").alias("earlier_on")
    )
    pairs = said.join(before, on=["person_id", "disease"])
    gap = (pl.col("confirmed_on") - pl.col("earlier_on")).dt.total_days()
    near = pairs.filter(gap.abs() < pl.col("days")).unique("line", keep="first")
    return faults_where(near, pl.lit(value=True), CASE_AGAIN, _said("earlier_on"))  # fmt: skip


def resolve_cases(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Whose cases these are, and whether they are new."""
    people = _met(rows, at, "confirmed_on")
    named, faults = _with_disease(people.rows, "confirmed_on")
    found = _settled(CASE, named, pl.concat([people.faults, faults]), judge_cases, at)
    found = replace(found, faults=pl.concat([found.faults, _told_again(found.rows)]))
    return _with_people(found, people, at, "confirmed_on")


CASES = intake(
    Intake(
        code="epidemic.case",
        title=_("Cases (F0)"),
        register=CASE,
        columns=(*PEOPLE, *(one for one in CASE.fields if one.name not in ("person", "residence", "disease")), _DISEASE),
        resolve=resolve_cases,
        rules=(*meeting.RULES, *CASE_RULES, CODE_TAKEN, CASE_AGAIN, DISEASE_UNKNOWN),
        day="confirmed_on",
        past=("confirmed_on", "sampled_on", "onset_on", "ended_on", "birth_on"),
        year_alone=("birth_on",),
        judge=judge_cases,
    )
)  # fmt: skip

# ------------------------------------------------------------------ contacts

CASE_UNKNOWN = _rule(
    "case_unknown", "case_code",
    ("Không có ca bệnh mã “{value}”.", "Nhập ca bệnh trước, hoặc sửa mã ca."),
    ("There is no case with the code “{value}”.", "Enter the case first, or correct its code."),
)  # fmt: skip
THROUGH_UNKNOWN = _rule(
    "through_unknown", "through_number",
    ("Người tiếp xúc từ vòng hai phải qua một người tiếp xúc của cùng ca bệnh; không có ai mang số “{value}”.",
     "Ghi số định danh của người ở vòng gần ca bệnh hơn, nhập trước hoặc đúng trong cùng tệp."),
    ("From the second degree on a contact goes through a contact of the same case; nobody there has the number “{value}”.",
     "Give the identity number of somebody nearer to the case, entered before or correct in the same file."),
)  # fmt: skip
CONTACT_WITH_SELF = _rule(
    "contact_with_self", "full_name",
    ("Một người không thể là người tiếp xúc của chính mình.", "Kiểm tra mã ca bệnh và người tiếp xúc."),
    ("Nobody is a contact of themselves.", "Check the case and the person."),
)  # fmt: skip
DEGREE_UNTRACED = _rule(
    "degree_untraced", "degree",
    ("Bệnh này không truy vết đến vòng {value} (chỉ đến {hint}).", "Kiểm tra vòng tiếp xúc và mã ca bệnh."),
    ("Contacts of this disease are not traced to degree {value} (only to {hint}).", "Check degree and case."),
)  # fmt: skip
LAST_AFTER_FOUND = _rule(
    "last_after_found", "last_on",
    ("Ngày tiếp xúc cuối {value} sau ngày lập danh sách.", "Kiểm tra hai ngày."),
    ("The last contact of {value} is after the day it was found.", "Check both days."),
    breaks=pl.col("last_on") > pl.col("found_on"),
)  # fmt: skip
TOO_LONG_AGO = _rule(
    "too_long_ago", "last_on",
    ("Tiếp xúc ngày {value} sớm hơn thời gian có thể lây ({hint}); vẫn được ghi.", "Kiểm tra ngày tiếp xúc cuối và ngày khởi phát của ca bệnh."),
    ("The contact of {value} was before the case could infect ({hint}); entered all the same.", "Check the day and the onset of the case."),
    refuse=False,
)  # fmt: skip


def _with_cases(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the case of their code: who it is, of which disease, since when ill."""
    cases = having(CASE, "code", rows["case_code"].unique()).select(
        pl.col("code").alias("case_code"), pl.col("id").alias("case_id"),
        pl.col("person_id").alias("case_person"), "disease",
        pl.coalesce("onset_on", "sampled_on").alias("ill_on"),
    )  # fmt: skip
    return rows.join(cases, on="case_code", how="left", maintain_order="left")


def _with_number(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``via``: the person of the number through whom somebody is a contact."""
    asked = rows.with_columns(meeting.id_digits("through_number").alias("number"))
    known = Identity.objects.filter(id_number__in=asked["number"].drop_nulls().unique().to_list())
    named = pl.DataFrame(
        list(known.values_list("id_number", "person_id")),
        schema={"number": pl.String(), "via": pl.Int64()}, orient="row",
    )  # fmt: skip
    met = rows.select(pl.col("id_number").alias("number"), pl.col("person_id").alias("via"))
    people = pl.concat([named, met.drop_nulls()]).unique("number")
    return asked.join(people, on="number", how="left", maintain_order="left")


def _through(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``through_id``: the case itself, or a contact of it of a lower degree.

    Degree by degree: somebody whose own row is refused is nobody to go through.
    """
    numbered = _with_number(rows)
    kept = having(CONTACT, "case_id", rows["case_id"].drop_nulls().unique())
    there = kept.select("case_id", "person_id", "degree")
    found = [numbered.clear().with_columns(pl.lit(None, pl.Int64).alias("through_id"))]
    for degree in sorted(numbered["degree"].unique()):
        placed = _placed(numbered.filter(pl.col("degree") == degree), there)
        found.append(placed)
        sound = placed.filter(pl.col("through_id").is_not_null()).join(
            _impossible(placed), on="line", how="anti"
        )
        said = sound.select("case_id", "person_id", "degree")
        there = pl.concat([there.join(said, on=["case_id", "person_id"], how="anti"), said])
    return pl.concat(found).sort("line")


def _placed(rows: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """Rows of one degree with ``through_id``, found among contacts that are ``there``."""
    lower = there.select(
        "case_id", pl.col("person_id").alias("via"), pl.col("degree").alias("near")
    )
    beside = rows.join(lower, on=["case_id", "via"], how="left", maintain_order="left")
    itself = pl.col("via") == pl.col("person_id")
    one = pl.when((pl.col("near") < pl.col("degree")) | itself).then("via")
    through = pl.when(pl.col("degree") == 1).then("case_person").otherwise(one)
    return beside.with_columns(through.alias("through_id")).drop("near")


def _impossible(rows: pl.DataFrame) -> pl.DataFrame:
    """Faults of rows with ``case_person`` and ``disease``: contacts of themselves, or too far."""
    itself = (pl.col("person_id") == pl.col("through_id")) | (
        pl.col("person_id") == pl.col("case_person")
    )
    spells = (
        pl.when((pl.col("disease") == one.code) & _in_force(one, "found_on")).then(one.degrees)
        for one in diseases_watched()
    )
    most = pl.coalesce(*spells, pl.lit(0))
    told = rows.with_columns(pl.lit(None, pl.String).alias("full_name"))
    return pl.concat(
        [
            faults_where(told, itself, CONTACT_WITH_SELF),
            faults_where(told, pl.col("degree") > most, DEGREE_UNTRACED, most),
        ]
    )


def judge_contacts(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """Contacts of themselves: through themselves, or of the case that they are."""
    cases = having(CASE, "id", rows["case_id"].unique()).select(
        pl.col("id").alias("case_id"), pl.col("person_id").alias("case_person"), "disease"
    )
    return _impossible(rows.join(cases, on="case_id", how="left", maintain_order="left"))


def resolve_contacts(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Whose contacts these are, through whom, and whether they are new."""
    people = _met(rows.with_columns(pl.col("degree").fill_null(1)), at, "found_on")
    found = _through(_with_cases(people.rows))
    unknown = pl.col("case_id").is_null()
    faults = pl.concat(
        [
            people.faults,
            faults_where(found, unknown, CASE_UNKNOWN),
            faults_where(found, ~unknown & pl.col("through_id").is_null(), THROUGH_UNKNOWN),
        ]
    )
    windows = _days_said(found.filter(~unknown), Subject.CONTACT_WINDOW_DAYS, "found_on")
    early = (pl.col("ill_on") - pl.col("last_on")).dt.total_days() > pl.col("days")
    told = faults_where(windows, early, TOO_LONG_AGO, _said("ill_on"))
    settled = _settled(CONTACT, found, faults, judge_contacts, at)
    return _with_people(
        replace(settled, faults=pl.concat([settled.faults, told])), people, at, "found_on"
    )


CONTACTS = intake(
    Intake(
        code="epidemic.contact",
        title=_("Contacts (F1, F2)"),
        register=CONTACT,
        columns=(
            *PEOPLE,
            replace(CASE["code"], name="case_code", title=_("Case code")),
            replace(CONTACT["degree"], required=False),
            Field(
                name="through_number", title=_("Identity number of the first contact"),
                kind=CASE["code"].kind, required=False, max_length=20,
                headings=("Số CCCD của F1", "Tiếp xúc qua"),
            ),
            CONTACT["last_on"], CONTACT["setting"], CONTACT["found_on"], CONTACT["unit"],
        ),
        resolve=resolve_contacts,
        rules=(
            *meeting.RULES, LAST_AFTER_FOUND, CASE_UNKNOWN, THROUGH_UNKNOWN, CONTACT_WITH_SELF,
            DEGREE_UNTRACED, TOO_LONG_AGO,
        ),
        day="found_on",
        past=("found_on", "last_on", "birth_on"),
        year_alone=("birth_on",),
        judge=judge_contacts,
    )
)  # fmt: skip

# ------------------------------------------------------------------ samples and their results

SAMPLE_DIFFERS = _rule(
    "sample_differs", "sample_code",
    ("Mẫu “{value}” đã có với ngày lấy, phương pháp, lý do hoặc đơn vị khác, trong sổ hoặc trong tệp.", "Kiểm tra mã mẫu; các người chung một ống phải ghi giống nhau."),
    ("The sample “{value}” is there with another day, method, reason or unit, on file or in this file.", "Check the code; people of one tube are told alike."),
)  # fmt: skip
SAMPLE_UNKNOWN = _rule(
    "sample_unknown", "code",
    ("Không có mẫu mã “{value}”.", "Nhập danh sách lấy mẫu trước, hoặc sửa mã mẫu."),
    ("There is no sample with the code “{value}”.", "Enter the list of samples first, or correct the code."),
)  # fmt: skip
RESULT_EARLY = _rule(
    "result_early", "resulted_on",
    ("Ngày có kết quả {value} trước ngày lấy mẫu ({hint}).", "Kiểm tra mã mẫu và ngày."),
    ("The result of {value} is before the sample was taken ({hint}).", "Check code and day."),
)  # fmt: skip
_TUBE = ("disease", "method", "purpose", "taken_on", "unit_id")


def _with_samples(
    rows: pl.DataFrame, at: Situation
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows with ``sample_id``, the tubes to be opened for them, and faults of tubes told apart."""
    kept = having(SAMPLE, "code", rows["sample_code"].unique()).rename({"code": "sample_code"})
    sent = rows.select("sample_code", *_TUBE)
    ways = pl.concat([kept.select("sample_code", *_TUBE), sent]).unique()
    apart = ways.filter(pl.col("sample_code").is_duplicated())["sample_code"].to_list()
    faults = faults_where(rows, pl.col("sample_code").is_in(apart), SAMPLE_DIFFERS)
    new = sent.unique("sample_code", keep="first", maintain_order=True).join(
        kept, on="sample_code", how="anti", maintain_order="left"
    )
    ids = pl.Series("sample_id", list(at.reserve(SAMPLE, new.height)), dtype=pl.Int64)
    tubes = new.with_columns(ids)
    every = pl.concat(
        [
            kept.select("sample_code", pl.col("id").alias("sample_id")),
            tubes.select("sample_code", "sample_id"),
        ]
    )
    return rows.join(every, on="sample_code", maintain_order="left"), tubes, faults  # fmt: skip


def resolve_swabs(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Who gave which sample; a tube that is not on file yet is opened with its people."""
    people = _met(rows, at, "taken_on")
    named, unwatched = _with_disease(people.rows, "taken_on")
    watched = named.join(unwatched, on="line", how="anti", maintain_order="left")
    found, tubes, apart = _with_samples(watched, at)
    faults = pl.concat([people.faults, unwatched, apart])
    settled = _settled(SWAB, found, faults, lambda _rows, _at: no_faults(), at)
    used = tubes.rename({"sample_code": "code", "sample_id": "id"}).join(
        settled.rows, left_on="id", right_on="sample_id", how="semi", maintain_order="left"
    )
    also = Changes().opening(SAMPLE, used) if used.height else Changes()
    return _with_people(replace(settled, also=also), people, at, "taken_on")


SWABS = intake(
    Intake(
        code="epidemic.swab",
        title=_("People tested"),
        register=SWAB,
        columns=(
            *PEOPLE, replace(SAMPLE["code"], name="sample_code"), _DISEASE, SAMPLE["method"],
            SAMPLE["purpose"], SWAB["taken_on"], SWAB["unit"],
        ),
        resolve=resolve_swabs,
        rules=(*meeting.RULES, SAMPLE_DIFFERS, DISEASE_UNKNOWN),
        day="taken_on",
        past=("taken_on", "birth_on"),
        year_alone=("birth_on",),
    )
)  # fmt: skip


def judge_results(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """Results before the sample was taken."""
    early = pl.col("resulted_on") < pl.col("taken_on")
    return faults_where(rows, early, RESULT_EARLY, _said("taken_on"))


def resolve_results(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Results under the codes of samples on file; the same result sent again changes nothing."""
    kept = having(SAMPLE, "code", rows["code"].unique())
    unknown = faults_where(rows, ~pl.col("code").is_in(kept["code"].to_list()), SAMPLE_UNKNOWN)
    sound = rows.join(unknown, on="line", how="anti", maintain_order="left")
    return _judged(compare(SAMPLE, sound, kept), unknown, judge_results, at)


RESULTS = intake(
    Intake(
        code="epidemic.result",
        title=_("Test results"),
        register=SAMPLE,
        columns=(
            SAMPLE["code"], replace(SAMPLE["resulted_on"], required=True),
            replace(SAMPLE["result"], required=True),
        ),
        resolve=resolve_results,
        rules=(SAMPLE_UNKNOWN, RESULT_EARLY),
        day="resulted_on",
        past=("resulted_on",),
        key=("code",),
        judge=judge_results,
    )
)  # fmt: skip

# ------------------------------------------------------------------ sites and their places

FACILITY_UNKNOWN = _rule(
    "facility_unknown", "facility_code",
    ("Không có cơ sở mã “{value}”.", "Nhập cơ sở trước, hoặc sửa mã cơ sở."),
    ("There is no site with the code “{value}”.", "Enter the site first, or correct its code."),
)  # fmt: skip
CAPACITY_TWICE = _rule(
    "capacity_twice", "from_on",
    ("Cơ sở này đã có sức chứa cho những ngày đó (từ {hint}).", "Gửi lại dòng đã có kèm ngày kết thúc, rồi mới ghi sức chứa mới."),
    ("The places of this site on those days are given already (from {hint}).", "Send that row again with its last day, then the new one."),
)  # fmt: skip
CAPACITY_ELSEWHERE = _rule(
    "capacity_elsewhere", "unit",
    ("Cơ sở này thuộc {hint}: số chỗ do đơn vị có cơ sở khai.", "Sửa đơn vị hoặc mã cơ sở."),
    ("This site lies in {hint}: its places are given for that unit.", "Correct the unit or the site."),
)  # fmt: skip
HOLDS_OTHERS = _rule(
    "holds_others", "holds",
    ("Cơ sở đã nhận {hint} lượt người; diện nhận không đổi được nữa.", "Đóng cơ sở này và khai cơ sở mới với mã khác."),
    ("This site has had {hint} stays; whom it takes can be changed no more.", "Close it and enter a new site under another code."),
)  # fmt: skip
STAYS_OUTSIDE = _rule(
    "stays_outside", "to_on",
    ("Còn {hint} lượt người ở cơ sở ngoài những ngày hoạt động này.", "Kết thúc hoặc chuyển các lượt đó trước, hoặc sửa ngày mở, ngày đóng."),
    ("{hint} stays at the site lie outside these days of use.", "End or transfer those first, or correct the days."),
)  # fmt: skip
_FACILITY_CODE = replace(FACILITY["code"], name="facility_code")
_SITES = {
    "facility_code": pl.String(), "facility_id": pl.Int64(), "site_unit": pl.Int64(),
    "holds": pl.String(), "opens_on": pl.Date(), "closes_on": pl.Date(),
}  # fmt: skip


def _sites(chosen: QuerySet[Facility]) -> pl.DataFrame:
    rows = chosen.values_list("code", "pk", "unit_id", "holds", "from_on", "to_on")
    return pl.DataFrame(list(rows), schema=dict(_SITES), orient="row")


def _with_sites(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the site of their code."""
    codes = rows["facility_code"].drop_nulls().unique().to_list()
    sites = _sites(Facility.objects.filter(code__in=codes)).select("facility_code", "facility_id")
    return rows.join(sites, on="facility_code", how="left", maintain_order="left")


def _at_sites(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with what is on file of the site that they point to."""
    chosen = Facility.objects.filter(pk__in=rows["facility_id"].drop_nulls().unique().to_list())
    return rows.join(_sites(chosen), on="facility_id", how="left", maintain_order="left")


def judge_facilities(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """Changes of a site that people's stays there do not allow: past ones count as well.

    Their figures are told by what the site is, so a site for others is another site.
    """
    sites = rows.filter(pl.col("id").is_not_null())
    before = having(FACILITY, "id", sites["id"]).select("id", pl.col("holds").alias("held"))
    stays = having(STAY, "facility_id", sites["id"]).select(
        pl.col("facility_id").alias("id"), pl.col("from_on").alias("first"),
        pl.col("to_on").fill_null(_FAR).alias("last"),
    )  # fmt: skip
    outside = (pl.col("first") < pl.col("from_on")) | (
        pl.col("last") > pl.col("to_on").fill_null(_FAR)
    )
    counted = (
        sites.join(before, on="id")
        .join(stays, on="id", maintain_order="left")
        .group_by("line", "holds", "held", maintain_order=True)
        .agg(pl.len().alias("stays"), outside.sum().alias("outside"))
    )
    turned = pl.col("holds") != pl.col("held")
    return pl.concat(
        [
            faults_where(counted, turned, HOLDS_OTHERS, pl.col("stays")),
            faults_where(counted, pl.col("outside") > 0, STAYS_OUTSIDE, pl.col("outside")),
        ]
    )


def resolve_facilities(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Sites under their codes."""
    return _settled(FACILITY, rows, no_faults(), judge_facilities, at)


def judge_capacities(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """Two capacities of one site on one day, and places given for a unit that has not the site."""
    names = {str(unit): name for unit, name in names_on(at.today).items()}
    elsewhere = pl.col("site_unit") != pl.col("unit_id")
    there = pl.col("site_unit").cast(pl.String).replace(names)
    pairs = _overlapping(_beside(CAPACITY, "facility_id", rows), "facility_id", pl.col("to_on"))
    clash = rows.join(pairs.select("line", "first_there"), on="line", maintain_order="left")
    return pl.concat(
        [
            faults_where(clash, pl.lit(value=True), CAPACITY_TWICE, _said("first_there")),
            faults_where(_at_sites(rows), elsewhere, CAPACITY_ELSEWHERE, there),
        ]
    )


def resolve_capacities(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Places of the sites that have these codes."""
    found = _with_sites(rows)
    unknown = faults_where(found, pl.col("facility_id").is_null(), FACILITY_UNKNOWN)
    return _settled(CAPACITY, found, unknown, judge_capacities, at)


_plain_facility = plain_intake(FACILITY, past=())
FACILITIES = intake(
    replace(
        _plain_facility,
        resolve=resolve_facilities,
        rules=(*_plain_facility.all_rules(), HOLDS_OTHERS, STAYS_OUTSIDE),
        judge=judge_facilities,
    )
)
_plain_capacity = plain_intake(CAPACITY, past=())
CAPACITIES = intake(
    replace(
        _plain_capacity,
        columns=(_FACILITY_CODE, *(one for one in CAPACITY.fields if one.name != "facility")),
        resolve=resolve_capacities,
        rules=(*_plain_capacity.all_rules(), FACILITY_UNKNOWN, CAPACITY_TWICE, CAPACITY_ELSEWHERE),
        judge=judge_capacities,
        key=("facility_code", "from_on"),
    )
)
DISEASES = intake(plain_intake(DISEASE, past=()))
RULES_OF_THE_EPIDEMIC = intake(plain_intake(RULE, past=()))

# ------------------------------------------------------------------ stays

STAY_RULES = (
    _rule(
        "ends_early", "to_on",
        ("Ngày kết thúc {value} trước ngày bắt đầu.", "Kiểm tra hai ngày."),
        ("The stay ended on {value}, before it began.", "Check both days."),
        breaks=pl.col("to_on") < pl.col("from_on"),
    ),
    _rule(
        "due_early", "due_on",
        ("Ngày dự kiến kết thúc {value} trước ngày bắt đầu.", "Kiểm tra hai ngày."),
        ("The stay is due to end on {value}, before it begins.", "Check both days."),
        breaks=pl.col("due_on") < pl.col("from_on"),
    ),
    _rule(
        "end_without_reason", "end_reason",
        ("Ngày kết thúc và lý do kết thúc phải ghi cùng nhau.", "Ghi cả hai ô, hoặc để trống cả hai."),
        ("The last day and the reason go together.", "Fill in both, or neither."),
        breaks=pl.col("to_on").is_null() != pl.col("end_reason").is_null(),
    ),
    _rule(
        "place_and_form", "facility_code",
        ("Cách ly tập trung phải ghi cơ sở; cách ly tại nhà không ghi cơ sở.", "Sửa hình thức cách ly hoặc mã cơ sở."),
        ("In a facility the site is named; at home there is none.", "Correct the form or the site."),
        breaks=(pl.col("form") == Form.FACILITY.value) != pl.col("facility_code").is_not_null(),
    ),
)  # fmt: skip
STAY_TWICE = _rule(
    "stay_twice", "from_on",
    ("Người này đang có một lượt cách ly khác trong những ngày đó (từ {hint}).", "Kết thúc lượt trước (gửi lại kèm ngày và lý do), rồi mới ghi lượt mới."),
    ("This person has another stay on those days (from {hint}).", "End that one first (send it again with day and reason), then enter the new one."),
)  # fmt: skip
WRONG_GROUP = _rule(
    "wrong_group", "reason",
    ("Cơ sở này chỉ nhận {hint}: không để F0 chung với F1.", "Chọn cơ sở khác, hoặc sửa diện cách ly."),
    ("This site takes {hint} only: cases are not kept with contacts.", "Choose another site, or correct the reason."),
)  # fmt: skip
SITE_CLOSED = _rule(
    "site_closed", "from_on",
    ("Cơ sở chỉ hoạt động {hint}; lượt này ra ngoài những ngày đó.", "Kiểm tra ngày và mã cơ sở."),
    ("The site is in use {hint} only; this stay goes beyond.", "Check days and site."),
)  # fmt: skip
OVER_CAPACITY = _rule(
    "over_capacity", "from_on",
    ("Cơ sở không còn chỗ: ngày {hint} (số người/số chỗ sẵn sàng).", "Chọn cơ sở khác, hoặc ghi quyết định cho vượt số chỗ."),
    ("The site has no place left: {hint} (people/places ready).", "Choose another site, or name the decision that allows it."),
)  # fmt: skip
RELEASED_EARLY = _rule(
    "released_early", "end_reason",
    ("Kết thúc trước hạn ({hint}) mà không nêu lý do.", "Ghi lý do; “hết hạn” chỉ đúng từ ngày hết hạn, “khác” phải có ghi chú."),
    ("Ended before it was due ({hint}) without a reason.", "Give the reason; “days served” holds from the due day on, “other” needs a note."),
)  # fmt: skip
DUE_UNKNOWN = _rule(
    "due_unknown", "due_on",
    ("Không quy định nào cho biết thời gian cách ly vào ngày đó.", "Ghi ngày dự kiến kết thúc theo quyết định."),
    ("No rule says how long the isolation lasts on that day.", "Give the day on which it is due to end, by the decision."),
)  # fmt: skip
_HANDED_ON = [rules.EndReason.TRANSFERRED.value, rules.EndReason.BECAME_CASE.value]


def _chained(rows: pl.DataFrame) -> pl.DataFrame:
    """New stays with the first day of their chain, when they are due and by which rule.

    A stay goes on from the one that was handed on the same day or the day before; for the same
    reason it is due when that one was.  What is on file keeps its days.
    """
    every = _beside(STAY, "person_id", rows).sort("person_id", "from_on", maintain_order=True)
    before = [pl.col(one).shift(1).over("person_id") for one in ("to_on", "end_reason")]
    gap = (pl.col("from_on") - before[0]).dt.total_days()
    handed = (gap.is_between(0, 1) & before[1].is_in(_HANDED_ON)).fill_null(value=False)
    first = pl.when(~handed).then(pl.coalesce("begun_on", "from_on"))
    begun = every.with_columns(first.forward_fill().over("person_id").alias("begun_on"))
    term = ["person_id", "begun_on", "reason"]
    said = _days_said(
        begun.with_columns(pl.col("from_on").min().over(term).alias("counted_on")),
        Subject.ISOLATION_DAYS, "counted_on",
    )  # fmt: skip
    last = pl.col("counted_on") + pl.duration(days=pl.col("days") - 1)
    inherited = [pl.col(one).drop_nulls().first().over(term) for one in ("due_on", "rule")]
    filled = said.with_columns(
        pl.coalesce("due_on", inherited[0], last).alias("due"),
        pl.when(pl.col("due_on").is_null())
        .then(pl.coalesce(inherited[1], "by_rule"))
        .otherwise("rule")
        .alias("by"),
    ).filter(pl.col("line").is_not_null())
    return (
        rows.drop("begun_on", "due_on", "rule")
        .join(
            filled.select("line", "begun_on", pl.col("due").cast(pl.Date).alias("due_on"), pl.col("by").alias("rule")),
            on="line", maintain_order="left",
        )
    )  # fmt: skip


def _over_capacity(rows: pl.DataFrame) -> pl.DataFrame:
    """Stays that take a place on a day on which their site has none left, the last lines first.

    Whoever is there already keeps the place: only days that a stay had not before are judged, so
    that somebody can be released from a site that is over its places, and a correction of
    something else is no new guest.
    """
    inside = rows.filter(pl.col("facility_id").is_not_null())
    taken = _days_taken(inside)
    every = _beside(STAY, "facility_id", inside).filter(pl.col("facility_id").is_not_null())
    ready = _capacities(taken["facility_id"].unique().to_list())
    days = _days_to_look_at(taken, every, ready)
    coming = _on_days(days, taken)
    by_decision = pl.col("override").is_not_null()
    # Who comes by a decision is one too many by it, and takes no place from others of the file.
    there = _on_days(days, every.rename({"from_on": "first", "to_on": "last"})).join(
        coming.filter(by_decision), on=["line", "day"], how="anti"
    )
    claims = coming.filter(~by_decision).select("facility_id", "day", "line")
    places = _on_days(days, ready).select("facility_id", "day", "ready")
    found = _too_many(there, claims, places)
    told = rows.join(found, on="line", maintain_order="left")
    counted = pl.format("{}: {}/{}", _said("day"), "used", "ready")
    return faults_where(told, pl.lit(value=True), OVER_CAPACITY, counted)


def _on_days(days: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """The ``spans`` (``first`` to ``last``) of a site on each of its ``days`` that lies in them."""
    return days.join(spans, on="facility_id").filter(
        pl.col("day").is_between(pl.col("first"), pl.col("last").fill_null(_FAR))
    )


def _days_taken(inside: pl.DataFrame) -> pl.DataFrame:
    """The days at a site that a stay takes and did not have on file: before and after those."""
    kept = having(STAY, "id", inside["id"].drop_nulls().unique()).select(
        "id", pl.col("facility_id").alias("site_before"),
        pl.col("from_on").alias("first_before"), pl.col("to_on").fill_null(_FAR).alias("last_before"),
    )  # fmt: skip
    spans = inside.join(kept, on="id", how="left", maintain_order="left").with_columns(
        pl.col("from_on").alias("first"), pl.col("to_on").fill_null(_FAR).alias("last")
    )
    same = pl.col("facility_id").eq_missing(pl.col("site_before"))
    until = pl.min_horizontal("last", pl.col("first_before").dt.offset_by("-1d"))
    before = spans.with_columns(pl.when(same).then(until).otherwise("last").alias("last"))
    since = pl.max_horizontal("first", pl.col("last_before").dt.offset_by("1d"))
    after = spans.filter(same).with_columns(since.alias("first"))
    names = ("line", "facility_id", "override", "first", "last")
    return pl.concat([one.select(names) for one in (before, after)]).filter(
        pl.col("first") <= pl.col("last")
    )


def _days_to_look_at(taken: pl.DataFrame, every: pl.DataFrame, ready: pl.DataFrame) -> pl.DataFrame:
    """Days on which a site may become over: somebody comes, or its places are others."""
    ends = ready["facility_id"], ready["last"].dt.offset_by("1d").alias("day")
    marks = pl.concat(
        [
            taken.select("facility_id", pl.col("first").alias("day")),
            every.select("facility_id", pl.col("from_on").alias("day")),
            ready.select("facility_id", pl.col("first").alias("day")),
            pl.DataFrame(ends).drop_nulls(),
        ]
    ).unique()
    return _on_days(marks, taken).select("facility_id", "day").unique()


def _too_many(there: pl.DataFrame, claims: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Lines of ``claims`` for whom there is no place, with ``day``, ``used`` and ``ready``.

    Day by day: whoever is one too many on the first day over is counted on no later one.
    """
    found = []
    while True:
        used = there.group_by("facility_id", "day").len("used")
        full = (
            claims.join(used, on=["facility_id", "day"])
            .join(places, on=["facility_id", "day"], how="left")
            .with_columns(pl.col("ready").fill_null(0))
            .filter(pl.col("used") > pl.col("ready"))
            .filter(pl.col("day") == pl.col("day").min().over("facility_id"))
        )
        rank = pl.col("line").rank("ordinal", descending=True).over("facility_id")
        out = full.filter(rank <= pl.col("used") - pl.col("ready"))
        found.append(out.select("line", "day", "used", "ready"))
        if out.is_empty():
            return pl.concat(found)
        there, claims = (one.join(out, on="line", how="anti") for one in (there, claims))


def _capacities(sites: list[int]) -> pl.DataFrame:
    """The places that are ready at sites, from ``first`` to ``last``."""
    schema = {
        "facility_id": pl.Int64(), "first": pl.Date(), "last": pl.Date(), "ready": pl.Int64(),
    }  # fmt: skip
    rows = Capacity.objects.filter(facility_id__in=sites)
    told = list(rows.values_list("facility_id", "from_on", "to_on", "ready"))
    return pl.DataFrame(told, schema=schema, orient="row")


def judge_stays(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """What is wrong with stays beside the person's others, their site and its places."""
    # On the day of a transfer somebody is at both places.
    left = pl.max_horizontal("from_on", pl.col("to_on").dt.offset_by("-1d"))
    last = pl.when(pl.col("to_on").is_not_null()).then(left)
    twice = _overlapping(_beside(STAY, "person_id", rows), "person_id", last)
    clash = rows.join(twice.select("line", "first_there"), on="line", maintain_order="left")
    sited = _at_sites(rows)
    group = pl.when(pl.col("reason") == Reason.F0.value).then(pl.lit("f0")).otherwise(pl.lit("f1"))
    closed = pl.col("closes_on").fill_null(_FAR)
    in_use = (pl.col("from_on") >= pl.col("opens_on")) & (pl.col("to_on").fill_null(_FAR) <= closed)
    used = pl.format("{} – {}", _said("opens_on"), _said("closes_on").fill_null("…"))
    unsaid = (pl.col("end_reason") == rules.EndReason.SERVED.value) | (
        (pl.col("end_reason") == rules.EndReason.OTHER.value) & pl.col("note").is_null()
    )
    early = (pl.col("to_on") < pl.col("due_on")) & unsaid
    return pl.concat(
        [
            faults_where(clash, pl.lit(value=True), STAY_TWICE, _said("first_there")),
            faults_where(sited, group != pl.col("holds"), WRONG_GROUP, pl.col("holds").str.to_uppercase()),
            faults_where(sited, ~in_use, SITE_CLOSED, used),
            faults_where(rows, early, RELEASED_EARLY, _said("due_on")),
            faults_where(rows, pl.col("due_on").is_null(), DUE_UNKNOWN),
            _over_capacity(rows),
        ]
    )  # fmt: skip


def resolve_stays(rows: pl.DataFrame, at: Situation) -> Resolution:
    """Whose stays these are, where, until when by which rule, and whether they are new."""
    people = _met(rows, at, "from_on")
    named, faults = _with_disease(people.rows, "from_on")
    found = _with_sites(named)
    lacking = pl.col("facility_code").is_not_null() & pl.col("facility_id").is_null()
    refused = pl.concat([people.faults, faults, faults_where(found, lacking, FACILITY_UNKNOWN)])
    sound = found.join(refused, on="line", how="anti", maintain_order="left")
    settled = _judged(_chained(compare(STAY, sound)), refused, judge_stays, at)
    return _with_people(settled, people, at, "from_on")


_WORKED_OUT = ("person", "disease", "facility", "begun_on", "rule", "residence")
STAYS = intake(
    Intake(
        code="epidemic.stay",
        title=_("Stays in isolation and treatment"),
        register=STAY,
        columns=(
            *PEOPLE, _DISEASE, replace(_FACILITY_CODE, required=False),
            *(replace(one, required=one.required and one.name != "due_on")
              for one in STAY.fields if one.name not in _WORKED_OUT),
        ),
        resolve=resolve_stays,
        rules=(
            *meeting.RULES, *STAY_RULES, DISEASE_UNKNOWN, FACILITY_UNKNOWN, STAY_TWICE, WRONG_GROUP,
            SITE_CLOSED, OVER_CAPACITY, RELEASED_EARLY, DUE_UNKNOWN,
        ),
        day="from_on",
        past=("from_on", "to_on", "birth_on"),
        year_alone=("birth_on",),
        judge=judge_stays,
    )
)  # fmt: skip
