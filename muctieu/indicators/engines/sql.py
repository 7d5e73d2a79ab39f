"""Cells → SQL, built as expressions in a small dialect that every engine understands.

Only joins, filters, grouping, ``count``, ``sum``, ``min`` and conditional aggregates are used, so
that the same expression can be rendered for another engine. The tables are the histories under
their own names, and ``unit_closure``. Three shapes of scan answer everything:

* *adding* (records and amounts): one pass makes a small cube by place and day, which is then
  summed over units and windows; exact for every window and every map, because a day has one map;
* *first days* (distinct): somebody has been counted by a day when the first of their days is not
  after it, so one pass gives the first days and every later question is a sum over them;
* *standing* (stocks): one pass for a day.

What changes from one asking to the next is a parameter, so that the text of a board's scans is
made once: ``$position``; ``$first`` and ``$last`` of all that is asked; ``$units``, ``$firsts``
and ``$lasts`` of each unit and window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one, select

from muctieu.core.models import Origin
from muctieu.indicators.cells import Cell, Measure
from muctieu.indicators.define import Op, Scalar, Where
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

    def column(self, name: str) -> exp.Column:
        """A field of the row ``h``."""
        return column(register_of(self.register)[name].column, "h")

    @property
    def parts(self) -> list[str]:
        """The name of the split's column in every step, where there is a split."""
        return [] if self.by is None else ["part"]


@dataclass(frozen=True)
class Span:
    """A unit and a window that is asked."""

    unit: int
    first: dt.date
    last: dt.date


def basis_of(cell: Cell) -> Basis:
    """The basis of a cell; cells of one basis and position are counted in one pass."""
    measure = cell.measure
    paths = [one.path for one in measure.where] + ([cell.by] if cell.by else [])
    joined = sorted({path.partition(".")[0] for path in paths if "." in path})
    return Basis(measure.register, measure.place, measure.day, cell.by, tuple(joined))


def span_of(cell: Cell) -> Span:
    """The unit and window of a cell, an open beginning made a day."""
    return Span(cell.unit, cell.window.first or BEGINNING, cell.window.last)


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
    query = select().from_(_history(register).as_("h")).where(_visible("h"))
    for link in basis.joined:
        other, alias = register_of(register[link].to or ""), _alias(link)
        same = column("id", alias).eq(column(register[link].column, "h"))
        on = exp.and_(same, _visible(alias))
        query = query.join(_history(other).as_(alias), on=on, join_type="left")
    return query


def _happened(basis: Basis, wheres: Wheres) -> exp.Select:
    """Rows whose day lies in what is asked and that can count for any of it."""
    day = basis.column(basis.day)
    in_time = exp.and_(day >= _given("first"), day <= _given("last"))
    return _rows(basis).where(in_time, _any_of(register_of(basis.register), wheres))


def _stood(basis: Basis, ended: str | None, wheres: Wheres) -> exp.Select:
    """Rows in force at the end of the last day asked."""
    rows = _rows(basis).where(basis.column(basis.day) <= _given("last"))
    if ended is not None:
        last = basis.column(ended)
        rows = rows.where(exp.or_(last.is_(exp.null()), last >= _given("last")))
    return rows.where(_any_of(register_of(basis.register), wheres))


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


_CLOSURE = exp.table_(CLOSURE).as_("c")
_ANCESTOR = exp.column("ancestor_id", "c")


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
        .select(place.as_("place"), day.as_("day"), made_up.as_("made_up"), *named)
        .select(*_counts(basis, wheres, amounts))
        .group_by(place, day, made_up, *keys)
    )
    sums = [
        one
        for number in range(len(wheres))
        for one in (f"sum(b.n{number})", f"sum(b.n{number}) FILTER (WHERE b.made_up)")
    ] + [f"sum(b.s{number})" for number in range(len(amounts))]
    parts = _told(basis.parts, "b")
    query = (
        select("a.number", *parts, *sums)
        .with_("cube", as_=cube)
        .with_("asks", as_=_ASKS.copy())
        .from_("asks AS a")
        .join(f"{CLOSURE} AS c", on="c.ancestor_id = a.unit")
        .join(
            "cube AS b",
            on="b.place = c.unit_id AND b.day >= c.valid_from AND b.day < c.valid_to"
            " AND b.day >= a.first AND b.day <= a.last",
        )
        .group_by("a.number", *parts)
    )
    return _text(query)


