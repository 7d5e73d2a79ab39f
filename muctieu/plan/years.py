"""Whose year it is: the unit that a question means when it names none."""

from __future__ import annotations

import datetime as dt

from muctieu.core.models import UnitVersion
from muctieu.core.units import children, root_on, version_of
from muctieu.plan.models import Year


def home_on(day: dt.date) -> UnitVersion | None:
    """The unit whose year ``day`` lies in, as it was then.

    Where no plan says whose year it is, the highest unit that is more than the frame of a
    single other one: the city below a province that holds nothing else, or a ward alone.
    """
    planned = Year.objects.filter(number=day.year).order_by("pk").values_list("unit_id", flat=True)
    for unit in planned:
        own = version_of(unit, day)
        if own is not None:
            return own
    return _widest(day)


def _widest(day: dt.date) -> UnitVersion | None:
    unit = root_on(day)
    while unit is not None:
        below = children(unit.unit_id, day)
        if len(below) != 1:
            return unit
        unit = below[0]
    return None
