"""Numbers in figures and in words, both ways."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.kernels.vietnamese.numbers import (
    LARGEST_IN_WORDS,
    NotANumber,
    format_number,
    format_number_en,
    number_words,
    parse_number,
    parse_number_en,
    parse_number_words,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1747885, None, "1.747.885"),
        (0, None, "0"),
        (-1234, None, "-1.234"),
        (Decimal("112.71"), None, "112,71"),
        (Decimal("98.40"), None, "98,40"),
        (Decimal("1E+6"), None, "1.000.000"),
        (Decimal("0.005"), None, "0,005"),
        (Fraction(1, 8), None, "0,125"),
        # 162.414 / 165.055 = 0,983999…, in percent 98,39992…
        (Fraction(162414 * 100, 165055), 3, "98,400"),
        (Fraction(-1, 2), 0, "-1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.4"), 0, "0"),
        (1000, 2, "1.000,00"),
    ],
)
def test_a_number_is_written_the_vietnamese_way(
    value: int | Decimal | Fraction, decimals: int | None, text: str
) -> None:
    assert format_number(value, decimals) == text


def test_the_english_twin_swaps_dot_and_comma() -> None:
    assert format_number_en(Decimal("13922662.5")) == "13,922,662.5"
    assert parse_number_en("13,922,662.5") == Decimal("13922662.5")


def test_an_endless_fraction_needs_a_number_of_decimals() -> None:
    with pytest.raises(ValueError, match="decimals"):
        format_number(Fraction(1, 3))


def test_infinity_is_not_written() -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal("Infinity"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.747.885", "1747885"),
        (" 112,71 ", "112.71"),
        ("1747885", "1747885"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("0,05", "0.05"),
        ("2.327", "2327"),
    ],
)
def test_a_number_in_vietnamese_form_is_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.5",
        "1.74.885",
        "0.327",
        "12,5,6",
        "1,747,885.5",
        "một",
        "1.747.88",
        "12%",
        "1 000",
        "٣",
        "1e5",
        "NaN",
        "1.000.00",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        parse_number(text)

    assert refusal.value.text == text
    assert refusal.value.vi
    assert refusal.value.en


def test_the_refusal_of_an_english_number_says_so() -> None:
    with pytest.raises(NotANumber, match="kiểu tiếng Anh"):
        parse_number("1,747,885.5")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15)))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value
    assert parse_number_en(format_number_en(value)) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (11, "mười một"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (1000000, "một triệu"),
        (-7, "âm bảy"),
        (2_000_000_000_003, "hai nghìn tỷ không trăm linh ba"),
        (10**15, "một triệu tỷ"),
        (13922662, "mười ba triệu chín trăm hai mươi hai nghìn sáu trăm sáu mươi hai"),
    ],
)
def test_a_number_is_written_in_words_and_read_back(value: int, words: str) -> None:
    assert number_words(value) == words
    assert parse_number_words(words) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("ba mốt", 31),
        ("hai lăm", 25),
        ("một trăm hai", 120),
        ("trăm", None),
        ("hai triệu rưỡi", 2_500_000),
        ("một tỉ hai", 1_200_000_000),
        ("năm ngàn lẻ ba", 5003),
        ("hai chục", 20),
        ("Mười Hai", 12),
        ("một một", None),
        ("mười không", None),
        ("nghìn nghìn", None),
        ("", None),
        ("ba mươi chó", None),
        ("ba vạn", 30000),
        ("một nghìn rưỡi", 1500),
    ],
)
def test_spoken_short_forms_are_read_and_nonsense_is_not(words: str, value: int | None) -> None:
    if value is None:
        with pytest.raises(NotANumber, match="bằng chữ"):
            parse_number_words(words)
    else:
        assert parse_number_words(words) == value


@given(st.integers(min_value=-LARGEST_IN_WORDS, max_value=LARGEST_IN_WORDS))
def test_any_number_in_words_is_read_back(value: int) -> None:
    assert parse_number_words(number_words(value)) == value


def test_a_number_beyond_the_largest_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        number_words(LARGEST_IN_WORDS + 1)
