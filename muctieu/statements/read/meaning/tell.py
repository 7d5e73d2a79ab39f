"""What words tell of a percentage: growth, share, verb near by; shared by the rules around it."""

import re

from muctieu.statements.read.frame import trimmed
from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.vocabulary import word_list

GROWTH_WORDS = re.compile(r"tăng trưởng|tốc độ|mức tăng|growth")
SHARE_SUBJECT = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|cơ cấu|độ che phủ|tần suất|công suất sử dụng|lãi suất"
)
_SHARE_NOUN = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|cơ cấu|độ che phủ|giải ngân")
SHARE_WORDS = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu|che phủ|bao phủ|phủ sóng|lấp đầy|mũi|tiêm|đúng hạn|độ phủ|tỷ suất|số hộ|công suất|hài lòng|đồng tình|đồng thuận|tham gia|sử dụng|đúng tiến độ|trước hạn|tiến độ|khối lượng"
)
_LAST_VERB = re.compile(
    r"(?<![^\W_])(?<!lệ )(?<!suất )(tăng|giảm|vượt|chiếm|đạt|bằng)(?! cường| tốc| ca| nghèo đa| thiểu)(?![^\W_])"
)
# Indexes whose percentages are growths, whatever the verb.
_PRODUCT = re.compile(
    r"(?<![^\W_])(?<!/)(?<!trên )(?<!trong )(?<!so )(?<!với )(?:gdp\)?|grdp\)?|cpi\)?|iip\)?|lạm phát|tổng sản phẩm trên địa bàn)"
    r"(?: bình quân| cơ bản| cả năm| ước| quý \S+| năm \d+| tháng \d+| \d+ tháng(?: đầu năm)?|[ ,])*$"
)
_NEAR_VERB_REACH = 34
_NOUN_BEHIND = re.compile(r" ?(?:số |các |tổng số |tổng |lượng )?([^\W\d_]+)")
_NO_NOUN = word_list("no_noun")
_RATE_RULES = frozenset(["disbursed", "share", "share-in-subject", "plan-in-subject"])


def growth(figure: Figure, *, negative: bool, share_before: bool = False) -> None:
    figure.negative = negative
    if figure.base_kind == "plan" and not (
        negative and (figure.base or "").startswith("chỉ tiêu") and not compared(figure)
    ):
        set_relation(figure, "over_plan", "growth-on-plan")
    elif SHARE_SUBJECT.search(_own_clause(figure)) or share_before:
        set_relation(figure, "change", "change-of-a-share", (("change", 0.7), ("growth", 0.3)))
    else:
        set_relation(figure, "growth", "verb-of-growth")


def _own_clause(figure: Figure) -> str:
    """Return the phrase behind the last bracket, semicolon or colon."""
    phrase = figure.phrase.lower()
    return phrase[max(phrase.rfind(mark) for mark in "(;:") + 1 :]


def compared(figure: Figure) -> bool:
    """Return whether "so với" stands between the figure and its base."""
    return figure.base_span is not None and figure.base_span.start - figure.end > 3


def moves_a_share(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "giảm 0,68%" moves the rate just named ("Tỷ lệ hộ nghèo còn 1,12%")."""
    if trimmed(figure.phrase) or _grown_amount(figure, earlier):
        return False
    if earlier and "hơn" in figure.before.words and earlier[-1].relation == "share":
        return True
    return any(
        before.rule in _RATE_RULES
        and _SHARE_NOUN.search((before.phrase + before.before.words).lower()) is not None
        for before in earlier[-3:]
        if before.is_percent
    )


def _grown_amount(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "tỷ trọng 25% với 428 triệu USD, tăng 90%" moves the amount, not the share."""
    amount = bool(earlier) and earlier[-1].relation == "absolute" and not earlier[-1].is_percent
    return amount and figure.gap.lstrip().startswith(",")


def inherit(figure: Figure, previous: Figure) -> None:
    figure.negative, figure.inherited = previous.negative, True
    figure.base, figure.base_kind = (
        figure.base or previous.base,
        figure.base_kind or previous.base_kind,
    )
    set_relation(figure, previous.relation, "follows-on", tuple(previous.readings))


def is_product(figure: Figure) -> bool:
    return _PRODUCT.search(figure.phrase.lower()) is not None


def near_verb(phrase: str, *, in_turn: bool = False) -> str | None:
    tail = phrase[-_NEAR_VERB_REACH:].rstrip(", ") if in_turn else phrase[-_NEAR_VERB_REACH:]
    if glued := re.search(r"[^\W_](tăng|giảm)$", tail):
        return glued[1]
    verbs = list(_LAST_VERB.finditer(tail))
    if tail.rstrip().endswith(("so với mức", "so với tỷ lệ", "so với")):
        return None
    if not verbs or re.search(r"[,;:(]", tail[verbs[-1].end() :]):
        return None
    return verbs[-1][1]


def noun_behind(lower: str, figure: Figure) -> bool:
    found = _NOUN_BEHIND.match(lower, figure.end)
    return found is not None and found[1] not in _NO_NOUN
