"""Words that eat the number behind them ("tổ 5", "quyết định số 12"), unless it is a figure."""

import re
from decimal import Decimal

from muctieu.statements.read.letters import LOWER, UPPER
from muctieu.statements.read.quantities import Quantity, quantity_at
from muctieu.statements.read.scan.dates import YEAR, year_token
from muctieu.statements.read.scan.ratios import RATIO, is_ranked, unit_follows
from muctieu.statements.read.scan.tokens import Left, Token, phrase_start
from muctieu.statements.read.vocabulary import Eater, cues, eaters, last_words, word_list

_LEVEL = re.compile(r"\d{1,2}\.\d{1,2}(?!\d)")
_NAME_TAIL = re.compile(r"(?:[./:-]\d+)+[A-Za-z]?|[a-zA-ZđĐ]{1,2}(?!\w)")
_CODE_TAIL = re.compile(r"(?:[./:-]\d+|(?: \d\d)+(?![\d%]))+[A-Za-z]?|[a-zA-ZđĐ]{1,2}(?!\w)")
_PERCENTS = re.compile(r"-\d[\d.,]* ?%")  # "đạt mục tiêu 25-26%"
_NUMBERED = word_list("numbered")
_CAPITAL_NEXT = re.compile(r" (?=[^\W\d_])")
# "tuyến số 1 Bến Thành": what looks like a unit begins a name.
_NAME_BEHIND = re.compile(rf" [{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]")
_CUES = cues()
# Districts and wards are numbered, the other units of administration hardly ever.
_NUMBERED_PLACES = frozenset(["quận", "phường"])
_WHOLE_PLACES = frozenset(["toàn", "cả", "mỗi", "từng", "các", "những", "của", "cấp", "số"])
_MOST_NUMBERED = 30
_EATERS = eaters()
_EATER_ENDS = last_words(dict(_EATERS))
EATING = _EATER_ENDS | {"năm", "thứ", "hạng"}


def _eater(left: Left) -> tuple[Eater, str] | None:
    """Return the longest phrase before the number that eats it, unless a longer cue stands there."""
    if left.last not in _EATER_ENDS:
        return None
    for length in range(min(5, len(left.words)), 0, -1):
        phrase = " ".join(left.words[-length:])
        if phrase in _EATERS:
            return _EATERS[phrase], phrase
        if length > 1 and phrase in _CUES:
            return None
    return None


def eaten_firmly(text: str, start: int, run_end: int, left: Left) -> Token | None:
    if left.last not in EATING:
        return None
    if left.last == "năm" and (year := YEAR.match(text, start)):
        return year_token(text, start, year.end())
    if left.last in {"thứ", "hạng"} and is_ranked(left) and not RATIO.match(text, start):
        return _rank(text, start, run_end, left)
    eater = _eater(left)
    if eater is None or not eater[0].firm or _figure_after_eater(text, start, run_end, left):
        return None
    if eater[1] == "công nghiệp" and not text.startswith(".0", run_end):
        return None
    if left.last == "thứ" and RATIO.match(text, start):
        return None
    if left.last == "thứ" and is_ranked(left):
        quantity = Quantity(Decimal(text[start:run_end]), 0, None, "none", run_end, run_end)
        return Token(
            phrase_start(text, start, "thứ"), run_end, "figure", None, quantity, "rank", rule="rank"
        )
    end = run_end
    tail = _CODE_TAIL if eater[0].kind == "document_number" else _NAME_TAIL
    if found := tail.match(text, run_end):
        end = found.end()
    return Token(
        phrase_start(text, start, eater[1]),
        end,
        eater[0].kind,
        text[start:end],
        rule="eaten-by-word",
    )


def _rank(text: str, start: int, run_end: int, left: Left) -> Token | None:
    """Read "đứng thứ 5 toàn tỉnh"; "hạng 3" behind a medal is an ordinal."""
    if left.last == "hạng" and not _RANKED.search(left.text.lower()):
        return None
    if quantity_at(text, start).unit_kind == "grade":
        return None
    quantity = Quantity(Decimal(text[start:run_end]), 0, None, "none", run_end, run_end)
    begin = phrase_start(text, start, "thứ") if left.last == "thứ" else start
    return Token(begin, run_end, "figure", None, quantity, "rank", rule="rank")


