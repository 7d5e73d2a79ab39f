"""What is checked when the house starts: that every declared figure can be counted at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register

from muctieu.core.models import UnitKind
from muctieu.indicators.ask import has_path
from muctieu.indicators.define import (
    Compared,
    Counted,
    Growth,
    Indicator,
    Op,
    Owes,
    Prices,
    Ratio,
    catalogue,
    narrowed_sides,
    sides,
)
from muctieu.indicators.denominators import NoSuchDenominator, choices, over
from muctieu.registers.declare import Field, Kind, NoSuchRegister, register_of

_PER_CENT = 100
_WHOLE = (Kind.INTEGER, Kind.MONEY)


@register()
def indicators_can_be_counted(**_: Any) -> list[Error]:
    """Every field that an indicator names is there and fits; every ratio can be divided."""
    return [
        Error(f"{one.code}: {fault}", obj=one.code, id="indicators.E001")
        for one in catalogue()
        for fault in faults(one)
    ]


def faults(indicator: Indicator) -> Iterator[str]:
    """What is wrong with a declared indicator, one sentence a fault; with each of its formulas."""
    yield from _own_faults(indicator)
    for number in range(1, len(indicator.formulas) + 1):
        yield from (f"formula {number}: {one}" for one in _own_faults(indicator.under(number)))


def _own_faults(indicator: Indicator) -> Iterator[str]:
    if isinstance(indicator.form, Counted):
        yield from _counted_faults(indicator.form)
        yield from _price_faults(indicator, indicator.form)
        yield from _owing_faults(indicator.owes, indicator.form)
    elif isinstance(indicator.form, Ratio | Growth):
        if isinstance(indicator.form, Ratio):
            yield from _ratio_faults(indicator, indicator.form)
        elif indicator.form.compared is not Compared.POINTS and str(indicator.unit) != "%":
            yield "a comparison with the year before is a percentage"
        for side in sides(indicator):
            yield from (f"{side.code}: {fault}" for fault in faults(side))
    for split in indicator.splits:
        for side in narrowed_sides(indicator):
            if isinstance(side.form, Counted) and not has_path(side.form.register, split):
                yield f"no field {split!r} to split {side.code} by"


def _counted_faults(form: Counted) -> Iterator[str]:
    try:
        there = {field.name: field.kind for field in register_of(form.register).fields}
    except NoSuchRegister as fault:
        yield f"no such register: {fault}"
        return
    paths = [form.day, *form.places, *(one.path for one in form.where)]
    paths += [name for name in (form.each, form.amount, form.ended) if name is not None]
    if form.reported is not None:
        paths += [*form.reported.of, form.reported.by]
    missing = [path for path in paths if not has_path(form.register, path)]
    if missing:
        yield f"{form.register} has no field {', '.join(missing)}"
        return
    yield from _kind_faults(form, there)


def _kind_faults(form: Counted, there: dict[str, Kind]) -> Iterator[str]:
    for name in filter(None, (form.day, form.ended)):
        if there[name] is not Kind.DATE:
            yield f"{name} is no date"
    for path in form.places:
        if _field(form.register, path).kind is not Kind.UNIT:
            yield f"{path} is no unit"
    if form.amount is not None and there[form.amount] not in _WHOLE:
        yield f"{form.amount} is no whole number"
    if not form.places:
        yield "no place to count it for"


def _field(register: str, path: str) -> Field:
    """The field at the end of a path, which is there."""
    name, dot, further = path.partition(".")
    found = register_of(register)[name]
    return register_of(found.to or "")[further] if dot else found


def _owing_faults(owes: Owes | None, form: Counted) -> Iterator[str]:
    """Who owes reports is a kind of unit, and what counts as one can be asked."""
    if owes is None:
        return
    strange = sorted(set(owes.kinds) - set(UnitKind.values))
    if strange or not owes.kinds:
        yield f"no kind of unit owes reports: {', '.join(strange) or '–'}"
    for one in owes.where:
        if not has_path(form.register, one.path):
            yield f"{form.register} has no field {one.path}"


def _price_faults(indicator: Indicator, form: Counted) -> Iterator[str]:
    """A register that keeps two kinds of prices: every total says which, and counts only those."""
    words = {one.value for one in Prices}
    try:
        kept = [
            field.name
            for field in register_of(form.register).fields
            if words <= {choice.value for choice in field.choices}
        ]
    except NoSuchRegister:
        return
    wanted = None if indicator.prices is None else indicator.prices.value
    said = {one.value for one in form.where if one.path in kept and Op(one.op) is Op.EQ}
    if wanted is not None and kept and wanted not in said:
        yield f"told in prices “{wanted}”, but no condition keeps the others out"
    if wanted is None and kept and form.amount is not None:
        yield f"{form.register} keeps several prices; the figure says in which it is told"


def _ratio_faults(indicator: Indicator, form: Ratio) -> Iterator[str]:
    percentage = str(indicator.unit) == "%"
    if percentage and form.bottom is not None and str(form.top.unit) != str(form.bottom.unit):
        yield f"a percentage of {form.bottom.unit} cannot count {form.top.unit}"
    if percentage != (form.per == _PER_CENT):
        yield "a percentage is per 100, and only a percentage is"
    for code in form.denominators:
        try:
            over(indicator, code)
        except (NoSuchDenominator, ValueError) as fault:
            yield str(fault)
    if form.denominators and not choices(indicator):
        yield "an empty list of denominators"
