"""What is left when names, dates and a/b are taken: a number with its unit."""

import re

from muctieu.statements.read.quantities import Quantity, quantity_at
from muctieu.statements.read.scan.eaters import eaten_softly
from muctieu.statements.read.scan.ratios import pair_at, range_at
from muctieu.statements.read.scan.tokens import Left, Token

_OF_A_TERM = re.compile(r" (?:\d|[IVXL]+(?!\w))")  # "Trung ương 4 khóa 11"


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
    if sign not in {"-", "+"} or quantity.unit_kind != "percent":
        return None
    if ahead not in {"(", ":", "/"} and (sign, ahead) != ("+", " "):
        return None
    return Token(start - 1, quantity.end, "figure", None, quantity, f"signed{sign}", rule="signed")
