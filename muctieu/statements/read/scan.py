"""Find every number of a text and say what it is: a figure, a date, the digit of a name, …

The scan jumps from anchor to anchor (digits, number words, "quý") and looks only around them.
Names eat their digits first: most errors of number readers are road numbers, document numbers
and dates taken for figures.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from muctieu.kernels.vietnamese.numbers import NUMBER_WORDS, NotANumber, parse_number_words
from muctieu.statements.read import calendar_forms
from muctieu.statements.read.letters import UPPER
from muctieu.statements.read.quantities import Quantity, magnitude, quantity_at, words_quantity_at
from muctieu.statements.read.vocabulary import Eater, cues, eaters, last_words, word_list

_DIGIT = re.compile(r"[0-9]")
# Number words are looked for one by one, which is many times faster than one pattern of them all.
# "một" and "năm" alone are an article and a year.
_SCALED = ("trăm ", "nghìn ", "ngàn ", "triệu ", "tỷ ", "tỉ ", "chục ", "vạn ")
_ANCHORS = (
    *(
        f"{a}{b} "
        for a, b in zip(
            "hHbBbBsSbBtTcCmMqQ",
            (
                "ai",
                "ai",
                "a",
                "a",
                "ốn",
                "ốn",
                "áu",
                "áu",
                "ảy",
                "ảy",
                "ám",
                "ám",
                "hín",
                "hín",
                "ười",
                "ười",
                "uý",
                "uý",
            ),
            strict=True,
        )
    ),
    *(f"{one} {scale}" for one in ("một", "Một", "năm", "Năm") for scale in _SCALED),
    "năm mươi ",
    "Năm mươi ",
    "gấp ",
)
_DIGITS = re.compile(r"\d+", re.ASCII)
_REACH_LEFT = 56

_DOCUMENT = re.compile(
    r"\d+[a-zA-Z]{0,2} ?/ ?(?:\d{4} ?/ ?)?(?!KH \d)[A-ZĐƯ][A-Za-zĐƯđ]{0,9}(?:\d{0,2}(?: ?[-/&] ?|\.)?[A-ZĐƯ][A-ZĐƯa-zđ&]*\d*)*"
    r"|\d+ ?- ?(?:[A-ZĐƯ]{2,}[A-Za-zĐƯđ]*)(?:[-/][A-ZĐƯ][\wĐƯ]*)*(?:/\w+)?",
)
_DOCUMENT_MARK = re.compile(r"[A-ZĐƯ]{2}")
_QUARTER = re.compile(
    r"[Qq]uý (?:(I{1,3}|IV)|([1-4])(?![\d.,]))(?: ?[/-]? ?(?:năm )?((?:19|20)\d\d))?(?!\w)"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_PHONE = re.compile(
    r"0\d{2,3}[. -]?\d{3,4}[. -]?\d{3,4}(?!\d)|1[89]00[. ]?\d{4}(?!\d)|0\d{8,10}(?!\d)", re.ASCII
)
_RATIO = re.compile(r"(\d[\d.,]*|\d) ?/ ?(\d[\d.,]*\d|\d)", re.ASCII)
_PAIR = re.compile(
    r" ?/ ?(?:KH|kh|Kh|kế hoạch|DT|dự toán|CT|chỉ tiêu|NQ) ?(?:là |giao |năm )?(?=\d)"
)
_SECOND_OF_RATIO = re.compile(r" ?/ ?(?=\d)", re.ASCII)
_DASH = re.compile(r"(?: ?- ?| ?÷ ?)(?=\d)", re.ASCII)
_TO = re.compile(r" (?:đến|tới|to) (?:gần |dưới |hơn |trên |khoảng )?(?=\d)", re.ASCII)
_FROM_WORDS = frozenset(["từ", "from", "between", "khoảng"])
_DASHES = frozenset("-÷")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\d]|[.,]\d)", re.ASCII)
_GLUED_VERB = re.compile(
    r"(tăng|giảm|đạt|bằng|chiếm|vượt|gần|hơn|trên|khoảng|ước|là|còn|được|dưới|gấp|với|có|cho|đến|và|số)$",
    re.IGNORECASE,
)
_LEFT_WORD = re.compile(r"[^\W_][\w-]*:?(?= ?$)|[^\W_]\w*-(?= ?$)")
_PUNCTUATION = "()[],;“”\"'"
_BULLETS = " (-*+•[>"
# What may stand behind a day, an hour or a number of months: "/", "-", "tháng", "giờ", "h", a month's name.
_CALENDAR_NEXT = frozenset("/-.tTgGhđ&vJFMASOND:")
_CUES = cues()
_EATERS = eaters()
_EATER_ENDS = last_words(dict(_EATERS))
_DATE_WORDS = word_list("date")
_STRONG_DATE_WORDS = word_list("strong_date")
_STRONG_CUES = cues()
_EATERS = eaters()
_EATER_ENDS = last_words(dict(_EATERS))
_LIST_END = re.compile(r"\d+(?:\.\d+)*[.)/](?= |$)|\d+(?:\.\d+)+(?= )", re.ASCII)
_PLACE_HEAD = re.compile(r"[^\W\d_] ?$")
_LINE_HEAD = re.compile(r"(?:^|\n)[ (\[*•+>-]*$")
_DAY_LIST = re.compile(r"(?:,|và|-|&|đến| )+", re.IGNORECASE)
_MULTIPLE_WORDS = re.compile(r"gấp (đôi|rưỡi|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?: lần)?(?!\w)")
_MULTIPLES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5")}
_MONTHS_IN_WORDS = re.compile(r"((?:[^\W\d_]+ ){1,3}?)tháng(?! tuổi)(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Token:
    """One number of the text.  kind is "figure" or a kind of model.Other."""

    start: int
    end: int
    kind: str
    value: str | None = None
    quantity: Quantity | None = None
    form: str = "number"  # number, ratio, rank, pair, words, multiple
    second: Decimal | None = None
    rule: str = ""


class _Left:
    """What stands before a number: the text since the last token, and its last words."""

    __slots__ = ("_words", "last", "raw_last", "start", "text")

    def __init__(self, text: str, start: int, last: str, words: tuple[str, ...] | None) -> None:
        self.text = text
        self.start = start
        self.raw_last = last
        self.last = last.lower()
        self._words = words

    @property
    def words(self) -> tuple[str, ...]:
        """Return the last words in lower case, the nearest last."""
        if self._words is None:
            raw = self.text.rsplit(None, 5)[-5:]
            self._words = tuple(word.lower().lstrip(_OPENINGS).rstrip(":") for word in raw)
        return self._words


_OPENINGS = '(“"['


def scan(text: str) -> list[Token]:
    """Return the numbers of a normalised text in order, none overlapping."""
    tokens: list[Token] = []
    words = _word_anchors(text)
    digit, word, position = _next_digit(text, 0), 0, 0
    while True:
        while word < len(words) and words[word] < position:
            word += 1
        if digit < position:
            digit = _next_digit(text, position)
        start = min(digit, words[word] if word < len(words) else _NOWHERE)
        if start == _NOWHERE:
            return _day_lists(text, tokens)
        floor = tokens[-1].end if tokens else 0
        token = (
            _digit_token(text, start, floor, tokens) if start == digit else _word_token(text, start)
        )
        position = start + 1
        if token is not None:
            token.start = max(token.start, floor)
            tokens.append(token)
            position = max(token.end, position)


_NOWHERE = 1 << 62


def _next_digit(text: str, position: int) -> int:
    found = _DIGIT.search(text, position)
    return found.start() if found else _NOWHERE


def _word_anchors(text: str) -> list[int]:
    """Return where number words and "quý", "gấp" begin, in order."""
    places: list[int] = []
    for anchor in _ANCHORS:
        place = text.find(anchor)
        while place >= 0:
            places.append(place)
            place = text.find(anchor, place + 1)
    places.sort()
    return places


def _word_token(text: str, start: int) -> Token | None:
    if text[start - 1 : start].isalpha():
        return None
    if quarter := _QUARTER.match(text, start):
        number = _ROMAN[quarter[1]] if quarter[1] else int(quarter[2])
        return Token(
            start, quarter.end(), "period", f"{quarter[3] or '----'}-Q{number}", rule="quarter"
        )
    if multiple := _MULTIPLE_WORDS.match(text, start):
        word = multiple[1]
        times = _MULTIPLES.get(word) or Decimal(parse_number_words(word))
        quantity = Quantity(times, 0, "lần", "multiple", multiple.end(), multiple.end(1))
        return Token(
            start, multiple.end(), "figure", None, quantity, "multiple", rule="multiple-word"
        )
    if months := _months_in_words(text, start):
        return months
    quantity_found = words_quantity_at(text, start, NUMBER_WORDS)
    if quantity_found is None or _is_name_before(text, start):
        return None
    return Token(
        start, quantity_found.end, "figure", None, quantity_found, "words", rule="number-words"
    )


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


# ------------------------------------------------------------------ a number in digits


def _digit_token(text: str, start: int, floor: int, tokens: list[Token]) -> Token:
    run_end = _DIGITS.match(text, start).end()  # type: ignore[union-attr]
    before = text[start - 1 : start]
    if before and (before.isalpha() or before == "_") and not _glued_verb(text, start, floor):
        return _name_token(text, start, floor)
    left = _left_of(text, start, floor)
    if tokens and _goes_on_with_days(text, start, tokens[-1], left):
        left = _Left(left.text, left.start, "ngày", ("ngày",))
    follow = text[run_end : run_end + 1]
    return (
        _index_or_name(text, start, run_end, follow, floor, left)
        or _eaten_firmly(text, start, run_end, left)
        or _date_or_ratio(text, start, run_end, follow, left)
        or _figure(text, start, run_end, left)
    )


def _index_or_name(
    text: str, start: int, run_end: int, follow: str, floor: int, left: _Left
) -> Token | None:
    """Try what is seen from the characters right before and behind the digits."""
    before = text[start - 1 : start]
    token = None
    if before in "([" or not left.text.strip(_BULLETS):
        token = _line_index(text, start, run_end, follow, floor)
    if token is None and before and before not in " (":
        token = _dashed_name(text, start, run_end, before, left)
    if token is None and follow.isalpha():
        token = _capital_behind(text, start, run_end, follow)
    if token is None and text[start] in "01":
        token = _phone(text, start)
    return token or _document(text, start, run_end, follow)


def _date_or_ratio(text: str, start: int, run_end: int, follow: str, left: _Left) -> Token | None:
    """Try dates, periods and a/b, where the characters behind the digits allow them."""
    if follow and follow in ",." and (ratio := _of_two(text, start, run_end, left)):
        return ratio
    asked = left.last in {"tháng", "ngày"}
    if follow and follow in ",%" and not asked:
        year = run_end - start == 4 and not text[run_end + 1 : run_end + 2].isdigit()
        return _bare_year(text, start, left) if follow == "," and year else None
    beyond = text[run_end + 1 : run_end + 2]
    if follow == " " and run_end - start < 4 and beyond not in _CALENDAR_NEXT:
        return _calendar(text, start, run_end, follow, left) if asked else None
    return _calendar(text, start, run_end, follow, left) or _of_two(text, start, run_end, left)


def _goes_on_with_days(text: str, start: int, last: Token, left: _Left) -> bool:
    """Return whether a list of days goes on: "ngày 22 và 23-12", "trong 2 ngày 8 & 9.7"."""
    if last.rule in {"day", "day-list"}:
        return _DAY_LIST.fullmatch(left.text) is not None
    days = last.quantity is not None and last.quantity.unit == "ngày"
    return days and last.end == start - 1 and text[last.end] == " "


def _glued_verb(text: str, start: int, floor: int) -> bool:
    return _GLUED_VERB.search(text[max(floor, start - 10) : start]) is not None


def _name_token(text: str, start: int, floor: int) -> Token:
    first = start
    while first > floor and (text[first - 1].isalnum() or text[first - 1] in "-_/"):
        first -= 1
    last = start
    while last < len(text) and (text[last].isalnum() or text[last] == "_"):
        last += 1
    if suffix := re.compile(r"(?:[-+.]\d+)+").match(text, last):
        last = suffix.end()
    return Token(first, last, "name", None, rule="glued-to-letters")


def _left_of(text: str, start: int, floor: int) -> _Left:
    first = max(floor, start - _REACH_LEFT)
    window = text[first:start]
    if "\n" in window or ". " in window or "; " in window:
        cut = max(window.rfind("\n"), window.rfind(". "), window.rfind("; ")) + 1
        first, window = first + cut, window[cut:]
    bare = window.rstrip()
    tail = bare[-1:]
    if not tail or tail in _PUNCTUATION:
        return _Left(window, first, tail, (tail,) if tail else ())
    return _Left(window, first, bare[bare.rfind(" ") + 1 :].lstrip(_OPENINGS).rstrip(":"), None)


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


# "2.1. Về trồng trọt" begins an item even where a copy lost the line break before it.
_LEVELS = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\. (?=[{UPPER}])")


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


def _dashed_name(text: str, start: int, run_end: int, before: str, left: _Left) -> Token | None:
    """Eat "Covid-19", "H5N1-2", "[1]" and what hangs on an address."""
    if before == "-" and start >= 2 and text[start - 2].isalpha():
        return _name_token(text, start, left.start)
    if (
        left.words
        and re.search(r"://|www\.|@|\.(?:vn|com|html?)/", left.words[-1])
        and before not in " ("
    ):
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
    if text[run_end:end].lower() in word_list("capital_units"):
        return None
    return Token(start, end, "name", None, rule="capital-behind")


def _document(text: str, start: int, run_end: int, follow: str) -> Token | None:
    if not follow or follow not in "/- abcđ":
        return None
    if follow == " " and text[run_end + 1 : run_end + 2] not in {"/", "-"}:
        return None
    found = _DOCUMENT.match(text, start)
    if found is None or not _DOCUMENT_MARK.search(found.group()):
        return None
    return Token(start, found.end(), "document_number", found.group(), rule="document-number")


def _eater(left: _Left) -> tuple[Eater, str] | None:
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


def _eaten_firmly(text: str, start: int, run_end: int, left: _Left) -> Token | None:
    if left.last == "năm" and (year := _YEAR.match(text, start)):
        return _year_token(text, start, year.end())
    if left.last in {"thứ", "hạng"} and _is_ranked(left) and not _RATIO.match(text, start):
        return _rank(text, start, run_end, left)
    eater = _eater(left)
    if eater is None or not eater[0].firm or _figure_after_eater(text, start, run_end, left):
        return None
    if left.last == "thứ" and _RATIO.match(text, start):
        return None
    if left.last == "thứ" and _is_ranked(left):
        quantity = Quantity(Decimal(text[start:run_end]), 0, None, "none", run_end, run_end)
        return Token(
            _before(text, start, "thứ"), run_end, "figure", None, quantity, "rank", rule="rank"
        )
    end = run_end
    tail = _CODE_TAIL if eater[0].kind == "document_number" else _NAME_TAIL
    if found := tail.match(text, run_end):
        end = found.end()
    return Token(
        _before(text, start, eater[1]), end, eater[0].kind, text[start:end], rule="eaten-by-word"
    )


def _rank(text: str, start: int, run_end: int, left: _Left) -> Token | None:
    """Read "đứng thứ 5 toàn tỉnh"; "hạng 3" behind a medal is an ordinal."""
    if left.last == "hạng" and not re.search(r"(?:xếp|đứng) (?:thứ )?hạng ?$", left.text.lower()):
        return None
    if quantity_at(text, start).unit_kind == "grade":
        return None
    quantity = Quantity(Decimal(text[start:run_end]), 0, None, "none", run_end, run_end)
    begin = _before(text, start, "thứ") if left.last == "thứ" else start
    return Token(begin, run_end, "figure", None, quantity, "rank", rule="rank")


_NAME_TAIL = re.compile(r"(?:[./:-]\d+)+[A-Za-z]?|[a-zA-ZđĐ]{1,2}(?!\w)")
_CODE_TAIL = re.compile(r"(?:[./:-]\d+|(?: \d\d)+(?![\d%]))+[A-Za-z]?|[a-zA-ZđĐ]{1,2}(?!\w)")


def _figure_after_eater(text: str, start: int, run_end: int, left: _Left) -> bool:
    """Return whether a firm eater's number is too large or too exact to be its number."""
    if left.last in {"bn", "mã", "mst"} or left.words[-2:] in {("nhân", "số"), ("mã", "số")}:
        return False
    follow = text[run_end : run_end + 3]
    if re.match(r" ?%|[.,]\d", follow):
        return left.last not in {"iso", "tcvn", "qcvn"} and not re.match(r"\.\d{1,2}\D", follow)
    return left.last in {"nguồn", "phố", "hình", "bước", "công nghiệp", "thang", "mã"} and bool(
        _unit_follows(text, start)
    )


