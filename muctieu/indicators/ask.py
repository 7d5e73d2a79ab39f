"""Asking: questions come apart into cells, an engine counts them, figures are put together.

All questions of one call are counted together, so that a whole board is a few scans and one
moment: every figure of it is read at the same position.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from muctieu.core.days import Window, a_year_before
from muctieu.core.models import UnitVersion
from muctieu.core.said import gettext as _
from muctieu.core.units import names_on
from muctieu.indicators import denominators, formulas, owing, published
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
    Compared,
    Counted,
    Declared,
    Growth,
    Indicator,
    Kind,
    Narrows,
    Ratio,
    Scalar,
    catalogued,
    indicator_of,
    narrowed_sides,
    put_together,
)
from muctieu.indicators.engines import serving
from muctieu.indicators.maps import Atlas, Shared
from muctieu.indicators.models import Status
from muctieu.indicators.named import named
from muctieu.indicators.owing import Line
from muctieu.indicators.question import (
    Answer,
    Count,
    Figure,
    NotAskable,
    Question,
    Split,
    SplitBy,
    narrowed_to,
    window,
)
from muctieu.indicators.windows import months_in, year_days, year_of, year_to
from muctieu.kernels.vietnamese.money import scale_of
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


@dataclass(frozen=True)
class Side:
    """One counted or declared side of one figure: an indicator, where and when.

    ``earlier`` marks the level of the year before, ``by`` the field it is split by.
    """

    indicator: Indicator
    unit: int
    window: Window | None
    place: str | None
    position: int
    by: str | None
    earlier: bool = False
    shared: Shared | None = None
    owed: tuple[Line, ...] = ()

    @property
    def cell(self) -> Cell | None:
        """All that an engine counts for it; None where nothing is to be counted."""
        if self.window is None or not isinstance(self.indicator.form, Counted):
            return None
        what = measure(self.indicator.form, self.place)
        among = None if self.shared is None else self.shared.lands
        return Cell(what, self.unit, self.window, self.position, self.by, among)

    @property
    def cells(self) -> list[Cell]:
        """The cell, and of a restated side those of its shares and of what is not shared."""
        cell = self.cell
        if cell is None or self.shared is None:
            return [] if cell is None else [cell]
        sets = [*(level.lands for level in self.shared.levels), self.shared.whole]
        return [replace(cell, among=among) for among in sets]


@dataclass(frozen=True)
class Asked:
    """One figure to be made, or all parts of a split by a field.

    Its sides are one; above and below of a ratio; now and then of a growth, and its whole.
    """

    question: Question
    indicator: Indicator
    window: Window | None
    sides: tuple[Side, ...]
    key: Scalar | None = None
    label: str = ""
    by: str | None = None
    told_if_recorded: bool = False


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
    atlas = Atlas()
    asked = [come_apart(question, atlas) for question in questions]
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

    Of a growth the top is now and the bottom the base; ``then`` is the level of the year before.
    A door masks them by who asks. A declared figure has one record, its own.
    """
    asked = come_apart(question.whole(), Atlas())[0]
    at = _place_of(side, asked)
    wanted = asked.sides[at]
    if isinstance(wanted.indicator.form, Declared):
        return _trace_stated(asked, at)
    if wanted.cell is None:
        return Page((), 0)
    return (engine or serving()).records(wanted.cell, first, size)


def _place_of(side: str, asked: Asked) -> int:
    """Which of a figure's sides is meant by a word."""
    many = len(asked.sides)
    at = {"top": 0, "then": 1, "bottom": max(many - 1, 1)}[side]
    if at >= many or (side == "then" and not asked.sides[at].earlier):
        raise NotAskable(_("This figure has no denominator."))
    return at


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
    indicator = catalogued(question.code) or _declared_only(question) or indicator_of(question.code)
    if question.status is not None:
        indicator = _stated_with(indicator, question.status)
    elif indicator.formulas or question.formula is not None:
        indicator = indicator.under(formulas.chosen(indicator, question))
    if question.denominator is not None:
        indicator = denominators.over(indicator, question.denominator)
    elif isinstance(indicator.form, Ratio) and indicator.form.bottom is None:
        indicator = denominators.over(indicator, indicator.form.denominators[0])
    return indicator.narrowed(*question.where) if question.where else indicator


