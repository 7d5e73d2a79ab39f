"""What can be asked, and what comes back: values only, no database."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from muctieu.core.days import Window
from muctieu.indicators.define import Direction, Indicator, Kind, Op, Scalar, Where
from muctieu.indicators.windows import year_to
from muctieu.registers.clocks import Known


class Split(enum.Enum):
    """Into which parts a figure is asked, besides the values of a field.

    UNIT: the units directly below, on the map of the question's day. MONTH: the months of the
    figure's scheme; a flow by what happened in each, a stock or a cumulative figure by what
    stood at the end of each. WITHIN_MONTH: a cumulative figure by what each month added.
    """

    UNIT = "unit"
    MONTH = "month"
    WITHIN_MONTH = "within_month"


SplitBy: TypeAlias = Split | str
Count: TypeAlias = int | Fraction
"""One side of a ratio: whole, but where it was declared with decimals or apportioned."""


class NotAskable(ValueError):
    """The question does not fit its indicator; the message says what would."""


@dataclass(frozen=True)
class Question:
    """A figure asked for: which, for whom, on which day, as known when.

    ``unit`` is a unit's id, everything below it included. ``since`` moves the first day of a
    flow or cumulative figure. ``split`` is a :class:`Split` or the name of a field. ``place``
    names another of the indicator's places; ``denominator`` an entry of the ledger. ``map`` is
    the day of the map to which the figure is restated; without one it is told as it was.
    ``within`` keeps a restated part to what lay under a unit that is not on that map. ``formula``
    is the number of the formula to be used, 0 the first; without one the one in force is.
    ``status`` asks for what was stated with that status for the year.
    """

    code: str
    unit: int
    as_of: dt.date
    known: Known
    since: dt.date | None = None
    split: SplitBy | None = None
    where: tuple[Where, ...] = ()
    place: str | None = None
    denominator: str | None = None
    map: dt.date | None = None
    within: int | None = None
    formula: int | None = None
    status: str | None = None

    def whole(self) -> Question:
        """The same question without its split."""
        return replace(self, split=None)


@dataclass(frozen=True)
class Lacking:
    """A unit that has not reported, and the periods for which it has not."""

    unit: int
    name: str
    periods: tuple[Window, ...]


@dataclass(frozen=True)
class FormulaUsed:
    """Which of an indicator's formulas a figure was worked out by.

    ``crossed`` is true where it came into force inside the figure's window, so that days before
    it are counted by it as well. The first formula has no day, document or reason.
    """

    number: int
    of: int
    in_force_on: dt.date | None = None
    document: str = ""
    reason: str = ""
    crossed: bool = False


@dataclass(frozen=True)
class Figure:
    """One number that can be followed back: asked alone, ``question`` gives it again.

    ``value`` is in ``unit_word`` (98,4 with "%"), None where it is missing: never zero.
    ``numerator`` and ``denominator`` are the two sides of a ratio; of a growth, the level now and
    the level ``against`` whose days it is set, the same days of the year before. ``records`` counts
    the records behind the value (of a ratio, its upper side). ``position`` is the update the
    registers were read at. ``key`` and ``label`` name the part of a split. ``low`` and ``high``
    bound a hedged declared figure. ``apportioned`` is the part of a restated value (of a ratio,
    of its upper side), from 0 to 1, that was shared out, ``assumed`` where no document gives a
    share that was used. Of ``owing`` units those ``lacking`` have not reported, so that the value
    is short of what they would add. ``formula`` is told where there are several. ``rounded`` says
    that counts of people were rounded for whoever is not signed in.
    """

    code: str
    title: str
    value: Fraction | None
    unit_word: str
    window: Window
    known: Known
    status: str
    origin: str
    records: int
    position: int
    question: Question
    numerator: Count | None = None
    denominator: Count | None = None
    against: Window | None = None
    apportioned: Fraction | None = None
    assumed: bool = False
    owing: int = 0
    lacking: tuple[Lacking, ...] = ()
    formula: FormulaUsed | None = None
    key: Scalar | None = None
    label: str = ""
    direction: Direction = Direction.NONE
    denominator_code: str = ""
    qualifier: str = "exact"
    low: Fraction | None = None
    high: Fraction | None = None
    document: str = ""
    sentence: int | None = None
    missing: str = ""
    rounded: bool = False

    @property
    def unit(self) -> int:
        """The unit it was asked for."""
        return self.question.unit


@dataclass(frozen=True)
class Answer:
    """The figure asked for, and its parts where a split was asked."""

    question: Question
    figure: Figure
    parts: tuple[Figure, ...] = ()


def window(indicator: Indicator, as_of: dt.date, since: dt.date | None) -> Window | None:
    """The days a figure covers, None where it had not begun by ``as_of``."""
    if indicator.kind is Kind.STOCK:
        return Window(as_of, as_of)
    if indicator.kind is Kind.FLOW:
        first = since or year_to(as_of, indicator.scheme).first
    else:
        first = max(filter(None, (indicator.since, since)))
    return Window(first, as_of) if first is not None and first <= as_of else None


def narrowed_to(question: Question, path: str, key: Scalar | None) -> Question:
    """The question for one part of a split by a field."""
    only = Where(path, Op.EMPTY, True) if key is None else Where(path, Op.EQ, key)
    return replace(question, split=None, where=(*question.where, only))
