"""The two dates of a page: what had happened by a day, as known by a day.

``?den=`` is the first ("phát sinh đến ngày"), ``?capnhat=`` the second ("đã cập nhật đến
ngày"). Words that are no dates are answered by a sentence, and the page shows what it would show
without them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muctieu.core.days import day_of, today
from muctieu.core.models import ChangeSet
from muctieu.indicators.define import catalogued
from muctieu.indicators.published import Stated, stated
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.registers.clocks import BadClock, Known, latest, parse_known
from muctieu.registers.declare import all_registers
from muctieu.registers.write import is_practice

if TYPE_CHECKING:
    from django.http import HttpRequest

AS_OF, KNOWN = "den", "capnhat"
# A year whose last record is older than this is over.
_UNDER_WAY = dt.timedelta(days=31)


@dataclass(frozen=True)
class Clock:
    """The two dates a page was asked for, and how to ask for them again."""

    as_of: dt.date
    known: Known
    known_day: dt.date
    problem: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    as_of_input: str = ""
    known_input: str = ""
    can_change: bool = True

    @property
    def as_of_text(self) -> str:
        """The first date, as offices write it."""
        return format_date(self.as_of)

    @property
    def known_text(self) -> str:
        """The second date; with the number of the update where one was asked for by number."""
        day = format_date(self.known_day)
        if self.known.said and self.known.said.lstrip("#").isdecimal():
            return _("%(day)s (update no. %(number)s)") % {
                "day": day,
                "number": self.known.position,
            }
        return day

    @property
    def about(self) -> dict[str, str]:
        """What files say above their rows: the two dates, and what was wrong with the address."""
        dates = {_("Happened by"): self.as_of_text, _("Updated by"): self.known_text}
        return dates | ({_("Mind"): self.problem} if self.problem else {})

    def query(self, **more: object) -> str:
        """A query string that asks for the same dates, and for ``more``."""
        asked = {AS_OF: self.as_of.isoformat()}
        if self.known.said is not None:
            asked[KNOWN] = self.known.said
        asked |= {name: str(value) for name, value in more.items() if value not in (None, "")}
        return "?" + urlencode(asked)


def clock_of(request: HttpRequest) -> Clock:
    """The dates that a request asks for, or the last day with news, as known now."""
    return _clock_of(request, opening_day)


def work_clock_of(request: HttpRequest) -> Clock:
    """The same for pages of work to be done: in a year under way they open on today."""
    return _clock_of(request, working_day)


def _clock_of(request: HttpRequest, opening: Callable[[Known], dt.date]) -> Clock:
    problems: list[str] = []
    known = _known(request.GET.get(KNOWN, ""), problems)
    as_of = _as_of(request.GET.get(AS_OF, ""), problems) or opening(latest())
    kept = tuple(
        (name, str(value))
        for name, value in request.GET.items()
        if name not in (AS_OF, KNOWN, "dang", "trang")
    )
    return Clock(
        as_of=as_of,
        known=known,
        known_day=_day_of_update(known),
        problem=" ".join(problems),
        kept=kept,
        as_of_input=format_date(as_of),
        known_input=request.GET.get(KNOWN, ""),
    )


def _as_of(text: str, problems: list[str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except NotADate as problem:
        problems.append(problem.en if get_language() == "en" else problem.vi)
        return None


def _known(text: str, problems: list[str]) -> Known:
    try:
        return parse_known(text)
    except BadClock as problem:
        problems.append(str(problem))
        return latest()


def _day_of_update(known: Known) -> dt.date:
    """The day of the last update known; the day asked for where it is later than that."""
    at = ChangeSet.objects.filter(pk=known.position).values_list("known_at", flat=True).first()
    last = day_of(at) if at else today()
    if known.said is None:
        return last
    try:
        return parse_date(known.said)
    except NotADate:
        return last


def opening_day(known: Known) -> dt.date:
    """The day a page opens on when none is asked for.

    In a year under way: the last day by which a register says that something happened. In a year
    that is over: the closing day of the last published figures that the registers can count.
    """
    seal = ChangeSet.objects.filter(pk=known.position).values_list("hash", flat=True).first()
    return _opening_day(seal, known.position, today()) if seal else today()


def working_day(known: Known) -> dt.date:
    """The day on which pages of work open: today, in a year that is over where figures do."""
    opening = opening_day(known)
    return today() if today() - opening <= _UNDER_WAY else opening


def day_of_act(clock: Clock) -> dt.date:
    """The day on which something is done from a page: today, whatever day the page shows.

    In a practice folder it is the page's day: there a year that is over is gone through again.
    """
    return min(clock.as_of, today()) if is_practice() else today()


@lru_cache(maxsize=8)
def _opening_day(_seal: str, position: int, day: dt.date) -> dt.date:
    """Looked up once an update: its seal names everything that had been written by then."""
    news = _last_news(day)
    if news is None:
        return day
    if day - news <= _UNDER_WAY:
        return news
    closings = [
        one.as_of
        for one in stated(Known(position))
        if is_counted(one.code) and one.as_of <= news and not _of_a_whole_year(one)
    ]
    return max(closings, default=news)


def _of_a_whole_year(one: Stated) -> bool:
    """Whether a figure was stated for a year: it speaks for 31 December, on which nobody closed."""
    first, last = one.window.first, one.window.last
    return first is not None and (first, last) == (
        dt.date(last.year, 1, 1),
        dt.date(last.year, 12, 31),
    )


def _last_news(day: dt.date) -> dt.date | None:
    days = [
        register.model._default_manager.aggregate(day=Max(register.happened))["day"]
        for register in all_registers()
        if register.happened and register.news
    ]
    return max((min(one, day) for one in days if one is not None), default=None)


def is_counted(code: str) -> bool:
    """Whether a register's records add up to this figure; others are only declared."""
    found = catalogued(code)
    return found is not None and found.register is not None
