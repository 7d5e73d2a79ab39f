"""What an allotment is about: people, the parties they form, sites, and what came of it.

A *party* goes to one site together: the people of one household who are of one group.  Children do
not go alone: an adult of the household who is to be isolated nowhere else goes with them and
takes a place.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ADULT_FROM = 16


class Group(enum.StrEnum):
    """Cases and contacts are never at one site."""

    F0 = "f0"
    F1 = "f1"


class Limit(enum.StrEnum):
    """What keeps a party from a place.

    GUARDIAN: children with whom nobody can go.  READINESS: there is room, but later than it may
    be.  TOGETHER: there is room in all, but nowhere for the whole party.  PLACES: there is none.
    """

    GUARDIAN = "guardian"
    READINESS = "readiness"
    TOGETHER = "together"
    PLACES = "places"


@dataclass(frozen=True)
class Human:
    """Somebody to be isolated; of no ``group`` is who only may go along as a guardian."""

    number: int
    household: int
    area: int
    age: int
    group: Group | None


@dataclass(frozen=True)
class Party:
    """People who go together, from one area; a ``guardian`` is among them where one was needed."""

    number: int
    area: int
    group: Group
    members: tuple[int, ...]
    guardian: int | None = None

    @property
    def size(self) -> int:
        """Places it takes."""
        return len(self.members)


@dataclass(frozen=True)
class Site:
    """A place that takes one group; ``group`` None means that the allotment decides which.

    Sites of a later ``stage`` are opened only when those before leave somebody.
    """

    number: int
    places: int
    group: Group | None = None
    ready_hours: float = 0.0
    stage: int = 1

    def takes(self, group: Group) -> bool:
        """Whether it may take people of that group."""
        return self.group in (None, group)


@dataclass(frozen=True)
class Params:
    """How an allotment is made.

    ``within_hours``: sites that are ready later are not used.  ``hour_km``: how many kilometres
    of each person an hour of waiting for the site is worth.  ``seconds``: when to stop a search
    with the best found; the gap then says how far from the best that may be.
    """

    within_hours: float = 24.0
    hour_km: float = 0.0
    seconds: float = 60.0


@dataclass(frozen=True)
class Data:
    """Parties, sites, and the kilometres from each area to each site by number.

    ``unguarded`` are children with whom nobody can go: they have no party.
    """

    parties: tuple[Party, ...]
    sites: tuple[Site, ...]
    km: Mapping[tuple[int, int], float]
    unguarded: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Left:
    """Those who have no place, and the limit that binds."""

    members: tuple[int, ...]
    limit: Limit


@dataclass(frozen=True)
class Allotment:
    """Party → site, who is left and why, person-kilometres, and the gap that was proved.

    ``gap`` is the share by which the journeys may be longer than the best there are; None where
    nothing was proved.  ``moved`` are people who had another site before; ``groups`` says whom
    each used site takes.
    """

    placed: Mapping[int, int]
    left: tuple[Left, ...]
    person_km: float
    gap: float | None
    groups: Mapping[int, Group] = field(default_factory=dict)
    moved: int = 0


def parties_of(people: Sequence[Human]) -> tuple[tuple[Party, ...], tuple[tuple[int, ...], ...]]:
    """The parties that people form, and children whom nobody can go with."""
    houses: dict[int, list[Human]] = {}
    for one in people:
        houses.setdefault(one.household, []).append(one)
    parties: list[Party] = []
    alone: list[tuple[int, ...]] = []
    for members in houses.values():
        free = [one.number for one in members if one.group is None and one.age >= ADULT_FROM]
        for group in Group:
            going = [one for one in members if one.group is group]
            numbers = tuple(one.number for one in going)
            if not going:
                continue
            grown = any(one.age >= ADULT_FROM for one in going)
            if not grown and not free:
                alone.append(numbers)
                continue
            along = None if grown else free.pop()
            members_all = numbers if along is None else (*numbers, along)
            parties.append(Party(len(parties), going[0].area, group, members_all, along))
    return tuple(parties), tuple(alone)
