"""Periods as titles name them: "tháng 11 năm 2021", "quý III/2021", "năm 2021".

The day on which a document was signed ("ngày 04 tháng 12 năm 2021") and the number and year in
its symbol are no period.  What is named in two ways is not guessed.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from muctieu.kernels.vietnamese.text import nfc

_SIGNED = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4}")
_SYMBOL = re.compile(r"số:?\s*\d+\S*")
_MONTH = re.compile(r"tháng\s+(\d{1,2})(?:\s*[/-]\s*|\s+năm\s+)(\d{4})")
_QUARTER = re.compile(r"quý\s+(iv|iii|ii|i|[1-4])\b(?:\s*[/-]\s*|\s+năm\s+)(\d{4})")
_YEAR = re.compile(r"năm\s+(\d{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Period:
    """A year, or a quarter or month of it."""

    year: int
    month: int | None = None
    quarter: int | None = None

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self._months()[0], 1)

    @property
    def last(self) -> dt.date:
        """Its last day: 29 February in a leap year."""
        month = self._months()[1]
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def _months(self) -> tuple[int, int]:
        if self.month is not None:
            return self.month, self.month
        return (1, 12) if self.quarter is None else (3 * self.quarter - 2, 3 * self.quarter)


def period_in(words: Iterable[str]) -> Period | None:
    """The one period that titles name, the narrowest kind first; None for none or several."""
    text = "\n".join(_SYMBOL.sub(" ", _SIGNED.sub(" ", nfc(one).lower())) for one in words)
    months = {Period(int(y), month=int(m)) for m, y in _MONTH.findall(text)}
    quarters = {Period(int(y), quarter=_quarter(q)) for q, y in _QUARTER.findall(text)}
    years = {Period(int(y)) for y in _YEAR.findall(text)}
    found = months or quarters or years
    return next(iter(found)) if len(found) == 1 else None


def _quarter(said: str) -> int:
    return _ROMAN.get(said) or int(said)
