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
from muctieu.core.units import below, names_on
from muctieu.desk.asker import Asker
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import Clock, work_clock_of
from muctieu.desk.doors import official
from muctieu.desk.handing import origins, readable, rules_shown
from muctieu.desk.place import place_of
from muctieu.desk.questions import Addresses
from muctieu.desk.shown import days
from muctieu.desk.takeaway import Table, forms_of, taken_away, wanted_form
from muctieu.indicators.define import catalogue
from muctieu.plan.reports import WAITING, Diary, asked_for, owed_under, rules_at
from muctieu.plan.reports import Owed as Owing

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.indicators.question import Figure


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
    known_to = readable(request.user, _handed(clock, place.unit.unit_id), today())
    if form := wanted_form(request):
        return taken_away(form, _table(found, clock))
    return render(
        request,
        "desk/owed.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band({one.origin for one in found} | origins(known_to)),
            "found": found,
            "rules": rules_shown(
                known_to, clock, official(request), today(), names_on(clock.as_of)
            ),
            "forms": forms_of(request),
        },
    )


def _handed(clock: Clock, unit: int) -> tuple[Owing, ...]:
    """The reports asked of units below one: the last windows, and earlier ones not paid by all."""
    diary, day = Diary(clock.known), clock.as_of
    pairs = asked_for(diary, rules_at(clock.known), day)
    owed = owed_under(diary, pairs, below(unit, day))
    shown = {(one.rule, one.window) for one in owed if one.standing(day) in WAITING}
    shown |= {(rule, rule.closed(day)[0]) for rule, _window in pairs}
    return tuple(one for one in owed if (one.rule, one.window) in shown)


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
