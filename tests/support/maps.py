"""What became of units, told unit by unit for tests of maps."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from muctieu.core.units import passed_on


def became(day: dt.date, of: dt.date = dt.date.min) -> dict[int, dict[int, Fraction]]:
    """Unit → what its land of a day (the first it had) is on the map of ``day``."""
    return {
        land.unit: {other: one.share for other, one in parts.items()}
        for land, parts in passed_on(day).items()
        if land.holds(of)
    }
