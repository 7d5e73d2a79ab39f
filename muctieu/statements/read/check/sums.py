"""Totals against their parts, shares against 100, balances against both sides."""

import re
from collections.abc import Iterator
from decimal import Decimal

from muctieu.statements.read.check.items import (
    Bench,
    Item,
    chance_of_amount,
    comparable,
    finding,
    shown,
)
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Finding

_ALL = re.compile(r"(?<![^\W_])(?:gồm|bao gồm|gồm có|cụ thể|chia ra)(?![^\W_])|[:(]")
_WHOLLY = re.compile(r"(?<![^\W_])(?:gồm|bao gồm|gồm có|chia ra)(?![^\W_])")
# "Hà Giang 97 nhà, sau đó là các tỉnh: …" goes on with others, which are no parts.
_OTHERS = re.compile(r"(?<![^\W_])(?:sau đó|tiếp đến|tiếp theo|kế đến|tiếp sau|xếp sau)(?![^\W_])")
_NEXT_LABEL = re.compile(r"[,;] [^:;,()]{2,60}: ?")
# What stands between two members of one list: "… sữa, ", "… dược và ".
_LIST_LINK = re.compile(r"(?: [^\W\d_]+){0,6}(?:,| và) ")
_MANY = 3  # so many parts of one unit behind "gồm" are no chance
_SOME = re.compile(r"(?<![^\W_])trong đó(?![^\W_])")
# "Cơ cấu kinh tế: …" lists its parts; other sentences may name only some of them.
_LISTED_STRUCTURE = re.compile(r"cơ cấu[^:;,.]{0,60}:")
_STRUCTURE = re.compile(r"cơ cấu|tỷ trọng|tỉ trọng")
_SURPLUS = re.compile(r"xuất siêu|nhập siêu|thặng dư|thâm hụt")


def check(bench: Bench) -> Iterator[Finding]:
    """Yield verdicts on sums, parts, shares and balances."""
    for items in bench.sentences():
        yield from _parts(bench, items)
        yield from _shares(bench, items)
    yield from _trade(bench)


def _parts(bench: Bench, items: list[Item]) -> Iterator[Finding]:
    for position, total in enumerate(items[:-1]):
        if not total.is_amount:
            continue
        link = bench.between(total, items[position + 1])
        if "(" in link and not items[position + 1].is_amount:
            continue
        if _OTHERS.search(link) or _is_sibling(bench, total, link):
            continue
        exhaustive = _ALL.search(link) is not None and not _SOME.search(link)
        if not exhaustive and not _SOME.search(link):
            continue
        parts = _parts_of(bench, total, items[position + 1 : position + 60], bracketed="(" in link)
        if not parts:
            continue
        if exhaustive and len(parts) > 1 and not _only_examples(total, parts, link):
            yield from _exhaustive(total, parts, sure=_WHOLLY.search(link) is not None)
        elif not exhaustive:
            yield from _some(total, parts)


def _is_sibling(bench: Bench, total: Item, link: str) -> bool:
    """Return whether "nhỏ lẻ: 184 con, tập trung: 178 con" lists labels: neither holds the other."""
    labelled = (
        bench.text[max(0, total.figure.before.rest - 2) : total.figure.before.rest]
        .rstrip()
        .endswith(":")
    )
    return labelled and _NEXT_LABEL.fullmatch(link) is not None


def _parts_of(bench: Bench, total: Item, following: list[Item], *, bracketed: bool) -> list[Item]:
    parts: list[Item] = []
    last = total
    for item in following:
        between = bench.between(last, item)
        if (parts and bracketed and ")" in between) or (
            parts and ";" in between and not _lists(bench, parts)
        ):
            break
        if item.is_amount and comparable(total, item) is not None:
            if item.claim.status != total.claim.status and item.claim.status == "plan":
                break
            parts.append(item)
        elif item.is_amount and item.claim.unit is None and bracketed and ")" not in between:
            return []  # what is counted here may be a part too
        elif item.is_amount:
            if len(parts) > 1 and _LIST_LINK.fullmatch(between):
                return []  # "…, 14 doanh nghiệp dược, 12 tổ chức": the total counts both
            break
        last = item
    return parts


def _lists(bench: Bench, parts: list[Item]) -> bool:
    """Return whether the parts are set apart by semicolons, so that one ends nothing."""
    return len(parts) < 2 or ";" in bench.between(parts[0], parts[1])


def _only_examples(total: Item, parts: list[Item], link: str) -> bool:
    """Return whether "gần 500 ha (Điện Biên 314 ha, Sơn La 60 ha)" names some places only."""
    if "(" not in link:
        return False
    together, _ = _sum(total, parts)
    high, low = together.high, total.sure().low
    places = all(part.claim.subject.partition(" – ")[0].istitle() for part in parts)
    return places and high is not None and low is not None and high < low


def _sum(total: Item, parts: list[Item]) -> tuple[Interval, Decimal]:
    together, value = Interval(Decimal(0), Decimal(0)), Decimal(0)
    for part in parts:
        interval = comparable(total, part) or Interval(None, None)
        together = together + interval
        value += _in_unit_of(total, part)
    return together, value


def _in_unit_of(total: Item, part: Item) -> Decimal:
    own, other = part.sure(), comparable(total, part)
    if other is None or own.high is None or other.high is None or own.high == 0:
        return part.value
    return part.value * other.high / own.high


