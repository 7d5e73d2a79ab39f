"""Verdicts inside tables: percentage columns against the amounts of the row, totals of columns."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from muctieu.statements.read.check.items import (
    Item,
    chance_of_amount,
    chance_of_percent,
    comparable,
    finding,
    shown,
)
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Finding

_HUNDRED = Decimal(100)
_TOTAL = re.compile(
    r"^(?:tổng(?: số| cộng)?|cộng|toàn (?:huyện|tỉnh|thành phố|thị xã)|total)\b", re.IGNORECASE
)
_SUB_ROW = re.compile(
    r"^(?:[-+*•]|trong đó|tr\.đó|t\.đó|bao gồm)|(?:trong đó|bình quân|tỷ lệ)", re.IGNORECASE
)


def check_tables(items: list[Item], columns: Mapping[str, tuple[int, int, int]]) -> list[Finding]:
    """Return the verdicts; `columns` gives (table, row, column) of each claim by its id."""
    rows: dict[tuple[int, int], list[Item]] = defaultdict(list)
    tables: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in items:
        table, row, column = columns[item.claim.id]
        rows[table, row].append(item)
        tables[table, column].append(item)
    found: list[Finding] = []
    for row_items in rows.values():
        found += _row(row_items)
    for column_items in tables.values():
        found += _column(column_items)
    return found


def _row(items: list[Item]) -> Iterator[Finding]:
    plans = [
        item for item in items if item.claim.status == "plan" and item.claim.relation == "absolute"
    ]
    done = [
        item for item in items if item.claim.status != "plan" and item.claim.relation == "absolute"
    ]
    percents = [item for item in items if item.claim.relation == "percent_of_plan"]
    if len(plans) != 1 or not done or len(percents) != 1:
        return
    percent, plan = percents[0], plans[0]
    fitting = [item for item in done if _fits(item, plan, percent)]
    judged = fitting[0] if fitting else done[-1]
    if not plan.value or comparable(plan, judged) is None or (not fitting and len(done) > 2):
        return
    quotient = judged.value * _HUNDRED / plan.value
    word = ("khớp", "agrees with") if fitting else ("không khớp", "does not agree with")
    formula = (
        f"{shown(judged.value)} / {shown(plan.value)} = {shown(quotient, percent.decimals + 1)} %"
    )
    yield finding(
        "plan",
        "agrees" if fitting else "differs",
        [percent, judged, plan],
        f"{percent.claim.subject}: {formula}: {word[0]} {shown(percent.value)} % trong bảng.",
        f"{percent.claim.subject}: {formula}: {word[1]} the table's {shown(percent.value)} %.",
        printed=percent.claim.value,
        expected=f"{quotient:.{percent.decimals + 1}f}",
        chance=chance_of_percent(percent, len(done)),
    )


def _fits(done: Item, plan: Item, percent: Item) -> bool:
    planned = comparable(done, plan)
    if planned is None or not planned.low or planned.low <= 0:
        return False
    return done.sure().over(planned).scaled(_HUNDRED).meets(percent.sure())


def _column(items: list[Item]) -> Iterator[Finding]:
    """Compare a total at the head or foot of a column with the rows it should add up."""
    if len(items) < 3:
        return
    totals = [item for item in (items[0], items[-1]) if _TOTAL.match(item.claim.subject)]
    if len(totals) != 1 or any(item.claim.relation != "absolute" for item in items):
        return
    total = totals[0]
    parts = [item for item in items if item is not total]
    if any(comparable(total, part) is None for part in parts) or total.claim.unit is None:
        return
    together = Interval(Decimal(0), Decimal(0))
    for part in parts:
        together = together + (comparable(total, part) or Interval(None, None))
    value = sum((part.value for part in parts), Decimal(0))
    fits = together.meets(total.sure())
    levels = any(_SUB_ROW.search(part.claim.subject) for part in parts)
    if not fits and (levels or abs(value - total.value) > abs(total.value) / 4):
        return
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    yield finding(
        "sum",
        "agrees" if fits else "differs",
        [total, *parts],
        f"Cộng {len(parts)} dòng được {shown(value)}: {word[0]} “{total.claim.subject}” {shown(total.value)}.",
        f"{len(parts)} rows add up to {shown(value)}: {word[1]} “{total.claim.subject}” {shown(total.value)}.",
        printed=total.claim.value,
        expected=f"{value:f}",
        chance=chance_of_amount(total),
    )
