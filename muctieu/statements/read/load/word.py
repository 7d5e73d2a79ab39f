"""Word files: every run of text, content controls and tracked insertions included.

The XML is walked directly, because python-docx's own paragraph text leaves out content controls.
Deleted text of tracked changes is skipped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muctieu.statements.read.load.grids import Grid, GridCell, blocks_of_grid
from muctieu.statements.read.load.office import opened
from muctieu.statements.read.load.plain import checked
from muctieu.statements.read.model import Block, Document, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEEPEST = 40


def load_word(content: bytes, name: str) -> Document:
    """Load a docx file; raises Unreadable for one that is locked, broken or a bomb."""
    return located(_body(content), name).document


@dataclass(frozen=True, slots=True)
class Located:
    """A Word file as it is read, and the elements its text stands in: (offset, `w:t`), in order."""

    document: Document
    spots: Sequence[tuple[int, Any]]


def located(body: Any, name: str = "") -> Located:
    """Read the body of a Word file; raises Unreadable for one without words that can be read."""
    collector = _Collector()
    collector.body(body, 0)
    text = "".join(collector.parts)
    if not text.strip():
        raise Unreadable("empty", "Tệp Word không có chữ nào.", "The Word file has no text.")
    checked(text)
    return Located(Document(text, tuple(collector.blocks) or None, name), collector.spots)


def _body(content: bytes) -> Any:
    with opened(content) as package:
        return package.tree("word/document.xml").find(f"{_W}body")


class _Collector:
    """Collects text and table cells from the XML, in reading order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.spots: list[tuple[int, Any]] = []
        self.tables = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def body(self, element: Any, depth: int) -> None:
        """Collect paragraphs and tables of a body, a cell, or a content control around them."""
        if element is None:
            return
        for child in element:
            if child.tag == f"{_W}p":
                self.paragraph(child)
            elif child.tag == f"{_W}tbl":
                self.table(child, depth + 1)
            elif child.tag in {
                f"{_W}sdt",
                f"{_W}ins",
                f"{_W}customXml",
                f"{_W}sdtContent",
                f"{_W}moveTo",
            }:
                self.body(child, depth)

    def paragraph(self, element: Any) -> None:
        """Collect one paragraph as a line."""
        start = self.length
        for piece, node in run_texts(element):
            if node.tag == f"{_W}t":
                self.spots.append((self.length, node))
            self.add(piece)
        if self.length > start:
            self.add("\n")

    def table(self, element: Any, depth: int) -> None:
        """Collect a table as cells; tables nested beyond reason are refused."""
        if depth > _DEEPEST:
            raise Unreadable(
                "nested_tables",
                f"Tệp Word có quá {_DEEPEST} bảng lồng nhau nên không đọc; hãy làm phẳng bảng.",
                f"The Word file nests more than {_DEEPEST} tables; flatten them.",
            )
        number, self.tables = self.tables, self.tables + 1
        caption = "".join(self.parts[-8:])[-300:]
        cells: list[GridCell] = []
        merged: dict[int, int] = {}
        for row, line in enumerate(rows_of(element)):
            self._row(row, line, cells, merged, depth)
        self.blocks += blocks_of_grid(Grid(number, cells, caption))

    def _row(
        self, row: int, line: Any, cells: list[GridCell], merged: dict[int, int], depth: int
    ) -> None:
        column = 0
        for cell in cells_of(line):
            wide, vertical = merge_of(cell)
            start, part = self.length, len(self.parts)
            self.body(cell, depth)
            text = "".join(self.parts[part:]).strip()
            if self.length == start:
                self.add("\n")
            lead = len("".join(self.parts[part:])) - len("".join(self.parts[part:]).lstrip())
            if vertical == "continue" and column in merged:
                above = cells[merged[column]]
                cells[merged[column]] = GridCell(
                    above.row,
                    above.column,
                    above.start,
                    above.end,
                    above.text,
                    row - above.row + 1,
                    above.columns,
                )
            else:
                begin = start + lead if text else start
                cells.append(
                    GridCell(row, column, begin, begin + len(text), " ".join(text.split()), 1, wide)
                )
                merged[column] = len(cells) - 1
            column += wide


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, those inside content controls included."""
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from rows_of(child)


def cells_of(row: Any) -> Iterator[Any]:
    """Yield the cells of a row, those inside content controls included."""
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from cells_of(child)


def merge_of(cell: Any) -> tuple[int, str | None]:
    """Return over how many columns a cell reaches, and whether it goes on downwards."""
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        return 1, None
    wide = properties.find(f"{_W}gridSpan")
    vertical = properties.find(f"{_W}vMerge")
    columns = int(wide.get(f"{_W}val", "1")) if wide is not None else 1
    if vertical is None:
        return columns, None
    return columns, vertical.get(f"{_W}val", "continue")


def run_texts(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield the visible text of a paragraph piece by piece, each with the element it stands in."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or "", child
        elif child.tag == f"{_W}tab":
            yield " ", child
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            yield "\n", child
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-", child
        elif child.tag not in {
            f"{_W}del",
            f"{_W}moveFrom",
            f"{_W}pPr",
            f"{_W}rPr",
            f"{_MC}Fallback",
            f"{_W}txbxContent",
        }:
            yield from run_texts(child)
