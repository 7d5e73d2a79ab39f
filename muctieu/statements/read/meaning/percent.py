"""What a percentage says: share, growth, index, percentage of a plan, …"""

import re

from muctieu.statements.read.meaning.bases import PLAN_WORDS, names_a_time
from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.meaning.neighbours import (
    by_neighbour,
    continues_reach,
    follows_on,
    grows_like_the_others,
    told_by_neighbours,
)
from muctieu.statements.read.meaning.tell import (
    GROWTH_WORDS,
    SHARE_SUBJECT,
    SHARE_WORDS,
    compared,
    growth,
    inherit,
    is_product,
    moves_a_share,
    near_verb,
    noun_behind,
)

# "đóng góp của năng suất vào tăng trưởng đạt 45%": the growth is the whole, the part is told.
_CONTRIBUTES = re.compile(r"(?<![^\W_])đóng góp [^,;:]*(?:vào|cho)\s*$")
_INFLATION = re.compile(r"(?:tỷ|tỉ) lệ lạm phát(?![^\W_])[^,;:]*$")
_OWN_CLAUSE = re.compile(r" (?:không|chưa|có|đã|bị|được|thuộc) ")
_MUST = re.compile(
    r"(?<![^\W_])phải (?:thu|chi|giải ngân|hoàn thành|thực hiện|nộp|trồng)(?![^\W_])"
)
# Told in money or tonnes: a percentage beside such a subject can only be its growth.
_GROWN_SUBJECT = re.compile(
    r"(?<![^\W_])(?:giá trị (?:sản xuất|gia tăng|tăng thêm|xuất khẩu|nhập khẩu)|kim ngạch(?: xuất khẩu| nhập khẩu)?"
    r"|doanh thu|sản lượng)[^,;:(]{0,40}$"
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
# A percentage without a subject of its own goes by what the text has just spoken of.
_NO_SUBJECT = re.compile(
    r"[\s,;.(-]*(?:(?:nhưng|và|còn|riêng|song|tuy nhiên)[\s,]+)?"
    r"(?:(?:tính |cho )?đến (?:nay|hết [^,]{1,20})|(?:năm|quý|tháng|kỳ) \S+|hiện(?: nay)?)?"
    r"[\s,]*(?:(?:thì|mới|chỉ|đã|cũng)\s+)*"
)
_SPOKEN_OF = re.compile(r"(?<![^\W_])(giải ngân|tăng trưởng)(?![^\W_])")
_TOLD_BY = {"giải ngân": "percent_of_plan", "tăng trưởng": "growth"}
_REACH_BACK = 260
# A line of a list: a sign or number first, or a short label before its figure.
_ITEM = re.compile(r"\s*(?:[-+*•]|\d+[.)]|[a-zđ][.)]|[^:.]{2,60}:? ?\d[^:]*$)")
_MOST_ITEMS = 16
# "So với cùng kỳ năm trước, các ngành tăng:" leads a list of growths.
_MOVES = re.compile(r"(?<![^\W_])(?:tăng|giảm)(?: [^\W\d_]+){0,2} ?:$")
_FALLS = re.compile(r"(?<![^\W_])(?:mức|tỷ lệ|tốc độ)? ?giảm(?: [^\W\d_]+){0,2} ?:$")
_OF_GDP = re.compile(
    r"(?<![^\W_])(?<!/)(?<!trên )(?<!trong )(?<!với )(?<!so )(?:gdp|grdp)(?![^\W_])[^;:(]*$"
)
# "bằng 40% mức dư nợ cho phép": a part of that level.
_OF_A_LEVEL = re.compile(r" mức (?!đề|kế|dự|năm|cùng|bình|thực|trung|của|này|đó)[^\W\d_]+")


def bare_percent(lower: str, figure: Figure) -> bool:
    return bool(
        SHARE_WORDS.search(figure.phrase.lower()[-60:] + lower[figure.before.rest : figure.start])
    ) and (
        figure.token.quantity is not None
        and figure.token.quantity.value <= 100
        and figure.token.quantity.decimals > 0
    )


def percent(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    """Decide what a percentage says: by its neighbours, its verb, its base, its subject."""
    if told_by_neighbours(figure, earlier) or _by_verb(figure, earlier):
        return
    role, kind = figure.before.role, figure.base_kind
    if kind == "plan" and not _is_part_of_quota(figure):
        _of_the_plan(lower, figure)
        _share_with_the_last(figure, earlier)
    elif kind == "whole" and _disburses(figure):
        set_relation(figure, "percent_of_plan", "disbursed")
    elif role == "share" or kind == "whole":
        set_relation(figure, "share", "share")
    elif kind == "previous" and role == "reach" and _reaches_a_share(figure):
        set_relation(figure, "share", "share-of-the-base")
    elif kind == "previous" and (role == "reach" or continues_reach(figure, earlier)):
        set_relation(figure, "index_vs_previous", "previous-behind")
    else:
        _percent_without_base(lower, figure, earlier)


def _by_verb(figure: Figure, earlier: list[Figure]) -> bool:
    """Decide by a verb that leaves no choice: what grows, falls, goes beyond or contributes."""
    role, roles = figure.before.role, figure.before.roles
    if _CONTRIBUTES.search(figure.phrase.lower()):
        set_relation(figure, "share", "contributes")
    elif role in {"up", "down"}:
        growth(figure, negative=role == "down", share_before=moves_a_share(figure, earlier))
    elif role == "over":
        previous = figure.base_kind == "previous"
        set_relation(figure, "growth" if previous else "over_plan", "over")
    elif role == "reach" and roles[1:2] in {("up",), ("down",)}:
        growth(figure, negative=roles[1] == "down")
    elif role in {"rate_of_growth", "reach", "level"} and "rate_of_growth" in roles:
        set_relation(figure, "growth", "rate-of-growth")
    else:
        return False
    return True


def _reaches_a_share(figure: Figure) -> bool:
    """Return whether "tỷ lệ đạt 95% so với lệnh gọi" has no time behind it, but a whole."""
    share = SHARE_SUBJECT.search(figure.phrase.lower()) is not None
    return share and not names_a_time((figure.base or "").lower())


def _of_the_plan(lower: str, figure: Figure) -> None:
    """Decide a percentage with a plan behind it."""
    if _grows_by_plan(lower, figure):
        set_relation(figure, "growth", "growth-by-plan")
    elif figure.before.role is None and compared(figure) and _rises(figure):
        set_relation(figure, "over_plan", "near-verb-and-plan")
    else:
        set_relation(figure, "percent_of_plan", "plan-behind")


def _share_with_the_last(figure: Figure, earlier: list[Figure]) -> None:
    """Read "đạt lần lượt 93,2% và 71,5% kế hoạch": the plan behind the last is that of both."""
    if not earlier or not earlier[-1].is_percent or figure.before.role is not None:
        return
    last = earlier[-1]
    if last.base is None and last.before.role == "reach" and figure.gap.strip() == "và":
        inherit(last, figure)


def _rises(figure: Figure) -> bool:
    """Return whether "tăng thu ngân sách khoảng 5% so với dự toán" goes beyond the plan."""
    return near_verb(figure.phrase.lower()) == "tăng"


def _grows_by_plan(lower: str, figure: Figure) -> bool:
    """Return whether "đạt tăng trưởng cả năm 6,7% theo chỉ tiêu" tells the growth itself."""
    linked = figure.base_span is not None and _THEO.match(lower, figure.end) is not None
    phrase = figure.phrase.lower()[-40:]
    return linked and GROWTH_WORDS.search(phrase) is not None


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


def _percent_without_base(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    phrase = figure.phrase.lower()
    previous = earlier[-1] if earlier else None
    clause = _OWN_CLAUSE.match(lower, figure.end) is not None and previous is not None
    if clause and previous is not None and previous.base_kind == "plan":
        set_relation(figure, "share", "share-with-its-clause", (("share", 0.7), ("growth", 0.3)))
    elif follows_on(figure, previous) and previous is not None:
        inherit(figure, previous)
    elif grows_like_the_others(figure, earlier):
        set_relation(figure, "growth", "like-the-growths", (("growth", 0.7), ("share", 0.3)))
    elif (
        figure.before.role is None
        and (verb := near_verb(phrase, in_turn="lần lượt" in figure.before.words)) is not None
    ):
        _by_near_verb(figure, verb)
    elif GROWTH_WORDS.search(phrase) and not SHARE_SUBJECT.search(phrase):
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
    if _subject_tells_growth(figure, phrase) or _subject_tells_plan(figure, phrase, earlier):
        return
    if SHARE_SUBJECT.search(phrase) and "giải ngân" not in phrase:
        set_relation(figure, "share", "share-in-subject")
    elif earlier:
        by_neighbour(lower, figure, earlier)
    elif SHARE_WORDS.search(phrase):
        set_relation(figure, "share", "share-in-subject")
    elif (told := _told_before(lower, figure)) is not None:
        set_relation(figure, told, "told-in-the-text-before", ((told, 0.7), ("share", 0.3)))
    elif (told := _told_by_lead(lower, figure)) is not None:
        figure.negative = told == "growth" and _FALLS.search(_lead(lower, figure)) is not None
        set_relation(figure, told, "told-by-the-lead", ((told, 0.7), ("share", 0.3)))
    elif role is None and figure.before.status is None:
        rivals = (("share", 0.5), ("growth", 0.3), ("percent_of_plan", 0.2))
        set_relation(figure, "share", "no-verb", rivals)
    else:
        set_relation(figure, "share", "reach-alone", (("share", 0.6), ("percent_of_plan", 0.4)))


def _told_before(lower: str, figure: Figure) -> str | None:
    """Return what the sentences before speak of, for "nhưng đến nay chỉ ước đạt 8,25%"."""
    if not _NO_SUBJECT.fullmatch(figure.phrase.lower().rpartition(" nhưng ")[2]):
        return None
    begin = figure.before.rest
    told = _SPOKEN_OF.findall(lower, max(0, begin - _REACH_BACK), begin)
    return _TOLD_BY[told[-1]] if told else None


def _told_by_lead(lower: str, figure: Figure) -> str | None:
    """Return what the line above a list tells of its percentages ("Tốc độ tăng trưởng:")."""
    if figure.before.role not in {None, "reach"}:
        return None
    lead = _lead(lower, figure)
    if GROWTH_WORDS.search(lead) or _MOVES.search(lead):
        return "growth"
    return "percent_of_plan" if PLAN_WORDS.search(lead) else None


def _lead(lower: str, figure: Figure) -> str:
    """Return the line that the figure's list hangs under: the nearest above ending in a colon."""
    line = lower.rfind("\n", 0, figure.before.rest)
    for _ in range(_MOST_ITEMS):
        above = lower.rfind("\n", 0, max(0, line))
        told = lower[above + 1 : max(0, line)].rstrip()
        if told.endswith(":"):
            return told
        if not _ITEM.match(told):
            break
        line = above
    return ""


def _subject_tells_growth(figure: Figure, phrase: str) -> bool:
    """Decide by a subject that only moves: a falling rate, the product, a value produced."""
    bare = figure.before.role is None
    if bare and (moved := _MOVES_RATE.search(phrase)):
        figure.negative = moved[1] == "giảm"
        set_relation(figure, "change", "moves-a-rate", (("change", 0.7), ("share", 0.3)))
    elif is_product(figure) or _INFLATION.search(phrase) or _tells_of_gdp(figure, phrase):
        set_relation(figure, "growth", "growth-of-the-product", (("growth", 0.8), ("share", 0.2)))
    elif bare and _GROWN_SUBJECT.search(phrase) and not SHARE_SUBJECT.search(phrase):
        set_relation(figure, "growth", "grown-subject", (("growth", 0.7), ("share", 0.3)))
    else:
        return False
    return True


def _tells_of_gdp(figure: Figure, phrase: str) -> bool:
    reached = figure.before.role == "reach" or figure.before.status == "estimate"
    return reached and _OF_GDP.search(phrase) is not None


def _subject_tells_plan(figure: Figure, phrase: str, earlier: list[Figure]) -> bool:
    """Decide by a subject that is told in percent of its plan: revenue, what must be done."""
    reached = figure.before.role == "reach"
    share = SHARE_SUBJECT.search(phrase) is not None and "giải ngân" not in phrase
    if reached and earlier and _MUST.search(earlier[0].phrase.lower()):
        rule = "done-of-what-must-be"
    elif share:
        return False
    elif reached and _PLANNED_SUBJECT.search(phrase) and not SHARE_WORDS.search(phrase):
        rule = "planned-subject"
    elif "giải ngân" in phrase or (PLAN_WORDS.search(phrase) and reached):
        rule = "plan-in-subject"
    else:
        return False
    set_relation(figure, "percent_of_plan", rule, (("percent_of_plan", 0.8), ("share", 0.2)))
    return True


def _by_near_verb(figure: Figure, verb: str) -> None:
    if verb in {"tăng", "giảm"}:
        growth(figure, negative=verb == "giảm")
        figure.rule = "near-verb"
        return
    relation = {"vượt": "over_plan"}.get(verb, "share")
    set_relation(figure, relation, "near-verb", ((relation, 0.7), ("percent_of_plan", 0.3)))
