"""Published names are read in English on English pages, and as published everywhere else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from muctieu.indicators.named import named

EXAMPLE = Path(__file__).resolve().parents[2] / "example"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Thu ngân sách địa phương"),
        ("en", "Local budget revenue"),
        ("en-gb", "Local budget revenue"),
    ],
)
def test_a_published_name_follows_the_page(language: str, said: str) -> None:
    with translation.override(language):
        assert named("Thu ngân sách địa phương") == said


def test_a_name_without_english_stays_as_it_was_published() -> None:
    with translation.override("en"):
        assert named("Sản lượng điện") == "Sản lượng điện"


def test_every_name_and_unit_of_the_example_has_its_english() -> None:
    told = tomllib.loads((EXAMPLE / "published.toml").read_text("utf-8"))
    words = {one[key] for one in told["figure"] for key in ("title", "word") if one.get(key)}

    with translation.override("en"):
        assert {one for one in words - {"%"} if named(one) == one} == set()
