"""“Chỗ cách ly, điều trị trong ngày”: how full the sites are, who leaves when, and what comes.

People there now over places ready now, a stock over a stock.  What is to come is a model, and
the paper says which.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from statistics import median_low

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muctieu.core.units import below, codes_above, names_on
from muctieu.core.words import Words
from muctieu.indicators.define import Where
from muctieu.indicators.question import Question
from muctieu.kernels.isolation.outlook import DAYS, Now, Outlook, look_ahead
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.sectors.epidemic.actions import (
    LATE_DAYS,
    SiteNow,
    Waiting,
    contacts_waiting,
    diseases_watched,
    rules_in_force,
    sites_on,
)
from muctieu.sectors.epidemic.models import STAY, Group
from muctieu.sectors.epidemic.rules import Fullness, Subject, definitions, fullness
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
    said,
    say,
)

SOON_DAYS = 7
# Days of the projection that are printed.
PRINTED = (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, DAYS)
HOURS = 24
PEOPLE, PLACES, WAITED = gettext_lazy("people"), gettext_lazy("places"), gettext_lazy("hours")
WORDS: dict[Fullness, Words] = {
    Fullness.NOT_READY: gettext_lazy("no place ready"),
    Fullness.ROOM: gettext_lazy("has room"),
    Fullness.FILLING: gettext_lazy("filling up"),
    Fullness.ALMOST_FULL: gettext_lazy("almost full"),
    Fullness.FULL: gettext_lazy("full"),
}


@dataclass(frozen=True)
class _Part:
    """Sites taken together: people there, places ready, and the weeks to come."""

    used: int
    due: tuple[int, ...]
    overdue: int
    now: Now

    @property
    def ready(self) -> int:
        """Places that are ready."""
        return self.now.places

    @cached_property
    def outlook(self) -> Outlook:
        """The weeks to come, worked out where they are asked for."""
        return look_ahead(self.now)

    @property
    def share(self) -> Fraction | None:
        """Percent of the places in use; None where no place is ready."""
        return Fraction(self.used * 100, self.ready) if self.ready else None


def _part(sites: Sequence[SiteNow], day: dt.date) -> _Part:
    there = [one for site in sites for one in site.stays if one.on(day)]
    due = [(one.due_on - day).days for one in there]
    came = [one for site in sites for one in site.stays if (day - one.from_on).days < LATE_DAYS]
    arrivals = [0] * LATE_DAYS
    for one in came:
        arrivals[(day - one.from_on).days] += 1
    ready = sum(site.ready for site in sites)
    lasts = [(one.due_on - one.from_on).days + 1 for one in (came or there)]
    now = Now([max(one, 0) for one in due], arrivals, median_low(lasts) if lasts else 1, ready)
    soon = tuple(due.count(ahead) for ahead in range(SOON_DAYS + 1))
    return _Part(len(there), soon, sum(one < 0 for one in due), now)


class _Writer:
    """One paper being written: what is asked, and its sites by group."""

    def __init__(self, asked: Asked, sites: Sequence[SiteNow], waiting: Sequence[Waiting]) -> None:
        self.asked = asked
        self.sites = [site for site in sites if site.stays or site.ready]
        self.waiting = waiting
        self.names = names_on(asked.as_of)
        self.parts = {
            group: _part([site for site in sites if site.holds == group.value], asked.as_of)
            for group in Group
        }

    def blocks(self) -> Iterator[Block]:
        """The whole paper: how it is now, who leaves, what comes, who waits."""
        for group, part in self.parts.items():
            yield Heading((Name(capfirst(str(group.label))),))
            yield Paragraph(self._now(group, part))
            yield Paragraph(self._ahead(group, part))
        yield from (self._by_site(group) for group in Group if self._of(group))
        if self.sites:
            yield self._by_unit()
        yield self._releases()
        yield self._projection()
        yield Paragraph((Plain(_model()),))
        yield from self._contacts()
        yield from self._definitions()

    # -------------------------------------------------------------- figures

    def _figure(
        self,
        key: str,
        value: int | Fraction,
        question: Question,
        unit: Words,
        decimals: int = 0,
        meaning: str = "",
    ) -> Cited:
        return Cited(
            key=key, text=self.asked.number(value, decimals), link=self.asked.link(question),
            meaning=meaning, value=Fraction(value), unit=str(unit), as_of=self.asked.as_of,
        )  # fmt: skip

    def _question(self, code: str, *where: Where) -> Question:
        return Question(code, self.asked.unit, self.asked.as_of, self.asked.known, where=where)

    def _used(self, group: str, *where: Where) -> Question:
        return self._question(f"epidemic.places_{group}_used", *where)

    def _ready(self, group: str, *where: Where) -> Question:
        return self._question(f"epidemic.places_{group}_ready", *where)

    def _share(self, key: str, part: _Part, question: Question) -> Sentence:
        if part.share is None:
            return (Name("–"),)
        return (self._figure(key, part.share, question, "%", 1), Name(" %"))

    # -------------------------------------------------------------- sentences

    def _now(self, group: Group, part: _Part) -> Sentence:
        name = group.value
        return say(
            _("In use: %(used)s of %(ready)s places that are ready. State: %(state)s."),
            used=self._figure(
                f"{name}/used", part.used, self._used(name), PEOPLE,
                meaning=f"{group.label}: {_('in use')}",
            ),
            ready=self._figure(
                f"{name}/ready", part.ready, self._ready(name), PLACES,
                meaning=f"{group.label}: {_('ready')}",
            ),
            state=Name(str(WORDS[fullness(part.used, part.ready)])),
        )  # fmt: skip

    def _ahead(self, group: Group, part: _Part) -> Sentence:
        outlook, used = part.outlook, self._used(group.value)
        figures = {
            name: self._figure(
                f"{group.value}/{name}", value, used, PEOPLE, meaning=f"{group.label}: {words}"
            )
            for name, value, words in (
                ("middle", outlook.middle[-1], _("forecast")),
                ("low", outlook.low[-1], _("forecast, lower end")),
                ("high", outlook.high[-1], _("forecast, upper end")),
            )
        }  # fmt: skip
        last = self._day(DAYS)
        if outlook.full_in is None:
            words = _("Forecast for %(last)s: %(middle)s people, between %(low)s and %(high)s; in no"
                      " computed future do more come than there are places.")  # fmt: skip
            return say(words, last=last, **figures)
        chance = self._figure(
            f"{group.value}/chance", _percent(outlook), used, "%",
            meaning=f"{group.label}: {_('Chance of more than places')}",
        )  # fmt: skip
        words = _("Forecast for %(last)s: %(middle)s people, between %(low)s and %(high)s; more than"
                  " there are places by then with a chance of %(chance)s percent, most likely from"
                  " %(day)s on.")  # fmt: skip
        return say(words, last=last, chance=chance, day=self._day(outlook.full_in), **figures)

    def _day(self, ahead: int) -> Name:
        return Name(format_date(self.asked.as_of + dt.timedelta(days=ahead)))

    # -------------------------------------------------------------- tables

    def _of(self, group: Group) -> list[SiteNow]:
        return [site for site in self.sites if site.holds == group.value]

    def _by_site(self, group: Group) -> Table:
        found = [(site, _part([site], self.asked.as_of)) for site in self._of(group)]
        found.sort(key=lambda pair: (-(pair[1].share or 0), pair[0].name))
        heads = (
            _("Isolation or treatment site"), _("Places ready"), _("In use"), _("Occupancy"),
            _("State"), _("Due within the week"), _("Forecast, middle"),
            _("Chance of more than places"),
        )  # fmt: skip
        return Table(
            (Name(_("Sites for %(group)s, the fullest first") % {"group": group.label}),),
            tuple(map(_plain, heads)),
            tuple(self._site_row(site, part) for site, part in found),
        )

    def _site_row(self, site: SiteNow, part: _Part) -> tuple[Sentence, ...]:
        where = Where("facility", "eq", site.facility)
        used, ready = self._used(site.holds, where), self._ready(site.holds, where)
        key = f"site/{site.facility}"
        return (
            (Name(f"{site.name}, {self._name_of(site.unit)}"),),
            (self._figure(f"{key}/ready", part.ready, ready, PLACES),),
            (self._figure(f"{key}/used", part.used, used, PEOPLE),),
            self._share(f"{key}/share", part, used),
            (Name(str(WORDS[fullness(part.used, part.ready)])),),
            (self._figure(f"{key}/soon", sum(part.due[:SOON_DAYS]), used, PEOPLE),),
            (self._figure(f"{key}/middle", part.outlook.middle[-1], used, PEOPLE),),
            (self._figure(f"{key}/chance", _percent(part.outlook), used, "%"), Name(" %")),
        )

    def _by_unit(self) -> Table:
        units = sorted({site.unit for site in self.sites}, key=self._name_of)
        heads = [_("Ward or commune")]
        for group in Group:
            heads += [
                f"{group.value.upper()}: {one}" for one in (_("ready"), _("in use"), _("occupancy"))
            ]
        return Table(
            _plain(_("Wards and communes")),
            tuple((Name(one),) for one in heads),
            tuple(self._unit_row(unit) for unit in units),
        )

    def _name_of(self, unit: int) -> str:
        return self.names.get(unit, "–")

    def _unit_row(self, unit: int) -> tuple[Sentence, ...]:
        cells: list[Sentence] = [(Name(self._name_of(unit)),)]
        for group in Group:
            name = group.value
            some = [one for one in self.sites if (one.unit, one.holds) == (unit, name)]
            if not some:
                cells += [(Name("–"),)] * 3
                continue
            part, key = _part(some, self.asked.as_of), f"unit/{unit}/{name}"
            where = Where("facility", "among", tuple(one.facility for one in some))
            used, ready = self._used(name, where), self._ready(name, where)
            cells += [
                (self._figure(f"{key}/ready", part.ready, ready, PLACES),),
                (self._figure(f"{key}/used", part.used, used, PEOPLE),),
                self._share(f"{key}/share", part, used),
            ]
        return tuple(cells)

    def _releases(self) -> Table:
        rows = [
            self._release_row(_("overdue"), "overdue", lambda part: part.overdue),
            *(self._due_row(ahead) for ahead in range(SOON_DAYS + 1)),
        ]
        return self._of_groups(_("Stays due to end"), _("Due on"), rows)

    def _due_row(self, ahead: int) -> tuple[Sentence, ...]:
        return self._release_row(
            self._day(ahead).text, f"due/{ahead}", lambda part: part.due[ahead]
        )

    def _release_row(
        self, name: str, key: str, many: Callable[[_Part], int]
    ) -> tuple[Sentence, ...]:
        return (
            (Name(name),),
            *(
                (self._figure(f"{key}/{group}", many(part), self._used(group.value), PEOPLE),)
                for group, part in self.parts.items()
            ),
        )

    def _of_groups(self, caption: str, first: str, rows: Sequence[tuple[Sentence, ...]]) -> Table:
        heads = (_plain(first), *((Name(group.value.upper()),) for group in Group))
        return Table(_plain(caption), heads, tuple(rows))

    def _projection(self) -> Table:
        heads = [(Name(_("Day")),)]
        for group in Group:
            heads += [
                (Name(f"{group.value.upper()}: {one}"),)
                for one in (_("by known stays"), _("forecast"), pgettext("forecast", "between"))
            ]
        rows = tuple(self._projected(ahead) for ahead in PRINTED)
        return Table(_plain(_("Forecast of the next four weeks")), tuple(heads), rows)

    def _projected(self, ahead: int) -> tuple[Sentence, ...]:
        cells: list[Sentence] = [(self._day(ahead),)]
        for group, part in self.parts.items():
            found, used = part.outlook, self._used(group.value)
            cell = {
                name: self._figure(f"{group}/{ahead}/{name}", series[ahead - 1], used, PEOPLE)
                for name, series in (
                    ("known", found.known), ("middle", found.middle), ("low", found.low),
                    ("high", found.high),
                )
            }  # fmt: skip
            cells += [(cell["known"],), (cell["middle"],), (cell["low"], Name(" – "), cell["high"])]
        return tuple(cells)

    def _contacts(self) -> Iterator[Block]:
        yield Heading(_plain(_("Contacts who are not isolated yet")))
        if not self.waiting:
            yield Paragraph(
                _plain(_("Every contact found in the last two weeks is isolated or became a case."))
            )
            return
        units: dict[int, list[Waiting]] = {}
        for one in self.waiting:
            units.setdefault(one.unit, []).append(one)
        yield Table(
            _plain(_("Hours from the end of the day on which they were found")),
            tuple(map(_plain, (_("Place of residence"), _("Contacts"), _("Longest, hours")))),
            tuple(
                self._waiting_row(unit, units[unit]) for unit in sorted(units, key=self._name_of)
            ),
        )

    def _definitions(self) -> Iterator[Block]:
        """What counts as a case and as a contact here on that day, and who says so."""
        diseases = {one.code: one for one in diseases_watched() if one.holds_on(self.asked.as_of)}
        places = codes_above([self.asked.unit]).get(self.asked.unit, frozenset())
        rules = rules_in_force()
        lines = [
            f"{disease.name}, {word}: {one.words} ({one.authority})"
            for subject in (Subject.CASE_DEFINITION, Subject.CONTACT_DEFINITION)
            for one in definitions(rules, subject, self.asked.as_of, places)
            if (disease := diseases.get(one.disease)) and (word := disease.word_of(subject))
        ]
        if lines:
            yield Heading(_plain(_("Who is counted")))
        yield from (Paragraph((Name(line),)) for line in lines)

    def _waiting_row(self, unit: int, some: Sequence[Waiting]) -> tuple[Sentence, ...]:
        contacts = self._question("epidemic.contacts", Where("residence", "eq", unit))
        longest = max((self.asked.as_of - one.found_on).days for one in some) * HOURS
        return (
            (Name(self._name_of(unit)),),
            (self._figure(f"waiting/{unit}", len(some), contacts, PEOPLE),),
            (self._figure(f"waiting/{unit}/hours", longest, contacts, WAITED),),
        )


def _percent(outlook: Outlook) -> int:
    """The chance of more people than places: futures counted, so no decimals are claimed."""
    return round(outlook.chance * 100)


def _told(block: Block) -> Block:
    """A table whose figures are called by row, column and caption, as a list of figures has them."""
    if not isinstance(block, Table):
        return block
    heads, caption = [said(head) for head in block.head], said(block.caption)
    return replace(
        block,
        rows=tuple(
            tuple(
                _called(cell, f"{said(row[0])}: {head} ({caption})")
                for cell, head in zip(row, heads, strict=True)
            )
            for row in block.rows
        ),
    )


def _called(cell: Sentence, name: str) -> Sentence:
    return tuple(replace(one, meaning=name) if isinstance(one, Cited) else one for one in cell)


def _plain(words: str) -> Sentence:
    return (Plain(words),)


def _model() -> str:
    return _(
        "How the forecast is made: who is there leaves on the due day; each day to come brings as"
        " many people as some day of the last two weeks, drawn at random; each of them stays as"
        " long as half of those who came are due to. Eight computed futures of ten lie between the"
        " two ends. Measures, holidays and the spread of the disease are not in it."
    )


def places_of_the_day(asked: Asked) -> Statement:
    """The paper for a unit and a day."""
    units = below(asked.unit, asked.as_of)
    sites = sites_on(asked.as_of, asked.known, units)
    waiting = contacts_waiting(asked.as_of, asked.known, units)
    return Statement(
        agency=asked.agency,
        title=_plain(_("Places for isolation and treatment on the day")),
        subtitle=asked.subtitle,
        band=asked.band if any(one.rehearsed for one in sites) else "",
        blocks=tuple(map(_told, _Writer(asked, sites, waiting).blocks())),
        foot=_plain(_("Each number leads to its records; made by the system Mục tiêu.")),
    )


contribute_paper(
    Paper(
        "epidemic-places",
        gettext_lazy("Places for isolation and treatment on the day"),
        STAY.code,
        places_of_the_day,
    )
)
