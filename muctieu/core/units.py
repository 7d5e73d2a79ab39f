"""Units in time: the map of a day, what became of a unit, and the closure that engines read.

Codes and names are both used again for other territory, so neither is a key: a unit is its id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from django.db import models, transaction

from muctieu.core.models import Unit, UnitClosure, UnitShare, UnitVersion
from muctieu.core.said import gettext as _
from muctieu.kernels.vietnamese.text import fold

# What people leave out or shorten when they write a unit's name on a sheet.
_KINDS_WRITTEN = ("phuong", "xa", "thanh pho", "tinh", "dac khu", "p.", "x.", "tp.", "tp")


class BrokenMap(ValueError):
    """Versions of units that cannot be a map: overlapping in time, or a circle of parents."""


def versions_on(day: dt.date) -> models.QuerySet[UnitVersion]:
    """Units as they were on ``day``."""
    return UnitVersion.objects.filter(valid_from__lte=day).filter(
        models.Q(valid_to=None) | models.Q(valid_to__gt=day)
    )


def version_of(unit: int, day: dt.date) -> UnitVersion | None:
    """What ``unit`` was on ``day``; None where it did not exist."""
    return versions_on(day).filter(unit_id=unit).first()


def children(unit: int, day: dt.date) -> list[UnitVersion]:
    """Units directly below ``unit`` on ``day``, in the order of their codes."""
    return list(versions_on(day).filter(parent_id=unit).order_by("code", "pk"))


def below(unit: int, day: dt.date) -> frozenset[int]:
    """The unit and everything below it on ``day``."""
    lasting = models.Q(valid_to=None) | models.Q(valid_to__gt=day)
    found = UnitClosure.objects.filter(lasting, ancestor_id=unit, valid_from__lte=day)
    return frozenset(found.values_list("unit_id", flat=True))


def codes_above(units: Iterable[int]) -> dict[int, frozenset[str]]:
    """Each unit with the codes of itself and of all it ever lay under."""
    wanted = set(units)
    above = UnitClosure.objects.filter(unit_id__in=wanted).values_list("unit_id", "ancestor_id")
    pairs = set(above)
    codes: dict[int, set[str]] = {}
    named = UnitVersion.objects.filter(unit_id__in={ancestor for _unit, ancestor in pairs})
    for unit, code in named.values_list("unit_id", "code"):
        codes.setdefault(unit, set()).add(code)
    found: dict[int, set[str]] = {unit: set() for unit in wanted}
    for unit, ancestor in pairs:
        found[unit] |= codes.get(ancestor, set())
    return {unit: frozenset(those) for unit, those in found.items()}


def root_on(day: dt.date) -> UnitVersion | None:
    """The highest unit on ``day`` that has units below it, or the only one there is."""
    tops = versions_on(day).exclude(kind="office").filter(parent=None)
    return tops.order_by("pk").first()


def plain_name(text: str) -> str:
    """A unit's name folded and without its kind: "P. Cẩm Sơn" and "phường cẩm sơn" are one."""
    folded = fold(text)
    for kind in _KINDS_WRITTEN:
        if folded.startswith(kind) and len(folded) > len(kind):
            rest = folded[len(kind) :]
            if kind.endswith(".") or rest[0] in " .":
                return rest.strip(" .")
    return folded


def find_units(text: str, day: dt.date) -> list[UnitVersion]:
    """Units that ``text`` (a code or a name, with or without marks) can mean on ``day``."""
    wanted, code = plain_name(text), text.strip()
    return [
        one
        for one in versions_on(day).order_by("code", "pk")
        if one.code == code or plain_name(one.name) == wanted
    ]


def unit_named(text: str, day: dt.date) -> UnitVersion:
    """The one unit that ``text`` means on ``day``; :class:`LookupError` says why not otherwise."""
    found = find_units(text, day)
    said = {"name": text, "day": day.strftime("%d/%m/%Y")}
    if not found:
        raise LookupError(_("There was no unit “%(name)s” on %(day)s.") % said)
    if len(found) > 1:
        raise LookupError(
            _("“%(name)s” is the name of several units on %(day)s; use the code.") % said
        )
    return found[0]


@dataclass(frozen=True)
class _Spell:
    """A stretch of time in which a unit had one parent."""

    unit: int
    parent: int | None
    first: dt.date
    end: dt.date

    def during(self, first: dt.date, end: dt.date) -> tuple[dt.date, dt.date] | None:
        low, high = max(self.first, first), min(self.end, end)
        return (low, high) if low < high else None


def _spells() -> dict[int, list[_Spell]]:
    spells: dict[int, list[_Spell]] = {}
    for one in UnitVersion.objects.order_by("unit_id", "valid_from"):
        spell = _Spell(one.unit_id, one.parent_id, one.valid_from, one.valid_to or dt.date.max)
        before = spells.setdefault(one.unit_id, [])
        if before and before[-1].end > spell.first:
            raise BrokenMap(f"unit {one.unit_id} has two versions on {spell.first}")
        before.append(spell)
    return spells


