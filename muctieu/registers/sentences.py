"""A sentence for the person at the page, in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Sentence:
    """The same thing said in Vietnamese and in English; ``str()`` follows the active language.

    Words in braces are put in by :meth:`with_words`, so that one sentence serves every row.
    """

    vi: str
    en: str

    def with_words(self, **words: object) -> Sentence:
        """The sentence with its ``{words}`` put in."""
        return Sentence(self.vi.format(**words), self.en.format(**words))

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Refusal(Exception):
    """Something asked for that is not done: ``code`` for programs, ``sentence`` for people."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.vi)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
