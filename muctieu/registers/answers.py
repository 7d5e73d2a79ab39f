"""Refused rows go back as the sender's own workbook, a remark on each bad cell.

An .xlsx keeps its look; formulas become the values they showed and macros are left behind. Other
kinds of file, and workbooks with very many rows, come back rewritten: the refused rows under
their headings, with the number they had and the reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from muctieu.registers.preview import FaultShown, Preview
from muctieu.registers.sentences import Sentence
from muctieu.registers.workbook import Format, Grid, format_of

OWN_WORKBOOK_ROWS = 20_000
_AUTHOR = "Mục tiêu"
_RED = "F4C7C3"
_BOX = {"width": 320, "height": 120}
_ROW = Sentence("Dòng", "Row")
_REASONS = Sentence("Lý do không nhận", "Why it was not accepted")

# (sheet, row, place from 0) → everything that is wrong with that cell.
Remarks = Mapping[tuple[str, int, int], str]


def answer(sent: Path, preview: Preview, out: Path) -> Path:
    """Write the answer to a file with refused rows to ``out`` (an .xlsx) and return it."""
    remarks = remarks_of(preview)
    rows = sum(grid.cells.height for grid in preview.grids.values())
    if format_of(sent) is Format.XLSX and rows <= OWN_WORKBOOK_ROWS:
        _own_workbook(sent, remarks, out)
    else:
        _rewritten(preview, remarks, out)
    return out


def remarks_of(preview: Preview) -> Remarks:
    """What to say on each bad cell.

    A fault of a column that the file lacks stands on the first cell of the table.
    """
    part_of = dict(preview.lines.at.select("line", "part").iter_rows())
    first = min(preview.lines.places.values(), default=0)
    remarks: dict[tuple[str, int, int], str] = {}
    for line, fault in zip(preview.faults["line"], preview.faults_shown(), strict=True):
        place = preview.lines.places.get((part_of[line], fault.column), first)
        at, said = (fault.sheet, fault.row, place), remark(fault)
        if said not in remarks.get(at, ""):
            remarks[at] = f"{remarks[at]}\n{said}" if at in remarks else said
    return remarks


def remark(fault: FaultShown) -> str:
    """What is said on a cell: the rule broken, who says so, and what to do."""
    source = f" ({fault.document})" if fault.document else ""
    return f"{fault.sentence}{source} {fault.remedy}"


def _own_workbook(sent: Path, remarks: Remarks, out: Path) -> None:
    """The sender's workbook with values for formulas, no macros, no links to other files."""
    with sent.open("rb") as stream:  # by its bytes: a file that was sent is kept without a suffix
        book = load_workbook(stream, data_only=True, keep_vba=False, keep_links=False)
    red = PatternFill("solid", fgColor=_RED)
    for (sheet, row, place), words in remarks.items():
        cell = _writable(book[sheet], row, place + 1)
        cell.comment = Comment(words, _AUTHOR, **_BOX)
        cell.fill = red
    book.save(out)
    book.close()


def _writable(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the first one of the merged cells that it is among."""
    cell = sheet.cell(row=row, column=column)
    if not isinstance(cell, MergedCell):
        return cell
    around = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
    return sheet.cell(row=around.min_row, column=around.min_col)


def _rewritten(preview: Preview, remarks: Remarks, out: Path) -> None:
    """A workbook with the refused rows only, each with its number and its reasons."""
    book = xlsxwriter.Workbook(
        str(out), {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}
    )
    styles = {
        "heading": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
        "bad": book.add_format({"bg_color": f"#{_RED}"}),
    }
    for name, grid in preview.grids.items():
        wrong = {at: words for at, words in remarks.items() if at[0] == name}
        if wrong:
            _rewritten_sheet(book, name, grid, wrong, preview, styles)
    book.close()


def _rewritten_sheet(
    book: Any, name: str, grid: Grid, remarks: Remarks, preview: Preview, styles: Mapping[str, Any]
) -> None:
    sheet = book.add_worksheet(name or None)
    sheet.freeze_panes(1, 0)
    headings = _headings_at(name, grid, preview)
    sheet.write_row(0, 0, [str(_ROW), *headings, str(_REASONS)], styles["heading"])
    rows = grid.cells.filter(pl.col("row").is_in([row for _name, row, _place in remarks]))
    for line, (row, *cells) in enumerate(rows.iter_rows(), start=1):
        sheet.write_number(line, 0, row)
        wrong = {
            place: remarks[name, row, place]
            for place in range(len(cells))
            if (name, row, place) in remarks
        }
        for place, cell in enumerate(cells):
            sheet.write_string(
                line, place + 1, cell or "", styles["bad"] if place in wrong else None
            )
        for place, words in wrong.items():
            sheet.write_comment(line, place + 1, words, {"author": _AUTHOR, **_BOX})
        sheet.write_string(line, len(cells) + 1, " ".join(wrong.values()))


def _headings_at(name: str, grid: Grid, preview: Preview) -> list[str]:
    """The heading over each place of a sheet, as it was read."""
    tables = [table for table in preview.tables if table.sheet == name]
    over = {
        place: heading
        for table in tables
        for heading, place in zip(table.headings, table.columns, strict=True)
    }
    return [over.get(place, "") for place in range(grid.width)]
