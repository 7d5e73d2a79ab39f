"""What the registers of an epidemic say: of diseases and rules, and of who is where on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from muctieu.core.models import Origin
from muctieu.kernels.isolation.model import Group, Human
from muctieu.registers.clocks import Known
from muctieu.registers.listing import known_rows
from muctieu.registers.people import PERSON, RESIDENCE
from muctieu.registers.shipped import never_held
from muctieu.sectors.epidemic import models
from muctieu.sectors.epidemic.models import CAPACITY, CASE, CONTACT, DISEASE, FACILITY, RULE, STAY
from muctieu.sectors.epidemic.rules import (
    Disease,
    Form,
    Reason,
    Rule,
    Subject,
    shipped_diseases,
    shipped_rules,
)


def diseases_watched() -> tuple[Disease, ...]:
    """The diseases as the register has them, and those shipped that it never held."""
    kept = (
        Disease(
            code=row.code, name=row.name, case_word=row.case_word, contact_word=row.contact_word,
            degrees=row.degrees, from_on=row.from_on, to_on=row.to_on, document=row.document,
            verified=row.verified,
        )
        for row in models.Disease.objects.order_by("from_on", "pk")
    )  # fmt: skip
    return (*kept, *never_held(DISEASE, shipped_diseases()))


def rules_in_force() -> tuple[Rule, ...]:
    """The rules as the register has them, and those shipped that it never held."""
    kept = (_rule(row) for row in models.EpidemicRule.objects.order_by("from_on", "pk"))
    return (*kept, *never_held(RULE, shipped_rules()))


def _rule(row: models.EpidemicRule) -> Rule:
    return Rule(
        disease=row.disease,
        subject=Subject(row.subject),
        reason=None if row.reason is None else Reason(row.reason),
        form=None if row.form is None else Form(row.form),
        place=row.place,
        value=row.value,
        words=row.words,
        from_on=row.from_on,
        to_on=row.to_on,
        document=row.document,
        verified=row.verified,
        note=row.note,
    )


# ------------------------------------------------------------------ who is where

# Arrivals of so many days say how many come of late.
LATE_DAYS = 14


@dataclass(frozen=True)
class There:
    """Somebody's stay at a site: its days, as far as they are known."""

    facility: int
    from_on: dt.date
    due_on: dt.date
    to_on: dt.date | None

    def on(self, day: dt.date) -> bool:
        """Whether it takes a place on that day; the day of leaving still does."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class SiteNow:
    """A site on a day: its places that are ready, and its stays of late."""

    facility: int
    name: str
    unit: int
    holds: str
    ready: int
    stays: tuple[There, ...]
    rehearsed: bool


@dataclass(frozen=True)
class Waiting:
    """A contact who is not isolated: who, where they live, and since the end of which day."""

    person: int
    unit: int
    found_on: dt.date


def sites_on(day: dt.date, known: Known, units: Iterable[int]) -> tuple[SiteNow, ...]:
    """The sites in use in these units on a day, as known then."""
    lasting = Q(from_on__lte=day) & (Q(to_on=None) | Q(to_on__gte=day))
    sites = list(known_rows(FACILITY, known).filter(lasting, unit_id__in=list(units)))
    numbers = [one.record for one in sites]
    places = known_rows(CAPACITY, known).filter(lasting, facility_id__in=numbers)
    ready = dict(places.values_list("facility_id", "ready"))
    stays = _stays_of_late(day, known, numbers)
    return tuple(
        SiteNow(
            one.record, one.name, one.unit_id, one.holds, ready.get(one.record, 0),
            tuple(stays.get(one.record, ())), one.origin == Origin.REHEARSAL,
        )
        for one in sorted(sites, key=lambda one: one.code)
    )  # fmt: skip


def _stays_of_late(day: dt.date, known: Known, sites: list[int]) -> dict[int, list[There]]:
    """Stays at these sites that lasted or ended in the last days, by site."""
    first = day - dt.timedelta(days=LATE_DAYS - 1)
    rows = known_rows(STAY, known).filter(
        Q(to_on=None) | Q(to_on__gte=first), facility_id__in=sites, from_on__lte=day
    )
    found: dict[int, list[There]] = {}
    for facility, from_on, due_on, to_on in rows.values_list(
        "facility_id", "from_on", "due_on", "to_on"
    ):
        found.setdefault(facility, []).append(There(facility, from_on, due_on, to_on))
    return found


def contacts_waiting(day: dt.date, known: Known, units: Iterable[int]) -> tuple[Waiting, ...]:
    """Contacts (F1) found of late who have neither a stay nor become a case, longest first.

    A stay counts that began since the last contact, or lasted then.
    """
    first = day - dt.timedelta(days=LATE_DAYS - 1)
    found = known_rows(CONTACT, known).filter(
        degree=1, found_on__gte=first, found_on__lte=day, residence_id__in=list(units)
    )
    rows = list(found.values_list("person_id", "residence_id", "last_on", "found_on"))
    if not rows:
        return ()
    begun = min(last for _person, _unit, last, _found in rows)
    theirs = {"person_id__in": found.values("person_id")}
    stays = known_rows(STAY, known).filter(
        Q(to_on=None) | Q(to_on__gte=begun), from_on__lte=day, **theirs
    )
    ends: dict[int, dt.date] = {}
    for person, to_on in stays.values_list("person_id", "to_on"):
        ends[person] = max(to_on or day, ends.get(person, begun))
    cases = known_rows(CASE, known).filter(confirmed_on__gte=begun, confirmed_on__lte=day, **theirs)
    ill = set(cases.values_list("person_id", flat=True))
    waiting: dict[int, Waiting] = {}
    for person, unit, last, found_on in sorted(rows, key=lambda row: row[3]):
        if person not in ill and (person not in ends or ends[person] < last):
            waiting.setdefault(person, Waiting(person, unit, found_on))
    return tuple(waiting.values())


def humans_waiting(
    waiting: Iterable[Waiting], day: dt.date, known: Known
) -> tuple[tuple[Human, ...], frozenset[int]]:
    """Those who wait, with the people of their households who may go along with children.

    Who is isolated or a case may not.  Also the numbers of those whose household is not known;
    each of them counts as a household of their own.
    """
    units = {one.person: one.unit for one in waiting}
    houses = _houses(day, known, units)
    free = _free(set(houses) - set(units), day, known)
    people = sorted({*units, *free})
    births = dict(
        known_rows(PERSON, known).filter(record__in=people).values_list("record", "birth_on")
    )
    areas = {houses[one]: unit for one, unit in units.items() if one in houses}
    humans = tuple(
        Human(
            one, houses.get(one, -one), units.get(one) or areas[houses[one]],
            _age(births[one], day), Group.F1 if one in units else None,
        )
        for one in people
    )  # fmt: skip
    return humans, frozenset(units) - frozenset(houses)


def _houses(day: dt.date, known: Known, people: Iterable[int]) -> dict[int, int]:
    """Everybody who lives in the households of these people on a day, with the household."""
    living = known_rows(RESIDENCE, known).filter(
        Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day, household_id__isnull=False
    )
    theirs = living.filter(person_id__in=list(people)).values("household_id")
    return dict(living.filter(household_id__in=theirs).values_list("person_id", "household_id"))


def _free(people: Iterable[int], day: dt.date, known: Known) -> set[int]:
    """Those of these people who are neither isolated nor a case of late."""
    some = set(people)
    first = day - dt.timedelta(days=LATE_DAYS - 1)
    stays = known_rows(STAY, known).filter(
        Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day, person_id__in=some
    )
    cases = known_rows(CASE, known).filter(
        Q(ended_on=None) | Q(ended_on__gte=day), confirmed_on__gte=first, confirmed_on__lte=day,
        person_id__in=some,
    )  # fmt: skip
    busy = {*stays.values_list("person_id", flat=True), *cases.values_list("person_id", flat=True)}
    return some - busy


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
