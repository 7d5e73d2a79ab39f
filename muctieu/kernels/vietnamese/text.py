"""Vietnamese letters: one spelling (NFC), a folded spelling for search, an order for sorting.

Vietnamese writes the same word in several byte sequences: composed or decomposed, the tone on
either vowel (hòa, hoà), đ as a letter of its own.  Everything that compares texts goes through
this module.
"""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+|[\W_]+")

# Order of the tones in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# Marks that make another letter (ă, â, ê, ô, ơ, ư), in alphabetical order after the bare one.
_LETTER_MARKS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
_D_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form, the only form stored or compared here."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text for search: no marks, đ as d, lower case, single spaces.

    Where the tone stands does not matter, because it is gone: fold("Hoà") == fold("Hòa").
    """
    bare = text.translate(_FOLDED)
    if not bare.isascii():
        bare = "".join(_fold_letter(letter) for letter in bare)
    return " ".join(bare.split())


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter.translate(_D_STROKE))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower()


def sort_key(text: str) -> str:
    """Return a key that puts Vietnamese words in dictionary order when compared by code point.

    Letters decide first (a ă â b c d đ e ê …), then the tone of each word, so that the place of
    the tone in the word is irrelevant.  A database must compare the key bytewise (PostgreSQL:
    collation "C"; SQLite: the default).
    """
    words = _WORD.findall(_SPACES.sub(" ", nfc(text).lower()).strip())
    letters = "".join(_letters_key(word) for word in words)
    tones = "".join(_tone_of(word) for word in words)
    # Two spaces sort before any letter and before the single space between words, so that a
    # word comes before the longer ones that begin with it.
    return f"{letters}  {tones}"


def _letters_key(word: str) -> str:
    return "".join(_letter_key(letter) for letter in word)


# Nearly every letter of a Vietnamese text, ready made; the rest goes letter by letter.
_FOLDED = {
    code: _fold_letter(chr(code))
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
}


@lru_cache(maxsize=4096)
def _letter_key(letter: str) -> str:
    if letter == "đ":
        return "d1"
    decomposed = unicodedata.normalize("NFD", letter)
    base = decomposed[0]
    if not base.isalpha():
        return base
    return base + next((_LETTER_MARKS[m] for m in decomposed[1:] if m in _LETTER_MARKS), "0")


@lru_cache(maxsize=4096)
def _tone_of(word: str) -> str:
    """Return the digit of the word's tone (one word of Vietnamese carries one tone)."""
    if not word[0].isalpha():
        return ""
    decomposed = unicodedata.normalize("NFD", word)
    return next((_TONES[mark] for mark in decomposed if mark in _TONES), "0")
