"""An Excel form: which of its cells are blank and what they ask for, and numbers put into them.

The XML of the sheets is edited in place, so that styles, widths, merged and hidden cells, print
set-up, protection and pictures stay as they were (decision 13).  Formulas are left alone; what
they came to before is taken out of the file, because it belongs to a form that was empty, and
whatever opens the file works it out anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from muctieu.kernels.vietnamese.text import nfc
from muctieu.registers.formulas import column_index, column_letters
from muctieu.statements.fill.headings import Asked, At, asked_by
from muctieu.statements.fill.package import Package
from muctieu.statements.fill.refused import refused

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_N = f"{{{_MAIN}}}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# A form is looked at so far; what lies beyond can still be tied by its address.
_ROWS, _COLUMNS = 2000, 100
_MOST_MERGED = 200_000
_BOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
# Formats that every program knows by number (0% and 0.00%), and what a format only says in words.
_PERCENT_BUILT_IN = {"9", "10"}
_SPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.')


@dataclass(frozen=True)
class Sheet:
    """One visible sheet: words by place, merged ones at every place they cover, and its blanks.

    ``filled`` are places with a number, ``formulas`` those that are worked out, ``hidden`` those
    in a hidden row or column; ``first`` leads from a covered place to the cell that shows.
    """

    name: str
    part: str
    texts: Mapping[At, str]
    blanks: frozenset[At]
    filled: frozenset[At] = frozenset()
    formulas: frozenset[At] = frozenset()
    hidden: frozenset[At] = frozenset()
    first: Mapping[At, At] = field(default_factory=dict)

    def asked(self) -> dict[At, Asked]:
        """What its blanks ask for."""
        return asked_by(self.texts, self.blanks)


class NoSuchPlace(LookupError):
    """The form has no cell of that address that a figure could be put into."""


def address(sheet: str, at: At) -> str:
    """A cell as people write it: "Biểu 1!D9"."""
    return f"{sheet}!{column_letters(at[1] - 1)}{at[0]}"


def sheets_of(package: Package) -> list[Sheet]:
    """The visible sheets of an xlsx."""
    shared = _shared_texts(package)
    hidden = _hidden_sheets(package)
    try:
        return [
            _read(name, part, package.tree(part), shared)
            for name, part in package.sheets.items()
            if name not in hidden
        ]
    except ValueError as error:  # a number of a row or column that is none
        raise refused("broken") from error


def places_of(package: Package) -> dict[str, Asked]:
    """What every blank with two headings asks for, by its address."""
    return {
        address(sheet.name, at): asked
        for sheet in sheets_of(package)
        for at, asked in sheet.asked().items()
    }


def cell_named(package: Package, text: str) -> str:
    """The address of a cell somebody names, of merged ones the first.

    Raises :class:`NoSuchPlace` for a sheet that is not there or hidden, for a hidden cell and for
    one that holds a formula or words.
    """
    name, _mark, reference = text.strip().rpartition("!")
    sheets = sheets_of(package)
    found = [one for one in sheets if one.name == name or (not name and len(sheets) == 1)]
    at = _place(reference.upper().replace("$", ""))
    if not found or at is None:
        raise NoSuchPlace(text)
    (sheet,) = found
    at = sheet.first.get(at, at)
    if at in sheet.hidden or at in sheet.formulas or sheet.texts.get(at):
        raise NoSuchPlace(text)
    return address(sheet.name, at)


def words_of(package: Package) -> list[str]:
    """Everything written on the visible sheets."""
    return [text for sheet in sheets_of(package) for text in dict.fromkeys(sheet.texts.values())]


def _place(reference: str) -> At | None:
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), column_index(found[1]) + 1) if found else None


def _shared_texts(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.parts:
        return []
    return [_text(one) for one in package.tree("xl/sharedStrings.xml").iter(f"{_N}si")]


def _text(element: Any) -> str:
    """The words of a shared or inline text, readings of other scripts left out."""
    runs = (
        run.text or ""
        for run in element.iter(f"{_N}t")
        if run.getparent().tag != f"{_N}rPh"
    )  # fmt: skip
    return " ".join(nfc("".join(runs)).split())


def _hidden_sheets(package: Package) -> set[str]:
    sheets = package.tree(_BOOK).iter(f"{_N}sheet")
    return {one.get("name", "") for one in sheets if one.get("state", "visible") != "visible"}


def _read(name: str, part: str, root: Any, shared: list[str]) -> Sheet:
    texts: dict[At, str] = {}
    filled: set[At] = set()
    formulas: set[At] = set()
    for at, cell in _cells(root):
        if cell.find(f"{_N}f") is not None:
            formulas.add(at)
        elif text := _words(cell, shared):
            texts[at] = text
        elif cell.findtext(f"{_N}v"):
            filled.add(at)
    first = _merged(root)
    spread = {**texts, **{at: texts[to] for at, to in first.items() if to in texts}}
    hidden = _hidden(root, spread)
    taken = spread.keys() | filled | formulas | first.keys()
    width = max((at[1] for at in spread), default=0)
    blanks = {
        (row, column)
        for row in range(1, max((at[0] for at in spread), default=0) + 1)
        for column in range(1, min(width, _COLUMNS) + 1)
    } - taken
    seen = {at: text for at, text in spread.items() if at not in hidden}
    shown = frozenset(blanks - hidden)
    return Sheet(
        name, part, seen, shown, frozenset(filled), frozenset(formulas), frozenset(hidden), first
    )


def _cells(root: Any) -> Iterator[tuple[At, Any]]:
    """The cells of the first rows, by place; cells and rows may leave their numbers out."""
    row = 0
    for line in root.iter(f"{_N}row"):
        row = int(line.get("r", row + 1))
        column = 0
        for cell in line.iter(f"{_N}c"):
            at = _place(cell.get("r", "")) or (row, column + 1)
            column = at[1]
            if row <= _ROWS and column <= _COLUMNS:
                yield at, cell


def _words(cell: Any, shared: list[str]) -> str:
    """What is written in a cell, "" where it is a number or nothing."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = (cell.findtext(f"{_N}v") or "").strip()
    if kind == "s" and value.isdecimal() and int(value) < len(shared):
        return shared[int(value)]
    return " ".join(nfc(value).split()) if kind == "str" else ""