_RANK_WORDS = re.compile(r"(?:xếp|đứng|hạng|vị trí|vươn lên|vị thứ|lên thứ|ranked)[\w ]{0,20}$")


def _is_ranked(left: _Left) -> bool:
    return _RANK_WORDS.search(left.text.lower().rstrip().removesuffix("thứ")) is not None


def _before(text: str, start: int, phrase: str) -> int:
    """Return where the phrase before the number begins."""
    floor = max(0, start - len(phrase) - 4)
    first = text[floor:start].lower().rfind(phrase.split(" ")[0])
    return floor + first if first >= 0 else start


def _year_token(text: str, start: int, end: int) -> Token:
    years = calendar_forms.date_at(text, start, day_wanted=False)
    if years and years.kind == "period":
        return Token(start, years.end, "period", years.value, rule="years")
    return Token(_before(text, start, "năm"), end, "date", text[start:end], rule="year")


def _calendar(text: str, start: int, run_end: int, follow: str, left: _Left) -> Token | None:
    if run_end - start > 4:
        return None
    beyond = text[run_end + 1 : run_end + 2]
    if (follow in ":hg" or beyond in "hg") and (clock := calendar_forms.time_at(text, start)):
        return Token(start, clock.end, "date", clock.value, rule="clock")
    if left.last == "tháng" and (month := _month(text, start, run_end)):
        return month
    if follow and (follow in "/.-–" or follow == " "):
        strong = left.last in _STRONG_DATE_WORDS
        weak = left.last in _DATE_WORDS and not _unit_after_ratio(text, start)
        wanted = strong or weak or _reads_as_date(text, start, left)
        form = calendar_forms.date_at(text, start, day_wanted=wanted)
        if form and not (form.kind == "period" and _unit_after_ratio(text, start)):
            return Token(start, form.end, form.kind, form.value, rule="calendar")
    if left.last == "ngày" and run_end - start <= 2 and not _unit_follows(text, start):
        return Token(start, run_end, "date", None, rule="day")
    if beyond == "t" and (months := calendar_forms.months_at(text, start)):
        kind = "duration" if _lasts(left) else "period"
        return Token(start, months.end, kind, months.value, rule="months")
    return _bare_year(text, start, left)


