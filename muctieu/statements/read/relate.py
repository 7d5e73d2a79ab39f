"""What a figure says: its relation, its base, its qualifier and status, with rival readings.

Decided from the words directly before and behind the figure, then from its neighbours in the
sentence.  Where language alone does not decide ("đạt 98,4%"), the rival readings keep their
weights and arithmetic settles them later.
"""

import dataclasses
import re
from dataclasses import dataclass, field
from functools import cache

from muctieu.statements.read.frame import Before, Span, cues_before, trimmed
from muctieu.statements.read.scan import Token
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
    r"|\s(?:trong đó|tăng|giảm|đạt|vượt|chiếm)(?![^\W_])|\s-\s"
)
_CLAUSE_STOP = re.compile(r"[;\n]|\.(?!\w)")
_GROWTH_WORDS = re.compile(r"tăng trưởng|tốc độ|mức tăng|growth")
_SHARE_SUBJECT = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|cơ cấu|độ che phủ|tần suất|công suất sử dụng"
)
_SHARE_WORDS = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu|che phủ|bao phủ|phủ sóng|lấp đầy|mũi|tiêm|đúng hạn|độ phủ|tỷ suất|số hộ|công suất|hài lòng|đồng tình|đồng thuận|tham gia|sử dụng|đúng tiến độ"
)
_PLAN_WORDS = re.compile(r"giải ngân|kế hoạch|dự toán|chỉ tiêu|nghị quyết")
_PLAN_HEAD = re.compile(
    r"^(?:tổng )?(?:(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)(?! (?:đã|được thực))|phấn đấu|đặt mục tiêu|kh(?= ))(?![^\W_])"
)
_PLAN_SENTENCE = re.compile(
    r"(?<![^\W_])(?:phấn đấu|đặt mục tiêu|đề ra mục tiêu|mục tiêu (?:đến|năm|đặt ra)|kế hoạch năm \d{4} (?:là|đặt)|nhiệm vụ năm \d{4}|chỉ tiêu năm \d{4})(?![^\W_])"
)
_GIVEN = re.compile(
    r"(?:được giao|được phân bổ|kế hoạch giao|giao)(?: tổng| số| kế hoạch)* vốn(?! đã| giải)|^(?:tổng )?kế hoạch vốn"
)
_SCENARIO = re.compile(r"(?<![^\W_])phương án (?:thành lập|xây dựng|đáp ứng|tiếp nhận|chuẩn bị)")
_ESTIMATE = re.compile(r"(?<![^\W_])(?:ước|dự kiến|dự ước|ước tính|dự báo|ước thực hiện)(?![^\W_])")
_LAST_VERB = re.compile(
    r"(?<![^\W_])(tăng|giảm|vượt|chiếm|đạt|bằng)(?! cường| tốc| ca| nghèo đa| thiểu)(?![^\W_])"
)
_NEAR_VERB_REACH = 34
_CONJUNCTION_ONLY = re.compile(
    r"[\s,;]*(?:và|hoặc|,|lần lượt|lần lượt là|and)?[\s,]*", re.IGNORECASE
)
_NOUN_BEHIND = re.compile(r" ?(?:số |các |tổng số |tổng |lượng )?([^\W\d_]+)")
_NO_NOUN = frozenset(
    "và so của đến tới trong tại là đã được bị theo với về cho từ do để khi thì mà nên vì như cùng trên dưới gần hơn tăng giảm đạt bằng "
    "chiếm vượt ước còn nhưng song sau trước qua lên xuống ở có không năm tháng quý ngày kế dự mỗi hoặc cao thấp cũng đều tương riêng "
    "nhờ góp đưa nâng góp mức cả nhất trở on in and compared of over from while to the from by with".split()
)
_TIME_FIGURE = re.compile(r"thời gian|bình quân|trung bình|số giờ|số ngày")
_SCORE_WORDS = re.compile(
    r"chỉ số|điểm số|đạt|xếp|tổng điểm|điểm trung bình|số điểm|index|bình quân|tăng|giảm|cao hơn|thấp hơn|hơn|par|pci|papi|sipas|ddci|dti"
)
_CUE_FOR_BARE = re.compile(
    r"(?:số|tổng|tổng số|tổng cộng|cộng|lũy kế|luỹ kế|số lượng|mắc|tử vong|khỏi|mới|nam|nữ|trong đó|dương tính|f0|f1|còn lại|khác|bệnh nhân|ca|có|cụ thể|gồm|là|:)$"
)
_UP_TO = re.compile(r" ?(trở lên|trở xuống|or more|or less)(?![^\W_])", re.IGNORECASE)


