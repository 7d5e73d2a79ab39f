"""A campaign that adds up to the published totals: who got which dose when, where, known when.

Pure: totals, people and dated rules come in, frames come out, the same for the same seed.  By the
place of injection, known today, the people with a first and a second dose on the published day
are exactly the published ones.  Counted by residence, or as known on an earlier day, they are not:
some live elsewhere, some were vaccinated away from home, some doses were entered late, some were
entered wrongly and put right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from muctieu.registers.rehearsal import generator
from muctieu.registers.sentences import Sentence
from muctieu.sectors.vaccination.rules import DoseKind, RuleBook

Numbers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]  # days since 1970-01-01
EPOCH = dt.date(1970, 1, 1)

# Assumptions of the rehearsal.  None of them is a fact about anybody or any place.
COVERED = 0.957  # residents of the allowed ages with a first dose, wherever given
TEENS_COVERED = 0.93  # of those aged 12 to 17
BOTH_ELSEWHERE = 0.012  # residents vaccinated twice away from home
FIRST_ELSEWHERE = 0.006  # of second doses: the first one was given elsewhere
SECOND_ELSEWHERE = 0.003  # of first doses: the second one is given elsewhere
AT_OWN_WARD = 0.88  # residents vaccinated in the city in their own ward
OVERDUE = 0.3  # of those with a first dose only: overdue, not merely waiting
LATE_SHARE, LATE_MEAN_DAYS = 0.012, 9.0
ELSEWHERE_MEAN_DAYS = 8.0
WRONG_SHARE = 0.0025
WRONGS = ("residence", "day", "lot")
# So that all that the published day counts was known when the figures were printed.
LATEST_DAYS, LONGEST_FIX = 20, 15
MISTAKEN_PEOPLE = 0.0016  # of first doses: entered for somebody who got none
SITES_PER_UNIT = 2
OPEN_DAYS = 6  # of a round; then the sites rest until the next one
VIAL_DOSES = {
    "astrazeneca": 10,
    "pfizer": 6,
    "moderna": 14,
    "vero_cell": 1,
    "sputnik_v": 5,
    "abdala": 10,
}

# Which vaccine a round used, by its first day; made up along the order in which they arrived.
_SUPPLY = (
    (dt.date(2021, 10, 14), "pfizer"),
    (dt.date(2021, 8, 10), "vero_cell"),
    (dt.date(2021, 7, 10), "moderna"),
    (dt.date.min, "astrazeneca"),
)


class CannotRehearse(ValueError):
    """The published totals cannot be true of these people and rules; ``sentence`` says why."""

    def __init__(self, vi: str, en: str) -> None:
        self.sentence = Sentence(vi, en)
        super().__init__(vi)


@dataclass(frozen=True)
class Totals:
    """What was published and has to come out."""

    first_doses: int
    second_doses: int
    rounds: int
    since: dt.date
    as_of: dt.date

    def __post_init__(self) -> None:
        if not 0 < self.second_doses <= self.first_doses:
            raise CannotRehearse(
                "Số người tiêm mũi 2 phải lớn hơn 0 và không lớn hơn số người tiêm mũi 1.",
                "Second doses must be above 0 and not above first doses.",
            )
        if self.rounds < 1 or self.since >= self.as_of:
            raise CannotRehearse(
                "Phải có ít nhất một đợt tiêm, và ngày đầu phải trước ngày cuối.",
                "There must be a round, and a first day before the last.",
            )

    @property
    def year_end(self) -> dt.date:
        """Last day of the year of the published figures."""
        return dt.date(self.as_of.year, 12, 31)


@dataclass(frozen=True)
class Round:
    """A round of the rehearsal; ``days`` is its length, ``next_at`` the round of second doses."""

    number: int
    starts: dt.date
    days: int
    vaccine: str
    minimum_age: int
    interval: int
    second: int | None

    @property
    def ends(self) -> dt.date:
        """Last day of the round."""
        return self.starts + dt.timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Campaign:
    """Everything that happened and when it was known, as frames numbered by ``n``."""

    rounds: tuple[Round, ...]
    sessions: pl.DataFrame
    doses: pl.DataFrame
    uses: pl.DataFrame
    allocations: pl.DataFrame


def eligible(people: pl.DataFrame, home: Sequence[int], totals: Totals, book: RuleBook) -> int:
    """How many of ``people`` live in ``home`` and come to be of an age that is vaccinated."""
    residents = people.filter(pl.col("unit_id").is_in(list(home)))
    return len(_adults(residents, totals)) + len(_teens(residents, rounds_of(totals, book)))


def _adults(residents: pl.DataFrame, totals: Totals) -> Numbers:
    age = (pl.lit(totals.since) - pl.col("birth_on")).dt.total_days() / 365.25
    return residents.filter(age >= 18.01)["n"].to_numpy()


def strangers_needed(totals: Totals, eligible: int) -> int:
    """How many people from elsewhere must have come for the totals to be reached."""
    return totals.first_doses + _first_elsewhere(totals) - _residents_here(totals, eligible)


def _first_elsewhere(totals: Totals) -> int:
    return round(FIRST_ELSEWHERE * totals.second_doses)


def _residents_here(totals: Totals, eligible: int) -> int:
    """Residents whose first or second dose was given in the city."""
    covered = round((COVERED - BOTH_ELSEWHERE) * eligible)
    return min(covered, round(0.95 * (totals.first_doses + _first_elsewhere(totals))))


def rounds_of(totals: Totals, book: RuleBook) -> tuple[Round, ...]:
    """The published number of rounds, evenly over the time, and those to the end of the year."""
    span = (totals.as_of - totals.since).days + 1
    starts = [
        totals.since + dt.timedelta(days=at * span // totals.rounds) for at in range(totals.rounds)
    ]
    gap = max(span // totals.rounds, 1)
    open_days = min(gap, OPEN_DAYS)
    lengths = [open_days] * (totals.rounds - 1) + [(totals.as_of - starts[-1]).days + 1]
    day = totals.as_of + dt.timedelta(days=1)
    while (totals.year_end - day).days >= gap - 1:
        starts.append(day)
        lengths.append(gap)
        day += dt.timedelta(days=gap)
    vaccines = [next(name for first, name in _SUPPLY if day >= first) for day in starts]
    return tuple(
        Round(
            at + 1,
            starts[at],
            lengths[at],
            vaccines[at],
            _age(book, vaccines[at], starts[at]),
            *_second_round(at, starts, vaccines[at], totals, book),
        )
        for at in range(len(starts))
    )


def _age(book: RuleBook, vaccine: str, on: dt.date) -> int:
    rule = book.age_rule(vaccine, on)
    return 0 if rule is None or rule.value is None else rule.value


def _second_round(
    at: int, starts: Sequence[dt.date], vaccine: str, totals: Totals, book: RuleBook
) -> tuple[int, int | None]:
    """Days to the second dose, and the round of it; no round when it is after the published day."""
    for later in range(at + 1, totals.rounds):
        rule = book.interval_rule(vaccine, vaccine, starts[later])
        days = (starts[later] - starts[at]).days
        if rule is not None and rule.value is not None and days >= rule.value:
            return days, later
    rule = book.interval_rule(vaccine, vaccine, totals.as_of)
    return (28 if rule is None or rule.value is None else rule.value), None


def _days(day: dt.date) -> int:
    return (day - EPOCH).days


def run_campaign(
    people: pl.DataFrame,
    home: Sequence[int],
    elsewhere: int,
    totals: Totals,
    book: RuleBook,
    seed: int,
) -> Campaign:
    """The campaign over ``people`` (n, birth_on, unit_id; residents of ``home`` or strangers).

    ``elsewhere`` is the unit that stands for every place outside.  Raises
    :class:`CannotRehearse` when the totals do not fit the people or the rules.
    """
    rounds = rounds_of(totals, book)
    plan = _who_when(people, home, totals, rounds, seed)
    doses = _doses(plan, people, home, elsewhere, totals, rounds, seed)
    doses = doses.join(_lots(rounds), on=["round", "vaccine"], how="left", maintain_order="left")
    doses = doses.with_columns(
        pl.when(pl.col("unit_id") == elsewhere).then(None).otherwise("lot").alias("lot"),
    )
    sessions = _sessions(doses, elsewhere)
    doses = doses.join(
        sessions.select(
            "unit_id", "site", pl.col("held_on").alias("given_on"), pl.col("n").alias("session")
        ),
        on=["unit_id", "site", "given_on"],
        how="left",
        maintain_order="left",
    )
    uses = _uses(doses)
    known = _known(doses, people, elsewhere, totals, seed)
    return Campaign(rounds, sessions, known, uses, _allocations(uses, rounds))


def _who_when(
    people: pl.DataFrame,
    home: Sequence[int],
    totals: Totals,
    rounds: Sequence[Round],
    seed: int,
) -> pl.DataFrame:
    """One row a vaccinated person: n, role, round of the first dose, days of both doses."""
    rng = generator(seed, "campaign")
    lives_here = pl.col("unit_id").is_in(list(home))
    adults = _adults(people.filter(lives_here), totals)
    teens = _teens(people.filter(lives_here), rounds)
    strangers = people.filter(~lives_here)["n"].to_numpy()
    allowed = len(adults) + len(teens)
    here = _residents_here(totals, allowed)
    young = rng.permutation(teens)[: round(TEENS_COVERED * len(teens) * here / max(allowed, 1))]
    grown = _by_chance(people.filter(lives_here & pl.col("n").is_in(adults)), rng)
    away = round(BOTH_ELSEWHERE * allowed)
    need = here - len(young)
    if need < 0 or need + away > len(grown):
        raise CannotRehearse(
            "Không đủ người trong độ tuổi cho các tổng số này.",
            "There are not enough people of the allowed ages for these totals.",
        )
    adults_here = np.concatenate([grown[:need], strangers])
    roles = _roles(len(adults_here), len(young), totals, rng)
    adult_rows = _timed(adults_here, roles[0], rounds, totals, rng)
    teen_rows = _timed(young, roles[1], [r for r in rounds if r.minimum_age < 18], totals, rng)
    away_rows = _timed(grown[need : need + away], np.full(away, "away"), rounds, totals, rng)
    return pl.concat([adult_rows, teen_rows, away_rows])


def _by_chance(residents: pl.DataFrame, rng: np.random.Generator) -> Numbers:
    """Residents in the order in which they come: wards come more and less readily.

    Drawn without replacement with weights, so that coverage differs from ward to ward.
    """
    units = residents["unit_id"].unique().sort()
    readiness = dict(zip(units, np.exp(rng.normal(0, 0.5, len(units))), strict=True))
    weight = residents["unit_id"].replace_strict(readiness, return_dtype=pl.Float64).to_numpy()
    order = np.argsort(rng.exponential(1.0, residents.height) / weight, kind="stable")
    return residents["n"].to_numpy()[order]


def _teens(residents: pl.DataFrame, rounds: Sequence[Round]) -> Numbers:
    """Residents who are no adults on the first day but old enough in the rounds for the young."""
    young = [one for one in rounds if one.minimum_age < 18 and one.second is not None]
    if not young:
        return np.zeros(0, dtype=np.int64)
    first = young[0]
    age_then = (pl.lit(first.starts) - pl.col("birth_on")).dt.total_days() / 365.25
    age_first = (pl.lit(rounds[0].starts) - pl.col("birth_on")).dt.total_days() / 365.25
    return residents.filter((age_then >= first.minimum_age + 0.01) & (age_first < 18.01))[
        "n"
    ].to_numpy()


def _roles(
    adults: int, teens: int, totals: Totals, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """What becomes of each person: so many of each kind that the totals come out exactly.

    first = both + second_elsewhere + first_only; second = both + first_elsewhere.
    """
    first_elsewhere = _first_elsewhere(totals)
    both = totals.second_doses - first_elsewhere
    rest = totals.first_doses - both
    second_elsewhere = min(round(SECOND_ELSEWHERE * totals.first_doses), rest)
    first_only = rest - second_elsewhere
    overdue = round(OVERDUE * first_only)
    names = np.repeat(
        ["both", "first_elsewhere", "second_elsewhere", "overdue", "waiting"],
        [both, first_elsewhere, second_elsewhere, overdue, first_only - overdue],
    )
    if len(names) != adults + teens:
        raise CannotRehearse(
            f"Cần {len(names)} người mà chỉ có {adults + teens}.",
            f"{len(names)} people are needed and {adults + teens} are there.",
        )
    shuffled = rng.permutation(names)
    return shuffled[:adults], shuffled[adults:]


def _timed(
    people: Numbers,
    roles: npt.NDArray[np.str_],
    rounds: Sequence[Round],
    totals: Totals,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Round and days of both doses.  Who waits started too late for a second dose by the day."""
    published = [one for one in rounds if one.number <= totals.rounds]
    finished = [one for one in published if one.second is not None]
    late = [one for one in published if one.second is None]
    if len(people) and not finished:
        raise CannotRehearse(
            "Số đợt quá ít để kịp tiêm mũi 2: hãy tăng số đợt.",
            "The rounds leave no time for a second dose: more rounds are needed.",
        )
    waiting = (roles == "waiting") & bool(late)
    chosen = np.where(
        waiting, _draw(late or finished, len(people), rng), _draw(finished, len(people), rng)
    )
    by_number = {one.number: one for one in published}
    lengths = np.array([by_number[int(number)].days for number in chosen], dtype=np.int64)
    starts = np.array([_days(by_number[int(number)].starts) for number in chosen], dtype=np.int64)
    intervals = np.array([by_number[int(number)].interval for number in chosen], dtype=np.int64)
    first_on = starts + rng.integers(0, np.maximum(lengths, 1))
    second_on = first_on + intervals
    return pl.DataFrame(
        {"n": people, "role": roles, "round": chosen, "first_on": first_on, "second_on": second_on}
    ).with_columns(_after_the_day(totals, rng, len(people)))


