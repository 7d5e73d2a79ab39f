"""Dates and numbers are read and written as Vietnamese offices do."""

import datetime as dt

import pytest
from django import forms
from django.utils import formats, translation

PAGE_LANGUAGES = ["vi", "en"]


class OneDay(forms.Form):
    day = forms.DateField()


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_04_12_2021_is_the_fourth_of_december(language: str) -> None:
    with translation.override(language):
        form = OneDay({"day": "04/12/2021"})

        assert form.is_valid()
        assert form.cleaned_data["day"] == dt.date(2021, 12, 4)


def test_a_day_is_shown_in_the_order_day_month_year() -> None:
    with translation.override("vi"):
        assert formats.date_format(dt.date(2021, 12, 4)) == "04/12/2021"


@pytest.mark.parametrize("text", ["31/02/2021", "04/13/2021", "4 tháng 12"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with translation.override("vi"):
        assert not OneDay({"day": text}).is_valid()


@pytest.mark.parametrize(("language", "text"), [("vi", "13.922.662"), ("en", "13,922,662")])
def test_digits_are_grouped_by_three(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.number_format(13922662, force_grouping=True) == text


def test_a_decimal_comma_is_read() -> None:
    with translation.override("vi"):
        assert formats.sanitize_separators("1.234,5") == "1234.5"


def test_the_week_begins_on_monday() -> None:
    with translation.override("vi"):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
