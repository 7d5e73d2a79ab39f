"""Amounts, plans and their percentages; statements about plans."""

import re
from collections.abc import Iterator
from decimal import Decimal

from muctieu.statements.read.check.items import (
    NEAR,
    Bench,
    Item,
    chance_of_percent,
    comparable,
    finding,
    shown,
    shown_interval,
)
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Finding

_HUNDRED = Decimal(100)
_SUCCESS = re.compile(
    r"(?:hoàn thành|đạt) (?:và )?vượt|vượt (?:kế hoạch|dự toán|chỉ tiêu|mức kế hoạch|mức)|hoàn thành kế hoạch"
)
_SETS = frozenset(
    ["chỉ tiêu", "tiêu chí", "xã", "phường", "huyện", "thị trấn", "thôn", "trường", "địa phương"]
)
_FAILURE = re.compile(
    r"(?:không|chưa) (?:đạt|hoàn thành)(?: được)? (?:kế hoạch|chỉ tiêu|dự toán|mục tiêu)"
)


def check(bench: Bench) -> Iterator[Finding]:
    """Yield implied plans, plans against percentages, and statements against figures."""
    for items in bench.sentences():
        for position, item in enumerate(items):
            if item.claim.relation in {"percent_of_plan", "over_plan"} and item.figure.is_percent:
                yield from _percentage(items, position)
                yield from _statement(bench, item, _reached(item))
            elif item.claim.relation == "pair":
                yield from _pair_statement(bench, item)
            elif item.claim.relation == "ratio":
                yield from _ratio_bound(item)


def _reached(item: Item) -> Interval:
    """Return the percentage of the plan that was reached."""
    own = item.sure()
    return own if item.claim.relation == "percent_of_plan" else own + Interval(_HUNDRED, _HUNDRED)


def _percentage(items: list[Item], position: int) -> Iterator[Finding]:
    percent = items[position]
    amount = _amount_of(items, position)
    if amount is None:
        return
    reached = _reached(percent)
    plan = _stated_plan(items[max(0, position - NEAR) : position + NEAR], amount, percent)
    if plan is not None:
        yield from _against_plan(amount, plan, percent, reached)
    elif percent.claim.base is not None and reached.low and reached.low > 0:
        implied = amount.sure().over(reached).scaled(_HUNDRED)
        yield _implied(amount, percent, implied)


def _amount_of(items: list[Item], position: int) -> Item | None:
    """Return the amount that the percentage is about: the last one with the same subject."""
    percent = items[position]
    for item in reversed(items[max(0, position - NEAR) : position]):
        if item.is_amount and item.claim.status != "plan":
            same = item.figure.subject == percent.figure.subject
            return item if same and item.value > 0 else None
    return None


def _stated_plan(items: list[Item], amount: Item, percent: Item) -> Item | None:
    plans = [
        item
        for item in items
        if item.is_amount and item.claim.status == "plan" and comparable(amount, item) is not None
    ]
    return plans[0] if len(plans) == 1 and percent.claim.base is not None else None


def _against_plan(amount: Item, plan: Item, percent: Item, reached: Interval) -> Iterator[Finding]:
    planned = comparable(amount, plan)
    if planned is None or not planned.low or planned.low <= 0:
        return
    quotient = amount.sure().over(planned).scaled(_HUNDRED)
    fits = quotient.meets(reached)
    middle = amount.value * _HUNDRED / ((planned.low + (planned.high or planned.low)) / 2)
    over = percent.claim.relation == "over_plan"
    expected = middle - _HUNDRED if over else middle
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    formula = f"{shown(amount.value)} / {shown(plan.value)} = {shown(middle, 2)} %"
    yield finding(
        "plan",
        "agrees" if fits else "differs",
        [percent, amount, plan],
        f"{formula}: {word[0]} {percent.claim.text} đã in.",
        f"{formula}: {word[1]} the printed {percent.claim.text}.",
        printed=percent.claim.value,
        expected=f"{expected:.{percent.decimals + 1}f}",
        chance=chance_of_percent(percent, 1),
    )


def _implied(amount: Item, percent: Item, implied: Interval) -> Finding:
    decimals = amount.decimals if amount.claim.qualifier is None else 0
    shown_plan = f"{shown_interval(implied, decimals)} {amount.claim.unit or ''}".strip()
    base = percent.claim.base or ""
    return finding(
        "implied_plan",
        "explained",
        [percent, amount],
        f"{amount.claim.text} ứng với {percent.claim.text} {base} thì kế hoạch suy ra nằm trong {shown_plan}.",
        f"{amount.claim.text} at {percent.claim.text} of “{base}” implies a plan within {shown_plan}.",
        printed=percent.claim.value,
        expected=shown_interval(implied, decimals),
    )


def _statement(bench: Bench, item: Item, reached: Interval) -> Iterator[Finding]:
    """Compare "vượt kế hoạch" and "không đạt kế hoạch" with the figure in the same clause."""
    clause = _clause(bench, item)
    if (
        _SUCCESS.search(clause)
        and not _FAILURE.search(clause)
        and reached.high is not None
        and reached.high < _HUNDRED
    ):
        yield _contradicted(
            item, "hoàn thành, vượt kế hoạch", "the plan was met or exceeded", ">= 100"
        )
    elif _FAILURE.search(clause) and reached.low is not None and reached.low >= _HUNDRED:
        yield _contradicted(item, "không đạt kế hoạch", "the plan was missed", "< 100")


def _clause(bench: Bench, item: Item) -> str:
    span = bench.spans[item.figure.sentence]
    start = max(bench.text.rfind(";", span.start, item.figure.start), span.start)
    stop = bench.text.find(";", item.figure.end, span.end)
    tail = bench.text[item.figure.end : stop if stop >= 0 else span.end]
    return (bench.text[start : item.figure.start] + " " + tail[:60]).lower()


def _contradicted(item: Item, vi: str, en: str, expected: str) -> Finding:
    return finding(
        "statement",
        "differs",
        [item],
        f"Câu viết “{vi}” nhưng con số là {item.claim.text}.",
        f"The sentence says {en}, but the figure is {item.claim.text}.",
        printed=item.claim.value,
        expected=expected,
    )


def _pair_statement(bench: Bench, item: Item) -> Iterator[Finding]:
    second = item.figure.token.second
    if not second:
        return
    percent = item.value * _HUNDRED / second
    yield from _statement(bench, item, Interval(percent, percent))


def _ratio_bound(item: Item) -> Iterator[Finding]:
    second = item.figure.token.second
    counted = (
        item.figure.token.quantity is not None and item.figure.token.quantity.unit_kind == "count"
    )
    # "4.567/4.500 người" is an actual above its plan; only of a fixed set the part is smaller.
    if second is None or item.value <= second or not counted or item.claim.unit not in _SETS:
        return
    yield finding(
        "bound",
        "differs",
        [item],
        f"{item.claim.text}: phần ({shown(item.value)}) lớn hơn toàn bộ ({shown(second)}).",
        f"{item.claim.text}: the part ({shown(item.value)}) is larger than the whole ({shown(second)}).",
        printed=item.claim.value,
        expected=f"<= {second:f}",
    )
