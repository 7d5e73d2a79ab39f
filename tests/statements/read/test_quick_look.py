"""The quick look at figures beside the full one: it may leave off, never read otherwise."""

import re

import pytest

from muctieu.statements.read.normalise import normalise
from muctieu.statements.read.quantities import quantity_at, sure_at
from tests.statements.read.corpus import kinds, sentences

_NUMBERS = re.compile(r"(?<=\s)\d+")


def test_what_the_quick_look_reads_the_full_one_reads_alike() -> None:
    looked = read = 0
    for kind in kinds():
        for sentence in sentences(kind):
            text = normalise(sentence.text).text
            for found in _NUMBERS.finditer(text):
                looked += 1
                if (sure := sure_at(text, found.start())) is not None:
                    read += 1
                    assert sure == quantity_at(text, found.start()), sentence.text

    # Were it to read next to nothing, the scan would be slow again and nobody told.
    assert read > looked / 2


@pytest.mark.parametrize(
    "number",
    # A year, a leading zero, thousands or decimals, a whole of two numbers, months, a term.
    [
        "2021 dự án",
        "05 xã",
        "10,000 người",
        "12 tấn/KH 15 tấn",
        "5 tấn - 7 tấn",
        "9 tháng",
        "4 khóa",
    ],
)
def test_what_can_be_read_in_two_ways_is_left_to_the_full_look(number: str) -> None:
    assert sure_at(number, 0) is None