def _lasts(left: _Left) -> bool:
    return left.last in _LASTING_WORDS or left.words[-2:] in {("kéo", "dài"), ("thời", "gian")}


_LASTING_WORDS = frozenset(
    ["sau", "trước", "vòng", "hạn", "hơn", "gần", "suốt", "mỗi", "dưới", "trên"]
)


def _month(text: str, start: int, run_end: int) -> Token | None:
    form = calendar_forms.date_at(text, start, day_wanted=False)
    if form and form.kind == "date":
        return Token(start, form.end, "date", form.value, rule="month-year")
    if not 1 <= int(text[start:run_end]) <= 12 or re.match(r"[.,]\d", text[run_end : run_end + 2]):
        return None
    year = re.compile(r"(?: năm|,)? ((?:19|20)\d\d)(?!\d|[.,]\d)").match(text, run_end)
    month = int(text[start:run_end])
    value = f"{year[1]}-{month:02d}" if year else f"--{month:02d}"
    return Token(_before(text, start, "tháng"), run_end, "date", value, rule="month")


def _reads_as_date(text: str, start: int, left: _Left) -> bool:
    """Return whether d/m is a day: nothing is counted behind it and no figure's verb before it."""
    found = _RATIO.match(text, start)
    if found is None:
        return False
    cue = _CUES.get(left.last)
    if _unit_after_ratio(text, start) or (
        left.last not in _DATE_WORDS and _part_of_noun(text, found)
    ):
        return False
    if cue is not None and cue.role in {
        "reach",
        "share",
        "level",
        "rank",
        "up",
        "down",
        "qualifier",
    }:
        return False
    return left.last not in {"thứ", "hạng", "tỷ", "lệ", "có", "đã"}


