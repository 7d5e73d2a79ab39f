"""What sectors put on the board: added by declaring, in order, each once."""

from __future__ import annotations

import pytest

from muctieu.statements import board
from muctieu.statements.board import Goal, Line, Panel, Row, Shape, Side, Tiles, contribute

BUDGET = Panel(
    key="made-up", title="made-up", shape=Shape.PROGRESS,
    rows=(Row("made.collected", declared="made.of_year"), Row("made.alone")), order=1,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "_parts", [])


def test_figures_below_a_goal_come_in_order_and_each_once() -> None:
    contribute(
        Tiles(Goal.SAFE, ("b", "a"), order=20),
        Tiles(Goal.SAFE, ("c", "b"), order=10),
        Tiles(Goal.GROWTH, ("d",)),
    )
    assert board.tiles(Goal.SAFE) == ("c", "b", "a")


def test_of_each_side_of_the_strip_the_lowest_order_comes_first() -> None:
    contribute(Line(Side.UP, "late"), Line(Side.UP, "early", order=1), Line(Side.DOWN, "x"))
    assert (board.lines(Side.UP), board.lines(Side.DOWN)) == (("early", "late"), ("x",))


def test_a_part_said_twice_is_one_but_two_panels_of_one_key_are_refused() -> None:
    contribute(BUDGET)
    contribute(BUDGET)
    assert board.panels() == (BUDGET,)
    with pytest.raises(ValueError, match="made-up"):
        contribute(Panel(key="made-up", title="another", shape=Shape.UNITS, rows=()))


def test_a_declared_figure_finds_the_one_that_is_counted_beside_it() -> None:
    contribute(BUDGET)
    assert board.counted_beside("made.of_year") == "made.collected"
    assert board.counted_beside("made.alone") == ""
    # A target in words names no figure, and a row without another code is not its count.
    assert board.counted_beside("") == ""
