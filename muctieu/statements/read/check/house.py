"""Claims against what the house holds: registers, plans, published figures, other texts.

The house answers with values; every comparison is made here, so that a verdict means the same
wherever a figure comes from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from muctieu.statements.read.check.items import (
    Item,
    chance_of_amount,
    chance_of_percent,
    factor_of,
    finding,
    shown,
    shown_interval,
)
from muctieu.statements.read.interval import Interval, plain
from muctieu.statements.read.match import Catalogue
from muctieu.statements.read.model import Claim, Finding

# A share has no last digit; more than three decimals tell nobody anything.
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that the house holds beside a claim: it lies between `low` and `high`.

    `unit` is the bare unit (đồng, người, %).  `vi` and `en` name who holds it and for which day.
    Where it is not `firm` (an estimate beside an official figure), a misfit contradicts nothing.
    `before` is what the house held at the end of the claim's own day, where that was another.
    `printed` is the figure as it was published, hedge and unit included.
    """

    kind: str
    low: Decimal
    high: Decimal
    unit: str
    vi: str
    en: str
    link: str | None = None
    firm: bool = True
    before: "Held | None" = None
    printed: str = ""

    @property
    def interval(self) -> Interval:
        """Return what it can be."""
        return Interval(self.low, self.high)

    @property
    def said(self) -> str:
        """Return the figure as a Vietnamese page prints it."""
        if self.printed:
            return self.printed
        exact = self.low == self.high
        number = (
            shown(round(self.low, _PLACES))
            if exact
            else shown_interval(self.interval, _decimals(self))
        )
        return f"{number} {self.unit}"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why the house has nothing to compare a claim with: one sentence in each language."""

    kind: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the claims are compared with: a year, a unit of administration, a day (ISO)."""

    year: int
    unit: str | None = None
    as_of: str | None = None


class House(Protocol):
    """What the house answers."""

    def catalogue(self) -> Catalogue:
        """Return its indicators with their names, learned synonyms included."""

    def beside(
        self, claims: Sequence[Claim], asked: Asked
    ) -> Mapping[str, Sequence[Held | Lacking]]:
        """Return for each claim (by id) what it holds beside it."""

    def plans(self, claim: Claim, asked: Asked) -> Sequence[Held]:
        """Return the plans for the indicator of an amount; several bodies may have set one."""


def check_against(
    house: House, asked: Asked, items: Sequence[Item], inside: Sequence[Finding]
) -> list[Finding]:
    """Return the verdicts on all claims that are matched to an indicator.

    `inside` are the findings of the text itself: where one of them tells which amount and which
    percentage imply a plan, that plan is compared with the plans of the house.
    """
    matched = [item for item in items if item.claim.indicator]
    held = house.beside([item.claim for item in matched], asked)
    verdicts = [_verdict(item, one) for item in matched for one in held.get(item.claim.id, ())]
    return [*verdicts, *_implied_plans(house, asked, items, inside)]


def _verdict(item: Item, held: Held | Lacking) -> Finding:
    if isinstance(held, Lacking):
        return finding(held.kind, "cannot_check", [item], held.vi, held.en)
    interval = _printed(item, held.unit)
    if interval is None:
        return _other_unit(item, held)
    verdict, other = _compared(interval, held)
    return finding(
        held.kind,
        verdict,
        [item],
        f"{item.claim.text} {_WORDS[verdict][0]} {other.vi}: {other.said}.",
        f"{item.claim.text} {_WORDS[verdict][1]} {other.en}: {other.said}.",
        printed=item.claim.value,
        expected=_expected(other, factor_of(item.claim.unit)[0]),
        chance=_chance(item) if verdict in {"agrees", "explained"} else None,
        link=other.link,
    )


_WORDS = {
    "agrees": ("khớp với", "agrees with"),
    "explained": ("khớp với", "agrees with"),
    "differs": ("không khớp với", "does not agree with"),
    "cannot_check": (
        "khác nhưng chưa đủ căn cứ để coi là trái với",
        "is another than, and not enough to contradict,",
    ),
}


