"""A form as its page shows it: each place with the figure it is tied to, proposed or chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.core.units import children, names_on
from muctieu.desk.asking import answers
from muctieu.desk.proofing import title_of
from muctieu.desk.shown import Shown
from muctieu.desk.words import NOTHING, number
from muctieu.kernels.vietnamese.text import fold
from muctieu.statements.fill import keeping, sheets
from muctieu.statements.fill.filling import Asking, Line, lines_of
from muctieu.statements.fill.models import Blank, Timing
from muctieu.statements.fill.proposing import Known, Proposal, proposals
from muctieu.statements.read.match import Catalogue
from muctieu.statements.review.cards import cards, house_cards, synonyms

if TYPE_CHECKING:
    from django.http import QueryDict

    from muctieu.desk.clocks import Clock
    from muctieu.desk.questions import Addresses
    from muctieu.statements.fill.headings import Asked
    from muctieu.statements.fill.package import Package

# How many places one page takes; more stand in no form that people read.
_MOST = 400
_MOST_DECIMALS = 6
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Row:
    """One place of a form on its page: what stands around it, what it is tied to, and the figure.

    ``why`` says why there is no proposal or no value; ``proposed`` that nobody confirmed it yet.
    """

    place: str
    asked: str
    indicator: str = ""
    of: str = ""
    timing: str = ""
    word: str = ""
    decimals: int = 0
    figure: Shown | None = None
    why: str = ""
    proposed: bool = False


# The line of a place that the page does not list.
ANOTHER = Row("", "")


class NotTied(ValueError):
    """What was filled in cannot be tied; the message says why, in the language of the page."""


def known_on(clock: Clock, home: int) -> Known:
    """What proposals for a form are made from: figures with their names, and units."""
    units = {fold(one.name): one.unit_id for one in children(home, clock.as_of)}
    found = {one.code: one for one in house_cards(clock.known)}
    catalogue = Catalogue(cards(clock.known), synonyms(clock.known))
    return Known(found, catalogue, units, home)


def asking_of(clock: Clock, addresses: Addresses) -> Asking:
    """How the figures of a form are asked for on a page."""
    return Asking(clock.as_of, clock.known, answers, addresses.of)


def rows_of(
    blank: Blank, package: Package, known: Known, asking: Asking
) -> tuple[list[Row], list[Line]]:
    """The places of a form and, where they are tied, what fills them."""
    ties = {one.place: one for one in keeping.ties_of(blank)}
    places = dict(list(keeping.places_of(package).items())[:_MOST])
    lines = {one.tie.place: one for one in lines_of(list(ties.values()), blank.period, asking)}
    proposed = [] if ties else list(proposals(places, known))
    rows = {one.place: _proposed(one) for one in proposed}
    rows |= {place: Row(place, asked.said) for place, asked in places.items() if place not in rows}
    rows |= {place: _tied(line, places.get(place)) for place, line in lines.items()}
    return list(rows.values()), list(lines.values())


def _proposed(one: Proposal) -> Row:
    return Row(
        place=one.place,
        asked=one.asked.said,
        indicator=one.indicator,
        of=str(one.of),
        timing=one.timing,
        word=one.word,
        decimals=one.decimals,
        why=str(one.why or ""),
        proposed=bool(one.indicator),
    )


def _tied(line: Line, asked: Asked | None) -> Row:
    tie = line.tie
    return Row(
        place=tie.place,
        asked=asked.said if asked else "",
        indicator=tie.indicator,
        of=str(tie.of_id),
        timing=tie.timing,
        word=tie.word,
        decimals=tie.decimals,
        figure=_shown(line),
        why=" ".join(str(one) for one in (line.why, line.mind) if one),
    )


def _shown(line: Line) -> Shown:
    if line.cited is None or line.value is None:
        return Shown(NOTHING, "", known=False)
    text = number(line.value, line.tie.decimals)
    return Shown(text, line.cited.link, known=True, said=line.cited.meaning)


def figures(known: Known) -> list[tuple[str, str]]:
    """The figures a place can be tied to, by their names."""
    named = [(code, title_of(code) or card.names[0]) for code, card in known.cards.items()]
    return sorted(named, key=lambda pair: pair[1].casefold())


def units(known: Known, day: dt.date) -> list[tuple[str, str]]:
    """The units whose figures a place can be tied to, by number: the whole, then its parts.

    Numbers as words: a page would write those above a thousand with a mark between the digits.
    """
    names = names_on(day)
    there = (known.home, *sorted(known.units.values()))
    return [(str(one), names.get(one, str(one))) for one in there]


def wanted(data: QueryDict, package: Package, known: Known) -> list[keeping.Wanted]:
    """What somebody filled in for the places of a form. Raises :class:`NotTied`."""
    found: dict[str, keeping.Wanted] = {}
    for number_ in range(_MOST + 1):
        place, code = data.get(f"place-{number_}", ""), data.get(f"figure-{number_}", "")
        if place.strip() and code:
            one = _wanted(data, number_, place, package, known)
            if one.place in found:
                raise NotTied(_("The place “%(place)s” is tied twice.") % {"place": one.place})
            found[one.place] = one
    return list(found.values())


def _wanted(
    data: QueryDict, row: int, place: str, package: Package, known: Known
) -> keeping.Wanted:
    try:
        at = keeping.place_named(package, place)
    except sheets.NoSuchPlace as missing:
        raise NotTied(
            _("“%(place)s” is no place of this form that can be filled: it is hidden, holds words or "
              "a formula, or is not there.") % {"place": place[:60]}
        ) from missing  # fmt: skip
    code, timing = data.get(f"figure-{row}", ""), data.get(f"timing-{row}", "")
    of = _whole(data.get(f"of-{row}", ""))
    if code not in known.cards or timing not in Timing.values:
        raise NotTied(
            _("Choose the figure and the days it speaks of for “%(place)s”.") % {"place": at}
        )
    if of is None or of not in (known.home, *known.units.values()):
        raise NotTied(_("Choose the unit whose figure goes into “%(place)s”.") % {"place": at})
    decimals = _whole(data.get(f"decimals-{row}", "") or "0")
    if decimals is None or decimals > _MOST_DECIMALS:
        raise NotTied(_("“%(place)s” can have 0 to 6 decimals.") % {"place": at})
    word = " ".join(data.get(f"word-{row}", "").split())[:_LONGEST_WORD] or known.cards[code].word
    return keeping.Wanted(at, code, of, Timing(timing), word, decimals)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None
