"""What is left when names, dates and a/b are taken: a number with its unit."""

import re
from decimal import Decimal

from muctieu.statements.read.quantities import Quantity, quantity_at
from muctieu.statements.read.scan.eaters import eaten_softly
from muctieu.statements.read.scan.ratios import pair_at, range_at
from muctieu.statements.read.scan.tokens import Left, Token

_PERCENT = re.compile(r"([0-9]+)(?:,([0-9]+))? ?%(?! ?[/÷đ-]| (?:đến|tới|to) )")
_OF_A_TERM = re.compile(r" (?:\d|[IVXL]+(?!\w))")  # "Trung ương 4 khóa 11"
# Written with marks of thousands or with a decimal comma: no day, no name is written like that.
_MEASURED = re.compile(r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+,[0-9]+) (?=[^\W\d_])")


def percent_at(text: str, start: int) -> Token | None:
    """Read "12,24%" at one look; what goes on behind the sign is left to `figure_at`."""
    found = _PERCENT.match(text, start)
    if found is None:
        return None
    whole, part = found.groups()
    value = Decimal(f"{whole}.{part}") if part else Decimal(whole)
    number_end = found.end(2) if part else found.end(1)
    decimals = len(part) if part else 0
    quantity = Quantity(value, decimals, "%", "percent", found.end(), number_end)
    return Token(start, found.end(), "figure", None, quantity, rule="quantity")


def is_measured(text: str, start: int) -> bool:
    """Return whether the number's own writing and the word behind it tell that it is a figure."""
    return _MEASURED.match(text, start) is not None


def figure_at(text: str, start: int, run_end: int, left: Left) -> Token:
    quantity = quantity_at(text, start)
    bare = quantity.number_end == run_end
    if quantity.unit == "khóa" and _OF_A_TERM.match(text, quantity.end):
        return Token(start, run_end, "name", text[start:run_end], rule="of-a-term")
    if soft := eaten_softly(text, start, run_end, left, quantity, bare=bare):
        return soft
    if found := range_at(text, start, quantity, left):
        return found
    if signed := _signed(text, start, quantity):
        return signed
    paired = quantity.unit_kind in {"count", "measure", "money", "score"}
    if paired and (pair := pair_at(text, start, quantity)):
        return pair
    return Token(start, quantity.end, "figure", None, quantity, rule="quantity")


def _signed(text: str, start: int, quantity: Quantity) -> Token | None:
    """Read "(-24,25%)", "(+3,35%)": a signed percentage is a growth."""
    if quantity.unit_kind == "percent" and text[start - 4 : start] in {"(-) ", "(+) "}:
        form = f"signed{text[start - 3]}"
        return Token(start - 4, quantity.end, "figure", None, quantity, form, rule="signed")
    sign, ahead = text[start - 1 : start], text[start - 2 : start - 1]
    if sign not in {"-", "+"} or quantity.unit_kind != "percent" or ahead not in {"(", ":", "/"}:
        return None
    return Token(start - 1, quantity.end, "figure", None, quantity, f"signed{sign}", rule="signed")