def _stated_with(indicator: Indicator, status: str) -> Indicator:
    """What was reported with one status; where records have none, what was declared with it.

    The growth of such a level is that over the most final level of the year before.
    """
    form = indicator.form
    level = _reported_with(form.of if isinstance(form, Growth) else indicator, status)
    if level is not None and isinstance(form, Growth):
        form = replace(form, of=level, than=form.base)
        return replace(indicator, form=form, formulas=())
    return level or replace(
        indicator, form=Declared(status), kind=Kind.FLOW, since=None, splits=(), formulas=()
    )


def _reported_with(indicator: Indicator, status: str) -> Indicator | None:
    """A level by its records of one status alone; None where its records have no status."""
    form = indicator.form
    if not isinstance(form, Counted) or not form.reported or status not in form.reported.ranks:
        return None
    only = replace(form.reported, ranks=(status,))
    return replace(indicator, form=replace(form, reported=only), formulas=())


def _declared_only(question: Question) -> Indicator | None:
    """A figure that was published but that no sector counts yet."""
    figures = published.stated(question.known, codes=[question.code])
    if not figures:
        return None
    form = Declared()
    return Indicator(
        code=question.code, title=figures[0].title, unit=figures[0].word, kind=Kind.FLOW, form=form
    )


def come_apart(question: Question, atlas: Atlas) -> list[Asked]:
    """The whole figure first, then its parts."""
    indicator = meant(question)
    _check(question, indicator)
    whole = _asked(question.whole(), indicator, atlas)
    if question.split is None:
        return [whole]
    if question.split is Split.UNIT:
        return [whole, *_by_unit(question, indicator, atlas)]
    if isinstance(question.split, Split):
        return [whole, *_by_month(question, indicator, atlas)]
    return [whole, _asked(question.whole(), indicator, atlas, by=question.split)]


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
    for side in narrowed_sides(indicator):
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
    atlas: Atlas,
    *,
    key: Scalar | None = None,
    label: str = "",
    by: str | None = None,
) -> Asked:
    days = window(indicator, question.as_of, question.since)
    apart = None
    if question.map is not None:
        apart = atlas.of(question.map).shared(question.unit, question.within)
    sides = (replace(one, shared=apart) for one in _sides_of(question, indicator, by))
    made = tuple(replace(one, owed=_owed(one, atlas)) for one in sides)
    return Asked(question, indicator, days, made, key, label, by)


def _owed(side: Side, atlas: Atlas) -> tuple[Line, ...]:
    return () if side.cell is None else tuple(owing.lines(side.indicator, side.cell, atlas.roll))


def _sides_of(question: Question, indicator: Indicator, by: str | None) -> Iterator[Side]:
    """The sides of a figure; what a split does not narrow is not split."""
    form = indicator.form
    if isinstance(form, Ratio):
        yield _side(question, form.top, by)
        yield _side(question, form.below, by if form.narrows is Narrows.BOTH else None)
    elif isinstance(form, Growth):
        yield _side(question, form.of, by)
        yield _earlier(_side(question, form.base, by))
        if form.whole is not None:
            yield _earlier(_side(question, form.whole, None))
    else:
        yield _side(question, indicator, by)


def _side(question: Question, indicator: Indicator, by: str | None) -> Side:
    since = None if indicator.kind is Kind.STOCK else question.since
    place = question.place if question.place in indicator.places else None
    days = window(indicator, question.as_of, since)
    return Side(indicator, question.unit, days, place, question.known.position, by)


def _earlier(side: Side) -> Side:
    """The same side in the same window of the year before."""
    days = None if side.window is None else a_year_before(side.window)
    return replace(side, window=days, earlier=True)


def _by_unit(question: Question, indicator: Indicator, atlas: Atlas) -> list[Asked]:
    above: list[UnitVersion] = []
    if question.map is None:
        units, within = atlas.children(question.unit, question.as_of), None
    else:
        there = atlas.of(question.map)
        units, above = there.parts(question.unit), there.holders(question.unit)
        within = question.within if there.has(question.unit) else question.unit
    alone = replace(question, split=None, within=within)

    def part(one: UnitVersion) -> Asked:
        asked = replace(alone, unit=one.unit_id)
        return _asked(asked, indicator, atlas, key=one.unit_id, label=one.name)

    return [
        *(part(one) for one in units),
        *(replace(part(one), told_if_recorded=True) for one in above),
    ]


