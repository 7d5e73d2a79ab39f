"""Units of money and periods as titles name them, and what is never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.kernels.vietnamese.money import money_unit_in, scale_of
from muctieu.kernels.vietnamese.periods import Period, period_in


@pytest.mark.parametrize(
    ("titles", "unit"),
    [
        (["Đơn vị tính: triệu đồng"], "triệu đồng"),
        (["ĐVT: Tr.đồng"], "triệu đồng"),
        (["(Đơn vị: 1.000 đồng)"], "nghìn đồng"),
        (["Số tiền (tỉ đồng)"], "tỷ đồng"),
        (["Đơn vị: đồng"], "đồng"),
        (["HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ"], None),
        (["Đơn vị tính: triệu đồng", "Dự toán (tỷ đồng)"], None),
        ([], None),
    ],
)
def test_a_unit_of_money_is_read_where_it_is_named_once(
    titles: list[str], unit: str | None
) -> None:
    assert money_unit_in(titles) == unit


def test_a_unit_of_money_is_so_many_dong() -> None:
    assert [scale_of(word) for word in ("triệu đồng", "tỉ đồng", "người", "%")] == [
        10**6,
        10**9,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("titles", "period"),
    [
        (["BÁO CÁO THU NGÂN SÁCH THÁNG 11 NĂM 2021"], Period(2021, month=11)),
        (["Tháng 02/2020"], Period(2020, month=2)),
        (["Quý III năm 2021"], Period(2021, quarter=3)),
        (["DỰ TOÁN NĂM 2021"], Period(2021)),
        (["Tháng 11 năm 2021", "Cẩm Phả, ngày 04 tháng 12 năm 2021"], Period(2021, month=11)),
        (["Tháng 10 năm 2021", "Tháng 11 năm 2021"], None),
        (["Số: 136/NQ-HĐND"], None),
    ],
)
def test_a_period_is_read_where_it_is_named_once(titles: list[str], period: Period | None) -> None:
    assert period_in(titles) == period


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert Period(2020, month=2).last == dt.date(2020, 2, 29)
    assert Period(2021, month=2).last == dt.date(2021, 2, 28)
    assert (Period(2021, quarter=4).first, Period(2021).last) == (
        dt.date(2021, 10, 1),
        dt.date(2021, 12, 31),
    )
