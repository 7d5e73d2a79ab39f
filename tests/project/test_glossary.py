"""The dictionary and the house say the same: code words, page words, words never said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polib
import pytest

from muctieu.project.translations import catalogues

HOUSE = Path(__file__).resolve().parent.parent.parent
_CODE = re.compile(r"`([A-Za-z_]+)`")


def rows(columns: int) -> Iterator[list[str]]:
    for line in (HOUSE / "GLOSSARY.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == columns and not cells[0].startswith("-"):
            yield cells


@lru_cache(maxsize=1)
def source() -> str:
    files = (HOUSE / "muctieu").rglob("*")
    kinds = (".py", ".html", ".toml")
    return "\n".join(one.read_text("utf-8") for one in files if one.suffix in kinds)


def entries() -> Iterator[polib.POEntry]:
    """Every sentence of the house and of the sectors that keep their own words."""
    for path in catalogues():
        yield from polib.pofile(str(path))


@lru_cache(maxsize=1)
def page_words() -> str:
    return "\n".join(entry.msgstr for entry in entries()).casefold()


TERMS = [cells for cells in rows(4) if _CODE.search(cells[0])]
NEVER = [cells[0] for cells in rows(2) if cells[0] != "Not"]


def test_there_is_a_dictionary() -> None:
    assert len(TERMS) > 40
    assert "tiêm phòng" in NEVER


@pytest.mark.parametrize("cells", TERMS, ids=[cells[0] for cells in TERMS])
def test_each_code_word_is_in_the_code_and_each_page_word_on_a_page(cells: list[str]) -> None:
    for code in _CODE.findall(cells[0]):
        assert re.search(rf"\b{code}\b", source()), code
    for word in cells[1].split(","):
        said = word.strip().casefold()
        assert said in page_words() or said in source().casefold(), said


@pytest.mark.parametrize("word", NEVER)
def test_no_page_says_a_word_of_ours(word: str) -> None:
    said = [entry.msgstr for entry in entries() if word in entry.msgstr.casefold()]

    assert said == []
