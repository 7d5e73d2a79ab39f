"""The unit a page speaks for: asked for by ``?donvi=``, else the one whose year this is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.core.models import UnitVersion
from muctieu.core.units import children, find_units, version_of
from muctieu.indicators.maps import Map
from muctieu.plan.years import home_on

if TYPE_CHECKING:
    from django.http import HttpRequest

UNIT = "donvi"
_DIGITS = 12


@dataclass(frozen=True)
class Place:
    """A unit on a day, its parts, and what was wrong with the one asked for."""

    unit: UnitVersion | None
    home: UnitVersion | None
    parts: tuple[UnitVersion, ...]
    problem: str = ""

    @property
    def asked(self) -> str | None:
        """What to put into an address to come back here; None for the whole area."""
        if self.unit is None or self.unit == self.home:
            return None
        return self.unit.code or self.unit.name


def place_of(request: HttpRequest, day: dt.date) -> Place:
    """The unit that a request asks for on ``day``."""
    home = home_on(day)
    unit, problem = home, ""
    text = request.GET.get(UNIT, "").strip()
    if text:
        found = find_units(text, day)
        if len(found) == 1:
            unit = found[0]
        else:
            problem = _("There is no single unit “%(name)s” on this day; choose one below.") % {
                "name": text[:60]
            }
    parts = tuple(children(home.unit_id, day)) if home else ()
    return Place(unit, home, parts, problem)


def unit_said(unit: int, day: dt.date) -> str:
    """A unit as addresses and rows name it on a day: by its code, else by its name."""
    then = version_of(unit, day)
    return (then.code or then.name) if then is not None else ""


def place_on_map(request: HttpRequest, day: dt.date, on_map: dt.date | None) -> Place:
    """The unit that a request asks for, on the map of another day where one is given.

    Units of another map go by their numbers (``?donvi=@17``); the parts are those that the land
    of the whole area lies in there.
    """
    if on_map is None:
        return place_of(request, day)
    home = home_on(day)
    parts = tuple(Map(on_map).parts(home.unit_id)) if home else ()
    text = request.GET.get(UNIT, "").strip()
    if not text:
        return Place(home, home, parts)
    unit = _numbered(text, on_map, day)
    if unit is not None:
        return Place(unit, home, parts)
    problem = _("There is no single unit “%(name)s” on this day; choose one below.")
    return Place(home, home, parts, problem % {"name": text[:60]})


def _numbered(text: str, *days: dt.date) -> UnitVersion | None:
    """The unit of a number such as ``@17``, as it was on the first of the days that has it."""
    if not (text.startswith("@") and text[1:].isdecimal() and len(text) <= _DIGITS):
        return None
    return next(filter(None, (version_of(int(text[1:]), day) for day in days)), None)
