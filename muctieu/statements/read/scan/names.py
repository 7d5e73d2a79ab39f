"""Numbers that belong to a name: items of a list, documents, addresses, "Covid-19", "tổ 5"."""

import re

from muctieu.statements.read.letters import UPPER
from muctieu.statements.read.scan.tokens import Left, Token
from muctieu.statements.read.vocabulary import word_list

_DOCUMENT = re.compile(
    r"\d+[a-zA-Z]{0,2} ?/ ?(?:\d{4} ?/ ?)?(?!KH \d)[A-ZĐƯ][A-Za-zĐƯđ]{0,9}(?:\d{0,2}(?: ?[-/&] ?|\.)?[A-ZĐƯ][A-ZĐƯa-zđ&]*\d*)*"
    r"|\d+ ?- ?(?:[A-ZĐƯ]{2,}[A-Za-zĐƯđ]*)(?:[-/][A-ZĐƯ][\wĐƯ]*)*(?:/\w+)?",
)
_DOCUMENT_MARK = re.compile(r"[A-ZĐƯ]{2}")
_PHONE = re.compile(
    r"0\d{2,3}[. -]?\d{3,4}[. -]?\d{3,4}(?!\d)|1[89]00[. ]?\d{4}(?!\d)|0\d{8,10}(?!\d)", re.ASCII
)
_BULLETS = " (-*+•[>"
_LIST_END = re.compile(r"\d+(?:\.\d+)*[.)/](?= |$)|\d+(?:\.\d+)+(?= )", re.ASCII)
_PLACE_HEAD = re.compile(r"[^\W\d_] ?$")
_LINE_HEAD = re.compile(r"(?:^|\n)[ (\[*•+>-]*$")
# "2.1. Về trồng trọt" begins an item even where a copy lost the line break before it.
_LEVELS = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\. (?=[{UPPER}])")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|html?)/")
_MORE_NUMBERS = re.compile(r"(?:[-+.]\d+)+")
_CAPITAL_UNITS = word_list("capital_units")


def index_or_name(
    text: str, start: int, run_end: int, follow: str, floor: int, left: Left
) -> Token | None:
    """Try what is seen from the characters right before and behind the digits."""
    before = text[start - 1 : start]
    token = None
    if before in "([" or not left.text.strip(_BULLETS):
        token = _line_index(text, start, run_end, follow, floor)
    if token is None and before and before not in " (":
        token = _dashed_name(text, start, run_end, before, left)
    if token is not None or not follow:
        return token
    if follow.isalpha():
        token = _capital_behind(text, start, run_end, follow)
    if token is None and text[start] in "01":
        token = _phone(text, start)
    if token is None and follow in "/- abcđ":
        token = _document(text, start, run_end, follow)
    return token


def name_token(text: str, start: int, floor: int) -> Token:
    """Return the whole word that the digits are glued to: "F0", "Covid-19"."""
    first = start
    while first > floor and (text[first - 1].isalnum() or text[first - 1] in "-_/"):
        first -= 1
    last = start
    while last < len(text) and (text[last].isalnum() or text[last] == "_"):
        last += 1
    if suffix := _MORE_NUMBERS.match(text, last):
        last = suffix.end()
    return Token(first, last, "name", None, rule="glued-to-letters")


def _line_index(text: str, start: int, run_end: int, follow: str, floor: int) -> Token | None:
    before = text[start - 1 : start]
    if before and before in "([" and follow and follow in ")]" and run_end - start <= 2:
        place = before == "(" and _PLACE_HEAD.search(text, max(0, start - 14), start - 1)
        if not place or _starts_item(text, start - 1, run_end + 1):
            return Token(start, run_end, "list_index", text[start:run_end], rule="bracketed-index")
    if start > floor or start == 0:
        head = text[max(floor, start - 8) : start]
        at_head = start == 0 or (
            _LINE_HEAD.search(head) is not None and (floor == 0 or "\n" in head)
        )
        numbered = _LEVELS.match(text, start) is not None and head.endswith((". ", "; ", ": "))
        if (
            (at_head or numbered)
            and (found := _LIST_END.match(text, start))
            and _is_index(text, found)
        ):
            return Token(start, found.end(), "list_index", found.group(), rule="line-index")
    return None


def _starts_item(text: str, opening: int, closing: int) -> bool:
    """Return whether "(1)" counts off items: a line or clause starts here, words follow."""
    before = text[max(0, opening - 2) : opening].rstrip(" ")
    return (not before or before[-1] in ":;,.\n") and text[closing : closing + 2].strip()[
        :1
    ].isalpha()


def _is_index(text: str, found: re.Match[str]) -> bool:
    """Tell "1. Thu ngân sách" and "2.1. Chi" from a figure that begins a line ("12.5 tấn")."""
    surface = found.group()
    if surface[-1] == "/":
        return len(surface) <= 3 and text[found.end() : found.end() + 1] == " "
    parts = re.split(r"[.)]", surface)
    if not all(len(part) <= 2 for part in parts):
        return False
    following = text[found.end() : found.end() + 2].strip()
    return surface[-1] in ".)" or following[:1].isupper()


def _dashed_name(text: str, start: int, run_end: int, before: str, left: Left) -> Token | None:
    """Eat "Covid-19", "H5N1-2", "[1]" and what hangs on an address."""
    if before == "-" and start >= 2 and text[start - 2].isalpha():
        return name_token(text, start, left.start)
    if left.words and _ADDRESS.search(left.words[-1]):
        end = run_end
        while end < len(text) and not text[end].isspace():
            end += 1
        return Token(start, end, "name", None, rule="address")
    return None


def _capital_behind(text: str, start: int, run_end: int, follow: str) -> Token | None:
    """Eat "4G", "3D": capitals glued behind digits, unless they are a unit ("560MW")."""
    if not (follow.isalpha() and follow.isupper()):
        return None
    end = run_end
    while end < len(text) and text[end].isalnum():
        end += 1
    if text[run_end:end].lower() in _CAPITAL_UNITS:
        return None
    return Token(start, end, "name", None, rule="capital-behind")


def _document(text: str, start: int, run_end: int, follow: str) -> Token | None:
    if follow == " " and text[run_end + 1 : run_end + 2] not in {"/", "-"}:
        return None
    found = _DOCUMENT.match(text, start)
    if found is None or not _DOCUMENT_MARK.search(found.group()):
        return None
    return Token(start, found.end(), "document_number", found.group(), rule="document-number")


def _phone(text: str, start: int) -> Token | None:
    if text[start] != "0" and text[start : start + 4] not in {"1800", "1900"}:
        return None
    found = _PHONE.match(text, start)
    return Token(start, found.end(), "name", found.group(), rule="phone") if found else None
