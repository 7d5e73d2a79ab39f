"""Who goes to which site, at the least person-kilometres; and again later, moving few.

Nobody is left while there is room: to leave somebody costs more than any journey.  Answers come
with the gap that was proved: the share by which the journeys may be longer than the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from muctieu.kernels.isolation.flow import (
    EVERY,
    Kind,
    Shares,
    Source,
    Weights,
    Within,
    packed,
    share_out,
    sources_of,
    weights_of,
)
from muctieu.kernels.isolation.model import (
    Allotment,
    Data,
    Group,
    Left,
    Limit,
    Params,
    Party,
    Site,
)
from muctieu.kernels.isolation.program import NotSolved

Placed: TypeAlias = dict[int, int]
DEFAULT = Params()
# Parties × sites up to which whole parties are asked for at once.
SMALL = 5_000


def allot(data: Data, params: Params = DEFAULT, seed: int = 0) -> Allotment:
    """Place parties at the least person-kilometres; who finds no place is named with the limit.

    Sites of a stage are opened only when those of the stages before leave somebody.
    """
    return _staged(data, params, seed, {})


def reallot(
    data: Data, before: Mapping[int, int], params: Params = DEFAULT, seed: int = 0
) -> Allotment:
    """Place parties anew; only those move who must.

    New parties find places, a site that is closed gives up all and one that has become too small
    as few people as it can; everybody else stays where ``before`` has them.  Only where somebody
    would be left that way, others are moved to make room.  No gap is proved: journeys may be
    longer than in a plan that is made afresh.
    """
    there = _still_there(data, before, params)
    decided = replace(data, sites=_decided(data, there))
    placed = _around(decided, there, params, seed)
    if len(placed) < len(data.parties):
        placed = _with_room_made(decided, placed, there, params, seed)
    moved = sum(
        one.size
        for one in data.parties
        if one.number in before and placed.get(one.number) != before[one.number]
    )
    return replace(_told(decided, params, placed, None), moved=moved)


def nearest(data: Data, params: Params = DEFAULT) -> Allotment:
    """The plain way: each party in turn goes to the nearest site that still has room for it."""
    return _told(data, params, _greedy(data, params), None)


@dataclass(frozen=True)
class _Answer:
    """Where parties go, and what no other answer can be cheaper than."""

    placed: Placed
    bound: float


def _staged(data: Data, params: Params, seed: int, there: Mapping[int, int]) -> Allotment:
    """The allotment over as few stages as leave nobody, or over all of them."""
    stages = sorted({site.stage for site in data.sites}) or [1]
    open_now = set(there.values())
    for stage in stages:
        sites = tuple(s for s in data.sites if s.stage <= stage or s.number in open_now)
        some = replace(data, sites=sites)
        if stage != stages[-1] and _too_small(some, params):
            continue
        answer = _solved(some, params, seed, there)
        if len(answer.placed) == len(data.parties):
            break
    weights = weights_of(data, params)
    gap = _gap(some, weights, answer, there)
    return _told(data, params, answer.placed, gap)


def _too_small(data: Data, params: Params) -> bool:
    """Whether the sites cannot hold everybody, however they are shared out."""
    ready = [site for site in data.sites if site.ready_hours <= params.within_hours]
    return any(
        sum(site.places for site in ready if site.takes(group))
        < sum(party.size for party in data.parties if party.group is group)
        for group in Group
    )


def _around(data: Data, there: Mapping[int, int], params: Params, seed: int) -> Placed:
    """Everybody stays who can; the others are placed in the room that is left."""
    used = _used(data.parties, there)
    crowded = {site.number for site in data.sites if used.get(site.number, 0) > site.places}
    fixed = {number: site for number, site in there.items() if site not in crowded}
    kept = _used(data.parties, fixed)
    others = replace(
        data,
        parties=tuple(one for one in data.parties if one.number not in fixed),
        sites=tuple(
            replace(site, places=site.places - kept.get(site.number, 0)) for site in data.sites
        ),
    )
    some = _staged(others, params, seed, {n: s for n, s in there.items() if n not in fixed})
    return {**fixed, **some.placed}


def _with_room_made(
    data: Data, placed: Placed, there: Mapping[int, int], params: Params, seed: int
) -> Placed:
    """The same with people at sites nearby moved where that gives somebody else a place.

    The free places are there but in the wrong sites: beds here and there, and a household that
    needs three together.  As many sites are looked at as can be solved for certain.
    """
    for group in Group:
        waiting = [p for p in data.parties if p.group is group and p.number not in placed]
        if waiting:
            some = _nearby(data, placed, waiting, params)
            answer = _whole(some, weights_of(data, params), seed, there)
            looked_at = {one.number for one in some.parties}
            placed = {n: s for n, s in placed.items() if n not in looked_at} | answer.placed
    return placed


def _nearby(data: Data, placed: Placed, waiting: Sequence[Party], params: Params) -> Data:
    """Those who wait, and the nearest sites that have a free place, with everybody there."""
    used = _used(data.parties, placed)
    at_site: dict[int, list[Party]] = {}
    for one in data.parties:
        if one.number in placed:
            at_site.setdefault(placed[one.number], []).append(one)
    areas = {one.area for one in waiting}
    free = [
        site
        for site in data.sites
        if site.takes(waiting[0].group)
        and site.ready_hours <= params.within_hours
        and site.places > used.get(site.number, 0)
    ]
    free.sort(key=lambda site: min(data.km[area, site.number] for area in areas))
    parties, sites = list(waiting), list[Site]()
    for site in free:
        there = at_site.get(site.number, [])
        if (len(parties) + len(there)) * (len(sites) + 1) > SMALL:
            break
        parties += there
        sites.append(site)
    return replace(data, parties=tuple(parties), sites=tuple(sites))


def _still_there(data: Data, before: Mapping[int, int], params: Params) -> Placed:
    """Parties whose site of before still takes them."""
    sites = {site.number: site for site in data.sites}
    return {
        one.number: before[one.number]
        for one in data.parties
        if one.number in before
        and before[one.number] in sites
        and _may(one, sites[before[one.number]], params)
    }


def _decided(data: Data, there: Mapping[int, int]) -> tuple[Site, ...]:
    """Sites with the group of those who are there, where they had none of their own."""
    parties = {one.number: one for one in data.parties}
    people: dict[int, dict[Group, int]] = {}
    for number, site in there.items():
        groups = people.setdefault(site, {})
        groups[parties[number].group] = groups.get(parties[number].group, 0) + 1
    most = {site: max(groups, key=lambda one: groups[one]) for site, groups in people.items()}
    return tuple(replace(site, group=site.group or most.get(site.number)) for site in data.sites)


def _may(party: Party, site: Site, params: Params) -> bool:
    """Whether the site takes that group, is ready in time and large enough at all."""
    ready = site.ready_hours <= params.within_hours
    return ready and site.takes(party.group) and site.places >= party.size


# ------------------------------------------------------------------ the search


def _solved(data: Data, params: Params, seed: int, there: Mapping[int, int]) -> _Answer:
    """The answer for all; for each group by itself where every site has its own."""
    weights = weights_of(data, params)
    if any(site.group is None for site in data.sites):
        return _searched(data, weights, seed, there)
    answers = [_searched(one, weights, seed, there) for one in _each_group(data)]
    placed = {number: site for one in answers for number, site in one.placed.items()}
    return _Answer(placed, sum(one.bound for one in answers))


def _each_group(data: Data) -> Iterator[Data]:
    for group in Group:
        yield replace(
            data,
            parties=tuple(one for one in data.parties if one.group is group),
            sites=tuple(one for one in data.sites if one.group is group),
        )


def _searched(data: Data, weights: Weights, seed: int, there: Mapping[int, int]) -> _Answer:
    """Pack the cheapest flow of people; what cannot be packed is asked for in whole parties.

    A small problem is asked for whole at once.  Where a large one was not packed exactly, all of
    it is asked for whole, but only by the ways that the flow leaves open for a better answer.
    """
    if len(data.parties) * len(data.sites) <= SMALL:
        return _whole(data, weights, seed, there)
    sources = sources_of(data.parties, there)
    people = [Kind(key, 1, sum(one.size for one in some)) for key, some in sources.items()]
    flow = share_out(people, data, weights, seed, whole=False)
    placed: Placed = {}
    loose: list[Party] = []
    for kind, counts in zip(people, flow.counts, strict=True):
        filled = _filled(sources[kind.source], counts, seed)
        if filled is None:
            loose += sources[kind.source]
        else:
            placed |= filled
    if loose:
        rest = _rest(data, flow, placed, loose)
        placed |= _whole(rest, weights, seed, there).placed
    answer = _Answer(placed, flow.bound)
    over = _over(data, weights, answer, there)
    if not over or over >= weights.move:
        return answer
    better = _whole(data, weights, seed, there, Within(over + 1.0, flow.dearer))
    return min(better, answer, key=lambda one: _cost(data, weights, one.placed, there))


def _filled(parties: Sequence[Party], bins: Mapping[int | None, int], seed: int) -> Placed | None:
    """Parties of one source put into ``bins`` of people exactly; None where they do not fit."""
    by_size: dict[int, list[int]] = {}
    for one in parties:
        by_size.setdefault(one.size, []).append(one.number)
    found = packed({size: len(some) for size, some in by_size.items()}, bins, seed)
    if found is None:
        return None
    return {
        by_size[size].pop(): site
        for site, many in found.items()
        if site is not None
        for size, count in many.items()
        for _turn in range(count)
    }


def _rest(data: Data, flow: Shares, placed: Placed, loose: Sequence[Party]) -> Data:
    """The parties that were not packed, and the room that the others leave."""
    used = _used(data.parties, placed)
    sites = tuple(
        replace(
            site,
            places=site.places - used.get(site.number, 0),
            group=site.group or flow.groups.get(site.number),
        )
        for site in data.sites
    )
    return replace(data, parties=tuple(loose), sites=sites)


def _whole(
    data: Data,
    weights: Weights,
    seed: int,
    there: Mapping[int, int],
    within: Within = EVERY,
) -> _Answer:
    """Whole parties by their kinds; the nearest sites where no answer was found in time."""
    named: dict[tuple[Source, int], list[int]] = {}
    for source, parties in sources_of(data.parties, there).items():
        for one in parties:
            named.setdefault((source, one.size), []).append(one.number)
    kinds = [Kind(source, size, len(numbers)) for (source, size), numbers in named.items()]
    try:
        shares = share_out(kinds, data, weights, seed, whole=True, within=within)
    except NotSolved:
        return _Answer(_greedy(data, weights.params), 0.0)
    placed = dict(_handed_out(list(named.values()), shares))
    return _Answer(placed, shares.bound)


def _handed_out(named: Sequence[Sequence[int]], shares: Shares) -> Iterator[tuple[int, int]]:
    for numbers, counts in zip(named, shares.counts, strict=True):
        waiting = iter(numbers)
        for site, count in counts.items():
            for _turn in range(count):
                number = next(waiting)
                if site is not None:
                    yield number, site


def _greedy(data: Data, params: Params) -> Placed:
    room = {site.number: site for site in data.sites}
    placed: Placed = {}
    for party in data.parties:
        fits = [site for site in room.values() if _may(party, site, params)]
        if fits:
            best = min(fits, key=lambda site: (data.km[party.area, site.number], site.number))
            placed[party.number] = best.number
            left = best.places - party.size
            room[best.number] = replace(best, places=left, group=party.group)
    return placed


# ------------------------------------------------------------------ what came of it


def _cost(data: Data, weights: Weights, placed: Placed, there: Mapping[int, int]) -> float:
    """Journeys, moves and people left, in metres of a person."""
    sites = {one.number: one for one in data.sites}
    cost = 0.0
    for one in data.parties:
        site = placed.get(one.number)
        if site is None:
            cost += one.size * weights.leaving
            continue
        moving = weights.move if there.get(one.number, site) != site else 0.0
        cost += one.size * (weights.journey(data, one.area, sites[site]) + moving)
    return cost


def _over(data: Data, weights: Weights, answer: _Answer, there: Mapping[int, int]) -> float:
    """How far above the bound the answer is; what is within a metre is arithmetic."""
    over = _cost(data, weights, answer.placed, there) - answer.bound
    return over if over > 1.0 else 0.0


def _gap(data: Data, weights: Weights, answer: _Answer, there: Mapping[int, int]) -> float:
    """How far above the bound the answer is, as a share of what its journeys cost."""
    sites = {one.number: one for one in data.sites}
    journeys = sum(
        one.size * weights.journey(data, one.area, sites[answer.placed[one.number]])
        for one in data.parties
        if one.number in answer.placed
    )
    return _over(data, weights, answer, there) / max(journeys, 1.0)


def _told(data: Data, params: Params, placed: Placed, gap: float | None) -> Allotment:
    parties = {party.number: party for party in data.parties}
    used = _used(data.parties, placed)
    groups = {site: parties[number].group for number, site in placed.items()}
    free = [
        replace(s, places=s.places - used.get(s.number, 0), group=s.group or groups.get(s.number))
        for s in data.sites
    ]
    left = [
        Left(party.members, _binding(party, free, params))
        for number, party in parties.items()
        if number not in placed
    ]
    left += [Left(members, Limit.GUARDIAN) for members in data.unguarded]
    km = sum(
        parties[number].size * data.km[parties[number].area, site]
        for number, site in placed.items()
    )
    return Allotment(placed, tuple(left), km, gap, groups)


def _binding(party: Party, free: Sequence[Site], params: Params) -> Limit:
    """The limit that keeps a party from the places that are left."""
    takes = [site for site in free if site.takes(party.group)]
    if any(one.places >= party.size and one.ready_hours > params.within_hours for one in takes):
        return Limit.READINESS
    ready = [one for one in takes if one.ready_hours <= params.within_hours]
    together = sum(one.places for one in ready) >= party.size
    return Limit.TOGETHER if together else Limit.PLACES


def _used(parties: Sequence[Party], placed: Mapping[int, int]) -> dict[int, int]:
    used: dict[int, int] = {}
    for one in parties:
        if one.number in placed:
            used[placed[one.number]] = used.get(placed[one.number], 0) + one.size
    return used
