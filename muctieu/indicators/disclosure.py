"""What goes out is counted, small counts of people do not go out, and parts go out rounded.

Whoever is not signed in sees the whole of the house to the unit: so many people had a first dose
in the city. Of any smaller part (a ward, an age, a month) a count below five could name somebody
and is hidden; where the whole is shown, one hidden part could be found by subtraction, so the
next smallest is hidden with it. What is shown of a part is rounded to five, so that two days,
two states of knowledge or two ways of splitting, subtracted from each other, tell of nobody
(decision 6). The threshold is a rule of this house until a document gives another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _

from muctieu.core.models import UnitClosure
from muctieu.indicators.define import (
    Counted,
    Indicator,
    Ratio,
    catalogued,
    put_together,
    sides,
)
from muctieu.indicators.question import Answer, Count, Figure, Question
from muctieu.plan.years import home_on
from muctieu.registers.declare import register_of

SMALLEST_SHOWN = 5
ROUNDED_TO = 5


def counts_people(indicator: Indicator) -> bool:
    """Whether any side of the figure counts records about people."""
    return any(_of_people(side) for side in sides(indicator))


def _of_people(side: Indicator) -> bool:
    form = side.form
    return isinstance(form, Counted) and register_of(form.register).about_people


def _is_a_count(side: Indicator) -> bool:
    """Whether the side counts people or what happened to them, and is no sum of amounts."""
    return _of_people(side) and isinstance(side.form, Counted) and side.form.amount is None


def _is_small(figure: Figure) -> bool:
    counted = figure.records if figure.numerator is None else figure.numerator
    return 0 < counted < SMALLEST_SHOWN


def _hidden(figure: Figure) -> Figure:
    """The figure without anything from which the count could be read."""
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=None,
        records=0,
        missing=_("fewer than five people: not shown"),
    )


def _to_hide(parts: Sequence[Figure]) -> set[int]:
    """Places of the parts that must be hidden, never exactly one of them."""
    hide = {at for at, part in enumerate(parts) if _is_small(part)}
    others = [at for at, part in enumerate(parts) if at not in hide and part.records > 0]
    if len(hide) == 1 and others:
        hide.add(min(others, key=lambda at: parts[at].records))
    return hide


def _round(count: Count | None) -> int | None:
    return None if count is None else ROUNDED_TO * round(Fraction(count) / ROUNDED_TO)


def _rounded(figure: Figure, indicator: Indicator) -> Figure:
    """The figure over counts rounded to five; a ratio is divided anew, a growth told in whole."""
    if figure.value is None:
        return figure
    form = indicator.form
    if isinstance(form, Ratio):
        above, below = _rounded_sides(figure, form)
        value = put_together(form, [_fraction(above), _fraction(below)])
    elif all(map(_is_a_count, sides(indicator))):
        above, below = _round(figure.numerator), _round(figure.denominator)
        counted = isinstance(form, Counted)
        value = _fraction(_round(figure.value) if counted else round(figure.value))
    else:
        above, below, value = figure.numerator, figure.denominator, figure.value
    return replace(
        figure,
        value=value,
        numerator=above,
        denominator=below,
        records=_round(figure.records) or 0,
        rounded=True,
    )


def _rounded_sides(figure: Figure, form: Ratio) -> tuple[Count | None, Count | None]:
    """Both sides of a ratio, each rounded where it counts people: a round of doses is nobody."""
    above, below = figure.numerator, figure.denominator
    # Its own denominator need not stand in the catalogue; one that was declared is not counted.
    own = form.bottom if form.bottom and form.bottom.code == figure.denominator_code else None
    counted = own or catalogued(figure.denominator_code)
    return (
        _round(above) if _is_a_count(form.top) else above,
        _round(below) if counted is not None and _is_a_count(counted) else below,
    )


def _fraction(count: Count | None) -> Fraction | None:
    return None if count is None else Fraction(count)


def _whole_houses(days: Iterable[dt.date]) -> dict[dt.date, frozenset[int]]:
    """For each day the unit whose year it is, and those above it."""
    found = {}
    for day in set(days):
        home = home_on(day)
        above = UnitClosure.objects.filter(unit_id=home.unit_id) if home else ()
        found[day] = frozenset(one.ancestor_id for one in above)
    return found


def _is_whole(question: Question, houses: dict[dt.date, frozenset[int]]) -> bool:
    """Whether it is the whole of the house that is asked for, and no part of it."""
    return question.unit in houses[question.as_of] and not question.where and not question.within


def for_public(answers: Sequence[Answer]) -> list[Answer]:
    """The answers as somebody may see them who is not signed in."""
    houses = _whole_houses(one.question.as_of for one in answers)
    return [_for_public(one, houses) for one in answers]


def _for_public(answer: Answer, houses: dict[dt.date, frozenset[int]]) -> Answer:
    indicator = catalogued(answer.question.code)
    if indicator is None:
        # Only published, never counted here: there is nothing to find out from it.
        return answer
    if not counts_people(indicator) or answer.figure.origin == "published":
        # What was published stands beside the count as it was printed: it is public already.
        return answer
    hide = _to_hide(answer.parts)
    parts = tuple(
        _hidden(one) if at in hide else _rounded(one, indicator)
        for at, one in enumerate(answer.parts)
    )
    whole = answer.figure
    if _is_small(whole):
        whole = _hidden(whole)
    elif not _is_whole(answer.question, houses):
        whole = _rounded(whole, indicator)
    return replace(answer, figure=whole, parts=parts)
