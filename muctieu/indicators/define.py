"""Indicators are declared, not coded: a closed set of forms, checked when the house starts.

A sector builds its indicators with :func:`count`, :func:`distinct`, :func:`total`,
:func:`stock`, :func:`ratio`, :func:`share`, :func:`growth`, :func:`same_period`,
:func:`contribution` and :func:`declared`, and hands them to :func:`declare`. What does
not go together is refused when it is built (:class:`DoesNotGoTogether`); what can only be known
once every register is there is refused by the system check in ``indicators.checks``.
"""

from __future__ import annotations

import datetime as dt
import difflib
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias, TypedDict, Unpack

from muctieu.core.days import years_before
from muctieu.core.said import gettext as _
from muctieu.core.words import Words
from muctieu.indicators.windows import Scheme


class Kind(enum.Enum):
    """What a figure is in time, and so what it may be divided by.

    STOCK is what stands at the end of a day. FLOW is what happened in a period. CUMULATIVE is
    what has happened from a fixed first day until a day ("lũy kế").
    """

    STOCK = "stock"
    FLOW = "flow"
    CUMULATIVE = "cumulative"


class Direction(enum.Enum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Prices(enum.Enum):
    """The prices in which a value is told. Only constant ones can be compared over years.

    A register that keeps both has a field with these words, and every figure names one of them.
    """

    CONSTANT_2010 = "constant_2010"
    CURRENT = "current"


class Narrows(enum.Enum):
    """What a condition or a split narrows: both sides of a ratio, or only the part above."""

    BOTH = "both"
    TOP = "top"


class Compared(enum.Enum):
    """How a level is set against the same window a year earlier.

    GROWTH is (now − then) / then, INDEX is now / then ("bằng … % cùng kỳ"), POINTS is
    (now − then) / the whole then: what a part contributed to the growth of the whole.
    """

    GROWTH = "growth"
    INDEX = "index"
    POINTS = "points"


class Op(enum.Enum):
    """How a condition compares. A missing value satisfies none of them but EMPTY."""

    EQ = "eq"
    NE = "ne"
    AMONG = "among"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    AGED_AT_LEAST = "aged_at_least"
    AGED_AT_MOST = "aged_at_most"
    EMPTY = "empty"


PER_CENT = 100
Scalar: TypeAlias = str | int | bool | dt.date
Value: TypeAlias = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Where:
    """One condition on a record. ``path`` is a field, or ``reference.field`` one step away.

    The ``aged`` operations read a date of birth and a number of whole years, and hold on the
    last day of the figure's window: an age is always somebody's age on a day.
    """

    path: str
    op: Op | str
    value: Value

    def __post_init__(self) -> None:
        object.__setattr__(self, "op", Op(self.op))
        if (self.op is Op.AMONG) != isinstance(self.value, tuple):
            raise ValueError(f"{self.path}: “among” takes a tuple, the others a single value")
        if self.path.count(".") > 1:
            raise ValueError(f"{self.path}: a condition reaches one reference, not two")

    @property
    def aged(self) -> bool:
        """Whether it asks for an age, and so means another date of birth every day."""
        return self.op in (Op.AGED_AT_LEAST, Op.AGED_AT_MOST)

    def on(self, day: dt.date) -> Where:
        """The same condition with ages turned into dates of birth, for ``day``."""
        if self.op is Op.AGED_AT_LEAST and isinstance(self.value, int):
            return Where(self.path, Op.AT_MOST, years_before(day, self.value))
        if self.op is Op.AGED_AT_MOST and isinstance(self.value, int):
            youngest = years_before(day, self.value + 1) + dt.timedelta(days=1)
            return Where(self.path, Op.AT_LEAST, youngest)
        return self


@dataclass(frozen=True)
class Reported:
    """Records that are themselves figures somebody reported, not events that are counted.

    Several may speak of one thing: an estimate, a preliminary figure, the official one; or the
    versions of a plan. ``of`` names the fields that say what a record speaks of and ``by`` the
    field that decides which of them counts: the last of ``ranks`` that is there, or the greatest
    value where there are no ranks. ``status`` is the status of the figure; empty where the words
    of ``by`` say it, record by record. Where nothing was reported the figure is missing, not zero.
    """

    of: tuple[str, ...]
    by: str
    ranks: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Records of a register, added up in one way. The common part of the counting forms.

    ``day`` is the field of the day on which a record counts, ``places`` the fields of the unit
    it counts for, its own or those of a record that it points to (a stay counts where its site
    is): the first is meant unless a question names another. ``each`` counts the
    different values of a field (people, not doses); ``amount`` adds a whole-number field up.
    A ``standing`` measure counts what is in force at the end of the window's last day. Records
    that are ``reported`` figures may replace one another.
    """

    register: str
    day: str
    places: tuple[str, ...]
    where: tuple[Where, ...] = ()
    each: str | None = None
    amount: str | None = None
    standing: bool = False
    ended: str | None = None
    reported: Reported | None = None


@dataclass(frozen=True)
class Ratio:
    """Two whole numbers, divided once, times ``per``.

    ``denominators`` names entries of the denominators ledger that may stand in for ``bottom``.
    A structure narrows only its ``top``: each part is a share of the one whole.
    """

    top: Indicator
    bottom: Indicator | None
    per: int = 1
    denominators: tuple[str, ...] = ()
    narrows: Narrows = Narrows.BOTH

    @property
    def below(self) -> Indicator:
        """The denominator; :class:`DoesNotGoTogether` where none has been chosen yet."""
        if self.bottom is None:
            raise DoesNotGoTogether(f"{self.top.code}: no denominator has been chosen")
        return self.bottom


@dataclass(frozen=True)
class Growth:
    """A level against the same window a year earlier, in per cent, worked out from both levels.

    ``whole`` is what a contribution is in points of; conditions and splits narrow the level alone.
    ``than`` is the level of the year before where that is told by another one: this year's
    estimate grows over the most final value of the year before.
    """

    of: Indicator
    compared: Compared = Compared.GROWTH
    whole: Indicator | None = None
    than: Indicator | None = None

    @property
    def base(self) -> Indicator:
        """What is counted for the year before."""
        return self.than or self.of


@dataclass(frozen=True)
class Declared:
    """A figure that somebody published or declared; ``status`` narrows to one kind of it."""

    status: str | None = None


class Per(enum.Enum):
    """For which periods a line is owed: each month or year of the scheme, or the window as a whole."""

    MONTH = "month"
    YEAR = "year"
    WINDOW = "window"


@dataclass(frozen=True)
class Owes:
    """Who has to report, and how often: so that who has not is missing, and not zero.

    Every unit of these ``kinds`` owes at least one record that satisfies ``where`` for each
    period that is over. Of a stock it owes one that is in force.
    """

    kinds: tuple[str, ...]
    per: Per = Per.MONTH
    where: tuple[Where, ...] = ()


Form: TypeAlias = Counted | Ratio | Growth | Declared


@dataclass(frozen=True)
class Formula:
    """A later way of working a figure out: in force from a day, decided on a day, by a document.

    A figure is worked out by the formula in force on its last day, as far as it had been decided
    by the day to which the question's knowledge reaches (docs/decisions/0009).
    """

    form: Form
    in_force_on: dt.date
    decided_on: dt.date
    document: Words
    reason: Words = ""


class DoesNotGoTogether(ValueError):
    """The two sides of a ratio cannot be divided by one another; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure as the house understands it.

    ``unit`` is the word the value is counted in ("người", "%"). ``since`` is the first day of a
    cumulative figure. ``splits`` names the fields by which the figure may be broken down.
    ``prices`` says in which prices a value is told, where that matters; ``owes`` who has to
    report. ``formulas`` are the later ways of working it out, in the order in which they came
    into force; ``form`` is the first.
    ``definition`` is one sentence for the reader; ``source`` names the document behind it.
    """

    code: str
    title: Words
    unit: Words
    kind: Kind
    form: Form
    scheme: Scheme = Scheme.CALENDAR
    since: dt.date | None = None
    direction: Direction = Direction.NONE
    definition: Words = ""
    splits: tuple[str, ...] = ()
    source: Words = ""
    prices: Prices | None = None
    owes: Owes | None = None
    formulas: tuple[Formula, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is Kind.CUMULATIVE and self.since is None:
            raise ValueError(f"{self.code}: a cumulative figure says since when")
        if isinstance(self.form, Ratio):
            check_division(self.code, self.form)
        elif isinstance(self.form, Growth):
            check_comparison(self.code, self.form)
        begun = [one.in_force_on for one in self.formulas]
        if begun != sorted(set(begun)):
            raise ValueError(f"{self.code}: formulas come into force one after the other")
        for number in range(1, len(self.formulas) + 1):
            self.under(number)

    def under(self, number: int) -> Indicator:
        """The same figure by one of its formulas; 0 is the first."""
        form = self.formulas[number - 1].form if number else self.form
        return replace(self, form=form, formulas=())

    @property
    def level(self) -> Indicator:
        """What is counted in the first place: of a ratio its upper side, of growth its level."""
        if isinstance(self.form, Ratio):
            return self.form.top
        return self.form.of if isinstance(self.form, Growth) else self

    @property
    def register(self) -> str | None:
        """The register whose records it counts; of a ratio, the upper side's."""
        form = self.level.form
        return form.register if isinstance(form, Counted) else None

    @property
    def places(self) -> tuple[str, ...]:
        """The fields of the unit it may be counted for."""
        form = self.level.form
        return form.places if isinstance(form, Counted) else ()

    def narrowed(self, *conditions: Where) -> Indicator:
        """The same figure over fewer records: conditions come on top, on both sides of a ratio."""
        form = self.form
        if isinstance(form, Ratio):
            bottom = form.bottom
            if bottom is not None and form.narrows is Narrows.BOTH:
                bottom = bottom.narrowed(*conditions)
            form = replace(form, top=form.top.narrowed(*conditions), bottom=bottom)
        elif isinstance(form, Growth):
            than = form.than and form.than.narrowed(*conditions)
            form = replace(form, of=form.of.narrowed(*conditions), than=than)
        elif isinstance(form, Counted):
            form = replace(form, where=(*form.where, *conditions))
        return replace(self, form=form)


def check_division(code: str, form: Ratio) -> None:
    """Refuse what cannot be divided: docs/indicators.md has the table."""
    top, bottom = form.top, form.bottom
    if bottom is None:
        if not form.denominators:
            raise DoesNotGoTogether(f"{code}: a ratio without a denominator")
        return
    for side in (top, bottom):
        _check_level(code, side)
    _check_prices(code, top, bottom)
    _check_kinds(code, top, bottom)


def _check_level(code: str, side: Indicator) -> None:
    if isinstance(side.form, Ratio | Growth):
        what = "a ratio" if isinstance(side.form, Ratio) else "a growth"
        raise DoesNotGoTogether(
            f"{code}: {side.code} is itself {what}; it is neither divided nor compared"
        )


def _check_prices(code: str, one: Indicator, other: Indicator) -> None:
    if one.prices is not other.prices and None not in (one.prices, other.prices):
        raise DoesNotGoTogether(f"{code}: {one.code} and {other.code} are told in different prices")


def check_comparison(code: str, form: Growth) -> None:
    """Refuse what has no same window a year earlier, and what prices make incomparable."""
    levels = [one for one in (form.of, form.than, form.whole) if one is not None]
    if (form.compared is Compared.POINTS) != (form.whole is not None):
        raise DoesNotGoTogether(f"{code}: points are points of a whole, and only points are")
    for level in levels:
        _check_level(code, level)
        if level.kind is Kind.CUMULATIVE:
            raise DoesNotGoTogether(
                f"{code}: {level.code} is cumulative from one day; it has no same window a year earlier"
            )
        if level.prices is Prices.CURRENT:
            raise DoesNotGoTogether(
                f"{code}: {level.code} is at current prices; growth needs constant ones"
            )
    for other in levels[1:]:
        _check_whole(code, form.of, other)


def _check_whole(code: str, part: Indicator, whole: Indicator) -> None:
    _check_prices(code, part, whole)
    if (part.kind, part.scheme) != (whole.kind, whole.scheme) or str(part.unit) != str(whole.unit):
        raise DoesNotGoTogether(
            f"{code}: {part.code} is no part of {whole.code}: they are of two kinds"
        )


def _check_kinds(code: str, top: Indicator, bottom: Indicator) -> None:
    kinds = (top.kind, bottom.kind)
    sides = f"{code}: {top.code} ({top.kind.value}) over {bottom.code} ({bottom.kind.value})"
    if bottom.kind is Kind.STOCK:
        return
    if kinds == (Kind.FLOW, Kind.FLOW):
        if top.scheme is not bottom.scheme:
            raise DoesNotGoTogether(f"{sides}: their periods close on different days")
    elif kinds == (Kind.CUMULATIVE, Kind.CUMULATIVE):
        if top.since != bottom.since:
            raise DoesNotGoTogether(f"{sides}: they begin on different days")
    else:
        raise DoesNotGoTogether(f"{sides}: these kinds are not divided by one another")


class Told(TypedDict, total=False):
    """What is told of an indicator beside its form: see :class:`Indicator`."""

    scheme: Scheme
    direction: Direction
    definition: Words
    splits: tuple[str, ...]
    source: Words
    prices: Prices | None
    owes: Owes | None
    formulas: tuple[Formula, ...]


def _counting(
    form: Counted, code: str, title: Words, unit: Words, since: dt.date | None, told: Told
) -> Indicator:
    kind = Kind.FLOW if since is None else Kind.CUMULATIVE
    return Indicator(code=code, title=title, unit=unit, kind=kind, form=form, since=since, **told)


def count(
    code: str,
    *,
    title: Words,
    unit: Words,
    register: str,
    day: str,
    places: tuple[str, ...],
    where: tuple[Where, ...] = (),
    since: dt.date | None = None,
    **told: Unpack[Told],
) -> Indicator:
    """How many records happened. With ``since``, cumulative from that day; without, a flow."""
    form = Counted(register=register, day=day, places=places, where=where)
    return _counting(form, code, title, unit, since, told)


def distinct(
    code: str,
    *,
    title: Words,
    unit: Words,
    register: str,
    day: str,
    places: tuple[str, ...],
    each: str,
    where: tuple[Where, ...] = (),
    since: dt.date | None = None,
    **told: Unpack[Told],
) -> Indicator:
    """How many different values of ``each`` the records have: people, not doses.

    Never added up over units or months: recounted at the level asked.
    """
    form = Counted(register=register, day=day, places=places, where=where, each=each)
    return _counting(form, code, title, unit, since, told)


def total(
    code: str,
    *,
    title: Words,
    unit: Words,
    register: str,
    day: str,
    places: tuple[str, ...],
    amount: str,
    where: tuple[Where, ...] = (),
    since: dt.date | None = None,
    reported: Reported | None = None,
    **told: Unpack[Told],
) -> Indicator:
    """The sum of a whole-number field (đồng, doses used) over the records.

    Of ``reported`` figures that speak of one thing only the one that counts is added.
    """
    form = Counted(
        register=register, day=day, places=places, where=where, amount=amount, reported=reported
    )
    return _counting(form, code, title, unit, since, told)


def stock(
    code: str,
    *,
    title: Words,
    unit: Words,
    register: str,
    day: str,
    ended: str | None,
    places: tuple[str, ...],
    each: str | None = None,
    amount: str | None = None,
    where: tuple[Where, ...] = (),
    reported: Reported | None = None,
    **told: Unpack[Told],
) -> Indicator:
    """What stands at the end of a day: records begun by it and not ended before it.

    ``ended`` is the field of the last day in force; empty means still in force. Of ``reported``
    figures (the versions of a plan) only the one that counts stands.
    """
    form = Counted(
        register=register, day=day, ended=ended, places=places, each=each, amount=amount,
        where=where, standing=True, reported=reported,
    )  # fmt: skip
    return Indicator(code=code, title=title, unit=unit, kind=Kind.STOCK, form=form, **told)


def ratio(
    code: str,
    *,
    title: Words,
    unit: Words,
    top: Indicator,
    bottom: Indicator | None,
    per: int = 1,
    denominators: tuple[str, ...] = (),
    **told: Unpack[Told],
) -> Indicator:
    """One figure over another, times ``per`` (100 for a percentage), divided once.

    Raises :class:`DoesNotGoTogether` when the sides cannot be divided.
    """
    form = Ratio(top=top, bottom=bottom, per=per, denominators=denominators)
    return _derived(form, top, code, title, unit, told)


def share(
    code: str,
    *,
    title: Words,
    part: Indicator,
    whole: Indicator,
    unit: Words = "%",
    **told: Unpack[Told],
) -> Indicator:
    """The structure: a part over its whole, in per cent. A split splits the part alone.

    With the whole as its own part it is 100, and its splits are the shares of the parts.
    """
    form = Ratio(top=part, bottom=whole, per=100, narrows=Narrows.TOP)
    _check_whole(code, part, whole)
    return _derived(form, part, code, title, unit, told)


def growth(
    code: str,
    *,
    title: Words,
    of: Indicator,
    than: Indicator | None = None,
    unit: Words = "%",
    **told: Unpack[Told],
) -> Indicator:
    """By how many per cent a level is above the same window a year earlier.

    Worked out from both levels, never from percentages; the earlier one is counted as ``than``
    where that is given. Without a level for the year before, or over one that is not above zero,
    it has no value and says why. Raises :class:`DoesNotGoTogether` for what has no such window
    and for current prices.
    """
    return _derived(Growth(of, than=than), of, code, title, unit, told)


def same_period(
    code: str,
    *,
    title: Words,
    of: Indicator,
    unit: Words = "%",
    **told: Unpack[Told],
) -> Indicator:
    """A level as a percentage of the same window a year earlier ("bằng … % cùng kỳ")."""
    return _derived(Growth(of, Compared.INDEX), of, code, title, unit, told)


def contribution(
    code: str,
    *,
    title: Words,
    of: Indicator,
    whole: Indicator,
    unit: Words,
    **told: Unpack[Told],
) -> Indicator:
    """How many points of the whole's growth a part makes up; over all parts they add up to it."""
    form = Growth(of, Compared.POINTS, whole)
    return _derived(form, of, code, title, unit, told)


def _derived(
    form: Ratio | Growth, of: Indicator, code: str, title: Words, unit: Words, told: Told
) -> Indicator:
    """A figure made from others, with the periods and splits of the first of them."""
    told.setdefault("scheme", of.scheme)
    told.setdefault("splits", of.splits)
    return Indicator(
        code=code, title=title, unit=unit, kind=of.kind, since=of.since, form=form, **told
    )


def declared(
    code: str,
    *,
    title: Words,
    unit: Words,
    kind: Kind,
    since: dt.date | None = None,
    status: str | None = None,
    **told: Unpack[Told],
) -> Indicator:
    """A figure read from the register of declared figures, not counted from records."""
    form = Declared(status=status)
    return Indicator(code=code, title=title, unit=unit, kind=kind, since=since, form=form, **told)


class NoSuchIndicator(LookupError):
    """There is no indicator of that code; its words name near ones, sought when they are read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.code, _catalogue, n=3, cutoff=0.4)
        said = {"code": self.code, "codes": ", ".join(near) or "–"}
        return _("There is no figure “%(code)s”. Near it: %(codes)s.") % said


_catalogue: dict[str, Indicator] = {}


def declare(*indicators: Indicator) -> None:
    """Put indicators into the catalogue. Two different ones of one code are refused."""
    for indicator in indicators:
        if _catalogue.setdefault(indicator.code, indicator) != indicator:
            raise ValueError(f"two indicators are called {indicator.code}")


def catalogue() -> tuple[Indicator, ...]:
    """Every declared indicator, by code."""
    return tuple(_catalogue[code] for code in sorted(_catalogue))


def catalogued(code: str) -> Indicator | None:
    """The declared indicator of a code, with all its formulas; None for one only published."""
    return _catalogue.get(code)


def indicator_of(code: str) -> Indicator:
    """The indicator of that code; :class:`NoSuchIndicator` names the nearest there are."""
    try:
        return _catalogue[code]
    except KeyError:
        raise NoSuchIndicator(code) from None


def sides(indicator: Indicator) -> Iterator[Indicator]:
    """The counted figures a figure is made of: itself, or the sides of a ratio or a growth."""
    form = indicator.form
    if isinstance(form, Ratio):
        yield form.top
        if form.bottom is not None:
            yield form.bottom
    elif isinstance(form, Growth):
        yield form.of
        if form.than is not None:
            yield form.than
        if form.whole is not None:
            yield form.whole
    else:
        yield indicator


def narrowed_sides(indicator: Indicator) -> Iterator[Indicator]:
    """The sides that a condition or a split narrows, and so must understand it."""
    form = indicator.form
    if isinstance(form, Growth):
        yield form.of
        yield form.base
    elif isinstance(form, Ratio) and form.narrows is Narrows.TOP:
        yield indicator.level
    else:
        yield from sides(indicator)


def put_together(form: Form, values: Sequence[Fraction | None]) -> Fraction | None:
    """The value of a figure from its sides, divided once; None where it has none.

    The sides are one; above and below of a ratio; now, then and the whole then of a growth.
    """
    if isinstance(form, Ratio):
        above, below = values
        return above * form.per / below if above is not None and below else None
    if not isinstance(form, Growth):
        return values[0]
    now, then, base = values[0], values[1], values[-1]
    if now is None or then is None or base is None or base <= 0:
        return None
    if form.compared is Compared.POINTS:
        return (now - then) * PER_CENT / base
    return now * PER_CENT / base - (PER_CENT if form.compared is Compared.GROWTH else 0)
