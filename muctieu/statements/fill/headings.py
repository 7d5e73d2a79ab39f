"""What a blank cell of a form asks for: the headings of its row and its columns.

Forms have titles above their table, headings over several rows with merged cells, a row that
numbers the columns, rows that head a section, and signatures below.  A table is its words by
place; a merged cell stands at every place that it covers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from muctieu.kernels.vietnamese.money import money_unit_in
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.sheets import is_signature

At = tuple[int, int]
_NUMBER = re.compile(r"[-+(]?\d[\d.,/ ]*%?\)?")
# "I", "2.1", "a)", "(3)", "(4=2+3)", "A": what numbers rows and columns.
_INDEX = re.compile(
    r"\(?(?:[A-Za-zĐđ]|[IVXLC]+|\d{1,2}(?:\.\d{1,2})*)\)?[.)]?|\(?\d{1,2}\s?=[\d\s+\-*/:x×%()]+|[-+*•–]",
)
_UNIT_HEAD = re.compile(r"dvt|don vi(?: tinh)?|d\.?v\.?t\.?|unit(?: of measure)?")
_REMARKS = re.compile(r"ghi chu|remarks?|note")
_COUNTER_HEADS = re.compile(r"(?:s\s?)?tt|so tt|so thu tu|no\.?|ma so|code")


@dataclass(frozen=True)
class Asked:
    """What one place of a form asks for, in the words that stand around it.

    ``row`` is the heading of its row, ``columns`` those over it from the top, ``section`` the
    line above its row that heads several; ``unit`` is what it is counted in as printed, "" where
    nothing says it.
    """

    row: str
    columns: tuple[str, ...]
    section: str = ""
    unit: str = ""

    @property
    def said(self) -> str:
        """Row and columns in one line, for people."""
        return " / ".join((self.row, *self.columns))


def asked_by(
    texts: Mapping[At, str], blanks: Collection[At], above: Iterable[str] = ()
) -> dict[At, Asked]:
    """What each blank of a table asks for; a blank without both headings is left out.

    ``texts`` are the words by (row, column), merged ones at every place; ``above`` are words
    that stand over the table ("Đơn vị tính: triệu đồng").
    """
    heading = heading_rows(texts, blanks)
    if not heading:
        return {}
    last = _last_row(texts, heading[-1])
    below = [at for at in sorted(blanks) if heading[-1] < at[0] <= last]
    heads = {column: _heads(texts, heading, column) for column in {at[1] for at in below}}
    data = {at: text for at, text in texts.items() if at[0] > heading[-1]}
    table = _Table(data, heads, _unit_column(texts, heading), _first_words(texts, heading))
    over = [*above, *(text for at, text in texts.items() if at[0] < heading[0])]
    return dict(table.asked(below, money_unit_in(over) or ""))


def _is_word(text: str) -> bool:
    return bool(text) and not _NUMBER.fullmatch(text) and not _INDEX.fullmatch(text)


def heading_rows(texts: Mapping[At, str], blanks: Collection[At]) -> list[int]:
    """The rows that head the columns: the one with most headings over blanks, and those above it."""
    lowest: dict[int, int] = {}
    for row, column in blanks:
        lowest[column] = max(lowest.get(column, row), row)
    words: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        if _is_word(text) and row < lowest.get(column, row):
            words.setdefault(row, {})[column] = text
    said = {row: len(set(found.values())) for row, found in words.items()}
    # A title over the whole width is one heading; a sheet of one column of figures has two.
    told = {row: many for row, many in said.items() if _distinct(texts, row) > 1}
    if not told:
        return []
    best = max(told, key=lambda row: (told[row], row))
    rows = [best]
    while _belongs_above(texts, rows[0]):
        rows.insert(0, rows[0] - 1)
    return rows


def _distinct(texts: Mapping[At, str], row: int) -> int:
    return len({text for at, text in texts.items() if at[0] == row and _is_word(text)})


def _belongs_above(texts: Mapping[At, str], row: int) -> bool:
    """Whether the row above is a level of the same heading.

    A cell reaches over both, or the row above names columns on the left that this one leaves empty.
    """
    above = {column: text for (at, column), text in texts.items() if at == row - 1 and text}
    here = {column: text for (at, column), text in texts.items() if at == row and text}
    if len(set(above.values())) < 2 or not here:
        return False
    return min(above) < min(here) or any(here.get(at) == text for at, text in above.items())


def _heads(texts: Mapping[At, str], rows: Iterable[int], column: int) -> tuple[str, ...]:
    found = (texts.get((row, column), "") for row in rows)
    return tuple(dict.fromkeys(text for text in found if _is_word(text)))


def _unit_column(texts: Mapping[At, str], rows: Iterable[int]) -> int | None:
    """The column "Đơn vị tính", whose cells say what their rows are counted in."""
    for (row, column), text in sorted(texts.items()):
        if row in rows and _UNIT_HEAD.fullmatch(fold(text)):
            return column
    return None


def _first_words(texts: Mapping[At, str], rows: Iterable[int]) -> int:
    """The column that heads the rows: the first that is no number of the row."""
    heads = sorted(at for at, text in texts.items() if at[0] in rows and _is_word(text))
    named = (
        column for _row, column in sorted(heads, key=lambda at: at[1])
        if not all(
            _COUNTER_HEADS.fullmatch(fold(texts.get((row, column), "tt"))) for row in rows
        )
    )  # fmt: skip
    return next(named, 0)


def _last_row(texts: Mapping[At, str], after: int) -> int:
    """The last row before the signatures."""
    signed = [row for (row, _c), text in texts.items() if row > after and is_signature(text)]
    rows = [row for row, _column in texts]
    return min(signed) - 1 if signed else max(rows)


@dataclass(frozen=True)
class _Table:
    """The rows of one table below its headings, while its blanks are named."""

    texts: Mapping[At, str]
    heads: Mapping[int, tuple[str, ...]]
    unit_column: int | None
    label: int

    def asked(self, blanks: Iterable[At], money: str) -> Iterator[tuple[At, Asked]]:
        """Each blank that has a heading on both sides."""
        places = list(blanks)
        filled = {row for row, _column in places}
        section = ""
        rows = sorted({row for row, _column in self.texts} | filled)
        for row in rows:
            name = self.texts.get((row, self.label), "")
            if row not in filled or self._heads_others(row):
                section = name if _is_word(name) else section
                continue
            for at in places:
                if at[0] == row and (found := self._one(at, name, section, money)):
                    yield at, found

    def _heads_others(self, row: int) -> bool:
        """Whether a row with blanks is the head of those below: it alone is counted in nothing."""
        return self.unit_column is not None and (row, self.unit_column) not in self.texts

    def _one(self, at: At, name: str, section: str, money: str) -> Asked | None:
        heads = self.heads[at[1]]
        outside = at[1] <= self.label or at[1] == self.unit_column
        if outside or not heads or not _is_word(name) or _REMARKS.fullmatch(fold(heads[-1])):
            return None
        own = self.texts.get((at[0], self.unit_column), "") if self.unit_column is not None else ""
        unit = own or money_unit_in((name, *heads)) or money
        return Asked(name, heads, section, unit)
