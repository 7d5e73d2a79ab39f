"""Figures about the population that every sector divides by, and their places in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.indicators.define import Kind, Where, declare, declared, stock
from muctieu.indicators.denominators import Denominator, enter

# Somebody entered as living outside the area is known here, but lives elsewhere.
LIVES_HERE = Where("kind", "among", ("permanent", "temporary", "staying"))
SPLITS = ("person.sex", "kind")

RESIDENTS = stock(
    "people.residents",
    title=_("Residents"),
    unit=_("people"),
    register="people.residence",
    day="from_on",
    ended="to_on",
    places=("unit",),
    each="person",
    where=(LIVES_HERE,),
    splits=SPLITS,
    definition=_("Different people with a residence in the unit at the end of the day."),
)
RESIDENTS_12_PLUS = stock(
    "people.residents_12_plus",
    title=_("Residents aged 12 and over"),
    unit=_("people"),
    register="people.residence",
    day="from_on",
    ended="to_on",
    places=("unit",),
    each="person",
    where=(LIVES_HERE, Where("person.birth_on", "aged_at_least", 12)),
    splits=SPLITS,
    definition=_("Residents who are 12 or older on the day itself."),
)
CENSUS = declared(
    "people.census",
    title=_("Population by the census"),
    unit=_("people"),
    kind=Kind.STOCK,
    definition=_("The population that the census published, of all ages, on its own day."),
)

declare(RESIDENTS, RESIDENTS_12_PLUS, CENSUS)
enter(
    Denominator(
        code="people.residents_12_plus",
        title=_("Residents aged 12 and over, counted"),
        source=_("Register of residence"),
        scope=_("Aged 12 and over on the day, living in the unit"),
        indicator=RESIDENTS_12_PLUS,
    ),
    Denominator(
        code="people.residents",
        title=_("All residents, counted"),
        source=_("Register of residence"),
        scope=_("Of all ages, living in the unit"),
        indicator=RESIDENTS,
    ),
    Denominator(
        code="people.census",
        title=_("Population by the census"),
        source=_("Census of 1 April 2019"),
        scope=_("Of all ages, the city as a whole"),
        indicator=CENSUS,
    ),
)
