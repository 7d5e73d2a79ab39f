"""Dates, periods and clock times in running text, read rightwards from a digit."""

import calendar
import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d\d"
_FULL = re.compile(rf"(\d{{1,2}}) ?([/.-]) ?(\d{{1,2}}) ?\2 ?({_YEAR})(?!\d)", re.ASCII)
_TORN_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(19|20) (\d\d)(?!\d|[.,]\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d\d)(?![\d.,%])", re.ASCII)
_ISO = re.compile(rf"({_YEAR})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}) ?([/.-]) ?({_YEAR})(?!\d|[.,]\d)", re.ASCII)
_YEARS = re.compile(rf"({_YEAR}) ?[-/] ?({_YEAR}|\d\d)(?!\d|[/.-]\d|,\d)", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?![\d%/]|[.,]\d)", re.ASCII)
_DAYS = re.compile(
    rf"(\d{{1,2}})(?:[/.](\d{{1,2}}))?(?:[/.]({_YEAR}))? ?(?:-|đến) ?"
    rf"(\d{{1,2}})[/.](\d{{1,2}})(?:[/.]({_YEAR}))?(?![\d%]|[.,]\d)",
    re.ASCII,
)
_LONG = re.compile(
    rf"(\d{{1,2}}) [Tt]háng (\d{{1,2}})(?:(?: năm|,|/|-)? ?({_YEAR}))?(?![\d/%]|[.,]\d)", re.ASCII
)
# What every form below begins with: most numbers are ruled out at one look.
_LIKE_A_DATE = re.compile(
    rf"\d{{1,2}} ?[/.-] ?(?:\d{{1,2}}(?!\d)|{_YEAR})|\d{{1,2}} ?(?:-|đến) ?\d|{_YEAR} ?[-/] ?\d"
    rf"|\d{{1,2}} [Tt]háng|\d{{1,2}} [A-Za-z]{{3,9}},? {_YEAR}|\d{{1,2}},? {_YEAR}",
    re.ASCII,
)
_TIME = re.compile(
    r"[0-2]?[0-9]:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"
    r"|[0-2]?[0-9] ?(?:h|giờ) ?[0-5][0-9](?: ?phút|'|p)?(?!\w)|[0-2]?[0-9]h(?!\w|/)"
)
_MONTHS = re.compile(r"([0-9]{1,2}) tháng(?!\w)(?! tuổi)(?: (đầu|cuối)(?= năm| nhiệm)(?: năm)?)?")


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"(\d{{1,2}}) ((?:{'|'.join(_MONTH_NAMES)})[a-z]*),? ({_YEAR})", re.ASCII | re.IGNORECASE
)
_AMERICAN = re.compile(rf"(\d{{1,2}}),? ({_YEAR})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """A date or period: kind date, period, range; value in ISO form as far as it is known."""

    kind: str
    value: str | None
    end: int


def date_at(text: str, start: int, *, day_wanted: bool) -> CalendarForm | None:
    """Read a date at a digit; `day_wanted` is true when the words before ask for one."""
    if not _LIKE_A_DATE.match(text, start):
        return None
    return (
        _full_at(text, start)
        or (_english_at(text, start) if text[start : start + 4].isascii() else None)
        or _days_at(text, start, day_wanted=day_wanted)
        or _years_at(text, start)
        or _month_year_at(text, start)
        or _long_at(text, start, day_wanted=day_wanted)
        or (_day_month_at(text, start) if day_wanted else None)
    )


def _full_at(text: str, start: int) -> CalendarForm | None:
    if found := _FULL.match(text, start):
        day, _, month, year = found.groups()
        return CalendarForm("date", iso(int(year), int(month), int(day)), found.end())
    if found := _ISO.match(text, start):
        value = iso(*map(int, found.groups()))
        return CalendarForm("date", value, found.end()) if value else None
    if found := _TORN_YEAR.match(text, start):
        day, month, century, year = found.groups()
        return CalendarForm("date", iso(int(century + year), int(month), int(day)), found.end())
    if (found := _SHORT_YEAR.match(text, start)) and _is_day(int(found[1]), int(found[3])):
        value = iso(2000 + int(found[4]), int(found[3]), int(found[1]))
        return CalendarForm("date", value, found.end())
    return None


def _english_at(text: str, start: int) -> CalendarForm | None:
    """Read "4 December 2021"; "December 4, 2021" is read from its day."""
    found = _ENGLISH.match(text, start)
    if found:
        month = _MONTH_NAMES.index(found[2][:3].lower()) + 1
        return CalendarForm("date", iso(int(found[3]), month, int(found[1])), found.end())
    found = _AMERICAN.match(text, start)
    month_name = text[max(0, start - 10) : start].rstrip().rsplit(" ", 1)[-1][:3].lower()
    if found is None or month_name not in _MONTH_NAMES:
        return None
    month = _MONTH_NAMES.index(month_name) + 1
    return CalendarForm("date", iso(int(found[2]), month, int(found[1])), found.end())


def _days_at(text: str, start: int, *, day_wanted: bool) -> CalendarForm | None:
    found = _DAYS.match(text, start)
    if found is None:
        return None
    day, month, year, last_day, last_month, last_year = (
        int(g) if g else None for g in found.groups()
    )
    if last_day is None or last_month is None or day is None:
        return None
    possible = _is_day(last_day, last_month) and _is_day(day, month or last_month)
    certain = day_wanted or month is not None or year is not None or last_year is not None
    if not possible or not certain:
        return None
    end_year = last_year or year
    first = _partial(year or end_year, month or last_month, day)
    return CalendarForm("range", f"{first}/{_partial(end_year, last_month, last_day)}", found.end())


def _years_at(text: str, start: int) -> CalendarForm | None:
    found = _YEARS.match(text, start)
    if found is None:
        return None
    last = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
    if not 0 < int(last) - int(found[1]) <= 60:
        return None
    return CalendarForm("period", f"{found[1]}/{last}", found.end())


def _month_year_at(text: str, start: int) -> CalendarForm | None:
    found = _MONTH_YEAR.match(text, start)
    if found is None or not 1 <= int(found[1]) <= 12:
        return None
    return CalendarForm("date", f"{found[3]}-{int(found[1]):02d}", found.end())


def _long_at(text: str, start: int, *, day_wanted: bool) -> CalendarForm | None:
    found = _LONG.match(text, start)
    if found is None or not (day_wanted or found[3]):
        return None
    day, month = int(found[1]), int(found[2])
    if not _is_day(day, month):
        return None
    return CalendarForm(
        "date", _partial(int(found[3]) if found[3] else None, month, day), found.end()
    )


def _day_month_at(text: str, start: int) -> CalendarForm | None:
    found = _DAY_MONTH.match(text, start)
    if found is None or not _is_day(int(found[1]), int(found[3])):
        return None
    return CalendarForm("date", _partial(None, int(found[3]), int(found[1])), found.end())


def time_at(text: str, start: int) -> CalendarForm | None:
    """Read a clock time: 09:16:12, 8h30, 17h, 7 giờ 30 phút."""
    found = _TIME.match(text, start)
    return CalendarForm("date", found.group(), found.end()) if found else None


def months_at(text: str, start: int) -> CalendarForm | None:
    """Read "9 tháng" as the first nine months; "9 tháng năm 2021" is never 9 May."""
    found = _MONTHS.match(text, start)
    if found is None or not 1 <= int(found[1]) <= 60:
        return None
    return CalendarForm(
        "period", f"{int(found[1])}m" + ("-cuối" if found[2] == "cuối" else ""), found.end()
    )


def iso(year: int, month: int, day: int) -> str | None:
    """Return the ISO form of a day that exists, else None."""
    if not _is_day(day, month) or day > calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _partial(year: int | None, month: int, day: int) -> str:
    """Return ISO with the year left open as "--MM-DD" until the document tells it."""
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
