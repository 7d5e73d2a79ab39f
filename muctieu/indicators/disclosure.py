"""What goes out is counted, and small counts of people do not go out.

A part that counts fewer than five people could name somebody; it is hidden from whoever is not
signed in. Where the whole is shown, one hidden part could be found by subtraction, so the next
smallest is hidden with it (domain guide §3.8; the threshold is a rule of this house until a
document gives another).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from muctieu.indicators.define import Counted, Indicator, NoSuchIndicator, indicator_of, sides
from muctieu.indicators.question import Answer, Figure
from muctieu.registers.declare import register_of

SMALLEST_SHOWN = 5


def counts_people(indicator: Indicator) -> bool:
    """Whether any side of the figure counts records about people."""
    forms = (side.form for side in sides(indicator))
    return any(
        isinstance(form, Counted) and register_of(form.register).about_people for form in forms
    )


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


def for_public(answer: Answer) -> Answer:
    """The answer as somebody may see it who is not signed in."""
    try:
        indicator = indicator_of(answer.question.code)
    except NoSuchIndicator:
        # Only published, never counted here: there is nothing to find out from it.
        return answer
    if not counts_people(indicator):
        return answer
    hide = _to_hide(answer.parts)
    parts = tuple(_hidden(one) if at in hide else one for at, one in enumerate(answer.parts))
    whole = _hidden(answer.figure) if _is_small(answer.figure) else answer.figure
    return replace(answer, figure=whole, parts=parts)
