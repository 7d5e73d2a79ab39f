"""Lists as files: XLSX first, CSV with a byte-order mark, JSON.

Every row carries its ``origin``, and a file that holds anything rehearsed says so on top. Texts
that a spreadsheet would take for a formula are made harmless. What may be in a list was decided
before it comes here (``registers.listing``): this module only writes it down.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, BinaryIO

import polars as pl

from muctieu.core.models import Origin
from muctieu.registers.sentences import Sentence

CellWriter = Callable[[int, int, Any], Any]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
ORIGIN = "origin"
REHEARSAL = Sentence(
    "BẢN DIỄN TẬP: sổ do chương trình sinh để khớp số đã công bố, không phải hồ sơ của cơ quan nào",
    "REHEARSAL: a register generated to fit published figures, not the record of any office",
)
_ORIGIN_HEADING = Sentence("Nguồn", "Origin")
_DATE_WIDTH, _WIDEST = 12, 48
_ROWS_AT_ONCE = 5_000
_A4 = 9  # as workbooks number sizes of paper


class Format(Enum):
    """Kinds of file a list is given as; the value is the word in ``?dang=`` and ``--format``."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


@dataclass(frozen=True)
class Listed:
    """A list to be written down.

    ``rows`` has ``origin`` (a number of :class:`Origin`) and the columns that ``headings`` names
    (column → heading, in order). ``about`` is what stands above the list: which register, whose,
    as of when and known when. ``words`` are what people read in the place of a stored value
    (column → value → words); JSON keeps the values.
    """

    title: str
    headings: Mapping[str, str]
    rows: pl.DataFrame
    about: Mapping[str, str]
    words: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)

    @property
    def rehearsed(self) -> bool:
        """Whether any row is not an office's own record."""
        return bool((self.rows[ORIGIN] == int(Origin.REHEARSAL)).any())

    def in_words(self) -> pl.DataFrame:
        """The rows as people read them, the origin at their end."""
        origins = {int(one): str(one.label) for one in Origin}
        words = {**self.words, ORIGIN: origins}
        return self.rows.select(
            _worded(name, words[name]) if name in words else pl.col(name)
            for name in (*self.headings, ORIGIN)
        )

    @property
    def all_headings(self) -> list[str]:
        """Headings of the columns, and of the origin."""
        return [*self.headings.values(), str(_ORIGIN_HEADING)]


def _worded(name: str, words: Mapping[Any, str]) -> pl.Expr:
    if not words:
        return pl.col(name)
    return pl.col(name).replace_strict(words, default=None, return_dtype=pl.String).alias(name)


def write(listed: Listed, form: Format, out: BinaryIO) -> None:
    """Write a list in one of the formats."""
    _WRITERS[form](listed, out)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: "=1+1" becomes "'=1+1"."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def printed(sheet: Any, heading: int) -> None:
    """Set how a list of xlsxwriter comes out on paper: A4 lying, as wide as the page, with the
    row of the heading on each page.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)


def _write_csv(listed: Listed, out: BinaryIO) -> None:
    """UTF-8 with a byte-order mark, so that a spreadsheet reads Vietnamese letters."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    if listed.rehearsed:
        writer.writerow([str(REHEARSAL)])
    writer.writerow(map(harmless, listed.all_headings))
    writer.writerows([_in_csv(value) for value in row] for row in listed.in_words().iter_rows())
    text.flush()
    text.detach()


def _in_csv(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def _write_json(listed: Listed, out: BinaryIO) -> None:
    """An object with what the list is about and its rows, columns under their own names.

    Written piece by piece: a long list as objects would take many times its own size.
    """
    rows = listed.rows.select(*listed.headings, ORIGIN)
    names = {int(one): one.name.lower() for one in Origin}
    told = rows.with_columns(
        pl.col(ORIGIN).replace_strict(names, default=None, return_dtype=pl.String),
        pl.col(pl.Date).dt.to_string("iso:strict"),
    )
    head = {"title": listed.title, **listed.about, "rehearsal": listed.rehearsed}
    out.write(_json(head)[:-1] + b', "rows": [')
    out.writelines(
        (b", " if place else b"") + _json(part.to_dicts())[1:-1]
        for place, part in enumerate(told.iter_slices(_ROWS_AT_ONCE))
    )
    out.write(b"]}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def _write_xlsx(listed: Listed, out: BinaryIO) -> None:
    """A workbook: title, what the list is about, a frozen heading, filters, texts as texts."""
    import xlsxwriter  # noqa: PLC0415  late: not every process writes workbooks

    # Row by row to the disk: cells of a long list would otherwise all stand in memory.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet()
    first = _write_top(book, sheet, listed)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.write_row(first, 0, listed.all_headings, heading)
    rows = listed.in_words()
    _write_cells(book, sheet, rows, first + 1)
    sheet.freeze_panes(first + 1, 0)
    printed(sheet, first)
    sheet.autofilter(first, 0, first + rows.height, rows.width - 1)
    for place, (name, title) in enumerate(zip(rows.columns, listed.all_headings, strict=True)):
        sheet.set_column(place, place, _width(rows[name], title))
    book.set_properties({"title": listed.title})
    book.close()


def _write_top(book: Any, sheet: Any, listed: Listed) -> int:
    """Title, rehearsal band and what the list is about; the row of the heading."""
    sheet.write_string(0, 0, listed.title, book.add_format({"bold": True, "font_size": 14}))
    lines = [str(REHEARSAL)] if listed.rehearsed else []
    lines += [f"{name}: {value}" for name, value in listed.about.items()]
    for place, line in enumerate(lines, start=1):
        sheet.write_string(place, 0, line)
    return len(lines) + 2


def _write_cells(book: Any, sheet: Any, rows: pl.DataFrame, first: int) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    writers = [_cell_writer(sheet, kind, day) for kind in rows.dtypes]
    for line, row in enumerate(rows.iter_rows(), start=first):
        for place, value in enumerate(row):
            if value is not None:
                writers[place](line, place, value)


def _cell_writer(sheet: Any, kind: pl.DataType, day: Any) -> CellWriter:
    if kind == pl.Date:
        return lambda line, place, value: sheet.write_datetime(
            line, place, dt.datetime.combine(value, dt.time()), day
        )
    if kind.is_numeric():
        number: CellWriter = sheet.write_number
        return number
    if kind == pl.Boolean:
        truth: CellWriter = sheet.write_boolean
        return truth
    # A text stays a text whatever it begins with.
    return lambda line, place, value: sheet.write_string(line, place, str(value))


def _width(values: pl.Series, title: str) -> int:
    if values.dtype == pl.Date:
        return _DATE_WIDTH
    longest = values.cast(pl.String).str.len_chars().max()
    wide = max(int(longest) if isinstance(longest, int) else 0, len(title))
    return min(wide + 2, _WIDEST)


_WRITERS: dict[Format, Callable[[Listed, BinaryIO], None]] = {
    Format.XLSX: _write_xlsx,
    Format.CSV: _write_csv,
    Format.JSON: _write_json,
}
