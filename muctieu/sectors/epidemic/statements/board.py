"""What the epidemic puts on the board: who was isolated, who is now, how full the sites are.

Places in use stand nowhere beside a cumulative count of people: the two are never one ratio.
"""

from django.utils.translation import gettext_lazy as _

from muctieu.plan.report_defaults import reports_are_made_of
from muctieu.plan.report_models import Cut
from muctieu.statements.board import Goal, Panel, Row, Shape, Tiles, contribute

reports_are_made_of(
    Cut.ADMINISTRATIVE, "epidemic.case", "epidemic.contact", "epidemic.sample", "epidemic.swab"
)
contribute(
    Tiles(
        Goal.SAFE,
        ("epidemic.isolated_in_facility", "epidemic.isolated_at_home", "epidemic.traced_tested"),
        order=20,
    ),
    Panel(
        key="epidemic-now",
        title=_("Isolation and treatment on the day"),
        shape=Shape.FIGURES,
        rows=tuple(
            Row(code)
            for code in (
                "epidemic.new_cases",
                "epidemic.open_cases",
                "epidemic.isolated_now",
                "epidemic.at_home_now",
                "epidemic.places_f0_used",
                "epidemic.places_f0_ready",
                "epidemic.occupancy_f0",
                "epidemic.places_f1_used",
                "epidemic.places_f1_ready",
                "epidemic.occupancy_f1",
            )
        ),
        note=_("places and people on that day, not those ever isolated"),
        order=25,
    ),
)
