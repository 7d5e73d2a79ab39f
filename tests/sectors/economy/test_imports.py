"""Sheets and rows of production value: what comes in, what is refused, and with which sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from muctieu.sectors.economy.models import Output
from tests.sectors.economy.conftest import row
from tests.support.office import looked_at, rules_broken, sent, sheet, sheet_sent

pytestmark = pytest.mark.django_db
OF = "economy.output"
TITLES = [
    ["CHI CỤC THỐNG KÊ THÀNH PHỐ CẨM PHẢ, TỈNH QUẢNG NINH"],
    ["GIÁ TRỊ SẢN XUẤT THEO GIÁ SO SÁNH 2010, ƯỚC THÁNG 11 NĂM 2021"],
    [None, None, "Đơn vị tính: tỷ đồng"],
    ["TT", "Ngành", "Giá trị sản xuất", "Văn bản", "Ngày văn bản"],
]


def line(number: object, name: str, value: object) -> list[object]:
    return [number, name, value, "12/BC-CTK", "25/11/2021"]


def test_a_sheet_with_all_in_its_titles_comes_in_as_whole_dong(city: int, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [
            *TITLES,
            line("I", "Công nghiệp và xây dựng", "3.210,75"),
            line(1, "Trong đó: Công nghiệp khai khoáng", "2.000,25"),
            line(2, "1.2. Xây dựng", "1.210,5"),
            line("II", "Tổng số", "3.210,75"),
        ],
    )

    preview = sheet_sent(OF, path)

    kept = Output.objects.order_by("branch").values_list("branch", "amount", "status", "to_on")
    # 2.000,25 tỷ đồng = 2000 × 10^9 + 0,25 × 10^9.
    assert list(kept) == [
        ("construction", 1_210_500_000_000, "estimate", dt.date(2021, 11, 30)),
        ("mining", 2_000_250_000_000, "estimate", dt.date(2021, 11, 30)),
    ]
    assert set(Output.objects.values_list("unit_id", "prices", "period")) == {
        (city, "constant_2010", "month")
    }
    assert "reported.total_seen" in rules_broken(preview)
    assert preview.counts.refused == 0


def test_a_total_that_is_not_the_sum_of_its_parts_is_named(city: int, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [
            *TITLES,
            line(1, "Nông, lâm nghiệp và thủy sản", "40"),
            line(2, "Nông nghiệp", "20"),
            line(3, "Thủy sản", "17"),
        ],
    )

    preview = sheet_sent(OF, path)

    (fault,) = preview.faults_shown()
    # 20 + 17 = 37 tỷ đồng; the slack of two parts in tỷ is (2 + 1) / 2 = 1,5 tỷ.
    assert fault.rule == "reported.total_differs"
    assert "37.000.000.000" in str(fault.sentence)
    assert Output.objects.count() == 2


def test_a_total_alone_is_refused(city: int) -> None:
    preview = looked_at(OF, row(branch="Công nghiệp và xây dựng"))

    assert rules_broken(preview) == ["reported.total_alone"]


def test_both_prices_side_by_side_are_two_values(city: int, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [
            ["UBND THÀNH PHỐ CẨM PHẢ"],
            ["GIÁ TRỊ SẢN XUẤT SƠ BỘ THÁNG 10 NĂM 2021"],
            ["Đơn vị tính: triệu đồng"],
            ["TT", "Ngành", "Giá so sánh 2010", "Giá hiện hành", "Văn bản", "Ngày văn bản"],
            [1, "Khai khoáng", "1.000", "1.720", "9/BC", "10/11/2021"],
        ],
    )

    preview = sheet_sent(OF, path)

    assert rules_broken(preview) == []
    assert sorted(Output.objects.values_list("prices", "amount")) == [
        ("constant_2010", 10**9),
        ("current", 1_720 * 10**6),
    ]


def test_twelve_columns_of_months_are_twelve_values_and_a_thirteenth_is_none(
    city: int, tmp_path: Path
) -> None:
    months = [f"Tháng {number}" for number in range(1, 14)]
    path = sheet(
        tmp_path / "a.xlsx",
        [
            ["THÀNH PHỐ CẨM PHẢ: GIÁ TRỊ SẢN XUẤT CHÍNH THỨC NĂM 2020, GIÁ SO SÁNH 2010"],
            ["Đơn vị tính: triệu đồng"],
            ["TT", "Ngành", *months, "Văn bản", "Ngày văn bản"],
            [1, "Khai khoáng", *range(101, 114), "Niên giám", "29/03/2021"],
        ],
    )

    sheet_sent(OF, path)

    kept = Output.objects.order_by("from_on").values_list("amount", flat=True)
    assert list(kept) == [million * 10**6 for million in range(101, 113)]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"month": "13"}, "number.too_large"),
        ({"month": "0"}, "number.too_small"),
        ({"amount": "khoảng hai trăm"}, "number.unreadable"),
        ({"amount": "-5"}, "number.too_small"),
        ({"amount": "0,0000000001"}, "money.not_whole"),
        ({"money_unit": None}, "money.unit_unclear"),
        ({"month": "11", "quarter": "4"}, "period.month_and_quarter"),
        ({"month": "2", "year": "2022"}, "reported.not_begun"),
        ({"month": "1", "year": "2022", "status": "sơ bộ"}, "reported.not_over"),
        ({"document": None}, "cell.missing"),
        ({"status": "đoán"}, "choice.unknown"),
        ({"unit": None}, "cell.missing"),
        ({"issued_on": "30/02/2021"}, "date.unreadable"),
    ],
)
def test_bad_input_is_named(city: int, changed: dict[str, str | None], rule: str) -> None:
    preview = looked_at(OF, row(**changed))

    assert rules_broken(preview) == [rule]
    assert preview.counts.new == 0


def test_a_month_under_way_may_be_estimated(city: int) -> None:
    assert looked_at(OF, row(month="1", year="2022")).counts.new == 1


def test_the_29th_of_february_belongs_to_a_leap_year(city: int) -> None:
    sent(OF, row(year="2020", month="2", issued_on="29/02/2020"))

    assert Output.objects.get().to_on == dt.date(2020, 2, 29)


def test_the_same_month_twice_in_a_file_is_refused(city: int) -> None:
    preview = looked_at(OF, row(), row(amount="9"))

    assert (rules_broken(preview), preview.counts.new) == (["row.duplicate"], 1)


def test_statuses_stand_beside_one_another_and_an_estimate_does_not_follow_the_official_value(
    city: int,
) -> None:
    sent(OF, row(), row(status="chính thức", issued_on="29/12/2021", amount="1.200"))
    assert Output.objects.count() == 2

    late = looked_at(OF, row(status="sơ bộ", issued_on="30/12/2021"))
    older = looked_at(OF, row(status="sơ bộ", issued_on="20/12/2021"))
    again = looked_at(OF, row())

    assert rules_broken(late) == ["reported.after_official"]
    assert (older.counts.new, again.counts.same) == (1, 1)


def test_a_quarter_does_not_overlap_months_but_a_whole_year_stands_apart(city: int) -> None:
    sent(OF, row())

    quarter = looked_at(OF, row(month=None, quarter="4", status="sơ bộ", issued_on="10/01/2022"))
    year = looked_at(OF, row(month=None, status="sơ bộ", issued_on="10/01/2022"))

    assert rules_broken(quarter) == ["reported.overlaps"]
    assert year.counts.new == 1