def _merged(root: Any) -> dict[At, At]:
    """From each place that a merged cell covers to the one that shows."""
    first: dict[At, At] = {}
    for one in root.iter(f"{_N}mergeCell"):
        top, _colon, bottom = one.get("ref", "").partition(":")
        start, end = _place(top), _place(bottom or top)
        if start is None or end is None:
            continue
        for row in range(start[0], min(end[0], _ROWS) + 1):
            for column in range(start[1], min(end[1], _COLUMNS) + 1):
                if (row, column) != start:
                    first[row, column] = start
        if len(first) > _MOST_MERGED:
            raise refused("broken")
    return first


def _hidden(root: Any, texts: Mapping[At, str]) -> set[At]:
    """Places in hidden rows and columns, within reach of what is written."""
    rows = {int(one.get("r", "0")) for one in root.iter(f"{_N}row") if _is_on(one.get("hidden"))}
    columns: set[int] = set()
    for one in root.iter(f"{_N}col"):
        if _is_on(one.get("hidden")):
            last = min(int(one.get("max", "0")), _COLUMNS)
            columns.update(range(int(one.get("min", "0")), last + 1))
    deepest = max((at[0] for at in texts), default=0)
    widest = max((at[1] for at in texts), default=0)
    return {
        (row, column)
        for row in range(1, deepest + 1)
        for column in range(1, widest + 1)
        if row in rows or column in columns
    }


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


# ------------------------------------------------------------------ numbers put in


