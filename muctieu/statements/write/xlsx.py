"""A statement's tables as a workbook: numbers as numbers, their day and origin beside them.

One sheet for each table, and a first one that lists every figure by itself.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from muctieu.indicators.spoken import ORIGINS, STATUSES
from muctieu.registers.exports import harmless, printed
from muctieu.statements.write.document import Cited, Statement, Table, said
from muctieu.statements.write.document import Sentence as Words

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDTHS = (46, 18)


def to_xlsx(statement: Statement, *, site: str, language: str, on: dt.datetime) -> bytes:  # noqa: ARG001  every form is written alike
    """The statement's figures as a workbook. ``site`` comes before each link.

    The same statement gives the same bytes.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": said(statement.title),
                "author": statement.agency,
                "created": on.replace(tzinfo=None),
            }
        )
        writer = _Writer(book, statement, site)
        writer.listed(_("Figures"))
        for table in statement.blocks:
            if isinstance(table, Table):
                writer.table(table)
    return out.getvalue()


class _Writer:
    """Writes sheets into one workbook, each name once."""

    def __init__(self, book: Any, statement: Statement, site: str) -> None:
        self.book, self.statement, self.site = book, statement, site
        self.names: set[str] = set()
        self.heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.formats: dict[str, Any] = {}

    def listed(self, name: str) -> None:
        """Every figure of the statement in a row of its own."""
        heads = [
            _("Figure"), _("Value"), _("As printed"), _("Unit of measure"), _("As of"), _("Status"),
            _("Origin"), _("Code"), _("Address"),
        ]  # fmt: skip
        sheet, at = self._sheet(name, heads)
        for figure in self.statement.cited().values():
            words = [figure.meaning, None, figure.text, figure.unit, None,
                     _in_words(STATUSES, figure.status), _in_words(ORIGINS, figure.origin),
                     figure.key, self.site + figure.link]  # fmt: skip
            self._texts(sheet, at, words)
            self._number(sheet, at, 1, figure)
            self._day(sheet, at, 4, figure)
            at += 1

    def table(self, table: Table) -> None:
        """One table; its rows end with the days and origins of their figures."""
        heads = [*(said(cell) for cell in table.head), _("As of"), _("Origin")]
        sheet, at = self._sheet(said(table.caption), heads)
        for row in table.rows:
            figures = [_figure(cell) for cell in row]
            self._texts(
                sheet,
                at,
                [None if one else said(cell) for one, cell in zip(figures, row, strict=True)],
            )
            for place, figure in enumerate(figures):
                if figure:
                    self._number(sheet, at, place, figure)
            there = [one for one in figures if one]
            days = {one.as_of.strftime("%d/%m/%Y") for one in there if one.as_of}
            self._texts(sheet, at, [", ".join(sorted(days)), _joined(there)], first=len(row))
            at += 1

    def _sheet(self, name: str, heads: Sequence[str]) -> tuple[Any, int]:
        """A new sheet with what must be told above its rows; the line where they begin."""
        sheet = self.book.add_worksheet(self._name(name))
        sheet.set_column(0, 0, _WIDTHS[0])
        sheet.set_column(1, len(heads) - 1, _WIDTHS[1])
        above = [name, said(self.statement.subtitle), self.statement.band]
        at = 0
        for words in filter(None, above):
            sheet.write_string(at, 0, harmless(words))
            at += 1
        for place, head in enumerate(heads):
            sheet.write_string(at, place, head, self.heading)
        sheet.freeze_panes(at + 1, 1)
        printed(sheet, at)
        return sheet, at + 1

    def _name(self, name: str) -> str:
        """A name that a sheet may have and no other has."""
        plain = _FORBIDDEN.sub(" ", name).strip()[: _LONGEST_NAME - 3] or "–"
        again = 2
        chosen = plain
        while chosen.lower() in self.names:
            chosen, again = f"{plain} {again}", again + 1
        self.names.add(chosen.lower())
        return chosen

    def _texts(self, sheet: Any, at: int, words: Iterable[str | None], first: int = 0) -> None:
        for place, text in enumerate(words, first):
            if text:
                sheet.write_string(at, place, harmless(text))

    def _number(self, sheet: Any, at: int, place: int, figure: Cited) -> None:
        """The figure as a number that looks as it was printed, hedge included."""
        if figure.value is None:
            self._texts(sheet, at, [figure.text], first=place)
            return
        sheet.write_number(at, place, float(figure.value), self._format(figure))

    def _format(self, figure: Cited) -> Any:
        """A number format with the decimals and the words of what was printed."""
        before = re.split(r"\d", figure.text, maxsplit=1)[0].replace('"', "")
        after = re.split(r"\d(?!.*\d)", figure.text)[-1].replace('"', "")
        digits = re.search(r"\d[\d.,]*", figure.text)
        decimals = _decimals(figure) if digits else 0
        shape = "#,##0" + ("." + "0" * decimals if decimals else "")
        shape = (
            (f'"{before}"' if before.strip("-−") else "") + shape + (f'"{after}"' if after else "")
        )
        if shape not in self.formats:
            self.formats[shape] = self.book.add_format({"num_format": shape})
        return self.formats[shape]

    def _day(self, sheet: Any, at: int, place: int, figure: Cited) -> None:
        if figure.as_of:
            sheet.write_datetime(at, place, dt.datetime.combine(figure.as_of, dt.time()), self.day)


def _decimals(figure: Cited) -> int:
    """How many decimals were printed: what stands after the last sign that is no grouping."""
    if figure.value is None or figure.value.denominator == 1:
        return 0
    tail = re.search(r"[.,](\d+)\D*$", figure.text)
    return len(tail[1]) if tail else 0


def _figure(cell: Words) -> Cited | None:
    """The one figure of a cell, where it holds one with a value."""
    figures = [span for span in cell if isinstance(span, Cited)]
    return figures[0] if len(figures) == 1 and figures[0].value is not None else None


def _joined(figures: Iterable[Cited]) -> str:
    return ", ".join(dict.fromkeys(_in_words(ORIGINS, one.origin) for one in figures))


def _in_words(words: Mapping[str, Any], code: str) -> str:
    """A status or an origin as pages call it; a figure from elsewhere may have none."""
    return str(words.get(code, code))
