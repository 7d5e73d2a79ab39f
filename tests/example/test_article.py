"""The account of the year, sentence by sentence, agrees with the figures taken from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from muctieu.desk.article import as_markdown, sentences
from muctieu.registers.published_file import PublishedFigure, read_published

HOUSE = Path(__file__).resolve().parent.parent.parent
PUBLISHED = read_published(HOUSE / "example" / "published.toml")
PRINTED = [one for one in PUBLISHED.figures if not one.document and one.qualifier != "implied"]


def written(figure: PublishedFigure) -> str:
    """The number as the article prints it."""
    digits = f"{figure.mantissa:,}".replace(",", ".")
    if not figure.decimals:
        return digits
    return f"{figure.mantissa // 10**figure.decimals},{figure.mantissa % 10**figure.decimals:0{figure.decimals}d}"


def test_all_twenty_one_sentences_are_there_in_order() -> None:
    assert [one.number for one in sentences()] == list(range(1, 22))


@pytest.mark.parametrize("figure", PRINTED, ids=[one.code for one in PRINTED])
def test_each_published_figure_stands_in_the_sentence_it_names(figure: PublishedFigure) -> None:
    sentence = next(one for one in sentences() if one.number == figure.sentence)

    assert written(figure) in sentence.vi


def test_every_sentence_says_where_it_lives_and_how_far() -> None:
    for one in sentences():
        assert one.state in ("yes", "partly", "not_yet")
        assert one.where_vi
        assert one.where_en


def test_the_printed_page_is_the_one_that_is_shown() -> None:
    printed = (HOUSE / "docs" / "article.md").read_text("utf-8").splitlines()

    assert printed == list(as_markdown())