def filled(
    package: Package, values: Mapping[str, Decimal], in_percent: Collection[str] = ()
) -> bytes:
    """The form with these numbers in its cells, by address; nothing else of it changes.

    Those ``in_percent`` are hundredths where the cell itself shows a percentage: a spreadsheet
    prints 0.984 as 98,4 % there.
    """
    parts = package.sheets
    changed: dict[str, Any] = {}
    shown_as_percent = _percent_styles(package)
    for place, value in values.items():
        name, _mark, reference = place.rpartition("!")
        part = parts[name]
        if part not in changed:
            changed[part] = package.tree(part)
        cell = _cell(changed[part], reference)
        hundredths = place in in_percent and cell.get("s") in shown_as_percent
        _put(cell, value.scaleb(-2) if hundredths else value)
    return package.with_parts(changed | _without_results(package, parts, changed))


def _percent_styles(package: Package) -> frozenset[str]:
    """The styles, as cells name them, in which a number is printed as a percentage."""
    if _STYLES not in package.parts:
        return frozenset()
    styles = package.tree(_STYLES)
    formats = {
        one.get("numFmtId"): _SPOKEN.sub("", one.get("formatCode", ""))
        for one in styles.iter(f"{_N}numFmt")
    }
    printed = {number for number, code in formats.items() if "%" in code} | _PERCENT_BUILT_IN
    return frozenset(
        str(at)
        for at, one in enumerate(styles.iterfind(f"{_N}cellXfs/{_N}xf"))
        if one.get("numFmtId") in printed
    )


def _cell(root: Any, reference: str) -> Any:
    at = _place(reference)
    if at is None:
        raise NoSuchPlace(reference)
    return _child(_child(root.find(f"{_N}sheetData"), "row", at[0]), "c", at[1], reference)


def _put(cell: Any, value: Decimal) -> None:
    for old in list(cell):
        if old.tag in (f"{_N}v", f"{_N}is"):
            cell.remove(old)
    cell.attrib.pop("t", None)
    number = cell.makeelement(f"{_N}v", {})
    number.text = format(value, "f")
    cell.insert(0, number)


def _child(parent: Any, kind: str, number: int, reference: str = "") -> Any:
    """The row or cell of that number; made at its place where the form has none."""
    before = 0
    for place, one in enumerate(parent.iterchildren(f"{_N}{kind}")):
        here = _number(one, kind, before)
        if here == number:
            return one
        if here > number:
            return _made(parent, kind, place, reference or str(number))
        before = here
    return _made(parent, kind, len(parent), reference or str(number))


def _number(one: Any, kind: str, before: int) -> int:
    said = one.get("r")
    if said is None:
        return before + 1
    at = _place(said)
    return int(said) if kind == "row" else (at[1] if at else before + 1)


def _made(parent: Any, kind: str, place: int, reference: str) -> Any:
    made = parent.makeelement(f"{_N}{kind}", {"r": reference})
    parent.insert(place, made)
    return made


def _without_results(
    package: Package, parts: Mapping[str, str], changed: dict[str, Any]
) -> dict[str, Any]:
    """The sheets with formulas, without what these came to while the form was empty."""
    found: dict[str, Any] = {}
    for part in parts.values():
        tree = changed[part] if part in changed else package.tree(part)
        worked_out = [cell for cell in tree.iter(f"{_N}c") if cell.find(f"{_N}f") is not None]
        for cell in worked_out:
            for old in cell.findall(f"{_N}v"):
                cell.remove(old)
            cell.attrib.pop("t", None)
        if worked_out:
            found[part] = tree
    if found:
        found[_BOOK] = _to_be_worked_out(package.tree(_BOOK))
    return found


def _to_be_worked_out(book: Any) -> Any:
    """The workbook's own part, telling whatever opens it to work every formula out."""
    told = book.find(f"{_N}calcPr")
    if told is None:
        told = book.makeelement(f"{_N}calcPr", {})
        before = [
            book.find(f"{_N}{name}") for name in ("definedNames", "externalReferences", "sheets")
        ]
        next(one for one in before if one is not None).addnext(told)
    told.set("fullCalcOnLoad", "1")
    return book
