"""Faults planted at scale: found against registers and in the text, hardly an alarm on true texts."""

import pytest

from tests.statements.read.planted import Tally, against_registers, in_the_text


def holds(tally: Tally, least: float) -> None:
    assert tally.share_found >= least, tally
    assert tally.alarms * 20 <= tally.texts, tally


def test_a_spoilt_figure_that_the_registers_hold_is_found() -> None:
    holds(against_registers(12, 2021), 0.99)


def test_a_spoilt_figure_that_the_text_itself_can_check_is_found() -> None:
    holds(in_the_text(40, 2021), 0.95)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_spoilt_figures_are_found_at_scale(seed: int) -> None:
    holds(against_registers(400, seed), 0.99)
    holds(in_the_text(1_600, seed), 0.95)