@dataclass(slots=True)
class Figure:
    """A figure in the course of being understood; offsets are those of the normalised text."""

    token: Token
    start: int
    end: int
    before: Before
    sentence: int
    relation: str = "absolute"
    negative: bool = False
    base: str | None = None
    base_kind: str | None = None
    base_span: Span | None = None
    qualifier: str | None = None
    status: str = "actual"
    readings: list[tuple[str, float]] = field(default_factory=list)
    rule: str = ""
    gap: str = ""
    phrase: str = ""
    inherited: bool = False
    subject: str = ""
    complement: str = ""
    topic: str | None = None
    in_cell: tuple[int, int, int] | None = None  # table, row, column; offsets are the original's

    @property
    def unit(self) -> str | None:
        """Return the unit as shown."""
        return self.token.quantity.unit if self.token.quantity else None

    @property
    def is_percent(self) -> bool:
        """Return whether the figure is printed in percent."""
        quantity = self.token.quantity
        return quantity is not None and quantity.unit_kind == "percent"


@cache
def _bases() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (row["kind"], re.compile("(?:" + "|".join(row["patterns"]) + ")(?![^\\W_])"))
        for row in table("bases")
    ]


@dataclass(frozen=True, slots=True)
class _Base:
    kind: str
    text: str
    span: Span


def base_at(
    text: str, lower: str, start: int, limit: int, *, forced: bool = False, shared: bool = False
) -> _Base | None:
    """Return the base that begins at `start` ("kế hoạch tỉnh giao", "cùng kỳ năm 2020")."""
    link = _LINK.match(lower, start, limit)
    begin = link.end() if link else start
    for kind, pattern in _bases():
        if (
            kind == "whole"
            and link is not None
            and not link.group().strip()
            and not (forced or shared)
        ):
            continue
        if pattern.match(lower, begin, limit):
            return _base(text, lower, begin, limit, kind)
    return _base(text, lower, begin, limit, "previous") if forced else None


def _base(text: str, lower: str, begin: int, limit: int, kind: str) -> _Base:
    stop = _BASE_STOP.search(lower, begin, limit)
    end = stop.start() if stop else limit
    shown = re.sub(r"\s+", " ", text[begin:end]).strip(" .,")
    return _Base(kind, " ".join(shown.split(" ")[:16]), Span(begin, end))


def relate(text: str, spans: list[Span], tokens: list[Token]) -> list[Figure]:
    """Understand every figure among the tokens; a token that proves none changes its kind."""
    lower = text.lower()
    figures: list[Figure] = []
    index = 0
    for number, span in enumerate(spans):
        inside = []
        while index < len(tokens) and tokens[index].start < span.end:
            if tokens[index].end > span.start:
                inside.append(tokens[index])
            index += 1
        if inside:
            figures += _sentence(text, lower, number, span, inside)
    return figures


def _sentence(text: str, lower: str, number: int, span: Span, tokens: list[Token]) -> list[Figure]:
    figures: list[Figure] = []
    floor = span.start
    starts = [t.start for t in tokens if t.kind == "figure"] + [span.end]
    lead = _lead_base(text, lower, span, starts[0])
    for token in tokens:
        if token.kind == "figure":
            if token.start < floor:
                token.start = floor
            previous = figures[-1] if figures else None
            figure = _figure(text, lower, number, span, token, floor, previous)
            if figure is not None:
                upper = (
                    min(s for s in starts if s > token.start)
                    if token.start < span.end
                    else span.end
                )
                _attach_base(text, lower, figure, upper, lead)
                _gap(text, figure, previous, span)
                figures.append(figure)
        floor = max(floor, token.end)
    for position, figure in enumerate(figures):
        _decide(lower, span, figure, figures[:position])
        _status_follows_on(figure, figures[position - 1] if position else None)
    _settle_from_behind(figures)
    _share_bases(figures)
    return figures


def _lead_base(text: str, lower: str, span: Span, limit: int) -> _Base | None:
    """Return the base that a sentence begins with: "So với cùng kỳ năm 2020, …"."""
    lead = _LEAD_SO_WITH.match(text, span.start, span.end)
    if lead is None:
        return None
    return base_at(text, lower, lead.end(), min(limit, span.end), forced=True)


