"""Cells → SQL, built as expressions in a small dialect that every engine understands.

Only joins, filters, grouping, ``count``, ``sum``, ``max`` and conditional aggregates are used, so
that the same expression can be rendered for another engine. The tables are the histories under
their own names, and ``unit_closure``. Two kinds of scan answer everything:

* *adding* (records and amounts): one pass makes a small cube by place and day, which is then
  summed over units and windows; exact for every window and every map, because a day has one map;
* *masked* (stocks, ages, different values): every row says at once on which of the days asked it
  counts, and somebody's rows say it together, so that people are recounted at every level and
  day in one pass.

What changes from one asking to the next is a parameter, so that the text of a board's scans is
made once: ``$position``; ``$first`` and ``$last`` of all that is asked; ``$units``, ``$firsts``
and ``$lasts`` of each unit and window; ``$sets`` and ``$members`` of restated figures, whose units
are sets of units under numbers of their own.

Queries are built in place (``copy=False``): nobody else holds them, and copying them at each step
took a third of the time of a page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one, select

from muctieu.core.models import Origin
from muctieu.indicators.cells import Cell, Measure
from muctieu.indicators.define import Op, Reported, Scalar, Where
from muctieu.registers.declare import Register, register_of

CLOSURE = "unit_closure"
BEGINNING = dt.date(1, 1, 1)
"""Stands for the first day of a window that is open to the past."""

DIALECT = "duckdb"
_KEPT_TEXTS = 2048

Wheres = tuple[tuple[Where, ...], ...]
Amounts = tuple[tuple[int, str], ...]
"""(which of the conditions, field to add up)."""


@dataclass(frozen=True)
class Basis:
    """What the cells of one scan share: a register, and how it is cut."""

    register: str
    place: str
    day: str
    by: str | None
    joined: tuple[str, ...]
    reported: Reported | None = None
    restated: bool = False

    def column(self, name: str) -> exp.Column:
        """A field of the row ``h``."""
        return column(register_of(self.register)[name].column, "h")

    @property
    def parts(self) -> list[str]:
        """The name of the split's column in every step, where there is a split."""
        return [] if self.by is None else ["part"]


@dataclass(frozen=True)
class Span:
    """A unit, or a set of units, and a window that is asked."""

    unit: int
    first: dt.date
    last: dt.date
    among: frozenset[int] | None = None


def basis_of(cell: Cell) -> Basis:
    """The basis of a cell; cells of one basis and position are counted in one pass."""
    measure = cell.measure
    paths = [one.path for one in measure.where] + ([cell.by] if cell.by else [])
    joined = sorted({path.partition(".")[0] for path in paths if "." in path})
    return Basis(
        register=measure.register,
        place=measure.place,
        day=measure.day,
        by=cell.by,
        joined=tuple(joined),
        reported=measure.reported,
        restated=cell.among is not None,
    )


def span_of(cell: Cell) -> Span:
    """The unit and window of a cell, an open beginning made a day."""
    unit = cell.unit if cell.among is None else 0
    return Span(unit, cell.window.first or BEGINNING, cell.window.last, cell.among)


def literal(value: Scalar) -> exp.Expr:
    """A value as SQL."""
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def column(name: str, table: str) -> exp.Column:
    """A quoted column."""
    return exp.column(name, table, quoted=True)


def _given(name: str) -> exp.Placeholder:
    """A value that is given when the query is run."""
    return exp.Placeholder(this=name)


def _text(query: exp.Query) -> str:
    return query.sql(dialect=DIALECT)


# Conditions ---------------------------------------------------------------------------------


def path_column(register: Register, path: str) -> exp.Column:
    """A field of the row ``h``, or of the record that it points to."""
    name, dot, further = path.partition(".")
    if not dot:
        return column(register[name].column, "h")
    return column(register_of(register[name].to or "")[further].column, _alias(name))


def _alias(link: str) -> str:
    return f"to_{link}"


