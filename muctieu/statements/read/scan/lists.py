"""Numbers of a list that only its first or its last member tells what they are.

"tăng 5,2; 6,1 và 7,3%" has one sign for three figures, "6 tàu (Cà Mau 2, Bình Định 4)" one noun for
three; and a name that the text gives a number ("Phú Sơn 2") keeps it wherever it stands.
"""

import re

from muctieu.statements.read.letters import UPPER
from muctieu.statements.read.quantities import Quantity, magnitude
from muctieu.statements.read.scan.tokens import Token

_NEXT = re.compile(r"[,;] ?(?:và |hoặc )?| và | hoặc ")
_NAME = (
    r"(?:(?:tỉnh|thành phố|TP\.?|thị xã|huyện|quận|phường|thị trấn|xã) )?"
    rf"[{UPPER}][\w.'-]*(?: -)?(?: [{UPPER}-][\w.'-]*){{0,5}}:? ?"
)
_FIRST_PLACE = re.compile(rf"(?:.*[(:]|.*\bgồm(?: có)?:?) ?{_NAME}")
_NEXT_PLACE = re.compile(rf"(?:[,;] ?(?:và |còn )?| và | còn )(?:{_NAME}|thị trấn |nơi khác )")
# "46 ca, TN 29, CL 17": what a message tells apart by letters.
_FIRST_CODE = re.compile(rf", [{UPPER}]{{2,4}} ")
_LONGEST = 3  # no name's number has more digits
_PARTED = frozenset(["count", "measure", "money"])


def read_lists(text: str, tokens: list[Token]) -> list[Token]:
    """Give the bare numbers of lists their units, and the text's own names their digits."""
    bare = [index for index, token in enumerate(tokens) if _is_open(token)]
    for index in reversed(bare):
        _share_the_last(text, tokens, index)
    for index in bare:
        _count_places(text, tokens, index)
    names = {token.value for token in tokens if token.rule == "name-before"}
    if names:
        _keep_names(text, tokens, names)
    return tokens


def _is_open(token: Token) -> bool:
    """Return whether a number stands without a unit, alone or behind a capitalised word."""
    if token.rule == "name-before":
        return True
    return token.rule == "quantity" and token.quantity is not None and token.quantity.unit is None


def _share_the_last(text: str, tokens: list[Token], index: int) -> None:
    """Give "5,2; 6,1 và 7,3%" the sign of the last."""
    token, after = tokens[index], tokens[index + 1 : index + 2]
    if token.quantity is None or not after or not _NEXT.fullmatch(text, token.end, after[0].start):
        return
    if index and tokens[index - 1].end == token.start - 1:
        return  # the 1 of "684 mũi 1, 352 mũi 2" belongs to what stands before it
    last = after[0].quantity
    if after[0].rule == "quantity" and last is not None and last.unit and not last.noun_guessed:
        token.quantity = token.quantity._replace(unit=last.unit, unit_kind=last.unit_kind)


def _count_places(text: str, tokens: list[Token], first: int) -> None:
    """Read "6 tàu (Cà Mau 2, Bình Định 4)": places with their parts of the figure before."""
    head = tokens[first - 1].quantity if first else None
    if head is None or head.unit is None or head.unit_kind not in _PARTED:
        return
    if tokens[first - 1].rule == "counted-place":
        return
    coded = _FIRST_CODE.fullmatch(text, tokens[first - 1].end, _digits_of(tokens[first]))
    listed, pattern = first, _FIRST_CODE if coded else _FIRST_PLACE
    while listed < len(tokens) and _is_open(tokens[listed]):
        if not pattern.fullmatch(text, tokens[listed - 1].end, _digits_of(tokens[listed])):
            break
        listed, pattern = listed + 1, _NEXT_PLACE
    if listed - first > 1:
        parts = [_part(text, token, head) for token in tokens[first:listed]]
        if not coded or sum(part.quantity.value for part in parts if part.quantity) <= head.value:
            tokens[first:listed] = parts


def _digits_of(token: Token) -> int:
    """Return where the digits of an open number begin."""
    if token.rule != "name-before" or token.value is None:
        return token.start
    return token.start + token.value.rfind(" ") + 1


def _part(text: str, token: Token, head: Quantity) -> Token:
    start = _digits_of(token)
    value, decimals = magnitude(text[start : token.end], integer_unit=head.unit_kind == "count")
    quantity = Quantity(value, decimals, head.unit, head.unit_kind, token.end, token.end)
    return Token(start, token.end, "figure", None, quantity, rule="counted-place")


def _keep_names(text: str, tokens: list[Token], names: set[str | None]) -> None:
    """Read the 2 of "Phú Sơn 2 máy chạy" as the name's, when the text has such a name elsewhere."""
    for index, token in enumerate(tokens):
        quantity = token.quantity
        if quantity is None or quantity.number_end - token.start > _LONGEST:
            continue
        if token.rule != "quantity" or quantity.unit_kind != "count":
            continue
        first = text.rfind(" ", 0, max(0, token.start - 1)) + 1
        name = text[first : quantity.number_end]
        if name in names:
            tokens[index] = Token(first, quantity.number_end, "name", name, rule="name-before")
