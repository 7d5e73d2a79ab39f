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


@pytest.mark.parametrize("compared", ["so với cùng kỳ năm 2020", "bằng 98% so với năm 2020"])
def test_the_year_that_a_figure_is_compared_with_is_not_the_year_of_the_next(compared: str) -> None:
    text = f"Năm 2021, sản lượng tăng 7,9% {compared}. Thu ngân sách 9 tháng đạt 20,8 tỷ đồng."
    last = read(text).claims[-1]

    assert (last.text, last.period) == ("20,8 tỷ đồng", "2021-01/2021-09")


def test_the_years_compared_with_are_not_the_text_s_own_however_often_they_stand_there() -> None:
    text = (
        "Năm 2021, lúa tăng 3% so với năm 2020, ngô tăng 2% so với năm 2020, lạc tăng 1% so với "
        "năm 2020. Đến ngày 30/6, giải ngân 12 tỷ đồng."
    )

    assert read(text).claims[-1].as_of == "2021-06-30"


@pytest.mark.parametrize("months", ["9 tháng năm 2021", "9 tháng đầu năm 2021", "9 tháng 2021"])
def test_the_year_behind_the_months_is_theirs_and_no_period_of_its_own(months: str) -> None:
    (claim,) = read(f"{months}, thu ngân sách đạt 12 tỷ đồng.").claims

    assert claim.period == "2021-01/2021-09"
