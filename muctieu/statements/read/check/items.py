"""A claim with what the checks need: its interval, its neighbours, its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.statements.read.frame import Span
from muctieu.statements.read.interval import Interval, plain
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.model import Claim, Finding, Other
from muctieu.statements.read.vocabulary import scales

# How many figures before or behind one may have to do with it.
NEAR = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One claim on the bench of a check."""

    claim: Claim
    figure: Figure
    interval: Interval | None

    @property
    def value(self) -> Decimal:
        """Return the printed magnitude with its sign (the first of two for a/b)."""
        quantity = self.figure.token.quantity
        magnitude = quantity.value if quantity else Decimal(0)
        return -magnitude if self.figure.negative else magnitude

    @property
    def decimals(self) -> int:
        """Return how many decimals were printed."""
        return self.figure.token.quantity.decimals if self.figure.token.quantity else 0

    @property
    def is_amount(self) -> bool:
        """Return whether this is a plain amount with an interval."""
        return self.claim.relation == "absolute" and self.interval is not None

    def sure(self) -> Interval:
        """Return the interval, unbounded where the figure has none."""
        return self.interval or Interval(None, None)


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything the checks inside a text may look at."""

    text: str  # normalised
    spans: Sequence[Span]
    items: Sequence[Item]
    others: Sequence[Other]

    def sentences(self) -> Iterator[list[Item]]:
        """Yield the items of each sentence that has any."""
        for _, group in groupby(self.items, key=lambda item: item.figure.sentence):
            yield list(group)

    def between(self, one: Item, two: Item) -> str:
        """Return the normalised text between two items, in lower case."""
        return self.text[one.figure.end : two.figure.start].lower()

    def sentence_text(self, item: Item) -> str:
        """Return the item's sentence in lower case."""
        span = self.spans[item.figure.sentence]
        return self.text[span.start : span.end].lower()


def shown(value: Decimal, decimals: int | None = None) -> str:
    """Return a number as Vietnamese pages print it."""
    return format_number(Decimal(plain(value)) if decimals is None else value, decimals)


def shown_interval(interval: Interval, decimals: int = 0) -> str:
    """Return "[12.352.093; 12.353.190]"."""
    low = "−∞" if interval.low is None else shown(interval.low, decimals)
    high = "∞" if interval.high is None else shown(interval.high, decimals)
    return f"[{low}; {high}]"


@lru_cache(maxsize=1024)
def factor_of(unit: str | None) -> tuple[int, str]:
    """Split a unit into its scale's factor and the bare unit: "tỷ đồng" → (10**9, "đồng")."""
    words = (unit or "").split(" ")
    for length in (2, 1):
        scale = scales().get(" ".join(words[:length]))
        if scale is not None and len(words) > length:
            return scale.factor, " ".join(words[length:])
    return 1, unit or ""


def comparable(one: Item, two: Item) -> Interval | None:
    """Return the second's interval in the first's unit, None when the units differ."""
    own, other = factor_of(one.claim.unit), factor_of(two.claim.unit)
    if own[1] != other[1] or two.interval is None:
        return None
    return two.interval.scaled(Decimal(other[0]) / Decimal(own[0]))


def finding(
    kind: str,
    verdict: str,
    items: Sequence[Item],
    vi: str,
    en: str,
    *,
    printed: str | None = None,
    expected: str | None = None,
    chance: float | None = None,
    link: str | None = None,
) -> Finding:
    """Build a finding about the given items."""
    names = tuple(item.claim.id for item in items)
    rounded = None if chance is None else round(min(chance, 1.0), 6)
    return Finding(kind, verdict, names, printed, expected, rounded, vi, en, link)


def chance_of_percent(item: Item, candidates: int) -> float:
    """Return how likely a random percentage would fit one of so many candidates."""
    width = 10.0**-item.decimals
    return 1 - (1 - min(width / 100, 1.0)) ** candidates


def chance_of_amount(item: Item) -> float:
    """Return how likely a random amount of the same size would fit."""
    interval = item.interval
    if interval is None or interval.low is None or interval.high is None or not item.value:
        return 1.0
    return float((interval.high - interval.low) / abs(item.value))
