"""Excel files: what the visible sheets show, as tables whose cells know their heads.

Numbers are written as the sheet shows them, in the Vietnamese way: grouped where the format groups,
with as many decimals, a percentage as one.  What stands above a table is its caption.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from muctieu.statements.read.load.grids import Grid, GridCell, blocks_of_grid
from muctieu.statements.read.load.office import Package, opened
from muctieu.statements.read.load.plain import checked
from muctieu.statements.read.model import Block, Document, Unreadable

BOOK = "xl/workbook.xml"
_N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# Formats that every program knows by number.
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"} | dict.fromkeys(
    range(14, 18), "dd/mm/yyyy"
)
# What a format only says in words, and its colours.
_SPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DECIMALS = re.compile(r"\.([0#?]+)")
# Day 0 of a workbook; days before March 1900 are one off there and are no days of reports.
_EPOCH = date(1899, 12, 30)
_MOST_DAYS = 100_000
_DIGITS_SHOWN = 10
_MOST_COLUMNS, _MOST_MERGED = 16_384, 200_000

# Columns of a row, each with what it shows; rows by their number.
Row: TypeAlias = dict[int, str]
Spans: TypeAlias = Mapping[tuple[int, int], tuple[int, int]]


def is_excel(content: bytes) -> bool:
    """Return whether a packed file names a workbook among its parts (their names are never packed)."""
    return BOOK.encode() in content


def load_excel(content: bytes, name: str) -> Document:
    """Load an xlsx file; raises Unreadable for one that is locked, broken, a bomb or blank."""
    with opened(content) as package:
        sheets = list(_sheets(package))
    writer = _Writer()
    for title, rows, spans in sheets:
        writer.sheet(title, rows, spans)
    if not any(row for _title, rows, _spans in sheets for row in rows.values()):
        raise Unreadable(
            "empty", "Tệp Excel không có ô nào có chữ.", "The Excel file has no cell with text."
        )
    text = "".join(writer.parts)
    return Document(checked(text), tuple(writer.blocks) or None, name)


# ------------------------------------------------------------------ what the sheets show


def _sheets(package: Package) -> Iterator[tuple[str, dict[int, Row], Spans]]:
    """Yield name, rows and merged stretches of every visible sheet."""
    links = {
        one.get("Id"): posixpath.join("/xl", one.get("Target", "")).lstrip("/")
        for one in package.tree("xl/_rels/workbook.xml.rels")
    }
    words = _shared(package)
    formats = _formats(package)
    for sheet in package.tree(BOOK).iter(f"{_N}sheet"):
        part = links[sheet.get(f"{_R}id")]
        if sheet.get("state", "visible") == "visible" and "worksheets/" in part:
            root = package.tree(part)
            yield sheet.get("name", ""), _rows(root, words, formats), _spans(root)


def _shared(package: Package) -> Sequence[str]:
    part = "xl/sharedStrings.xml"
    if part not in package.names:
        return ()
    return [_words(one) for one in package.tree(part).iter(f"{_N}si")]


def _words(element: Any) -> str:
    """Return the text of a cell in one line, without what is said only of its sound."""
    spoken = {id(t) for one in element.iter(f"{_N}rPh") for t in one.iter(f"{_N}t")}
    pieces = (t.text or "" for t in element.iter(f"{_N}t") if id(t) not in spoken)
    return " ".join("".join(pieces).split())


def _formats(package: Package) -> Sequence[str]:
    """Return the number format of each style by its index."""
    part = "xl/styles.xml"
    if part not in package.names:
        return ()
    root = package.tree(part)
    own = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in root.iter(f"{_N}numFmt")
    }
    return [
        (_BUILT_IN | own).get(int(one.get("numFmtId", "0")), "")
        for styles in root.iter(f"{_N}cellXfs")
        for one in styles
    ]


def _rows(root: Any, words: Sequence[str], formats: Sequence[str]) -> dict[int, Row]:
    """Return what each row shows: blank cells and hidden columns are left out, a hidden row has none."""
    hidden = {
        column
        for one in root.iter(f"{_N}col")
        if one.get("hidden") == "1"
        for column in range(
            int(one.get("min", "1")), min(int(one.get("max", "1")), _MOST_COLUMNS) + 1
        )
    }
    found: dict[int, Row] = {}
    for row in root.iter(f"{_N}row"):
        if row.get("hidden") == "1":
            found[int(row.get("r", "0"))] = {}
            continue
        for cell in row.iter(f"{_N}c"):
            at = _place(cell.get("r", ""))
            shown = _shown(cell, words, formats)
            if shown and at[1] not in hidden:
                found.setdefault(at[0], {})[at[1]] = shown
    return found


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of "B12"; KeyError for what is no place of a sheet."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise KeyError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _shown(cell: Any, words: Sequence[str], formats: Sequence[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_N}v") or ""
    if kind == "inlineStr":
        return _words(cell)
    if kind == "s":
        return words[int(value)] if value.isdigit() and int(value) < len(words) else ""
    if kind != "n" or not value:
        return " ".join(value.split())
    style = int(cell.get("s", "0"))
    return number_shown(value, formats[style] if style < len(formats) else "")


def number_shown(value: str, form: str) -> str:
    """Return a number of a cell as the sheet shows it, in the Vietnamese way."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    plain = _SPOKEN.sub("", form).split(";")[0].lower()
    if any(letter in plain for letter in "dmy") and 0 < number < _MOST_DAYS:
        return (_EPOCH + timedelta(days=int(number))).strftime("%d/%m/%Y")
    sign = "%" if "%" in plain else ""
    number = number * 100 if sign else number
    decimals = _DECIMALS.search(plain)
    if any(mark in plain for mark in "0#"):
        number = round(number, len(decimals[1]) if decimals else 0)
    else:
        number = +number.quantize(Decimal(1).scaleb(-_DIGITS_SHOWN)).normalize()
    shown = f"{number:,f}" if "," in plain else f"{number:f}"
    return shown.translate(str.maketrans(",.", ".,")) + sign


