"""The figures of vaccination, declared.

People are counted once, however many doses they had.  Figures by the place of injection and by
the place of residence are both here and differ: the first kind is what rounds report, the second
is what a coverage needs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words
from muctieu.indicators.define import (
    PER_CENT,
    Direction,
    Formula,
    Indicator,
    Ratio,
    Where,
    count,
    declare,
    distinct,
    ratio,
    total,
)
from muctieu.indicators.denominators import Denominator, enter
from muctieu.indicators.people import RESIDENTS_12_PLUS
from muctieu.sectors.vaccination.rules import RuleBook, shipped_rules

# The first day of vaccination in the city, from the dated rules (code 195: Cẩm Phả).
START = RuleBook.at(shipped_rules(), ["195"]).programme_start() or dt.date(2021, 3, 8)

BY_INJECTION = ("unit", "residence")
BY_RESIDENCE = ("residence", "unit")
SPLITS = ("vaccine", "kind", "dose_no", "person.sex")
PEOPLE_SPLITS = ("vaccine", "person.sex")
LEDGER = (
    "people.residents_12_plus",
    "people.residents",
    "people.census",
    "vaccination.with_first_dose",
)


def people_with_dose(
    code: str, number: int, places: tuple[str, ...], title: Words, definition: Words
) -> Indicator:
    """Different people who had the dose of that number."""
    return distinct(
        code,
        title=title,
        unit=_("people"),
        register="vaccination.dose",
        day="given_on",
        places=places,
        each="person",
        where=(Where("dose_no", "eq", number),),
        since=START,
        direction=Direction.UP,
        splits=PEOPLE_SPLITS,
        definition=definition,
    )


DOSES = count(
    "vaccination.doses",
    title=_("Doses given"),
    unit=_("doses"),
    register="vaccination.dose",
    day="given_on",
    places=BY_INJECTION,
    since=START,
    direction=Direction.UP,
    splits=SPLITS,
    definition=_("All doses, whatever their number, by the place of injection."),
)
FIRST_DOSES = people_with_dose(
    "vaccination.first_doses",
    1,
    BY_INJECTION,
    _("People with a first dose"),
    _("Different people who had their first dose, by the place of injection."),
)
SECOND_DOSES = people_with_dose(
    "vaccination.second_doses",
    2,
    BY_INJECTION,
    _("People with a second dose"),
    _("Different people who had their second dose, by the place of injection."),
)
RESIDENTS_FIRST = people_with_dose(
    "vaccination.residents_with_first_dose",
    1,
    BY_RESIDENCE,
    _("Residents with a first dose"),
    _("Different people with a first dose, by where they lived then, wherever it was given."),
)
RESIDENTS_SECOND = people_with_dose(
    "vaccination.residents_with_second_dose",
    2,
    BY_RESIDENCE,
    _("Residents with a second dose"),
    _("Different people with a second dose, by where they lived then, wherever it was given."),
)
SECOND_OVER_FIRST = ratio(
    "vaccination.second_over_first",
    title=_("Second doses over first doses"),
    unit="%",
    top=SECOND_DOSES,
    bottom=FIRST_DOSES,
    per=100,
    direction=Direction.UP,
    definition=_("People with a second dose, of those with a first dose. It is not a coverage."),
)


_COVERED = _("By residence. Above 100 % the denominator does not fit; it is shown, never cut off.")


def coverage(
    code: str,
    top: Indicator,
    bottom: Indicator,
    title: Words,
    denominators: tuple[str, ...] = (),
    formulas: tuple[Formula, ...] = (),
) -> Indicator:
    """People with a dose, of those who live there and are of the age."""
    return ratio(
        code,
        title=title,
        unit="%",
        top=top,
        bottom=bottom,
        per=100,
        denominators=denominators,
        direction=Direction.UP,
        splits=("person.sex",),
        definition=_COVERED,
        formulas=formulas,
    )


_AGED = "person.birth_on"
RESIDENTS_18_PLUS = replace(
    RESIDENTS_12_PLUS.narrowed(Where(_AGED, "aged_at_least", 18)),
    code="people.residents_18_plus",
    title=_("Residents aged 18 and over"),
)
# The first day on which those aged 12 to 17 were to be vaccinated, as the dated rules have it.
FROM_12 = dt.date(2021, 10, 14)


def coverage_of_all(
    code: str, top: Indicator, title: Words, denominators: tuple[str, ...]
) -> Indicator:
    """The coverage of those who may be vaccinated: from 18 on, and since October 2021 from 12 on."""
    widened = Formula(
        form=Ratio(top, RESIDENTS_12_PLUS, PER_CENT, denominators),
        in_force_on=FROM_12,
        decided_on=FROM_12,
        document=_("official letter 8688/BYT-DP of 14/10/2021, not verified"),
        reason=_("The population counted begins at the age of 12, before that at 18."),
    )
    return coverage(code, top, RESIDENTS_18_PLUS, title, denominators, (widened,))


COVERAGE_1 = coverage_of_all(
    "vaccination.coverage_1", RESIDENTS_FIRST, _("Coverage with a first dose"), LEDGER[:-1]
)
COVERAGE_2 = coverage_of_all(
    "vaccination.coverage_2", RESIDENTS_SECOND, _("Coverage with a second dose"), LEDGER
)

AGE_GROUPS: dict[str, tuple[tuple[Where, ...], Words]] = {
    "12_17": (
        (Where(_AGED, "aged_at_least", 12), Where(_AGED, "aged_at_most", 17)),
        _("aged 12 to 17"),
    ),
    "18_49": (
        (Where(_AGED, "aged_at_least", 18), Where(_AGED, "aged_at_most", 49)),
        _("aged 18 to 49"),
    ),
    "50_64": (
        (Where(_AGED, "aged_at_least", 50), Where(_AGED, "aged_at_most", 64)),
        _("aged 50 to 64"),
    ),
    "65_over": ((Where(_AGED, "aged_at_least", 65),), _("aged 65 and over")),
}


def coverage_of_group(whole: Indicator, top: Indicator, group: str) -> Indicator:
    """The coverage of one age group: the age of the day on both sides, counted people only."""
    conditions, words = AGE_GROUPS[group]
    return coverage(
        f"{whole.code}_aged_{group}",
        replace(top.narrowed(*conditions), code=f"{top.code}_aged_{group}"),
        replace(RESIDENTS_12_PLUS.narrowed(*conditions), code=f"people.residents_aged_{group}"),
        format_lazy("{}, {}", whole.title, words),
    )


COVERAGE_BY_AGE = tuple(
    coverage_of_group(whole, top, group)
    for whole, top in ((COVERAGE_1, RESIDENTS_FIRST), (COVERAGE_2, RESIDENTS_SECOND))
    for group in AGE_GROUPS
)

ROUNDS = count(
    "vaccination.rounds",
    title=_("Vaccination rounds"),
    unit=_("rounds"),
    register="vaccination.round",
    day="from_on",
    places=("unit",),
    since=START,
    definition=_("Rounds begun by the day, by the unit that holds them."),
)
DOSES_PER_ROUND = ratio(
    "vaccination.doses_per_round",
    title=_("Doses a round"),
    unit=_("doses a round"),
    top=DOSES,
    bottom=ROUNDS,
    splits=(),
    definition=_("All doses given by the day over the rounds begun by it."),
)


def doses_of(code: str, amount: str, title: Words, definition: Words) -> Indicator:
    """Doses of vaccine that sessions accounted for."""
    return total(
        code,
        title=title,
        unit=_("doses of vaccine"),
        register="vaccination.use",
        day="used_on",
        places=("unit",),
        amount=amount,
        since=START,
        splits=("vaccine",),
        definition=definition,
    )


RECEIVED = doses_of(
    "vaccination.vaccine_received",
    "received",
    _("Vaccine received by sessions"),
    _("Doses of vaccine that sessions received, those given back included."),
)
USED = doses_of(
    "vaccination.vaccine_used",
    "used",
    _("Vaccine used"),
    _("Doses of vaccine that sessions used."),
)
WASTED = doses_of(
    "vaccination.vaccine_wasted",
    "wasted",
    _("Vaccine wasted"),
    _("Doses of vaccine left in opened vials or spoilt."),
)
ALLOCATED = total(
    "vaccination.vaccine_allocated",
    title=_("Vaccine allocated"),
    unit=_("doses of vaccine"),
    register="vaccination.allocation",
    day="allocated_on",
    places=("unit",),
    amount="doses",
    splits=("vaccine",),
    definition=_("Doses of vaccine allocated to the unit in the year."),
)
VACCINE_USE = ratio(
    "vaccination.vaccine_use",
    title=_("Share of vaccine used"),
    unit="%",
    top=USED,
    bottom=RECEIVED,
    per=100,
    direction=Direction.UP,
    definition=_("Doses used over doses received by sessions."),
)

declare(
    DOSES, FIRST_DOSES, SECOND_DOSES, RESIDENTS_FIRST, RESIDENTS_SECOND, SECOND_OVER_FIRST,
    RESIDENTS_18_PLUS, COVERAGE_1, COVERAGE_2, *COVERAGE_BY_AGE, ROUNDS, DOSES_PER_ROUND, RECEIVED, USED, WASTED,
    ALLOCATED, VACCINE_USE,
)  # fmt: skip
enter(
    Denominator(
        code="vaccination.with_first_dose",
        title=_("Residents with a first dose"),
        source=_("Register of doses given"),
        scope=_("Those who had a first dose: this is no coverage of the population"),
        indicator=RESIDENTS_FIRST,
    )
)
