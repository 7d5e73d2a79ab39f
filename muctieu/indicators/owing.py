"""Completeness: who owes a report for the days of a figure, and who has not sent one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from muctieu.core.days import Window
from muctieu.core.models import UnitClosure
from muctieu.core.units import Land, versions_on
from muctieu.indicators.cells import NOTHING, Cell, Tallies, measure
from muctieu.indicators.define import Counted, Indicator, Owes, Per
from muctieu.indicators.question import Lacking
from muctieu.indicators.windows import Scheme, month_of, months_in, year_days


@dataclass(frozen=True)
class Line:
    """One report that is owed: by which unit, for which days, and what would count it."""

    unit: int
    name: str
    days: Window
    cell: Cell


class Roll:
    """Who there was of some kinds under a unit on a day. Looked up once a day for many figures."""

    def __init__(self) -> None:
        self._named: dict[tuple[tuple[str, ...], dt.date], dict[int, str]] = {}
        self._below: dict[dt.date, dict[int, set[int]]] = {}

    def units(
        self, unit: int, among: frozenset[Land] | None, kinds: tuple[str, ...], day: dt.date
    ) -> dict[int, str]:
        """Unit → its name; with ``among`` those of these units, wherever they lay."""
        within = self._under(day).get(unit, set())
        if among is not None:
            within = {land.unit for land in among if land.holds(day)}
        return {one: name for one, name in self._called(kinds, day).items() if one in within}

    def _called(self, kinds: tuple[str, ...], day: dt.date) -> dict[int, str]:
        """Every unit of the kinds with its name, in the order of their codes."""
        if (kinds, day) not in self._named:
            there = versions_on(day).filter(kind__in=kinds).order_by("code", "pk")
            self._named[kinds, day] = dict(there.values_list("unit_id", "name"))
        return self._named[kinds, day]

    def _under(self, day: dt.date) -> dict[int, set[int]]:
        """Unit → all below it, and itself."""
        if day not in self._below:
            held = UnitClosure.objects.filter(valid_from__lte=day)
            held = held.filter(Q(valid_to=None) | Q(valid_to__gt=day))
            below = self._below[day] = {}
            for above, one in held.values_list("ancestor_id", "unit_id"):
                below.setdefault(above, set()).add(one)
        return self._below[day]


def lines(indicator: Indicator, cell: Cell, roll: Roll) -> Iterator[Line]:
    """Every report owed for what a cell counts; a unit that is not there any more owes none."""
    owes, form = indicator.owes, indicator.form
    if owes is None or not isinstance(form, Counted):
        return
    told = replace(form, where=owes.where, each=None, amount=None, reported=None)
    counted = replace(cell, measure=measure(told, cell.measure.place), by=None, among=None)
    for days in _periods(owes, cell.window, indicator.scheme, standing=form.standing):
        for unit, name in roll.units(cell.unit, cell.among, owes.kinds, days.last).items():
            yield Line(unit, name, days, replace(counted, unit=unit, window=days))


def _periods(owes: Owes, window: Window, scheme: Scheme, *, standing: bool) -> Iterator[Window]:
    """The periods of a window that are over by its last day."""
    if standing or owes.per is Per.WINDOW or window.first is None:
        yield window
        return
    if owes.per is Per.MONTH:
        found = [month.days(scheme) for month, _days in months_in(window, scheme)]
    else:
        years = range(month_of(window.first, scheme).year, month_of(window.last, scheme).year + 1)
        found = [year_days(year, scheme) for year in years]
    yield from (days for days in found if days.last <= window.last)


def lacking(owed: Iterable[Line], tallies: Mapping[Cell, Tallies]) -> tuple[Lacking, ...]:
    """Who has not reported, and for which periods, in the order of the units."""
    missing: dict[tuple[int, str], list[Window]] = {}
    for line in owed:
        if not tallies[line.cell].get(None, NOTHING).records:
            missing.setdefault((line.unit, line.name), []).append(line.days)
    return tuple(Lacking(unit, name, tuple(days)) for (unit, name), days in missing.items())