_OF_NOUN = re.compile(r" (?:số|tổng|diện tích|dân số|thành viên|khối lượng)(?![^\W_])")


def _part_of_noun(text: str, found: re.Match[str]) -> bool:
    """Return whether "4/6 trụ cầu", "2/3 số hộ" counts a part of what follows."""
    top, bottom = (
        magnitude(found[1].rstrip(".,"), integer_unit=True)[0],
        quantity_at(text, found.start(2)),
    )
    return top <= bottom.value and (
        bottom.noun_guessed or _OF_NOUN.match(text, found.end()) is not None
    )


def _unit_after_ratio(text: str, start: int) -> bool:
    found = _RATIO.match(text, start)
    if found is None:
        return False
    second = quantity_at(text, found.start(2))
    return second.unit is not None and not second.noun_guessed and second.unit_kind != "time"


def _bare_year(text: str, start: int, left: _Left) -> Token | None:
    year = _YEAR.match(text, start)
    if year is None:
        return None
    if _unit_follows(text, start) and left.last not in {"kỳ", "năm", "tháng", "kì", "với"}:
        return None
    cue = _CUES.get(left.last)
    if (
        cue is not None
        and cue.role in {"reach", "qualifier", "up", "down"}
        and left.last != "trước"
    ):
        return None
    return Token(start, year.end(), "date", year.group(), rule="bare-year")


