"""“Dự kiến bố trí chỗ cách ly”: which free places those who wait could be brought to.

A proposal from the registers, made anew each time it is asked for: nothing is decided by it, and
nobody is named.  The paper says how far from the best it can be, and which limit leaves whom.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.units import below, names_on, versions_on
from muctieu.core.words import Words
from muctieu.indicators.define import Where
from muctieu.indicators.question import Question
from muctieu.kernels.isolation.allot import allot
from muctieu.kernels.isolation.model import (
    Allotment,
    Data,
    Group,
    Human,
    Limit,
    Params,
    Party,
    Site,
    parties_of,
)
from muctieu.sectors.epidemic.actions import (
    SiteNow,
    contacts_waiting,
    humans_waiting,
    sites_on,
)
from muctieu.sectors.epidemic.models import STAY
from muctieu.statements.papers import Asked, Paper, contribute_paper
from muctieu.statements.write.document import (
    Block,
    Cited,
    Heading,
    Name,
    Paragraph,
    Plain,
    Sentence,
    Statement,
    Table,
    say,
)

EARTH_KM = 6371.0
# A page waits no longer; the gap then says what the search did not get to.
SECONDS = 5.0
PEOPLE, PLACES = gettext_lazy("people"), gettext_lazy("places")
DISTANCE, TRAVELLED = gettext_lazy("km"), gettext_lazy("person-km")
TITLE = gettext_lazy("Proposed isolation places for contacts who wait")
LIMITS: dict[Limit, Words] = {
    Limit.GUARDIAN: gettext_lazy("children with whom no adult of the household can go"),
    Limit.READINESS: gettext_lazy("places are not ready in time"),
    Limit.TOGETHER: gettext_lazy("no site has room for the whole household together"),
    Limit.PLACES: gettext_lazy("no free place is left"),
}


@dataclass(frozen=True)
class _Proposal:
    """Parties, the sites with what is free, and who goes where."""

    humans: dict[int, Human]
    parties: dict[int, Party]
    sites: dict[int, SiteNow]
    free: dict[int, int]
    km: dict[tuple[int, int], float]
    unplaced_units: tuple[int, ...]
    found: Allotment

    def flows(self) -> Counter[tuple[int, int]]:
        """People by the unit they come from and the site they go to."""
        flows: Counter[tuple[int, int]] = Counter()
        for number, site in self.found.placed.items():
            flows[self.parties[number].area, site] += self.parties[number].size
        return flows

    def left(self) -> Counter[tuple[int, Limit]]:
        """People without a place by their unit and the limit that binds."""
        left: Counter[tuple[int, Limit]] = Counter()
        for one in self.found.left:
            left[self.humans[one.members[0]].area, one.limit] += len(one.members)
        return left


def _proposal(humans: Sequence[Human], sites: Sequence[SiteNow], day: dt.date) -> _Proposal:
    free = {
        one.facility: max(one.ready - sum(stay.on(day) for stay in one.stays), 0)
        for one in sites
        if one.holds == Group.F1.value
    }
    parties, alone = parties_of(humans)
    km, unknown = _distances(
        {one.area for one in parties},
        {s.facility: s.unit for s in sites if s.facility in free},
        day,
    )
    places = tuple(Site(number, many, Group.F1) for number, many in free.items() if many)
    found = allot(Data(parties, places, km, alone), Params(seconds=SECONDS))
    return _Proposal(
        {one.number: one for one in humans}, {one.number: one for one in parties},
        {one.facility: one for one in sites}, free, km, unknown, found,
    )  # fmt: skip


def _distances(
    areas: set[int], sites: dict[int, int], day: dt.date
) -> tuple[dict[tuple[int, int], float], tuple[int, ...]]:
    """Straight lines between the middles of units, and the units whose middle is not known.

    From or to such a unit the longest of the known distances is counted, one kilometre at least.
    """
    rows = versions_on(day).filter(unit_id__in=areas | set(sites.values()))
    at = {
        one.unit_id: (one.latitude, one.longitude)
        for one in rows
        if one.latitude is not None and one.longitude is not None
    }
    known = {
        (area, site): _line(at[area], at[unit])
        for area in areas
        for site, unit in sites.items()
        if area in at and unit in at
    }
    longest = max(known.values(), default=0.0) or 1.0
    km = {
        (area, site): 0.0 if area == unit else known.get((area, site), longest)
        for area in areas
        for site, unit in sites.items()
    }
    return km, tuple(sorted((areas | set(sites.values())) - set(at)))


def _line(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points (degrees) along the surface of the earth."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


class _Writer:
    """One paper being written."""

    def __init__(self, asked: Asked, made: _Proposal, homeless: int) -> None:
        self.asked, self.made, self.homeless = asked, made, homeless
        self.names = names_on(asked.as_of)

    def blocks(self) -> Iterator[Block]:
        """How many wait, where they could go, who is left, and how it was worked out."""
        yield Paragraph(self._in_all())
        flows, left = self.made.flows(), self.made.left()
        if flows:
            yield self._by_unit(flows)
            yield self._by_site(flows)
            yield Paragraph(self._proof())
        if left:
            yield Heading(_plain(_("Who finds no place")))
            yield self._left(left)
        yield from self._how()

    def _question(self, code: str, *where: Where) -> Question:
        return Question(code, self.asked.unit, self.asked.as_of, self.asked.known, where=where)

    def _contacts(self, *where: Where) -> Question:
        return self._question("epidemic.contacts", *where)

    def _figure(
        self, key: str, value: int | Fraction, meaning: str, question: Question,
        unit: Words = PEOPLE, decimals: int = 0,
    ) -> Cited:  # fmt: skip
        return Cited(
            key=key, text=self.asked.number(value, decimals), link=self.asked.link(question),
            meaning=meaning, value=Fraction(value), unit=str(unit), as_of=self.asked.as_of,
        )  # fmt: skip

    def _in_all(self) -> Sentence:
        made = self.made
        waiting = sum(one.group is not None for one in made.humans.values())
        along = sum(one.guardian is not None for one in made.parties.values())
        placed, left = sum(made.flows().values()), sum(made.left().values())
        ready = self._question("epidemic.places_f1_ready")
        return say(
            _("Contacts who wait: %(waiting)s; adults who go along with children: %(along)s. Free"
              " places for them: %(free)s. Placed: %(placed)s; without a place: %(left)s."),
            waiting=self._figure("waiting", waiting, _("Contacts who wait"), self._contacts()),
            along=self._figure("along", along, _("Adults who go along"), self._contacts()),
            free=self._figure("free", sum(made.free.values()), _("Free places"), ready, PLACES),
            placed=self._figure("placed", placed, _("Placed"), self._contacts()),
            left=self._figure("left", left, _("Without a place"), self._contacts()),
        )  # fmt: skip

    def _by_unit(self, flows: Counter[tuple[int, int]]) -> Table:
        order = sorted(flows, key=lambda pair: (self._name(pair[0]), self._site(pair[1])))
        heads = (
            _("Place of residence"),
            _("Isolation or treatment site"),
            _("People"),
            _("Distance, km"),
        )
        return Table(
            _plain(_("From each ward and commune to each site")),
            tuple(map(_plain, heads)),
            tuple(self._flow_row(area, site, flows[area, site]) for area, site in order),
        )

    def _flow_row(self, area: int, site: int, many: int) -> tuple[Sentence, ...]:
        contacts = self._contacts(Where("residence", "eq", area))
        way, key = f"{self._name(area)} – {self._site(site)}", f"way/{area}/{site}"
        km = Fraction(round(self.made.km[area, site] * 10), 10)
        return (
            (Name(self._name(area)),),
            (Name(self._site(site)),),
            (self._figure(key, many, f"{way}: {_('People')}", contacts),),
            (self._figure(f"{key}/km", km, f"{way}: {_('Distance, km')}", contacts, DISTANCE, 1),),
        )

    def _by_site(self, flows: Counter[tuple[int, int]]) -> Table:
        coming: Counter[int] = Counter()
        for (_area, site), many in flows.items():
            coming[site] += many
        heads = (
            _("Isolation or treatment site"),
            _("Free places"),
            _("People who come"),
            _("Free afterwards"),
        )
        return Table(
            _plain(_("Sites that take people in")),
            tuple(map(_plain, heads)),
            tuple(self._site_row(one, coming[one]) for one in sorted(coming, key=self._site)),
        )

    def _site_row(self, site: int, many: int) -> tuple[Sentence, ...]:
        ready = self._question("epidemic.places_f1_ready", Where("facility", "eq", site))
        free, name = self.made.free[site], self._site(site)
        cells = (
            ("free", free, _("Free places"), PLACES),
            ("coming", many, _("People who come"), PEOPLE),
            ("after", free - many, _("Free afterwards"), PLACES),
        )
        return (
            (Name(name),),
            *(
                (self._figure(f"site/{site}/{key}", value, f"{name}: {words}", ready, unit),)
                for key, value, words, unit in cells
            ),
        )

    def _proof(self) -> Sentence:
        km = Fraction(round(self.made.found.person_km * 10), 10)
        travelled = self._figure("km", km, _("Journeys"), self._contacts(), TRAVELLED, 1)
        gap = self.made.found.gap
        if gap == 0:
            return say(_("Journeys: %(km)s person-kilometres. It is proved that no other sharing out"
                         " of as many people is shorter."), km=travelled)  # fmt: skip
        share = Fraction(gap or 0).limit_denominator(10_000) * 100
        words = _("Journeys: %(km)s person-kilometres. The search was stopped: the shortest there is"
                  " may be shorter by up to %(gap)s percent.")  # fmt: skip
        figure = self._figure("gap", share, _("Gap to the best"), self._contacts(), "%", 2)
        return say(words, km=travelled, gap=figure)

    def _left(self, left: Counter[tuple[int, Limit]]) -> Table:
        order = sorted(left, key=lambda pair: (self._name(pair[0]), pair[1]))
        heads = (_("Place of residence"), _("What keeps them from a place"), _("People"))
        return Table(
            _plain(_("People without a place, and the limit that binds")),
            tuple(map(_plain, heads)),
            tuple(self._left_row(area, limit, left[area, limit]) for area, limit in order),
        )

    def _left_row(self, area: int, limit: Limit, many: int) -> tuple[Sentence, ...]:
        contacts, words = self._contacts(Where("residence", "eq", area)), str(LIMITS[limit])
        meaning = f"{self._name(area)}: {words}"
        return (
            (Name(self._name(area)),),
            (Name(words),),
            (self._figure(f"left/{area}/{limit.value}", many, meaning, contacts),),
        )

    def _how(self) -> Iterator[Block]:
        yield Paragraph(_plain(_how_made()))
        if self.homeless:
            figure = self._figure(
                "homeless", self.homeless, _("Household not known"), self._contacts()
            )
            yield Paragraph(
                say(_("Household not known: %(many)s; each goes alone here."), many=figure)
            )
        if self.made.unplaced_units:
            names = ", ".join(sorted(map(self._name, self.made.unplaced_units)))
            words = _("Position not known: %(units)s. To and from there the longest known distance is"
                      " counted.")  # fmt: skip
            yield Paragraph(say(words, units=Name(names)))

    def _name(self, unit: int) -> str:
        return self.names.get(unit, "–")

    def _site(self, site: int) -> str:
        return f"{self.made.sites[site].name}, {self._name(self.made.sites[site].unit)}"


def _plain(words: str) -> Sentence:
    return (Plain(words),)


def _how_made() -> str:
    return _(
        "How it is worked out: contacts of the last two weeks who are neither isolated nor a case"
        " are brought to free places of sites for contacts, a household together, children with an"
        " adult, at the fewest person-kilometres; nobody is left while there is room. Distances are"
        " straight lines between the middles of wards and communes, not roads. This is a proposal:"
        " nobody is placed until a stay is entered."
    )


def isolation_proposed(asked: Asked) -> Statement:
    """The paper for a unit and a day."""
    units = below(asked.unit, asked.as_of)
    sites = sites_on(asked.as_of, asked.known, units)
    waiting = contacts_waiting(asked.as_of, asked.known, units)
    humans, homeless = humans_waiting(waiting, asked.as_of, asked.known)
    made = _proposal(humans, sites, asked.as_of)
    return Statement(
        agency=asked.agency,
        title=_plain(str(TITLE)),
        subtitle=asked.subtitle,
        band=asked.band if any(one.rehearsed for one in sites) else "",
        blocks=tuple(_Writer(asked, made, len(homeless)).blocks()),
        foot=_plain(_("Each number leads to its records; made by the system Mục tiêu.")),
    )


contribute_paper(Paper("epidemic-isolation", TITLE, STAY.code, isolation_proposed))
