"""What the economy puts on the board: its growth below the goal, and how final each figure is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.statements.board import Goal, Panel, Row, Shape, Tiles, contribute

GROWTHS = ("economy.industry_growth", "economy.services_growth", "economy.agriculture_growth")

contribute(
    Tiles(Goal.GROWTH, GROWTHS, order=20),
    Panel(
        key="growth",
        title=_("Growth of production value"),
        shape=Shape.STATUSES,
        rows=tuple(Row(code) for code in GROWTHS),
        note=_("From levels at constant 2010 prices; what was printed stands beside it."),
        order=20,
    ),
)
