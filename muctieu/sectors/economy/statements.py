"""What the economy puts on the board: its growth below the goal, and how final each figure is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.plan.report_defaults import reports_are_made_of
from muctieu.plan.report_models import Cut
from muctieu.statements.board import (
    Goal,
    Line,
    Panel,
    Row,
    Shape,
    Side,
    Tiles,
    contribute,
)

GROWTHS = ("economy.industry_growth", "economy.services_growth", "economy.agriculture_growth")
STATUSES = ("estimate", "preliminary", "official")


def by_status(code: str) -> Row:
    """A growth to the day, and that of the whole year in each of its statuses."""
    return Row(code, statuses=tuple((status, f"{code}_{status}") for status in STATUSES))


reports_are_made_of(Cut.CALENDAR, "economy.output")
contribute(
    Tiles(Goal.GROWTH, GROWTHS, order=20),
    Line(Side.UP, "economy.growth", order=5),
    Panel(
        key="growth",
        title=_("Growth of production value"),
        shape=Shape.STATUSES,
        rows=tuple(
            by_status(code)
            for code in ("economy.growth", GROWTHS[0], "economy.mining_growth", *GROWTHS[1:])
        ),
        note=_(
            "From levels at constant 2010 prices. To the day: the months that are over. By "
            "status: what was reported of the whole year; what was printed stands beside it."
        ),
        order=20,
    ),
)
