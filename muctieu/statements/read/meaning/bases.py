"""What a figure is compared with: a plan, an earlier time, a whole."""

import re
from dataclasses import dataclass
from functools import cache

from muctieu.statements.read.frame import Span
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.vocabulary import table

_SO_WITH = re.compile(
    r"(?<![^\W_])(?:so với|so|compared (?:with|to)|against|over|from)\s+(?:với )?"
)
_LEAD_SO_WITH = re.compile(r"[\s*+-]*(?:nếu )?so (?:với )?", re.IGNORECASE)
_LINK = re.compile(
    r"\s*[(]?\s*(?:(?:so với|so|của|trên|với|theo|cho|trong|of|versus|vs|compared (?:with|to)|over|from)\s+)?(?:(?:mức|cả|các|the|với)\s+)?"
)
_BASE_STOP = re.compile(
    r"[,;()\n\]]|\.(?!\w)|:|\s(?:và|nhưng|song|còn|trong khi)\s(?=(?:tăng|giảm|đạt|bằng|vượt|chiếm|cao|thấp|hơn|gấp|ước)(?![^\W_]))"
    r"|\s(?:và|cùng)\s+(?=\d)|\s(?:trong đó|tăng|giảm|đạt|vượt|chiếm)(?![^\W_])|\s-\s"
)
_CLAUSE_STOP = re.compile(r"[;\n]|\.(?!\w)")
PLAN_WORDS = re.compile(r"giải ngân|kế hoạch|dự toán|chỉ tiêu|nghị quyết")
_ANY_VERB = re.compile(
    r"(?<![^\W_])(?:tăng|giảm|vượt|chiếm|đạt|bằng|cao hơn|thấp hơn|nhiều hơn|ít hơn|gấp|ước)(?![^\W_])"
)
_VERB_SO = re.compile(
    r"(?<![^\W_])(tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|vượt)(?: so(?: với)?)?((?: [^\W_][\w/.]*){1,8})? ?$"
)
# "đạt 99,8% (so với 96% theo kế hoạch)": what follows is a figure to compare with, no time.
_FIGURE_NEXT = re.compile(r"(?:mức )?\d[\d.,]* ?%")
# "giảm sâu so với thu 25.387 tỷ đồng của năm 2015": the figure is the earlier level itself.
_LEVEL_BEFORE = re.compile(
    r"(?: sâu| mạnh| nhẹ| nhiều| khá)? so(?: với)? (?:mức|con số|số|thu|chi|mức thu|số thu|tỷ lệ)$"
)
# Wholes that need no word of their own between the percentage and them: "3,46% GDP".
_WHOLES = ("số ", "tổng ", "gdp", "grdp")
# Earlier times that a percentage is compared with by no other word than "bằng".
_EARLIER = ("cùng ", "năm trước", "trước dịch", "trước đại dịch", "same", "last")
_AHEAD = 60
_SO_AHEAD = re.compile(
    r"(?<![^\W_])so (?:với )?([^,;:()%]{3,40}?) (?:chỉ |mới |ước )?(?:đạt|bằng)(?: \w+)? $"
)
_DOWNWARD = {"giảm", "thấp hơn", "ít hơn"}


@cache
def _bases() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (row["kind"], re.compile("(?:" + "|".join(row["patterns"]) + ")(?![^\\W_])"))
        for row in table("bases")
    ]


@dataclass(frozen=True, slots=True)
class Base:
    kind: str
    text: str
    span: Span


def base_at(
    text: str, lower: str, start: int, limit: int, *, forced: bool = False, shared: bool = False
) -> Base | None:
    """Return the base that begins at `start` ("kế hoạch tỉnh giao", "cùng kỳ năm 2020")."""
    link = _LINK.match(lower, start, limit)
    begin = link.end() if link else start
    for kind, pattern in _bases():
        if (
            kind == "whole"
            and link is not None
            and not link.group().strip()
            and not (forced or shared or lower.startswith(_WHOLES, begin))
        ):
            continue
        if kind == "previous" and not (forced or _compares(lower, start, begin)):
            continue
        found = pattern.match(lower, begin, limit)
        if found and _states_a_figure(lower, start, begin, found.end(), limit):
            return None
        if found:
            base = _base(text, lower, begin, limit, kind)
            return None if _is_a_level(lower, start, base, limit) else base
    return _base(text, lower, begin, limit, "previous") if forced else None


def names_a_time(lower: str) -> bool:
    """Return whether a base begins with an earlier time ("cùng kỳ", "tháng trước")."""
    return any(kind == "previous" and pattern.match(lower) for kind, pattern in _bases())


def _is_a_level(lower: str, start: int, base: Base, limit: int) -> bool:
    """Return whether "so với chỉ tiêu dưới 3%" names a figure to compare with, and no base."""
    touches = base.span.end == limit and _FIGURE_NEXT.match(lower, limit) is not None
    return touches and " so " in lower[max(0, start - 9) : base.span.start]


