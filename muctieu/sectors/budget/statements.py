"""What the budget puts on the board: revenue by month, and the year's progress beside its plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.plan.report_defaults import reports_are_made_of
from muctieu.plan.report_models import Cut
from muctieu.statements.board import Goal, Line, Panel, Row, Shape, Side, Tiles, contribute

reports_are_made_of(Cut.CALENDAR, "budget.revenue", "budget.spending")
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
            Row(
                "budget.revenue_in_area_collected",
                declared="budget.revenue_in_area",
                plan="budget.revenue_in_area_assigned",
                of_plan="budget.revenue_in_area_collected_of_plan",
            ),
            Row(
                "budget.local_revenue_collected",
                declared="budget.local_revenue",
                plan="budget.local_revenue_assigned",
                of_plan="budget.local_revenue_collected_of_plan",
            ),
            Row("budget.unit_revenue_collected"),
            Row(
                "budget.spending",
                plan="budget.spending_assigned",
                of_plan="budget.spending_of_plan",
            ),
            Row("budget.disbursed_of_plan", declared="investment.disbursed_of_plan"),
            Row("budget.investment_share"),
        ),
        note=_("Collected by the day and estimated for the year are two figures."),
        order=10,
    ),
    Panel(
        key="budget-plans",
        title=_("Plans of the budget and who assigned them"),
        shape=Shape.FIGURES,
        rows=tuple(
            Row(f"budget.{plan}")
            for plan in (
                "revenue_in_area_assigned",
                "revenue_in_area_assigned_by_council",
                "local_revenue_assigned",
                "local_revenue_assigned_by_council",
                "spending_assigned",
                "investment_assigned",
            )
        ),
        note=_("Of several versions the last one known; its page tells when it became known."),
        order=11,
    ),
)
