"""Tables of a printed page, from where its runs of text stand.

Runs on one height are a row; where several rows have several runs, the runs that stand above one
another are a column.  Such rows come out with tabs between their cells, as plain tables do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[-+(]?\d[\d.,\s]*%?\)?")
_LEAST_CELLS = 3
_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text and its box in points; the page's origin is at the bottom left."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def has_table(runs: Sequence[Run]) -> bool:
    """Return whether at least two rows of the page have several cells, figures among them."""
    return sum(_is_tabular(row) for row in _rows(runs)) >= _LEAST_ROWS


def laid_out(runs: Sequence[Run]) -> str:
    """Return the page's text with tabs between the cells of its tables."""
    lines: list[str] = []
    block: list[list[Run]] = []
    for row in _rows(runs):
        if len(row) >= _LEAST_CELLS:
            block.append(row)
            continue
        lines += _table(block)
        block = []
        lines.append(" ".join(run.text for run in row))
    return "\n".join([*lines, *_table(block)])


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Group runs by height, from the top of the page down, each row from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -(run.top + run.bottom)):
        middle = (run.top + run.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _is_tabular(row: list[Run]) -> bool:
    figures = sum(_NUMBER.fullmatch(run.text) is not None for run in row)
    return len(row) >= _LEAST_CELLS and figures >= 1


def _table(rows: list[list[Run]]) -> list[str]:
    if sum(map(_is_tabular, rows)) < _LEAST_ROWS:
        return [" ".join(run.text for run in row) for row in rows]
    columns = _columns([run for row in rows for run in row])
    return ["\t".join(_cells(row, columns)) for row in rows]


def _columns(runs: list[Run]) -> list[tuple[float, float]]:
    """Return the stretches of the page's width that runs cover, merged where they overlap."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((run.left, run.right) for run in runs):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _cells(row: list[Run], columns: list[tuple[float, float]]) -> list[str]:
    texts = []
    for left, right in columns:
        inside = [run.text for run in row if left <= (run.left + run.right) / 2 <= right]
        texts.append(" ".join(inside))
    return texts
