"""What a figure says: its relation, its base, its qualifier and status, with rival readings.

Decided from the words directly before and behind the figure, then from its neighbours in the
sentence.  Where language alone does not decide ("đạt 98,4%"), the rival readings keep their
weights and arithmetic settles them later."""

import re
from bisect import bisect_right
from itertools import pairwise

from muctieu.statements.read.frame import Before, Span, cues_before
from muctieu.statements.read.meaning.amount import amount
from muctieu.statements.read.meaning.bases import (
    Base,
    attach_base,
    end_of_base,
    lead_base,
    verb_before_base,
)
from muctieu.statements.read.meaning.behind import settle_from_behind, share_bases
from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.meaning.percent import bare_percent, percent
from muctieu.statements.read.meaning.proof import no_figure
from muctieu.statements.read.meaning.status import status_follows_on, status_of
from muctieu.statements.read.scan.tokens import Token

_WHOLE = 100
_MOST_PERCENT = 400
_PLACES = frozenset(
    ["tuyến", "xã", "phường", "huyện", "thôn", "tỉnh", "địa phương", "vùng", "khu", "lĩnh vực"]
)
_LEADS_TO = re.compile(
    r" (?:tăng |giảm |nâng )?(?:lên|đến|tới|xuống|còn|rồi đến)(?: tới| đến| còn| mức)* "
)
_COUNTED = re.compile(
    r"(?<![^\W_])(?:số lượng|lượng khách|lượt khách|số (?:người|khách|lượt|hộ|thuê bao|lao động|học sinh)"
    r"|dân số|tổng đàn|đàn (?:lợn|bò|trâu|gia cầm|gà|vịt))[^,;:]*$"
)
_UP_TO = re.compile(r" ?(trở lên|trở xuống|or more|or less)(?![^\W_])", re.IGNORECASE)


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
    starts = [token.start for token in tokens if token.kind == "figure"]
    lead = lead_base(text, lower, span, starts[0] if starts else span.end)
    for token in tokens:
        if token.kind == "figure":
            after = bisect_right(starts, token.start)
            limit = starts[after] if after < len(starts) else span.end
            token.start = max(token.start, floor)
            figure = _one(text, lower, number, span, token, floor, limit, lead, figures)
            if figure is not None:
                floor = max(floor, end_of_base(figure, limit))
        floor = max(floor, token.end)
    _share_units(figures)
    settle_from_behind(figures)
    share_bases(figures)
    return figures


def _share_units(figures: list[Figure]) -> None:
    """Give "từ 25 triệu lên 50 triệu khách", "từ 12 lên 21%" the unit of the second figure."""
    for figure, after in pairwise(figures):
        first, second = figure.token.quantity, after.token.quantity
        if first is None or second is None or after.before.role not in {"level", None}:
            continue
        if not _LEADS_TO.fullmatch(after.gap + after.before.words) or second.unit is None:
            continue
        scale = (first.unit or "").removesuffix(" đồng")
        if first.unit is None or (scale != first.unit and second.unit.startswith(scale + " ")):
            figure.token.quantity = first._replace(unit=second.unit, unit_kind=second.unit_kind)
            if second.unit_kind == "percent":
                set_relation(figure, after.relation, "like-the-next", tuple(after.readings))


def _one(
    text: str,
    lower: str,
    number: int,
    span: Span,
    token: Token,
    floor: int,
    limit: int,
    lead: Base | None,
    figures: list[Figure],
) -> Figure | None:
    """Understand one figure from its surroundings and the figures before it in the sentence."""
    previous = figures[-1] if figures else None
    figure = _figure(text, lower, number, token, floor, previous)
    if figure is None:
        return None
    attach_base(text, lower, figure, limit, lead)
    _gap(text, figure, previous, span)
    verb_before_base(lower, figure)
    _decide(lower, span, figure, figures)
    status_follows_on(figure, previous)
    figures.append(figure)
    return figure


