"""Days, months, years, periods and clock times among the numbers of a text."""

import re

from muctieu.statements.read import calendar_forms
from muctieu.statements.read.quantities import is_number, magnitude, quantity_at
from muctieu.statements.read.scan.ratios import RATIO, unit_after_ratio, unit_follows
from muctieu.statements.read.scan.tokens import Left, Token, phrase_start
from muctieu.statements.read.vocabulary import cues, word_list

YEAR = re.compile(r"(?:19|20)\d\d(?![\d]|[.,]\d)", re.ASCII)
_YEAR_BEHIND_MONTH = re.compile(r"(?: năm|,)? ((?:19|20)\d\d)(?!\d|[.,]\d)")
_OF_NOUN = re.compile(r" (?:số|tổng|diện tích|dân số|thành viên|khối lượng)(?![^\W_])")
_DAY_AND = re.compile(r" và | & ")
_DAY_LIST = re.compile(r"(?:,|và|-|&|đến| )+", re.IGNORECASE)
# "dự toán ngân sách 2019 báo cáo": after a year these words are verbs and count nothing.
_TELLS = re.compile(r" (?:báo cáo|quyết định|kế hoạch|quy hoạch)(?![^\W_])")
_PART = re.compile(r"[.,]\d")
_CUES = cues()
_DATE_WORDS = word_list("date")
_STRONG_DATE_WORDS = word_list("strong_date")
# "mùng 4 tết", "mồng 1", "từ 29 Tết": days of the old calendar.
LUNAR = frozenset(["mùng", "mồng"])
_OLD_CALENDAR = re.compile(r" (?:[Tt]ết|tháng (?:[Gg]iêng|[Cc]hạp))(?!\w)")
_LASTING_WORDS = frozenset(
    ["sau", "trước", "vòng", "hạn", "hơn", "gần", "suốt", "mỗi", "dưới", "trên"]
)


def calendar_token(text: str, start: int, run_end: int, follow: str, left: Left) -> Token | None:
    if run_end - start > 4:
        return None
    beyond = text[run_end + 1 : run_end + 2]
    if (follow in ":hg" or beyond in "hg") and (clock := calendar_forms.time_at(text, start)):
        return Token(start, clock.end, "date", clock.value, rule="clock")
    if left.last == "tháng" and (month := _month(text, start, run_end)):
        return month
    if follow and (follow in "/.-–" or follow == " "):
        strong = left.last in _STRONG_DATE_WORDS
        weak = left.last in _DATE_WORDS and not unit_after_ratio(text, start)
        wanted = strong or weak or _reads_as_date(text, start, left)
        form = calendar_forms.date_at(text, start, day_wanted=wanted)
        if form and not (form.kind == "period" and unit_after_ratio(text, start)):
            return Token(start, form.end, form.kind, form.value, rule="calendar")
    if run_end - start <= 2 and (left.last in LUNAR or _OLD_CALENDAR.match(text, run_end)):
        begin = phrase_start(text, start, left.last) if left.last in LUNAR else start
        return Token(begin, run_end, "date", None, rule="calendar")
    if left.last == "ngày" and run_end - start <= 2 and not unit_follows(text, start):
        return Token(start, run_end, "date", None, rule="day")
    if beyond == "t" and (months := calendar_forms.months_at(text, start)):
        kind = "duration" if _lasts(left) else "period"
        return Token(start, months.end, kind, months.value, rule="months")
    return bare_year(text, start, left)


def _lasts(left: Left) -> bool:
    return left.last in _LASTING_WORDS or left.words[-2:] in {("kéo", "dài"), ("thời", "gian")}


def _month(text: str, start: int, run_end: int) -> Token | None:
    form = calendar_forms.date_at(text, start, day_wanted=False)
    if form and form.kind == "date":
        return Token(start, form.end, "date", form.value, rule="month-year")
    if not 1 <= int(text[start:run_end]) <= 12 or _PART.match(text, run_end):
        return None
    year = _YEAR_BEHIND_MONTH.match(text, run_end)
    month = int(text[start:run_end])
    value = f"{year[1]}-{month:02d}" if year else f"--{month:02d}"
    return Token(phrase_start(text, start, "tháng"), run_end, "date", value, rule="month")


def _reads_as_date(text: str, start: int, left: Left) -> bool:
    """Return whether d/m is a day: nothing is counted behind it and no figure's verb before it."""
    found = RATIO.match(text, start)
    if found is None:
        return False
    cue = _CUES.get(left.last)
    if unit_after_ratio(text, start) or (
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


def _part_of_noun(text: str, found: re.Match[str]) -> bool:
    """Return whether "4/6 trụ cầu", "2/3 số hộ" counts a part of what follows."""
    first = found[1].rstrip(".,")
    if not is_number(first):
        return False
    top, bottom = magnitude(first, integer_unit=True)[0], quantity_at(text, found.start(2))
    return top <= bottom.value and (
        bottom.noun_guessed or _OF_NOUN.match(text, found.end()) is not None
    )


def bare_year(text: str, start: int, left: Left) -> Token | None:
    year = YEAR.match(text, start)
    if year is None:
        return None
    if (
        unit_follows(text, start)
        and left.last not in {"kỳ", "năm", "tháng", "kì", "với"}
        and not (left.last.isalpha() and left.last not in _CUES and _TELLS.match(text, year.end()))
    ):
        return None
    cue = _CUES.get(left.last)
    if (
        cue is not None
        and cue.role in {"reach", "qualifier", "up", "down"}
        and left.last != "trước"
    ):
        return None
    return Token(start, year.end(), "date", year.group(), rule="bare-year")


def year_token(text: str, start: int, end: int) -> Token:
    years = calendar_forms.date_at(text, start, day_wanted=False)
    if years and years.kind == "period":
        return Token(start, years.end, "period", years.value, rule="years")
    return Token(phrase_start(text, start, "năm"), end, "date", text[start:end], rule="year")


def goes_on_with_days(text: str, start: int, last: Token, left: Left) -> bool:
    """Return whether a list of days goes on: "ngày 22 và 23-12", "trong 2 ngày 8 & 9.7"."""
    if last.rule in {"day", "day-list"}:
        return _DAY_LIST.fullmatch(left.text) is not None
    if last.rule == "calendar" and _DAY_AND.fullmatch(left.text):
        return RATIO.match(text, start) is not None  # "30/4 và 1/5"
    days = last.quantity is not None and last.quantity.unit == "ngày"
    return days and last.end == start - 1 and text[last.end] == " "


def day_lists(text: str, tokens: list[Token]) -> list[Token]:
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
