"""What the page's second date comes too early for: since when it is known, in one sentence.

An empty place on the board looks like a fault of the product. Where something is on file but was
not known yet on the date asked for, the page says so and leads to the first day that knows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from muctieu.core.days import day_of
from muctieu.core.models import ChangeSet
from muctieu.desk.clocks import KNOWN
from muctieu.indicators.published import DECLARED
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.models import TARGET, YEAR

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from muctieu.desk.clocks import Clock
    from muctieu.registers.declare import Register


@dataclass(frozen=True)
class Later:
    """Something that was entered only after the page's date: the sentence, and where it is."""

    sentence: str
    url: str
    word: str


def plan_later(clock: Clock, unit: int) -> Later | None:
    """Since when the year's theme and targets are known, where the page's date is before that."""
    year = clock.as_of.year
    themes = _versions(YEAR, unit_id=unit, number=year)
    targets = _versions(TARGET, unit_id=unit, year=year)
    first = min(filter(None, (_first(themes, clock), _first(targets, clock))), default=None)
    if first is None:
        return None
    return _later(
        clock,
        first,
        _("The theme and targets of %(year)s are on file only since %(day)s.")
        % {"year": year, "day": format_date(first)},
    )


def figures_later(clock: Clock, unit: int, codes: Iterable[str]) -> Later | None:
    """Since when any of these figures is stated, where the page's date is before that."""
    first = _first(_versions(DECLARED, unit_id=unit, code__in=list(codes)), clock)
    if first is None:
        return None
    return _later(
        clock,
        first,
        _("These figures are known only since %(day)s: no register counts them, they were stated.")
        % {"day": format_date(first)},
    )


def _versions(register: Register, **narrowed: Any) -> QuerySet[Any]:
    versions: QuerySet[Any] = register.versions._default_manager.all()
    return versions.filter(**narrowed)


def _first(versions: QuerySet[Any], clock: Clock) -> dt.date | None:
    """The day on which the first of these came to be known; None where one is known already."""
    position = versions.order_by("known_from").values_list("known_from", flat=True).first()
    if position is None or position <= clock.known.position:
        return None
    return day_of(ChangeSet.objects.values_list("known_at", flat=True).get(pk=position))


def _later(clock: Clock, first: dt.date, sentence: str) -> Later:
    query = clock.query(**{KNOWN: first.isoformat()})
    return Later(sentence, query, _("As known on %(day)s") % {"day": format_date(first)})