def _figure(
    text: str,
    lower: str,
    number: int,
    span: Span,
    token: Token,
    floor: int,
    previous: Figure | None,
) -> Figure | None:
    before = cues_before(text, floor, token.start)
    quantity = token.quantity
    if quantity is None:
        return None
    if (kind := _no_figure(text, lower, token, before, floor, previous)) is not None:
        token.kind = kind
        token.value = text[token.start : quantity.number_end]
        if kind == "name":
            token.end = quantity.number_end
        return None
    figure = Figure(token, before.start, token.end, before, number, qualifier=before.qualifier)
    if up_to := _UP_TO.match(text, token.end):
        figure.end = up_to.end()
        figure.qualifier = "at_least" if up_to[1].lower() in {"trở lên", "or more"} else "below"
        figure.start = _with_from(lower, figure.start, floor)
    if (
        before.qualifier == "above"
        and before.start < token.start
        and _is_preposition(lower, before, floor)
    ):
        figure.start, figure.qualifier = token.start, None
    return figure


def _with_from(lower: str, start: int, floor: int) -> int:
    return start - 3 if start - 3 >= floor and lower[start - 3 : start] == "từ " else start


def _is_preposition(lower: str, before: Before, floor: int) -> bool:
    """Tell "công bố trên 12 tờ báo" no further than: "trên" after a place verb is no qualifier."""
    return lower[before.start : before.start + 4] == "trên" and lower[
        max(floor, before.start - 9) : before.start
    ].rstrip().endswith(("tính", "đăng", "nằm", "đặt"))


def _no_figure(
    text: str, lower: str, token: Token, before: Before, floor: int, previous: Figure | None
) -> str | None:
    """Return the kind of other that a would-be figure is after all, or None."""
    quantity = token.quantity
    if quantity is None:
        return None
    if token.form in {"ratio", "rank", "pair", "multiple"}:
        return None
    kind = quantity.unit_kind
    moved = before.role in {"up", "down", "over"}
    if kind == "grade":
        return "ordinal"
    if kind == "age":
        lasting = re.search(
            r"tuổi thọ|tuổi (?:trung bình|bình quân)|trung bình",
            lower[max(0, floor, token.start - 60) : token.start],
        )
        return None if lasting or moved else "threshold"
    if kind == "time" and not quantity.per:
        return None if moved or _measures_time(lower, token, before, floor) else "duration"
    if kind == "none":
        return _bare(text, lower, token, before, floor, previous)
    return None


def _measures_time(lower: str, token: Token, before: Before, floor: int) -> bool:
    if token.quantity is not None and token.quantity.unit in {"ngày công", "giờ làm việc"}:
        return True
    window = lower[max(floor, token.start - 60) : token.start]
    if before.role in {"reach", "level"} and _TIME_FIGURE.search(window):
        return True
    return bool(re.search(r"(?:bình quân|trung bình)(?: \w+){0,3} ?$", window))


def _bare(
    text: str, lower: str, token: Token, before: Before, floor: int, previous: Figure | None
) -> str | None:
    """A number without a unit is a figure only when its writing or its words say so."""
    quantity = token.quantity
    if quantity is None:
        return None
    surface = text[token.start : token.end]
    if "," in surface or "." in surface:
        return (
            "name"
            if re.fullmatch(r"\d+(?:\.\d+){2,}", surface)
            and not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", surface)
            else None
        )
    if before.role is not None or before.status is not None or before.qualifier is not None:
        return None
    around = text[token.start - 1 : token.start] + text[token.end : token.end + 1]
    if around in {"()", "(,", "( "} and previous is not None:
        return None
    tail = lower[max(floor, token.start - 24) : token.start].rstrip()
    return None if _CUE_FOR_BARE.search(tail) and len(surface) < 4 else "name"


def _attach_base(text: str, lower: str, figure: Figure, limit: int, lead: _Base | None) -> None:
    base = base_at(text, lower, figure.end, limit, shared=figure.before.role == "share")
    if base is None and not _breaks(text, figure, limit):
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
    if base is not None:
        figure.base, figure.base_kind, figure.base_span = base.text, base.kind, base.span


