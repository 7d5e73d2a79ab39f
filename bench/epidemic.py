"""``mt bench epidemic``: 16,000 people and 200 sites shared out, and shared out again.

160 areas and 200 sites lie at random in a square of 30 km; 16,000 people live in households of
one to six, a sixteenth of them cases; the sites of each group hold a tenth more than are to go.
The allotment keeps households together.  Beside it: each household in turn to the nearest site
with room, and OR-Tools' min-cost flow on the relaxed problem (people one by one, households
split), in an environment of its own.  Then one site in a hundred closes and a hundredth of the
people are new.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.harness import Claim, Report, Timing, parser, peer_python, say
from muctieu.kernels.isolation.allot import allot, nearest, reallot
from muctieu.kernels.isolation.model import Allotment, Data, Group, Human, Party, Site, parties_of

PEOPLE, AREAS, SITES = 16_000, 160, 200
SIDE_KM, SPARE, CASES = 30.0, 1.1, 1 / 16
SIZES = ((1, 0.15), (2, 0.2), (3, 0.25), (4, 0.25), (5, 0.1), (6, 0.05))
SEED = 20211204
CHANGED = 0.01
PACKAGES = ["ortools==9.15.6755"]
PEER = Path(__file__).parent / "peers" / "min_cost_flow.py"


def main(words: list[str]) -> int:
    """Measure and print one report."""
    asked = parser("epidemic").parse_args(words)
    data, later = made_city(np.random.default_rng(SEED))
    first = Timing("allot", tuple(_seconds(lambda: allot(data)) for _turn in range(asked.repeats)))
    found = allot(data)
    again = Timing(
        "reallot",
        tuple(_seconds(lambda: reallot(later, found.placed)) for _turn in range(asked.repeats)),
    )
    changed = reallot(later, found.placed)
    plain = nearest(data)
    report = Report("epidemic")
    report.rows += [
        first.row(**_told(data, found)),
        {"what": "nearest with room, in turn", **_told(data, plain)},
        _relaxed(data),
        again.row(moved=changed.moved, **_told(later, changed)),
    ]
    report.claims += [
        Claim("allotment_gap", found.gap, 0.0, at_most=True),
        Claim("allotment_s", first.median, 5, at_most=True),
        Claim("reallocation_s", again.median, 1, at_most=True),
        Claim("reallocation_moved_share", changed.moved / PEOPLE, 0.02, at_most=True),
    ]
    return report.show(as_json=asked.json)


def made_city(rng: np.random.Generator) -> tuple[Data, Data]:
    """The people and sites, and the same after one person in a hundred and one site changed."""
    areas, spots = rng.uniform(0, SIDE_KM, (AREAS, 2)), rng.uniform(0, SIDE_KM, (SITES, 2))
    km = {
        (area, site): float(np.hypot(*(areas[area] - spots[site])))
        for area in range(AREAS)
        for site in range(SITES)
    }
    parties, alone = parties_of(_people(rng, PEOPLE, 0))
    sites = _sites(rng, parties)
    new, _alone = parties_of(_people(rng, round(PEOPLE * CHANGED), PEOPLE))
    added = tuple(replace(one, number=len(parties) + at) for at, one in enumerate(new))
    closed = int(rng.choice([one.number for one in sites if one.group is Group.F1]))
    fewer = tuple(replace(one, places=0) if one.number == closed else one for one in sites)
    kept = parties[len(added) :]
    return Data(parties, sites, km, alone), Data((*kept, *added), fewer, km)


def _people(rng: np.random.Generator, count: int, first: int) -> list[Human]:
    """Households one after another; the first of each is an adult."""
    found: list[Human] = []
    while len(found) < count:
        size = int(rng.choice([one for one, _share in SIZES], p=[share for _one, share in SIZES]))
        area, house = int(rng.integers(AREAS)), first + len(found)
        case = Group.F0 if rng.random() < CASES else Group.F1
        for member in range(min(size, count - len(found))):
            age = 40 if member == 0 else int(rng.integers(1, 85))
            found.append(Human(first + len(found), house, area, age, case))
    return found


def _sites(rng: np.random.Generator, parties: tuple[Party, ...]) -> tuple[Site, ...]:
    """A sixteenth of the sites for cases; the places of each group are shared out at random."""
    groups = [Group.F0 if at % 16 == 0 else Group.F1 for at in range(SITES)]
    found: dict[int, Site] = {}
    for group in Group:
        ours = [at for at, one in enumerate(groups) if one is group]
        people = sum(one.size for one in parties if one.group is group)
        shares = rng.dirichlet([3.0] * len(ours)) * people * SPARE
        for at, share in zip(ours, shares, strict=True):
            found[at] = Site(at, int(np.ceil(share)), group)
    return tuple(found[at] for at in range(SITES))


def _seconds(action: Any) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _told(data: Data, found: Allotment) -> dict[str, Any]:
    return {
        "people": sum(one.size for one in data.parties),
        "person_km": round(found.person_km, 1),
        "left": sum(len(one.members) for one in found.left),
        "split_households": 0,
        "gap": found.gap,
    }


def _relaxed(data: Data) -> dict[str, Any]:
    """OR-Tools' answer to the problem without households, and how many it splits."""
    python = peer_python("min_cost_flow", PACKAGES)
    people: dict[tuple[int, str], list[int]] = {}
    for one in data.parties:
        people.setdefault((one.area, one.group.value), []).append(one.size)
    asked: Mapping[str, Any] = {
        "sources": [[area, group, sizes] for (area, group), sizes in people.items()],
        "sites": [[one.number, str(one.group), one.places] for one in data.sites],
        "km": [[area, site, km] for (area, site), km in data.km.items()],
    }
    say("· OR-Tools min-cost flow")
    done = subprocess.run(
        [str(python), str(PEER)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return {"what": "OR-Tools min-cost flow, people one by one", **told}
