"""People met on a sheet: somebody known, or somebody first met there.

Every sheet about people says who they are in the same columns; here they become persons, with
their identities, in one way for all registers.  Joined, never looped over (N9).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.registers.declare import Field
from muctieu.registers.intake import Rule, Situation, faults_where
from muctieu.registers.matching import fold_names, match_people
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE, ResidenceKind
from muctieu.registers.sentences import Sentence
from muctieu.registers.write import Changes

COLUMNS: tuple[Field, ...] = (
    IDENTITY["full_name"],
    PERSON["birth_on"],
    replace(PERSON["sex"], required=False),
    replace(IDENTITY["id_number"], max_length=20),
    replace(IDENTITY["phone"], max_length=20),
    IDENTITY["address"],
)
# Nobody alive was born before.
OLDEST_YEAR = 1900

_NUMBER = pl.col("id_number").str.replace_all(r"[\s.\-']", "")
_PHONE = pl.col("phone").str.replace_all(r"[\s.\-'+()]", "").str.replace(r"^84", "0")
_GOOD_PHONE = r"^0?[0-9]{9,10}$"

ID_NUMBER = Rule(
    code="people.id_number",
    columns=("id_number",),
    sentence=Sentence(
        "Số định danh “{value}” không có 9 hoặc 12 chữ số.",
        "The identity number “{value}” has neither 9 nor 12 digits.",
    ),
    remedy=Sentence("Sửa lại số, hoặc để trống ô này.", "Correct it, or leave it blank."),
    breaks=~_NUMBER.str.contains(r"^[0-9]{8,12}$"),
)
PHONE = Rule(
    code="people.phone",
    columns=("phone",),
    sentence=Sentence(
        "Số điện thoại “{value}” không đúng dạng; sẽ không được ghi.",
        "The phone number “{value}” is not well formed and is not kept.",
    ),
    remedy=Sentence("Sửa lại số nếu cần liên lạc.", "Correct it if it is needed."),
    breaks=~_PHONE.str.contains(_GOOD_PHONE),
    refuse=False,
)
TOO_OLD = Rule(
    code="people.too_old",
    columns=("birth_on",),
    sentence=Sentence(
        "Ngày sinh “{value}” trước năm 1900.", "The birth date “{value}” is before 1900."
    ),
    remedy=Sentence("Kiểm tra năm sinh.", "Check the year of birth."),
    breaks=pl.col("birth_on").dt.year() < OLDEST_YEAR,
)
SEVERAL = Rule(
    code="people.several",
    columns=("full_name",),
    sentence=Sentence(
        "Có {hint} người cùng họ tên, ngày sinh và nơi cư trú.",
        "{hint} people have this name, birth date and residence.",
    ),
    remedy=Sentence(
        "Ghi số định danh hoặc số điện thoại để phân biệt.", "Give the identity or phone number."
    ),
)
NUMBER_TAKEN = Rule(
    code="people.number_taken",
    columns=("id_number",),
    sentence=Sentence(
        "Số định danh “{value}” là của người có họ tên và ngày sinh khác, trong sổ hoặc trong tệp.",
        "The identity number “{value}” belongs to somebody of another name and birth, on file or in"
        " this file.",
    ),
    remedy=Sentence("Kiểm tra số, họ tên và ngày sinh.", "Check number, name and birth date."),
)
SEX_OF_NEW = Rule(
    code="people.sex_of_new",
    columns=("sex",),
    sentence=Sentence(
        "Người này chưa có trong sổ nên phải ghi giới tính.",
        "This person is not known yet, so the sex must be given.",
    ),
    remedy=Sentence("Ghi “nam” hoặc “nữ”.", "Write “nam” or “nữ”."),
)
LIVES_ELSEWHERE = Rule(
    code="people.lives_elsewhere",
    columns=("residence",),
    sentence=Sentence(
        "Người này cư trú ở đơn vị khác và chưa có trong sổ; được ghi là ngoài địa bàn cho đến khi đơn vị đó xác nhận.",
        "This person lives in another unit and is not known yet; entered as outside the area until that unit confirms.",
    ),
    remedy=Sentence(
        "Không cần sửa; nơi cư trú xác nhận bằng danh sách cư trú.",
        "Nothing to correct; the unit confirms by its list of residents.",
    ),
    refuse=False,
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    ID_NUMBER, PHONE, TOO_OLD, SEVERAL, NUMBER_TAKEN, SEX_OF_NEW, LIVES_ELSEWHERE
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """Rows with their ``person_id``, the faults of those that have none, and who is new.

    ``new`` has one row a person first met: the earliest of theirs.
    """

    rows: pl.DataFrame
    faults: pl.DataFrame
    new: pl.DataFrame


def id_digits(column: str) -> pl.Expr:
    """An identity number as its 9 or 12 digits, the zeros a spreadsheet dropped put back."""
    digits = pl.col(column).str.replace_all(r"\D", "")
    long = digits.str.len_chars() > 9
    return pl.when(long).then(digits.str.zfill(12)).otherwise(digits.str.zfill(9))


def tidied(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the name folded and numbers as digits, the zeros a spreadsheet dropped put back."""
    phone = _PHONE.str.replace_all(r"\D", "")
    return rows.with_columns(
        fold_names(rows["full_name"]),
        id_digits("id_number").alias("id_number"),
        pl.when(phone.str.contains(_GOOD_PHONE))
        .then("0" + phone.str.strip_chars_start("0"))
        .alias("phone"),
    )


