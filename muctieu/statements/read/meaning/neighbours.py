"""Percentages that the figures beside them tell: lists, brackets, other times, levels compared."""

import re

from muctieu.statements.read.frame import trimmed
from muctieu.statements.read.letters import UPPER
from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.meaning.tell import (
    SHARE_SUBJECT,
    SHARE_WORDS,
    growth,
    inherit,
    is_product,
)

# "tổng vốn đầu tư so GDP khoảng 31,5%" tells a part of the product, no growth.
_TOLD_OF_GDP = re.compile(r"(?<![^\W_])so (?:với )?(?:gdp|grdp|tổng sản phẩm)\s*$")
# "tăng cao nhất là Bắc Giang với 36,4%": the growth of the one that leads.
_LEADS_GROWTH = re.compile(
    r"(?<![^\W_])(tăng|giảm)(?: trưởng)? (?:cao|thấp|mạnh|nhanh|chậm|sâu|nhiều|ít|lớn) nhất[^;]*$"
)
# Said of several in turn: "đều tăng cao so với cùng kỳ, lần lượt đạt" these percentages.
_IN_TURN = re.compile(r"đều (tăng|giảm)[^.;:]*,? lần lượt (?:đạt|là|ở mức)? ?$")
# "chế biến, chế tạo tăng rất mạnh, đạt" so many percent of growth.
_MOVED_MUCH = re.compile(
    r"(?<![^\W_])(tăng|giảm)(?: trưởng)?(?: rất| khá| tương đối)? (?:mạnh|cao|nhanh|khá|tốt|nhẹ|sâu|đột biến),"
    r" (?:ước )?(?:chỉ |mới )?đạt $"
)
# "tăng rất mạnh trong hai năm qua (132%": the bracket tells by how much.
_BRACKETED_RISE = re.compile(
    r"(?<![^\W_])(tăng|giảm)(?: trưởng)?(?: rất| khá)? (?:mạnh|cao|nhanh|nhẹ|sâu|đều|đột biến)"
    r"(?: trong [^,;()]{2,30})? ?\($"
)
ONLY_TIME = re.compile(
    r"[\s,;(]*(?:cùng kỳ|(?:cùng kỳ |cả )?(?:năm \d{4}|năm trước|năm ngoái|quý \S+|tháng \d+))[\s,]*"
)
# "dưới 2% so với chỉ tiêu dưới 3%": what it is compared with is told in the same way.
_COMPARED_LEVEL = re.compile(
    r"(?<![^\W_])so (?:với )?(?:(?:mức|tỷ lệ|tỉ lệ|con số|chỉ tiêu|mục tiêu|kế hoạch) ?)*$"
)
# "Hà Nội 89,6%": a place and its percentage in a list of such pairs.
_NEXT_PLACE = re.compile(
    rf"(?:.*[,;]|[ )]*)(?: và| còn)? (?:tỉnh |thành phố |huyện |quận |thị xã |TP\.? ?)?"
    rf"[{UPPER}][\w.]*(?: -)?(?: [{UPPER}-][\w.-]*){{0,5}}(?: là|:)? \(?",
    re.DOTALL,
)
# Told of people who vote: a percentage behind them is a part of all.
_VOTES = frozenset(["phiếu", "phiếu bầu", "ý kiến", "đại biểu"])
_MOVED_FROM = re.compile(r"(?<![^\W_])(tăng|giảm|nâng)(?: [^\W\d_]+){0,5} từ $")
_OF_A_PLAN = re.compile(r"\d ?% (?:so với )?(?:dự toán|kế hoạch|dt|kh)(?![^\W_])")
_REACH_BACK = 260
_CONJUNCTION_ONLY = re.compile(
    r"[\s,;]*(?:và|hoặc|,|lần lượt|lần lượt là|and)?[\s,]*", re.IGNORECASE
)
_NOUN_AND = re.compile(r"(?: [^\W\d_]+){1,6},? và\s*", re.IGNORECASE)


def told_by_neighbours(figure: Figure, earlier: list[Figure]) -> bool:
    """Decide what the sign, the figure before or the product before the percentage tell."""
    return _told_ahead(figure) or _told_beside(figure, earlier)


def _told_ahead(figure: Figure) -> bool:
    """Decide by a sign, or by a verb of growth that stands before another verb."""
    if (verb := _IN_TURN.search(_said_before(figure))) is not None:
        growth(figure, negative=verb[1] == "giảm")
    elif figure.token.form.startswith("signed"):
        figure.negative = figure.token.form.endswith("-")
        set_relation(figure, "growth", "signed")
    elif figure.before.role is None and (led := _LEADS_GROWTH.search(figure.phrase.lower())):
        figure.negative = led[1] == "giảm"
        set_relation(figure, "growth", "leads-the-growth", (("growth", 0.7), ("share", 0.3)))
    elif (moved := _moved_much(figure)) is not None:
        growth(figure, negative=moved[1] == "giảm")
    elif _TOLD_OF_GDP.search(figure.phrase.lower()):
        set_relation(figure, "share", "share-of-the-product")
    else:
        return False
    return True