def _by_month(question: Question, indicator: Indicator, atlas: Atlas) -> list[Asked]:
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
        # Each month by the formula of its own day, where there are several.
        known = catalogued(question.code)
        own = meant(alone) if known is not None and known.formulas else indicator
        asked.append(_asked(alone, own, atlas, key=str(month), label=str(month)))
    return asked


def _kept_since(question: Question, indicator: Indicator) -> dt.date | None:
    return None if indicator.kind is Kind.STOCK else question.since


def _count(asked: Sequence[Asked], engine: Engine) -> _Counted:
    """Have the engine count every cell once, and look up what was declared."""
    all_sides = [side for one in asked for side in one.sides]
    cells = list(dict.fromkeys(cell for side in all_sides for cell in side.cells))
    reports = [line.cell for side in all_sides for line in side.owed]
    cells = list(dict.fromkeys([*cells, *_by_status(cells), *reports]))
    tallies, position = engine.tallies(cells)
    counted = _Counted(dict(zip(cells, tallies, strict=True)), {}, position)
    # Whether a register is kept at all matters only where nothing was found in it.
    empty = [
        one for one in cells if one.by or not any(t.records for t in counted.tallies[one].values())
    ]
    registers = list(dict.fromkeys((one.measure.register, one.position) for one in empty))
    counted.kept = dict(zip(registers, engine.kept(registers), strict=True))
    counted.stated = look_up(asked, all_sides)
    return counted


def look_up(
    asked: Sequence[Asked], all_sides: Iterable[Side]
) -> dict[tuple[str, int], list[published.Stated]]:
    """(code, position) → what was declared, for the sides that are declared."""
    wanted: dict[int, set[str]] = {}
    units: set[int] = {side.unit for side in all_sides}
    for one in asked:
        for side in one.sides:
            if isinstance(side.indicator.form, Declared):
                wanted.setdefault(side.position, set()).add(side.indicator.code)
    found: dict[tuple[str, int], list[published.Stated]] = {}
    known = {one.question.known.position: one.question.known for one in asked}
    for position, codes in wanted.items():
        for stated in published.stated(known[position], units=units, codes=codes):
            found.setdefault((stated.code, position), []).append(stated)
    return found


def _answer(question: Question, asked: Sequence[Asked], counted: _Counted) -> Answer:
    whole, *parts = asked
    figures: list[Figure] = []
    for part in parts:
        if part.by is None:
            made = _figure(part, counted, None)
            if made.records or not part.told_if_recorded:
                figures.append(made)
        else:
            figures += _parts_by_field(part, part.by, counted)
    return Answer(question, _figure(whole, counted, None), tuple(figures))


def _parts_by_field(asked: Asked, by: str, counted: _Counted) -> list[Figure]:
    cells = [side.cell for side in asked.sides if side.by is not None]
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


def _labels(asked: Asked, by: str, keys: set[Scalar | None]) -> dict[Scalar | None, str]:
    """What the values of a split are called on a page."""
    labels: dict[Scalar | None, str] = {None: _("not stated")}
    register = asked.indicator.register
    if register is None:
        return labels
    name, _dot, further = by.partition(".")
    split = register_of(register)[name]
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
    """One side of a figure, counted or declared. ``exact`` is None where it is missing."""

    exact: Fraction | None
    records: int
    origins: frozenset[str]
    status: str
    stated: published.Stated | None = None
    missing: str = ""
    apportioned: Fraction | None = None


def _values(asked: Asked, counted: _Counted, key: Scalar | None) -> list[_Value]:
    """What each side of a figure came to, in order."""
    return [_value(asked, at, counted, key) for at in range(len(asked.sides))]


def _value(asked: Asked, at: int, counted: _Counted, key: Scalar | None) -> _Value:
    side = asked.sides[at]
    if isinstance(side.indicator.form, Declared):
        return _stated_value(asked, at, counted.stated)
    cell = side.cell
    if cell is None:
        return _Value(
            None, 0, frozenset(), Status.ACTUAL, missing=_("It had not begun on that day.")
        )
    key = key if side.by else None
    tally = counted.tallies[cell].get(key, NOTHING)
    if tally.records:
        origins = _origins(tally.records, tally.rehearsed)
        exact = _exact(side, counted, key)
        return _Value(
            exact, tally.records, origins, _status(cell, counted),
            apportioned=_apportioned(side, exact, counted, key),
        )  # fmt: skip
    kept = counted.kept[cell.measure.register, cell.position]
    origins = _origins(kept.office + kept.rehearsed, kept.rehearsed)
    if not origins:
        return _Value(None, 0, origins, Status.ACTUAL, missing=_("No record was known yet."))
    if cell.measure.reported is not None:
        return _Value(None, 0, origins, Status.ACTUAL, missing=_("Nothing was reported for it."))
    return _Value(Fraction(0), 0, origins, Status.ACTUAL)