def _breaks(text: str, figure: Figure, limit: int) -> bool:
    return text[figure.end : figure.end + 1] in {";", ")"}


def _base_further_on(text: str, lower: str, figure: Figure, limit: int) -> _Base | None:
    stop = _CLAUSE_STOP.search(lower, figure.end, limit)
    end = stop.start() if stop else limit
    comma = lower.find(",", figure.end, end)
    found = _SO_WITH.search(lower, figure.end, end)
    if found is None or (0 <= comma < found.start() and figure.before.role is None):
        return None
    return base_at(text, lower, found.end(), end, forced=True)


def _gap(text: str, figure: Figure, previous: Figure | None, span: Span) -> None:
    """Cut out the text that belongs to this figure alone: behind the last one and its base."""
    begin = span.start
    if previous is not None:
        begin = previous.end
        figure.gap = text[previous.end : figure.before.rest]
        if previous.base_span is not None and previous.base_span.start >= previous.end:
            begin = max(begin, min(previous.base_span.end, figure.before.rest))
    cut = text.rfind(";", begin, figure.before.rest)
    figure.phrase = text[max(begin, cut + 1) : figure.before.rest]


# ------------------------------------------------------------------ the decision


def _decide(lower: str, span: Span, figure: Figure, earlier: list[Figure]) -> None:
    _status(lower, span, figure)
    quantity = figure.token.quantity
    if quantity is None:
        return
    form = figure.token.form
    if form in {"ratio", "rank", "pair"}:
        _set(figure, form, "form")
    elif quantity.unit_kind == "percent" and quantity.per:
        _set(figure, "rate", "per-unit")
        figure.negative = figure.before.role == "down"
    elif quantity.unit_kind == "percent":
        _percent(lower, figure, earlier)
    elif quantity.unit is None and _bare_percent(lower, figure):
        figure.token.quantity = dataclasses.replace(quantity, unit="%", unit_kind="percent")
        _set(figure, "share", "share-without-sign")
    else:
        _amount(lower, figure, earlier)
    _undo_parts(figure)


def _undo_parts(figure: Figure) -> None:
    """A ratio or pair keeps no sign."""
    if figure.relation in {"ratio", "rank", "pair"}:
        figure.negative = False


def _set(
    figure: Figure, relation: str, rule: str, rivals: tuple[tuple[str, float], ...] = ()
) -> None:
    figure.relation, figure.rule = relation, rule
    figure.readings = list(rivals) or [(relation, 1.0)]


def _status(lower: str, span: Span, figure: Figure) -> None:
    phrase = trimmed(figure.phrase.lower())
    if figure.before.status is not None:
        figure.status = figure.before.status
    elif _ESTIMATE.search(figure.phrase.lower()) and not figure.is_percent:
        figure.status = "estimate"
    elif _PLAN_HEAD.match(phrase) and figure.before.role != "over" and not figure.is_percent:
        figure.status = "plan"
    elif (
        _GIVEN.search(phrase)
        and figure.base_kind is None
        and not figure.is_percent
        and figure.before.role is None
    ):
        figure.status = "plan"
    elif _SCENARIO.search(figure.phrase.lower()) and not figure.is_percent:
        figure.status = "plan"
    elif _PLAN_SENTENCE.search(lower, span.start, figure.start) and figure.base_kind != "plan":
        figure.status = "plan"


def _status_follows_on(figure: Figure, previous: Figure | None) -> None:
    """ "cho 1.000 ca F0 và 15.000 ca F1": the second of two coordinated amounts is planned, too."""
    if previous is None or figure.status != "actual" or figure.is_percent or previous.is_percent:
        return
    joined = re.fullmatch(r"(?: [\w/]+){0,4},? (?:và|cùng) ?", figure.gap)
    if joined and figure.before.role is None and previous.unit == figure.unit:
        figure.status = previous.status


def _bare_percent(lower: str, figure: Figure) -> bool:
    return bool(
        _SHARE_WORDS.search(figure.phrase.lower()[-60:] + lower[figure.before.rest : figure.start])
    ) and (
        figure.token.quantity is not None
        and figure.token.quantity.value <= 100
        and figure.token.quantity.decimals > 0
    )


