"""Asking: questions come apart into cells, an engine counts them, figures are put together.

All questions of one call are counted together, so that a whole board is a few scans and one
moment: every figure of it is read at the same position.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from muctieu.core.days import Window
from muctieu.core.units import children, names_on
from muctieu.indicators import denominators, published
from muctieu.indicators.cells import (
    NOTHING,
    Cell,
    Engine,
    Kept,
    Page,
    Tallies,
    Traced,
    measure,
)
from muctieu.indicators.define import (
    Counted,
    Declared,
    Indicator,
    Kind,
    NoSuchIndicator,
    Ratio,
    Scalar,
    indicator_of,
    sides,
)
from muctieu.indicators.engines import serving
from muctieu.indicators.models import Status
from muctieu.indicators.question import (
    Answer,
    Figure,
    NotAskable,
    Question,
    Split,
    SplitBy,
    narrowed_to,
    window,
)
from muctieu.indicators.windows import months_in, year_to
from muctieu.registers.declare import Kind as FieldKind
from muctieu.registers.declare import register_of

__all__ = [
    "Answer",
    "Figure",
    "NotAskable",
    "Question",
    "Split",
    "SplitBy",
    "ask",
    "figure",
    "trace",
    "with_each_denominator",
]

Whole = tuple[int, int]
"""A side of a figure as an exact pair: digits and decimals."""


@dataclass(frozen=True)
class _Side:
    """One counted or declared side of one figure: an indicator, where and when."""

    indicator: Indicator
    unit: int
    window: Window | None
    place: str | None
    position: int
    by: str | None

    @property
    def cell(self) -> Cell | None:
        """What an engine counts for it; None where nothing is to be counted."""
        if self.window is None or not isinstance(self.indicator.form, Counted):
            return None
        what = measure(self.indicator.form, self.place)
        return Cell(what, self.unit, self.window, self.position, self.by)


@dataclass(frozen=True)
class _Asked:
    """One figure to be made, or all parts of a split by a field."""

    question: Question
    indicator: Indicator
    window: Window | None
    top: _Side
    bottom: _Side | None
    key: Scalar | None = None
    label: str = ""
    by: str | None = None


@dataclass
class _Counted:
    """What the engine answered, and what is needed to read it."""

    tallies: dict[Cell, Tallies]
    kept: dict[tuple[str, int], Kept]
    position: int
    stated: dict[tuple[str, int], list[published.Stated]] = field(default_factory=dict)


def ask(questions: Sequence[Question], engine: Engine | None = None) -> list[Answer]:
    """One answer for each question, all read at one moment.

    Raises :class:`NotAskable` where a question does not fit its indicator, and
    :class:`muctieu.indicators.define.NoSuchIndicator`.
    """
    engine = engine or serving()
    asked = [_come_apart(question) for question in questions]
    counted = _count([one for figures in asked for one in figures], engine)
    return [
        _answer(question, figures, counted)
        for question, figures in zip(questions, asked, strict=True)
    ]


def figure(question: Question, engine: Engine | None = None) -> Figure:
    """The figure of one question without a split."""
    return ask([question.whole()], engine)[0].figure


def trace(
    question: Question,
    *,
    side: str = "top",
    first: int = 0,
    size: int = 50,
    engine: Engine | None = None,
) -> Page:
    """The records behind a figure: of a ratio, those of its ``top`` or its ``bottom`` side.

    A door masks them by who asks. A declared figure has one record, its own.
    """
    asked = _come_apart(question.whole())[0]
    wanted = asked.bottom if side == "bottom" else asked.top
    if wanted is None:
        raise NotAskable(_("This figure has no denominator."))
    if isinstance(wanted.indicator.form, Declared):
        return _trace_stated(wanted, question)
    if wanted.cell is None:
        return Page((), 0)
    return (engine or serving()).records(wanted.cell, first, size)


def with_each_denominator(
    question: Question, engine: Engine | None = None
) -> list[tuple[denominators.Denominator, Figure]]:
    """The same ratio over every denominator of its list: this one gives …, that one gives …"""
    entries = denominators.choices(indicator_of(question.code))
    asked = [replace(question.whole(), denominator=entry.code) for entry in entries]
    answers = ask(asked, engine)
    return [(entry, answer.figure) for entry, answer in zip(entries, answers, strict=True)]


def meant(question: Question) -> Indicator:
    """The indicator a question is about, with its conditions and its denominator in place."""
    try:
        indicator = indicator_of(question.code)
    except NoSuchIndicator:
        found = _declared_only(question)
        if found is None:
            raise
        indicator = found
    if question.denominator is not None:
        indicator = denominators.over(indicator, question.denominator)
    elif isinstance(indicator.form, Ratio) and indicator.form.bottom is None:
        indicator = denominators.over(indicator, indicator.form.denominators[0])
    return indicator.narrowed(*question.where) if question.where else indicator


def _declared_only(question: Question) -> Indicator | None:
    """A figure that was published but that no sector counts yet."""
    figures = published.stated(question.known, codes=[question.code])
    if not figures:
        return None
    form = Declared()
    return Indicator(
        code=question.code, title=figures[0].title, unit=figures[0].word, kind=Kind.FLOW, form=form
    )


def _come_apart(question: Question) -> list[_Asked]:
    """The whole figure first, then its parts."""
    indicator = meant(question)
    _check(question, indicator)
    whole = _asked(question.whole(), indicator)
    if question.split is None:
        return [whole]
    if question.split is Split.UNIT:
        return [whole, *_by_unit(question, indicator)]
    if isinstance(question.split, Split):
        return [whole, *_by_month(question, indicator)]
    return [whole, _asked(question.whole(), indicator, by=question.split)]


def _check(question: Question, indicator: Indicator) -> None:
    stock = indicator.kind is Kind.STOCK and not isinstance(question.split, Split)
    if stock and question.since is not None:
        raise NotAskable(_("A stock stands at the end of a day: it has no first day."))
    if question.place is not None and question.place not in indicator.places:
        said = {"place": question.place, "places": ", ".join(indicator.places)}
        raise NotAskable(_("“%(place)s” is no place of this figure; there are: %(places)s.") % said)
    if isinstance(question.split, str) and question.split not in indicator.splits:
        said = {"split": question.split, "splits": ", ".join(indicator.splits) or "–"}
        raise NotAskable(_("This figure is not split by “%(split)s”; it is by: %(splits)s.") % said)
    _check_paths(question, indicator)


def _check_paths(question: Question, indicator: Indicator) -> None:
    """Every condition must mean something on every side of the figure."""
    paths = [one.path for one in question.where]
    if isinstance(question.split, str):
        paths.append(question.split)
    for side in sides(indicator):
        for path in paths:
            # A declared figure is one number: no part of it can be told from another.
            if not isinstance(side.form, Counted) or not has_path(side.form.register, path):
                said = {"path": path, "title": side.title}
                raise NotAskable(_("“%(title)s” cannot be asked by “%(path)s”.") % said)


def has_path(register: str, path: str) -> bool:
    """Whether a field, or a field of a record pointed to, goes by that path."""
    name, dot, further = path.partition(".")
    there = {one.name: one for one in register_of(register).fields}
    if name not in there:
        return False
    if not dot:
        return True
    target = there[name].to
    return target is not None and any(one.name == further for one in register_of(target).fields)


def _asked(
    question: Question,
    indicator: Indicator,
    *,
    key: Scalar | None = None,
    label: str = "",
    by: str | None = None,
) -> _Asked:
    days = window(indicator, question.as_of, question.since)
    form = indicator.form
    if not isinstance(form, Ratio):
        return _Asked(
            question, indicator, days, _side(question, indicator, by), None, key, label, by
        )
    top, bottom = _side(question, form.top, by), _side(question, form.below, by)
    return _Asked(question, indicator, days, top, bottom, key, label, by)


def _side(question: Question, indicator: Indicator, by: str | None) -> _Side:
    since = None if indicator.kind is Kind.STOCK else question.since
    place = question.place if question.place in indicator.places else None
    days = window(indicator, question.as_of, since)
    return _Side(indicator, question.unit, days, place, question.known.position, by)


def _by_unit(question: Question, indicator: Indicator) -> list[_Asked]:
    return [
        _asked(
            replace(question, unit=one.unit_id, split=None),
            indicator,
            key=one.unit_id,
            label=one.name,
        )
        for one in children(question.unit, question.as_of)
    ]


def _by_month(question: Question, indicator: Indicator) -> list[_Asked]:
    days = window(indicator, question.as_of, question.since)
    if indicator.kind is Kind.STOCK:
        days = Window(
            question.since or year_to(question.as_of, indicator.scheme).first, question.as_of
        )
    if days is None:
        return []
    within = indicator.kind is Kind.FLOW or question.split is Split.WITHIN_MONTH
    asked = []
    for month, part in months_in(days, indicator.scheme):
        since = (
            part.first
            if within and indicator.kind is not Kind.STOCK
            else _kept_since(question, indicator)
        )
        alone = replace(question, as_of=part.last, since=since, split=None)
        asked.append(_asked(alone, indicator, key=str(month), label=str(month)))
    return asked


def _kept_since(question: Question, indicator: Indicator) -> dt.date | None:
    return None if indicator.kind is Kind.STOCK else question.since


def _count(asked: Sequence[_Asked], engine: Engine) -> _Counted:
    """Have the engine count every cell once, and look up what was declared."""
    all_sides = [side for one in asked for side in (one.top, one.bottom) if side is not None]
    cells = list(dict.fromkeys(cell for side in all_sides if (cell := side.cell) is not None))
    tallies, position = engine.tallies(cells)
    counted = _Counted(dict(zip(cells, tallies, strict=True)), {}, position)
    # Whether a register is kept at all matters only where nothing was found in it.
    empty = [
        one for one in cells if one.by or not any(t.records for t in counted.tallies[one].values())
    ]
    registers = list(dict.fromkeys((one.measure.register, one.position) for one in empty))
    counted.kept = dict(zip(registers, engine.kept(registers), strict=True))
    counted.stated = _look_up(asked, all_sides)
    return counted


def _look_up(
    asked: Sequence[_Asked], all_sides: Iterable[_Side]
) -> dict[tuple[str, int], list[published.Stated]]:
    """(code, position) → what was declared, for the sides that are declared."""
    wanted: dict[int, set[str]] = {}
    units: set[int] = {side.unit for side in all_sides}
    for one in asked:
        for side in (one.top, one.bottom):
            if side is not None and isinstance(side.indicator.form, Declared):
                wanted.setdefault(side.position, set()).add(side.indicator.code)
    found: dict[tuple[str, int], list[published.Stated]] = {}
    known = {one.question.known.position: one.question.known for one in asked}
    for position, codes in wanted.items():
        for stated in published.stated(known[position], units=units, codes=codes):
            found.setdefault((stated.code, position), []).append(stated)
    return found


def _answer(question: Question, asked: Sequence[_Asked], counted: _Counted) -> Answer:
    whole, *parts = asked
    figures: list[Figure] = []
    for part in parts:
        if part.by is None:
            figures.append(_figure(part, counted, None))
        else:
            figures += _parts_by_field(part, part.by, counted)
    return Answer(question, _figure(whole, counted, None), tuple(figures))


def _parts_by_field(asked: _Asked, by: str, counted: _Counted) -> list[Figure]:
    cells = [side.cell for side in (asked.top, asked.bottom) if side is not None]
    keys = {key for cell in cells if cell is not None for key in counted.tallies[cell]}
    labels = _labels(asked, by, keys)
    return [
        replace(
            _figure(asked, counted, key),
            key=key,
            label=labels.get(key, str(key)),
            question=narrowed_to(asked.question, by, key),
        )
        for key in sorted(keys, key=lambda key: (key is None, str(labels.get(key, key))))
    ]


def _labels(asked: _Asked, by: str, keys: set[Scalar | None]) -> dict[Scalar | None, str]:
    """What the values of a split are called on a page."""
    labels: dict[Scalar | None, str] = {None: _("not stated")}
    if asked.top.indicator.register is None:
        return labels
    name, _dot, further = by.partition(".")
    split = register_of(asked.top.indicator.register)[name]
    if further and split.to is not None:
        split = register_of(split.to)[further]
    labels |= {one.value: str(one.title) for one in split.choices}
    if split.kind is FieldKind.UNIT:
        labels |= {
            unit: title for unit, title in names_on(asked.question.as_of).items() if unit in keys
        }
    return labels


@dataclass(frozen=True)
class _Value:
    """One side of a figure, counted or declared. ``pair`` is None where it is missing."""

    pair: Whole | None
    records: int
    origins: frozenset[str]
    status: str
    stated: published.Stated | None = None
    missing: str = ""


def _value(side: _Side, counted: _Counted, key: Scalar | None) -> _Value:
    if isinstance(side.indicator.form, Declared):
        return _stated_value(side, counted)
    cell = side.cell
    if cell is None:
        return _Value(
            None, 0, frozenset(), Status.ACTUAL, missing=_("It had not begun on that day.")
        )
    tally = counted.tallies[cell].get(key, NOTHING)
    if tally.records:
        origins = _origins(tally.records, tally.rehearsed)
        return _Value((tally.value, 0), tally.records, origins, Status.ACTUAL)
    kept = counted.kept[cell.measure.register, cell.position]
    origins = _origins(kept.office + kept.rehearsed, kept.rehearsed)
    if not origins:
        return _Value(None, 0, origins, Status.ACTUAL, missing=_("No record was known yet."))
    return _Value((0, 0), 0, origins, Status.ACTUAL)


def _origins(records: int, rehearsed: int) -> frozenset[str]:
    """Where records come from. A zero comes from where the register's records come from."""
    numbers = (("office", records - rehearsed), ("rehearsal", rehearsed))
    return frozenset(name for name, number in numbers if number)


