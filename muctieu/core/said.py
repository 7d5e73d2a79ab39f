"""Sentences of the catalogue that can still be said in the other language after they were made.

A page speaks one language; a command speaks to whoever sits at the machine, so what it refuses
it says in both. Modules whose refusals a command shows take their ``_`` from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation


class Said(str):
    """A translated text that remembers its message and the words put into it."""

    message: str
    words: Any

    def __new__(cls, message: str, words: Any = None) -> Said:
        translated = translation.gettext(message)
        said = super().__new__(cls, translated if words is None else translated % words)
        said.message, said.words = message, words
        return said

    def __mod__(self, words: Any) -> Said:
        return Said(self.message, words)

    def in_language(self, code: str) -> str:
        """The same sentence in another language."""
        with translation.override(code):
            return str(Said(self.message, self.words))


def gettext(message: str) -> Said:
    """Django's ``gettext``, whose answer can be said again in the other language."""
    return Said(message)


def both(say: Callable[[], str]) -> str:
    """What ``say`` says in Vietnamese and, where that is something else, in English after it."""
    told = []
    for code in ("vi", "en"):
        with translation.override(code):
            told.append(say())
    return " / ".join(dict.fromkeys(told))


def in_both(refusal: BaseException) -> tuple[str, str]:
    """What a refusal says in Vietnamese and in English.

    It carries both itself (``sentence``, or ``vi`` and ``en``), was made by :func:`gettext`, or
    finds its words when it is read; what knows one language only is said twice the same.
    """
    told = getattr(refusal, "sentence", refusal)
    if hasattr(told, "vi") and hasattr(told, "en"):
        return str(told.vi), str(told.en)
    first = refusal.args[0] if refusal.args else ""
    if isinstance(first, Said):
        return first.in_language("vi"), first.in_language("en")
    vi, en = (_read_in(code, refusal) for code in ("vi", "en"))
    return vi, en


def _read_in(language: str, refusal: BaseException) -> str:
    with translation.override(language):
        return str(refusal)