def _figure(
    text: str, lower: str, number: int, token: Token, floor: int, previous: Figure | None
) -> Figure | None:
    before = cues_before(text, floor, token.start)
    quantity = token.quantity
    if quantity is None:
        return None
    if (kind := no_figure(text, lower, token, before, floor, previous)) is not None:
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
        if figure.before.role == "level":
            figure.before.role = _moved_by(figure.before)
    if (
        before.qualifier == "above"
        and before.start < token.start
        and _is_preposition(lower, token, before, floor)
    ):
        figure.start, figure.qualifier = token.start, None
    return figure


def _moved_by(before: Before) -> str | None:
    """Return the verb of "giảm từ 0,5% trở lên": "từ" belongs to the bound there, not to it."""
    words = before.words.lower().split()
    if words[-1:] == ["từ"] and words[-2:-1] in (["giảm"], ["tăng"]):
        return "down" if words[-2] == "giảm" else "up"
    return next(iter(before.roles[1:]), None)


def _with_from(lower: str, start: int, floor: int) -> int:
    return start - 3 if start - 3 >= floor and lower[start - 3 : start] == "từ " else start


def _is_preposition(lower: str, token: Token, before: Before, floor: int) -> bool:
    """Tell "công bố trên 12 tờ báo" no further than: "trên" after a place verb is no qualifier."""
    if lower[before.start : before.start + 4] != "trên":
        return False
    ahead = lower[max(floor, before.start - 9) : before.start].rstrip()
    if ahead.endswith(("tính", "đăng", "nằm", "đặt", "cấp")):
        return True
    noun = ahead[-1:].isalpha() and before.rest == before.start
    quantity = token.quantity
    single = quantity is not None and quantity.value == 1 and quantity.unit_kind == "count"
    return noun and quantity is not None and (quantity.unit in _PLACES or single)


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


def _decide(lower: str, span: Span, figure: Figure, earlier: list[Figure]) -> None:
    status_of(lower, span, figure)
    quantity = figure.token.quantity
    if quantity is None:
        return
    if _counts_by_subject(lower, figure):
        scale = (quantity.unit or "").removesuffix(" đồng")
        figure.token.quantity = quantity = quantity._replace(unit=scale, unit_kind="count")
    form = figure.token.form
    if form in {"ratio", "rank", "pair"}:
        set_relation(figure, form, "form")
    elif quantity.unit_kind == "percent" and quantity.per:
        set_relation(figure, "rate", "per-unit")
        figure.negative = figure.before.role == "down"
    elif quantity.unit_kind == "percent":
        percent(lower, figure, earlier)
    elif quantity.unit is None and _lost_sign(figure):
        figure.token.quantity = quantity._replace(unit="%", unit_kind="percent")
        percent(lower, figure, earlier)
    elif quantity.unit is None and bare_percent(lower, figure):
        figure.token.quantity = quantity._replace(unit="%", unit_kind="percent")
        set_relation(figure, "share", "share-without-sign")
    else:
        amount(lower, figure, earlier)
    capacity = lower.startswith(" công suất", figure.end)
    whole = figure.base_kind == "whole" or capacity
    if figure.relation == "share" and quantity.value > _WHOLE and not whole:
        set_relation(figure, "percent_of_plan", "more-than-the-whole")
    _undo_parts(figure)


def _counts_by_subject(lower: str, figure: Figure) -> bool:
    """Return whether "số lượng khách hàng là hơn 2,27 triệu" counts, though no noun follows."""
    quantity = figure.token.quantity
    if quantity is None or quantity.unit_kind != "money":
        return False
    surface = lower[figure.token.start : figure.token.end]
    scaled = surface.endswith(("triệu", "nghìn", "ngàn", "vạn"))
    return scaled and _COUNTED.search(figure.phrase.lower()) is not None


def _lost_sign(figure: Figure) -> bool:
    """Return whether "bằng 99,4 cùng kỳ năm trước" is a percentage without its sign."""
    quantity = figure.token.quantity
    if quantity is None or figure.before.role != "reach" or figure.base_kind is None:
        return False
    return quantity.decimals in {1, 2} and 10 < quantity.value < _MOST_PERCENT


def _undo_parts(figure: Figure) -> None:
    """A ratio or pair keeps no sign."""
    if figure.relation in {"ratio", "rank", "pair"}:
        figure.negative = False
    if figure.relation in {"ratio", "rank", "pair", "score", "absolute", "rate"}:
        figure.base = figure.base_kind = None
