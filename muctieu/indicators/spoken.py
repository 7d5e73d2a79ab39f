"""Questions and figures in words: what commands, links and the API say and are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy

from muctieu.core.said import both
from muctieu.core.said import gettext as _
from muctieu.core.units import unit_named
from muctieu.core.words import Words
from muctieu.indicators.cells import Traced
from muctieu.indicators.define import NoSuchIndicator, indicator_of
from muctieu.indicators.question import Figure, Lacking, NotAskable, Question, Split, SplitBy
from muctieu.indicators.why import Part, Why
from muctieu.kernels.vietnamese.dates import parse_date
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.plan.years import home_on
from muctieu.registers.clocks import parse_known

STATUSES: dict[str, Words] = {
    "actual": gettext_lazy("actual, from records"),
    "estimate": gettext_lazy("estimate"),
    "plan": gettext_lazy("plan"),
    "preliminary": gettext_lazy("preliminary"),
    "official": gettext_lazy("official"),
}
ORIGINS: dict[str, Words] = {
    "office": gettext_lazy("office records"),
    "rehearsal": gettext_lazy("rehearsed records"),
    "published": gettext_lazy("published figure"),
    "mixed": gettext_lazy("office and rehearsed records together"),
}


def unit_said(said: str | None, day: dt.date) -> int:
    """The unit that words mean on a day: ``@7`` by its number, a name, a code; nothing is the unit whose year it is.

    Raises LookupError with a sentence when there is none.
    """
    if said and said.startswith("@") and said[1:].isdigit():
        return int(said[1:])
    if said:
        return unit_named(said, day).unit_id
    root = home_on(day)
    if root is None:
        raise LookupError(_("There are no units yet. Load the example or enter the units first."))
    return root.unit_id


def _unit_on_either(said: str | None, restated: dt.date | None, day: dt.date) -> int:
    if restated is not None and said:
        try:
            return unit_said(said, restated)
        except LookupError:
            pass
    return unit_said(said, day)


def _formula_said(said: str | None) -> int | None:
    if not said:
        return None
    if not said.isdecimal():
        raise NotAskable(_("A formula is asked for by its number: 0 is the first."))
    return int(said)


def split_said(said: str | None) -> SplitBy | None:
    """The split that a word means: unit, month, within_month, or a field."""
    if not said:
        return None
    return Split(said) if said in {one.value for one in Split} else said


def question_said(
    code: str, *, unit: str | None, as_of: str | None, known: str | None, today: dt.date,
    since: str | None = None, split: str | None = None, place: str | None = None,
    denominator: str | None = None, map_day: str | None = None, status: str | None = None,
    formula: str | None = None,
) -> Question:  # fmt: skip
    """The question that words ask. ``today`` is the door's; it stands in for no ``as_of``.

    A restated question names its unit on the map it is restated to, or else on its own day.
    """
    day = parse_date(as_of) if as_of else today
    restated = parse_date(map_day) if map_day else None
    return Question(
        code=code,
        unit=_unit_on_either(unit, restated, day),
        map=restated,
        as_of=day,
        known=parse_known(known),
        since=parse_date(since) if since else None,
        split=split_said(split),
        place=place or None,
        denominator=denominator or None,
        status=status or None,
        formula=_formula_said(formula),
    )


def number(value: Fraction | int | None) -> int | float | None:
    """A value as JSON can hold it: a whole number exactly, others as the nearest double."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def _lacking_told(one: Lacking) -> dict[str, Any]:
    """A unit that has not reported, and the periods it owes."""
    periods = [[days.first, days.last] for days in one.periods]
    return {"unit": one.unit, "name": one.name, "periods": periods}


def unit_in_both(figure: Figure) -> str:
    """The word of its unit in Vietnamese and in English, for lines at a terminal."""
    try:
        word = indicator_of(figure.code).unit
    except NoSuchIndicator:
        return figure.unit_word
    return both(lambda: str(word))


def incomplete(figure: Figure) -> str:
    """Who has not reported, in a sentence; empty where nobody owes anything."""
    if not figure.lacking:
        return ""
    said = {
        "lacking": len(figure.lacking),
        "owing": figure.owing,
        "names": ", ".join(one.name for one in figure.lacking),
    }
    return _("%(lacking)s of %(owing)s units have not reported: %(names)s") % said


def figure_told(figure: Figure) -> dict[str, Any]:
    """A figure as one JSON object."""
    return {
        "code": figure.code,
        "title": figure.title,
        "value": number(figure.value),
        "numerator": number(figure.numerator),
        "denominator": number(figure.denominator),
        "denominator_code": figure.denominator_code or None,
        "unit": figure.unit_word,
        "for": figure.unit,
        "window": [figure.window.first, figure.window.last],
        "against": [figure.against.first, figure.against.last] if figure.against else None,
        "known": figure.known.said,
        "map": figure.question.map,
        "apportioned": number(figure.apportioned),
        "assumed": figure.assumed,
        "status": figure.status,
        "origin": figure.origin,
        "qualifier": figure.qualifier,
        "low": number(figure.low),
        "high": number(figure.high),
        "owing": figure.owing or None,
        "lacking": [_lacking_told(one) for one in figure.lacking],
        "formula": None if figure.formula is None else asdict(figure.formula),
        "records": figure.records,
        "position": figure.position,
        "key": figure.key,
        "label": figure.label or None,
        "missing": figure.missing or None,
        "rounded": figure.rounded,
    }


def point_said(code: str, said: str, *, today: dt.date, **words: str | None) -> Question:
    """The question at one point of a change: ``day[,known[,map]]``, each empty where not named."""
    day, known, on_map, *more = [*(one.strip() for one in said.split(",")), "", "", ""][:4]
    if more != [""]:
        raise NotAskable(_("A point is a day, what was known, and a map: 04/12/2021,05/12/2021."))
    unit, place = words.get("unit"), words.get("place")
    return question_said(
        code, unit=unit, as_of=day, known=known, today=today, place=place, map_day=on_map
    )


def exact(value: Fraction) -> str:
    """A value on one line for people: whole numbers as they are, others with two decimals."""
    return format_number(value, 0 if value.denominator == 1 else 2)


def reason_told(part: Part) -> str:
    """One reason on one line: what it adds, why, how many records, by which updates."""
    sign = "+" if part.adds >= 0 else "−"
    told = [f"{sign}{exact(abs(part.adds))}", part.cause.word, part.side, part.said]
    if part.records:
        told.append(_("%(number)s records") % {"number": part.records})
    told += [", ".join(f"#{number}" for number, _many in part.updates[:10])]
    return " · ".join(str(one) for one in told if one)


def why_told(why: Why, may_see: Callable[[Traced], bool] = lambda _one: True) -> dict[str, Any]:
    """A change and its reasons as one JSON object. The exact parts add up to the change.

    ``may_see`` leaves out the numbers of records that the reader may not open.
    """
    return {
        "before": figure_told(why.before),
        "after": figure_told(why.after),
        "change": number(why.change),
        "parts": [_part_told(one, may_see) for one in why.parts],
    }


def _part_told(part: Part, may_see: Callable[[Traced], bool]) -> dict[str, Any]:
    return {
        "cause": part.cause.value,
        "adds": number(part.adds),
        "exact": [part.adds.numerator, part.adds.denominator],
        "side": str(part.side),
        "records": part.records,
        "shown": [
            {"register": one.register, "id": one.id, "version": one.version}
            for one in part.shown
            if may_see(one)
        ],
        "updates": [{"number": at, "records": many} for at, many in part.updates],
        "said": part.said or None,
    }
