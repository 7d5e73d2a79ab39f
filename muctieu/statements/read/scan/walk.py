"""The walk from anchor to anchor through a text."""

import re

from muctieu.statements.read.quantities import sure_at
from muctieu.statements.read.scan.dates import (
    LUNAR,
    bare_year,
    calendar_token,
    day_lists,
    goes_on_with_days,
)
from muctieu.statements.read.scan.eaters import EATING, eaten_firmly, goes_on_with_names
from muctieu.statements.read.scan.figures import figure_at
from muctieu.statements.read.scan.lists import read_lists
from muctieu.statements.read.scan.names import index_or_name, name_token
from muctieu.statements.read.scan.ratios import PER_WORDS, of_two, per_people
from muctieu.statements.read.scan.tokens import Left, Token, left_of
from muctieu.statements.read.scan.words import word_anchors, word_token

_DIGITS = re.compile(r"\d+", re.ASCII)
_GLUED_VERB = re.compile(
    r"(tăng|giảm|đạt|bằng|chiếm|vượt|gần|hơn|trên|khoảng|ước|là|còn|được|dưới|gấp|với|có|cho|đến|và|số)$",
    re.IGNORECASE,
)
# What may stand behind a day, an hour or a number of months: "/", "-", "tháng", "giờ", "h", a month's name.
_CALENDAR_NEXT = frozenset("/-.tTgGhđ&vJFMASOND:")
# A percentage or a measured figure is nothing else, unless one of these words stands before it.
_DAYS = LUNAR | {"tháng", "ngày"}
_DATED = EATING | _DAYS
_PAUSES = frozenset(",;)")
# No further from the last token a whole number may go on with its list: "phường 12 và 13".
_NEAR = 6
_THOUSANDS = re.compile(r"\.[0-9]{3}(?![0-9])")
_NOWHERE = 1 << 62


def scan(text: str) -> list[Token]:
    """Return the numbers of a normalised text in order, none overlapping."""
    tokens: list[Token] = []
    words = word_anchors(text)
    words.append(_NOWHERE)
    word = position = floor = 0
    run = _DIGITS.search(text)
    while True:
        while words[word] < position:
            word += 1
        if run is not None and run.start() < position:
            run = _DIGITS.search(text, position)
        start = run.start() if run is not None else _NOWHERE
        if words[word] < start:
            start = words[word]
            token = word_token(text, start)
        elif run is not None:
            token = _digit_token(text, start, run.end(), floor, tokens)
        else:
            return read_lists(text, day_lists(text, tokens))
        position = start + 1
        if token is not None:
            if token.start < floor:
                token.start = floor
            tokens.append(token)
            floor = token.end
            if floor > position:
                position = floor


def _digit_token(text: str, start: int, run_end: int, floor: int, tokens: list[Token]) -> Token:
    before = text[start - 1 : start]
    if (
        before != " "
        and (before.isalpha() or before == "_")
        and not _glued_verb(text, start, floor)
    ):
        return name_token(text, start, floor)
    if before == " " and (sure := _sure_figure(text, start, run_end, floor, tokens)):
        return sure
    left = left_of(text, start, floor)
    if tokens and goes_on_with_days(text, start, tokens[-1], left):
        left = Left(left.text, left.start, "ngày", ("ngày",))
    follow = text[run_end : run_end + 1]
    if tokens and (name := goes_on_with_names(text, start, run_end, tokens[-1])):
        return name
    if follow == before == " " and _counts(text, start, run_end, left):
        return figure_at(text, start, run_end, left)
    return (
        index_or_name(text, start, run_end, follow, floor, left)
        or eaten_firmly(text, start, run_end, left)
        or per_people(text, start, left)
        or _date_or_ratio(text, start, run_end, follow, left)
        or figure_at(text, start, run_end, left)
    )


def _counts(text: str, start: int, run_end: int, left: Left) -> bool:
    """Return whether "có 12 dự án" can be no day, index, document or name: a word either side."""
    beyond = text[run_end + 1 : run_end + 2]
    if run_end - start > 3 or text[start] == "0" or not beyond.isalpha():
        return False
    return beyond not in _CALENDAR_NEXT and left.last.isalpha() and left.last not in _DATED


def _sure_figure(
    text: str, start: int, run_end: int, floor: int, tokens: list[Token]
) -> Token | None:
    """Read "tăng 12,24%", "có 45 hộ", "; đạt 1.250 tỷ đồng" at one look.

    Neither the number's own writing nor the word before it may be anything that a day, a name, a
    list or a range begins with; whatever is, is left to the others.
    """
    quantity = sure_at(text, start)
    if quantity is None:
        return None
    whole = quantity.number_end == run_end and quantity.unit_kind != "percent"
    if whole and start - floor < _NEAR and tokens and _may_go_on(tokens[-1], start):
        return None
    word = text[text.rfind(" ", floor, start - 1) + 1 or floor : start - 1].lower()
    if not word.isalpha():
        word = _bare(word)
    if not word or word in (_DATED if whole else EATING):
        return None
    if word in PER_WORDS and text[start] == "1":
        return None
    return Token(start, quantity.end, "figure", None, quantity, rule="quantity")


def _may_go_on(last: Token, start: int) -> bool:
    """Return whether the number may go on with the names or days of the token right before."""
    return last.rule != "quantity" or last.end == start - 1


def _bare(word: str) -> str:
    """Return the word without the marks around it; "," where a pause parts it from the number.

    Nothing where other marks stand there: those may mean something.
    """
    word = word[word.rfind("\n") + 1 :].lstrip("(")
    if word[-1:] in _PAUSES:
        return "," if word[:-1].isalpha() else ""
    word = word.removesuffix(":")
    return word if word.isalpha() else ""


def _date_or_ratio(text: str, start: int, run_end: int, follow: str, left: Left) -> Token | None:
    """Try dates, periods and a/b, where the characters behind the digits allow them."""
    if follow and follow in ",." and (ratio := of_two(text, start, run_end, left)):
        return ratio
    asked = left.last in _DAYS
    if follow and follow in ",%" and not asked:
        year = run_end - start == 4 and not text[run_end + 1 : run_end + 2].isdigit()
        return bare_year(text, start, left) if follow == "," and year else None
    if follow == "." and _THOUSANDS.match(text, run_end):
        return None
    beyond = text[run_end + 1 : run_end + 2]
    if follow == " " and run_end - start < 4 and beyond not in _CALENDAR_NEXT:
        return calendar_token(text, start, run_end, follow, left) if asked else None
    return calendar_token(text, start, run_end, follow, left) or of_two(text, start, run_end, left)


def _glued_verb(text: str, start: int, floor: int) -> bool:
    return _GLUED_VERB.search(text[max(floor, start - 10) : start]) is not None
