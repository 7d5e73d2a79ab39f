"""What a percentage says: share, growth, index, percentage of a plan, …"""

import re
from itertools import pairwise

from muctieu.statements.read.frame import trimmed
from muctieu.statements.read.letters import UPPER
from muctieu.statements.read.meaning.bases import PLAN_WORDS
from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.vocabulary import word_list

_GROWTH_WORDS = re.compile(r"tăng trưởng|tốc độ|mức tăng|growth")
_SHARE_SUBJECT = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|cơ cấu|độ che phủ|tần suất|công suất sử dụng"
)
_SHARE_NOUN = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|cơ cấu|độ che phủ|giải ngân")
_SHARE_WORDS = re.compile(
    r"(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu|che phủ|bao phủ|phủ sóng|lấp đầy|mũi|tiêm|đúng hạn|độ phủ|tỷ suất|số hộ|công suất|hài lòng|đồng tình|đồng thuận|tham gia|sử dụng|đúng tiến độ|trước hạn|tiến độ|khối lượng"
)
_LAST_VERB = re.compile(
    r"(?<![^\W_])(?<!lệ )(?<!suất )(tăng|giảm|vượt|chiếm|đạt|bằng)(?! cường| tốc| ca| nghèo đa| thiểu)(?![^\W_])"
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
# Indexes whose percentages are growths, whatever the verb.
_PRODUCT = re.compile(
    r"(?<![^\W_])(?:gdp\)?|grdp\)?|cpi\)?|iip\)?|lạm phát|tổng sản phẩm trên địa bàn)"
    r"(?: bình quân| cơ bản| cả năm| ước| quý \S+| năm \d+| tháng \d+| \d+ tháng(?: đầu năm)?|[ ,])*$"
)
_INFLATION = re.compile(r"(?:tỷ|tỉ) lệ lạm phát(?![^\W_])[^,;:]*$")
_OWN_CLAUSE = re.compile(r" (?:không|chưa|có|đã|bị|được|thuộc) ")
_MUST = re.compile(
    r"(?<![^\W_])phải (?:thu|chi|giải ngân|hoàn thành|thực hiện|nộp|trồng)(?![^\W_])"
)
_ONLY_TIME = re.compile(
    r"[\s,;(]*(?:cùng kỳ|(?:cùng kỳ |cả )?(?:năm \d{4}|năm trước|năm ngoái|quý \S+|tháng \d+))[\s,]*"
)
# "dưới 2% so với chỉ tiêu dưới 3%": what it is compared with is told in the same way.
_COMPARED_LEVEL = re.compile(
    r"(?<![^\W_])so (?:với )?(?:(?:mức|tỷ lệ|tỉ lệ|con số|chỉ tiêu|mục tiêu|kế hoạch) ?)*$"
)
# Told in money or tonnes: a percentage beside such a subject can only be its growth.
_GROWN_SUBJECT = re.compile(
    r"(?<![^\W_])(?:giá trị (?:sản xuất|gia tăng|tăng thêm|xuất khẩu|nhập khẩu)|kim ngạch(?: xuất khẩu| nhập khẩu)?"
    r"|doanh thu|sản lượng)[^,;:(]{0,40}$"
)
# "Hà Nội 89,6%": a place and its percentage in a list of such pairs.
_NEXT_PLACE = re.compile(
    rf"(?:.*[,;]|[ )]*)(?: và| còn)? (?:tỉnh |thành phố |huyện |quận |thị xã |TP\.? ?)?"
    rf"[{UPPER}][\w.]*(?: -)?(?: [{UPPER}-][\w.-]*){{0,5}}(?: là|:)? \(?",
    re.DOTALL,
)
_THEO = re.compile(r" theo ")
# Without a base these are told in percent of their plan.
_PLANNED_SUBJECT = re.compile(
    r"(?<![^\W_])(?:(?:tổng )?(?:thu|chi) (?:nsnn|ngân sách|nội địa|thuế|cân đối)"
    r"|tổng vốn đầu tư (?:toàn xã hội|phát triển)|diện tích gieo|gieo (?:trồng|cấy)|tổng đàn)"
)
# "giảm tỷ lệ hộ nghèo là 1,5%", "mức giảm tỷ lệ sinh 0,1%": by how much a rate falls.
_MOVES_RATE = re.compile(
    r"(?<![^\W_])(giảm|tăng) (?:tỷ|tỉ) (?:lệ|trọng)(?! hộ nghèo (?:còn|xuống))[^,;:]*$"
)
_NEAR_VERB_REACH = 34
_CONJUNCTION_ONLY = re.compile(
    r"[\s,;]*(?:và|hoặc|,|lần lượt|lần lượt là|and)?[\s,]*", re.IGNORECASE
)
_NOUN_AND = re.compile(r"(?: [^\W\d_]+){1,6},? và\s*", re.IGNORECASE)
_NOUN_BEHIND = re.compile(r" ?(?:số |các |tổng số |tổng |lượng )?([^\W\d_]+)")
_NO_NOUN = word_list("no_noun")
# "bằng 40% mức dư nợ cho phép": a part of that level.
_OF_A_LEVEL = re.compile(r" mức (?!đề|kế|dự|năm|cùng|bình|thực|trung|của|này|đó)[^\W\d_]+")
_RATE_RULES = frozenset(["disbursed", "share", "share-in-subject", "plan-in-subject"])


def bare_percent(lower: str, figure: Figure) -> bool:
    return bool(
        _SHARE_WORDS.search(figure.phrase.lower()[-60:] + lower[figure.before.rest : figure.start])
    ) and (
        figure.token.quantity is not None
        and figure.token.quantity.value <= 100
        and figure.token.quantity.decimals > 0
    )


def percent(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    role, kind = figure.before.role, figure.base_kind
    if _told_by_neighbours(figure, earlier):
        return
    if role in {"up", "down"}:
        _growth(figure, negative=role == "down", share_before=_moves_a_share(figure, earlier))
    elif role == "over":
        set_relation(figure, "growth" if kind == "previous" else "over_plan", "over")
    elif role == "reach" and figure.before.roles[1:2] in {("up",), ("down",)}:
        _growth(figure, negative=figure.before.roles[1] == "down")
    elif role == "rate_of_growth" or (
        role in {"reach", "level"} and "rate_of_growth" in figure.before.roles
    ):
        set_relation(figure, "growth", "rate-of-growth")
    elif kind == "plan" and _grows_by_plan(lower, figure):
        set_relation(figure, "growth", "growth-by-plan")
    elif kind == "plan" and role is None and _compared(figure) and _rises(figure):
        set_relation(figure, "over_plan", "near-verb-and-plan")
    elif kind == "plan" and not _is_part_of_quota(figure):
        set_relation(figure, "percent_of_plan", "plan-behind")
    elif kind == "whole" and _disburses(figure):
        set_relation(figure, "percent_of_plan", "disbursed")
    elif role == "share" or kind == "whole":
        set_relation(figure, "share", "share")
    elif kind == "previous" and (role == "reach" or _continues_reach(figure, earlier)):
        set_relation(figure, "index_vs_previous", "previous-behind")
    else:
        _percent_without_base(lower, figure, earlier)


def _rises(figure: Figure) -> bool:
    """Return whether "tăng thu ngân sách khoảng 5% so với dự toán" goes beyond the plan."""
    return _near_verb(figure.phrase.lower()) == "tăng"


def _grows_by_plan(lower: str, figure: Figure) -> bool:
    """Return whether "đạt tăng trưởng cả năm 6,7% theo chỉ tiêu" tells the growth itself."""
    linked = figure.base_span is not None and _THEO.match(lower, figure.end) is not None
    phrase = figure.phrase.lower()[-40:]
    return linked and _GROWTH_WORDS.search(phrase) is not None


def _disburses(figure: Figure) -> bool:
    """Return whether the percentage is what was paid out of a sum ("giải ngân 30% tổng vốn")."""
    product = (figure.base or "").lower().startswith(("gdp", "grdp"))
    return "giải ngân" in figure.phrase.lower() and figure.before.role != "share" and not product


def _is_part_of_quota(figure: Figure) -> bool:
    """Return whether the "plan" is the whole of a share: "chiếm …", "dành 3% chỉ tiêu"."""
    if figure.before.role == "share":
        return not PLAN_WORDS.search(figure.base or "")
    tail = figure.phrase.lower().rstrip()
    return (figure.base or "").startswith("chỉ tiêu") and tail.endswith(("dành", "để", "giữ"))


def _told_by_neighbours(figure: Figure, earlier: list[Figure]) -> bool:
    """Decide what the sign, the figure before or the product before the percentage tell."""
    if (verb := _IN_TURN.search(_said_before(figure))) is not None:
        _growth(figure, negative=verb[1] == "giảm")
    elif figure.token.form.startswith("signed"):
        figure.negative = figure.token.form.endswith("-")
        set_relation(figure, "growth", "signed")
    elif _behind_a_change(figure, earlier):
        figure.negative = earlier[-1].negative
        set_relation(figure, "growth", "bracketed-behind-change")
    elif _listed_with(figure, earlier):
        _inherit(figure, earlier[-1])
    elif figure.before.role is None and (led := _LEADS_GROWTH.search(figure.phrase.lower())):
        figure.negative = led[1] == "giảm"
        set_relation(figure, "growth", "leads-the-growth", (("growth", 0.7), ("share", 0.3)))
    elif figure.base is None and (moved := _MOVED_MUCH.search(_said_before(figure))) is not None:
        _growth(figure, negative=moved[1] == "giảm")
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
    elif _TOLD_OF_GDP.search(figure.phrase.lower()):
        set_relation(figure, "share", "share-of-the-product")
    else:
        return False
    return True


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
    timed = figure.base is None and _ONLY_TIME.fullmatch(tail) is not None
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
    return _SHARE_SUBJECT.search(figure.phrase.lower()) is not None


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


def _continues_reach(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "đạt 99,8% kế hoạch và 100,4% so với cùng kỳ" goes on with the verb."""
    if not earlier or figure.before.role is not None or figure.base_span is None:
        return False
    previous = earlier[-1]
    near = figure.base_span.start - figure.end < 12
    joined = re.search(r"(?:,|(?<![^\W_])và)\s*$", figure.gap + figure.before.words) is not None
    return near and joined and previous.is_percent and previous.before.role == "reach"


def _growth(figure: Figure, *, negative: bool, share_before: bool = False) -> None:
    figure.negative = negative
    if figure.base_kind == "plan" and not (
        negative and (figure.base or "").startswith("chỉ tiêu") and not _compared(figure)
    ):
        set_relation(figure, "over_plan", "growth-on-plan")
    elif _SHARE_SUBJECT.search(_own_clause(figure)) or share_before:
        set_relation(figure, "change", "change-of-a-share", (("change", 0.7), ("growth", 0.3)))
    else:
        set_relation(figure, "growth", "verb-of-growth")


def _own_clause(figure: Figure) -> str:
    """Return the phrase behind the last bracket, semicolon or colon."""
    phrase = figure.phrase.lower()
    return phrase[max(phrase.rfind(mark) for mark in "(;:") + 1 :]


def _compared(figure: Figure) -> bool:
    """Return whether "so với" stands between the figure and its base."""
    return figure.base_span is not None and figure.base_span.start - figure.end > 3


def _moves_a_share(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "giảm 0,68%" moves the rate just named ("Tỷ lệ hộ nghèo còn 1,12%")."""
    if trimmed(figure.phrase):
        return False
    if earlier and "hơn" in figure.before.words and earlier[-1].relation == "share":
        return True
    return any(
        before.rule in _RATE_RULES
        and _SHARE_NOUN.search((before.phrase + before.before.words).lower()) is not None
        for before in earlier[-3:]
        if before.is_percent
    )


def _percent_without_base(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    phrase = figure.phrase.lower()
    previous = earlier[-1] if earlier else None
    clause = _OWN_CLAUSE.match(lower, figure.end) is not None and previous is not None
    if clause and previous is not None and previous.base_kind == "plan":
        set_relation(figure, "share", "share-with-its-clause", (("share", 0.7), ("growth", 0.3)))
    elif _follows_on(figure, previous) and previous is not None:
        _inherit(figure, previous)
    elif _grows_like_the_others(figure, earlier):
        set_relation(figure, "growth", "like-the-growths", (("growth", 0.7), ("share", 0.3)))
    elif (
        figure.before.role is None
        and (verb := _near_verb(phrase, in_turn="lần lượt" in figure.before.words)) is not None
    ):
        _by_near_verb(figure, verb)
    elif _GROWTH_WORDS.search(phrase) and not _SHARE_SUBJECT.search(phrase):
        set_relation(figure, "growth", "growth-in-subject")
    elif "giải ngân" in phrase[-24:]:
        set_relation(
            figure, "percent_of_plan", "disbursed", (("percent_of_plan", 0.8), ("share", 0.2))
        )
    elif noun_behind(lower, figure) or (
        figure.before.role == "reach" and _OF_A_LEVEL.match(lower, figure.end)
    ):
        set_relation(figure, "share", "share-of-noun-behind")
    else:
        _by_subject(lower, figure, earlier)


def _by_subject(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    """Without verb and base the words of the subject decide, then the neighbours."""
    phrase, role = figure.phrase.lower(), figure.before.role
    if role is None and (moved := _MOVES_RATE.search(phrase)):
        figure.negative = moved[1] == "giảm"
        set_relation(figure, "change", "moves-a-rate", (("change", 0.7), ("share", 0.3)))
        return
    plan = (("percent_of_plan", 0.8), ("share", 0.2))
    if role == "reach" and earlier and _MUST.search(earlier[0].phrase.lower()):
        set_relation(figure, "percent_of_plan", "done-of-what-must-be", plan)
        return
    if _is_product(figure) or _INFLATION.search(phrase):
        set_relation(figure, "growth", "growth-of-the-product", (("growth", 0.8), ("share", 0.2)))
        return
    if _SHARE_SUBJECT.search(phrase) and "giải ngân" not in phrase:
        set_relation(figure, "share", "share-in-subject")
    elif role is None and _GROWN_SUBJECT.search(phrase):
        set_relation(figure, "growth", "grown-subject", (("growth", 0.7), ("share", 0.3)))
    elif role == "reach" and _PLANNED_SUBJECT.search(phrase) and not _SHARE_WORDS.search(phrase):
        set_relation(figure, "percent_of_plan", "planned-subject", plan)
    elif "giải ngân" in phrase or (PLAN_WORDS.search(phrase) and role == "reach"):
        set_relation(figure, "percent_of_plan", "plan-in-subject", plan)
    elif earlier:
        _by_neighbour(lower, figure, earlier)
    elif _SHARE_WORDS.search(phrase):
        set_relation(figure, "share", "share-in-subject")
    elif role is None and figure.before.status is None:
        rivals = (("share", 0.5), ("growth", 0.3), ("percent_of_plan", 0.2))
        set_relation(figure, "share", "no-verb", rivals)
    else:
        set_relation(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


def _grows_like_the_others(figure: Figure, earlier: list[Figure]) -> bool:
    """Return whether "dịch vụ ước đạt 9,6%" stands in a list of growths."""
    if figure.before.role is not None or figure.before.status != "estimate" or len(earlier) < 2:
        return False
    told = {other.relation for other in earlier[-3:] if other.is_percent}
    return told == {"growth"} and not _SHARE_WORDS.search(figure.phrase.lower())


def _follows_on(figure: Figure, previous: Figure | None) -> bool:
    """Return whether only "và" or a comma stands between this percentage and the last one."""
    if previous is None or not previous.is_percent or figure.before.role is not None:
        return False
    return (
        _CONJUNCTION_ONLY.fullmatch(figure.gap) is not None
        or (previous.relation == "growth" and _NOUN_AND.fullmatch(figure.gap) is not None)
        or (_NEXT_PLACE.fullmatch(figure.gap) is not None and not _is_product(figure))
    )


def _inherit(figure: Figure, previous: Figure) -> None:
    figure.negative, figure.inherited = previous.negative, True
    figure.base, figure.base_kind = (
        figure.base or previous.base,
        figure.base_kind or previous.base_kind,
    )
    set_relation(figure, previous.relation, "follows-on", tuple(previous.readings))


def _is_product(figure: Figure) -> bool:
    return _PRODUCT.search(figure.phrase.lower()) is not None


def _near_verb(phrase: str, *, in_turn: bool = False) -> str | None:
    tail = phrase[-_NEAR_VERB_REACH:].rstrip(", ") if in_turn else phrase[-_NEAR_VERB_REACH:]
    if glued := re.search(r"[^\W_](tăng|giảm)$", tail):
        return glued[1]
    verbs = list(_LAST_VERB.finditer(tail))
    if tail.rstrip().endswith(("so với mức", "so với tỷ lệ", "so với")):
        return None
    if not verbs or re.search(r"[,;:(]", tail[verbs[-1].end() :]):
        return None
    return verbs[-1][1]


def _by_near_verb(figure: Figure, verb: str) -> None:
    if verb in {"tăng", "giảm"}:
        _growth(figure, negative=verb == "giảm")
        figure.rule = "near-verb"
        return
    relation = {"vượt": "over_plan"}.get(verb, "share")
    set_relation(figure, relation, "near-verb", ((relation, 0.7), ("percent_of_plan", 0.3)))


def noun_behind(lower: str, figure: Figure) -> bool:
    found = _NOUN_BEHIND.match(lower, figure.end)
    return found is not None and found[1] not in _NO_NOUN


def _by_neighbour(lower: str, figure: Figure, earlier: list[Figure]) -> None:
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
    elif figure.before.role == "reach" and not trimmed(phrase) and not previous.is_percent:
        ahead = lower[max(0, previous.start - 160) : figure.start]
        whole = _SHARE_WORDS.search(ahead) is not None and "giải ngân" not in ahead
        plan, share = (0.3, 0.7) if whole else (0.65, 0.35)
        relation = "percent_of_plan" if plan > share else "share"
        set_relation(
            figure, relation, "reach-behind-amount", (("percent_of_plan", plan), ("share", share))
        )
    elif bracketed and not previous.is_percent:
        set_relation(
            figure, "share", "bracketed-behind-amount", (("share", 0.8), ("percent_of_plan", 0.2))
        )
    elif (like := _like(figure, earlier)) is not None:
        set_relation(figure, like.relation, "like-the-last", tuple(like.readings))
        figure.negative = like.negative and figure.before.role is None
    elif figure.before.role == "reach" and _only(earlier, "percent_of_plan"):
        set_relation(figure, "percent_of_plan", "among-plans", tuple(previous.readings))
    elif _may_be_growth(figure) and _only(earlier, "growth"):
        set_relation(figure, "growth", "among-growths", (("growth", 0.7), ("share", 0.3)))
    else:
        set_relation(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


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


def settle_from_behind(figures: list[Figure]) -> None:
    """A percentage left open goes by the next one, when that is told in the same way.

    Without a verb in a list of growths it is a growth ("… 12,24%; … tăng 11,3%"); beside another
    year's percentage of the plan it is one, too ("2017 đạt 89%, năm 2018 đạt 97% dự toán").
    """
    for figure, after in pairwise(figures):
        if figure.rule == "no-verb" and after.is_percent and after.relation == "growth":
            set_relation(figure, "growth", "like-the-next", (("growth", 0.7), ("share", 0.3)))
        elif _planned_beside(figure, after):
            set_relation(figure, "percent_of_plan", "like-the-next", tuple(after.readings))


def _planned_beside(figure: Figure, after: Figure) -> bool:
    alone = figure.rule == "reach-alone" and figure.base is None
    timed = _ONLY_TIME.fullmatch(after.phrase.lower()) is not None
    return alone and timed and after.relation == "percent_of_plan"


def share_bases(figures: list[Figure]) -> None:
    """Give "tăng 5,4% và 17,2% so với cùng kỳ" one base for both."""
    for figure, after in pairwise(figures):
        listed = after.before.role is None and figure.relation == after.relation
        together = after.inherited or (listed and re.fullmatch(r"\s*(?:,|và)\s*", after.gap))
        if together and figure.base is None and after.base is not None:
            figure.base, figure.base_kind = after.base, after.base_kind
            if figure.relation == "share" and after.relation != "share":
                set_relation(figure, after.relation, "like-the-next")
