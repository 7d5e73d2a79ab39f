"""So many of each kind from each area to each site: by people, which is the bound, or by parties.

Parties of one area, group, size and site until now are alike, so they are counted, not named.
Counted by people instead, the cheapest answer is found at once, and nothing with whole households
can be cheaper.  Where the parties of each area can be packed into its numbers exactly, the packing
is itself the best there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from muctieu.kernels.isolation.model import Data, Group, Params, Party, Site
from muctieu.kernels.isolation.program import ANY, NotSolved, Program

METRES = 1000
# Packing one area never takes longer.
PACK_SECONDS = 0.5
# An area, a group, and the site where these people are now.
Source: TypeAlias = tuple[int, Group, int | None]


@dataclass(frozen=True)
class Weights:
    """Metres of a person to a site; what one move and one person left weigh against them.

    One move outweighs any journey, and one person left a hundred moves.
    """

    params: Params
    move: float
    leaving: float

    def journey(self, data: Data, area: int, site: Site) -> float:
        """What one person's journey costs, with the hours until the site is ready."""
        return round((data.km[area, site.number] + self.params.hour_km * site.ready_hours) * METRES)


def weights_of(data: Data, params: Params) -> Weights:
    """The weights that this problem's longest journey asks for."""
    waiting = max((params.hour_km * one.ready_hours for one in data.sites), default=0.0)
    longest = round((max(data.km.values(), default=0.0) + waiting + 1.0) * METRES)
    return Weights(params, longest * 2, longest * 200)


@dataclass(frozen=True)
class Kind:
    """``count`` units of ``size`` people of one source."""

    source: Source
    size: int
    count: int


@dataclass(frozen=True)
class Shares:
    """How many units of each kind (by its place) each site gets; None are left.

    ``dearer`` says by how much at least an answer costs more than ``bound`` that sends one of a
    source to a site; what it does not name is not known to cost more.
    """

    counts: Sequence[Mapping[int | None, int]]
    groups: Mapping[int, Group]
    bound: float
    dearer: Mapping[tuple[Source, int | None], float]


@dataclass(frozen=True)
class Within:
    """Ways that can be in an answer at most ``over`` dearer than the bound; ``dearer`` as above."""

    over: float
    dearer: Mapping[tuple[Source, int | None], float]

    def has(self, kind: Kind, site: int | None) -> bool:
        """Whether one of the kind may go there."""
        return kind.size * self.dearer.get((kind.source, site), 0.0) <= self.over


EVERY = Within(ANY, {})


def share_out(
    kinds: Sequence[Kind],
    data: Data,
    weights: Weights,
    seed: int,
    *,
    whole: bool,
    within: Within = EVERY,
) -> Shares:
    """The cheapest way of sending kinds to sites; raises NotSolved where none was found in time.

    ``whole`` asks for whole units; without it units can be divided among sites.
    """
    program = Program()
    sites = [one for one in data.sites if _open(one, weights.params)]
    room = {site.number: program.row(-ANY, site.places) for site in sites}
    switches = _switches(program, sites)
    names: list[tuple[int, int, int | None]] = []
    for at, kind in enumerate(kinds):
        row = program.row(kind.count, kind.count)
        area, group, now = kind.source
        for site in sites:
            if not _fits(kind, site) or not within.has(kind, site.number):
                continue
            cells = [(row, 1.0), (room[site.number], float(kind.size))]
            if (site.number, group) in switches:
                cells.append((switches[site.number, group][0], float(kind.size)))
            moving = weights.move if now not in (None, site.number) else 0.0
            cost = kind.size * (weights.journey(data, area, site) + moving)
            most = min(kind.count, site.places // kind.size)
            names.append((program.column(cost, most, cells, whole=whole), at, site.number))
        leaving = kind.size * weights.leaving
        if within.has(kind, None):
            column = program.column(leaving, kind.count, [(row, 1.0)], whole=whole)
            names.append((column, at, None))
    found = program.solve(weights.params.seconds, seed)
    counts: list[dict[int | None, int]] = [{} for _kind in kinds]
    for column, at, number in names:
        if found.values[column]:
            counts[at][number] = int(found.values[column])
    groups = {
        number: group
        for (number, group), (_row, column) in switches.items()
        if found.values[column]
    }
    dearer = {(kinds[at].source, site): float(found.dearer[column]) for column, at, site in names}
    return Shares(counts, groups, found.bound, dearer)


def _fits(kind: Kind, site: Site) -> bool:
    _area, group, _now = kind.source
    return site.takes(group) and site.places >= kind.size


def _open(site: Site, params: Params) -> bool:
    return site.places > 0 and site.ready_hours <= params.within_hours


def _switches(program: Program, sites: Sequence[Site]) -> dict[tuple[int, Group], tuple[int, int]]:
    """Row and column that open a site to a group, where the allotment decides which one it is."""
    found: dict[tuple[int, Group], tuple[int, int]] = {}
    for site in sites:
        if site.group is not None:
            continue
        either = program.row(-ANY, 1.0)
        for group in Group:
            row = program.row(-ANY, 0.0)
            cells = [(row, -float(site.places)), (either, 1.0)]
            found[site.number, group] = row, program.column(0.0, 1.0, cells, whole=True)
    return found


def packed(
    sizes: Mapping[int, int], bins: Mapping[int | None, int], seed: int
) -> dict[int | None, dict[int, int]] | None:
    """How many parties of each size fill each bin exactly; None where that was not found."""
    program = Program()
    of_size = {size: program.row(count, count) for size, count in sizes.items()}
    of_bin = {key: program.row(people, people) for key, people in bins.items()}
    names = {
        program.column(
            0.0,
            min(count, bins[key] // size),
            [(of_size[size], 1.0), (of_bin[key], float(size))],
            whole=True,
        ): (size, key)
        for size, count in sizes.items()
        for key in bins
        if size <= bins[key]
    }
    try:
        values = program.solve(PACK_SECONDS, seed).values
    except NotSolved:
        return None
    found: dict[int | None, dict[int, int]] = {}
    for column, (size, key) in names.items():
        if values[column]:
            found.setdefault(key, {})[size] = int(values[column])
    return found


def sources_of(parties: Sequence[Party], there: Mapping[int, int]) -> dict[Source, list[Party]]:
    """Parties by where they come from: their area, their group, the site where they are now."""
    found: dict[Source, list[Party]] = {}
    for one in parties:
        found.setdefault((one.area, one.group, there.get(one.number)), []).append(one)
    return found
