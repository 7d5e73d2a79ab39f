"""A whole-number program written down row by row and column by column, and HiGHS asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import highspy
import numpy as np
from numpy.typing import NDArray

ANY = highspy.kHighsInf
_FEASIBLE = 2


class NotSolved(RuntimeError):
    """The solver gave no answer in its time."""


@dataclass(frozen=True)
class Solved:
    """What each column came to, rounded to whole numbers, and what no answer can be cheaper than.

    ``dearer`` is by how much an answer with one more of a column costs more than the bound at
    least; nothing is known of it (0) where some columns had to be whole.
    """

    values: NDArray[np.int64]
    bound: float
    dearer: NDArray[np.float64]


class Program:
    """Rows with their bounds, columns with what one of them costs and how many there may be."""

    def __init__(self) -> None:
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._costs: list[float] = []
        self._most: list[float] = []
        self._whole: list[bool] = []
        self._starts: list[int] = [0]
        self._rows: list[int] = []
        self._values: list[float] = []

    def row(self, lower: float, upper: float) -> int:
        """One more row; its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        return len(self._lower) - 1

    def column(
        self, cost: float, most: float, cells: Sequence[tuple[int, float]], *, whole: bool
    ) -> int:
        """One more column with its ``cells`` (row, value); its number."""
        self._costs.append(cost)
        self._most.append(most)
        self._whole.append(whole)
        for row, value in cells:
            self._rows.append(row)
            self._values.append(value)
        self._starts.append(len(self._rows))
        return len(self._costs) - 1

    def solve(self, seconds: float, seed: int) -> Solved:
        """The cheapest values of the columns; raises :class:`NotSolved` where none were found."""
        if not self._costs:
            return Solved(np.zeros(0, np.int64), 0.0, np.zeros(0))
        made = _solver(seconds, seed)
        made.passModel(self._model())
        made.run()
        info = made.getInfo()
        if info.primal_solution_status != _FEASIBLE:
            raise NotSolved(str(made.getModelStatus()))
        answer = made.getSolution()
        found = np.rint(np.array(answer.col_value)).astype(np.int64)
        if any(self._whole):
            return Solved(found, float(info.mip_dual_bound), np.zeros(len(found)))
        return Solved(found, float(info.objective_function_value), np.array(answer.col_dual))

    def _model(self) -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._costs), len(self._lower)
        lp.col_cost_, lp.col_upper_ = np.array(self._costs, float), np.array(self._most, float)
        lp.col_lower_ = np.zeros(len(self._costs))
        lp.row_lower_, lp.row_upper_ = np.array(self._lower, float), np.array(self._upper, float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array(self._starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self._rows, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self._values, float)
        if any(self._whole):
            kinds = highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in self._whole]
        return lp


class _Silent(highspy.Highs):
    """HiGHS that prints nothing: its banner would come before it can be told so otherwise."""

    def __init__(self) -> None:
        cast(Any, super()).__init__()

    def enableCallbacks(self) -> None:  # noqa: N802  the library's name
        self.setOptionValue("output_flag", False)
        cast(Any, super()).enableCallbacks()


def _solver(seconds: float, seed: int) -> Any:
    """HiGHS on one thread: the same answer on every machine."""
    made = _Silent()
    options = {"random_seed": seed, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0}
    for name, value in options.items():
        made.setOptionValue(name, value)
    return made