def _draw(rounds: Sequence[Round], count: int, rng: np.random.Generator) -> Numbers:
    """Round numbers, few in the first rounds and most in the later ones."""
    if not rounds:
        return np.zeros(count, dtype=np.int64)
    at = np.arange(len(rounds))
    weights = 1 / (1 + np.exp(-(at - len(rounds) * 0.55) / max(len(rounds) * 0.12, 0.5))) + 0.02
    return rng.choice([one.number for one in rounds], size=count, p=weights / weights.sum()).astype(
        np.int64
    )


def _after_the_day(totals: Totals, rng: np.random.Generator, count: int) -> pl.Expr:
    """Second doses of those who had only a first one by the published day come after it, or not."""
    end, day = _days(totals.year_end), _days(totals.as_of)
    delay = pl.Series("delay", rng.integers(1, max(end - day, 2), count))
    comes = pl.Series("comes", rng.random(count) < 0.75)
    due = pl.max_horizontal(pl.col("second_on"), pl.lit(day) + pl.lit(delay))
    waits = pl.col("role").is_in(["waiting", "overdue"])
    later = pl.when(pl.lit(comes) & (due <= end)).then(due)
    return pl.when(waits).then(later).otherwise("second_on").alias("second_on")


def _doses(
    plan: pl.DataFrame,
    people: pl.DataFrame,
    home: Sequence[int],
    elsewhere: int,
    totals: Totals,
    rounds: Sequence[Round],
    seed: int,
) -> pl.DataFrame:
    """One row a dose: n (person), dose_no, kind, vaccine, round, given_on, unit, residence, site."""
    rng = generator(seed, "places")
    vaccine = pl.col("round").replace_strict(
        {one.number: one.vaccine for one in rounds}, return_dtype=pl.String
    )
    first_away = pl.col("role").is_in(["first_elsewhere", "away"])
    second_away = pl.col("role").is_in(["second_elsewhere", "away"])
    plan = plan.with_columns(vaccine.alias("vaccine"))
    firsts = plan.select(
        "n",
        pl.lit(1).alias("dose_no"),
        "vaccine",
        pl.col("first_on").alias("day"),
        first_away.alias("away"),
    )
    seconds = plan.filter(pl.col("second_on").is_not_null()).select(
        "n",
        pl.lit(2).alias("dose_no"),
        "vaccine",
        pl.col("second_on").alias("day"),
        second_away.alias("away"),
    )
    more = _more_doses(plan, people, home, totals, rng)
    doses = (
        pl.concat([firsts, seconds, more])
        .with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date).alias("given_on"))
        .join(
            people.select("n", pl.col("unit_id").alias("residence_id")),
            on="n",
            maintain_order="left",
        )
    )
    return _placed(doses, home, elsewhere, rng).join_asof(
        pl.DataFrame(
            {"given_on": [one.starts for one in rounds], "round": [one.number for one in rounds]}
        ),
        on="given_on",
        check_sortedness=False,
    )


