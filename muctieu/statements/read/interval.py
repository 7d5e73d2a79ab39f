"""Intervals: what a printed figure leaves open, by its qualifier and its printed precision."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from muctieu.statements.read.vocabulary import bounds


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; None is unbounded on that side."""

    low: Decimal | None
    high: Decimal | None

    @classmethod
    def of(cls, value: Decimal, decimals: int, qualifier: str | None) -> Self:
        """Return the interval of a printed value (its sign included)."""
        if qualifier is None:
            half = Decimal(5).scaleb(-decimals - 1)
            return cls(value - half, value + half)
        factors = bounds()[qualifier]
        low = None if factors.low is None else factors.low * abs(value)
        high = None if factors.high is None else factors.high * abs(value)
        if value < 0:
            return cls(None if high is None else -high, None if low is None else -low)
        return cls(low, high)

    def meets(self, other: "Interval") -> bool:
        """Return whether the two have a value in common."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and self.low > other.high
        return not (below or above)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(_sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> "Interval":
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low
        )

    def __sub__(self, other: "Interval") -> "Interval":
        return self + (-other)

    def scaled(self, factor: Decimal) -> "Interval":
        """Return the interval times a positive factor."""
        return Interval(
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
        )

    def over(self, other: "Interval") -> "Interval":
        """Return the quotient of two intervals of positive numbers."""
        low = None if self.low is None or not other.high else self.low / other.high
        high = (
            None if self.high is None or not other.low or other.low <= 0 else self.high / other.low
        )
        return Interval(low, high)

    def times(self, other: "Interval") -> "Interval":
        """Return the product of two intervals of positive numbers."""
        return Interval(_product(self.low, other.low), _product(self.high, other.high))


def _sum(one: Decimal | None, two: Decimal | None) -> Decimal | None:
    return None if one is None or two is None else one + two


def _product(one: Decimal | None, two: Decimal | None) -> Decimal | None:
    return None if one is None or two is None else one * two


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros: "7200", "112.705"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
