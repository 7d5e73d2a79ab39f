"""Dates: the day first, the form of Decree 30, and clear refusals."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.kernels.vietnamese.dates import NotADate, format_date, format_date_long, parse_date


def test_the_fourth_of_december_is_not_the_twelfth_of_april() -> None:
    assert parse_date("04/12/2021") == dt.date(2021, 12, 4)


@pytest.mark.parametrize(
    "text",
    [
        "4/12/2021",
        "04-12-2021",
        "4.12.2021",
        "2021-12-04",
        "ngày 4 tháng 12 năm 2021",
        "Ngày 04 tháng 12 năm 2021",
        "4 tháng 12 năm 2021",
        " 4 / 12 / 2021 ",
        "4\u201312\u20132021",
        unicodedata.normalize("NFD", "ngày 4 tháng 12 năm 2021"),
    ],
)
def test_every_form_of_a_date_is_read(text: str) -> None:
    assert parse_date(text) == dt.date(2021, 12, 4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("13/13/2021", "không có tháng 13"),
        ("12/25/2021", "ngày đứng trước"),
        ("30/02/2021", "không có ngày 30"),
        ("29/2/2021", "không có ngày 29"),
        ("4/12/21", "bốn chữ số"),
        ("4/12", "ngày/tháng/năm"),
        ("4/12-2021", "ngày/tháng/năm"),
        ("hôm qua", "ngày/tháng/năm"),
        ("", "ngày/tháng/năm"),
        ("0/12/2021", "không có ngày 0"),
        ("2021-13-01", "không có tháng 13"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotADate, match=reason) as refusal:
        parse_date(text)

    assert refusal.value.en


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2021, 12, 4), "ngày 04 tháng 12 năm 2021"),
        (dt.date(2022, 2, 11), "ngày 11 tháng 02 năm 2022"),
        (dt.date(2022, 3, 1), "ngày 01 tháng 3 năm 2022"),
    ],
)
def test_a_document_puts_zeros_where_the_decree_does(day: dt.date, text: str) -> None:
    assert format_date_long(day) == text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_what_is_written_is_read_back(day: dt.date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(format_date_long(day)) == day