def _above(
    spells: Mapping[int, list[_Spell]], unit: int, first: dt.date, end: dt.date, depth: int
) -> Iterable[tuple[int, int, dt.date, dt.date]]:
    """(ancestor, depth, from, to) of ``unit`` during ``[first, end)``, itself included."""
    if depth > len(spells):
        raise BrokenMap(f"unit {unit} lies under itself")
    for spell in spells.get(unit, ()):
        stretch = spell.during(first, end)
        if stretch is None:
            continue
        yield unit, depth, *stretch
        if spell.parent is not None:
            yield from _above(spells, spell.parent, *stretch, depth + 1)


@transaction.atomic
def rebuild_closure() -> int:
    """Work out again who lay under whom and when; returns the number of rows."""
    spells = _spells()
    rows = [
        UnitClosure(
            ancestor_id=ancestor,
            unit_id=unit,
            depth=depth,
            valid_from=first,
            valid_to=None if end == dt.date.max else end,
        )
        for unit in spells
        for ancestor, depth, first, end in _joined(
            _above(spells, unit, dt.date.min, dt.date.max, 0)
        )
    ]
    UnitClosure.objects.all().delete()
    UnitClosure.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _joined(
    rows: Iterable[tuple[int, int, dt.date, dt.date]],
) -> list[tuple[int, int, dt.date, dt.date]]:
    """Stretches that touch become one: a renamed unit lies under its city without a seam."""
    joined: list[tuple[int, int, dt.date, dt.date]] = []
    for row in sorted(rows):
        if joined and joined[-1][:2] == row[:2] and joined[-1][3] == row[2]:
            joined[-1] = (*joined[-1][:3], row[3])
        else:
            joined.append(row)
    return joined


@dataclass(frozen=True)
class Passed:
    """Which share of a unit lies in another one; ``assumed`` where no document gives the share."""

    share: Fraction
    assumed: bool = False


class Land(NamedTuple):
    """The land of a unit during ``[first, end)``: between two days on which land passed."""

    unit: int
    first: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether the land is that of this day."""
        return self.first <= day < self.end


def always(unit: int) -> Land:
    """The land of a unit that never gave any away while it went on."""
    return Land(unit, dt.date.min, dt.date.max)


Links: TypeAlias = Mapping[Land, Mapping[Land, Passed]]


def passed_on(day: dt.date) -> dict[Land, dict[int, Passed]]:
    """The land of every unit → what it is on the map of ``day``, and which shares are assumed.

    Land of before ``day`` is followed forward through mergers, splits and transfers; land of after
    it is followed back, its share of each former unit weighted by area where several were joined,
    and equally where the areas are not known. A level that was abolished passed its land on with
    its parts: what was its own falls to the unit it lay in.
    """
    return _Following(day).all()


class _Following:
    """The lands there ever were, followed to the map of one day."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.lives = _lives()
        shares = list(UnitShare.objects.select_related("event"))
        self.lands = _lands(self.lives, shares)
        self.forward, self.back = _passages(self, shares)
        self.known: dict[Land, dict[int, Passed]] = {}

    def all(self) -> dict[Land, dict[int, Passed]]:
        return {land: self.follow(land) for lands in self.lands.values() for land in lands}

    def land(self, unit: int, day: dt.date) -> Land:
        """The land that a unit had, or would have had, on a day."""
        return next(one for one in self.lands[unit] if one.holds(day))

    def follow(self, land: Land) -> dict[int, Passed]:
        if land not in self.known:
            self.known[land] = self._followed(land)
        return self.known[land]

    def _followed(self, land: Land) -> dict[int, Passed]:
        life = self.lives[land.unit]
        if land.holds(self.day) and life.on(self.day) is not None:
            return {land.unit: Passed(Fraction(1))}
        later = max(land.first, life.first) > self.day
        onward = (self.back if later else self.forward).get(land, {})
        if not onward:
            return self._to_what_it_lay_in(life, later=later)
        return _combined((one, self.follow(other)) for other, one in onward.items())

    def _to_what_it_lay_in(self, life: _Life, *, later: bool) -> dict[int, Passed]:
        """What was a unit's own when nothing took its place."""
        last = life.versions[-1]
        if last.parent_id is None:
            return {}
        turn = life.first if later else last.valid_to or dt.date.max - _A_DAY
        return self.follow(self.land(last.parent_id, turn))


