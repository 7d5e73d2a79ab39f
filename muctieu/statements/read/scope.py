"""When a figure holds: its period and its as-of date, by sentence, paragraph, then document."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass

from muctieu.statements.read.frame import Span
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.scan.tokens import Token

_AS_OF_BEFORE = re.compile(
    r"(?:tính đến|đến|tới|hết|tính tới|thời điểm|as of|by|until)(?:\s+(?:hết|hết ngày|ngày|thời điểm|\d{1,2} ?(?:h|giờ)(?: ?\d\d)?(?: ?phút)?,?|sáng|chiều|tối|trưa|cuối|hết tháng|tháng))*\s*$",
    re.IGNORECASE,
)
_FROM_BEFORE = re.compile(r"(?:từ|kể từ|since|from)(?: ngày| tháng| năm| đầu)*\s*$", re.IGNORECASE)
_DEADLINE_BEFORE = re.compile(
    r"(?:trước|trước ngày|nghị quyết|quyết định|số|kế hoạch|ký|ban hành|khóa|nhiệm kỳ|đến năm)\s*(?:ngày|năm|tháng)?\s*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^(\d{4})(?:$|-)")
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
# So near behind the months their year stands: " đầu năm 2021".
_YEAR_BEHIND = 14
_MONTHS = re.compile(r"^(\d+)m(-cuối)?$")


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: str  # as_of, period
    value: str
    local: bool = False  # holds in its own sentence only ("tại thời điểm 1/4")


def resolve_others(tokens: list[Token], figures: list[Figure]) -> None:
    """Give dates without a year the year that the text speaks of."""
    bases = _Bases(figures)
    year = _main_year(tokens, bases)
    last = year
    for token in tokens:
        if token.kind not in {"date", "period", "range"} or not token.value:
            continue
        if token.value.startswith(("--", "----")):
            token.value = _with_year(token.value, last or year)
        elif (found := _YEAR.match(token.value)) and token not in bases:
            last = found[1]


class _Bases:
    """Where the text names an earlier time to compare with: its year is not the text's own."""

    def __init__(self, figures: list[Figure]) -> None:
        self._spans = sorted(
            (figure.base_span.start, figure.base_span.end)
            for figure in figures
            if figure.base_span and figure.base_kind == "previous"
        )
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, token: object) -> bool:
        if not isinstance(token, Token):
            return False
        index = bisect_right(self._starts, token.start) - 1
        return index >= 0 and token.start < self._spans[index][1]


def _with_year(value: str, year: str | None) -> str:
    if year is None:
        return value
    if value.startswith("----"):
        return year + value[4:]
    return "/".join(
        f"{year}-{part[2:]}" if part.startswith("--") else part for part in value.split("/")
    )


def _main_year(tokens: list[Token], bases: _Bases) -> str | None:
    """Return the year named most often, and not only to compare with where there is another."""
    named = [
        (found[1], token not in bases)
        for token in tokens
        if token.value and token.kind in {"date", "period"} and (found := _YEAR.match(token.value))
    ]
    own = [year for year, of_its_own in named if of_its_own] or [year for year, _ in named]
    return Counter(own).most_common(1)[0][0] if own else None


def give_times(
    text: str, spans: list[Span], figures: list[Figure], tokens: list[Token]
) -> dict[int, tuple[str | None, str | None]]:
    """Return (as_of, period) for every figure, by its index."""
    bases = _Bases(figures)
    marks = _marks(text, tokens, bases)
    starts = [mark.start for mark in marks]
    year = _main_year(tokens, bases)
    times = {}
    for index, figure in enumerate(figures):
        span = spans[figure.sentence]
        paragraph = span.paragraph
        as_of = _nearest(text, marks, starts, figure, span, paragraph, "as_of")
        period = _nearest(text, marks, starts, figure, span, paragraph, "period") or year
        times[index] = (as_of, period)
    return times


def _marks(text: str, tokens: list[Token], bases: _Bases) -> list[_Mark]:
    marks: list[_Mark] = []
    for position, token in enumerate(tokens):
        if token.kind not in {"date", "period", "range"} or not token.value:
            continue
        if token not in bases and (mark := _mark(text, tokens, position, bases)):
            marks.append(mark)
    return marks


def _mark(text: str, tokens: list[Token], position: int, bases: _Bases) -> _Mark | None:
    token = tokens[position]
    value = token.value or ""
    before = text[max(0, token.start - 34) : token.start]
    if ":" in value or _DEADLINE_BEFORE.search(before):
        return None
    if (
        position
        and tokens[position - 1].kind == "document_number"
        and token.start - tokens[position - 1].end < 12
    ):
        return None
    if position and _is_year_of(tokens[position - 1], token):
        return None
    day = _day(value) if token.kind == "date" else None
    if day is not None and _AS_OF_BEFORE.search(before):
        return _Mark(token.start, token.end, "as_of", day, "thời điểm" in before)
    if months := _MONTHS.match(value):
        year = _year_after(tokens, position, bases)
        return (
            _Mark(
                token.start,
                token.end,
                "period",
                _months(int(months[1]), year, late=bool(months[2])),
            )
            if year
            else None
        )
    if value.startswith("-"):
        return None
    if _FROM_BEFORE.search(before):
        return None
    return _Mark(token.start, token.end, "period", value)


def _is_year_of(months: Token, year: Token) -> bool:
    """Return whether "năm 2021" only ends "9 tháng đầu năm 2021", which is the period."""
    told = _MONTHS.match(months.value or "") and re.fullmatch(r"\d{4}", year.value or "")
    return bool(told) and 0 <= year.start - months.end < _YEAR_BEHIND


def _day(value: str) -> str | None:
    """Return the day that "2021-12-04" or the end of "2021-12" is; None for what is no day."""
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and year):
        return None
    last = monthrange(year, month)[1]
    day = int(found[3] or last)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= last else None


def _months(count: int, year: str, *, late: bool) -> str:
    if count > 12:
        return year
    return f"{year}-{13 - count:02d}/{year}-12" if late else f"{year}-01/{year}-{count:02d}"


def _year_after(tokens: list[Token], position: int, bases: _Bases) -> str | None:
    token = tokens[position]
    if position + 1 < len(tokens):
        following = tokens[position + 1]
        found = _YEAR.match(following.value or "")
        if found and following.kind == "date" and following.start - token.end < _YEAR_BEHIND:
            return found[1]
    for earlier in range(position - 1, -1, -1):
        other = tokens[earlier]
        if other.value and (found := _YEAR.match(other.value)) and other not in bases:
            return found[1]
    return _main_year(tokens, bases)


def _nearest(
    text: str,
    marks: list[_Mark],
    starts: list[int],
    figure: Figure,
    span: Span,
    paragraph: int,
    kind: str,
) -> str | None:
    here = bisect_right(starts, figure.start)
    for mark in reversed(marks[max(0, here - 24) : here]):
        if mark.start < paragraph or (
            kind == "as_of" and mark.start < span.start and mark.kind != kind
        ):
            break
        if mark.kind == kind and not (mark.local and mark.start < span.start):
            return mark.value
    for mark in marks[here : here + 6]:
        if mark.start >= span.end or ";" in text[figure.end : mark.start]:
            break
        if mark.kind == kind:
            return mark.value
    return None
