"""The rehearsed campaign: it fits what was published, keeps the rules, and two clocks differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl
import pytest

from muctieu.registers.rehearsal import Place, populate, strangers
from muctieu.sectors.vaccination.rehearsal.campaign import (
    Campaign,
    CannotRehearse,
    Totals,
    eligible,
    rounds_of,
    run_campaign,
    strangers_needed,
)
from muctieu.sectors.vaccination.rules import RuleBook, dose_checks, shipped_rules

BOOK = RuleBook.at(shipped_rules(), ["22", "195"])
HOME, ELSEWHERE = [11, 12, 13], 1
# The published totals divided by 50, over a fiftieth of the people.
TOTALS = Totals(3301, 3248, 23, dt.date(2021, 4, 23), dt.date(2021, 12, 4))
PLACES = (Place(11, "a", 2000), Place(12, "b", 1200), Place(13, "c", 605))


@dataclass(frozen=True)
class Played:
    people: pl.DataFrame
    campaign: Campaign

    @property
    def real(self) -> pl.DataFrame:
        return self.campaign.doses.filter(~pl.col("mistaken"))


def played(totals: Totals = TOTALS, seed: int = 2021) -> Played:
    residents = populate(PLACES, totals.as_of, seed).people
    needed = strangers_needed(totals, eligible(residents, HOME, totals, BOOK))
    others = strangers(needed, residents.height, ELSEWHERE, totals.as_of, seed)
    people = pl.concat([residents, others], how="diagonal")
    return Played(people, run_campaign(people, HOME, ELSEWHERE, totals, BOOK, seed))


@pytest.fixture(scope="module")
def year() -> Played:
    return played()


def counted(doses: pl.DataFrame, number: int, totals: Totals = TOTALS) -> int:
    """People with that dose by the place of injection on the published day."""
    here = (pl.col("unit_id") != ELSEWHERE) & (pl.col("given_on") <= totals.as_of)
    return doses.filter(here & (pl.col("dose_no") == number))["n"].n_unique()


@pytest.mark.parametrize(
    "totals",
    [
        TOTALS,
        Totals(3301, 3000, 23, dt.date(2021, 4, 23), dt.date(2021, 12, 4)),
        Totals(1500, 1500, 12, dt.date(2021, 4, 23), dt.date(2021, 12, 4)),
        Totals(900, 500, 5, dt.date(2022, 1, 10), dt.date(2022, 9, 30)),
    ],
)
def test_the_totals_come_out_exactly_whatever_was_published(totals: Totals) -> None:
    doses = played(totals).real

    assert (counted(doses, 1, totals), counted(doses, 2, totals)) == (
        totals.first_doses,
        totals.second_doses,
    )


def test_as_many_rounds_begin_by_the_published_day_as_were_published(year: Played) -> None:
    starts = [one.starts for one in year.campaign.rounds]

    assert starts[0] == TOTALS.since
    assert sum(day <= TOTALS.as_of for day in starts) == 23
    assert year.campaign.rounds[22].ends == TOTALS.as_of


def test_by_residence_the_figure_is_another_one_and_below_the_whole(year: Played) -> None:
    age = (pl.lit(TOTALS.as_of) - pl.col("birth_on")).dt.total_days() / 365.25
    residents = year.people.filter(pl.col("unit_id").is_in(HOME) & (age >= 12))
    by_then = year.real.filter((pl.col("dose_no") == 1) & (pl.col("given_on") <= TOTALS.as_of))
    vaccinated = by_then.join(residents, on="n")["n"].n_unique()

    assert vaccinated < residents.height
    assert vaccinated != counted(year.real, 1)


def test_what_was_known_on_the_day_differs_from_what_is_known_now(year: Played) -> None:
    day = TOTALS.as_of
    gone = pl.col("mistaken") & (pl.col("fixed_on") <= day)
    known = year.campaign.doses.filter((pl.col("known_on") <= day) & ~gone)

    assert counted(known, 2) < counted(year.real, 2)


def test_some_entries_are_late_some_wrong_some_of_somebody_who_got_none(year: Played) -> None:
    doses = year.campaign.doses

    assert (doses["known_on"] > doses["given_on"]).any()
    assert doses["wrong"].drop_nulls().len() > 0
    assert doses.filter("mistaken")["fixed_on"].null_count() == 0
    assert doses.filter("mistaken").height > 0


def test_no_entry_is_earlier_than_what_it_tells_of(year: Played) -> None:
    doses = year.campaign.doses

    assert (doses["known_on"] >= doses["given_on"]).all()
    fixed = doses.filter(pl.col("fixed_on").is_not_null())
    assert (fixed["fixed_on"] > fixed["known_on"]).all()


def test_what_the_published_day_counts_was_known_when_it_was_printed(year: Played) -> None:
    counted_ones = year.campaign.doses.filter(pl.col("given_on") <= TOTALS.as_of)

    last = counted_ones.select(
        pl.max_horizontal(pl.col("known_on").max(), pl.col("fixed_on").max())
    )
    assert last.item() <= dt.date(2022, 1, 12)


def test_there_are_doses_after_the_published_day_until_the_end_of_the_year(year: Played) -> None:
    later = year.real.filter(pl.col("given_on") > TOTALS.as_of)

    assert later.height > 0
    assert year.real["given_on"].max() <= dt.date(2021, 12, 31)


def test_every_dose_keeps_the_rules_of_its_day(year: Played) -> None:
    order = year.real.sort("n", "dose_no").with_columns(
        pl.col("given_on").shift(1).over("n").alias("previous_on"),
        pl.col("vaccine").shift(1).over("n").alias("previous_vaccine"),
        pl.col("given_on").shift(-1).over("n").alias("next_on"),
    )
    lots = year.campaign.allocations.select(
        "lot",
        pl.col("vaccine").alias("lot_vaccine"),
        pl.col("allocated_on").alias("lot_from_on"),
        pl.col("expires_on").alias("lot_expires_on"),
    )
    gathered = (
        order.join(year.people.select("n", "birth_on"), on="n")
        .join(lots, on="lot", how="left")
        .with_columns(
            pl.lit(False).alias("same_day"),
            pl.lit(False).alias("same_number"),
            pl.when(pl.col("unit_id") != ELSEWHERE).then(pl.lit(TOTALS.since)).alias("starts_on"),
        )
    )
    broken = {
        check.code: gathered.filter(check.broken).height
        for check in dose_checks(BOOK, dt.date(2022, 2, 1))
    }

    assert {code: count for code, count in broken.items() if count} == {}


def test_nobody_has_a_number_of_dose_twice(year: Played) -> None:
    assert not year.campaign.doses.select("n", "dose_no").is_duplicated().any()


def test_sessions_use_what_they_receive_and_lots_are_large_enough(year: Played) -> None:
    uses = year.campaign.uses
    spent = uses.group_by("lot").agg((pl.col("used") + pl.col("wasted")).sum().alias("spent"))
    lots = year.campaign.allocations.join(spent, on="lot")

    added = pl.col("used") + pl.col("wasted") + pl.col("returned")
    assert uses.filter(pl.col("received") != added).is_empty()
    assert (lots["doses"] >= lots["spent"]).all()
    assert uses["wasted"].sum() > 0
    given_here = year.real.filter(pl.col("unit_id") != ELSEWHERE)
    assert uses["used"].sum() == given_here.height


def test_the_same_seed_plays_the_same_year(year: Played) -> None:
    assert played().campaign.doses.equals(year.campaign.doses)
    assert not played(seed=7).campaign.doses.equals(year.campaign.doses)


def test_totals_that_the_people_cannot_have_had_are_refused() -> None:
    with pytest.raises(CannotRehearse):
        played(Totals(90_000, 100, 1, dt.date(2021, 4, 23), dt.date(2021, 12, 4)))
    with pytest.raises(CannotRehearse):
        Totals(100, 101, 3, dt.date(2021, 4, 23), dt.date(2021, 12, 4))


def test_a_round_for_the_young_begins_only_when_they_may_have_the_vaccine() -> None:
    for one in rounds_of(TOTALS, BOOK):
        assert (one.minimum_age < 18) == (one.starts >= dt.date(2021, 10, 14))
