"""The day that a figure speaks for is always a day."""

import datetime as dt

import pytest

from muctieu.statements.read.reader import read


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tính đến ngày 4/12/2021, có 12 ca.", "2021-12-04"),
        ("Đến tháng 2/2020, thành phố có 1.400 doanh nghiệp.", "2020-02-29"),
        ("Tính đến hết tháng 9/2021 đã giải ngân 12 tỷ đồng.", "2021-09-30"),
        ("Tính đến ngày 31/11/2021, có 12 ca.", None),
    ],
)
def test_the_as_of_date_is_a_day_of_the_calendar(text: str, day: str | None) -> None:
    (claim,) = read(text).claims

    assert claim.as_of == day
    assert day is None or dt.date.fromisoformat(day)
