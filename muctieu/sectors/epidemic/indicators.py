"""The figures of an epidemic, declared.

People and places are told apart from spells: who is isolated now is a stock, who ever was is
cumulative, and places are a stock.  The two kinds are never divided by one another: occupancy is
people there now over places that are ready now.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words
from muctieu.indicators.define import (
    Direction,
    Indicator,
    Where,
    count,
    declare,
    distinct,
    ratio,
    stock,
)
from muctieu.indicators.people import RESIDENTS
from muctieu.sectors.epidemic.rules import shipped_diseases

# Cumulative figures begin with the first disease that is watched.
START = min(one.from_on for one in shipped_diseases())
FOUND_AT = ("unit", "residence")
# Places and who has them are counted where the site is, whoever entered them.
AT_SITE = "facility.unit"
_DOWN = Direction.DOWN
_CASE_SPLITS = ("disease", "found", "severity", "person.sex")
_STAY_SPLITS = ("disease", "reason", "person.sex")


def cases(
    code: str, title: Words, definition: Words, *where: Where, day: str = "confirmed_on"
) -> Indicator:
    """Cases of the year to the day."""
    return count(
        code, title=title, unit=_("cases"), register="epidemic.case", day=day, places=FOUND_AT,
        where=where, direction=_DOWN, splits=_CASE_SPLITS, definition=definition,
    )  # fmt: skip


NEW_CASES = cases(
    "epidemic.new_cases", _("New cases (F0)"), _("Cases confirmed in the year by the day, by where they were found.")
)  # fmt: skip
RECOVERED = cases(
    "epidemic.recovered", _("Cases recovered"), _("Cases that ended well in the year by the day."),
    Where("ending", "eq", "recovered"), day="ended_on",
)  # fmt: skip
DEATHS = cases(
    "epidemic.deaths", _("Deaths among cases"), _("Cases that ended in death in the year by the day."),
    Where("ending", "eq", "died"), day="ended_on",
)  # fmt: skip
CASES = count(
    "epidemic.cases", title=_("Cases (F0), cumulative"), unit=_("cases"), register="epidemic.case",
    day="confirmed_on", places=FOUND_AT, since=START, direction=_DOWN, splits=_CASE_SPLITS,
    definition=_("All cases confirmed by the day, by where they were found."),
)  # fmt: skip
OPEN_CASES = stock(
    "epidemic.open_cases", title=_("Cases not ended yet"), unit=_("cases"), register="epidemic.case",
    day="confirmed_on", ended="ended_on", places=FOUND_AT, direction=_DOWN, splits=_CASE_SPLITS,
    definition=_("Cases confirmed by the day whose outcome is of that day, later, or not known."),
)  # fmt: skip
INCIDENCE = ratio(
    "epidemic.incidence", title=_("Cases per 100,000 residents"), unit=_("cases per 100,000"),
    top=NEW_CASES, bottom=RESIDENTS, per=100_000, direction=_DOWN, splits=(),
    definition=_("New cases of the year to the day over the residents of that day."),
)  # fmt: skip
CONTACTS = count(
    "epidemic.contacts", title=_("Contacts (F1), cumulative"), unit=_("contacts"), register="epidemic.contact",
    day="found_on", places=FOUND_AT, where=(Where("degree", "eq", 1),), since=START,
    splits=("setting", "person.sex"),
    definition=_("Contacts of the first degree found by the day; somebody who met two cases is two."),
)  # fmt: skip
CONTACTS_PER_CASE = ratio(
    "epidemic.contacts_per_case", title=_("Contacts (F1) a case"), unit=_("contacts a case"),
    top=CONTACTS, bottom=CASES, splits=(),
    definition=_("Contacts of the first degree over cases, both found by the day."),
)  # fmt: skip
PEOPLE_TESTED = distinct(
    "epidemic.people_tested", title=_("People tested"), unit=_("people"), register="epidemic.swab",
    day="taken_on", places=FOUND_AT, each="person", since=START, splits=("sample.purpose", "sample.method"),
    definition=_("Different people of whom a sample was taken by the day: people, not samples."),
)  # fmt: skip


def samples(code: str, title: Words, definition: Words, *where: Where) -> Indicator:
    """Samples of the year to the day."""
    return count(
        code, title=title, unit=_("samples"), register="epidemic.sample", day="taken_on", places=("unit",),
        where=where, splits=("disease", "method", "purpose"), definition=definition,
    )  # fmt: skip


SAMPLES = samples(
    "epidemic.samples", _("Samples taken"), _("Tubes taken in the year by the day; of a pooled one there is one.")
)  # fmt: skip
SAMPLES_JUDGED = samples(
    "epidemic.samples_judged", _("Samples with a result"), _("Samples whose result is positive or negative."),
    Where("result", "among", ("positive", "negative")),
)  # fmt: skip
SAMPLES_POSITIVE = samples(
    "epidemic.samples_positive", _("Positive samples"), _("Samples whose result is positive."),
    Where("result", "eq", "positive"),
)  # fmt: skip
POSITIVE_SHARE = ratio(
    "epidemic.positive_share", title=_("Share of positive samples"), unit="%", top=SAMPLES_POSITIVE,
    bottom=SAMPLES_JUDGED, per=100, direction=_DOWN,
    definition=_("Positive samples over those with a positive or negative result."),
)  # fmt: skip


def isolated_ever(code: str, form: str, title: Words, definition: Words) -> Indicator:
    """Different people who were ever isolated in that form."""
    return distinct(
        code, title=title, unit=_("people"), register="epidemic.stay", day="from_on", places=FOUND_AT,
        each="person", where=(Where("form", "eq", form),), since=START, splits=_STAY_SPLITS,
        definition=definition,
    )  # fmt: skip


ISOLATED_IN_FACILITY = isolated_ever(
    "epidemic.isolated_in_facility", "facility", _("Isolated or treated in facilities, cumulative"),
    _("Different people who began a stay at a site by the day, isolation and treatment together."),
)  # fmt: skip
ISOLATED_AT_HOME = isolated_ever(
    "epidemic.isolated_at_home", "home", _("Isolated at home, cumulative"),
    _("Different people who began to be isolated at home by the day."),
)  # fmt: skip


def isolated_now(code: str, title: Words, definition: Words, *where: Where) -> Indicator:
    """Different people whose stay is not over at the end of the day."""
    return stock(
        code, title=title, unit=_("people"), register="epidemic.stay", day="from_on", ended="to_on",
        places=FOUND_AT, each="person", where=where, direction=_DOWN, splits=_STAY_SPLITS, definition=definition,
    )  # fmt: skip


_THERE = _("People whose stay has begun and not ended before the day; the day of leaving counts.")
ISOLATED_NOW = isolated_now("epidemic.isolated_now", _("Isolated now"), _THERE)
AT_HOME_NOW = isolated_now(
    "epidemic.at_home_now", _("At home now"), _THERE, Where("form", "eq", "home")
)


def places_used(code: str, holds: str, title: Words) -> Indicator:
    """Places that somebody has at sites of one kind."""
    return stock(
        code, title=title, unit=_("places"), register="epidemic.stay", day="from_on", ended="to_on",
        places=(AT_SITE, "residence"), where=(Where("facility.holds", "eq", holds),), direction=_DOWN,
        splits=_STAY_SPLITS, definition=_THERE,
    )  # fmt: skip


PLACES_F0_USED = places_used("epidemic.places_f0_used", "f0", _("Places for cases in use"))
PLACES_F1_USED = places_used("epidemic.places_f1_used", "f1", _("Places for contacts in use"))


def places(code: str, holds: str, amount: str, title: Words) -> Indicator:
    """Places of the sites of one kind."""
    return stock(
        code, title=title, unit=_("places"), register="epidemic.capacity", day="from_on", ended="to_on",
        places=(AT_SITE,), amount=amount, where=(Where("facility.holds", "eq", holds),), direction=Direction.UP,
        splits=("facility.kind",), definition=_("Places in force on the day, by the unit of the site."),
    )  # fmt: skip


PLACES_F0_PLANNED = places(
    "epidemic.places_f0_planned", "f0", "planned", _("Places for cases by the plan")
)
PLACES_F1_PLANNED = places(
    "epidemic.places_f1_planned", "f1", "planned", _("Places for contacts by the plan")
)
PLACES_F0_READY = places(
    "epidemic.places_f0_ready", "f0", "ready", _("Places for cases that are ready")
)
PLACES_F1_READY = places(
    "epidemic.places_f1_ready", "f1", "ready", _("Places for contacts that are ready")
)


def occupancy(code: str, top: Indicator, bottom: Indicator, title: Words) -> Indicator:
    """People there now over the places that are ready now."""
    return ratio(
        code, title=title, unit="%", top=top, bottom=bottom, per=100, direction=_DOWN, splits=(),
        definition=_("People there now over places ready now: a stock over a stock."),
    )  # fmt: skip


OCCUPANCY_F0 = occupancy(
    "epidemic.occupancy_f0", PLACES_F0_USED, PLACES_F0_READY, _("Occupancy of sites for cases")
)
OCCUPANCY_F1 = occupancy(
    "epidemic.occupancy_f1", PLACES_F1_USED, PLACES_F1_READY, _("Occupancy of sites for contacts")
)

declare(
    NEW_CASES, RECOVERED, DEATHS, CASES, OPEN_CASES, INCIDENCE, CONTACTS, CONTACTS_PER_CASE, PEOPLE_TESTED,
    SAMPLES, SAMPLES_JUDGED, SAMPLES_POSITIVE, POSITIVE_SHARE, ISOLATED_IN_FACILITY, ISOLATED_AT_HOME,
    ISOLATED_NOW, AT_HOME_NOW, PLACES_F0_USED, PLACES_F1_USED, PLACES_F0_PLANNED, PLACES_F1_PLANNED,
    PLACES_F0_READY, PLACES_F1_READY, OCCUPANCY_F0, OCCUPANCY_F1,
)  # fmt: skip
