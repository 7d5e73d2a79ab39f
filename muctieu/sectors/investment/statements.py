"""What public investment puts on the board: so far only figures that were published."""

from muctieu.statements.board import Goal, Tiles, contribute

contribute(Tiles(Goal.GROWTH, ("investment.disbursed_of_plan",), order=40))
