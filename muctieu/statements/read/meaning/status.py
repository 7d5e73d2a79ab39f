"""Actual, estimated or planned."""

import re

from muctieu.statements.read.frame import Span, trimmed
from muctieu.statements.read.meaning.figures import Figure

_PLAN_HEAD = re.compile(
    r"^(?:tổng )?(?:(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|nhiệm vụ (?:thu|chi))(?! (?:đã|được thực))|phấn đấu|đặt mục tiêu|kh(?= ))(?![^\W_])"
)
_PLAN_SENTENCE = re.compile(
    r"(?<![^\W_])(?:phấn đấu|đặt mục tiêu|đề ra (?:\d+ )?(?:các )?chỉ tiêu|đề ra mục tiêu|mục tiêu (?:đến|năm|đặt ra)|kế hoạch năm \d{4} (?:là|đặt)|nhiệm vụ năm \d{4}|chỉ tiêu năm \d{4})(?![^\W_])"
)
_GIVEN = re.compile(
    r"(?:được giao|được phân bổ|kế hoạch giao|giao)(?: tổng| số| kế hoạch)* vốn(?! đã| giải)|^(?:tổng )?kế hoạch vốn"
)
_GIVES = re.compile(r"(?<!hoạch )(?<!tiêu )(?<!toán )giao")
_SCENARIO = re.compile(r"(?<![^\W_])phương án (?:thành lập|xây dựng|đáp ứng|tiếp nhận|chuẩn bị)")
_ESTIMATE = re.compile(r"(?<![^\W_])(?:ước|dự kiến|dự ước|ước tính|dự báo|ước thực hiện)(?![^\W_])")


def status_of(lower: str, span: Span, figure: Figure) -> None:
    phrase = trimmed(figure.phrase.lower())
    counted = figure.token.quantity is not None and figure.token.quantity.unit_kind == "count"
    if _compared_with_plan(lower, figure):
        return
    if figure.before.status is not None and not (
        counted and _GIVES.search(figure.before.words.lower())
    ):
        figure.status = figure.before.status
    elif _ESTIMATE.search(figure.phrase.lower()) and not figure.is_percent:
        figure.status = "estimate"
    elif (
        (
            _PLAN_HEAD.match(phrase)
            and figure.before.role not in {"over", "reach"}
            and not figure.is_percent
        )
        or (
            _GIVEN.search(phrase)
            and figure.base_kind is None
            and not figure.is_percent
            and figure.before.role is None
        )
        or (_SCENARIO.search(figure.phrase.lower()) and not figure.is_percent)
        or (
            _PLAN_SENTENCE.search(lower, max(span.start, figure.start - 500), figure.start)
            and figure.base_kind != "plan"
        )
    ):
        figure.status = "plan"


def _compared_with_plan(lower: str, figure: Figure) -> bool:
    """Return whether "tổng thu so với dự toán là 175.785 tỷ đồng" only compares with the plan."""
    ahead = lower[max(0, figure.before.rest - 8) : figure.before.rest].rstrip()
    return figure.before.status == "plan" and ahead.endswith(("so với", " so"))


def status_follows_on(figure: Figure, previous: Figure | None) -> None:
    """ "cho 1.000 ca F0 và 15.000 ca F1": the second of two coordinated amounts is planned, too."""
    if previous is None or figure.status != "actual" or figure.is_percent or previous.is_percent:
        return
    joined = re.fullmatch(r"(?: [\w/]+){0,4},? (?:và|cùng) ?", figure.gap)
    if joined and figure.before.role is None and previous.unit == figure.unit:
        figure.status = previous.status
