"""Web pages, read with the standard library: text, headings, lists, tables with spans."""

import re
from html.parser import HTMLParser

from muctieu.statements.read.load.grids import Grid, GridCell, blocks_of_grid
from muctieu.statements.read.load.plain import checked
from muctieu.statements.read.model import Block, Document, Unreadable

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "footer",
        "header",
        "form",
        "button",
        "select",
        "iframe",
        "head",
        "aside",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "section",
        "article",
        "pre",
        "figure",
        "figcaption",
        "dd",
        "dt",
        "dl",
        "tbody",
        "thead",
    ]
)
_DEEPEST = 120
_LONGEST_CELL = 4000
_SPACES = re.compile(r"\s+")


class _Table:
    def __init__(self, number: int, caption: str) -> None:
        self.number, self.caption = number, caption
        self.row, self.column = -1, 0
        self.taken: set[tuple[int, int]] = set()
        self.cells: list[GridCell] = []
        self.open: tuple[int, int, int, int] | None = None  # start, part, rows, columns

    def next_row(self) -> None:
        self.row, self.column = self.row + 1, 0

    def place(self) -> None:
        while (self.row, self.column) in self.taken:
            self.column += 1


class _Reader(HTMLParser):
    """Collects text and table cells; offsets are those of the collected text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.skipped: list[str] = []
        self.tables: list[_Table] = []
        self.blocks: list[Block] = []
        self.count = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipped.append(tag)
        if self.skipped:
            return
        if tag in _BLOCKS:
            self._line()
        if tag == "table":
            self._open_table()
        elif tag == "tr" and self.tables:
            self._close_cell()
            self.tables[-1].next_row()
        elif tag in {"td", "th"} and self.tables:
            self._open_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        if tag in {"td", "th", "tr"} and self.tables:
            self._close_cell()
        elif tag == "table" and self.tables:
            self._close_cell()
            table = self.tables.pop()
            self.blocks += blocks_of_grid(Grid(table.number, table.cells, table.caption))
        if tag in _BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        text = _SPACES.sub(" ", data)
        if self.parts and self.parts[-1].endswith(("\n", " ")):
            text = text.lstrip(" ")
        if text:
            self.add(text)

    def _line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.add("\n")

    def _open_table(self) -> None:
        if len(self.tables) >= _DEEPEST:
            raise Unreadable(
                "nested_tables",
                f"Trang có quá {_DEEPEST} bảng lồng nhau nên không đọc; hãy xuất lại bảng phẳng.",
                f"The page nests more than {_DEEPEST} tables; export it with flat tables.",
            )
        tail = "".join(self.parts[-12:])[-300:]
        self.tables.append(_Table(self.count, tail))
        self.count += 1

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        self._close_cell()
        table = self.tables[-1]
        if table.row < 0:
            table.next_row()
        table.place()
        spans = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
        table.open = (self.length, len(self.parts), *spans)

    def _close_cell(self) -> None:
        table = self.tables[-1]
        if table.open is None:
            return
        start, part, rows, columns = table.open
        surface = "".join(self.parts[part:]) if self.length - start < _LONGEST_CELL else ""
        lead = len(surface) - len(surface.lstrip())
        text = surface.strip()
        cell = GridCell(
            table.row,
            table.column,
            start + lead,
            start + lead + len(text),
            _SPACES.sub(" ", text),
            rows,
            columns,
        )
        table.cells.append(cell)
        table.taken |= {
            (table.row + r, table.column + c) for r in range(rows) for c in range(columns)
        }
        table.column += columns
        table.open = None


def _span(text: str | None) -> int:
    return min(int(text), 200) if text and text.isdigit() and int(text) > 0 else 1


def load_html(text: str, name: str) -> Document:
    """Load a web page: menus, scripts, headers and footers are left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    text = checked("".join(reader.parts))
    return Document(text, tuple(reader.blocks) or None, name)