def _told_beside(figure: Figure, earlier: list[Figure]) -> bool:
    """Decide by the figure right before."""
    if _behind_a_change(figure, earlier):
        figure.negative = earlier[-1].negative
        set_relation(figure, "growth", "bracketed-behind-change")
    elif _listed_with(figure, earlier):
        inherit(figure, earlier[-1])
    elif (same := _said_of_another_time(figure, earlier)) is not None:
        figure.negative = same.negative
        set_relation(figure, same.relation, "of-another-time", tuple(same.readings))
    elif (same := _level_compared(figure, earlier)) is not None:
        set_relation(figure, same.relation, "level-compared", tuple(same.readings))
    elif _bounds_a_share(figure, earlier):
        words = figure.before.words.lower()
        figure.qualifier = "below" if "thấp" in words or "nhỏ" in words else "above"
        figure.start = figure.before.rest
        set_relation(figure, "share", "bounded-share")
    else:
        return False
    return True


def _moved_much(figure: Figure) -> re.Match[str] | None:
    if figure.base_kind not in {None, "previous"}:
        return None
    said = _said_before(figure)
    told = _MOVED_MUCH.search(said) if figure.base is None else None
    return told or _BRACKETED_RISE.search(said)


def _said_before(figure: Figure) -> str:
    return (figure.phrase + figure.before.words).lower()


def _said_of_another_time(figure: Figure, earlier: list[Figure]) -> Figure | None:
    """Return what "(năm 2015 đạt 64,8%, năm 2016 là 54,5%)" sets beside other times."""
    if not earlier or not earlier[-1].is_percent or figure.before.role not in {None, "reach"}:
        return None
    last = earlier[-1]
    if last.relation not in {"share", "percent_of_plan", "growth"}:
        return None
    tail = figure.phrase.lower().rpartition("(")[2]
    said = tail + figure.before.words.lower().rstrip()
    compared = last.relation != "percent_of_plan" and _COMPARED_LEVEL.search(said) is not None
    timed = figure.base is None and ONLY_TIME.fullmatch(tail) is not None
    return last if compared or timed else None


def _level_compared(figure: Figure, earlier: list[Figure]) -> Figure | None:
    """Return what "63,8% (thấp hơn dự toán năm 2018 là 64,1%)" is set beside: a level, no fall.

    A share cannot fall by more than itself, and what is higher "than 6,7%" stands above it.
    """
    quantity = figure.token.quantity
    if not earlier or quantity is None or not _compares_after(figure):
        return None
    last = earlier[-1]
    other = last.token.quantity
    if other is None or not last.is_percent or last.relation not in {"share", "growth"}:
        return None
    if figure.before.role == "down":
        return last if quantity.value > other.value else None
    return last if other.value / 2 < quantity.value < other.value else None


def _compares_after(figure: Figure) -> bool:
    """Return whether "cao hơn chỉ tiêu đề ra" compares and the figure follows its base."""
    said = figure.before.role in {"up", "down"} and figure.base is not None
    return said and figure.base_span is None and "hơn" in figure.gap