def _holds(register: Register, where: Where) -> exp.Expr:
    value, wanted = path_column(register, where.path), where.value
    if where.op is Op.EMPTY:
        missing = value.is_(exp.null())
        return missing if wanted else exp.not_(missing)
    if isinstance(wanted, tuple):
        return value.isin(*(literal(one) for one in wanted))
    if where.op is Op.EQ:
        return value.eq(literal(wanted))
    if where.op is Op.NE:
        return value.neq(literal(wanted))
    return value >= literal(wanted) if where.op is Op.AT_LEAST else value <= literal(wanted)


def condition(register: Register, where: Sequence[Where]) -> exp.Expr:
    """All conditions together; true where there are none."""
    return exp.and_(*(_holds(register, one) for one in where)) if where else exp.true()


def _any_of(register: Register, wheres: Wheres) -> exp.Expr:
    """True for rows that can count for anything asked, so that the others are dropped early."""
    if () in wheres:
        return exp.true()
    return exp.or_(*(condition(register, where) for where in wheres))


def _if(aggregate: exp.Expr, where: exp.Expr) -> exp.Expr:
    """An aggregate over the rows that satisfy a condition."""
    if isinstance(where, exp.Boolean):
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=where))


def _visible(table: str) -> exp.Expr:
    """What was known at the position given: begun by it, and not ended by it."""
    ended = column("known_to", table)
    begun = column("known_from", table) <= _given("position")
    return exp.and_(begun, exp.or_(ended.is_(exp.null()), ended > _given("position")))


# Rows ---------------------------------------------------------------------------------------


def _history(register: Register) -> exp.Table:
    return exp.table_(register.versions._meta.db_table, quoted=True)


def _rows(basis: Basis) -> exp.Select:
    """The known rows of a basis with what they point to; nothing is selected yet."""
    register = register_of(basis.register)
    query = select().from_(_history(register).as_("h"), copy=False).where(_visible("h"), copy=False)
    for link in basis.joined:
        other, alias = register_of(register[link].to or ""), _alias(link)
        same = column("id", alias).eq(column(register[link].column, "h"))
        on = exp.and_(same, _visible(alias))
        query = query.join(_history(other).as_(alias), on=on, join_type="left", copy=False)
    return query if basis.reported is None else _that_count(query, register, basis.reported)


def _rank(register: Register, reported: Reported, table: str) -> exp.Expr:
    """How strong a reported figure is among those that speak of the same thing."""
    said = column(register[reported.by].column, table)
    if not reported.ranks:
        return said
    case = exp.Case()
    for rank, word in enumerate(reported.ranks):
        case = case.when(said.copy().eq(literal(word)), exp.Literal.number(rank))
    return case


def _that_count(query: exp.Select, register: Register, reported: Reported) -> exp.Select:
    """Of the figures known about one thing only those of the strongest rank."""
    about = [register[name].column for name in reported.of]
    strongest = (
        select(*(column(name, "r") for name in about))
        .select(exp.Max(this=_rank(register, reported, "r")).as_("rank"), copy=False)
        .from_(_history(register).as_("r"), copy=False)
        .where(_visible("r"), copy=False)
        .group_by(*(column(name, "r") for name in about), copy=False)
    )
    alike = [exp.NullSafeEQ(this=column(n, "h"), expression=column(n, "best")) for n in about]
    strong = _rank(register, reported, "h").eq(exp.column("rank", "best"))
    return query.join(strongest.subquery("best"), on=exp.and_(*alike, strong), copy=False)


def _happened(basis: Basis, wheres: Wheres) -> exp.Select:
    """Rows whose day lies in what is asked and that can count for any of it."""
    day = basis.column(basis.day)
    in_time = exp.and_(day >= _given("first"), day <= _given("last"))
    return _rows(basis).where(in_time, _any_of(register_of(basis.register), wheres), copy=False)


def _stood(basis: Basis, ended: str | None, wheres: Wheres, first: dt.date | None) -> exp.Select:
    """Rows begun by the last day asked and in force on the first, which is the last if None."""
    rows = _rows(basis).where(basis.column(basis.day) <= _given("last"), copy=False)
    if ended is not None:
        last = basis.column(ended)
        day = _given("last") if first is None else literal(first)
        rows = rows.where(exp.or_(last.is_(exp.null()), last >= day), copy=False)
    return rows.where(_any_of(register_of(basis.register), wheres), copy=False)


