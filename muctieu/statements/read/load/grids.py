"""A table of any format as a grid, and the heads of every cell."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from muctieu.statements.read.model import Block, Cell

_NUMERIC = re.compile(r"[\s(]*[-+−–]?\d[\d.,\s]*(?:%|‰)?[\s)]*")
_WITH_UNIT = re.compile(
    r"(?:(?:gần|hơn|trên|khoảng|dưới|ước) )?\d[\d.,]*(?:\s?/\s?\d[\d.,]*)?\s*"
    r"(?!tháng|năm|quý|ngày|tuần)[^\W\d_][\w/²³.%]*(?: [^\W\d_]+)?\.?",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"[A-Z]|[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|\(?\d{1,2}\)?(?:\s?=.*)?|\([A-Z]\)|[-+*•]?"
)
_FORMULA_ROW = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s?=\s?[\d+\-/*()x×%\s]+)?")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its place in the grid and its stretch of the text; spans repeat for merges."""

    row: int
    column: int
    start: int
    end: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """One table with the text that stands above it."""

    number: int
    cells: Sequence[GridCell]
    caption: str


def blocks_of_grid(grid: Grid) -> list[Block]:
    """Return one block a cell, each knowing the heads of its row and its columns."""
    places = _places(grid.cells)
    heading_rows = _heading_rows(places)
    heads = _column_heads(places, heading_rows)
    caption = _last_lines(grid.caption)
    return [_block(grid.number, cell, places, heads, heading_rows, caption) for cell in grid.cells]


def _places(cells: Sequence[GridCell]) -> dict[int, dict[int, GridCell]]:
    """Return the grid with merged cells repeated over their rows and columns."""
    places: dict[int, dict[int, GridCell]] = defaultdict(dict)
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                places[row].setdefault(column, cell)
    return dict(places)


def _heading_rows(places: dict[int, dict[int, GridCell]]) -> int:
    """Return how many rows at the top are heads: those before the first row of figures."""
    for row in sorted(places):
        texts = [cell.text for cell in places[row].values() if cell.text]
        figures = [text for text in texts if _is_figure(text, below_first=row > min(places))]
        numbering = len(texts) > 2 and all(_FORMULA_ROW.fullmatch(text) for text in texts)
        words = [
            text for text in texts if not _NUMERIC.fullmatch(text) and not _INDEX.fullmatch(text)
        ]
        if figures and words and not numbering:
            return row
    return 1


def _is_figure(text: str, *, below_first: bool) -> bool:
    """Return whether a cell holds a figure, alone or with its unit ("45 hộ", no "6 tháng")."""
    if _NUMERIC.fullmatch(text):
        return not _is_year(text)
    return below_first and _WITH_UNIT.fullmatch(text) is not None


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\s*(?:19|20)\d\d\s*", text) is not None


def _column_heads(places: dict[int, dict[int, GridCell]], rows: int) -> dict[int, tuple[str, ...]]:
    heads: dict[int, list[str]] = defaultdict(list)
    for row in sorted(places):
        if row >= rows:
            break
        for column, cell in places[row].items():
            numbering = _FORMULA_ROW.fullmatch(cell.text) and not _is_year(cell.text)
            if cell.text and not numbering and cell.text not in heads[column]:
                heads[column].append(cell.text)
    return {column: tuple(texts) for column, texts in heads.items()}


def _last_lines(caption: str) -> str:
    lines = [line.strip() for line in caption.split("\n") if line.strip()]
    return "\n".join(lines[-3:])


def _block(
    number: int,
    cell: GridCell,
    places: dict[int, dict[int, GridCell]],
    heads: dict[int, tuple[str, ...]],
    heading_rows: int,
    caption: str,
) -> Block:
    if cell.row < heading_rows:
        return Block(
            cell.start,
            cell.end,
            "heading_cell",
            Cell(number, cell.row, cell.column, "", (), caption),
        )
    head = _row_head(places[cell.row], cell.column)
    told = Cell(number, cell.row, cell.column, head, heads.get(cell.column, ()), caption)
    return Block(cell.start, cell.end, "cell", told)


def _row_head(row: dict[int, GridCell], before: int) -> str:
    """Return the first words of the row, left of the cell: not its number, not its unit."""
    for column in sorted(row):
        text = row[column].text
        if column >= before:
            break
        if text and not _INDEX.fullmatch(text) and not _NUMERIC.fullmatch(text):
            return text
    return ""


def unit_column(places: Sequence[Block]) -> dict[tuple[int, int], int]:
    """Return for (table, row) the index of the block that gives the row's unit ("ĐVT" column)."""
    found = {}
    for index, block in enumerate(places):
        if block.cell and block.kind == "cell" and _is_unit_head(block.cell.column_heads):
            found[block.cell.table, block.cell.row] = index
    return found


def _is_unit_head(heads: Sequence[str]) -> bool:
    return any(
        re.fullmatch(r"(?:ĐVT|Đơn vị(?: tính)?|Đ\.?V\.?T\.?|Unit)\.?", head.strip(), re.IGNORECASE)
        for head in heads
    )
