"""Arithmetic settles what the words leave open.

"Đã giải quyết 27.845 hồ sơ, trong đó đúng hạn 27.612 hồ sơ, đạt 99,16%": language allows a share
and a percentage of a plan; 27.612 / 27.845 does not.
"""

from decimal import Decimal

from muctieu.statements.read.interval import Interval
from muctieu.statements.read.meaning.figures import Figure

_OPEN_RULES = frozenset(
    ["reach-behind-amount", "reach-alone", "no-verb", "bracketed-behind-amount", "plan-in-subject"]
)
_HUNDRED = Decimal(100)


def settle(figures: list[Figure]) -> None:
    """Decide percentages with rival readings by the two amounts before them."""
    for position, figure in enumerate(figures):
        if figure.rule not in _OPEN_RULES or not figure.is_percent or figure.base is not None:
            continue
        pair = _two_amounts(figures, position)
        if pair is None:
            continue
        one, two = pair
        if _explains(one, two, figure):
            planned = "plan" in {one.status, two.status}
            figure.relation = "percent_of_plan" if planned else "share"
            figure.readings = [
                (name, 0.95 if name == figure.relation else 0.05) for name, _ in figure.readings
            ]


def _two_amounts(figures: list[Figure], position: int) -> tuple[Figure, Figure] | None:
    sentence = figures[position].sentence
    amounts = [
        figure
        for figure in figures[max(0, position - 5) : position]
        if figure.sentence == sentence and figure.relation == "absolute"
    ][-2:]
    if len(amounts) < 2 or amounts[0].unit != amounts[1].unit or amounts[0].unit is None:
        return None
    return amounts[0], amounts[1]


def _explains(one: Figure, two: Figure, percent: Figure) -> bool:
    first, second, quantity = one.token.quantity, two.token.quantity, percent.token.quantity
    if first is None or second is None or quantity is None or not first.value or not second.value:
        return False
    ratios = (first.value * _HUNDRED / second.value, second.value * _HUNDRED / first.value)
    printed = Interval.of(quantity.value, quantity.decimals, percent.qualifier)
    return any(printed.meets(Interval(ratio, ratio)) for ratio in ratios)