def _status(cell: Cell, counted: _Counted) -> str:
    """What is counted is actual; reported figures are as final as the least final of them."""
    reported = cell.measure.reported
    if reported is None or reported.status:
        return Status.ACTUAL if reported is None else reported.status
    words = counted.tallies[replace(cell, by=reported.by)]
    return str(min((str(word) for word in words), key=_STRENGTH.index))


def _by_status(cells: Iterable[Cell]) -> Iterator[Cell]:
    """What has to be counted too, to know how final reported figures are."""
    for cell in cells:
        reported = cell.measure.reported
        if reported is not None and not reported.status:
            yield replace(cell, by=reported.by)


def _exact(side: Side, counted: _Counted, key: Scalar | None) -> Fraction:
    """What a side counts; restated, by the share of each level of units."""
    tallies = [counted.tallies[cell].get(key, NOTHING).value for cell in side.cells]
    if side.shared is None:
        return Fraction(tallies[0])
    levels = side.shared.levels
    return sum(
        (level.adds * value for level, value in zip(levels, tallies, strict=False)), Fraction(0)
    )


def counted_by(side: Side, engine: Engine) -> Fraction:
    """What a counted side comes to, asked by itself."""
    cells = side.cells
    tallies, position = engine.tallies(cells)
    return _exact(side, _Counted(dict(zip(cells, tallies, strict=True)), {}, position), None)


def _apportioned(
    side: Side, exact: Fraction, counted: _Counted, key: Scalar | None
) -> Fraction | None:
    """Which part of a restated value does not come from units that count as a whole."""
    if side.shared is None or not exact:
        return None
    whole = counted.tallies[side.cells[-1]].get(key, NOTHING).value
    return 1 - whole / exact


def _origins(records: int, rehearsed: int) -> frozenset[str]:
    """Where records come from. A zero comes from where the register's records come from."""
    numbers = (("office", records - rehearsed), ("rehearsal", rehearsed))
    return frozenset(name for name, number in numbers if number)


Stated = Mapping[tuple[str, int], Sequence[published.Stated]]
"""(code, position) → what was declared."""


def _stated_value(asked: Asked, at: int, stated: Stated) -> _Value:
    found = speaking_for(asked, at, stated)
    if found is None:
        return _Value(None, 0, frozenset(), Status.ACTUAL, missing=_("Nothing was declared."))
    value = found.value * _money(found.word, str(asked.sides[at].indicator.unit))
    return _Value(value, 1, frozenset({"published"}), found.status, stated=found)


def _money(word: str, wanted: str) -> Fraction:
    """What a declared amount is multiplied by: "triệu đồng" asked in "đồng" is a million."""
    said, asked = scale_of(word), scale_of(wanted)
    return Fraction(said, asked) if said and asked else Fraction(1)


def speaking_for(asked: Asked, at: int, stated: Stated) -> published.Stated | None:
    """The declared figure that speaks for a side: of a level a year earlier, for that period."""
    side, form = asked.sides[at], asked.sides[at].indicator.form
    if side.window is None or not isinstance(form, Declared):
        return None
    figures = stated.get((side.indicator.code, side.position), ())
    if asked.question.status is not None:
        scheme = side.indicator.scheme
        year = year_days(year_of(asked.question.as_of, scheme), scheme)
        return published.for_year(figures, side.unit, year, asked.question.status)
    if side.earlier:
        now = speaking_for(asked, 0, stated)
        if now is not None and now.window.first is not None:
            return published.for_period(figures, side.unit, a_year_before(now.window), form.status)
    last = side.window.last
    if form.status is not None and side.indicator.kind is not Kind.STOCK:
        # A plan for one year says nothing of the next.
        figures = [one for one in figures if one.window.first is None or last in one.window]
    return published.speaking(figures, side.unit, Window(None, last), form.status)


def _figure(asked: Asked, counted: _Counted, key: Scalar | None) -> Figure:
    return _with_formula(asked, _complete(asked, counted, _made(asked, counted, key)))