def _states_a_figure(lower: str, start: int, begin: int, end: int, limit: int) -> bool:
    """Return whether "(KH 99%)", "(cùng kỳ là 29%)" tells a figure of its own and is no base."""
    link = lower[start:begin]
    if not link.lstrip().startswith("(") or " so" in link or "(so" in link:
        return False
    return lower[limit : limit + 1].isdigit() and ")" not in lower[end:limit]


def _compares(lower: str, start: int, begin: int) -> bool:
    """Return whether the words up to the base compare ("so với", "bằng … cùng kỳ")."""
    link = lower[start:begin].strip()
    compared = any(
        word in {"so", "với", "compared", "over", "from", "versus", "vs"} for word in link.split()
    )
    return compared or lower.startswith(_EARLIER, begin)


def _base(text: str, lower: str, begin: int, limit: int, kind: str) -> Base:
    stop = _BASE_STOP.search(lower, begin, limit)
    end = stop.start() if stop else limit
    shown = re.sub(r"\s+", " ", text[begin:end]).strip(" .,")
    return Base(kind, " ".join(shown.split(" ")[:16]), Span(begin, end))


def end_of_base(figure: Figure, limit: int) -> int:
    """Return where the base right behind the figure ends, when something else ends it."""
    span = figure.base_span
    touching = span is not None and 0 <= span.start - figure.end < 12 and span.end < limit
    return span.end if span is not None and touching else figure.end


def verb_before_base(lower: str, figure: Figure) -> None:
    """Read "giảm so với đầu năm 14,2 tỷ", "cao hơn bình quân chung 8,4%": the base comes first."""
    # "cao hơn dự toán 2 gói thầu là 5,7 tỷ": the first figure still belongs to the base.
    if figure.before.role is not None or lower.startswith(" là ", figure.end):
        return
    window = max(0, figure.start - 70)
    found = _VERB_SO.search(lower[window : figure.start])
    if found is not None and (found[2] or "").endswith((" và", " và có", " còn", " với")):
        return
    if found is None or (" so" not in found.group() and "hơn" not in found[1]):
        return
    begin = figure.before.rest - len(figure.phrase)
    if figure.gap and window + found.start() < begin:
        return
    if _LEVEL_BEFORE.fullmatch(found.group()[len(found[1]) :].rstrip()):
        return
    figure.phrase = figure.phrase[: window + found.start() - begin]
    figure.before.role = "over" if found[1] == "vượt" else "down" if found[1] in _DOWNWARD else "up"
    figure.before.status = None
    if figure.base is None and found[2]:
        figure.base = found[2].strip()
        figure.base_kind = "plan" if PLAN_WORDS.search(found[2]) else "previous"


def lead_base(text: str, lower: str, span: Span, limit: int) -> Base | None:
    """Return the base that a sentence begins with: "So với cùng kỳ năm 2020, …"."""
    lead = _LEAD_SO_WITH.match(text, span.start, span.end)
    if lead is None:
        return None
    return base_at(text, lower, lead.end(), min(limit, span.end), forced=True)


def attach_base(text: str, lower: str, figure: Figure, limit: int, lead: Base | None) -> None:
    base = base_at(text, lower, figure.end, limit, shared=figure.before.role == "share")
    if base is None and not _breaks(text, figure):
        base = _base_further_on(text, lower, figure, limit)
    if (
        base is None
        and lead is not None
        and (
            figure.before.role in {"up", "down", "reach", "multiple"}
            or figure.token.form == "multiple"
        )
    ):
        base = lead
    if base is None and figure.before.role == "reach" and figure.is_percent:
        base = _base_ahead(text, lower, figure)
    if base is not None:
        figure.base, figure.base_kind, figure.base_span = base.text, base.kind, base.span


def _base_ahead(text: str, lower: str, figure: Figure) -> Base | None:
    """Return the base of "so dự toán giao đạt 42%": it stands before the verb."""
    window = max(0, figure.start - _AHEAD)
    found = _SO_AHEAD.search(lower, window, figure.start)
    return base_at(text, lower, found.start(1), found.end(1)) if found else None


def _breaks(text: str, figure: Figure) -> bool:
    return text[figure.end : figure.end + 1] in {";", ")"}


def _base_further_on(text: str, lower: str, figure: Figure, limit: int) -> Base | None:
    stop = _CLAUSE_STOP.search(lower, figure.end, limit)
    end = stop.start() if stop else limit
    comma = lower.find(",", figure.end, end)
    found = _SO_WITH.search(lower, figure.end, end)
    if found is None or (0 <= comma < found.start() and figure.before.role is None):
        return None
    if _ANY_VERB.search(lower, figure.end, found.start()):
        return None
    if _FIGURE_NEXT.match(lower, found.end()):
        return None
    return base_at(text, lower, found.end(), end, forced=True)