def _unit_follows(text: str, start: int) -> bool:
    quantity = quantity_at(text, start)
    return quantity.unit is not None and not quantity.noun_guessed


def _of_two(text: str, start: int, run_end: int, left: _Left) -> Token | None:
    """Read a/b: a scale of maps, a rank, or a ratio."""
    if "/" not in text[run_end : run_end + 14]:
        return None
    follow = text[run_end : run_end + 2]
    if not follow or (follow[0] not in "/.," and follow != " /"):
        return None
    found = _RATIO.match(text, start)
    if found is None:
        return None
    first, second = found[1].rstrip(".,"), found[2]
    if (first, second) in {("24", "24"), ("24", "7")}:
        return Token(start, found.end(), "name", found.group(), rule="around-the-clock")
    tail = quantity_at(text, found.start(2))
    scaled = left.last in {"lệ", "tl", "lệ:"} or tail.unit is None or tail.noun_guessed
    if first == "1" and tail.value >= 200 and scaled:
        return Token(start, found.end(), "scale", found.group(), rule="map-scale")
    top, _ = magnitude(first, integer_unit=tail.unit_kind == "count")
    form = "rank" if left.last in {"thứ", "hạng"} or _is_ranked(left) else "ratio"
    begin = _before(text, start, "thứ") if left.last == "thứ" else start
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


