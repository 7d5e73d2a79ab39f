"""Vietnamese letters from before Unicode: TCVN3 (.VnTime and its kin) and VNI, still met in sheets.

Such text arrives as Latin-1 letters that mean something else. Which encoding it is follows from
which reading makes Vietnamese syllables: "ViÖt" is none, "Việt" is one.
Tables: TCVN 5712:1993, form VN3; VNI for Windows.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from muctieu.kernels.vietnamese.text import nfc


class Encoding(Enum):
    """How letters are written down; the value is the name people know."""

    UNICODE = "Unicode"
    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_FROM_TCVN3 = {
    first + place: letter
    for first, letters in _TCVN3.items()
    for place, letter in enumerate(letters)
}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
# VNI writes the vowel and then one sign for its mark and tone together.
_VNI_SIGNS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "á": _CIRCUMFLEX + _ACUTE,
    "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_BEFORE_SIGN = frozenset("aeouyôö")

_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    "(?:uyêu|uyê|uya|uyu|uây|uôi|iêu|yêu|oai|oay|oeo|ươi|ươu|a[iouy]?|ă|â[uy]?|eo?|êu?|i[aêu]?"
    "|o[aăeio]?|ôi?|ơi?|u[aăâeêiôơy]?|ư[aiơu]?|yê?)"
)
_CODA = "(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE = re.compile(_ONSET + _NUCLEUS + _CODA)
_TONES = frozenset((_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT))
_TOKEN = re.compile(r"[^\s\x00-\x40\[-`{-\x7f\u2000-\u206f]+")
# Fewer strange words than this are a foreign name, not another encoding.
_FEWEST_WORDS = 3


def is_syllable(word: str) -> bool:
    """Whether the word is built like one Vietnamese syllable with at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    bare = nfc("".join(mark for mark in decomposed if mark not in _TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(bare) is not None


def to_unicode(text: str, encoding: Encoding) -> str:
    """The text in Unicode, composed, given the encoding it was typed in."""
    if encoding is Encoding.TCVN3:
        return text.translate(_FROM_TCVN3)
    if encoding is Encoding.VNI:
        return _from_vni(text)
    return nfc(text)


def _from_vni(text: str) -> str:
    letters = []
    before = ""
    for letter in text:
        small = letter.lower()
        if small in _VNI_SIGNS and before in _VNI_BEFORE_SIGN:
            letters.append(_VNI_SIGNS[small])
        else:
            plain = _VNI_LETTERS.get(small, small)
            letters.append(plain.upper() if letter.isupper() else plain)
        before = small
    return nfc("".join(letters))


def _share_of_syllables(words: list[str], encoding: Encoding) -> float:
    return sum(is_syllable(to_unicode(word, encoding)) for word in words) / len(words)


def recognise(texts: Iterable[str]) -> Encoding | None:
    """The encoding in which most words with foreign letters are Vietnamese; None if in none.

    Words in plain ASCII say nothing; a handful of strange words among none is left alone.
    """
    words = [word for text in texts for word in _TOKEN.findall(nfc(text)) if not word.isascii()]
    if not words or _share_of_syllables(words, Encoding.UNICODE) >= 0.5:
        return Encoding.UNICODE
    if len(words) < _FEWEST_WORDS:
        return Encoding.UNICODE
    narrow = [word for word in words if max(word) <= "\xff"]
    if len(narrow) * 2 < len(words):
        return None
    best = max((Encoding.TCVN3, Encoding.VNI), key=lambda one: _share_of_syllables(narrow, one))
    return best if _share_of_syllables(narrow, best) >= 0.75 else None
