"""Growth against change and earlier level, index against growth, a total against its parts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from muctieu.statements.read.check.items import (
    NEAR,
    Bench,
    Item,
    chance_of_percent,
    comparable,
    finding,
    shown,
)
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Finding

_HUNDRED = Decimal(100)
_BEFORE = re.compile(r"cùng kỳ|năm trước|năm ngoái|tháng trước|quý trước|vụ trước")
_SECTORS = (
    re.compile(r"nông|lâm|thủy sản|thuỷ sản"),
    re.compile(r"công nghiệp|xây dựng"),
    re.compile(r"dịch vụ|thương mại"),
)


def check(bench: Bench) -> Iterator[Finding]:
    """Yield verdicts on growths."""
    for items in bench.sentences():
        yield from _index_and_growth(items)
        for position, item in enumerate(items):
            if item.claim.relation == "growth":
                yield from _growth(bench, items, position)
            elif item.claim.relation == "change" and not item.figure.is_percent:
                yield from _from_to(items, position)
        yield from _total(bench, items)
        yield from _yield_of_land(items)


def _growth(bench: Bench, items: list[Item], position: int) -> Iterator[Finding]:
    """Compare a growth with the change it is printed together with, or with an earlier level."""
    growth = items[position]
    before = items[max(0, position - NEAR) : position]
    change = _change_beside(bench, items, position)
    level = _level(before, growth, change or growth)
    if change is not None and level is not None:
        yield from _against_change(level, change, growth)
        return
    level = _level(before, growth, None)
    if level is None:
        return
    for item in items[max(0, position - 2) : position + 3]:
        said = _BEFORE.search(item.figure.phrase.lower().rpartition("trong đó")[2])
        if item.is_amount and item is not level and said and comparable(level, item) is not None:
            yield from _against_earlier(level, item, growth)
            return


_TOGETHER = re.compile(
    r"(?: so(?: với)? [^,;()]{2,40}?)?[ ,(]*(?:tức|tương ứng|tương đương|hay|bằng|là)?[ ,(]*(?:tăng|giảm)? ?[-+]?$"
)


def _change_beside(bench: Bench, items: list[Item], position: int) -> Item | None:
    """Return the change in "tăng 3,1 triệu (5,9%)" or "tăng 5,9% (3,1 triệu)"."""
    growth = items[position]
    if position and items[position - 1].claim.relation == "change":
        change = items[position - 1]
        if _TOGETHER.fullmatch(bench.between(change, growth)) and _same(change, growth):
            return change
    if position + 1 < len(items) and items[position + 1].claim.relation == "change":
        change = items[position + 1]
        return change if bench.between(growth, change).strip() == "(" else None
    return None


def _same(one: Item, two: Item) -> bool:
    bases = {item.claim.base for item in (one, two) if item.claim.base}
    return len(bases) < 2


def _level(before: list[Item], growth: Item, like: Item | None) -> Item | None:
    """Return the last amount with the growth's subject, in the unit of `like`."""
    for item in reversed(before):
        if not item.is_amount or item.value <= 0:
            continue
        if like is not None and like is not growth and comparable(item, like) is None:
            continue
        return item if item.figure.subject == growth.figure.subject or like is not None else None
    return None


def _against_change(level: Item, change: Item, growth: Item) -> Iterator[Finding]:
    moved = comparable(level, change)
    if moved is None:
        return
    earlier = level.sure() - moved
    if earlier.low is None or earlier.low <= 0:
        return
    value = _value_in(change, moved)
    yield _compare(
        growth,
        [growth, level, change],
        _quotient(moved, earlier),
        value * _HUNDRED / (level.value - value),
        f"{shown(value)} / ({shown(level.value)} {'+' if value < 0 else '−'} {shown(abs(value))})",
    )


def _value_in(change: Item, moved: Interval) -> Decimal:
    own = change.sure()
    if own.high is None or moved.high is None or own.high == 0:
        return change.value
    return change.value * moved.high / own.high


def _quotient(moved: Interval, earlier: Interval) -> Interval:
    """Return 100 · moved / earlier for positive earlier levels and either sign of the move."""
    corners = [
        m * _HUNDRED / e
        for m in (moved.low, moved.high)
        for e in (earlier.low, earlier.high)
        if m is not None and e is not None and e > 0
    ]
    if len(corners) < 4:
        return Interval(None, None)
    return Interval(min(corners), max(corners))


def _against_earlier(level: Item, earlier: Item, growth: Item) -> Iterator[Finding]:
    then = comparable(level, earlier)
    if then is None or then.low is None or then.low <= 0:
        return
    value = _value_in(earlier, then)
    yield _compare(
        growth,
        [growth, level, earlier],
        _quotient(level.sure() - then, then),
        (level.value - value) * _HUNDRED / value,
        f"({shown(level.value)} − {shown(value)}) / {shown(value)}",
    )


def _compare(
    growth: Item, items: list[Item], possible: Interval, value: Decimal, formula: str
) -> Finding:
    fits = possible.meets(growth.sure())
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    decimals = growth.decimals + 1
    return finding(
        "growth",
        "agrees" if fits else "differs",
        items,
        f"{formula} = {shown(value, decimals)} %: {word[0]} {growth.claim.text} đã in.",
        f"{formula} = {shown(value, decimals)} %: {word[1]} the printed {growth.claim.text}.",
        printed=growth.claim.value,
        expected=f"{value:.{decimals}f}",
        chance=chance_of_percent(growth, 1),
    )


