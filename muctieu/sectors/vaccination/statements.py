"""What vaccination puts on the board: people with a dose, doses by month, coverage by unit."""

from django.utils.translation import gettext_lazy as _

from muctieu.plan.report_defaults import reports_are_made_of
from muctieu.plan.report_models import Cut
from muctieu.statements.board import Goal, Line, Panel, Row, Shape, Side, Tiles, contribute

reports_are_made_of(
    Cut.ADMINISTRATIVE, "vaccination.session", "vaccination.dose", "vaccination.use"
)
contribute(
    Tiles(
        Goal.SAFE,
        (
            "vaccination.first_doses",
            "vaccination.second_doses",
            "vaccination.second_over_first",
            "vaccination.rounds",
        ),
        order=10,
    ),
    Line(Side.DOWN, "vaccination.doses", order=10),
    Panel(
        key="vaccination-by-unit",
        title=_("Vaccination by unit"),
        shape=Shape.UNITS,
        rows=(
            Row("vaccination.first_doses"),
            Row("vaccination.second_doses"),
            Row("vaccination.coverage_2"),
        ),
        note=_("doses by place of injection, coverage by residence"),
        order=30,
    ),
)
