"""A made-up population of exactly the size that was published.

Nothing here describes anybody: names carry the mark "(mẫu)", identity numbers a province code
that was never given out, phones cannot be dialled, and there are no streets.  Sizes of wards are
synthetic unless a fact is named; ages follow the national shares.  The same seed gives the same
bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from muctieu.kernels.vietnamese.text import fold

# Population of Viet Nam by ten years of age, UN World Population Prospects 2019, as collected in
# covasim's country_age_data (MIT).
NATIONAL_AGES: tuple[tuple[int, int, int], ...] = (
    (0, 10, 15_478_572),
    (10, 20, 13_599_041),
    (20, 30, 15_389_495),
    (30, 40, 16_200_926),
    (40, 50, 13_572_964),
    (50, 60, 11_109_965),
    (60, 70, 7_342_685),
    (70, 80, 2_778_470),
    (80, 100, 1_866_461),
)
# Households of 1 to 8 people; the weights give a mean of 3.78 (UN DESA: 3.783).
HOUSEHOLD_SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
HOUSEHOLD_WEIGHTS = (0.08, 0.15, 0.22, 0.27, 0.14, 0.08, 0.04, 0.02)

MARK = "(mẫu)"
# Identity numbers begin with the code of a province; those given out end at 096.
NO_PROVINCE = "999"
# No Vietnamese number begins so: after the trunk 0 comes 2, 3, 5, 7, 8 or 9.
NO_PHONE = "0000"
# Above this age a share of people is known by the year of birth only.
YEAR_ONLY_FROM_AGE, YEAR_ONLY_SHARE = 55, 0.08

_SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Dương",
    "Lý",
)
_MIDDLE = {
    "female": ("Thị", "Ngọc", "Thu", "Thanh", "Minh", "Hồng"),
    "male": ("Văn", "Đức", "Hữu", "Quang", "Minh", "Xuân"),
}
_GIVEN = {
    "female": ("Hoa", "Lan", "Mai", "Hương", "Thủy", "Nga", "Hằng", "Yến", "Loan", "Oanh", "Phượng", "Thảo",
               "Huệ", "Nhung", "Tuyết", "Vân", "Ánh", "Bích", "Diệp", "Quỳnh"),
    "male": ("An", "Bình", "Cường", "Dũng", "Hải", "Hòa", "Hùng", "Kiên", "Long", "Nam", "Phúc", "Sơn",
             "Thắng", "Tuấn", "Việt", "Đạt", "Khánh", "Lâm", "Thành", "Trung"),
}  # fmt: skip
_WORDS_FEMALE = np.array([f"{m} {g}" for m in _MIDDLE["female"] for g in _GIVEN["female"]])
_WORDS_MALE = np.array([f"{m} {g}" for m in _MIDDLE["male"] for g in _GIVEN["male"]])


@dataclass(frozen=True)
class Place:
    """A unit to be peopled, with how many."""

    unit: int
    code: str
    people: int


@dataclass(frozen=True)
class Population:
    """Frames of people, numbered from 0 in ``n``, ready to be given ids.

    ``people``: n, sex, birth_on, birth_precision, unit_id, from_on, kind, household (its number in
    ``households``, null for those who live elsewhere) and the words of the identity.
    """

    people: pl.DataFrame
    households: pl.DataFrame


def generator(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each purpose, so that one more draw here moves nothing there."""
    words = [int.from_bytes(name.encode(), "little") % 2**32 for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def shared_out(total: int, weights: Mapping[str, int], fixed: Mapping[str, int]) -> dict[str, int]:
    """Whole numbers by ``weights`` that add up to ``total``; those in ``fixed`` are as given.

    Largest remainders get the ones left over.  When the fixed ones leave nothing to share
    (another published file), they are shared out like the rest.
    """
    held = {code: number for code, number in fixed.items() if code in weights}
    rest = total - sum(held.values())
    free = {code: weight for code, weight in weights.items() if code not in held}
    if rest < len(free):
        held, rest, free = {}, total, dict(weights)
    exact = {code: Fraction(rest * weight, sum(free.values())) for code, weight in free.items()}
    whole = {code: int(share) for code, share in exact.items()}
    order = sorted(free, key=lambda code: (whole[code] - exact[code], code))
    for code in order[: rest - sum(whole.values())]:
        whole[code] += 1
    return {code: (held | whole)[code] for code in weights}


def populate(places: Sequence[Place], on: dt.date, seed: int) -> Population:
    """Residents of ``places`` in households, of the national ages on ``on``."""
    rng = generator(seed, "residents")
    sizes = [_household_sizes(place.people, rng) for place in places]
    homes = [len(ones) for ones in sizes]
    households = pl.DataFrame(
        {
            "unit_id": np.repeat([place.unit for place in places], homes),
            "code": [
                f"{place.code}-{at + 1:05d}"
                for place, many in zip(places, homes, strict=True)
                for at in range(many)
            ],
        },
        schema={"unit_id": pl.Int64(), "code": pl.String()},
    )
    total = sum(place.people for place in places)
    people = _people(total, 0, _birth_days(total, on, rng), on, rng).with_columns(
        pl.Series("unit_id", np.repeat([p.unit for p in places], [p.people for p in places])).cast(
            pl.Int64
        ),
        pl.Series("household", np.repeat(np.arange(sum(homes)), np.concatenate(sizes))).cast(
            pl.Int64
        ),
        pl.Series("kind", np.where(rng.random(total) < 0.9, "permanent", "temporary")),
    )
    return Population(people, households)


def strangers(count: int, first: int, unit: int, on: dt.date, seed: int) -> pl.DataFrame:
    """Adults of working age who live in ``unit``, outside the area, numbered from ``first``."""
    rng = generator(seed, "strangers")
    days = rng.integers(19 * 366, 59 * 365, count)
    births = np.datetime64(on, "D") - days.astype("timedelta64[D]")
    return _people(count, first, births, on, rng).with_columns(
        pl.lit(unit, pl.Int64).alias("unit_id"),
        pl.lit(None, pl.Int64).alias("household"),
        pl.lit("outside").alias("kind"),
    )


def _household_sizes(
    people: int, rng: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Sizes of households that add up to ``people``; the last one is cut to fit."""
    if people == 0:
        return np.zeros(0, dtype=np.int64)
    drawn = rng.choice(HOUSEHOLD_SIZES, size=people // 3 + 16, p=HOUSEHOLD_WEIGHTS)
    ends = np.cumsum(drawn)
    last = int(np.searchsorted(ends, people))
    if last >= len(drawn):
        return np.append(drawn, people - ends[-1]).astype(np.int64)
    sizes = drawn[: last + 1].astype(np.int64)
    sizes[-1] -= ends[last] - people
    return sizes


def _birth_days(
    count: int, on: dt.date, rng: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    shares = np.array([people for _, _, people in NATIONAL_AGES], dtype=float)
    bins = rng.choice(len(NATIONAL_AGES), size=count, p=shares / shares.sum())
    low = np.array([first for first, _, _ in NATIONAL_AGES])[bins] * 365.25
    high = np.array([end for _, end, _ in NATIONAL_AGES])[bins] * 365.25
    days = np.floor(low + rng.random(count) * (high - low)).astype("timedelta64[D]")
    return np.datetime64(on, "D") - days


def _people(
    count: int,
    first: int,
    births: np.ndarray[tuple[int], np.dtype[np.datetime64]],
    on: dt.date,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """People numbered from ``first``, born on ``births``, with made-up identities."""
    female = rng.random(count) < 0.5
    surname = np.array(_SURNAMES)[rng.integers(0, len(_SURNAMES), count)]
    word = rng.integers(0, len(_WORDS_MALE), count)
    team = rng.integers(1, 31, count)
    chance = rng.random(count)
    has_phone = rng.random(count) < 0.85
    frame = pl.DataFrame(
        {
            "n": np.arange(first, first + count),
            "sex": np.where(female, "female", "male"),
            "birth_on": pl.Series(births.astype("datetime64[D]")).cast(pl.Date),
            "surname": surname,
            "words": np.where(female, _WORDS_FEMALE[word], _WORDS_MALE[word]),
            "team": team,
            "chance": chance,
            "has_phone": has_phone,
        }
    )
    age = (pl.lit(on) - pl.col("birth_on")).dt.total_days() / 365.25
    year_only = (age >= YEAR_ONLY_FROM_AGE) & (pl.col("chance") < YEAR_ONLY_SHARE)
    return (
        frame.with_columns(
            pl.when(year_only).then(pl.lit("year")).otherwise(pl.lit("day")).alias("birth_precision"),
            pl.when(year_only).then(pl.col("birth_on").dt.truncate("1y")).otherwise("birth_on").alias("birth_on"),
            pl.concat_str("surname", pl.lit(f" {MARK} "), "words").alias("full_name"),
        )
        .join(_folds(frame["surname"].unique(), frame["words"].unique()), on=["surname", "words"], maintain_order="left")
        .with_columns(
            pl.when(age >= 14).then(_id_number()).alias("id_number"),
            pl.when((age >= 10) & pl.col("has_phone"))
            .then(pl.concat_str(pl.lit(NO_PHONE), pl.col("n").cast(pl.String).str.zfill(6)))
            .alias("phone"),
            pl.concat_str(pl.lit("Tổ mẫu "), pl.col("team").cast(pl.String)).alias("address"),
        )
        .select("n", "sex", "birth_on", "birth_precision", "full_name", "fold", "id_number", "phone", "address")
    )  # fmt: skip


def _id_number() -> pl.Expr:
    """Twelve digits in the form of the real ones: province, century and sex, year, serial."""
    century = (pl.col("birth_on").dt.year() // 100 - 19) * 2
    sex = century + (pl.col("sex") == "female").cast(pl.Int32)
    year = (pl.col("birth_on").dt.year() % 100).cast(pl.String).str.zfill(2)
    serial = pl.col("n").cast(pl.String).str.zfill(6)
    return pl.concat_str(pl.lit(NO_PROVINCE), sex.cast(pl.String), year, serial)


def _folds(surnames: pl.Series, words: pl.Series) -> pl.DataFrame:
    """The folded spelling of every name that occurs, worked out once each."""
    pairs = pl.DataFrame({"surname": surnames}).join(pl.DataFrame({"words": words}), how="cross")
    folded = [fold(f"{one} {MARK} {other}") for one, other in pairs.iter_rows()]
    return pairs.with_columns(pl.Series("fold", folded))