def _more_doses(
    plan: pl.DataFrame,
    people: pl.DataFrame,
    home: Sequence[int],
    totals: Totals,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """After the published day: first doses of some who had none, additional doses of some old."""
    end, day = _days(totals.year_end), _days(totals.as_of)
    age = (pl.lit(totals.as_of) - pl.col("birth_on")).dt.total_days() / 365.25
    none_yet = people.filter(pl.col("unit_id").is_in(list(home)) & (age >= 19)).join(
        plan, on="n", how="anti"
    )
    newly = rng.permutation(none_yet["n"].to_numpy())[: round(0.005 * totals.first_doses)]
    old = plan.join(people.filter(age >= 60), on="n").filter(pl.col("second_on") <= day - 20)
    extra = rng.permutation(old["n"].to_numpy())[: round(0.008 * totals.first_doses)]
    from_day = max(day + 10, _days(dt.date(2021, 12, 1)))
    additional = (
        rng.integers(from_day, end + 1, len(extra))
        if from_day <= end
        else np.zeros(0, dtype=np.int64)
    )
    first = rng.integers(day + 1, end + 1, len(newly)) if day < end else np.zeros(0, dtype=np.int64)
    parts = [
        pl.DataFrame({"n": newly[: len(first)], "dose_no": 1, "vaccine": "pfizer", "day": first, "away": False}),
        pl.DataFrame({"n": extra[: len(additional)], "dose_no": 3, "vaccine": "pfizer", "day": additional, "away": False}),
    ]  # fmt: skip
    numbers = [pl.col("n", "day").cast(pl.Int64), pl.col("dose_no").cast(pl.Int32)]
    columns = ("n", "dose_no", "vaccine", "day", "away")
    return pl.concat([part.with_columns(numbers).select(columns) for part in parts])


def _placed(
    doses: pl.DataFrame, home: Sequence[int], elsewhere: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Give each dose its unit and site: mostly the own ward, else another one of the city."""
    count = doses.height
    other = np.asarray(home, dtype=np.int64)[rng.integers(0, len(home), count)]
    own = (rng.random(count) < AT_OWN_WARD) & np.isin(doses["residence_id"].to_numpy(), home)
    unit = np.where(own, doses["residence_id"].to_numpy(), other)
    unit = np.where(doses["away"].to_numpy(), elsewhere, unit)
    site = rng.integers(1, SITES_PER_UNIT + 1, count)
    return doses.with_columns(
        pl.Series("unit_id", unit).cast(pl.Int64),
        pl.when(pl.col("away"))
        .then(pl.lit("Điểm tiêm ngoài địa bàn"))
        .otherwise(pl.concat_str(pl.lit("Điểm tiêm mẫu "), pl.Series("s", site).cast(pl.String)))
        .alias("site"),
        pl.when(pl.col("dose_no") > 2)
        .then(pl.lit(DoseKind.ADDITIONAL.value))
        .otherwise(pl.lit(DoseKind.PRIMARY.value))
        .alias("kind"),
    ).sort("given_on", "n", "dose_no")


def _lots(rounds: Sequence[Round]) -> pl.DataFrame:
    """One lot a round and vaccine, marked as made up."""
    pairs = [(one.number, name) for one in rounds for name in VIAL_DOSES]
    frame = pl.DataFrame(pairs, schema={"round": pl.Int64(), "vaccine": pl.String()}, orient="row")
    letter = pl.col("vaccine").str.head(2).str.to_uppercase()
    lot = pl.concat_str(pl.lit("MAU-"), letter, pl.col("round").cast(pl.String).str.zfill(2))
    return frame.with_columns(lot.alias("lot"))


def _sessions(doses: pl.DataFrame, elsewhere: int) -> pl.DataFrame:
    """Every site and day with a dose, numbered in the order of days."""
    held = (
        doses.filter(pl.col("unit_id") != elsewhere)
        .group_by(pl.col("given_on").alias("held_on"), "unit_id", "site", "round")
        .len("given")
        .sort("held_on", "unit_id", "site")
    )
    return held.with_columns(
        pl.int_range(pl.len()).cast(pl.Int64).alias("n"),
        (pl.col("given") // 120 + 1).cast(pl.Int64).alias("tables"),
        (pl.col("given") * 21 // 20 + 3).cast(pl.Int64).alias("planned"),
    )


def _uses(doses: pl.DataFrame) -> pl.DataFrame:
    """Vaccine of each session and lot: whole vials are opened, what is left in them is wasted."""
    used = (
        doses.filter(pl.col("session").is_not_null())
        .group_by(
            "session", "unit_id", pl.col("given_on").alias("used_on"), "vaccine", "lot", "round"
        )
        .len("used")
        .sort("session", "lot")
    )
    vial = pl.col("vaccine").replace_strict(VIAL_DOSES, return_dtype=pl.Int64)
    vials = (pl.col("used") + vial - 1) // vial
    return used.with_columns(
        pl.col("used").cast(pl.Int64),
        (vials * vial - pl.col("used")).cast(pl.Int64).alias("wasted"),
        (vial * (pl.col("session") % 5 == 0)).cast(pl.Int64).alias("returned"),
    ).with_columns((pl.col("used") + pl.col("wasted") + pl.col("returned")).alias("received"))


def _allocations(uses: pl.DataFrame, rounds: Sequence[Round]) -> pl.DataFrame:
    """One allocation a round and lot, enough for what its sessions used and wasted."""
    starts = {one.number: one.starts for one in rounds}
    needed = (pl.col("used") + pl.col("wasted")).sum()
    return (
        uses.group_by("round", "vaccine", "lot")
        .agg(((needed * 103 // 100 + 59) // 60 * 60).alias("doses"))
        .sort("round", "vaccine")
        .with_columns(
            pl.col("round")
            .replace_strict(starts, return_dtype=pl.Date)
            .dt.offset_by("-3d")
            .alias("allocated_on"),
        )
        .with_columns(
            pl.col("allocated_on").dt.offset_by("150d").alias("expires_on"),
            pl.concat_str(pl.lit("QĐ mẫu "), pl.col("round").cast(pl.String)).alias("number"),
        )
    )


def _known(
    doses: pl.DataFrame, people: pl.DataFrame, elsewhere: int, totals: Totals, seed: int
) -> pl.DataFrame:
    """When each dose was known, how it was first entered, and the ones that should not be there.

    ``known_on`` is the day of entry; ``fixed_on`` the day on which a wrong entry was put right or,
    where ``mistaken``, withdrawn; ``wrong`` says what was wrong: residence, day, lot.
    """
    rng = generator(seed, "known")
    mistaken = _mistaken(doses, people, elsewhere, totals, rng)
    everything = pl.concat(
        [doses.with_columns(pl.lit(value=False).alias("mistaken")), mistaken], how="diagonal"
    )
    count = everything.height
    away = everything["unit_id"].to_numpy() == elsewhere
    late = rng.random(count) < LATE_SHARE
    mean = np.where(away, ELSEWHERE_MEAN_DAYS, LATE_MEAN_DAYS)
    delay = np.where(late | away, 1 + np.floor(rng.exponential(mean)), 0)
    delays = pl.Series("delay", np.minimum(delay, LATEST_DAYS).astype(np.int64))
    what = pl.Series("what", np.array(WRONGS)[rng.integers(0, len(WRONGS), count)])
    slips = pl.Series("slips", rng.random(count) < WRONG_SHARE)
    fix = pl.Series("fix", rng.integers(2, LONGEST_FIX + 1, count))
    wrong = pl.when(pl.lit(slips) & ~pl.col("mistaken")).then(pl.lit(what)).alias("wrong")
    told = (pl.col("given_on") + pl.duration(days=pl.lit(delays))).cast(pl.Date)
    entered = everything.with_columns(told.alias("known_on"), wrong)
    books = _book_days(doses, totals)
    known = _on_book_day(entered, "known_on", books)
    fixed = (pl.col("known_on") + pl.duration(days=pl.lit(fix))).cast(pl.Date)
    put_right = pl.col("mistaken") | pl.col("wrong").is_not_null()
    known = known.with_columns(pl.when(put_right).then(fixed).alias("fixed_on"))
    return _on_book_day(known, "fixed_on", books).sort("known_on", "given_on", "n", "dose_no")


def _book_days(doses: pl.DataFrame, totals: Totals) -> pl.Series:
    """Days on which books are written: those with doses, and every day after the year."""
    end = totals.year_end
    after = [end + dt.timedelta(days=at) for at in range(1, 1 + LATEST_DAYS + LONGEST_FIX)]
    return pl.concat([doses["given_on"].unique(), pl.Series(after)]).sort()


def _on_book_day(entries: pl.DataFrame, day: str, books: pl.Series) -> pl.DataFrame:
    """Entries with ``day`` moved to the next day on which books are written."""
    at = books.search_sorted(entries[day].fill_null(books[0]), side="left")
    moved = books.gather(at.clip(0, len(books) - 1))
    return entries.with_columns(
        pl.when(pl.col(day).is_not_null()).then(moved.alias(day)).alias(day)
    )


def _mistaken(
    doses: pl.DataFrame,
    people: pl.DataFrame,
    elsewhere: int,
    totals: Totals,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """First doses entered for residents who never got one, copied from doses really given."""
    age = (pl.lit(totals.since) - pl.col("birth_on")).dt.total_days() / 365.25
    never = people.filter((age >= 19) & (pl.col("unit_id") != elsewhere)).join(
        doses, on="n", how="anti"
    )
    count = min(round(MISTAKEN_PEOPLE * totals.first_doses), never.height)
    whose = never[np.sort(rng.permutation(never.height)[:count])]
    given = doses.filter(
        (pl.col("dose_no") == 1)
        & (pl.col("unit_id") != elsewhere)
        & (pl.col("given_on") <= totals.as_of)
    )
    copied = given[np.sort(rng.permutation(given.height)[:count])]
    return copied.with_columns(
        whose["n"], whose["unit_id"].alias("residence_id"), pl.lit(value=True).alias("mistaken")
    )
