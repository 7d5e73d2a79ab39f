"""Sheets and rows of the budget: what comes in, what is refused, and with which sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.registers.intake import intake_of
from muctieu.registers.prefilled import prefillable
from muctieu.registers.titles import with_periods
from muctieu.sectors.budget.models import Plan, Revenue, Spending
from tests.sectors.budget.conftest import plan, revenue, spending
from tests.support.office import looked_at, rules_broken, sent, sheet, sheet_sent

pytestmark = pytest.mark.django_db


def test_a_sheet_of_revenue_with_its_totals_comes_in_once(city: int, tmp_path: Path) -> None:
    tail = ["45/BC-TCKH", "02/12/2021", "thực hiện"]
    path = sheet(
        tmp_path / "a.xlsx",
        [
            ["PHÒNG TÀI CHÍNH - KẾ HOẠCH THÀNH PHỐ CẨM PHẢ"],
            ["BÁO CÁO THU NGÂN SÁCH NHÀ NƯỚC THÁNG 11 NĂM 2021"],
            [None, None, "Đơn vị tính: triệu đồng"],
            ["STT", "Nội dung", "Số tiền", "Văn bản", "Ngày văn bản", "Trạng thái"],
            ["A", "Tổng thu NSNN trên địa bàn", "1.253,5", *tail],
            ["I", "Thu nội địa", "1.250,5", *tail],
            [1, "Thu từ khu vực DNNN do trung ương quản lý", "1.000", *tail],
            [2, "Lệ phí trước bạ", "250,5", *tail],
            ["II", "Thu từ hoạt động xuất nhập khẩu", "3", *tail],
            [None, "Người lập biểu"],
        ],
    )

    preview = sheet_sent("budget.revenue", path)

    # 1.000 + 250,5 + 3 triệu đồng; the two totals are told apart and not entered.
    assert rules_broken(preview) == ["reported.total_seen", "reported.total_seen"]
    assert preview.counts.refused == 0
    kept = Revenue.objects.order_by("item").values_list("item", "amount", "to_on", "entry")
    november = dt.date(2021, 11, 30)
    assert list(kept) == [
        ("customs", 3_000_000, november, "ordinary"),
        ("registration", 250_500_000, november, "ordinary"),
        ("soe_central", 1_000_000_000, november, "ordinary"),
    ]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"month": "13"}, "number.too_large"),
        ({"month": None}, "cell.missing"),
        ({"amount": "một trăm"}, "number.unreadable"),
        ({"money_unit": None}, "money.unit_unclear"),
        ({"amount": "-7"}, "budget.below_zero"),
        ({"amount": "-7", "entry": "điều chỉnh giảm"}, "budget.no_voucher"),
        ({"voucher": "ĐC-01"}, "budget.stray_voucher"),
        ({"item": "Thu từ trên trời"}, "choice.unknown"),
        ({"year": "2022", "month": "2"}, "reported.not_begun"),
        ({"year": "2022", "month": "1"}, "reported.not_over"),
        ({"issued_on": "13/01/2022"}, "date.future"),
    ],
)
def test_bad_revenue_is_named(city: int, changed: dict[str, str | None], rule: str) -> None:
    preview = looked_at("budget.revenue", revenue(**changed))

    assert rules_broken(preview) == [rule]
    assert preview.counts.new == 0


def test_an_adjustment_below_zero_with_its_voucher_is_legal(city: int) -> None:
    lowered = revenue(amount="-7", entry="điều chỉnh giảm", voucher="ĐC-01")

    sent("budget.revenue", revenue(), lowered)

    assert sorted(Revenue.objects.values_list("entry", "amount")) == [
        ("adjustment", -7_000_000),
        ("ordinary", 100_000_000),
    ]


def test_the_same_month_twice_is_refused_in_a_file_and_changes_what_is_on_file(city: int) -> None:
    twice = looked_at("budget.revenue", revenue(), revenue(amount="9"))
    sent("budget.revenue", revenue())
    again = looked_at("budget.revenue", revenue(amount="9"))

    assert (rules_broken(twice), twice.counts.new) == (["row.duplicate"], 1)
    assert (again.counts.changed, again.counts.new) == (1, 0)


def test_an_estimate_after_the_settled_accounts_is_refused(city: int) -> None:
    sent("budget.revenue", revenue(status="quyết toán", issued_on="05/01/2022"))

    late = looked_at("budget.revenue", revenue(status="ước", issued_on="06/01/2022"))

    assert rules_broken(late) == ["reported.after_official"]


def test_spending_without_a_field_is_spending_all_the_same(city: int) -> None:
    invested = spending(structure="Chi ĐTPT", field=None, amount="60")

    sent("budget.spending", spending(), invested)

    assert sorted(Spending.objects.values_list("structure", "field", "amount")) == [
        ("current", "health", 40_000_000),
        ("development_investment", None, 60_000_000),
    ]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"authority": None}, "cell.missing"),
        ({"year": None}, "cell.missing"),
        ({"edition": "0"}, "number.too_small"),
        ({"edition": "2"}, "budget.edition_missing"),
        ({"amount": "-1"}, "number.too_small"),
    ],
)
def test_a_bad_plan_is_named(city: int, changed: dict[str, str | None], rule: str) -> None:
    preview = looked_at("budget.plan", plan(**changed))

    assert rules_broken(preview) == [rule]


def test_versions_of_a_plan_follow_one_another_in_their_days(city: int) -> None:
    sent("budget.plan", plan())

    early = looked_at("budget.plan", plan(edition="2", issued_on="01/12/2020"))
    sent("budget.plan", plan(edition="2", amount="1.100", issued_on="12/11/2021"))

    assert rules_broken(early) == ["budget.edition_early"]
    assert sorted(Plan.objects.values_list("edition", "amount")) == [
        (1, 10**9),
        (2, 1_100 * 10**6),
    ]


def test_a_line_that_ward_and_city_both_report_is_told_and_not_added_twice(city: int) -> None:
    UnitVersion.objects.create(
        unit=Unit.objects.create(), name="Phường Cẩm Sơn", code="06781", kind="ward",
        parent_id=city, valid_from=dt.date(2012, 2, 21),
    )  # fmt: skip
    rebuild_closure()
    fees = {"item": "Phí, lệ phí"}
    sent("budget.revenue", revenue(unit="06781", **fees))

    again = sent("budget.revenue", revenue(amount="700", **fees), revenue(amount="9"))
    together = looked_at(
        "budget.revenue", revenue(unit="06781", month="10", **fees), revenue(month="10", **fees)
    )

    # The city's line of fees is refused, its other line is not; in one file both are told.
    assert rules_broken(again) == ["reported.two_levels"]
    assert Revenue.objects.count() == 2
    assert rules_broken(together) == ["reported.two_levels"] * 2


def test_a_month_s_revenue_is_written_back_as_its_sheet_says_it() -> None:
    days = {
        "from_on": [dt.date(2021, 11, 1), dt.date(2021, 4, 1), dt.date(2021, 1, 1)],
        "to_on": [dt.date(2021, 11, 30), dt.date(2021, 6, 30), dt.date(2021, 12, 31)],
    }

    said = with_periods(pl.DataFrame(days))

    assert said.select("year", "month", "quarter").rows() == [
        (2021, 11, None), (2021, None, 2), (2021, None, None),
    ]  # fmt: skip
    assert prefillable(intake_of("budget.revenue"))
    assert not prefillable(intake_of("vaccination.dose"))
