"""Cells whose value a reader of values cannot know: formulas never computed, and errors.

A program that writes a formula without opening it in a spreadsheet leaves no result beside it;
readers then see an empty cell. Such cells are found in the XML itself, of xlsx and of OpenDocument.
An old .xls keeps formulas in a binary form in which one never computed looks like one whose
result is an empty text; they are not told apart, and whoever sends one is told so.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

Flaws = Mapping[str, Mapping[tuple[int, int], str]]

UNCOMPUTED = "cell.formula_without_value"
ERROR = "cell.error_value"
_CHUNK = 4 * 1024 * 1024
_MOST = 10_000
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def flaws_of(path: Path) -> Flaws:
    """Flawed cells of an xlsx or an OpenDocument sheet by sheet name: (row from 1, column from 0) → code."""
    with zipfile.ZipFile(path) as archive:
        if "content.xml" in archive.namelist():
            return _flaws_of_opendocument(archive)
        found = {
            name: dict(_flaws_in(archive, part)) for name, part in parts_by_name(archive).items()
        }
    return {name: cells for name, cells in found.items() if cells}


def parts_by_name(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet of an xlsx, by the sheet's name."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): _part(one.get("Target", "")) for one in relations}
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [one for one in book.iter() if one.tag.rsplit("}", 1)[-1] == "sheet"]
    named = {one.get("name", ""): targets.get(one.get(_RELATION), "") for one in sheets}
    return {name: part for name, part in named.items() if part in archive.namelist()}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _flaws_in(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    count = 0
    for text in _chunks(archive, part):
        if b"<f" not in text and b":f" not in text and b't="e"' not in text:
            continue
        for attributes, inside in _CELL.findall(text):
            code = _flaw(attributes, inside)
            if code and (at := _REFERENCE.search(attributes)):
                yield (int(at[2]), column_index(at[1].decode())), code
                count += 1
        if count > _MOST:
            return


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that never cut a cell in two."""
    left = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            text = left + piece
            cut = text.rfind(b"</row>") + 1 or len(text)
            yield text[:cut]
            left = text[cut:]
    yield left


def _flaw(attributes: bytes, inside: bytes) -> str | None:
    if b't="e"' in attributes:
        return ERROR
    formula = b"<f" in inside or b":f>" in inside or b":f " in inside
    # A formula whose result is an empty text is marked as text and is rightly empty.
    if formula and b't="str"' not in attributes and not _VALUE.search(inside):
        return UNCOMPUTED
    return None


# ------------------------------------------------------------------ OpenDocument

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# How spreadsheet programs show a formula that came to nothing: #DIV/0!, #REF!, Err:502.
_SHOWN_ERROR = re.compile(r"#[A-Z]|Err:\d")


def _flaws_of_opendocument(archive: zipfile.ZipFile) -> Flaws:
    found: dict[str, dict[tuple[int, int], str]] = {}
    name, row = "", 0
    with archive.open("content.xml") as stream:
        for event, one in ElementTree.iterparse(stream, events=("start", "end")):
            if event == "start" and one.tag == f"{_TABLE}table":
                name, row = one.get(f"{_TABLE}name", ""), 0
            elif event == "end" and one.tag == f"{_TABLE}table-row":
                for column, code in _flaws_of_cells(one):
                    found.setdefault(name, {})[row + 1, column] = code
                row += int(one.get(f"{_TABLE}number-rows-repeated", 1))
                one.clear()
    return found


def _flaws_of_cells(row: Element) -> Iterator[tuple[int, str]]:
    """The flawed cells of a row; one that is repeated counts once for each place."""
    column = 0
    for cell in row:
        many = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        code = _flaw_of_cell(cell)
        if code:
            yield from ((column + more, code) for more in range(min(many, _MOST)))
        column += many


def _flaw_of_cell(cell: Element) -> str | None:
    if cell.get(f"{_TABLE}formula") is None:
        return None
    if any(_SHOWN_ERROR.match(one.text or "") for one in cell.iter(f"{_TEXT}p")):
        return ERROR
    return None if cell.get(f"{_OFFICE}value-type") else UNCOMPUTED


def column_index(letters: str) -> int:
    """A column's place from its letters: A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - ord("A") + 1
    return index - 1


def column_letters(index: int) -> str:
    """A column's letters from its place: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
