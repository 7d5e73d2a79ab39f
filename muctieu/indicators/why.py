"""Why a figure changed between two points, each a day and what was known: in parts that add up.

The way from one point to the other is walked in a fixed order, one cause at a time: first what
became known about the first day (withdrawals, corrections, late entries), then what time brought
(new events, conditions of age that are now met, what no longer counts), then another map, then
what was declared, then another formula. Each part is what the value changes by on its step, so
that the parts of people counted once and of ratios add up to the change as exactly as sums do.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.models import UnitClosure
from muctieu.core.units import Land, always
from muctieu.core.words import Words
from muctieu.indicators import formulas
from muctieu.indicators.ask import (
    Asked,
    Side,
    ask,
    come_apart,
    counted_by,
    look_up,
    speaking_for,
)
from muctieu.indicators.cells import HELD, Engine, Measure, Traced
from muctieu.indicators.define import Declared, catalogued, put_together
from muctieu.indicators.engines import serving
from muctieu.indicators.maps import WHOLE, Atlas, Shared, as_whole
from muctieu.indicators.published import DECLARED, Stated
from muctieu.indicators.question import Figure, NotAskable, Question

SHOWN = 50
"""How many records of a part are told one by one."""


class Cause(enum.Enum):
    """What a part of a change is due to, in the order in which the steps are taken."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    LATE = "late"
    HAPPENED = "happened"
    TURNED = "turned"
    ENDED = "ended"
    BOUNDARIES = "boundaries"
    PLAN = "plan"
    DECLARED = "declared"
    FORMULA = "formula"

    @property
    def word(self) -> str:
        """The words on the page."""
        return str(_WORDS[self])


_WORDS = {
    Cause.WITHDRAWN: gettext_lazy("records withdrawn"),
    Cause.CORRECTED: gettext_lazy("records corrected"),
    Cause.REPLACED: gettext_lazy("replaced by firmer figures"),
    Cause.LATE: gettext_lazy("entered late"),
    Cause.HAPPENED: gettext_lazy("happened since"),
    Cause.TURNED: gettext_lazy("conditions met since"),
    Cause.ENDED: gettext_lazy("no longer counted"),
    Cause.BOUNDARIES: gettext_lazy("change of boundaries"),
    Cause.PLAN: gettext_lazy("change of the plan"),
    Cause.DECLARED: gettext_lazy("other declared figure"),
    Cause.FORMULA: gettext_lazy("change of the formula"),
}