def _index_and_growth(items: list[Item]) -> Iterator[Finding]:
    """Compare "bằng 116,82% cùng kỳ" with "tăng 16,82%" about the same thing."""
    for one, two in pairwise(items):
        relations = (one.claim.relation, two.claim.relation)
        if relations not in {("index_vs_previous", "growth"), ("percent_of_plan", "over_plan")}:
            continue
        if one.figure.subject != two.figure.subject or not (
            one.figure.is_percent and two.figure.is_percent
        ):
            continue
        if (
            two.claim.base is not None
            and one.claim.base is not None
            and two.claim.base != one.claim.base
        ):
            continue
        possible = one.sure() - Interval(_HUNDRED, _HUNDRED)
        yield _compare(two, [two, one], possible, one.value - _HUNDRED, f"{shown(one.value)} − 100")


def _from_to(items: list[Item], position: int) -> Iterator[Finding]:
    """Compare "từ A lên B, tăng C" and "(tăng C, từ A lên B)"."""
    change = items[position]
    for first, last in ((position - 2, position - 1), (position + 1, position + 2)):
        if first < 0 or last >= len(items):
            continue
        one, two = items[first], items[last]
        said = (
            one.figure.before.words.lower().rstrip().endswith("từ")
            and two.figure.before.role == "level"
        )
        start, end = comparable(change, one), comparable(change, two)
        if not said or start is None or end is None or not one.is_amount or not two.is_amount:
            continue
        yield _difference(change, one, two, end - start)


def _difference(change: Item, one: Item, two: Item, moved: Interval) -> Finding:
    fits = moved.meets(change.sure())
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    value = two.value - one.value
    formula = f"{shown(two.value)} − {shown(one.value)} = {shown(value)}"
    return finding(
        "difference",
        "agrees" if fits else "differs",
        [change, one, two],
        f"{formula}: {word[0]} {change.claim.text} đã in.",
        f"{formula}: {word[1]} the printed {change.claim.text}.",
        printed=change.claim.value,
        expected=f"{value:f}",
    )


def _total(bench: Bench, items: list[Item]) -> Iterator[Finding]:
    """A total cannot grow faster than its fastest or slower than its slowest part."""
    growths = [item for item in items if item.claim.relation == "growth" and item.interval]
    if len(growths) < 4 or "trong đó" not in bench.between(growths[0], growths[1]):
        return
    total, parts = growths[0], growths[1:4]
    subjects = " | ".join(part.claim.subject.lower() for part in parts)
    if not all(pattern.search(subjects) for pattern in _SECTORS):
        return
    low = min(part.sure().low or Decimal("-Infinity") for part in parts)
    high = max(part.sure().high or Decimal("Infinity") for part in parts)
    fits = total.sure().meets(Interval(low, high))
    word = ("nằm giữa", "lies between") if fits else ("nằm ngoài", "lies outside")
    yield finding(
        "total_growth",
        "agrees" if fits else "differs",
        [total, *parts],
        f"Mức tăng chung {total.claim.text} {word[0]} mức tăng các khu vực ({', '.join(part.claim.text for part in parts)}).",
        f"The total growth {total.claim.text} {word[1]} that of its parts ({', '.join(part.claim.text for part in parts)}).",
        printed=total.claim.value,
        expected=f"{low:f} … {high:f}",
    )


_YIELDS = {"tạ/ha": Decimal("0.1"), "tấn/ha": Decimal(1)}


def _yield_of_land(items: list[Item]) -> Iterator[Finding]:
    """Compare area × yield with output where a sentence gives one of each."""
    areas = [item for item in items if item.is_amount and (item.claim.unit or "").endswith("ha")]
    yields = [
        item for item in items if item.claim.unit in _YIELDS and item.claim.relation == "rate"
    ]
    outputs = [item for item in items if item.is_amount and (item.claim.unit or "").endswith("tấn")]
    if not (len(areas) == len(yields) == len(outputs) == 1):
        return
    area, rate, output = areas[0], yields[0], outputs[0]
    if {item.claim.status for item in (area, rate, output)} == {"plan", "actual"}:
        return
    scale = _scale(area) * _YIELDS[rate.claim.unit or ""] / _scale(output)
    product = area.sure().times(rate.sure()).scaled(scale)
    # Areas, yields and outputs of one report are rounded separately: one percent is no error.
    slack = Interval(
        None if product.low is None else product.low * Decimal("0.99"),
        None if product.high is None else product.high * Decimal("1.01"),
    )
    fits = slack.meets(output.sure())
    value = area.value * rate.value * scale
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    formula = f"{area.claim.text} × {rate.claim.text} = {shown(value, output.decimals)} {output.claim.unit}"
    yield finding(
        "product",
        "agrees" if fits else "differs",
        [output, area, rate],
        f"{formula}: {word[0]} {output.claim.text} đã in.",
        f"{formula}: {word[1]} the printed {output.claim.text}.",
        printed=output.claim.value,
        expected=f"{value:.{output.decimals}f}",
    )


def _scale(item: Item) -> Decimal:
    unit = item.claim.unit or ""
    for word, factor in (("triệu", 10**6), ("nghìn", 1000), ("vạn", 10**4)):
        if unit.startswith(word):
            return Decimal(factor)
    return Decimal(1)