def _stated_value(side: _Side, counted: _Counted) -> _Value:
    figures = counted.stated.get((side.indicator.code, side.position), [])
    found = _speaking(side, figures)
    if found is None:
        return _Value(None, 0, frozenset(), Status.ACTUAL, missing=_("Nothing was declared."))
    pair = (found.mantissa, found.decimals)
    return _Value(pair, 1, frozenset({"published"}), found.status, stated=found)


def _speaking(side: _Side, figures: Sequence[published.Stated]) -> published.Stated | None:
    form = side.indicator.form
    if side.window is None or not isinstance(form, Declared):
        return None
    days = Window(None, side.window.last)
    return published.speaking(figures, side.unit, days, form.status)


def _figure(asked: _Asked, counted: _Counted, key: Scalar | None) -> Figure:
    top = _value(asked.top, counted, key)
    bottom = _value(asked.bottom, counted, key) if asked.bottom is not None else None
    both = [top] if bottom is None else [top, bottom]
    made = Figure(
        code=asked.indicator.code,
        title=str(asked.indicator.title),
        value=_exact(top),
        unit_word=str(asked.indicator.unit),
        window=asked.window or Window(None, asked.question.as_of),
        known=asked.question.known,
        status=_weakest(both),
        origin=_origin(both),
        records=top.records,
        position=counted.position,
        question=asked.question,
        key=asked.key,
        label=asked.label,
        direction=asked.indicator.direction,
        missing=next((side.missing for side in both if side.missing), ""),
    )
    form = asked.indicator.form
    if bottom is None or not isinstance(form, Ratio):
        return _with_stated(made, top)
    return _divided(made, form, top, bottom)


