"""Which formula a figure is worked out by: the one in force on its day, as known at its clock."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from muctieu.core.days import Window, day_of
from muctieu.core.models import ChangeSet
from muctieu.indicators.define import Indicator
from muctieu.indicators.question import FormulaUsed, NotAskable, Question
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.registers.clocks import Known


def chosen(indicator: Indicator, question: Question) -> int:
    """The number of the formula that answers a question: the one it names, or the one in force."""
    if question.formula is None:
        return _in_force(indicator, question.as_of, _known_by(question.known))
    if not 0 <= question.formula <= len(indicator.formulas):
        said = {"number": question.formula, "last": len(indicator.formulas)}
        raise NotAskable(
            _("There is no formula %(number)s; they are numbered 0 to %(last)s.") % said
        )
    return question.formula


def present(indicator: Indicator) -> int:
    """The formula in force last: the one that a restated series is worked out by throughout."""
    return len(indicator.formulas)


def _in_force(indicator: Indicator, day: dt.date, known: dt.date | None) -> int:
    """The last formula that had come into force by ``day`` and had been decided by ``known``."""
    number = 0
    for at, one in enumerate(indicator.formulas, start=1):
        if one.in_force_on <= day and (known is None or one.decided_on <= known):
            number = at
    return number


def _known_by(known: Known) -> dt.date | None:
    """The day to which the knowledge of a question reaches; None where it is all there is.

    It is the day that was named. Where an update was named, it is that update's day.
    """
    if known.said is None:
        return None
    try:
        return parse_date(known.said)
    except NotADate:
        at = ChangeSet.objects.filter(pk=known.position).values_list("known_at", flat=True).first()
        return None if at is None else day_of(at)


def used(indicator: Indicator, number: int, days: Window) -> FormulaUsed | None:
    """What is told of the formula; nothing where there is only one."""
    if not indicator.formulas:
        return None
    many = len(indicator.formulas) + 1
    if number == 0:
        return FormulaUsed(0, many)
    one = indicator.formulas[number - 1]
    first = days.first or dt.date.min
    crossed = first < one.in_force_on <= days.last
    return FormulaUsed(number, many, one.in_force_on, str(one.document), str(one.reason), crossed)
