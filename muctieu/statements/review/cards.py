"""The house's indicators as cards for the reader's matcher: names, and which claims can mean them.

The reader brings the names that texts use; the house adds its own titles in both languages, the
titles of figures that were published, and what people taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from muctieu.core.days import day_of
from muctieu.core.models import ChangeSet
from muctieu.indicators.define import Indicator, Ratio, catalogue
from muctieu.indicators.published import stated
from muctieu.registers.clocks import Known
from muctieu.statements.read import match
from muctieu.statements.read.check.items import factor_of
from muctieu.statements.read.match import Card, Catalogue, default_catalogue
from muctieu.statements.read.vocabulary import table, units
from muctieu.statements.review.models import SynonymVersion

_OF_PERCENT = frozenset(
    ["share", "percent_of_plan", "over_plan", "growth", "index_vs_previous", "rate"]
)
_OF_AMOUNT = frozenset(["absolute"])


@dataclass(frozen=True)
class HouseCard:
    """One indicator that the house knows: its names, and the unit it prints, in Vietnamese."""

    code: str
    names: tuple[str, ...]
    word: str
    relations: frozenset[str] = field(default_factory=frozenset)


def kind_of(unit: str | None) -> str:
    """The kind of a printed unit (money, count, percent, …) as the matcher knows it."""
    if unit is None:
        return "none"
    bare = factor_of(unit)[1].partition("/")[0]
    found = units().get(bare.lower())
    return found.kind if found else "count"


def house_catalogue(known: Known) -> Catalogue:
    """Every indicator that a text can mean, with what had been taught by ``known``."""
    return Catalogue(cards(known), synonyms(known))


def cards(known: Known) -> list[Card]:
    """One card for each code.

    Where the house calls by another code what the reader's own list names, the house's code
    takes the names over, and the other one goes.
    """
    listed = {
        row["code"]: Card(
            row["code"],
            tuple(row["names"]),
            frozenset(row["relations"]),
            frozenset(row["kinds"]),
        )
        for row in table("indicators")
    }
    known_here = {one.code: one for one in house_cards(known)}
    found: dict[str, Card] = {}
    for code, own in known_here.items():
        alias = "" if code in listed else _other_code(own, listed.keys() - known_here.keys())
        base = listed.pop(code, None) or listed.pop(alias, None)
        found[code] = _card(own, base)
    return [*found.values(), *listed.values()]


def _card(own: HouseCard, base: Card | None) -> Card:
    if base is not None:
        names = tuple(dict.fromkeys((*base.names, *own.names)))
        return replace(base, code=own.code, names=names)
    return Card(own.code, own.names, own.relations, frozenset({kind_of(own.word)}))


def _other_code(own: HouseCard, codes: Iterable[str]) -> str:
    """The code under which the reader's own list has this indicator, "" where it does not."""
    kind = kind_of(own.word)
    for name in own.names:
        for relation in sorted(own.relations):
            code = default_catalogue().match(name, None, relation, kind)
            if code is not None and code in codes:
                return code
    return ""


def house_cards(known: Known) -> Iterator[HouseCard]:
    """What is counted here, and what somebody had declared by ``known``."""
    seen: dict[str, HouseCard] = {one.code: _counted(one) for one in catalogue()}
    for one in stated(known):
        card = seen.get(one.code) or HouseCard(one.code, (), one.word, _relations(one.word))
        seen[one.code] = replace(card, names=tuple(dict.fromkeys((*card.names, one.title))))
    yield from seen.values()


def _counted(indicator: Indicator) -> HouseCard:
    with override("en"):
        english = str(indicator.title)
    with override("vi"):
        word = str(indicator.unit)
        names = tuple(dict.fromkeys((str(indicator.title), english)))
    ratio = isinstance(indicator.form, Ratio)
    relations = frozenset({"share"}) if ratio and word == "%" else _relations(word)
    return HouseCard(indicator.code, names, word, relations)


def _relations(word: str) -> frozenset[str]:
    return _OF_PERCENT if word == "%" else _OF_AMOUNT


def synonyms(known: Known) -> list[match.Synonym]:
    """The names that people had taught by ``known``, each with who and when."""
    rows: QuerySet[Any] = SynonymVersion._default_manager.filter(known_from__lte=known.position)
    there = [one for one in rows.order_by("version") if _visible(one.known_to, known)]
    sets = ChangeSet.objects.in_bulk({one.known_from for one in there})
    return [
        match.Synonym(
            one.indicator,
            one.name,
            sets[one.known_from].actor_name,
            day_of(sets[one.known_from].known_at).isoformat(),
        )
        for one in there
    ]


def _visible(known_to: int | None, known: Known) -> bool:
    return known_to is None or known_to > known.position
