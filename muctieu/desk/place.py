"""The unit a page speaks for: asked for by ``?donvi=``, else the one whose year this is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.core.models import UnitVersion
from muctieu.core.units import children, find_units, root_on

if TYPE_CHECKING:
    from django.http import HttpRequest

UNIT = "donvi"


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


def home_on(day: dt.date) -> UnitVersion | None:
    """The highest unit that is more than the frame of a single other one."""
    unit = root_on(day)
    while unit is not None:
        below = children(unit.unit_id, day)
        if len(below) != 1:
            return unit
        unit = below[0]
    return None


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
