"""Dates as Vietnamese offices write them: the day first, always (04/12/2021 is 4 December)."""

import datetime as dt
import re

from muctieu.kernels.vietnamese.text import nfc

_NUMERIC = re.compile(r"(\d{1,2})\s*([/.\-\u2013])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LONG = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}|\d{2})", re.ASCII | re.IGNORECASE
)


# Nobody alive was born before, and no plan reaches further: a year outside is a slip of the hand,
# or a question made to keep a machine busy.
FIRST_YEAR, LAST_YEAR = 1900, 2100


class NotADate(ValueError):
    """The text is no date; `vi` and `en` say why and what to write."""

    def __init__(self, text: str, vi: str, en: str) -> None:
        super().__init__(vi)
        self.text = text
        self.vi = vi
        self.en = en


def format_date(day: dt.date) -> str:
    """Write a date in figures: 04/12/2021."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_date_long(day: dt.date) -> str:
    """Write a date as documents do: "ngày 04 tháng 12 năm 2021".

    Decree 30/2020/NĐ-CP, annex I: a zero goes before days below 10 and before months 1 and 2
    only, so March is "tháng 3".
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year:04d}"


def parse_date(text: str) -> dt.date:
    """Read 4/12/2021, 04-12-2021, 4.12.2021, 2021-12-04 or "ngày 4 tháng 12 năm 2021".

    The day stands first in every form but ISO's.  Raises NotADate with the reason: a month 13,
    a 30 February, a year of two digits (which may be a birth year of another century) or one
    that nobody here can mean.
    """
    stripped = nfc(text).strip()
    if iso := _ISO.fullmatch(stripped):
        year, month, day = iso.groups()
    elif numeric := _NUMERIC.fullmatch(stripped):
        day, _, month, year = numeric.groups()
    elif long := _LONG.fullmatch(stripped):
        day, month, year = long.groups()
    else:
        raise NotADate(
            text,
            f"“{text}” không phải là ngày; hãy viết ngày/tháng/năm, ví dụ 04/12/2021.",
            f"“{text}” is not a date; write day/month/year, for example 04/12/2021.",
        )
    return _date(text, day, month, year)


def _date(text: str, day: str, month: str, year: str) -> dt.date:
    if len(year) == 2:
        raise NotADate(
            text,
            f"“{text}” chỉ có hai chữ số của năm; hãy viết đủ bốn chữ số.",
            f"“{text}” has a year of two digits; write all four.",
        )
    if not 1 <= int(month) <= 12:
        raise NotADate(
            text,
            f"“{text}”: không có tháng {int(month)}; ngày đứng trước, tháng đứng sau.",
            f"“{text}”: there is no month {int(month)}; the day comes first, then the month.",
        )
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise NotADate(
            text,
            f"“{text}”: năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            f"“{text}”: the year must be from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise NotADate(
            text,
            f"“{text}”: tháng {int(month)} năm {year} không có ngày {int(day)}.",
            f"“{text}”: month {int(month)} of {year} has no day {int(day)}.",
        ) from None
