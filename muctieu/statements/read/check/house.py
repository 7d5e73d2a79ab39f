"""Claims against the registers and the plan, through two plain callables."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from muctieu.statements.read.check.items import Item, factor_of, finding, shown
from muctieu.statements.read.interval import Interval, plain
from muctieu.statements.read.model import Finding


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of the house: its value in the bare unit (đồng, người, %) and where it leads."""

    value: Decimal
    unit: str
    as_of: str
    link: str | None = None


class Register(Protocol):
    """What the house answers; None means that it has no such figure or plan."""

    def figure(self, code: str, unit: str | None, as_of: str | None) -> Counted | None:
        """Return the counted figure of an indicator."""

    def plan(self, code: str, year: int, unit: str | None) -> Counted | None:
        """Return the planned figure of an indicator for a year."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the claims are compared with: a year, a unit of administration, a day (ISO)."""

    year: int
    unit: str | None = None
    as_of: str | None = None


def check_against(register: Register, asked: Asked, items: Sequence[Item]) -> list[Finding]:
    """Return one verdict for every claim that is matched to an indicator."""
    return [_verdict(register, asked, item) for item in items if item.claim.indicator]


def _verdict(register: Register, asked: Asked, item: Item) -> Finding:
    code = item.claim.indicator or ""
    if item.claim.status == "plan":
        source, counted = "kế hoạch", register.plan(code, asked.year, asked.unit)
    else:
        source = "sổ"
        counted = register.figure(code, asked.unit, asked.as_of or item.claim.as_of)
    if counted is None or item.interval is None:
        return _unknown(item, code)
    factor, bare = factor_of(item.claim.unit)
    if counted.unit not in {bare, item.claim.unit}:
        return _other_unit(item, counted)
    printed = item.interval.scaled(Decimal(factor if counted.unit == bare else 1))
    fits = printed.meets(Interval(counted.value, counted.value))
    word = ("khớp", "agrees with") if fits else ("không khớp", "does not agree with")
    where = f" ({counted.link})" if counted.link else ""
    return finding(
        "register" if source == "sổ" else "plan_version",
        "agrees" if fits else "differs",
        [item],
        f"{item.claim.text}: {word[0]} {source}, đang có {shown(counted.value)} {counted.unit} đến {counted.as_of}{where}.",
        f"{item.claim.text}: {word[1]} the house's {shown(counted.value)} {counted.unit} as of {counted.as_of}{where}.",
        printed=item.claim.value,
        expected=plain(counted.value),
    )


def _unknown(item: Item, code: str) -> Finding:
    return finding(
        "register",
        "cannot_check",
        [item],
        f"Chưa đủ căn cứ: sổ không có số liệu “{code}” cho mốc này.",
        f"Not enough to check: the registers have no “{code}” for this date.",
    )


def _other_unit(item: Item, counted: Counted) -> Finding:
    return finding(
        "register",
        "cannot_check",
        [item],
        f"Chưa đủ căn cứ: {item.claim.text} tính bằng {item.claim.unit}, sổ tính bằng {counted.unit}.",
        f"Not enough to check: {item.claim.text} is in {item.claim.unit}, the register in {counted.unit}.",
    )
