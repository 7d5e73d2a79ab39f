"""One spelling for the grammar, with a map back to the original text.

Composes Unicode, turns look-alike letters, special spaces and dashes into the plain ones, drops
invisible characters and repairs letters that scanners put for digits.  Claims are reported in
offsets of the original, so every change of length is kept in the map.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from muctieu.statements.read.letters import LOWER

_PLAIN = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\f\v\r", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "\u00f0": "đ",
    "\u00d0": "Đ",
    "\u0189": "Đ",
    "\uff05": "%",
    "\uff1a": ":",
    "\u2044": "/",
    "\u2028": "\n",
    "\u2029": "\n",
}
_SPECIAL = re.compile("[" + "".join(_PLAIN) + "]")
# A letter with loose marks, or an invisible character: the only changes of length.
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]+|[\u200b-\u200f\u2060\ufeff\u00ad]")
_HAS_CLUSTER = re.compile(r"[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]")
# O for 0, l or I for 1 inside a number: "1O5", "98,l", "l.234".  Not "CO2", "1l", "H2O".
_SCANNED = re.compile(r"(?<![\w.,/-])(?=[\dlIO])[\dOoIl]+(?:[.,][\dOoIl]+)*(?=[\s%.,;:)]|$)")
_SCANNED_HINT = re.compile(r"[OoIl](?:(?<=\d[OoIl])[\d%.,]|(?<=\d[.,][OoIl])\b|(?<=\b[lIO])[.,]\d)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in the grammar's spelling; `original` translates its offsets."""

    text: str
    steps: tuple[tuple[int, int], ...]  # (offset here, what to add for the original), ascending

    def original(self, offset: int) -> int:
        """Return the offset in the original text of an offset in this one."""
        if not self.steps:
            return offset
        index = bisect_right(self.steps, (offset, 1 << 62)) - 1
        return offset if index < 0 else offset + self.steps[index][1]


def normalise(text: str) -> Normalised:
    """Return the text in one spelling, with the map of its offsets."""
    if not _HAS_CLUSTER.search(text):
        return Normalised(_one_spelling(text), ())
    return _with_map(text)


def _with_map(text: str) -> Normalised:
    parts: list[str] = []
    steps: list[tuple[int, int]] = []
    done = here = added = 0
    for found in _CLUSTER.finditer(text):
        composed = _composed(found.group())
        parts += (text[done : found.start()], composed)
        here += found.start() - done + len(composed)
        added += len(found.group()) - len(composed)
        done = found.end()
        steps.append((here, added))
    parts.append(text[done:])
    return Normalised(_one_spelling("".join(parts)), tuple(steps))


def _one_spelling(text: str) -> str:
    """Return the text with plain signs, joined lines and Vietnamese marks in its numbers."""
    for special in set(_SPECIAL.findall(text)):
        text = text.replace(special, _PLAIN[special])
    joined = _join_lines(text)
    return _repair(_vietnamese_marks(joined) if is_english(joined) else joined)


_VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|was|were|is|by|from|with|for|has|had)\b", re.IGNORECASE
)
_SWAPPED = str.maketrans(",.", ".,")


def is_english(text: str) -> bool:
    """Return whether the text is English: hardly any Vietnamese letters, many English words."""
    sample = text[:4000]
    words = max(sample.count(" "), 1)
    return (
        len(_VIETNAMESE.findall(sample)) * 8 < words and len(_ENGLISH.findall(sample)) * 12 >= words
    )


def _vietnamese_marks(text: str) -> str:
    """Swap dot and comma inside the numbers of an English text; the length stays."""
    return re.sub(r"(?<=\d)[.,](?=\d)", lambda found: found.group().translate(_SWAPPED), text)


def _composed(cluster: str) -> str:
    return unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else ""


def _repair(text: str) -> str:
    """Put digits where a scanner read letters; the length stays."""
    if not _SCANNED_HINT.search(text):
        return text
    return _SCANNED.sub(_as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    surface = found.group()
    if not any(letter.isdigit() for letter in surface) or re.fullmatch(r"\d+[lI]", surface):
        return surface
    return surface.translate(str.maketrans("OoIl", "0011"))


# A line that was broken by its paper goes on in the next one: that begins in lower case or with
# a digit, and is no item of a list.
_WRAP = re.compile(
    rf"\n(?<=[^\n.;:!?|]\n)(?=[{LOWER}(%])|\n(?<=[^\n.;:!?|]{{45}}\n)(?=\d(?!\d?[.)]\s))"
)


def _join_lines(text: str) -> str:
    return _WRAP.sub(" ", text)