def _percent(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    role, kind = figure.before.role, figure.base_kind
    if role in {"up", "down"}:
        _growth(figure, negative=role == "down")
    elif role == "over":
        _set(figure, "growth" if kind == "previous" else "over_plan", "over")
    elif role == "rate_of_growth":
        _set(figure, "growth", "rate-of-growth")
    elif kind == "plan":
        _set(figure, "percent_of_plan", "plan-behind")
    elif role == "share" or kind == "whole":
        _set(figure, "share", "share")
    elif kind == "previous" and role == "reach":
        _set(figure, "index_vs_previous", "previous-behind")
    else:
        _percent_without_base(lower, figure, earlier)


def _growth(figure: Figure, *, negative: bool) -> None:
    figure.negative = negative
    if figure.base_kind == "plan":
        _set(figure, "over_plan", "growth-on-plan")
    elif _SHARE_SUBJECT.search(figure.phrase.lower()):
        _set(figure, "change", "change-of-a-share", (("change", 0.7), ("growth", 0.3)))
    else:
        _set(figure, "growth", "verb-of-growth")


def _percent_without_base(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    phrase = figure.phrase.lower()
    previous = earlier[-1] if earlier else None
    if _follows_on(figure, previous) and previous is not None:
        _inherit(figure, previous)
    elif figure.before.role is None and (verb := _near_verb(phrase)) is not None:
        _by_near_verb(figure, verb)
    elif _GROWTH_WORDS.search(phrase) and not _SHARE_SUBJECT.search(phrase):
        _set(figure, "growth", "growth-in-subject")
    elif "giải ngân" in phrase[-24:]:
        _set(figure, "percent_of_plan", "disbursed", (("percent_of_plan", 0.8), ("share", 0.2)))
    elif _noun_behind(lower, figure):
        _set(figure, "share", "share-of-noun-behind")
    elif _SHARE_SUBJECT.search(phrase) and "giải ngân" not in phrase:
        _set(figure, "share", "share-in-subject")
    elif "giải ngân" in phrase or (_PLAN_WORDS.search(phrase) and figure.before.role == "reach"):
        _set(
            figure, "percent_of_plan", "plan-in-subject", (("percent_of_plan", 0.8), ("share", 0.2))
        )
    elif previous is not None:
        _by_neighbour(lower, figure, earlier)
    elif _SHARE_WORDS.search(phrase):
        _set(figure, "share", "share-in-subject")
    elif figure.before.role is None and figure.before.status is None:
        _set(
            figure, "share", "no-verb", (("share", 0.5), ("growth", 0.3), ("percent_of_plan", 0.2))
        )
    else:
        _set(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


def _follows_on(figure: Figure, previous: Figure | None) -> bool:
    """Return whether only "và" or a comma stands between this percentage and the last one."""
    return (
        previous is not None
        and previous.is_percent
        and figure.before.role is None
        and _CONJUNCTION_ONLY.fullmatch(figure.gap) is not None
    )


def _inherit(figure: Figure, previous: Figure) -> None:
    figure.negative, figure.inherited = previous.negative, True
    figure.base, figure.base_kind = (
        figure.base or previous.base,
        figure.base_kind or previous.base_kind,
    )
    _set(figure, previous.relation, "follows-on", tuple(previous.readings))


def _near_verb(phrase: str) -> str | None:
    tail = phrase[-_NEAR_VERB_REACH:]
    verbs = list(_LAST_VERB.finditer(tail))
    if not verbs or re.search(r"[,;:(]", tail[verbs[-1].end() :]):
        return None
    return verbs[-1][1]


def _by_near_verb(figure: Figure, verb: str) -> None:
    if verb in {"tăng", "giảm"}:
        _growth(figure, negative=verb == "giảm")
        figure.rule = "near-verb"
        return
    relation = {"vượt": "over_plan"}.get(verb, "share")
    _set(figure, relation, "near-verb", ((relation, 0.7), ("percent_of_plan", 0.3)))


def _noun_behind(lower: str, figure: Figure) -> bool:
    found = _NOUN_BEHIND.match(lower, figure.end)
    return found is not None and found[1] not in _NO_NOUN


def _by_neighbour(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    """Without words of its own a percentage goes by the figure before it."""
    previous = earlier[-1]
    phrase = figure.phrase.lower()
    previous_ratio = previous.token.form == "ratio"
    bracketed = figure.phrase.rstrip().endswith("(") or figure.gap.strip() in {"(", "/"}
    if previous_ratio:
        _set(figure, "share", "behind-a-ratio")
    elif figure.before.role == "reach" and not trimmed(phrase) and not previous.is_percent:
        plan, share = (
            (0.3, 0.7)
            if _SHARE_WORDS.search(lower, max(0, previous.start - 70), figure.start)
            else (0.65, 0.35)
        )
        relation = "percent_of_plan" if plan > share else "share"
        _set(figure, relation, "reach-behind-amount", (("percent_of_plan", plan), ("share", share)))
    elif bracketed and not previous.is_percent:
        _set(figure, "share", "bracketed-behind-amount", (("share", 0.8), ("percent_of_plan", 0.2)))
    elif (like := _like(figure, earlier)) is not None:
        _set(figure, like.relation, "like-the-last", tuple(like.readings))
        figure.negative = like.negative and figure.before.role is None
    else:
        _set(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


def _like(figure: Figure, earlier: list[Figure]) -> Figure | None:
    """Return the last percentage of the sentence said in the same way."""
    for other in reversed(earlier):
        said_alike = other.is_percent and other.before.role == figure.before.role
        if said_alike and other.relation in {"share", "percent_of_plan", "growth"}:
            return other
    return None


def _amount(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    quantity, role = figure.token.quantity, figure.before.role
    if quantity is None:
        return
    kind = quantity.unit_kind
    previous = earlier[-1] if earlier else None
    if kind == "multiple":
        _multiple(lower, figure)
    elif kind == "points":
        _change(figure, previous)
    elif role in {"up", "down"}:
        figure.negative = role == "down"
        relation = "over_plan" if figure.base_kind == "plan" else "change"
        _set(figure, relation, "verb-of-change")
    elif role == "over":
        relation = "change" if figure.base_kind == "previous" else "over_plan"
        _set(figure, relation, "over")
    elif _continues_change(figure, previous) and previous is not None:
        figure.negative = previous.negative
        _set(figure, "change", "follows-on")
    elif quantity.per:
        _set(figure, "rate", "per-unit")
    elif kind == "score" and _is_score(lower, figure):
        _set(figure, "score", "score")
    else:
        _set(figure, "absolute", "amount")


def _multiple(lower: str, figure: Figure) -> None:
    compared = (
        figure.before.role in {"multiple", "up", "down", "reach", "over"}
        or figure.base_kind == "previous"
    )
    is_multiple = compared or figure.token.form == "multiple"
    _set(figure, "multiple" if is_multiple else "absolute", "times")


def _change(figure: Figure, previous: Figure | None) -> None:
    figure.negative = figure.before.role == "down"
    if figure.before.role is None and previous is not None and previous.unit == figure.unit:
        figure.negative = previous.negative
    _set(figure, "change", "points")


def _continues_change(figure: Figure, previous: Figure | None) -> bool:
    return (
        previous is not None
        and previous.relation == "change"
        and not previous.is_percent
        and figure.before.role is None
        and re.fullmatch(r"(?: [^\W\d_]+){0,4} và ?", figure.gap) is not None
    )


def _is_score(lower: str, figure: Figure) -> bool:
    quantity = figure.token.quantity
    if quantity is not None and (quantity.decimals or figure.token.form == "ratio"):
        return True
    return _SCORE_WORDS.search(
        figure.phrase.lower()[-60:] + " " + figure.before.words.lower()
    ) is not None and not _noun_behind(lower, figure)


def _settle_from_behind(figures: list[Figure]) -> None:
    """A percentage without a verb in a list of growths is a growth ("… 12,24%; … tăng 11,3%")."""
    for figure, after in zip(figures, figures[1:], strict=False):
        if figure.rule == "no-verb" and after.is_percent and after.relation == "growth":
            _set(figure, "growth", "like-the-next", (("growth", 0.7), ("share", 0.3)))


def _share_bases(figures: list[Figure]) -> None:
    """Give "tăng 5,4% và 17,2% so với cùng kỳ" one base for both."""
    for figure, after in zip(figures, figures[1:], strict=False):
        together = (
            after.inherited
            or figure.relation == after.relation
            and re.fullmatch(r"\s*(?:,|và)\s*", after.gap)
        )
        if together and figure.base is None and after.base is not None:
            figure.base, figure.base_kind = after.base, after.base_kind
            if figure.relation == "share" and after.relation != "share":
                _set(figure, after.relation, "like-the-next")
