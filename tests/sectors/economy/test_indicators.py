"""Levels, growth, contributions and structure of a small economy, worked out by hand.

In tỷ đồng.  2020: mining 100, construction 50 | fishery 10 | trade 40, so 200 in all.
2021: mining 120, construction 48 | fishery 12 | trade 50, so 230 in all.
At current prices 2021: industry 300, agriculture 40, services 160, so 500.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from muctieu.indicators.ask import Figure, Question, ask, figure, trace
from muctieu.registers.clocks import latest
from tests.sectors.economy.conftest import row
from tests.support.office import known_now, sent

pytestmark = pytest.mark.django_db
OF = "economy.output"
LEVELS = {
    2020: {"mining": 100, "construction": 50, "fishery": 10, "trade": 40},
    2021: {"mining": 120, "construction": 48, "fishery": 12, "trade": 50},
}
CURRENT = {"mining": 300, "fishery": 40, "trade": 160}
END = dt.date(2021, 12, 31)


def value(branch: str, amount: int, **changed: str | None) -> dict[str, str | None]:
    return row(branch=branch, amount=str(amount), status="sơ bộ", month="2") | changed


@pytest.fixture
def economy(city: int) -> int:
    """Everything happened in the Februaries of both years: the first one ended on the 29th."""
    sent(
        OF,
        *(
            value(branch, amount, year=str(year), issued_on=f"10/03/{year}")
            for year, levels in LEVELS.items()
            for branch, amount in levels.items()
        ),
        *(
            value(branch, amount, year="2021", issued_on="10/03/2021", prices="giá hiện hành")
            for branch, amount in CURRENT.items()
        ),
    )
    return city


def told(code: str, city: int, day: dt.date = END) -> Figure:
    return figure(Question(code, city, day, latest()))


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("economy.output", Fraction(230 * 10**9)),
        ("economy.industry_output", Fraction(168 * 10**9)),
        ("economy.mining_output", Fraction(120 * 10**9)),
        ("economy.growth", Fraction(15)),  # 230 / 200 − 1
        ("economy.industry_growth", Fraction(12)),  # 168 / 150 − 1
        ("economy.agriculture_growth", Fraction(20)),  # 12 / 10 − 1
        ("economy.services_growth", Fraction(25)),  # 50 / 40 − 1
        ("economy.industry_contribution", Fraction(9)),  # (168 − 150) / 200
        ("economy.agriculture_contribution", Fraction(1)),  # (12 − 10) / 200
        ("economy.services_contribution", Fraction(5)),  # (50 − 40) / 200
        ("economy.industry_share", Fraction(60)),  # 300 / 500
        ("economy.agriculture_share", Fraction(8)),
        ("economy.services_share", Fraction(32)),
    ],
)
def test_figures_come_out_as_worked_out_by_hand(economy: int, code: str, answer: Fraction) -> None:
    assert told(code, economy).value == answer


def test_the_whole_growth_lies_between_those_of_the_sectors_and_is_the_sum_of_the_points(
    economy: int,
) -> None:
    sectors = ("industry", "agriculture", "services")
    growths = [told(f"economy.{one}_growth", economy).value or 0 for one in sectors]
    points = [told(f"economy.{one}_contribution", economy).value or 0 for one in sectors]

    whole = told("economy.growth", economy).value or 0

    assert min(growths) <= whole <= max(growths)
    assert sum(points) == whole


def test_february_is_compared_with_the_whole_february_of_a_leap_year(economy: int) -> None:
    assert told("economy.growth", economy, dt.date(2021, 2, 28)).value == Fraction(15)


def test_before_anything_was_reported_it_is_missing_not_zero(economy: int) -> None:
    early = told("economy.output", economy, dt.date(2021, 2, 27))
    next_year = told("economy.growth", economy, dt.date(2022, 1, 15))

    assert (early.value, next_year.value) == (None, None)
    assert early.missing
    assert next_year.missing


def test_the_most_final_value_counts_and_each_status_stays_to_be_seen(economy: int) -> None:
    then = known_now()
    mining = value("mining", 126, year="2021", status="chính thức", issued_on="30/12/2021")
    sent(OF, mining)

    now = told("economy.mining_output", economy)

    assert (now.value, now.status) == (126 * 10**9, "official")
    assert told("economy.output", economy).status == "preliminary"
    assert told("economy.output_preliminary", economy).value == 230 * 10**9
    assert told("economy.output_official", economy).value == 126 * 10**9
    assert latest().position > then


def test_what_a_branch_is_of_the_whole_can_be_followed_to_its_records(economy: int) -> None:
    question = Question("economy.industry_output", economy, END, latest(), split="branch")

    parts = {part.key: part.value for part in ask([question])[0].parts}

    assert parts == {"mining": 120 * 10**9, "construction": 48 * 10**9}
    assert trace(question.whole()).total == 2


def test_a_value_for_the_whole_year_is_not_added_to_its_months(economy: int) -> None:
    sent(OF, value("mining", 999, month=None, year="2021", issued_on="10/01/2022"))

    assert told("economy.output", economy).value == 230 * 10**9
    assert told("economy.output_of_year", economy).value == 999 * 10**9