def _exhaustive(total: Item, parts: list[Item], *, sure: bool = False) -> Iterator[Finding]:
    """Compare a total with its parts; `sure` where "gồm" leaves no doubt that these are all."""
    together, value = _sum(total, parts)
    fits = together.meets(total.sure())
    near = total.value and abs(value - total.value) <= abs(total.value) * Decimal("0.5")
    if not fits and not near and not (sure and len(parts) >= _MANY):
        return
    formula = " + ".join(shown(part.value) for part in parts)
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    yield finding(
        "sum",
        "agrees" if fits else "differs",
        [total, *parts],
        f"{formula} = {shown(value)}: {word[0]} tổng {total.claim.text} đã in.",
        f"{formula} = {shown(value)}: {word[1]} the printed total {total.claim.text}.",
        printed=total.claim.value,
        expected=f"{value:f}",
        chance=chance_of_amount(total),
    )


def _some(total: Item, parts: list[Item]) -> Iterator[Finding]:
    together, _ = _sum(total, parts)
    if len(parts) > 1 and together.meets(total.sure()) and chance_of_amount(total) < 0.02:
        yield from _exhaustive(total, parts)
        return
    for part in parts:
        low, high = (comparable(total, part) or Interval(None, None)).low, total.sure().high
        if low is not None and high is not None and low > high:
            yield finding(
                "part",
                "differs",
                [total, part],
                f"Phần “{part.claim.text}” lớn hơn tổng “{total.claim.text}” mà nó thuộc về.",
                f"The part “{part.claim.text}” is larger than the total “{total.claim.text}” it belongs to.",
                printed=part.claim.value,
                expected=f"<= {total.claim.value}",
            )


def _bounded(item: Item) -> bool:
    """Return whether the interval has two ends: "từ 28% trở lên" makes up any sum."""
    interval = item.interval
    return interval is not None and interval.low is not None and interval.high is not None


def _shares(bench: Bench, items: list[Item]) -> Iterator[Finding]:
    shares = [
        item
        for item in items
        if item.claim.relation == "share" and _bounded(item) and item.figure.is_percent
    ]
    named = bool(items) and _STRUCTURE.search(
        bench.sentence_text(items[0]) + " " + (items[0].claim.topic or "").lower()
    )
    if len(shares) < 2 or len({item.claim.base for item in shares if item.claim.base}) > 1:
        return
    together = Interval(Decimal(0), Decimal(0))
    for share in shares:
        together = together + share.sure()
    total = sum((share.value for share in shares), Decimal(0))
    fits = together.meets(Interval(Decimal(100), Decimal(100)))
    listed = _LISTED_STRUCTURE.search(bench.sentence_text(items[0])) is not None
    least, most = (40, 200) if listed else (90, 110)
    if not fits and not (named and len(shares) >= _MANY and least < total < most):
        return
    formula = " + ".join(shown(share.value) for share in shares)
    word = ("đủ 100 %", "makes 100 %") if fits else ("không đủ 100 %", "does not make 100 %")
    width = sum(10.0**-share.decimals for share in shares) / 100
    yield finding(
        "shares",
        "agrees" if fits else "differs",
        shares,
        f"{formula} = {shown(total)} %: {word[0]}.",
        f"{formula} = {shown(total)} %: {word[1]}.",
        printed=f"{total:f}",
        expected="100",
        chance=width,
    )


def _trade(bench: Bench) -> Iterator[Finding]:
    """Check exports, imports, their total and their balance wherever a text gives them together."""
    if "nhập khẩu" not in bench.text.lower():
        return
    for start in range(len(bench.items)):
        window = [item for item in bench.items[start : start + 10] if item.is_amount]
        sides = _sides(window)
        if sides is None or window[0] not in sides.values():
            continue
        yield from _total_and_balance(sides)
        return


def _sides(window: list[Item]) -> dict[str, Item] | None:
    found: dict[str, Item] = {}
    first = window[0].figure.sentence if window else 0
    for item in window:
        if item.figure.sentence > first + 1:
            break
        subject = item.claim.subject.lower()
        name = _trade_name(subject)
        if name:
            found.setdefault(name, item)
    return found if {"exports", "imports"} <= found.keys() and len(found) > 2 else None


def _trade_name(subject: str) -> str | None:
    if _SURPLUS.search(subject):
        return "balance"
    if re.search(r"xuất(?:, | )nhập khẩu|xuất khẩu và nhập khẩu", subject):
        return "total"
    if "nhập khẩu" in subject:
        return "imports"
    return "exports" if "xuất khẩu" in subject else None


def _total_and_balance(sides: dict[str, Item]) -> Iterator[Finding]:
    exports, imports = sides["exports"], sides["imports"]
    incoming = comparable(exports, imports)
    if incoming is None:
        return
    for name, combined, sign in (
        ("total", exports.sure() + incoming, "+"),
        ("balance", exports.sure() - incoming, "−"),
    ):
        item = sides.get(name)
        stated = comparable(exports, item) if item else None
        if item is None or stated is None:
            continue
        fits = combined.meets(stated) or (name == "balance" and combined.meets(-stated))
        value = exports.value + (imports.value if name == "total" else -imports.value)
        formula = f"{shown(exports.value)} {sign} {shown(imports.value)} = {shown(value)}"
        word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
        yield finding(
            "difference" if name == "balance" else "sum",
            "agrees" if fits else "differs",
            [item, exports, imports],
            f"{formula}: {word[0]} {item.claim.text} đã in.",
            f"{formula}: {word[1]} the printed {item.claim.text}.",
            printed=item.claim.value,
            expected=f"{value:f}",
            chance=chance_of_amount(item),
        )