def _compared(printed: Interval, held: Held) -> tuple[str, Held]:
    """Return the verdict, and with which of the house's figures it was reached."""
    if printed.meets(held.interval):
        return "agrees", held
    if held.before is not None and printed.meets(held.before.interval):
        return "explained", held.before
    return ("differs" if held.firm else "cannot_check"), held


def _printed(item: Item, unit: str) -> Interval | None:
    """Return the claim's interval in the bare unit, None where the units do not go together."""
    factor, bare = factor_of(item.claim.unit)
    if bare not in {unit, ""}:
        return None
    # Of "11/11 chỉ tiêu" the first number is the figure.
    interval = item.interval or Interval(item.value, item.value)
    return interval.scaled(Decimal(factor))


def _expected(held: Held, factor: int) -> str:
    """Return what the house holds in the printed unit, beside which it is shown."""
    low, high = held.low / factor, held.high / factor
    return plain(round(low, _PLACES)) if low == high else f"{plain(low)}..{plain(high)}"


def _decimals(held: Held) -> int:
    return 0 if held.high - held.low >= 1 else 2


def _chance(item: Item) -> float | None:
    if item.interval is None:
        return None
    return chance_of_percent(item, 1) if item.claim.unit == "%" else chance_of_amount(item)


def _other_unit(item: Item, held: Held) -> Finding:
    return finding(
        held.kind,
        "cannot_check",
        [item],
        f"Chưa đủ căn cứ: {item.claim.text} tính bằng {item.claim.unit}, {held.vi} tính bằng {held.unit}.",
        f"Not enough to check: {item.claim.text} is in {item.claim.unit}, {held.en} in {held.unit}.",
    )


def _implied_plans(
    house: House, asked: Asked, items: Sequence[Item], inside: Sequence[Finding]
) -> Iterator[Finding]:
    """Compare "đạt 1.747.885 triệu đồng, bằng 121,72 % kế hoạch" with the plan of the house."""
    by_id = {item.claim.id: item for item in items}
    for found in inside:
        if found.kind in {"implied_plan", "plan"} and len(found.claims) == 2:
            percent, amount = (by_id[name] for name in found.claims)
            if percent.claim.relation == "percent_of_plan" and amount.claim.indicator:
                plans = house.plans(amount.claim, asked)
                yield from _of_plan(percent, amount, plans)


def _of_plan(percent: Item, amount: Item, plans: Sequence[Held]) -> Iterator[Finding]:
    """Return one verdict: with the plan that fits, or with the first where none does."""
    tried = [(_reached(amount, plan), plan) for plan in plans]
    known = [(reached, plan) for reached, plan in tried if reached is not None]
    fitting = [(reached, plan) for reached, plan in known if percent.sure().meets(reached)]
    for reached, plan in (fitting or known)[:1]:
        verdict = "agrees" if fitting else "differs"
        share = shown_interval(reached, percent.decimals + 1)
        yield finding(
            "plan_version",
            verdict,
            [percent, amount],
            f"{amount.claim.text} trên {plan.vi} ({plan.said}) là {share} %; "
            f"{percent.claim.text} {_WORDS[verdict][0]} kế hoạch ấy.",
            f"{amount.claim.text} over {plan.en} ({plan.said}) is {share} %; "
            f"{percent.claim.text} {_WORDS[verdict][1]} that plan.",
            printed=percent.claim.value,
            expected=f"{plain(reached.low or Decimal(0))}..{plain(reached.high or Decimal(0))}",
            chance=chance_of_percent(percent, len(known)) if fitting else None,
            link=plan.link,
        )


def _reached(amount: Item, plan: Held) -> Interval | None:
    """Return the percentage of the plan that the amount is, None where they do not compare."""
    printed = _printed(amount, plan.unit)
    if printed is None or plan.low <= 0:
        return None
    reached = printed.over(plan.interval).scaled(Decimal(100))
    if reached.low is None or reached.high is None:
        return None
    places = Decimal("0.0001")
    return Interval(reached.low.quantize(places), reached.high.quantize(places))
