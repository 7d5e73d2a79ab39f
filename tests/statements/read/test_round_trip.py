"""What the house writes, the reader reads back: value, unit and relation."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.statements.read.reader import claims_of, understand

UNITS = [
    "người",
    "hộ",
    "ca",
    "dự án",
    "tấn",
    "ha",
    "km",
    "triệu đồng",
    "tỷ đồng",
    "đồng",
    "kg",
    "m³",
]
SENTENCES = [
    ("Toàn thành phố có {figure}.", "absolute"),
    ("Kết quả đạt {figure}, cao nhất từ trước đến nay.", "absolute"),
    ("Đến nay thực hiện được {figure}; các đơn vị tiếp tục triển khai.", "absolute"),
    ("Số liệu này tăng {figure} so với cùng kỳ.", "change"),
    ("Tổng cộng: {figure}.", "absolute"),
]
PERCENTS = [
    ("Thu ngân sách đạt {figure} kế hoạch.", "percent_of_plan"),
    ("Sản lượng tăng {figure} so với cùng kỳ.", "growth"),
    ("Khu vực dịch vụ chiếm {figure} tổng giá trị.", "share"),
    ("Kim ngạch bằng {figure} so với cùng kỳ năm 2020.", "index_vs_previous"),
    ("Nguồn thu này vượt {figure} dự toán.", "over_plan"),
]
COUNTED = {"người", "hộ", "ca", "dự án", "đồng"}


def reads_back(value: Decimal, unit: str, sentence: str, relation: str) -> bool:
    sign = "" if unit == "%" else " "
    text = sentence.format(figure=f"{format_number(value)}{sign}{unit}")
    claims = claims_of(text, understand(text))
    return len(claims) == 1 and (claims[0].value, claims[0].unit, claims[0].relation) == (
        *(f"{value:f}", unit, relation),
    )


@seed(20211204)
@settings(max_examples=150, deadline=None)
@given(
    whole=st.integers(min_value=2, max_value=10**12),
    decimals=st.integers(min_value=0, max_value=2),
    unit=st.sampled_from(UNITS),
    template=st.sampled_from(SENTENCES),
)
def test_amounts_are_read_back(
    whole: int, decimals: int, unit: str, template: tuple[str, str]
) -> None:
    value = Decimal(whole) if unit in COUNTED else Decimal(whole).scaleb(-decimals)

    assert reads_back(value, unit, *template)


@seed(20211204)
@settings(max_examples=100, deadline=None)
@given(
    whole=st.integers(min_value=1, max_value=9999),
    decimals=st.integers(min_value=0, max_value=2),
    template=st.sampled_from(PERCENTS),
)
def test_percentages_are_read_back(whole: int, decimals: int, template: tuple[str, str]) -> None:
    assert reads_back(Decimal(whole).scaleb(-decimals), "%", *template)


def test_a_thousand_of_a_thousand_come_back() -> None:
    assert lost_of(1_000) == []


@pytest.mark.long
def test_a_hundred_thousand_of_a_hundred_thousand_come_back() -> None:
    assert lost_of(100_000) == []


def lost_of(times: int) -> list[tuple[Decimal, str, str]]:
    # A seeded draw instead of Hypothesis: it need not shrink, and it takes a tenth of the time.
    draw = random.Random(20211204)
    lost = []
    for _ in range(times):
        unit, (sentence, relation) = draw.choice(UNITS), draw.choice(SENTENCES)
        whole = draw.randrange(2, 10 ** draw.randrange(1, 13) + 2)
        places = 0 if unit in COUNTED else draw.randrange(3)
        value = Decimal(whole).scaleb(-places)
        if not reads_back(value, unit, sentence, relation):
            lost.append((value, unit, sentence))
    return lost
