"""Looking for somebody by name: for whoever reads whole names, for a purpose, and on the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from muctieu.core.days import today
from muctieu.core.units import names_on
from muctieu.desk.doors import for_officials, official
from muctieu.desk.records import record_url
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.identity import Found, IdentityRefused, find_people, why_not_by_name
from muctieu.registers.people import PERSON, BirthPrecision, Person, Residence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest


@dataclass(frozen=True)
class PersonLine:
    """Somebody found: enough to tell namesakes apart, and the way to their records."""

    name: str
    born: str
    homes: str
    address: str
    url: str


@for_officials
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Asks for a name and a purpose; what was typed never stands in an address."""
    user = official(request)
    name, purpose = request.POST.get("name", ""), request.POST.get("purpose", "")
    problem, found = why_not_by_name(user), None
    may_search = not problem
    if request.method == "POST" and may_search:
        try:
            found = find_people(name, by=user, purpose=purpose)
        except IdentityRefused as refused:
            problem = str(refused)
    return render(
        request,
        "desk/people.html",
        {
            "may_search": may_search,
            "problem": problem,
            "name": name,
            "purpose": purpose,
            "lines": _lines(found) if found else [],
            "found": found,
        },
        status=403 if problem and request.method == "POST" else 200,
    )


def _lines(found: Found) -> list[PersonLine]:
    ids = [one.person for one in found.people]
    born = {one.pk: _born(one) for one in Person.objects.filter(pk__in=ids)}
    homes = _homes(ids)
    return [
        PersonLine(
            name=one.full_name,
            born=born.get(one.person, ""),
            homes=", ".join(homes.get(one.person, ())),
            address=one.address,
            url=record_url(PERSON.code, one.person),
        )
        for one in found.people
    ]


def _born(person: Person) -> str:
    if person.birth_precision == BirthPrecision.YEAR:
        return f"{person.birth_on.year}"
    return format_date(person.birth_on)


def _homes(people: Sequence[int]) -> dict[int, list[str]]:
    """Where they live or lived, the latest first."""
    names, found = names_on(today()), dict[int, list[str]]()
    lived = Residence.objects.filter(person_id__in=people).order_by("-from_on")
    for person, unit, day in lived.values_list("person_id", "unit_id", "from_on"):
        name = names.get(unit) or names_on(day).get(unit, "")
        if name not in found.setdefault(person, []):
            found[person].append(name)
    return found
