"""The strip of the year: both goals by month, one upwards and one downwards, each on its scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.desk.charts import Chart, Month, mirrored
from muctieu.desk.clocks import is_counted
from muctieu.desk.shown import in_word, number_of
from muctieu.desk.words import NOTHING, number
from muctieu.kernels.vietnamese.money import scale_of
from muctieu.statements.board import Side, lines

if TYPE_CHECKING:
    from muctieu.desk.asker import Asker
    from muctieu.indicators.question import Answer, Figure, Question

# A month of a city's revenue is read in billions.
_MONEY = "tỷ đồng"
_LAST_MONTH = 12


def questions_of_strip(asker: Asker) -> Iterator[Question]:
    """What the strip asks first: of each side the first that is counted.

    Where a unit has none of it (growth is told of the city, not of its wards), the next is asked.
    """
    for side in Side:
        yield from (asker.by_month(code) for code in _counted(side)[:1])


def _counted(side: Side) -> list[str]:
    return [code for code in lines(side) if is_counted(code)]


def strip(asker: Asker) -> Chart | None:
    """Both measures by month to the page's day; None where neither is counted."""
    up, down = (_answer(asker, side) for side in Side)
    if up is None and down is None:
        return None
    months = _months(asker, up, down)
    titles = [_titled(one) for one in (up, down) if one]
    rows = tuple(
        (
            month.name,
            *(said for there, said in ((up, month.up_said), (down, month.down_said)) if there),
        )
        for month in months
    )
    return Chart(
        title=_("Month by month"),
        sentence=_sentence(up, down, months),
        svg=mirrored(months, width=1080),
        columns=(_("Month"), *titles),
        rows=rows,
    )


def _answer(asker: Asker, side: Side) -> Answer | None:
    for code in _counted(side):
        answer = asker.answer(asker.by_month(code))
        if answer is not None and any(part.value for part in answer.parts):
            return answer
    return None


def _titled(answer: Answer) -> str:
    return f"{answer.figure.title}, {_word(answer.figure)}"


def _word(figure: Figure) -> str:
    word = str(figure.unit_word)
    return _MONEY if scale_of(word) is not None else word


def _months(asker: Asker, up: Answer | None, down: Answer | None) -> list[Month]:
    """Each month of the year to the page's day; one without records on a side is left blank."""
    sides = [_by_month(answer, asker.clock.as_of.year) for answer in (up, down)]
    last = max((month for side in sides for month in side), default=0)
    months = []
    for number_ in range(1, min(last, _LAST_MONTH) + 1):
        above, below = (side.get(number_) for side in sides)
        months.append(
            Month(f"{number_:02}", _value(above), _said(above), _value(below), _said(below))
        )
    return months


def _by_month(answer: Answer | None, year: int) -> dict[int, Figure]:
    """Month → figure, of one year; a month is named by its last full day's month."""
    found: dict[int, Figure] = {}
    for part in answer.parts if answer else ():
        if part.window.last.year == year:
            found[part.window.last.month] = in_word(part, _word(part))
    return found


def _value(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)


def _said(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return NOTHING
    return number(figure.value, 0) if figure.unit_word == _MONEY else number_of(figure)


def _sentence(up: Answer | None, down: Answer | None, months: Sequence[Month]) -> str:
    said = []
    for answer, way, above in ((up, _("upwards"), True), (down, _("downwards"), False)):
        if answer is None:
            continue
        there = [one for one in months if (one.up if above else one.down) is not None]
        most = max(there, key=lambda one: (one.up if above else one.down) or 0.0)
        said.append(
            _("%(way)s %(title)s, most in month %(month)s: %(most)s")
            % {
                "way": way,
                "title": _titled(answer),
                "month": most.name,
                "most": most.up_said if above else most.down_said,
            }
        )
    return _("By month: %(said)s. Each side has its own scale.") % {"said": "; ".join(said)}