@lru_cache(_KEPT_TEXTS)
def first_days(basis: Basis, each: str, wheres: Wheres) -> str:
    """number, which of ``wheres``, [part], how many different values of ``each``.

    All windows begin on one day.
    """
    parts = basis.parts
    union: exp.Query | None = None
    for number in range(len(wheres)):
        one = (
            select("unit", f"{number} AS which", *parts, f"d{number} AS day", "count(*) AS n")
            .from_("firsts")
            .where(f"NOT d{number} IS NULL")
            .group_by("unit", *parts, f"d{number}")
        )
        union = one if union is None else exp.union(union, one, distinct=False)
    query = (
        select("a.number", "b.which", *_told(parts, "b"), "sum(b.n)")
        .with_("asks", as_=_ASKS.copy())
        .with_("firsts", as_=_firsts(basis, each, wheres), materialized=True)
        .with_("counted", as_=union or select())
        .from_("asks AS a")
        .join("counted AS b", on="b.unit = a.unit AND b.day <= a.last")
        .group_by("a.number", "b.which", *_told(parts, "b"))
    )
    return _text(query)


def _firsts(basis: Basis, each: str, wheres: Wheres) -> exp.Select:
    """unit, who, [part], and the first day on which each of ``wheres`` held for them there."""
    register, who, unit = register_of(basis.register), basis.column(each), _ANCESTOR
    day, keys = basis.column(basis.day), _keys(basis)
    firsts = [
        _if(exp.Min(this=day), condition(register, where)).as_(f"d{number}")
        for number, where in enumerate(wheres)
    ]
    return (
        _happened(basis, wheres)
        .where(exp.not_(who.is_(exp.null())))
        .join(_CLOSURE.copy(), on=_under(basis.column(basis.place), day))
        .where("c.ancestor_id IN (SELECT unit FROM asks)")
        .select(unit.as_("unit"), who.as_("who"), *(key.as_("part") for key in keys), *firsts)
        .group_by(unit, who, *keys)
    )


@lru_cache(_KEPT_TEXTS)
def standing(
    basis: Basis, ended: str | None, each: str | None, wheres: Wheres, amounts: Amounts
) -> str:
    """unit, [part], for each of ``wheres`` how many stand, records, rehearsed ones; then totals.

    With ``each`` its different values stand, otherwise the records themselves.
    """
    who = basis.column(each) if each else exp.null()
    keys = _keys(basis)
    stood = (
        _stood(basis, ended, wheres)
        .join(_CLOSURE.copy(), on=_under(basis.column(basis.place), _given("last")))
        .where("c.ancestor_id IN (SELECT unnest($units::BIGINT[]))", dialect=DIALECT)
        .select(_ANCESTOR.as_("unit"), who.as_("who"), *(key.as_("part") for key in keys))
        .select(*_counts(basis, wheres, amounts), *_made_up_counts(basis, wheres))
        .group_by(_ANCESTOR, *([who] if each else []), *keys)
    )
    stands = "count(*) FILTER (WHERE n{0} > 0 AND NOT who IS NULL)" if each else "sum(n{0})"
    told = [
        one.format(number)
        for number in range(len(wheres))
        for one in (stands, "sum(n{0})", "sum(r{0})")
    ] + [f"sum(s{number})" for number in range(len(amounts))]
    query = (
        select("unit", *basis.parts, *told)
        .with_("stood", as_=stood)
        .from_("stood")
        .group_by("unit", *basis.parts)
    )
    return _text(query)


def _made_up_counts(basis: Basis, wheres: Wheres) -> list[exp.Expr]:
    """How many rehearsed records satisfy each of ``wheres`` (r0, r1, …)."""
    register = register_of(basis.register)
    return [
        _if(exp.Count(this=exp.Star()), exp.and_(condition(register, where), _made_up())).as_(
            f"r{number}"
        )
        for number, where in enumerate(wheres)
    ]


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
    rows = _stood(basis, measure.ended, wheres) if stood else _happened(basis, wheres)
    on_map: exp.Expr = _given("last") if stood else day
    within = exp.and_(
        exp.column("ancestor_id", "c").eq(_given("unit")), _under(basis.column(basis.place), on_map)
    )
    return rows.join(_CLOSURE.copy(), on=within)


@lru_cache(_KEPT_TEXTS)
def records(measure: Measure, basis: Basis) -> str:
    """id, version, day, place, origin of ``$size`` records behind a cell, after ``$skipped``."""
    day, place = basis.column(measure.day), basis.column(measure.place)
    shown = _behind(measure, basis).select(column("id", "h"), column("version", "h"), day, place)
    ordered = shown.select(column("origin", "h")).order_by(day.copy(), column("id", "h"))
    return _text(ordered) + " LIMIT $size OFFSET $skipped"


@lru_cache(_KEPT_TEXTS)
def how_many(measure: Measure, basis: Basis) -> str:
    """How many records are behind a cell."""
    return _text(_behind(measure, basis).select(exp.Count(this=exp.Star())))


@lru_cache(_KEPT_TEXTS)
def kept(register: str) -> str:
    """How many records a register holds at ``$position``: all, and rehearsed ones."""
    every = exp.Count(this=exp.Star())
    query = select(every, _if(every.copy(), _made_up()))
    return _text(query.from_(_history(register_of(register)).as_("h")).where(_visible("h")))