def meet(rows: pl.DataFrame, at: Situation, *, unit: str, on: str) -> Met:
    """Find out who tidied ``rows`` are about; ``unit`` and ``on`` name where and when they lived."""
    wanted = rows.select(
        pl.col("line").alias("row"), "fold", "birth_on",
        pl.col("birth_on_precision").alias("birth_precision"),
        pl.col(unit).alias("unit_id"), "id_number", "phone", pl.col(on).alias("on"),
    )  # fmt: skip
    known = match_people(wanted).rename({"row": "line"})
    found = rows.join(known, on="line", maintain_order="left")
    several = pl.col("candidates") > 1
    taken = pl.col("conflict") | _shared_number()
    lacks_sex = pl.col("person_id").is_null() & pl.col("sex").is_null() & ~several & ~taken
    faults = pl.concat(
        [
            faults_where(found, several, SEVERAL, pl.col("candidates")),
            faults_where(found, taken, NUMBER_TAKEN),
            faults_where(found, lacks_sex, SEX_OF_NEW),
        ]
    )
    clear = found.filter(~several & ~taken & ~lacks_sex)
    numbered, new = _numbered(clear, at, unit, on)
    return Met(numbered, faults, new)


def _shared_number() -> pl.Expr:
    """Somebody first met whose number the same file gives to another name and birth.

    As with people on file, one number with the same name or the same birth is one person's.
    """
    stranger = pl.col("person_id").is_null() & pl.col("id_number").is_not_null()
    names, births = (
        pl.col(one).filter(stranger).n_unique().over("id_number") for one in ("fold", "birth_on")
    )
    return stranger & (names > 1) & (births > 1)


def _numbered(
    rows: pl.DataFrame, at: Situation, unit: str, on: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each person first met an id; rows of one such person share it."""
    words = pl.concat_str(
        "fold", pl.col("birth_on").cast(pl.String), pl.col(unit).cast(pl.String), separator="|"
    )
    unknown = pl.col("person_id").is_null()
    keyed = rows.with_columns(pl.when(unknown).then(pl.coalesce("id_number", words)).alias("key"))
    first = keyed.filter(pl.col("key").is_not_null()).sort(on)
    new = first.unique("key", keep="first", maintain_order=True)
    ids = pl.Series("met", list(at.reserve(PERSON, new.height)), dtype=pl.Int64)
    met = new.select("key").with_columns(ids)
    numbered = keyed.join(met, on="key", how="left", maintain_order="left").with_columns(
        pl.coalesce("person_id", "met").alias("person_id")
    )
    return numbered.drop("met", "key"), new.with_columns(ids.alias("person_id"))


def first_met(met: Met, kept: pl.DataFrame) -> pl.DataFrame:
    """Those first met on lines that are kept."""
    people = kept.select("person_id").unique()
    return met.new.join(people, on="person_id", how="semi", maintain_order="left")


def persons_opened(new: pl.DataFrame) -> Changes:
    """The records of people first met: themselves and their identities."""
    if new.is_empty():
        return Changes()
    people = new.select(
        pl.col("person_id").alias("id"), "sex", "birth_on",
        pl.col("birth_on_precision").alias("birth_precision"),
    )  # fmt: skip
    words = new.select("person_id", "full_name", "fold", "id_number", "phone", "address")
    return Changes().opening(PERSON, people).opening(IDENTITY, words)


def lives_elsewhere(at: Situation) -> pl.Expr:
    """Whether the residence is in a unit whose residents the sender may not enter."""
    if at.by is None:
        return pl.lit(value=False)
    units = units_of(at.by, RESIDENCE.code, Action.ENTER, at.today)
    return pl.lit(value=False) if units is None else ~pl.col("residence_id").is_in(list(units))


def people_met(new: pl.DataFrame, elsewhere: pl.Expr, *, on: str) -> Changes:
    """Records of the people first met, and of where they live.

    Who lives ``elsewhere`` is known there but not counted among the residents: how many they are
    is for that unit to say, and its own list of residents says it.  ``on`` names the day of the
    event that brought them here.
    """
    if new.is_empty():
        return Changes()
    homes = new.select(
        "person_id",
        pl.col("residence_id").alias("unit_id"),
        pl.when(elsewhere)
        .then(pl.lit(ResidenceKind.OUTSIDE.value))
        .otherwise(pl.coalesce("residence_kind", pl.lit("permanent")))
        .alias("kind"),
        # Since when they live there nobody said: at the latest since that day.
        pl.col(on).alias("from_on"),
    )
    return persons_opened(new).opening(RESIDENCE, homes)
