"""Two numbers said as one: a/b, ranks, scales of maps, ranges, pairs of actual and plan."""

import re

from muctieu.statements.read.quantities import Quantity, is_number, magnitude, quantity_at
from muctieu.statements.read.scan.tokens import Left, Token, phrase_start
from muctieu.statements.read.vocabulary import cues

RATIO = re.compile(r"(\d[\d.,]*|\d) ?/ ?(\d[\d.,]*\d|\d)", re.ASCII)
_PAIR = re.compile(
    r" ?/ ?(?:KH|kh|Kh|kế hoạch|DT|dự toán|CT|chỉ tiêu|NQ) ?(?:là |giao |năm )?(?=\d)"
)
_SECOND_OF_RATIO = re.compile(r" ?/ ?(?=\d)", re.ASCII)
_DASH = re.compile(r"(?: ?- ?| ?÷ ?)(?=\d)", re.ASCII)
_TO = re.compile(r" (?:đến|tới|to) (?:gần |dưới |hơn |trên |khoảng )?(?=\d)", re.ASCII)
FROM_WORDS = frozenset(["từ", "from", "between", "khoảng"])
# "theo nghị quyết 80/2018": a document and its year.
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_DOCUMENTS = frozenset(["quyết", "định", "thị", "tư", "luật", "lệnh", "số"])
# "nhất trí 24/24 (100%)" counts; "trực 24/24" does not.
_PERCENT_BESIDE = re.compile(r" ?\(\d[\d.,]* ?%")
_DASHES = frozenset("-÷")
_RANK_WORDS = re.compile(r"(?:xếp|đứng|hạng|vị trí|vươn lên|vị thứ|lên thứ|ranked)[\w ]{0,20}$")
_CUES = cues()
_MOVES = frozenset(["up", "down", "level", "over"])


def of_two(text: str, start: int, run_end: int, left: Left) -> Token | None:
    """Read a/b: a scale of maps, a rank, or a ratio."""
    if "/" not in text[run_end : run_end + 14]:
        return None
    follow = text[run_end : run_end + 2]
    if not follow or (follow[0] not in "/.," and follow != " /"):
        return None
    found = RATIO.match(text, start)
    if found is None:
        return None
    first, second = found[1].rstrip(".,"), found[2]
    if not is_number(first):
        return Token(start, found.end(), "name", found.group(), rule="version")
    around = (first, second) in {("24", "24"), ("24", "7")}
    if around and not _PERCENT_BESIDE.match(text, found.end()):
        return Token(start, found.end(), "name", found.group(), rule="around-the-clock")
    tail = quantity_at(text, found.start(2))
    scaled = left.last in {"lệ", "tl", "lệ:"} or tail.unit is None or tail.noun_guessed
    if first == "1" and tail.value >= 200 and scaled:
        return Token(start, found.end(), "scale", found.group(), rule="map-scale")
    if (
        _YEAR.fullmatch(second)
        and (tail.unit is None or tail.noun_guessed)
        and _DOCUMENTS & set(left.words)
    ):
        return Token(start, found.end(), "document_number", found.group(), rule="of-a-year")
    top, _ = magnitude(first, integer_unit=tail.unit_kind == "count")
    form = "rank" if left.last in {"thứ", "hạng"} or is_ranked(left) else "ratio"
    begin = phrase_start(text, start, "thứ") if left.last == "thứ" else start
    quantity = Quantity(
        top,
        tail.decimals,
        tail.unit,
        tail.unit_kind,
        tail.end,
        tail.number_end,
        tail.per,
        tail.noun_guessed,
    )
    if form == "rank":
        quantity = Quantity(top, 0, None, "none", tail.number_end, tail.number_end)
    elif tail.noun_guessed:
        quantity = Quantity(
            top, 0, tail.unit, "count", tail.end, tail.number_end, noun_guessed=True
        )
    return Token(begin, quantity.end, "figure", None, quantity, form, tail.value, rule=form)


_PER_PEOPLE = re.compile(
    r"(?:1|1[.,]?000|10[.,]?000|100[.,]?000) ?(?:vạn |triệu |nghìn )?(?:dân|người dân|trẻ đẻ sống|ha (?:đất|canh tác|gieo trồng)|đơn vị diện tích)(?![^\W_])"
)


PER_WORDS = frozenset(["trên", "cho", "mỗi"])


