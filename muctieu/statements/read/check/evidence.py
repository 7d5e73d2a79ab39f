"""What the text leaves open: no base, no denominator, mixed dates, a figure hung in the wrong place."""

import re
from collections.abc import Iterator

from muctieu.statements.read.check.items import Bench, Item, finding, shown
from muctieu.statements.read.model import Finding

_INCOME = re.compile(r"(?<![^\W_])thu(?![^\W_])(?! nhập| hút| gom| hoạch| hồi| dung)")
_SPENDING = re.compile(
    r"(?<![^\W_])(?:giải ngân|đầu tư công|chi)(?![^\W_])(?! nhánh| bộ| hội| tiết| cục| đoàn)"
)


def check(bench: Bench) -> Iterator[Finding]:
    """Yield the verdicts "chưa đủ căn cứ"."""
    for items in bench.sentences():
        yield from _without_base(items)
        yield from _without_denominator(items)
        yield from _out_of_place(bench, items)
    yield from _mixed_dates(bench)


def _without_base(items: list[Item]) -> Iterator[Finding]:
    growths = [
        item for item in items if item.claim.relation == "growth" and item.claim.base is None
    ]
    if not growths:
        return
    printed = ", ".join(item.claim.text for item in growths)
    yield finding(
        "no_base",
        "cannot_check",
        growths,
        f"Mức tăng, giảm {printed} không nêu so với thời kỳ nào.",
        f"Not enough to check: growth of {printed} without saying compared with when.",
    )


def _without_denominator(items: list[Item]) -> Iterator[Finding]:
    for item in items:
        open_readings = len(item.claim.readings) > 1
        if item.claim.relation == "share" and item.claim.base is None and open_readings:
            subject = item.claim.subject or item.claim.topic or ""
            yield finding(
                "no_denominator",
                "cannot_check",
                [item],
                f"Chưa đủ căn cứ coi {shown(item.value)} % của “{subject}” là tỷ lệ bao phủ: văn bản không nêu "
                "mẫu số; con số có thể là tỷ lệ giữa hai số trong câu, trên một tổng số, hoặc so với kế hoạch.",
                f"Not enough to take {item.claim.text} of “{subject}” for a coverage: no denominator is named; "
                "it may be a ratio of two figures of the sentence, a share of a whole, or a percentage of a plan.",
            )


def _out_of_place(bench: Bench, items: list[Item]) -> Iterator[Finding]:
    """A rate of spending that "trong đó" hangs under a revenue is no part of it."""
    for position, part in enumerate(items[1:], start=1):
        link = bench.between(items[position - 1], part)
        if "trong đó" not in link or not _SPENDING.search(part.figure.subject.lower()):
            continue
        total = next(
            (item for item in reversed(items[max(0, position - 12) : position]) if item.is_amount),
            None,
        )
        if total is None or not _INCOME.search(total.figure.subject.lower()):
            continue
        if _INCOME.search(part.figure.subject.lower()) or _SPENDING.search(
            total.figure.subject.lower()
        ):
            continue
        yield finding(
            "placement",
            "cannot_check",
            [part, total],
            f"“{part.figure.subject}” ({part.claim.text}) đứng sau “trong đó” của “{total.figure.subject}” nhưng không phải là một phần của khoản thu đó.",
            f"“{part.figure.subject}” ({part.claim.text}) hangs under “{total.figure.subject}” by “trong đó”, but is no part of that revenue.",
        )


def _mixed_dates(bench: Bench) -> Iterator[Finding]:
    dated = [item for item in bench.items if item.claim.as_of and len(item.claim.as_of) == 10]
    yearly = [
        item
        for item in bench.items
        if item.claim.status == "estimate"
        and item.claim.as_of is None
        and len(item.claim.period or "") == 4
    ]
    dates = sorted({item.claim.as_of or "" for item in dated})
    if not dates or not (yearly or len(dates) > 1):
        return
    parts = [f"{len(dated)} con số tính đến {', '.join(map(_day, dates))}"]
    english = [f"{len(dated)} figures as of {', '.join(dates)}"]
    if yearly:
        years = ", ".join(sorted({item.claim.period or "" for item in yearly}))
        parts.append(f"{len(yearly)} con số ước cả năm {years}")
        english.append(f"{len(yearly)} estimates for the whole of {years}")
    yield finding(
        "mixed_as_of",
        "cannot_check",
        [*dated, *yearly],
        f"Các con số không cùng một mốc thời gian: {'; '.join(parts)}.",
        f"The figures are not of one date: {'; '.join(english)}.",
    )


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