def _exact(side: _Value) -> Fraction | None:
    return None if side.pair is None else Fraction(side.pair[0], 10 ** side.pair[1])


def _divided(made: Figure, form: Ratio, top: _Value, bottom: _Value) -> Figure:
    """The ratio: two whole numbers, divided once. Nothing is divided by nothing."""
    above, below = _whole(top, bottom), _whole(bottom, top)
    value = Fraction(above * form.per, below) if above is not None and below else None
    missing = made.missing or ("" if value is not None else _("The denominator is zero."))
    return replace(
        made, value=value, numerator=above, denominator=below, missing=missing,
        denominator_code=form.below.code,
    )  # fmt: skip


def _whole(side: _Value, other: _Value) -> int | None:
    """A side as a whole number, once the decimals of both sides are cleared."""
    if side.pair is None:
        return None
    cleared: int = 10 ** (other.pair[1] if other.pair is not None else 0)
    return side.pair[0] * cleared


def _with_stated(made: Figure, side: _Value) -> Figure:
    """A declared figure keeps the words, the interval and the window it was declared with."""
    stated = side.stated
    if stated is None:
        return made
    return replace(
        made, window=stated.window, qualifier=stated.qualifier, low=stated.low, high=stated.high,
        document=stated.document, sentence=stated.sentence,
    )  # fmt: skip


_STRENGTH = ("plan", "estimate", "preliminary", "official", "actual")


def _weakest(both: Sequence[_Value]) -> str:
    """A figure is no more final than the less final of its sides."""
    return str(min((side.status for side in both), key=_STRENGTH.index))


def _origin(both: Sequence[_Value]) -> str:
    origins = frozenset().union(*(side.origins for side in both))
    if len(origins) > 1:
        return "mixed"
    return next(iter(origins), "office")


def _trace_stated(side: _Side, question: Question) -> Page:
    figures = published.stated(question.known, units=[side.unit], codes=[side.indicator.code])
    found = _speaking(side, figures)
    if found is None:
        return Page((), 0)
    code = published.DECLARED.code
    return Page((Traced(code, found.record, found.version, found.as_of, found.unit, False),), 1)