_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Life:
    """What a unit was, version by version."""

    versions: tuple[UnitVersion, ...]

    @property
    def first(self) -> dt.date:
        return self.versions[0].valid_from

    def on(self, day: dt.date) -> UnitVersion | None:
        """The version of a day; None where the unit did not exist."""
        there = (one for one in self.versions if one.valid_from <= day)
        return next((one for one in there if one.valid_to is None or day < one.valid_to), None)

    def goes_on(self, day: dt.date) -> bool:
        """Whether the unit was there on the day and on the day before."""
        return self.on(day) is not None and self.on(day - _A_DAY) is not None


def _lives() -> dict[int, _Life]:
    found: dict[int, list[UnitVersion]] = {}
    for one in UnitVersion.objects.order_by("valid_from"):
        found.setdefault(one.unit_id, []).append(one)
    return {unit: _Life(tuple(versions)) for unit, versions in found.items()}


def _lands(lives: Mapping[int, _Life], shares: Iterable[UnitShare]) -> dict[int, list[Land]]:
    """The lands of each unit, cut where some of it was given or received while the unit went on."""
    cuts: dict[int, set[dt.date]] = {unit: set() for unit in lives}
    for share in shares:
        for unit in (share.former_id, share.latter_id):
            if unit in lives and lives[unit].goes_on(share.event.on):
                cuts[unit].add(share.event.on)
    lands = {}
    for unit, days in cuts.items():
        ends = [*sorted(days), dt.date.max]
        lands[unit] = [
            Land(unit, *pair) for pair in zip([dt.date.min, *ends[:-1]], ends, strict=True)
        ]
    return lands


def _combined(steps: Iterable[tuple[Passed, Mapping[int, Passed]]]) -> dict[int, Passed]:
    """Shares of shares, added up where two ways lead to one unit."""
    found: dict[int, Passed] = {}
    for first, onward in steps:
        for end, then in onward.items():
            before = found.get(end, Passed(Fraction(0)))
            share = before.share + first.share * then.share
            found[end] = Passed(share, before.assumed or first.assumed or then.assumed)
    return found


def _passages(there: _Following, shares: Iterable[UnitShare]) -> tuple[Links, Links]:
    """Former → latter with shares of the former, and latter → former with shares of the latter."""
    forward: dict[Land, dict[Land, Passed]] = {}
    for share in shares:
        former = there.land(share.former_id, share.event.on - _A_DAY)
        latter = there.land(share.latter_id, share.event.on)
        part = Fraction(share.numerator, share.denominator)
        forward.setdefault(former, {})[latter] = Passed(part, not share.stated)
    for lands in there.lands.values():
        for before, after in pairwise(lands):
            given = forward.setdefault(before, {})
            kept = 1 - sum((one.share for one in given.values()), Fraction(0))
            given[after] = Passed(kept, any(one.assumed for one in given.values()))
    return forward, _backward(there, forward)


def _backward(there: _Following, forward: Links) -> Links:
    """Latter → former. No document says how a joined unit's later figures lie in its parts."""
    weight: dict[Land, dict[Land, Fraction]] = {}
    for former, onward in forward.items():
        for latter, one in onward.items():
            weight.setdefault(latter, {})[former] = one.share
    back = {}
    for latter, parts in weight.items():
        areas = {former: _area(there.lives[former.unit], former) for former in parts}
        known = all(areas.values())
        parts = {one: share * (areas[one] if known else 1) for one, share in parts.items()}
        whole = sum(parts.values())
        back[latter] = {
            former: Passed(part / whole, assumed=len(parts) > 1) for former, part in parts.items()
        }
    return back


def _area(life: _Life, land: Land) -> int:
    """The hectares of a land on its last day; 0 where they are not known."""
    version = life.on(land.end - _A_DAY) or life.versions[-1]
    return version.area_ha or 0


def kin_on(day: dt.date, units: Iterable[int]) -> list[tuple[int, int]]:
    """(unit, other) for every other unit that lies above or below one of ``units`` on ``day``."""
    wanted = list(units)
    there = UnitClosure.objects.filter(valid_from__lte=day, depth__gt=0).filter(
        models.Q(valid_to=None) | models.Q(valid_to__gt=day)
    )
    below = there.filter(ancestor_id__in=wanted).values_list("ancestor_id", "unit_id")
    above = there.filter(unit_id__in=wanted).values_list("unit_id", "ancestor_id")
    return sorted({*below, *above})


def names_on(day: dt.date) -> dict[int, str]:
    """Unit → its name on ``day``; a unit of another time keeps the last name it had before."""
    names: dict[int, str] = {}
    for one in UnitVersion.objects.filter(valid_from__lte=day).order_by("valid_from"):
        names[one.unit_id] = one.name
    for one in UnitVersion.objects.filter(valid_from__gt=day).order_by("valid_from"):
        names.setdefault(one.unit_id, one.name)
    return names


def new_unit(note: str = "") -> Unit:
    """A unit with nothing yet but its identity."""
    return Unit.objects.create(note=note)
