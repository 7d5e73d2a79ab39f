"""The account of the year, sentence by sentence: what it says and where that lives in here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy

from muctieu.desk.shown import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES = Path(__file__).resolve().parent / "article.toml"
HOW_FAR: dict[str, tuple[_StrPromise, str, str]] = {
    "yes": (gettext_lazy("there"), "good", "●"),
    "partly": (gettext_lazy("partly there"), "even", "◐"),
    "not_yet": (gettext_lazy("not there yet"), "none", "○"),
}
_IN_DOCS = {"yes": "có", "partly": "một phần", "not_yet": "chưa"}


@dataclass(frozen=True)
class Sentence:
    """One sentence in our words, in both languages, and how far it is true of the product."""

    number: int
    vi: str
    en: str
    where_vi: str
    where_en: str
    state: str
    register: str = ""

    @property
    def text(self) -> str:
        """What it says, in the page's language."""
        return self.en if get_language() == "en" else self.vi

    @property
    def where(self) -> str:
        """Where it lives, in the page's language."""
        return self.where_en if get_language() == "en" else self.where_vi

    @property
    def how_far(self) -> State:
        """Yes, partly or not yet, in a word."""
        word, tone, sign = HOW_FAR[self.state]
        return State(str(word), tone, sign)


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """All sentences, in order."""
    told = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return tuple(Sentence(**one) for one in told["sentence"])


def as_markdown() -> Iterator[str]:
    """``docs/article.md``, line by line."""
    yield "# Bài viết, từng câu / The article, sentence by sentence"
    yield ""
    yield "In từ `muctieu/desk/article.toml` bằng `python3 mt manage article`; đừng sửa tay."
    yield "Trang này cũng xem được ở `/bai-bao/`. / Printed; also shown at `/en/bai-bao/`."
    yield ""
    yield "| Câu | Nói gì (lời của chúng tôi) | Ở đâu trong sản phẩm | Có chưa |"
    yield "|---:|---|---|---|"
    for one in sentences():
        yield f"| {one.number} | {one.vi} | {one.where_vi} | {_IN_DOCS[one.state]} |"