def _phone(text: str, start: int) -> Token | None:
    if text[start] != "0" and text[start : start + 4] not in {"1800", "1900"}:
        return None
    found = _PHONE.match(text, start)
    return Token(start, found.end(), "name", found.group(), rule="phone") if found else None


def _figure(text: str, start: int, run_end: int, left: _Left) -> Token:
    quantity = quantity_at(text, start)
    bare = quantity.number_end == run_end
    if soft := _eaten_softly(text, start, run_end, left, quantity, bare=bare):
        return soft
    if found := _range(text, start, quantity, left):
        return found
    if signed := _signed(text, start, quantity):
        return signed
    paired = quantity.unit_kind in {"count", "measure", "money", "score"}
    if paired and (pair := _pair(text, start, quantity)):
        return pair
    return Token(start, quantity.end, "figure", None, quantity, rule="quantity")


def _signed(text: str, start: int, quantity: Quantity) -> Token | None:
    """Read "(-24,25%)", "(+3,35%)": a signed percentage is a growth."""
    sign, ahead = text[start - 1 : start], text[start - 2 : start - 1]
    if (
        sign not in {"-", "+"}
        or quantity.unit_kind != "percent"
        or sign not in {"-", "+"}
        or ahead not in {"(", ":", "/"}
    ):
        return None
    return Token(start - 1, quantity.end, "figure", None, quantity, f"signed{sign}", rule="signed")


_LEVEL = re.compile(r"\d{1,2}\.\d{1,2}(?!\d)")