def _figure_after_eater(text: str, start: int, run_end: int, left: Left) -> bool:
    """Return whether a firm eater's number is too large or too exact to be its number."""
    if left.last in {"bn", "mã", "mst"} or left.words[-2:] in {("nhân", "số"), ("mã", "số")}:
        return False
    if text[start - 2 : start] == ": " and RATIO.match(text, start):
        return True  # "Cấp độ dịch: 9/11 huyện ở cấp 1"
    if left.raw_last == "điều" and unit_follows(text, start):
        return True  # "điều 4 xe" sends them; an article has a capital or no such noun behind it
    follow = text[run_end : run_end + 4]
    if left.last == "thứ" and _THOUSANDS.match(follow):
        return False  # "vị khách thứ 6.999.999"
    if _EXACT.match(follow):
        return left.last not in {"iso", "tcvn", "qcvn"} and not _SHORT_PART.match(follow)
    return left.last in {"nguồn", "phố", "hình", "bước", "công nghiệp", "thang", "mã"} and bool(
        unit_follows(text, start)
    )


def eaten_softly(
    text: str, start: int, run_end: int, left: Left, quantity: Quantity, *, bare: bool
) -> Token | None:
    if not bare and quantity.unit is None and _LEVEL.match(text, start):
        eater = _eater(left)
        if eater is not None and eater[0].kind == "document_number":
            end = quantity.number_end
            return Token(
                phrase_start(text, start, eater[1]), end, eater[0].kind, None, rule="eaten-by-word"
            )
    if not bare or run_end - start > 3:
        return None
    if text[run_end : run_end + 1] == "-" and _PERCENTS.match(text, run_end):
        return None
    known = quantity.unit is not None and not quantity.noun_guessed
    if known and not (
        _ends_a_place_name(text, quantity, left)
        or _NAME_BEHIND.match(text, quantity.number_end)
        or _numbers_a_place(quantity, left)
    ):
        return None
    eater = _eater(left)
    if eater is not None:
        return Token(
            phrase_start(text, start, eater[1]),
            run_end,
            eater[0].kind,
            text[start:run_end],
            rule="eaten-by-word",
        )
    if text[start] == "0" and run_end - start > 2:
        return Token(start, run_end, "name", None, rule="leading-zeros")
    name = left.raw_last
    if name[-1:].isdigit() or (
        left.words[-2:-1] and left.words[-2] in _NUMBERED and name.isupper()
    ):
        return None  # "L1 22, L2 58", "nhóm O 74": the name is complete
    if name[:1].isupper() and len(left.words) > 1 and name.lower() not in _CUES:
        first = text.rfind(name, left.start, start)
        return Token(first, run_end, "name", text[first:run_end], rule="name-before")
    return None


# How a number goes on behind its first digits: thousands, a percentage or decimals, ".1 ".
_THOUSANDS = re.compile(r"\.\d{3}")
_EXACT = re.compile(r" ?%|[.,]\d")
_SHORT_PART = re.compile(r"\.\d{1,2}\D")
_RANKED = re.compile(r"(?:xếp|đứng) (?:thứ )?hạng ?$")
_LISTED = re.compile(r"(?:, ?| và | & )")


def goes_on_with_names(text: str, start: int, run_end: int, last: Token) -> Token | None:
    """Read the 13 of "phường 12, 13 quận Bình Thạnh": the list of names goes on."""
    if last.rule != "eaten-by-word" or last.kind not in {"name", "ordinal"} or run_end - start > 3:
        return None
    if start - last.end > 4 or not _LISTED.fullmatch(text, last.end, start):
        return None
    quantity = quantity_at(text, start)
    known = quantity.unit is not None and not quantity.noun_guessed
    if quantity.number_end != run_end or (known and not _names_a_place(text, quantity)):
        return None
    return Token(start, run_end, last.kind, text[start:run_end], rule="eaten-by-word")


def _ends_a_place_name(text: str, quantity: Quantity, left: Left) -> bool:
    if left.last not in _EATER_ENDS or not _names_a_place(text, quantity):
        return False
    place = _eater(left)
    return place is not None and place[0].kind == "name"


def _numbers_a_place(quantity: Quantity, left: Left) -> bool:
    """Return whether "quận 1 kiến nghị" names a district; "toàn phường 12 ca" counts in one."""
    if left.last not in _NUMBERED_PLACES or quantity.unit_kind != "count":
        return False
    whole = len(left.words) > 1 and left.words[-2] in _WHOLE_PLACES
    return not whole and quantity.value <= _MOST_NUMBERED


def _names_a_place(text: str, quantity: Quantity) -> bool:
    """Return whether the unit goes on to a name: "khu 5 phường Trần Phú"."""
    found = _CAPITAL_NEXT.match(text, quantity.end)
    return quantity.unit in {"phường", "xã", "thị trấn", "huyện", "quận", "thôn"} and bool(
        found and text[found.end()].isupper()
    )
