"""What the epidemic puts on the board: so far only figures that were published.

Places in use stand nowhere beside a cumulative count of people: the two are never one ratio.
"""

from muctieu.statements.board import Goal, Tiles, contribute

contribute(
    Tiles(
        Goal.SAFE,
        ("epidemic.isolated_in_facility", "epidemic.isolated_at_home", "epidemic.traced_tested"),
        order=20,
    )
)