def per_people(text: str, start: int, left: Left) -> Token | None:
    """Read "số giường bệnh trên 1 vạn dân", "mắc trên 100.000 dân": what a rate is given per."""
    if text[start] != "1" or (left.last not in PER_WORDS and text[start - 1 : start] != "/"):
        return None
    found = _PER_PEOPLE.match(text, start)
    return Token(start, found.end(), "scale", found.group(), rule="per-people") if found else None


def range_at(text: str, start: int, quantity: Quantity, left: Left) -> Token | None:
    """Read "5-7 tấn", "từ 5 đến 7 tấn", "8-9%" as one range, which is no single figure."""
    begun = left.last in FROM_WORDS
    for end in (quantity.number_end, quantity.end):
        found = None
        if text[end : end + 1] in _DASHES or text[end + 1 : end + 2] in _DASHES:
            found = _DASH.match(text, end)
        if found is None and (begun or (quantity.unit is None and left.last not in _CUES)):
            found = _TO.match(text, end)
        percents = quantity.unit is None or quantity.unit_kind == "percent"
        if found is None and percents and (to := _TO.match(text, end)):
            # "đạt 6,5 đến 7%": one sign for both; "33% đến 34%".
            found = to if quantity_at(text, to.end()).unit_kind == "percent" else None
        if found is None and _to_the_same(text, quantity, end, left):
            found = _TO.match(text, end)
        if found is None:
            continue
        upper = quantity_at(text, found.end())
        same = quantity.unit is None or upper.unit == quantity.unit or quantity.noun_guessed
        if _scaled_alike(text, start, quantity, upper):
            return Token(start, upper.end, "range", None, upper, "range", rule="range")
        if same and upper.value > quantity.value:
            kind = "range"
            return Token(
                start,
                upper.end,
                kind,
                f"{quantity.value}/{upper.value}",
                upper,
                "range",
                rule="range",
            )
    return None


def _to_the_same(text: str, quantity: Quantity, end: int, left: Left) -> bool:
    """Return whether "5.000 người đến 8.000 người" says its unit twice; behind a verb it moves."""
    if end != quantity.end or quantity.unit is None or quantity.noun_guessed:
        return False
    cue = _CUES.get(left.last)
    to = None if cue is not None and cue.role in _MOVES else _TO.match(text, end)
    return to is not None and quantity_at(text, to.end()).unit == quantity.unit


def _scaled_alike(text: str, start: int, quantity: Quantity, upper: Quantity) -> bool:
    """Return whether "800 triệu - 1 tỷ USD" names its unit behind the second number only."""
    bare = quantity.unit_kind == "money" and not text[start : quantity.end].endswith(
        ("g", "đ", "D")
    )
    return bare and upper.unit_kind == "money" and (upper.unit or "").partition(" ")[2] != ""


def pair_at(text: str, start: int, quantity: Quantity) -> Token | None:
    """Read "16.133 con/KH 16.200 con" (actual and plan) and "20 chỉ tiêu/21 chỉ tiêu"."""
    if text[quantity.end : quantity.end + 2].lstrip()[:1] != "/":
        return None
    found = _PAIR.match(text, quantity.end)
    form = "pair"
    if found is None:
        found, form = _SECOND_OF_RATIO.match(text, quantity.end), "ratio"
    if found is None:
        return None
    second = quantity_at(text, found.end())
    if second.value == 0:
        return None  # "412 ca/0 tử vong" are two figures
    if second.unit not in {quantity.unit, None} and not second.noun_guessed:
        return None
    end = second.end if second.unit == quantity.unit else second.number_end
    if form == "pair" and (dash := _DASH.match(text, second.number_end)):
        upper = quantity_at(text, dash.end())
        end = upper.end if upper.unit == quantity.unit else upper.number_end
    whole = Quantity(quantity.value, quantity.decimals, quantity.unit, quantity.unit_kind, end, end)
    return Token(start, end, "figure", None, whole, form, second.value, rule=form)


def is_ranked(left: Left) -> bool:
    return _RANK_WORDS.search(left.text.lower().rstrip().removesuffix("thứ")) is not None


def unit_after_ratio(text: str, start: int) -> bool:
    found = RATIO.match(text, start)
    if found is None:
        return False
    second = quantity_at(text, found.start(2))
    return second.unit is not None and not second.noun_guessed and second.unit_kind != "time"


def unit_follows(text: str, start: int) -> bool:
    quantity = quantity_at(text, start)
    return quantity.unit is not None and not quantity.noun_guessed