@dataclass(frozen=True)
class Part:
    """One reason: what it adds, on which side (by its title), and the records behind it.

    ``records`` counts them, ``shown`` are the first of them, ``updates`` the updates that brought
    them, with how many each brought.
    """

    cause: Cause
    adds: Fraction
    side: Words
    records: int = 0
    shown: tuple[Traced, ...] = ()
    updates: tuple[tuple[int, int], ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Why:
    """A change and its reasons; without reasons where one of both figures has no value."""

    before: Figure
    after: Figure
    parts: tuple[Part, ...]

    @property
    def change(self) -> Fraction | None:
        """By how much the value changed."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class _State:
    """One side at one point of the way: its rows with their shares, or what was declared.

    ``rows`` are those in which the points of the way may differ; ``alike`` is what all the others
    count, at every one of them.
    """

    measure: Measure | None
    rows: pl.DataFrame
    shares: tuple[Fraction, ...] = (WHOLE,)
    stated: Stated | None = None
    alike: Fraction = Fraction(0)

    @property
    def exact(self) -> Fraction | None:
        """What the side counts."""
        if self.measure is None:
            return None if self.stated is None else self.stated.value
        found = _added(self.measure, self.rows)
        return sum((self.shares[level] * int(n or 0) for level, n in found), self.alike)


@dataclass(frozen=True)
class _Step:
    """What one cause makes of one side, and the rows that it moves."""

    cause: Cause
    side: int
    after: _State
    moved: pl.DataFrame
    said: str = ""


def _added(measure: Measure, rows: pl.DataFrame) -> Iterable[tuple[int, int]]:
    """(level, sum over its rows): of values counted once, at the largest share they have."""
    if measure.each is not None:
        people = rows.filter(pl.col("each").is_not_null())
        rows = people.group_by("each").agg(pl.col("level").min())
    what = pl.col("amount").sum() if measure.amount is not None else pl.len()
    return rows.group_by("level").agg(what).rows()


def explain(before: Question, after: Question, engine: Engine | None = None) -> Why:
    """Why the figure of ``after`` differs from that of ``before``; both are about one figure.

    Raises :class:`NotAskable` where they ask for different things, or one does not fit.
    """
    before, after = before.whole(), after.whole()
    _check_same(before, after)
    engine = engine or serving()
    first, last = (answer.figure for answer in ask([before, after], engine))
    if first.value is None or last.value is None:
        return Why(first, last, ())
    return Why(first, last, tuple(_Way(before, after, engine).parts(first.value, last.value)))


def _check_same(before: Question, after: Question) -> None:
    moved = replace(
        after, as_of=before.as_of, known=before.known, map=before.map, within=before.within,
        formula=before.formula,
    )  # fmt: skip
    if moved != before:
        raise NotAskable(_("A change is asked for between two days of one figure of one unit."))


class _Way:
    """The way from one point to the other: the questions asked at its turns."""

    def __init__(self, before: Question, after: Question, engine: Engine) -> None:
        self.engine, self.atlas = engine, Atlas()
        self.old = _fixed(before)
        formula = self.old.formula
        self.known = replace(self.old, known=after.known)
        self.time = replace(after, map=before.map, within=before.within, formula=formula)
        self.map = replace(after, formula=formula)
        self.new = _fixed(after)

    def parts(self, first: Fraction, last: Fraction) -> Iterator[Part]:
        """What each step adds, in order. A step without a value adds to the next that has one."""
        turns = self._turns()
        asked = turns[0]
        ways = [self._states(turns, at) for at in range(len(asked.sides))]
        states = [way[0] for way in ways]
        steps = [
            one for at, way in enumerate(ways) for one in self._steps(way, at, asked.sides[at])
        ]
        value = first
        for step in sorted(steps, key=lambda one: (list(Cause).index(one.cause), one.side)):
            states[step.side] = step.after
            now = put_together(asked.indicator.form, [one.exact for one in states])
            adds = Fraction(0) if now is None else now - value
            value = value if now is None else now
            if adds or step.moved.height:
                yield self._part(step, adds, asked.sides[step.side])
        if value != last:
            yield Part(Cause.FORMULA, last - value, str(asked.indicator.title))

    def _turns(self) -> list[Asked]:
        """The sides at each turn of the way; a stock goes on upon the map of its first day."""
        old, known, time, there = (
            come_apart(one, self.atlas)[0] for one in (self.old, self.known, self.time, self.map)
        )
        sides = [_on_old_map(*pair) for pair in zip(old.sides, time.sides, strict=True)]
        time = replace(time, sides=tuple(sides))
        return [old, known, time, there]

    def _states(self, turns: Sequence[Asked], at: int) -> list[_State]:
        """One side at each turn of the way; only rows in which the turns may differ are read."""
        sides = [turn.sides[at] for turn in turns]
        cells = list(dict.fromkeys(side.cell for side in sides if side.cell is not None))
        held = (
            dict(zip(cells, self.engine.held(cells, _unlike(sides)), strict=True)) if cells else {}
        )
        states = [
            self._declared(turn, at) if side.cell is None else _counted(side, held[side.cell])
            for turn, side in zip(turns, sides, strict=True)
        ]
        first = next((n for n, side in enumerate(sides) if side.cell is not None), None)
        if first is None:
            return states
        rest = counted_by(sides[first], self.engine) - (states[first].exact or 0)
        return [replace(one, alike=rest) for one in states]

    def _declared(self, asked: Asked, at: int) -> _State:
        """A side that counts nothing: what was declared for it, if it is declared at all."""
        if not isinstance(asked.sides[at].indicator.form, Declared):
            return _State(None, _no_rows())
        found = speaking_for(asked, at, look_up([asked], asked.sides))
        return _State(None, _no_rows(), stated=found)

    def _steps(self, turns: Sequence[_State], at: int, side: Side) -> Iterator[_Step]:
        """What each cause makes of one side, from its first state to its last."""
        old, known, time, there = turns
        if side.window is None or any(one.measure is None for one in turns):
            yield from _declared_anew(old, there, at)
            return
        yield from self._became_known(old, known, at)
        yield from _went_on(known, time, at, side.window.last)
        moved = _differ(time, there)
        if moved.height or time.shares != there.shares:
            yield _Step(Cause.BOUNDARIES, at, there, moved)

    def _became_known(self, old: _State, known: _State, at: int) -> Iterator[_Step]:
        """Withdrawn, corrected, replaced, entered late: what became known about the same day."""
        gone, come = _without(old.rows, known.rows), _without(known.rows, old.rows)
        still = self._visible(old, gone, self.known.known.position)
        already = self._visible(old, come, self.old.known.position)
        withdrawn, late = gone.filter(~still), come.filter(~already)
        kept = replace(old, rows=_without(old.rows, withdrawn))
        yield _Step(Cause.WITHDRAWN, at, kept, withdrawn)
        gone, come = gone.filter(still), come.filter(already)
        firmer, replaced = _replaced(known.measure, gone, come, late)
        rest = _without(late, firmer)
        right = pl.concat([_without(known.rows, late), replaced])
        corrected = _moved(_without(gone, replaced), come)
        yield _Step(Cause.CORRECTED, at, replace(known, rows=right), corrected)
        now = replace(known, rows=_without(known.rows, rest))
        yield _Step(Cause.REPLACED, at, now, _moved(replaced, firmer))
        yield _Step(Cause.LATE, at, known, rest)

    def _visible(self, state: _State, rows: pl.DataFrame, position: int) -> pl.Series:
        """Whether some version of each row's record was known at a position."""
        if state.measure is None or not rows.height:
            return pl.Series([False] * rows.height, dtype=pl.Boolean)
        records = rows["id"].unique().to_list()
        return rows["id"].is_in(list(self.engine.known(state.measure.register, position, records)))

    def _part(self, step: _Step, adds: Fraction, side: Side) -> Part:
        register = side.cell.measure.register if side.cell is not None else DECLARED.code
        ordered = step.moved.sort("day", "id", "version")
        shown = tuple(
            Traced(register, row["id"], row["version"], row["day"], row["place"], row["made_up"])
            for row in ordered.head(SHOWN).iter_rows(named=True)
        )
        return Part(
            step.cause, adds, side.indicator.title, _records(step.moved), shown,
            _updates(step), step.said,
        )  # fmt: skip


def _counted(side: Side, rows: pl.DataFrame) -> _State:
    """A counted side with its rows, each with the level of its share."""
    measure = None if side.cell is None else side.cell.measure
    if side.shared is None or side.cell is None:
        return _State(measure, rows.with_columns(pl.lit(0, pl.Int64).alias("level")))
    # A record lies on the land of its day; what stands, on that of the day asked.
    on = pl.lit(side.cell.window.last) if side.cell.measure.standing else pl.col("day")
    lands = pl.DataFrame(
        [(*land, level) for land, level in side.shared.level_of().items()],
        schema={"place": pl.Int64, "since": pl.Date, "until": pl.Date, "level": pl.Int64},
        orient="row",
    )
    placed = rows.join(lands, on="place").filter((on >= pl.col("since")) & (on < pl.col("until")))
    return _State(measure, placed.drop("since", "until"), tuple(side.shared.shares))


def _unlike(sides: Iterable[Side]) -> frozenset[int]:
    """The places whose records may have another share at one turn than at another.

    Also those that passed land on while they went on: a day moves what stands there.
    """
    told = [None if side.shared is None else _shares_of(side.shared) for side in sides]
    places = {place for shares in told if shares is not None for place in shares}
    return frozenset(
        place for place in places
        if len({_as_it_was(place) if shares is None else shares.get(place) for shares in told}) > 1
        or any(len(shares.get(place, ())) > 1 for shares in told if shares is not None)
    )  # fmt: skip


_Shares = frozenset[tuple[Land, Fraction]]


def _shares_of(shared: Shared) -> dict[int, _Shares]:
    """Unit → its lands and the share of each."""
    shares = shared.shares
    found: dict[int, set[tuple[Land, Fraction]]] = {}
    for land, level in shared.level_of().items():
        found.setdefault(land.unit, set()).add((land, shares[level]))
    return {unit: frozenset(lands) for unit, lands in found.items()}


def _as_it_was(unit: int) -> _Shares:
    return frozenset({(always(unit), WHOLE)})


def _records(moved: pl.DataFrame) -> int:
    return moved["id"].n_unique()


def _updates(step: _Step) -> tuple[tuple[int, int], ...]:
    """The updates that brought a step's rows, or took them away, and how many each."""
    if step.cause is Cause.ENDED or step.cause is Cause.BOUNDARIES or not step.moved.height:
        return ()
    at = "known_to" if step.cause is Cause.WITHDRAWN else "known_from"
    found = step.moved.drop_nulls(at).group_by(at).agg(pl.col("id").n_unique()).sort(at)
    return tuple((int(number), int(many)) for number, many in found.rows())


def _on_old_map(old: Side, side: Side) -> Side:
    """A later stock, counted in the units and on the land that were its unit's on the first day."""
    cell = old.cell
    if cell is None or not cell.measure.standing:
        return side
    day = cell.window.last
    if side.shared is not None:
        return replace(side, shared=side.shared.frozen_on(day))
    there = UnitClosure.objects.filter(ancestor_id=cell.unit, valid_from__lte=day)
    there = there.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return replace(side, shared=as_whole(there.values_list("unit_id", flat=True)))


def _went_on(known: _State, time: _State, at: int, day: dt.date) -> Iterator[_Step]:
    """What time brought after ``day``: new events, conditions now met, what no longer counts."""
    come, gone = _without(time.rows, known.rows), _without(known.rows, time.rows)
    new, turned = come.filter(pl.col("day") > day), come.filter(pl.col("day") <= day)
    rows = pl.concat([known.rows, new])
    yield _Step(Cause.HAPPENED, at, replace(known, rows=rows), new)
    rows = pl.concat([rows, turned])
    yield _Step(Cause.TURNED, at, replace(known, rows=rows), turned)
    yield _Step(Cause.ENDED, at, time, gone)


def _fixed(question: Question) -> Question:
    """The question with the number of its formula in it, where there are several."""
    indicator = catalogued(question.code)
    if indicator is None or not indicator.formulas or question.status is not None:
        return question
    return replace(question, formula=formulas.chosen(indicator, question))


def _declared_anew(old: _State, there: _State, at: int) -> Iterator[_Step]:
    """A declared side: another figure of its kind speaks now."""
    if old.stated == there.stated and old.measure == there.measure:
        return
    stated = there.stated or old.stated
    plan = stated is not None and stated.status == "plan"
    said = stated.document if stated is not None else ""
    yield _Step(Cause.PLAN if plan else Cause.DECLARED, at, there, _one_row(stated), said)


_BARE = {name: kind for name, kind in HELD.items() if name not in ("each", "amount")}


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema=_BARE)


