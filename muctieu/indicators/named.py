"""Names that stand in records, in the language of the page.

A published figure is called in its register what its document calls it. On an English page its
name and unit are read in English where ``english.toml`` has them, and as published where not.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

_TABLE = Path(__file__).resolve().parent / "english.toml"


def named(words: str) -> str:
    """A name or a unit of measure out of a record, as the page says it."""
    if not (get_language() or "vi").startswith("en"):
        return words
    return _english().get(words, words)


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    told = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return {**told["words"], **told["names"]}
