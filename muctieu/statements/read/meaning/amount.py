"""What an amount says: a level, a change, a rate, a score, a multiple."""

import re

from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.meaning.tell import noun_behind

_SCORE_WORDS = re.compile(
    r"chỉ số|điểm số|đạt|xếp|tổng điểm|điểm trung bình|số điểm|index|bình quân|tăng|giảm|cao hơn|thấp hơn|hơn|par|pci|papi|sipas|ddci|dti"
)
# "giảm vay trong nước 15.142 tỷ đồng": the verb's object stands between it and the amount.
_OBJECT_BETWEEN = re.compile(
    r"(?<![^\W_])(giảm|tăng) (?:vay|thu|chi|thanh toán|dự toán|nợ)(?: [^\W\d_]+){0,3} $"
)
_GROWS = re.compile(r"(?<![^\W_])(?:tăng|nâng) (?!cường)[^,;:]*$")


# "đạt và vượt 12 chỉ tiêu" counts what was exceeded.
_EXCEEDED = frozenset(["chỉ tiêu", "mục tiêu", "tiêu chí", "nhiệm vụ", "nội dung"])
# "mức tăng lương tối thiểu ở vùng 1 là 200.000 đồng": the noun tells a change.
_RISE_OF = re.compile(r"(?<![^\W_])mức (tăng|giảm)(?! trưởng)(?: thêm)?(?![^\W_])[^,;:()]*$")


_NEXT_IN_LIST = re.compile(r"[;,] [\w ]{1,30}:? ?")


def amount(lower: str, figure: Figure, earlier: list[Figure]) -> None:
    """Decide what an amount says."""
    quantity, role = figure.token.quantity, figure.before.role
    if quantity is None:
        return
    kind = quantity.unit_kind
    previous = earlier[-1] if earlier else None
    if kind == "multiple" and not quantity.per:
        _multiple(figure)
    elif kind == "points":
        _change(figure, previous)
    elif _bounded(figure):
        _bound(figure)
    elif role == "over" and quantity.unit in _EXCEEDED:
        set_relation(figure, "absolute", "exceeded")
    elif role in {"up", "down", "over"}:
        _moved(figure, role)
    elif _changes_unsaid(figure, previous):
        set_relation(figure, "change", figure.rule)
    elif quantity.per:
        set_relation(figure, "rate", "per-unit")
    elif kind == "score" and _is_score(lower, figure):
        set_relation(figure, "score", "score")
    else:
        set_relation(figure, "absolute", "amount")


def _moved(figure: Figure, role: str) -> None:
    """A verb of change stands before the amount; "giảm cả 3 tiêu chí" counts what falls."""
    figure.negative = role == "down"
    if figure.before.words.lower().rstrip().endswith("cả"):
        figure.negative = False
        set_relation(figure, "absolute", "amount")
    elif role == "over" and _passes(figure):
        figure.negative = False
        set_relation(figure, "absolute", "passed", (("absolute", 0.7), ("over_plan", 0.3)))
    elif role == "over":
        relation = "change" if figure.base_kind == "previous" else "over_plan"
        set_relation(figure, relation, "over")
    else:
        relation = "over_plan" if figure.base_kind == "plan" else "change"
        set_relation(figure, relation, "verb-of-change")


def _passes(figure: Figure) -> bool:
    """Return whether "xuất khẩu đã vượt 1 tỷ USD" tells a level that was passed, no surplus."""
    words = figure.before.words.lower().split()
    ahead = figure.phrase.lower().split()[-1:]
    return words[-1:] == ["vượt"] and figure.base is None and [*ahead, *words][-2:-1] == ["đã"]


def _bounded(figure: Figure) -> bool:
    """Return whether "hệ số nhỏ hơn 0,3" bounds a number; it compares with nothing."""
    said = figure.before.words.lower().strip() in {"nhỏ hơn", "lớn hơn"}
    return said and (figure.base is None or figure.base.startswith("mực nước"))


def _bound(figure: Figure) -> None:
    figure.qualifier = "below" if "nhỏ" in figure.before.words.lower() else "above"
    figure.start = figure.before.rest
    set_relation(figure, "absolute", "bounded-amount")


def _changes_unsaid(figure: Figure, previous: Figure | None) -> bool:
    """Return whether the amount is a change although no verb of change touches it."""
    moved = _OBJECT_BETWEEN.search(figure.phrase.lower()) if figure.before.role is None else None
    if moved:
        figure.negative, figure.rule = moved[1] == "giảm", "object-between"
    elif previous is not None and _in_brackets_behind_growth(figure, previous):
        figure.negative, figure.rule = previous.negative, "bracketed-behind-growth"
    elif previous is not None and _continues_change(figure, previous):
        figure.negative, figure.rule = previous.negative, figure.rule or "follows-on"
    elif _adds_to(figure):
        figure.rule = "adds-to"
    elif figure.before.role is None and (rise := _RISE_OF.search(figure.phrase.lower())):
        figure.negative, figure.rule = rise[1] == "giảm", "rise-of"
    else:
        return False
    return True


def _adds_to(figure: Figure) -> bool:
    """Return whether "tăng vốn điều lệ thêm 1.000 tỷ đồng" tells by how much something grows."""
    words = figure.before.words.lower().split()
    return "thêm" in words and _GROWS.search(figure.phrase.lower()) is not None


def _multiple(figure: Figure) -> None:
    compared = (
        figure.before.role in {"multiple", "up", "down", "reach", "over"}
        or figure.base_kind == "previous"
    )
    if "số lần " in figure.phrase.lower():
        if figure.before.role in {"up", "down"} and figure.before.words.split()[-1] != "gấp":
            figure.negative = figure.before.role == "down"
            set_relation(figure, "change", "number-of-times")
            return
        compared = False
    quantity = figure.token.quantity
    # "không quá 1,3 lần mức bình quân": nothing happens one and a third times.
    counted = "số lần " in figure.phrase.lower()
    parted = quantity is not None and quantity.decimals > 0 and not counted
    is_multiple = compared or parted or figure.token.form == "multiple"
    set_relation(figure, "multiple" if is_multiple else "absolute", "times")


def _change(figure: Figure, previous: Figure | None) -> None:
    figure.negative = figure.before.role == "down"
    if figure.before.role is None and previous is not None and previous.unit == figure.unit:
        figure.negative = previous.negative
    set_relation(figure, "change", "points")


def _in_brackets_behind_growth(figure: Figure, previous: Figure) -> bool:
    """Return whether "tăng 5,4% (20,0 nghìn tấn)" gives the same rise as an amount."""
    if previous.relation != "growth" or figure.before.role is not None:
        return False
    return figure.gap.strip() == "(" and figure.token.form == "number"


def _continues_change(figure: Figure, previous: Figure | None) -> bool:
    listed = previous is not None and previous.rule == "rise-of" and figure.before.role is None
    if listed and _NEXT_IN_LIST.fullmatch(figure.gap):
        figure.rule = "rise-of"
        return True
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
    label, _, said = figure.phrase.lower()[-60:].rpartition(":")
    said = (said if said.strip() else label) + " " + figure.before.words.lower()
    return _SCORE_WORDS.search(said) is not None and not noun_behind(lower, figure)
