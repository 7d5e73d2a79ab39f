"""What the budget puts on the board: revenue by month, and the year's progress beside its plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.statements.board import Goal, Line, Panel, Row, Shape, Side, Tiles, contribute

contribute(
    Tiles(
        Goal.GROWTH,
        ("budget.revenue_in_area_collected", "budget.revenue_in_area", "budget.local_revenue"),
        order=10,
    ),
    Line(Side.UP, "budget.revenue_in_area_collected", order=10),
    Panel(
        key="budget",
        title=_("Revenue and spending of the budget"),
        shape=Shape.PROGRESS,
        rows=(
            Row("budget.revenue_in_area_collected", declared="budget.revenue_in_area"),
            Row("budget.local_revenue_collected", declared="budget.local_revenue"),
            Row("budget.disbursed_of_plan", declared="investment.disbursed_of_plan"),
            Row("budget.investment_share"),
        ),
        note=_("Collected by the day and estimated for the year are two figures."),
        order=10,
    ),
)