def _bounds_a_share(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "8 tỉnh có tỷ lệ tiêm thấp hơn 40%" bounds a rate; it compares with nothing."""
    said = figure.before.words.lower().strip() in {"thấp hơn", "cao hơn", "nhỏ hơn", "lớn hơn"}
    if not said or figure.base is not None or any(other.is_percent for other in earlier):
        return False
    return SHARE_SUBJECT.search(figure.phrase.lower()) is not None


def _listed_with(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "vượt 3,1% và 40% so với chỉ tiêu" shares its verb and its base."""
    if not earlier or figure.before.role is not None or earlier[-1].base is not None:
        return False
    previous = earlier[-1]
    listed = re.fullmatch(r" và ", figure.gap + figure.before.words) is not None
    return listed and previous.is_percent and previous.before.role in {"over", "up", "down"}


def _behind_a_change(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "giảm 115 vụ (9,68%)" gives the same fall in percent."""
    if not earlier or figure.before.role is not None or not figure.gap.rstrip().endswith("("):
        return False
    return earlier[-1].relation == "change" and not earlier[-1].is_percent


def continues_reach(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "đạt 99,8% kế hoạch và 100,4% so với cùng kỳ" goes on with the verb."""
    if not earlier or figure.before.role is not None or figure.base_span is None:
        return False
    previous = earlier[-1]
    near = figure.base_span.start - figure.end < 12
    joined = re.search(r"(?:,|(?<![^\W_])và)\s*$", figure.gap + figure.before.words) is not None
    return near and joined and previous.is_percent and previous.before.role == "reach"


def grows_like_the_others(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "dịch vụ ước đạt 9,6%" stands in a list of growths."""
    if figure.before.role is not None or figure.before.status != "estimate" or len(earlier) < 2:
        return False
    told = {other.relation for other in earlier[-3:] if other.is_percent}
    return told == {"growth"} and not SHARE_WORDS.search(figure.phrase.lower())


def follows_on(figure: Figure, previous: Figure | None) -> bool:
    """Return whether only "và" or a comma stands between this percentage and the last one."""
    if previous is None or not previous.is_percent or figure.before.role is not None:
        return False
    return (
        _CONJUNCTION_ONLY.fullmatch(figure.gap) is not None
        or (previous.relation == "growth" and _NOUN_AND.fullmatch(figure.gap) is not None)
        or (_NEXT_PLACE.fullmatch(figure.gap) is not None and not is_product(figure))
    )


def by_neighbour(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    """Without words of its own a percentage goes by the figure before it."""
    previous = earlier[-1]
    phrase = figure.phrase.lower()
    previous_ratio = previous.token.form == "ratio"
    bracketed = figure.phrase.rstrip().endswith("(") or figure.gap.strip() in {"(", "/"}
    if previous_ratio:
        set_relation(figure, "share", "behind-a-ratio")
    elif figure.before.words.lower().startswith("bằng") and _indexed(earlier):
        rivals = (("index_vs_previous", 0.8), ("share", 0.2))
        set_relation(figure, "index_vs_previous", "like-the-index", rivals)
    elif (moved := _moved_from_to(figure, earlier)) is not None:
        growth(figure, negative=moved == "giảm")
    elif figure.before.role == "reach" and not trimmed(phrase) and previous.unit in _VOTES:
        set_relation(figure, "share", "share-of-the-votes", (("share", 0.9), ("growth", 0.1)))
    elif figure.before.role == "reach" and not trimmed(phrase) and not previous.is_percent:
        ahead = lower[max(0, previous.start - 160) : figure.start]
        whole = SHARE_WORDS.search(ahead) is not None and "giải ngân" not in ahead
        plan, share = (0.3, 0.7) if whole else (0.65, 0.35)
        relation = "percent_of_plan" if plan > share else "share"
        set_relation(
            figure, relation, "reach-behind-amount", (("percent_of_plan", plan), ("share", share))
        )
    elif bracketed and not previous.is_percent:
        _bracketed(lower, figure, previous)
    elif (like := _like(figure, earlier)) is not None:
        set_relation(figure, like.relation, "like-the-last", tuple(like.readings))
        figure.negative = like.negative and figure.before.role is None
    elif figure.before.role == "reach" and _only(earlier, "percent_of_plan"):
        set_relation(figure, "percent_of_plan", "among-plans", tuple(previous.readings))
    elif _may_be_growth(figure) and _only(earlier, "growth"):
        set_relation(figure, "growth", "among-growths", (("growth", 0.7), ("share", 0.3)))
    else:
        set_relation(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


def _bracketed(lower: str, figure: Figure, previous: Figure) -> None:
    """Decide "Chi y tế: 38.900 triệu đồng (71%)": like the amounts of its paragraph, or a part."""
    begin = max(0, figure.start - _REACH_BACK)
    begin = max(begin, lower.rfind("\n", begin, figure.start))
    told = _OF_A_PLAN.search(lower, begin, figure.start)
    money = previous.token.quantity is not None and previous.token.quantity.unit_kind == "money"
    likely, other = ("percent_of_plan", "share") if money and told else ("share", "percent_of_plan")
    set_relation(figure, likely, "bracketed-behind-amount", ((likely, 0.8), (other, 0.2)))


def _moved_from_to(figure: Figure, earlier: list[Figure]) -> str | None:
    """Return the verb of "tăng từ 1,8 triệu lên 2,34 triệu, tương ứng 30%": the same in percent."""
    if len(earlier) < 2 or not figure.before.words.lower().lstrip().startswith("tương"):
        return None
    first, last = earlier[-2:]
    if last.before.role != "level" or last.unit != first.unit or first.is_percent:
        return None
    verb = _MOVED_FROM.search((first.phrase + first.before.words).lower())
    return None if verb is None else verb[1]


def _indexed(earlier: list[Figure]) -> bool:
    """Return whether the sentence has compared with an earlier time before."""
    return any(other.relation == "index_vs_previous" for other in earlier[-12:])


def _may_be_growth(figure: Figure) -> bool:
    """Return whether no verb speaks against a growth ("xuống 5,48%", "đạt mục tiêu 6,7%")."""
    role, planned = figure.before.role, figure.before.status == "plan"
    return role in {None, "level"} or (role == "reach" and planned)


def _only(earlier: list[Figure], relation: str) -> bool:
    """Return whether every percentage of the sentence so far tells this relation."""
    return {other.relation for other in earlier if other.is_percent} == {relation}


def _like(figure: Figure, earlier: list[Figure]) -> Figure | None:
    """Return the last percentage of the sentence said in the same way."""
    for other in reversed(earlier[-12:]):
        said_alike = other.is_percent and other.before.role == figure.before.role
        if said_alike and other.relation in {"share", "percent_of_plan", "growth"}:
            return other
    return None