def _keys(basis: Basis) -> list[exp.Expr]:
    """The column of the split, where there is one."""
    return [] if basis.by is None else [path_column(register_of(basis.register), basis.by)]


def _made_up() -> exp.Expr:
    return column("origin", "h").eq(exp.Literal.number(int(Origin.REHEARSAL)))


def _counts(basis: Basis, wheres: Wheres, amounts: Amounts) -> list[exp.Expr]:
    """How many records satisfy each of ``wheres`` (n0, n1, …), and the totals (s0, s1, …)."""
    register = register_of(basis.register)
    conditions = [condition(register, where) for where in wheres]
    counts = [
        _if(exp.Count(this=exp.Star()), one).as_(f"n{number}")
        for number, one in enumerate(conditions)
    ]
    sums = [
        _if(exp.Sum(this=basis.column(field)), conditions[which].copy()).as_(f"s{number}")
        for number, (which, field) in enumerate(amounts)
    ]
    return [*counts, *sums]


# Scans --------------------------------------------------------------------------------------

# The units and windows asked, as a table. The order of the lists gives their numbers.
_ASKS = parse_one(
    "SELECT unnest(range(len($units))) AS number, unnest($units::BIGINT[]) AS unit,"
    " unnest($firsts::DATE[]) AS first, unnest($lasts::DATE[]) AS last",
    dialect=DIALECT,
)


# Sets of units that are asked together, in the shape of the closure: a map that every day has.
_SETS = parse_one(
    "SELECT unnest($sets::BIGINT[]) AS ancestor_id, unnest($members::BIGINT[]) AS unit_id,"
    " CAST('0001-01-01' AS DATE) AS valid_from, CAST('9999-12-31' AS DATE) AS valid_to",
    dialect=DIALECT,
)
_ANCESTOR = exp.column("ancestor_id", "c")


def _map(basis: Basis) -> exp.Expr:
    """Who lies under whom and when: the closure, or the sets of units that are asked."""
    if basis.restated:
        return exp.Subquery(this=_SETS.copy(), alias=exp.to_identifier("c"))
    return exp.table_(CLOSURE).as_("c")


def _told(parts: Iterable[str], table: str) -> list[str]:
    return [f"{table}.{part}" for part in parts]


@lru_cache(_KEPT_TEXTS)
def adding(basis: Basis, wheres: Wheres, amounts: Amounts) -> str:
    """number, [part], then for each of ``wheres`` records and rehearsed ones, then totals."""
    place, day, made_up = basis.column(basis.place), basis.column(basis.day), _made_up()
    keys = _keys(basis)
    named = [key.as_("part") for key in keys]
    cube = (
        _happened(basis, wheres)
        .select(place.as_("place"), day.as_("day"), made_up.as_("made_up"), *named, copy=False)
        .select(*_counts(basis, wheres, amounts), copy=False)
        .group_by(place, day, made_up, *keys, copy=False)
    )
    sums = [
        one
        for number in range(len(wheres))
        for one in (f"sum(b.n{number})", f"sum(b.n{number}) FILTER (WHERE b.made_up)")
    ] + [f"sum(b.s{number})" for number in range(len(amounts))]
    parts = _told(basis.parts, "b")
    query = (
        select("a.number", *parts, *sums)
        .with_("cube", as_=cube, copy=False)
        .with_("asks", as_=_ASKS.copy(), copy=False)
        .from_("asks AS a", copy=False)
        .join(_map(basis), on="c.ancestor_id = a.unit", copy=False)
        .join(
            "cube AS b",
            on="b.place = c.unit_id AND b.day >= c.valid_from AND b.day < c.valid_to"
            " AND b.day >= a.first AND b.day <= a.last",
            copy=False,
        )
        .group_by("a.number", *parts, copy=False)
    )
    return _text(query)


