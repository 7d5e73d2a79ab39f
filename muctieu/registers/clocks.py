"""The second clock: what was known.

A position is the number of a change set: everything up to and including it is known. People say
a day ("đã cập nhật đến ngày"), an instant, or the number of an update (``#123``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from muctieu.core.days import VIETNAM, end_of
from muctieu.core.models import ChangeSet, Seal
from muctieu.core.said import gettext as _
from muctieu.kernels.vietnamese.dates import FIRST_YEAR, LAST_YEAR, NotADate, parse_date


class BadClock(ValueError):
    """Words that name no day, instant or update; the message says what would."""


@dataclass(frozen=True)
class Known:
    """Everything known at a position. ``said`` is how it was asked for; None means now."""

    position: int
    said: str | None = None

    @property
    def pinned(self) -> Known:
        """The same knowledge named by its update: an address with it shows the same records later."""
        return Known(self.position, f"#{self.position}")


def latest() -> Known:
    """Everything known now."""
    number = ChangeSet.objects.order_by("-number").values_list("number", flat=True).first()
    return Known(number or 0)


def last_touch(registers: Iterable[str], known: Known) -> tuple[int, str] | None:
    """The last update that touched any of these registers: its number and its seal's hash.

    What was read of them stays right until there is another, so it can be kept under both.
    """
    touched = Seal.objects.filter(register__in=registers, changeset_id__lte=known.position)
    last = touched.order_by("-changeset_id").values_list("changeset_id", "changeset__hash")
    return last.first()


def _last_known_by(instant: dt.datetime) -> int:
    """The highest update known before ``instant``, 0 where there was none yet."""
    numbers = ChangeSet.objects.filter(known_at__lt=instant).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def known_on(day: dt.date) -> Known:
    """What was known when ``day`` was over."""
    return Known(_last_known_by(end_of(day)), day.isoformat())


def _known_at(text: str) -> Known | None:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=VIETNAM)
    return Known(_last_known_by(instant + dt.timedelta(microseconds=1)), text)


def _numbered(number: int, said: str) -> Known:
    last = latest().position
    if number > last:
        raise BadClock(
            _("There is no update no. %(number)s yet; the last one is no. %(last)s.")
            % {"number": number, "last": last}
        )
    return Known(number, said)


def parse_known(text: str | None) -> Known:
    """The clock that ``text`` asks for: a day, an ISO instant or ``#number``; nothing is now.

    Raises :class:`BadClock` with a sentence that says which forms there are, and for the number
    of an update that nobody has made yet.
    """
    said = (text or "").strip()
    if not said:
        return latest()
    numbered = re.fullmatch(r"#?(\d{1,9})", said)
    if numbered and (said.startswith("#") or len(numbered[1]) < 8):
        return _numbered(int(numbered[1]), said)
    try:
        return known_on(parse_date(said))
    except NotADate:
        pass
    instant = _known_at(said)
    if instant is None:
        raise BadClock(
            _(
                "“%(said)s” names no day and no update. Write a day as 04/12/2021 or an update as #123."
            )
            % {"said": said}
        )
    return instant
