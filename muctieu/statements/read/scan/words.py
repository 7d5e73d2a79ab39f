"""Numbers in words, quarters of a year, "gấp đôi"."""

import re
from decimal import Decimal

from muctieu.kernels.vietnamese.numbers import NUMBER_WORDS, NotANumber, parse_number_words
from muctieu.statements.read.quantities import Quantity, words_quantity_at
from muctieu.statements.read.scan.tokens import Token

# The ends of the words that begin a number: a short list that one pass finds quickly, because what
# stands before them is looked at only where one of them is found.
# (The looks back stand behind the letters, so that the search still jumps from letter to letter.)
_BEGINNINGS = {
    "ai": "h",
    "a": "b",
    "ốn": "b",
    "áu": "s",
    "ảy": "b",
    "ám": "t",
    "hín": "c",
    "ười": "m",
    "uý": "q",
    "ột": "m",
    "ăm": "n",
}
_ENDS = re.compile(
    "|".join(
        f"{end} (?<=[{first}{first.upper()}]{end} )(?<![^\\W\\d_].{{{len(end) + 2}}})"
        for end, first in _BEGINNINGS.items()
    )
    + r"|gấp (?<![^\W\d_].{4})"
)
# "một" and "năm" alone are an article and a year.
_SCALED = ("trăm ", "nghìn ", "ngàn ", "triệu ", "tỷ ", "tỉ ", "chục ", "vạn ")
_SCALED_BEHIND = {"ột ": _SCALED, "ăm ": (*_SCALED, "mươi ")}
_QUARTER = re.compile(
    r"[Qq]uý (?:(I{1,3}|IV)|([1-4])(?![\d.,]))(?: ?[/-]? ?(?:năm )?((?:19|20)\d\d))?(?!\w)"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_MULTIPLE_WORDS = re.compile(r"gấp (đôi|rưỡi|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?: lần)?(?!\w)")
_MULTIPLES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5")}
_MONTHS_IN_WORDS = re.compile(r"((?:[^\W\d_]+ ){1,3}?)tháng(?! tuổi)(?!\w)", re.IGNORECASE)


def word_anchors(text: str) -> list[int]:
    """Return where number words and "quý", "gấp" begin, in order."""
    places: list[int] = []
    for found in _ENDS.finditer(text):
        ending, place = found.group(), found.start()
        scaled = _SCALED_BEHIND.get(ending)
        if scaled is None or text.startswith(scaled, found.end()):
            places.append(place if ending == "gấp " else place - 1)
    return places


def word_token(text: str, start: int) -> Token | None:
    """Read the number that begins with a word at `start`, if one does."""
    if text[start] in "Qq":
        quarter = _QUARTER.match(text, start)
        return _quarter(start, quarter) if quarter else None
    if text[start] == "g":
        multiple = _MULTIPLE_WORDS.match(text, start)
        return _multiple(start, multiple) if multiple else None
    if months := _months_in_words(text, start):
        return months
    found = words_quantity_at(text, start, NUMBER_WORDS)
    if found is None or _is_name_before(text, start):
        return None
    return Token(start, found.end, "figure", None, found, "words", rule="number-words")


def _quarter(start: int, found: re.Match[str]) -> Token:
    number = _ROMAN[found[1]] if found[1] else int(found[2])
    return Token(start, found.end(), "period", f"{found[3] or '----'}-Q{number}", rule="quarter")


def _multiple(start: int, found: re.Match[str]) -> Token:
    times = _MULTIPLES.get(found[1]) or Decimal(parse_number_words(found[1]))
    quantity = Quantity(times, 0, "lần", "multiple", found.end(), found.end(1))
    return Token(start, found.end(), "figure", None, quantity, "multiple", rule="multiple-word")


def _months_in_words(text: str, start: int) -> Token | None:
    found = _MONTHS_IN_WORDS.match(text, start)
    if found is None:
        return None
    try:
        months = parse_number_words(found[1])
    except NotANumber:
        return None
    return (
        Token(start, found.end(), "period", f"{months}m", rule="months-in-words")
        if months < 60
        else None
    )


def _is_name_before(text: str, start: int) -> bool:
    """Return whether the number word ends a name or an ordinal ("thứ hai", "Trưng Hai")."""
    before = text[max(0, start - 12) : start].rstrip()
    return before.lower().endswith(("thứ", "tháng", "lần thứ", "mũi", "lớp", "năm thứ", "ngày"))