def _eaten_softly(
    text: str, start: int, run_end: int, left: _Left, quantity: Quantity, *, bare: bool
) -> Token | None:
    if not bare and quantity.unit is None and _LEVEL.match(text, start):
        eater = _eater(left)
        if eater is not None and eater[0].kind == "document_number":
            end = quantity.number_end
            return Token(
                _before(text, start, eater[1]), end, eater[0].kind, None, rule="eaten-by-word"
            )
    if not bare or run_end - start > 3:
        return None
    known = quantity.unit is not None and not quantity.noun_guessed
    if known and not _ends_a_place_name(text, quantity, left):
        return None
    eater = _eater(left)
    if eater is not None:
        return Token(
            _before(text, start, eater[1]),
            run_end,
            eater[0].kind,
            text[start:run_end],
            rule="eaten-by-word",
        )
    if text[start] == "0" and run_end - start > 2:
        return Token(start, run_end, "name", None, rule="leading-zeros")
    name = left.raw_last
    if name[:1].isupper() and len(left.words) > 1 and name.lower() not in _CUES:
        first = text.rfind(name, left.start, start)
        return Token(first, run_end, "name", text[first:run_end], rule="name-before")
    return None


_CAPITAL_NEXT = re.compile(r" (?=[^\W\d_])")


def _ends_a_place_name(text: str, quantity: Quantity, left: _Left) -> bool:
    if left.last not in _EATER_ENDS or not _names_a_place(text, quantity):
        return False
    place = _eater(left)
    return place is not None and place[0].kind == "name"


def _names_a_place(text: str, quantity: Quantity) -> bool:
    """Return whether the unit goes on to a name: "khu 5 phường Trần Phú"."""
    found = _CAPITAL_NEXT.match(text, quantity.end)
    return quantity.unit in {"phường", "xã", "thị trấn", "huyện", "quận", "thôn"} and bool(
        found and text[found.end()].isupper()
    )


def _range(text: str, start: int, quantity: Quantity, left: _Left) -> Token | None:
    """Read "5-7 tấn", "từ 5 đến 7 tấn", "8-9%" as one range, which is no single figure."""
    begun = left.last in _FROM_WORDS
    for end in (quantity.number_end, quantity.end):
        found = None
        if text[end : end + 1] in _DASHES or text[end + 1 : end + 2] in _DASHES:
            found = _DASH.match(text, end)
        if found is None and (begun or (quantity.unit is None and left.last not in _CUES)):
            found = _TO.match(text, end)
        if found is None:
            continue
        upper = quantity_at(text, found.end())
        same = quantity.unit is None or upper.unit == quantity.unit or quantity.noun_guessed
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


def _pair(text: str, start: int, quantity: Quantity) -> Token | None:
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
    if second.unit not in {quantity.unit, None} and not second.noun_guessed:
        return None
    end = second.end if second.unit == quantity.unit else second.number_end
    if form == "pair" and (dash := _DASH.match(text, second.number_end)):
        upper = quantity_at(text, dash.end())
        end = upper.end if upper.unit == quantity.unit else upper.number_end
    whole = Quantity(quantity.value, quantity.decimals, quantity.unit, quantity.unit_kind, end, end)
    return Token(start, end, "figure", None, whole, form, second.value, rule=form)


def _day_lists(text: str, tokens: list[Token]) -> list[Token]:
    """Turn the bare numbers before a day into days: "ngày 22 và 23-12", "các ngày 3, 4, 5/5"."""
    for index in range(len(tokens) - 2, -1, -1):
        token, after = tokens[index], tokens[index + 1]
        if after.kind not in {"date", "range"} or after.rule not in {"calendar", "day-list"}:
            continue
        if not _is_bare_day(token) or token.end > after.start:
            continue
        if _DAY_LIST.fullmatch(text[token.end : after.start]):
            tokens[index] = Token(token.start, token.end, "date", None, rule="day-list")
    return tokens


def _is_bare_day(token: Token) -> bool:
    quantity = token.quantity
    return token.rule == "day" or (
        quantity is not None
        and token.form == "number"
        and (quantity.unit is None or quantity.noun_guessed)
        and quantity.decimals == 0
        and 1 <= quantity.value <= 31
    )