@dataclass(frozen=True)
class Masked:
    """A scan in which every row says at once on which of ``days`` it counts.

    A row counts from some day to another; over the days asked that is a run of bits, and what
    somebody's rows say together is the ``bit_or`` of them. So one pass over the rows answers for
    all days, whatever the ages and the maps of each. Events lie in windows that begin on
    ``$first`` and end on one of ``days``; a ``standing`` row has begun and not ``ended``.
    """

    basis: Basis
    days: tuple[dt.date, ...]
    wheres: Wheres
    standing: bool
    ended: str | None

    @property
    def _in_a_word(self) -> int:
        """How many conditions have their bits in one word."""
        return min(len(self.wheres), MOST_DAYS // len(self.days))

    @property
    def words(self) -> list[str]:
        """The names of the words that hold all masks."""
        return [f"w{number}" for number in range(-(-len(self.wheres) // self._in_a_word))]

    @property
    def word_type(self) -> str:
        """The smallest whole number that a word fits into, its sign left alone."""
        return "BIGINT" if self._in_a_word * len(self.days) <= _BITS_OF_BIGINT else "HUGEINT"

    def bit(self, where: int, day: int) -> tuple[int, int]:
        """The word and the bit in it that say whether a row counts for a condition on a day."""
        word, slot = divmod(where, self._in_a_word)
        return word, slot * len(self.days) + day

    @property
    def plain(self) -> tuple[tuple[Where, ...], ...]:
        """The different conditions, their ages left out."""
        return tuple(dict.fromkeys(map(_plain, self.wheres)))

    @property
    def ages(self) -> tuple[Where, ...]:
        """The different ages of the conditions."""
        return tuple(dict.fromkeys(one for where in self.wheres for one in where if one.aged))

    def conditions_of(self, word: int) -> range:
        """The conditions whose bits a word holds, in order from the lowest bit."""
        first = word * self._in_a_word
        return range(first, min(first + self._in_a_word, len(self.wheres)))


_BITS_OF_BIGINT = 62
MOST_DAYS = 126
"""A word of masks is at most a whole number of 128 bits, one of them the sign."""

# The bits asked: what number they were asked under, in which word, and where in it.
_BITS = parse_one(
    "SELECT unnest(range(len($words))) AS number, unnest($words::BIGINT[]) AS word,"
    " unnest($bits::BIGINT[]) AS bit",
    dialect=DIALECT,
)


@lru_cache(_KEPT_TEXTS)
def masked(scan: Masked, amounts: tuple[str, ...], eaches: tuple[str, ...]) -> str:
    """Of every bit asked what the rows say, and what somebody's rows say together.

    ``which`` (0 the rows, then each of ``eaches`` from 1 on), unit, [part], number of the bit,
    records or different values, rehearsed records, then totals.
    """
    keys = ["unit", *scan.basis.parts]
    fields = [scan.basis.column(name).as_(f"s{at}") for at, name in enumerate(amounts)]
    people = [scan.basis.column(name).as_(f"who{at}") for at, name in enumerate(eaches)]
    seen = _seen(scan).select(_made_up().as_("made_up"), *fields, *people, copy=False)
    kept = [one.alias for one in (*fields, *people)]
    rows = select(*keys, *_words(scan), "made_up", *kept).from_(seen.subquery("m"), copy=False)
    alike = [
        select("0 AS which", *keys, *scan.words, "made_up", "count(*) AS n")
        .select(*(f"sum(s{at}) AS s{at}" for at in range(len(amounts))), copy=False)
        .from_("r", copy=False)
        .group_by(*keys, *scan.words, "made_up", copy=False),
        *(_alike(scan, at, len(amounts)) for at in range(len(eaches))),
    ]
    return _text(_by_bit(scan, len(amounts), rows, alike))


def _alike(scan: Masked, at: int, amounts: int) -> exp.Select:
    """How many different values have the same bits, each value's rows taken together."""
    keys = ["unit", *scan.basis.parts]
    together = (
        select(*keys, *(f"bit_or({word}) AS {word}" for word in scan.words))
        .from_("r", copy=False)
        .where(f"NOT who{at} IS NULL", copy=False)
        .group_by(*keys, f"who{at}", copy=False)
    )
    return (
        select(f"{at + 1} AS which", *keys, *scan.words, "FALSE AS made_up", "count(*) AS n")
        .select(*(f"NULL AS s{number}" for number in range(amounts)), copy=False)
        .from_(together.subquery("o"), copy=False)
        .group_by(*keys, *scan.words, copy=False)
    )


def _by_bit(
    scan: Masked, amounts: int, rows: exp.Select, alike: Sequence[exp.Select]
) -> exp.Select:
    """What the groups that have a bit say together, for every bit asked."""
    keys = ["g.which", "g.unit", *_told(scan.basis.parts, "g"), "a.number"]
    words = " ".join(f"WHEN {at} THEN g.{word}" for at, word in enumerate(scan.words))
    has_it = f"((CASE a.word {words} END) >> a.bit::INTEGER) & 1 = 1"
    groups = exp.union(*alike, distinct=False) if len(alike) > 1 else alike[0]
    return (
        select(*keys, "sum(g.n)", "coalesce(sum(g.n) FILTER (WHERE g.made_up), 0)")
        .select(*(f"coalesce(sum(g.s{number}), 0)" for number in range(amounts)), copy=False)
        .with_("r", as_=rows, materialized=len(alike) > 1, copy=False)
        .with_("g", as_=groups, copy=False)
        .with_("asks", as_=_BITS.copy(), copy=False)
        .from_("g", copy=False)
        .join("asks AS a", on=parse_one(has_it, dialect=DIALECT), copy=False)
        .group_by(*keys, copy=False)
    )


def _seen(scan: Masked) -> exp.Select:
    """Every row that counts on any of the days: unit, [part], and what its words are made of.

    ``days`` are those on which it counts for anything, ``c0``, ``c1`` … whether it satisfies each
    of the conditions, ``a0``, ``a1`` … the days on which somebody has each of the ages.
    """
    basis, day = scan.basis, scan.basis.column(scan.basis.day)
    register = register_of(basis.register)
    plain = tuple(_plain(where) for where in scan.wheres)
    days = _from(day, scan.days)
    if scan.standing:
        rows = _stood(basis, scan.ended, plain, first=scan.days[0])
        place: exp.Expr = exp.column("unit_id", "c").eq(basis.column(basis.place))
        on_map = _both(_from(exp.column("valid_from", "c"), scan.days), _map_until(scan.days))
        days = _both(days, on_map)
        if scan.ended is not None:
            days = _both(days, _until(basis.column(scan.ended), scan.days))
    else:
        rows, place = _happened(basis, plain), _under(basis.column(basis.place), day)
    conditions = [condition(register, one) for one in scan.plain]
    ages = [_age_mask(register, one, scan.days) for one in scan.ages]
    return (
        rows.join(_map(basis), on=place, copy=False)
        .where("c.ancestor_id IN (SELECT unnest($units::BIGINT[]))", dialect=DIALECT, copy=False)
        .select(_ANCESTOR.as_("unit"), *(key.as_("part") for key in _keys(basis)), copy=False)
        .select(days.as_("days"), copy=False)
        .select(*(one.as_(f"c{at}") for at, one in enumerate(conditions)), copy=False)
        .select(*(one.as_(f"a{at}") for at, one in enumerate(ages)), copy=False)
    )


def _plain(where: Iterable[Where]) -> tuple[Where, ...]:
    """The conditions that hold on every day alike."""
    return tuple(one for one in where if not one.aged)


def _both(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """The bits that two masks have in common."""
    return exp.BitwiseAnd(this=one, expression=other)


def _words(scan: Masked) -> list[exp.Expr]:
    """The masks of the conditions beside one another, as many in a word as fit."""
    return [_word(scan, at).as_(name) for at, name in enumerate(scan.words)]


def _word(scan: Masked, word: int) -> exp.Expr:
    made: exp.Expr | None = None
    for slot, where in enumerate(scan.conditions_of(word)):
        mask: exp.Expr = exp.cast(_mask(scan, scan.wheres[where]), scan.word_type)
        if made is None:
            made = mask
            continue
        shift = exp.Literal.number(slot * len(scan.days))
        moved = exp.paren(exp.BitwiseLeftShift(this=mask, expression=shift))
        made = exp.BitwiseOr(this=made, expression=moved)
    return made or exp.Literal.number(0)


def _mask(scan: Masked, where: Sequence[Where]) -> exp.Expr:
    """The days on which a row counts for ``where``, as bits."""
    mask: exp.Expr = exp.column("days")
    for one in where:
        if one.aged:
            mask = _both(mask, exp.column(f"a{scan.ages.index(one)}"))
    holds = exp.column(f"c{scan.plain.index(_plain(where))}")
    return exp.Case().when(holds, mask).else_(exp.Literal.number(0))


def _all(days: Sequence[dt.date]) -> int:
    return (1 << len(days)) - 1


def _from(value: exp.Expr, days: Sequence[dt.date]) -> exp.Expr:
    """Bits of the days that are not before ``value``."""
    case = exp.Case()
    for number, day in enumerate(days):
        left = _all(days) & ~((1 << number) - 1)
        case = case.when(value <= literal(day), exp.Literal.number(left), copy=False)
    return case.else_(exp.Literal.number(0), copy=False)


def _until(value: exp.Expr, days: Sequence[dt.date]) -> exp.Expr:
    """Bits of the days that are not after ``value``; all where there is no value."""
    case = exp.Case().when(value.is_(exp.null()), exp.Literal.number(_all(days)))
    for number in reversed(range(len(days))):
        bits = (1 << (number + 1)) - 1
        case = case.when(value >= literal(days[number]), exp.Literal.number(bits), copy=False)
    return case.else_(exp.Literal.number(0), copy=False)


def _map_until(days: Sequence[dt.date]) -> exp.Expr:
    """Bits of the days before the end of the closure's row; its end is the first day without."""
    case = exp.Case()
    for number in reversed(range(len(days))):
        bits = (1 << (number + 1)) - 1
        later = exp.column("valid_to", "c") > literal(days[number])
        case = case.when(later, exp.Literal.number(bits), copy=False)
    return case.else_(exp.Literal.number(0), copy=False)


def _age_mask(register: Register, where: Where, days: Sequence[dt.date]) -> exp.Expr:
    """Bits of the days on which somebody has the age; the bounds move with the days."""
    bounds = [where.on(day) for day in days]
    order = range(len(days)) if bounds[0].op is Op.AT_MOST else reversed(range(len(days)))
    case = exp.Case()
    for number in order:
        low = (1 << number) - 1
        bits = _all(days) & ~low if bounds[0].op is Op.AT_MOST else (1 << (number + 1)) - 1
        case = case.when(_holds(register, bounds[number]), exp.Literal.number(bits), copy=False)
    return case.else_(exp.Literal.number(0), copy=False)


def _under(place: exp.Expr, day: exp.Expr) -> exp.Expr:
    """``place`` lay in the unit ``c`` on ``day``."""
    return exp.and_(
        exp.column("unit_id", "c").eq(place),
        exp.column("valid_from", "c") <= day,
        exp.column("valid_to", "c") > day,
    )


# Records ------------------------------------------------------------------------------------


def _behind(measure: Measure, basis: Basis) -> exp.Select:
    """The rows behind one cell: of ``$unit``, from ``$first`` to ``$last``."""
    day = basis.column(measure.day)
    wheres = (measure.where,)
    stood = measure.standing
    rows = _stood(basis, measure.ended, wheres, None) if stood else _happened(basis, wheres)
    on_map: exp.Expr = _given("last") if stood else day
    within = exp.and_(
        exp.column("ancestor_id", "c").eq(_given("unit")), _under(basis.column(basis.place), on_map)
    )
    return rows.join(_map(basis), on=within, copy=False)


@lru_cache(_KEPT_TEXTS)
def records(measure: Measure, basis: Basis) -> str:
    """id, version, day, place, origin of ``$size`` records behind a cell, after ``$skipped``."""
    day, place = basis.column(measure.day), basis.column(measure.place)
    shown = _behind(measure, basis).select(
        column("id", "h"), column("version", "h"), day, place, copy=False
    )
    ordered = shown.select(column("origin", "h"), copy=False).order_by(
        day.copy(), column("id", "h"), copy=False
    )
    return _text(ordered) + " LIMIT $size OFFSET $skipped"


@lru_cache(_KEPT_TEXTS)
def held(measure: Measure, basis: Basis) -> str:
    """Every record behind a cell, with the columns of ``cells.HELD`` in their order."""
    each: exp.Expr = basis.column(measure.each) if measure.each else exp.null()
    amount: exp.Expr = basis.column(measure.amount) if measure.amount else exp.null()
    known = (column(name, "h") for name in ("known_from", "known_to"))
    shown = _behind(measure, basis).select(
        column("id", "h"), column("version", "h"), basis.column(measure.day).as_("day"),
        basis.column(measure.place).as_("place"), _made_up().as_("made_up"),
        exp.cast(each, "varchar").as_("each"), amount.as_("amount"), *known, copy=False
    )  # fmt: skip
    return _text(shown)


_PARAMETER = re.compile(r"\$([a-z]+)")


def numbered(name: str, at: int) -> str:
    """What a parameter is called in the ``at``-th of several queries that are run as one."""
    return f"{name}_{at}"


def _with_own(text: str, at: int) -> str:
    """A query whose parameters are called as those of the ``at``-th."""
    return _PARAMETER.sub(numbered(r"$\1", at), text)


@lru_cache(_KEPT_TEXTS)
def differing(texts: tuple[str, ...], *, each: bool) -> str:
    """number of the query, then its columns: the records of ``held`` in which queries may differ.

    Each of ``texts`` has parameters of its own (:func:`numbered`); ``$unlike`` are the places
    whose records are never left out. With ``each``, all records of a value stay or go together.
    """
    steps = [f"held_{at} AS ({_with_own(text, at)})" for at, text in enumerate(texts)]
    every = " UNION ALL ".join(f"SELECT {at} AS at, * FROM held_{at}" for at in range(len(texts)))
    steps.append(f"every AS ({every})")
    steps.append(
        f"apart AS (SELECT version FROM every GROUP BY version HAVING count(*) < {len(texts)}"
        " OR bool_or(list_contains($unlike::BIGINT[], place)))"
    )
    kept = "version IN (SELECT version FROM apart)"
    if each:
        steps.append(f'values AS (SELECT DISTINCT "each" FROM every WHERE {kept})')
        kept += ' OR "each" IN (SELECT "each" FROM values)'
    return f"WITH {', '.join(steps)} SELECT * FROM every WHERE {kept}"


@lru_cache(_KEPT_TEXTS)
def known(register: str) -> str:
    """Those of ``$records`` of which some version was known at ``$position``."""
    asked = parse_one("SELECT unnest($records::BIGINT[])", dialect=DIALECT)
    record = column("id", "h")
    query = select(record).distinct().from_(_history(register_of(register)).as_("h"), copy=False)
    return _text(
        query.where(
            _visible("h"), exp.In(this=record.copy(), query=exp.Subquery(this=asked)), copy=False
        )
    )


@lru_cache(_KEPT_TEXTS)
def how_many(measure: Measure, basis: Basis) -> str:
    """How many records are behind a cell."""
    return _text(_behind(measure, basis).select(exp.Count(this=exp.Star()), copy=False))


@lru_cache(_KEPT_TEXTS)
def kept(register: str) -> str:
    """How many records a register holds at ``$position``: all, and rehearsed ones."""
    every = exp.Count(this=exp.Star())
    query = select(every, _if(every.copy(), _made_up()))
    return _text(
        query.from_(_history(register_of(register)).as_("h"), copy=False).where(
            _visible("h"), copy=False
        )
    )