def _with_formula(asked: Asked, made: Figure) -> Figure:
    """The figure with the formula it was worked out by, where there are several."""
    if asked.question.status is not None:
        return made
    indicator = catalogued(asked.question.code)
    if indicator is None or not indicator.formulas:
        return made
    number = formulas.chosen(indicator, asked.question)
    return replace(made, formula=formulas.used(indicator, number, made.window))


def _complete(asked: Asked, counted: _Counted, made: Figure) -> Figure:
    """The figure with those who have not reported; without a value where nobody has."""
    owed = [line for side in asked.sides for line in side.owed]
    if not owed:
        return made
    lacking = owing.lacking(owed, counted.tallies)
    made = replace(made, owing=len({line.unit for line in owed}), lacking=lacking)
    if sum(len(one.periods) for one in lacking) < len({(one.unit, one.days) for one in owed}):
        return made
    return replace(made, value=None, missing=_("Nobody who owes a report has sent one."))


def _made(asked: Asked, counted: _Counted, key: Scalar | None) -> Figure:
    values = _values(asked, counted, key)
    made = Figure(
        code=asked.indicator.code,
        title=named(str(asked.indicator.title)),
        value=values[0].exact,
        unit_word=str(asked.indicator.unit),
        window=asked.window or Window(None, asked.question.as_of),
        known=asked.question.known,
        status=_weakest(values[:1] + [one for one in values[1:] if one.status != Status.PLAN]),
        origin=_origin(values),
        records=values[0].records,
        position=counted.position,
        question=asked.question,
        key=asked.key,
        label=asked.label,
        direction=asked.indicator.direction,
        missing=next((side.missing for side in values if side.missing), ""),
        apportioned=values[0].apportioned,
        assumed=any(one.shared is not None and one.shared.assumed for one in asked.sides),
    )
    form = asked.indicator.form
    if isinstance(form, Ratio):
        return _divided(made, form, *values)
    if isinstance(form, Growth):
        return _compared(made, form, asked, values)
    return _with_stated(made, values[0])


def _divided(made: Figure, form: Ratio, top: _Value, bottom: _Value) -> Figure:
    """The ratio: two exact numbers, divided once. Nothing is divided by nothing."""
    above, below = top.exact, bottom.exact
    value = put_together(form, [above, below])
    missing = made.missing or ("" if value is not None else _("The denominator is zero."))
    return replace(
        made, value=value, numerator=_told(above), denominator=_told(below), missing=missing,
        denominator_code=form.below.code,
    )  # fmt: skip


def _told(value: Fraction | None) -> Count | None:
    """A side as it is told: a whole number where it is one."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else value


def _compared(made: Figure, form: Growth, asked: Asked, values: Sequence[_Value]) -> Figure:
    """A level against the year before, worked out from both levels."""
    now, then, base = values[0], values[1], values[-1]
    above = now.exact
    if form.compared is Compared.POINTS and above is not None and then.exact is not None:
        above -= then.exact
    missing = made.missing or _without_base(form, now, base)
    value = None if missing else put_together(form, [one.exact for one in values])
    return replace(
        made, value=value, numerator=_told(above), denominator=_told(base.exact), missing=missing,
        window=now.stated.window if now.stated else made.window,
        against=then.stated.window if then.stated else asked.sides[1].window,
        denominator_code=(form.whole or form.base).code,
    )  # fmt: skip


def _without_base(form: Growth, now: _Value, base: _Value) -> str:
    """Why there is nothing to compare: what was never recorded is not zero."""
    counted = form.of.form
    if isinstance(counted, Counted) and counted.amount and not now.records:
        return _("Nothing is recorded for the period itself.")
    if not base.records:
        return _("Nothing is recorded for the same period of the year before: there is no base.")
    if base.exact is not None and base.exact <= 0:
        return _("The base, the same period of the year before, is not above zero.")
    return ""


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


def _weakest(values: Sequence[_Value]) -> str:
    """A figure is no more final than the least final of its sides; a plan below does not count."""
    return str(min((side.status for side in values), key=_STRENGTH.index))


def _origin(values: Sequence[_Value]) -> str:
    origins = frozenset[str]().union(*(side.origins for side in values))
    if len(origins) > 1:
        return "mixed"
    return next(iter(origins), "office")


def _trace_stated(asked: Asked, at: int) -> Page:
    found = speaking_for(asked, at, look_up([asked], asked.sides))
    if found is None:
        return Page((), 0)
    code = published.DECLARED.code
    return Page((Traced(code, found.record, found.version, found.as_of, found.unit, False),), 1)
