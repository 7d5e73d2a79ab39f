"""Figures of a small budget, worked out by hand.  In triệu đồng:

revenue in the area: October 300, November 200 less 20 adjusted; in November 2020 160.
local: November 50.  Spending: current 40, investment 60.
Plans of 2021 by the province: 1.000 in the area; by the council: investment 60, then 80.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.indicators.ask import Figure, Question, Split, ask, figure
from muctieu.indicators.published import DECLARED
from muctieu.registers.clocks import latest
from muctieu.registers.write import Changes, commit
from tests.sectors.budget.conftest import plan, revenue, spending
from tests.support.office import ACT, sent

pytestmark = pytest.mark.django_db
DAY, END = dt.date(2021, 12, 4), dt.date(2021, 12, 31)


@pytest.fixture
def budget(city: int) -> int:
    sent(
        "budget.revenue",
        revenue(month="10", amount="300"),
        revenue(amount="200"),
        revenue(amount="-20", entry="điều chỉnh", voucher="ĐC-01"),
        revenue(item="Thu được hưởng theo phân cấp", amount="50"),
        revenue(year="2020", amount="160", issued_on="02/12/2020"),
    )
    sent("budget.spending", spending(), spending(structure="Chi ĐTPT", field=None, amount="60"))
    sent("budget.plan", plan(), plan(subject="Vốn đầu tư công", authority="HĐND", amount="60"))
    return city


def told(code: str, city: int, day: dt.date = DAY) -> Figure:
    return figure(Question(code, city, day, latest()))


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("budget.revenue_in_area_collected", Fraction(480 * 10**6)),
        ("budget.local_revenue_collected", Fraction(50 * 10**6)),
        ("budget.revenue_in_area_collected_of_plan", Fraction(48)),  # 480 / 1.000
        ("budget.revenue_in_area_collected_of_same_period", Fraction(300)),  # 480 / 160
        ("budget.spending", Fraction(100 * 10**6)),
        ("budget.current_spending", Fraction(40 * 10**6)),
        ("budget.investment_share", Fraction(60)),  # 60 / 100
        ("budget.disbursed_of_plan", Fraction(100)),  # 60 / 60
    ],
)
def test_figures_come_out_as_worked_out_by_hand(budget: int, code: str, answer: Fraction) -> None:
    assert told(code, budget).value == answer


def test_a_plan_below_does_not_make_what_was_done_a_plan(budget: int) -> None:
    assert told("budget.revenue_in_area_collected_of_plan", budget).status == "actual"
    assert told("budget.revenue_in_area_assigned", budget).status == "plan"


def test_revenue_is_split_by_item_and_by_month(budget: int) -> None:
    code = "budget.revenue_in_area_collected"
    since = dt.date(2021, 10, 1)

    by_item = ask([Question(code, budget, DAY, latest(), split="item")])[0]
    months = ask([Question(code, budget, DAY, latest(), since=since, split=Split.MONTH)])[0]

    assert {part.key: part.value for part in by_item.parts} == {"soe_central": 480 * 10**6}
    assert [part.value for part in months.parts] == [300 * 10**6, 180 * 10**6, None]


def test_the_later_version_of_a_plan_counts_from_the_update_that_brought_it(budget: int) -> None:
    before = latest()
    later = plan(subject="Vốn đầu tư công", authority="HĐND", edition="2", amount="80")
    sent("budget.plan", later | {"issued_on": "12/11/2021"})

    known_before = figure(Question("budget.disbursed_of_plan", budget, DAY, before))

    assert told("budget.disbursed_of_plan", budget).value == 75  # 60 / 80
    assert known_before.value == 100


def test_an_estimate_gives_way_to_the_actual_amount(city: int) -> None:
    sent("budget.revenue", revenue(status="ước", amount="90", issued_on="25/11/2021"))
    guess = told("budget.revenue_in_area_collected", city)
    sent("budget.revenue", revenue())
    known = told("budget.revenue_in_area_collected", city)

    assert (guess.value, guess.status) == (90 * 10**6, "estimate")
    assert (known.value, known.status) == (100 * 10**6, "actual")


def declare(city: int, amount: int) -> None:
    row = {
        "code": "budget.revenue_in_area", "title": "Thu NSNN trên địa bàn", "unit_id": city,
        "as_of": END, "period": "2021", "mantissa": amount, "decimals": 0, "word": "triệu đồng",
        "status": "estimate", "qualifier": "exact", "document": "VHDN 12/01/2022",
    }  # fmt: skip
    commit(Changes().opening(DECLARED, pl.DataFrame([row])), ACT)


def test_the_declared_estimate_is_read_in_dong_and_never_mixed_with_what_was_collected(
    budget: int,
) -> None:
    declare(budget, 1_127)

    of_plan = told("budget.revenue_in_area_of_plan", budget, END)

    # 1.127 triệu over the plan of 1.000 triệu; by the day it says nothing.
    assert (of_plan.value, of_plan.status) == (Fraction("112.7"), "estimate")
    assert of_plan.numerator == 1_127 * 10**6
    assert told("budget.revenue_in_area_of_plan", budget).value is None
    assert told("budget.revenue_in_area_collected", budget, END).value == 480 * 10**6


def test_a_year_without_a_plan_and_a_plan_of_nothing_have_no_percentage(budget: int) -> None:
    sent("budget.plan", plan(subject="Thu NSĐP", amount="0"))

    without = told("budget.revenue_in_area_collected_of_plan", budget, dt.date(2020, 12, 31))
    nothing = told("budget.local_revenue_collected_of_plan", budget)

    assert (without.value, nothing.value) == (None, None)
    assert without.missing
    assert nothing.missing


def test_the_year_rolls_over_to_nothing_reported_yet(budget: int) -> None:
    rolled = told("budget.revenue_in_area_collected", budget, dt.date(2022, 1, 1))

    assert rolled.value is None
    assert rolled.window.first == dt.date(2022, 1, 1)


def test_a_ward_that_sent_nothing_for_a_month_is_missing_and_not_zero(city: int) -> None:
    for name, code in (("Phường Cẩm Sơn", "06781"), ("Xã Cộng Hòa", "06799")):
        make_ward(name, code, city)
    rebuild_closure()
    fees = {"item": "Phí, lệ phí", "amount": "7"}
    sent("budget.revenue", *(revenue(unit="06781", month=month, **fees) for month in ("1", "2")))
    sent("budget.revenue", revenue(unit="06799", month="1", **fees))

    found = told("budget.unit_revenue_collected", city, dt.date(2021, 2, 28))

    assert found.value == 21 * 10**6
    assert (found.owing, [one.name for one in found.lacking]) == (2, ["Xã Cộng Hòa"])
    assert [days.last for days in found.lacking[0].periods] == [dt.date(2021, 2, 28)]


def make_ward(name: str, code: str, city: int) -> None:
    UnitVersion.objects.create(
        unit=Unit.objects.create(), name=name, code=code, parent_id=city,
        kind="commune" if name.startswith("Xã") else "ward", valid_from=dt.date(2012, 2, 21),
    )  # fmt: skip
