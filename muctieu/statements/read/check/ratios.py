"""Percentages that two other figures of the sentence explain or contradict."""

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
)
from muctieu.statements.read.frame import trimmed
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Finding

_OWN_WORDS = re.compile(
    r"(?:đạt|chiếm|bằng|tương đương|tương ứng|tỷ lệ|tỉ lệ|là|với|khoảng|gần|hơn|trên|\W)*"
)
_PART = re.compile(r"trong đó|gồm|bao gồm|trong số (?:này|đó)|có")
_OF_TOTAL = re.compile(r"^(?:tổng|tổng số|toàn bộ|số)")


def check(bench: Bench) -> Iterator[Finding]:
    """Yield verdicts on ratios: k/N against its percentage, part and total, two amounts."""
    for items in bench.sentences():
        for position, item in enumerate(items):
            if not _is_share(item):
                continue
            previous = items[position - 1] if position else None
            if previous is not None and previous.claim.relation in {"ratio", "pair"}:
                yield from _against_ratio(bench, previous, item)
            else:
                yield from _against_amounts(bench, items[max(0, position - NEAR) : position], item)


def _is_share(item: Item) -> bool:
    unnamed = item.claim.relation == "percent_of_plan" and item.claim.base is None
    return item.figure.is_percent and (item.claim.relation == "share" or unnamed)


def _against_ratio(bench: Bench, ratio: Item, percent: Item) -> Iterator[Finding]:
    second, counted = ratio.figure.token.second, ratio.figure.complement.lower()
    if counted and bench.between(ratio, percent).rstrip().endswith(counted):
        return  # "18/22 trường đậu 100%": the percentage is what those schools reached
    if not second or not _OWN_WORDS.fullmatch(_between_without_noun(bench, ratio, percent)):
        return
    if percent.claim.base and not _OF_TOTAL.match(percent.claim.base):
        return
    quotient = abs(ratio.value) * 100 / second
    yield _verdict(
        percent, [percent, ratio], quotient, f"{shown(abs(ratio.value))} / {shown(second)}", 1
    )


def _between_without_noun(bench: Bench, one: Item, two: Item) -> str:
    """Return the words between two figures without what the first one counts."""
    between = bench.between(one, two)
    return (
        between.replace(one.figure.complement.lower(), "", 1) if one.figure.complement else between
    )


def _verdict(
    percent: Item,
    items: list[Item],
    quotient: Decimal,
    formula: str,
    candidates: int,
    reach: Interval | None = None,
) -> Finding:
    """Return the verdict; `reach` is what "hơn 1.800" of "hơn 3.600" leave open, in percent."""
    # Offices cut off as often as they round: one unit of the last digit either way is no error.
    tolerance = Decimal(1).scaleb(-percent.decimals) / 2
    exact = Interval(quotient - tolerance, quotient + tolerance)
    fits = percent.sure().meets(exact) or (reach is not None and percent.sure().meets(reach))
    printed, expected = shown(percent.value), shown(quotient, percent.decimals + 2)
    verb = ("khớp", "agrees") if fits else ("không khớp", "does not agree")
    return finding(
        "ratio",
        "agrees" if fits else "differs",
        items,
        f"{formula} = {expected} %: {verb[0]} với {printed} % đã in.",
        f"{formula} = {expected} %: {verb[1]} with the printed {printed} %.",
        printed=str(percent.claim.value),
        expected=f"{quotient:.{percent.decimals + 2}f}",
        chance=chance_of_percent(percent, candidates),
    )


def _against_amounts(bench: Bench, before: list[Item], percent: Item) -> Iterator[Finding]:
    amounts = [item for item in before if item.is_amount][-2:]
    if len(amounts) < 2:
        return
    first, second = amounts
    other = comparable(first, second)
    if other is None or not first.value or not second.value:
        return
    in_first_unit = (
        second.value * (other.low or 0) / (second.sure().low or 1)
        if second.sure().low
        else second.value
    )
    smaller, larger = sorted((abs(first.value), abs(in_first_unit)))
    if not larger:
        return
    quotient = smaller * 100 / larger
    part = second if abs(in_first_unit) <= abs(first.value) else first
    whole = first if part is second else second
    named = part is second and _is_named_part(bench, first, second, percent)
    if percent.sure().meets(Interval(quotient, quotient)) and not named:
        yield _explained(percent, part, whole, quotient)
    elif named:
        formula = f"{shown(second.value)} / {shown(first.value)}"
        reach = _reach(other, first.sure())
        yield _verdict(percent, [percent, second, first], quotient, formula, 1, reach)


def _explained(percent: Item, part: Item, whole: Item, quotient: Decimal) -> Finding:
    expected = shown(quotient, percent.decimals + 2)
    formula = f"{shown(part.value)} / {shown(whole.value)} = {expected} %"
    named = part.claim.subject != whole.claim.subject and bool(part.claim.subject)
    words = f" (“{part.claim.subject}” trên “{whole.claim.subject}”)" if named else ""
    english = f" (“{part.claim.subject}” over “{whole.claim.subject}”)" if named else ""
    return finding(
        "ratio",
        "explained",
        [percent, whole, part],
        f"{shown(percent.value)} % bằng đúng {formula}{words}.",
        f"{shown(percent.value)} % equals {formula}{english}.",
        printed=percent.claim.value,
        expected=f"{quotient:.{percent.decimals + 2}f}",
        chance=chance_of_percent(percent, 2),
    )


def _shares_of_something_else(bench: Bench, percent: Item) -> bool:
    """Return whether the sentence has set another whole for its shares ("85,4% diện tích")."""
    sentence = percent.figure.sentence
    place = int(percent.claim.id[1:]) - 1
    return any(
        item.claim.base is not None and not _OF_TOTAL.match(item.claim.base)
        for item in bench.items[max(0, place - NEAR) : place]
        if item.figure.sentence == sentence and item.claim.relation == "share"
    )


def _is_named_part(bench: Bench, whole: Item, part: Item, percent: Item) -> bool:
    """Return whether the text itself says that the percentage is this part of that total."""
    if percent.figure.before.role != "share" and "(" not in bench.between(part, percent):
        return False
    if percent.claim.base is not None and not _OF_TOTAL.match(percent.claim.base):
        return False
    if _shares_of_something_else(bench, percent):
        return False
    between = _between_without_noun(bench, part, percent)
    named = _PART.search(trimmed(bench.between(whole, part)) + " " + bench.between(whole, part))
    whole_next = _OWN_WORDS.fullmatch(between) is not None
    return whole_next and named is not None and whole.claim.status == part.claim.status


def _reach(part: Interval, whole: Interval) -> Interval | None:
    """Return the percentages that a part and a whole leave open, None where they are unbounded."""
    if part.low is None or part.high is None or not whole.low or not whole.high:
        return None
    return Interval(part.low * 100 / whole.high, part.high * 100 / whole.low)
