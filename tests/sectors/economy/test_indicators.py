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
from muctieu.indicators.cells import Engine
from muctieu.indicators.statuses import beside
from muctieu.indicators.why import Cause, explain
from muctieu.registers.clocks import latest
from tests.sectors.economy.conftest import row
from tests.support.engines import ENGINES
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


# ---------------------------------------------------------------- how final a figure is


def whole_year(branch: str, amount: int, year: str, status: str) -> dict[str, str | None]:
    issued = {"ước": f"30/11/{year}", "sơ bộ": f"30/12/{year}", "chính thức": f"31/12/{year}"}
    return value(branch, amount, month=None, year=year, status=status, issued_on=issued[status])


def test_a_year_grows_by_each_status_over_the_most_final_year_before(city: int) -> None:
    # 2020: mining 90 estimated, then 100. 2021: 108 estimated, 110 preliminary, nothing official.
    sent(
        OF, whole_year("mining", 90, "2020", "ước"), whole_year("mining", 100, "2020", "chính thức")
    )
    sent(OF, whole_year("mining", 108, "2021", "ước"), whole_year("mining", 110, "2021", "sơ bộ"))

    beside_one_another = [
        told(f"economy.mining_growth_{status}", city)
        for status in ("estimate", "preliminary", "official")
    ]

    assert [one.value for one in beside_one_another] == [8, 10, None]
    assert [one.status for one in beside_one_another[:2]] == ["estimate", "preliminary"]
    assert beside_one_another[2].missing


def test_ten_months_that_are_preliminary_are_not_the_preliminary_figure_of_eleven(
    city: int,
) -> None:
    def mining(month: str, amount: int, status: str) -> dict[str, str | None]:
        return value("mining", amount, month=month, year="2021", status=status)

    def said() -> list[tuple[str, Fraction | None]]:
        question = Question("economy.mining_output", city, END, latest())
        return [(one.status, one.value) for one in beside(question)]

    before = [value("mining", 50, month=month, year="2020") for month in ("1", "2")]
    sent(OF, *before, mining("1", 60, "ước"), mining("2", 60, "ước"))
    sent(OF, mining("1", 66, "sơ bộ"))

    # 66 + 60; the estimate of both months is told beside it, the one preliminary month is not.
    assert said() == [("estimate", 126 * 10**9), ("estimate", 120 * 10**9)]

    sent(OF, mining("2", 62, "sơ bộ"))

    assert said() == [("preliminary", 128 * 10**9), ("estimate", 120 * 10**9)]
    growths = beside(Question("economy.mining_growth", city, END, latest()))
    assert [(one.status, one.value) for one in growths] == [("preliminary", 28), ("estimate", 20)]


def test_months_that_the_statistics_office_has_not_reported_are_missing(economy: int) -> None:
    figure_ = told("economy.output", economy, dt.date(2021, 3, 31))

    assert [(one.name, len(one.periods)) for one in figure_.lacking] == [("Thành phố Cẩm Phả", 2)]
    assert [days.last.month for days in figure_.lacking[0].periods] == [1, 3]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_firmer_value_replaces_the_one_before_and_is_not_called_an_entry_that_came_late(
    city: int, engine: Engine
) -> None:
    def mining(month: str, amount: int, status: str) -> None:
        sent(OF, value("mining", amount, month=month, year="2021", status=status))

    mining("1", 60, "ước")
    before = latest()
    mining("1", 66, "sơ bộ")
    mining("2", 10, "ước")
    old, new = (Question("economy.mining_output", city, END, known) for known in (before, latest()))

    why = explain(old, new, engine)

    # 60, then 66 for the same month, then 10 for another month: 76.
    parts = [(part.cause, part.adds // 10**9, part.records) for part in why.parts]
    assert parts == [(Cause.REPLACED, 6, 2), (Cause.LATE, 10, 1)]
    assert sum(part.adds for part in why.parts) == why.change
