"""The same figure said twice, and days that no calendar has."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from muctieu.kernels.vietnamese.text import fold
from muctieu.statements.read.check.items import Bench, Item, comparable, factor_of, finding
from muctieu.statements.read.model import Finding

_CALENDAR_DAY = re.compile(r"\d{1,2} ?[/.–-] ?\d{1,2} ?[/.–-] ?\d{4}")
_LEAST_WORDS = 3
_SCOPE = re.compile(
    r"^\s*(?:[a-zđ]|\d+(?:\.\d+)*|[IVX]+)[.)] ?((?:Vụ|Quý|Tháng|Năm|Xã|Phường|Huyện|Tỉnh|Thành phố)"
    r" [^\d\n:]{1,40}):?\s*$",
    re.MULTILINE,
)
_SCOPE_REACH = 1200
_FIRST_WORDS = 3


def check(bench: Bench) -> Iterator[Finding]:
    """Yield contradictions between two places of one text."""
    groups: dict[tuple[object, ...], list[tuple[Item, str]]] = defaultdict(list)
    for items in bench.sentences():
        for position, item in enumerate(items):
            if (key := _key(item)) is not None:
                key = (*key, _scope_above(bench, item))
                groups[key].append((item, _actor(bench, item) if position else ""))
    for told in groups.values():
        yield from _compare(told)
    yield from _impossible_days(bench)


def _key(item: Item) -> tuple[object, ...] | None:
    """Return what must be equal for two claims to say the same thing."""
    claim = item.claim
    own = item.figure.subject and fold(item.figure.subject) in fold(item.figure.phrase)
    if not own or len(claim.subject.split()) < _LEAST_WORDS or item.interval is None:
        return None
    if claim.relation not in {"absolute", "percent_of_plan", "share", "growth", "rate"}:
        return None
    unit = factor_of(claim.unit)[1]
    return (
        fold(claim.subject),
        unit,
        claim.relation,
        claim.base,
        claim.period,
        claim.as_of,
        claim.status,
    )


def _scope_above(bench: Bench, item: Item) -> str:
    """Return the nearest heading above that names a season, a time or a place ("b. Vụ hè thu")."""
    begin = bench.spans[item.figure.sentence].start
    headings = _SCOPE.findall(bench.text, max(0, begin - _SCOPE_REACH), begin)
    return fold(headings[-1]) if headings else ""


def _actor(bench: Bench, item: Item) -> str:
    """Return the first words of the sentence: of whom its later figures are told.

    "Công an …, phạt hành chính 160 triệu đồng. Kiểm lâm …, phạt hành chính 853 triệu đồng."
    """
    return fold(" ".join(bench.sentence_text(item).split()[:_FIRST_WORDS]))


def _compare(told: list[tuple[Item, str]]) -> Iterator[Finding]:
    for (one, actor), (two, another) in pairwise(told):
        if one.figure.sentence == two.figure.sentence or (actor and another and actor != another):
            continue
        other = comparable(one, two)
        if other is None or one.sure().meets(other):
            continue
        yield finding(
            "repeated",
            "differs",
            [one, two],
            f"“{one.claim.subject}” được viết là {one.claim.text} rồi lại là {two.claim.text}.",
            f"“{one.claim.subject}” is given as {one.claim.text} and again as {two.claim.text}.",
            printed=two.claim.value,
            expected=one.claim.value,
        )


def _impossible_days(bench: Bench) -> Iterator[Finding]:
    for other in bench.others:
        if other.kind == "date" and other.value is None and _CALENDAR_DAY.fullmatch(other.text):
            yield finding(
                "date",
                "differs",
                [],
                f"Không có ngày {other.text}.",
                f"There is no day {other.text}.",
                printed=other.text,
            )