def _one_row(stated: Stated | None) -> pl.DataFrame:
    """The record of a declared figure."""
    if stated is None:
        return _no_rows()
    row = (stated.record, stated.version, stated.as_of, stated.unit, False, None, None)
    return pl.DataFrame([row], schema=_BARE, orient="row")


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(others, on="version", how="anti")


def _replaced(
    measure: Measure | None, gone: pl.DataFrame, come: pl.DataFrame, late: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of reported figures: those that came later about a place and day, and what they replace.

    What they replace is on file still, as it was; only it is no longer the firmest.
    """
    if measure is None or measure.reported is None:
        return late.clear(), gone.clear()
    same = ["place", "day"]
    replaced = gone.join(late, on=same, how="semi").join(come, on="id", how="anti")
    return late.join(replaced, on=same, how="semi"), replaced


def _moved(gone: pl.DataFrame, come: pl.DataFrame) -> pl.DataFrame:
    """The rows of a correction: as they are right, and those that count no more as they were."""
    return pl.concat([come, gone.join(come, on="id", how="anti")])


def _differ(one: _State, other: _State) -> pl.DataFrame:
    """Rows that are in only one state, or have another share in it."""
    shares = [
        state.rows.with_columns(
            pl.col("level").replace_strict(
                {at: str(share) for at, share in enumerate(state.shares)}, return_dtype=pl.String
            ).alias("share")
        )
        for state in (one, other)
    ]  # fmt: skip
    both = [mine.join(theirs, on=["version", "share"], how="anti") for mine, theirs in
            (shares, shares[::-1])]  # fmt: skip
    return pl.concat(both).unique("version")