def _spans(root: Any) -> Spans:
    """Return for the first cell of each merged stretch how many rows and columns it takes."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    covered = 0
    for one in root.iter(f"{_N}mergeCell"):
        first, _, last = one.get("ref", "").partition(":")
        top, bottom = _place(first), _place(last or first)
        tall, wide = bottom[0] - top[0] + 1, bottom[1] - top[1] + 1
        covered += tall * wide
        if covered <= _MOST_MERGED:
            found[top] = tall, wide
    return found


# ------------------------------------------------------------------ sheets as text


class _Writer:
    """Writes sheets down line by line, cells parted by tabs, and tells where the tables are."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self._length = 0
        self._tables = 0

    def sheet(self, title: str, rows: Mapping[int, Row], spans: Spans) -> None:
        """Write one sheet: its name, then stretches of rows that no blank row parts."""
        if not any(rows.values()):
            return
        self._line([title])
        for numbers in _stretches(sorted(rows)):
            self._stretch(numbers, rows, spans)
        self._add("\n")

    def _stretch(self, numbers: Sequence[int], rows: Mapping[int, Row], spans: Spans) -> None:
        """Write the caption as lines, and the rows from the heads on as a table."""
        above = _above_the_table([rows[number] for number in numbers])
        for number in numbers[:above]:
            self._line(list(rows[number].values()))
        table = numbers[above:]
        if not table:
            return
        caption = "".join(self.parts[-8:])[-300:]
        cells = [
            cell
            for at, number in enumerate(table)
            for cell in self._cells(
                at, rows[number], {c: spans.get((number, c)) for c in rows[number]}
            )
        ]
        self.blocks += blocks_of_grid(Grid(self._tables, cells, caption))
        self._tables += 1

    def _cells(
        self, at: int, row: Row, spans: Mapping[int, tuple[int, int] | None]
    ) -> list[GridCell]:
        found = []
        for column in sorted(row):
            start = self._length
            self._add(row[column])
            end = self._length
            found.append(GridCell(at, column, start, end, row[column], *(spans[column] or (1, 1))))
            self._add("\t")
        self._add("\n")
        return found

    def _line(self, words: Sequence[str]) -> None:
        self._add("\t".join(words) + "\n")

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _stretches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield rows that follow one another, in order."""
    first = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[first:at]
            first = at


def _above_the_table(rows: Sequence[Row]) -> int:
    """Return how many rows stand above the heads: all where no row has words and a figure.

    The heads are the rows of several cells right above the first row of figures; a line with one
    cell only (a title, "Đơn vị: triệu đồng") ends them.
    """
    for at, row in enumerate(rows):
        told = list(row.values())
        if len(told) > 1 and any(one[:1].isdigit() for one in told[1:]):
            while at and len(rows[at - 1]) != 1:
                at -= 1
            return at
    return len(rows)
