"""Another day's map: whose records count for a unit of it, and with which share.

As it was, a record counts for the unit it lay in on its own day. Restated to the map of a day,
the land of every unit that ever was is followed through mergers, splits and transfers to what it
is on that day. What
can be added is added by shares; people are recounted, each with the largest share that any of
their records has, so that nobody is counted twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import Q

from muctieu.core.models import UnitClosure, UnitVersion
from muctieu.core.units import Land, Passed, always, children, passed_on, versions_on
from muctieu.indicators.owing import Roll

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Level:
    """Land of which at least some share counts, and what that share adds to the one above.

    The value over all is the sum of ``adds`` times what is counted on ``lands``: the lands of a
    level hold those of every level before, so whoever is in several is counted with the largest.
    """

    lands: frozenset[Land]
    adds: Fraction


@dataclass(frozen=True)
class Shared:
    """The land whose records count for a unit of another map, by falling share."""

    levels: tuple[Level, ...]
    whole: frozenset[Land]
    assumed: bool

    @property
    def lands(self) -> frozenset[Land]:
        """All of it."""
        return self.levels[-1].lands

    @property
    def shares(self) -> list[Fraction]:
        """The share of each level, the largest first."""
        return [
            sum((one.adds for one in self.levels[at:]), Fraction(0))
            for at in range(len(self.levels))
        ]

    def frozen_on(self, day: dt.date) -> Shared:
        """The same shares for ever, as they are of what stands on one day."""

        def there(lands: Iterable[Land]) -> frozenset[Land]:
            return frozenset(always(land.unit) for land in lands if land.holds(day))

        levels = tuple(replace(level, lands=there(level.lands)) for level in self.levels)
        return replace(self, levels=levels, whole=there(self.whole))

    def level_of(self) -> dict[Land, int]:
        """Land → the first level it belongs to."""
        found: dict[Land, int] = {}
        for at, level in enumerate(self.levels):
            for land in level.lands:
                found.setdefault(land, at)
        return found


def as_whole(units: Iterable[int]) -> Shared:
    """Units that count as they are, none of them shared."""
    return shared({always(unit): Passed(WHOLE) for unit in units})


def shared(weights: Mapping[Land, Passed]) -> Shared:
    """Shares of lands, as nested levels; without any land, one empty level."""
    given = {land: one for land, one in weights.items() if one.share}
    shares = sorted({one.share for one in given.values()}, reverse=True) or [WHOLE]
    levels = tuple(
        Level(frozenset(land for land, one in given.items() if one.share >= share), share - lower)
        for share, lower in zip(shares, [*shares[1:], Fraction(0)], strict=True)
    )
    whole = frozenset(land for land, one in given.items() if one.share == WHOLE)
    assumed = any(one.assumed for one in given.values() if one.share != WHOLE)
    return Shared(levels, whole, assumed)


class Map:
    """The map of one day, and what every other unit is on it. Loaded once for many questions."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self._passed = passed_on(day)
        self._names = {one.unit_id: one for one in versions_on(day)}
        there = UnitClosure.objects.filter(valid_from__lte=day)
        self._below: dict[int, set[int]] = {}
        for above, unit in there.filter(Q(valid_to=None) | Q(valid_to__gt=day)).values_list(
            "ancestor_id", "unit_id"
        ):
            self._below.setdefault(above, set()).add(unit)

    def has(self, unit: int) -> bool:
        """Whether the unit is on this map."""
        return unit in self._names

    def shared(self, unit: int, within: int | None) -> Shared | None:
        """Whose records count for ``unit``; None where it is not on this map: it stays as it was.

        ``within`` keeps to records of what lay under another unit, and to ``unit`` itself.
        """
        if not self.has(unit):
            return None
        wanted = self._below[unit] if within is None else {unit}
        sources = None if within is None else _ever_below(within)
        return shared(
            {
                land: _sum(parts, wanted)
                for land, parts in self._passed.items()
                if sources is None or land.unit in sources
            }
        )

    def parts(self, unit: int) -> list[UnitVersion]:
        """Units directly below ``unit`` here; of a former unit, those that its land lies in."""
        if self.has(unit):
            return children(unit, self.day)
        ends = self._ends(unit)
        return self._in_order(ends - self._holders(ends))

    def holders(self, unit: int) -> list[UnitVersion]:
        """Units above the parts of a former unit, to which only its own records fell."""
        return [] if self.has(unit) else self._in_order(self._holders(self._ends(unit)))

    def _ends(self, unit: int) -> set[int]:
        ever = _ever_below(unit)
        return {end for land, ends in self._passed.items() if land.unit in ever for end in ends}

    def _holders(self, ends: set[int]) -> set[int]:
        return {end for end in ends if self._below[end] & (ends - {end})}

    def _in_order(self, units: Iterable[int]) -> list[UnitVersion]:
        return sorted((self._names[one] for one in units), key=lambda one: (one.code, one.pk))


def _sum(passed: Mapping[int, Passed], wanted: Iterable[int]) -> Passed:
    found = [passed[one] for one in wanted if one in passed]
    share = sum((one.share for one in found), Fraction(0))
    return Passed(share, any(one.assumed for one in found))


def _ever_below(unit: int) -> set[int]:
    below = UnitClosure.objects.filter(ancestor_id=unit)
    return set(below.values_list("unit_id", flat=True))


class Atlas:
    """The maps that one call needs, and who there was on them, each looked up once."""

    def __init__(self) -> None:
        self._maps: dict[dt.date, Map] = {}
        self._children: dict[tuple[int, dt.date], list[UnitVersion]] = {}
        self.roll = Roll()

    def of(self, day: dt.date) -> Map:
        """The map of a day."""
        if day not in self._maps:
            self._maps[day] = Map(day)
        return self._maps[day]

    def children(self, unit: int, day: dt.date) -> list[UnitVersion]:
        """Units directly below ``unit`` on the map as it was on ``day``."""
        if (unit, day) not in self._children:
            self._children[unit, day] = children(unit, day)
        return self._children[unit, day]
