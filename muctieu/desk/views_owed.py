"""Who has not reported: reports of regimes that were not handed in, figures that lack records.

A regime says which report a unit hands in by when; a figure says which units' records it needs to
be whole (``indicators.define.Owes``). Both are asked for here. What was not reported is missing
and never zero; this page is the list by which it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muctieu.core.days import Window, calendar_month, today
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.core.units import below, names_on
from muctieu.desk.asker import Asker
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import Clock, work_clock_of
from muctieu.desk.handing import key_of, origins, readable, rules_shown
from muctieu.desk.paging import page_number, paging
from muctieu.desk.place import UNIT, place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.shown import days
from muctieu.desk.takeaway import Table, forms_of, taken_away, wanted_form
from muctieu.indicators.define import catalogue
from muctieu.plan.report_models import REPORT
from muctieu.plan.reports import Diary, Tally, owed_under, rules_at, tallies
from muctieu.plan.reports import Owed as Owing

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.core.permissions import Person
    from muctieu.indicators.question import Figure

# In the address: the one regime's window that is shown with every unit that lacks it.
ONLY = "ky"
# So many windows on a page, with so many units each, can be read through.
_RULES, _UNITS = 10, 12


@dataclass(frozen=True)
class Owed:
    """A figure with who owes a report for it: how many do, how many have sent all, who lacks what."""

    code: str
    title: str
    url: str
    window: str
    owing: int
    complete: int
    lacking: tuple[tuple[str, tuple[str, ...]], ...]
    origin: str


@login_required
def owed(request: HttpRequest) -> HttpResponse:
    """The state of reporting for a unit on a day, as known by a day; also as a file."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    if place.unit is None or place.home is None:
        return render(request, "desk/owed.html", {"clock": clock, "place": place})
    asker = Asker(place.unit.unit_id, clock, Addresses.at(clock, place.home.unit_id))
    found = tuple(_owed(asker))
    if form := wanted_form(request):
        return taken_away(form, _table(found, clock))
    asked = _asked(request.user, clock, place.unit.unit_id)
    only, page = request.GET.get(ONLY, ""), page_number(request)
    if only:
        asked = [one for one in asked if key_of(one.rule, one.window) == only]
    handed = _handed(request.user, clock, place.unit.unit_id, asked[_RULES * (page - 1) :][:_RULES])
    receiving = units_of(request.user, REPORT.code, Action.RECEIVE, today())
    return render(
        request,
        "desk/owed.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band({one.origin for one in found} | origins(handed)),
            "found": found,
            "rules": rules_shown(
                handed, clock, receiving, names_on(clock.as_of), None if only else _UNITS
            ),
            "paging": paging(request, page, len(asked), _RULES) if len(asked) > _RULES else None,
            "only": only,
            "here": clock.query(**{UNIT: place.asked}),
            "forms": forms_of(request),
        },
    )


def _asked(user: Person, clock: Clock, unit: int) -> list[Tally]:
    """The reports asked of units below one: the last windows, and earlier ones not paid by all.

    Where most units lack comes first, then what was due last. Whoever does not read the reports
    that come to a unit counts those of their own units alone.
    """
    diary, inside = Diary(clock.known), below(unit, clock.as_of)
    mine = units_of(user, REPORT.code, Action.READ, today())
    rules = rules_at(clock.known)
    whole = [rule for rule in rules if mine is None or rule.unit in mine]
    part = [rule for rule in rules if mine is not None and rule.unit not in mine]
    found = tallies(diary, whole, clock.as_of, inside)
    if mine is not None:
        found += tallies(diary, part, clock.as_of, inside & mine)
    return sorted(
        found, key=lambda one: (-one.lacking, -diary.due_on(one.rule, one.window).toordinal())
    )


def _handed(user: Person, clock: Clock, unit: int, asked: Sequence[Tally]) -> tuple[Owing, ...]:
    """Every unit's report of these windows, as far as ``user`` reads them."""
    pairs = [(one.rule, one.window) for one in asked]
    owed = owed_under(Diary(clock.known), pairs, below(unit, clock.as_of))
    return readable(user, owed, today())


def _owed(asker: Asker) -> Iterator[Owed]:
    """What is owed below the asker's unit, the figures that lack most first."""
    codes = [one.code for one in catalogue() if one.owes is not None]
    asker.ask(map(asker.question, codes))
    answers = (asker.answer(asker.question(code)) for code in codes)
    figures = [answer.figure for answer in answers if answer is not None and answer.figure.owing]
    for figure in sorted(figures, key=lambda one: -len(one.lacking)):
        yield _shown(asker, figure)


def _shown(asker: Asker, figure: Figure) -> Owed:
    return Owed(
        code=figure.code,
        title=str(figure.title),
        url=asker.addresses.of(figure.question, "desk:indicator"),
        window=days(figure.window),
        owing=figure.owing,
        complete=figure.owing - len(figure.lacking),
        lacking=tuple((one.name, tuple(map(period_words, one.periods))) for one in figure.lacking),
        origin=figure.origin,
    )


def period_words(period: Window) -> str:
    """A period as offices name it: "11/2021" for a month of the calendar, else its days."""
    last = period.last
    if period == calendar_month(last.year, last.month):
        return f"{last.month:02}/{last.year}"
    return days(period)


def _table(found: Sequence[Owed], clock: Clock) -> Table:
    headings = {"figure": _("Figure"), "unit": _("Unit"), "period": _("Period owed")}
    rows = [
        [one.title, name, period]
        for one in found
        for name, periods in one.lacking
        for period in periods
    ]
    origins = [one.origin for one in found for _name, periods in one.lacking for _p in periods]
    return Table("reports-owed", _("Reports not received"), headings, rows, origins, clock.about)
