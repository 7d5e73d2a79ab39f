"""Cells → SQL, built as expressions in a small dialect that every engine understands.

Only joins, filters, grouping, ``count``, ``sum``, ``min`` and conditional aggregates are used, so
that the same expression can be rendered for another engine. The tables are the histories under
their own names, and ``unit_closure``.

Three shapes of scan answer everything:

* *adding* (records and amounts): one pass makes a small cube by place and day, which is then
  summed over units and windows; exact for every window and every map, because a day has one map;
* *first days* (distinct): somebody has been counted by a day when the first of their days is not
  after it, so one pass gives the first days and every later question is a sum over them;
* *standing* (stocks): one pass for a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp, select

from muctieu.core.days import Window
from muctieu.core.models import Origin
from muctieu.indicators.cells import Cell, Measure
from muctieu.indicators.define import Op, Scalar, Where
from muctieu.registers.declare import Register, register_of

CLOSURE = "unit_closure"
_BEGINNING = dt.date(1, 1, 1)


@dataclass(frozen=True)
class Basis:
    """What the cells of one scan share: a register as known at a position, and how it is cut."""

    register: str
    position: int
    place: str
    day: str
    by: str | None
    joined: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A unit and a window that is asked; its place in the list is its number."""

    unit: int
    first: dt.date
    last: dt.date


def basis_of(cell: Cell) -> Basis:
    """The basis of a cell; cells of one basis are counted in one pass."""
    measure = cell.measure
    paths = [one.path for one in measure.where] + ([cell.by] if cell.by else [])
    joined = sorted({path.partition(".")[0] for path in paths if "." in path})
    return Basis(
        measure.register, cell.position, measure.place, measure.day, cell.by, tuple(joined)
    )


def span_of(cell: Cell) -> Span:
    """The unit and window of a cell, an open beginning made a day."""
    return Span(cell.unit, cell.window.first or _BEGINNING, cell.window.last)


def literal(value: Scalar) -> exp.Expr:
    """A value as SQL."""
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def column(name: str, table: str) -> exp.Column:
    """A quoted column."""
    return exp.column(name, table, quoted=True)


def _history(register: Register) -> exp.Table:
    return exp.table_(register.versions._meta.db_table, quoted=True)


def _visible(table: str, position: int) -> exp.Expr:
    """What was known at a position: begun by it, and not ended by it."""
    ended = column("known_to", table)
    at = exp.Literal.number(position)
    return exp.and_(column("known_from", table) <= at, exp.or_(ended.is_(exp.null()), ended > at))


def path_column(register: Register, path: str) -> exp.Column:
    """A field of a row ``h``, or of the record that it points to."""
    name, dot, further = path.partition(".")
    if not dot:
        return column(register[name].column, "h")
    return column(register_of(register[name].to or "")[further].column, _alias(name))


def _alias(link: str) -> str:
    return f"to_{link}"


def _holds(register: Register, where: Where) -> exp.Expr:
    value = path_column(register, where.path)
    wanted = where.value
    if where.op is Op.EMPTY:
        missing = value.is_(exp.null())
        return missing if wanted else exp.not_(missing)
    if isinstance(wanted, tuple):
        return value.isin(*(literal(one) for one in wanted))
    compared = literal(wanted)
    if where.op is Op.EQ:
        return value.eq(compared)
    if where.op is Op.NE:
        return value.neq(compared)
    return value >= compared if where.op is Op.AT_LEAST else value <= compared


def condition(register: Register, where: Sequence[Where]) -> exp.Expr:
    """All conditions together; true where there are none."""
    return exp.and_(*(_holds(register, one) for one in where)) if where else exp.true()


def _filtered(aggregate: exp.Expr, where: exp.Expr) -> exp.Expr:
    if isinstance(where, exp.Boolean):
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=where))


def _rows(basis: Basis) -> exp.Select:
    """The rows of a basis, with what they point to: SELECT nothing yet FROM … WHERE known."""
    register = register_of(basis.register)
    query = select().from_(_history(register).as_("h")).where(_visible("h", basis.position))
    for link in basis.joined:
        other, alias = register_of(register[link].to or ""), _alias(link)
        on = exp.and_(
            column("id", alias).eq(column(register[link].column, "h")),
            _visible(alias, basis.position),
        )
        query = query.join(_history(other).as_(alias), on=on, join_type="left")
    return query


def _any_of(register: Register, wheres: Iterable[Sequence[Where]]) -> exp.Expr:
    """True for rows that can count for anything asked, so that the others are dropped early."""
    conditions = [condition(register, where) for where in wheres]
    if any(isinstance(one, exp.Boolean) for one in conditions):
        return exp.true()
    return exp.or_(*conditions)


def _keys(basis: Basis) -> list[exp.Expr]:
    """The column of the split, where there is one."""
    if basis.by is None:
        return []
    return [path_column(register_of(basis.register), basis.by).as_("part")]


def _between(value: exp.Expr, window: Window) -> exp.Expr:
    last = value <= literal(window.last)
    return last if window.first is None else exp.and_(value >= literal(window.first), last)


def _spans(spans: Sequence[Span]) -> exp.Select:
    """The units and windows asked, as a table ``ask(number, unit, first, last)``."""
    rows = [
        exp.tuple_(
            exp.Literal.number(number), exp.Literal.number(span.unit),
            literal(span.first), literal(span.last),
        )
        for number, span in enumerate(spans)
    ]  # fmt: skip
    values = exp.Values(
        expressions=rows,
        alias=exp.TableAlias(
            this=exp.to_identifier("given"),
            columns=[exp.to_identifier(name) for name in ("number", "unit", "first", "last")],
        ),
    )
    return select("number", "unit", "first", "last").from_(values)


def whole(spans: Sequence[Span]) -> Window:
    """The days that any of the spans touches."""
    return Window(min(one.first for one in spans), max(one.last for one in spans))


def adding(
    basis: Basis,
    wheres: Sequence[tuple[Where, ...]],
    amounts: Sequence[tuple[int, str]],
    spans: Sequence[Span],
) -> exp.Select:
    """number, [part], then for each of ``wheres`` records and rehearsed records, then totals.

    ``amounts`` are (which of ``wheres``, field to add up).
    """
    register = register_of(basis.register)
    conditions = [condition(register, where) for where in wheres]
    made_up = column("origin", "h").eq(exp.Literal.number(int(Origin.REHEARSAL)))
    names: list[str] = []
    sums: list[exp.Expr] = []
    for number, one in enumerate(conditions):
        names += [f"n{number}", f"r{number}"]
        rehearsed = made_up if isinstance(one, exp.Boolean) else exp.and_(one, made_up)
        sums += [
            _filtered(exp.Count(this=exp.Star()), one),
            _filtered(exp.Count(this=exp.Star()), rehearsed),
        ]
    for number, (which, field) in enumerate(amounts):
        names.append(f"s{number}")
        amount = exp.Sum(this=column(register[field].column, "h"))
        sums.append(_filtered(amount, conditions[which]))
    day = column(register[basis.day].column, "h")
    keys = _keys(basis)
    place = column(register[basis.place].column, "h")
    cube = (
        _rows(basis)
        .where(_between(day, whole(spans)), _any_of(register, wheres))
        .select(place.as_("place"), day.as_("day"), *keys)
        .select(*(one.as_(name) for name, one in zip(names, sums, strict=True)))
        .group_by(place, day, *(key.this for key in keys))
    )
    parts = ["part"] if keys else []
    return (
        select("a.number", *(f"b.{part}" for part in parts), *(f"sum(b.{name})" for name in names))
        .with_("cube", as_=cube)
        .with_("asks", as_=_spans(spans))
        .from_("asks AS a")
        .join(f"{CLOSURE} AS c", on="c.ancestor_id = a.unit")
        .join(
            "cube AS b",
            on="b.place = c.unit_id AND b.day >= c.valid_from AND b.day < c.valid_to"
            " AND b.day >= a.first AND b.day <= a.last",
        )
        .group_by("a.number", *(f"b.{part}" for part in parts))
    )


def first_days(
    basis: Basis, each: str, wheres: Sequence[tuple[Where, ...]], spans: Sequence[Span],
    cuts: Sequence[dt.date],
) -> exp.Select:  # fmt: skip
    """number, which of ``wheres``, [part], how many different values of ``each``.

    All spans begin on one day. ``cuts`` are the days inside on which the map changed.
    """
    register = register_of(basis.register)
    day, who = column(register[basis.day].column, "h"), column(register[each].column, "h")
    keys, place = _keys(basis), column(register[basis.place].column, "h")
    parts = ["part"] if keys else []
    on_map = _map_day(day, spans[0].first, cuts)
    firsts = [
        _filtered(exp.Min(this=day), condition(register, where)).as_(f"d{number}")
        for number, where in enumerate(wheres)
    ]
    leaf = (
        _rows(basis)
        .where(
            _between(day, whole(spans)), _any_of(register, wheres), exp.not_(who.is_(exp.null()))
        )
        .select(place.as_("place"), who.as_("who"), on_map.as_("on_map"), *keys, *firsts)
        .group_by(place, who, *([on_map] if cuts else []), *(key.this for key in keys))
    )
    units = ", ".join(str(unit) for unit in sorted({span.unit for span in spans}))
    days = [f"d{number}" for number in range(len(wheres))]
    above = (
        select("c.ancestor_id AS unit", "l.who", *(f"l.{part}" for part in parts))
        .select(*(f"min(l.{name}) AS {name}" for name in days))
        .from_("leaf AS l")
        .join(
            f"{CLOSURE} AS c",
            on="c.unit_id = l.place AND c.valid_from <= l.on_map AND c.valid_to > l.on_map"
            f" AND c.ancestor_id IN ({units})",
        )
        .group_by("c.ancestor_id", "l.who", *(f"l.{part}" for part in parts))
    )
    counted = [
        select("unit", f"{number} AS which", *parts, f"{name} AS day", "count(*) AS n")
        .from_("above")
        .where(f"{name} IS NOT NULL")
        .group_by("unit", *parts, name)
        for number, name in enumerate(days)
    ]
    union: exp.Expr = counted[0]
    for one in counted[1:]:
        union = exp.union(union, one, distinct=False)
    return (
        select("a.number", "b.which", *(f"b.{part}" for part in parts), "sum(b.n)")
        .with_("leaf", as_=leaf)
        .with_("above", as_=above, materialized=True)
        .with_("counted", as_=union)
        .with_("asks", as_=_spans(spans))
        .from_("asks AS a")
        .join("counted AS b", on="b.unit = a.unit AND b.day <= a.last")
        .group_by("a.number", "b.which", *(f"b.{part}" for part in parts))
    )


def _map_day(day: exp.Expr, first: dt.date, cuts: Sequence[dt.date]) -> exp.Expr:
    """A day with the same map as ``day``: the first of the stretch it lies in."""
    if not cuts:
        return literal(first)
    case = exp.Case()
    starts = [first, *cuts]
    for start, end in zip(starts, cuts, strict=False):
        case = case.when(day < literal(end), literal(start))
    return case.else_(literal(cuts[-1]))


def standing(
    basis: Basis, ended: str | None, each: str | None, wheres: Sequence[tuple[Where, ...]],
    amounts: Sequence[tuple[int, str]], units: Sequence[int], on: dt.date,
) -> exp.Select:  # fmt: skip
    """unit, [part], then for each of ``wheres`` how many stand, records and rehearsed; then totals.

    With ``each`` its different values stand, otherwise the records themselves.
    """
    register = register_of(basis.register)
    conditions = [condition(register, where) for where in wheres]
    made_up = column("origin", "h").eq(exp.Literal.number(int(Origin.REHEARSAL)))
    begun, place = (
        column(register[basis.day].column, "h"),
        column(register[basis.place].column, "h"),
    )
    keys = _keys(basis)
    parts = ["part"] if keys else []
    sums: list[exp.Expr] = []
    for number, one in enumerate(conditions):
        rehearsed = made_up if isinstance(one, exp.Boolean) else exp.and_(one, made_up)
        sums.append(_filtered(exp.Count(this=exp.Star()), one).as_(f"n{number}"))
        sums.append(_filtered(exp.Count(this=exp.Star()), rehearsed).as_(f"r{number}"))
    for number, (which, field) in enumerate(amounts):
        amount = exp.Sum(this=column(register[field].column, "h"))
        sums.append(_filtered(amount, conditions[which]).as_(f"s{number}"))
    who = column(register[each].column, "h") if each else exp.null()
    rows = _rows(basis).where(begun <= literal(on), _any_of(register, wheres))
    if ended is not None:
        last = column(register[ended].column, "h")
        rows = rows.where(exp.or_(last.is_(exp.null()), last >= literal(on)))
    above = (
        rows.join(
            exp.table_(CLOSURE).as_("c"),
            on=exp.and_(
                exp.column("unit_id", "c").eq(place),
                exp.column("valid_from", "c") <= literal(on),
                exp.column("valid_to", "c") > literal(on),
                exp.column("ancestor_id", "c").isin(*sorted(set(units))),
            ),
        )
        .select(exp.column("ancestor_id", "c").as_("unit"), who.as_("who"), *keys, *sums)
        .group_by(
            exp.column("ancestor_id", "c"), *([who] if each else []), *(key.this for key in keys)
        )
    )
    told: list[str] = []
    for number in range(len(wheres)):
        stands = (
            f"count(*) FILTER (WHERE n{number} > 0 AND NOT who IS NULL)"
            if each
            else f"sum(n{number})"
        )
        told += [stands, f"sum(n{number})", f"sum(r{number})"]
    told += [f"sum(s{number})" for number in range(len(amounts))]
    return (
        select("unit", *parts, *told)
        .with_("above", as_=above)
        .from_("above")
        .group_by("unit", *parts)
    )


def behind(cell: Cell) -> exp.Select:
    """The rows behind one cell, nothing selected yet; ``h`` is the row."""
    measure, register = cell.measure, register_of(cell.measure.register)
    day, place = _day_and_place(register, measure)
    on_map = literal(cell.window.last) if measure.standing else day
    rows = _rows(basis_of(cell)).where(condition(register, measure.where))
    if measure.standing:
        rows = rows.where(day <= literal(cell.window.last))
        if measure.ended is not None:
            last = column(register[measure.ended].column, "h")
            rows = rows.where(exp.or_(last.is_(exp.null()), last >= literal(cell.window.last)))
    else:
        rows = rows.where(_between(day, cell.window))
    return rows.join(
        exp.table_(CLOSURE).as_("c"),
        on=exp.and_(
            exp.column("unit_id", "c").eq(place),
            exp.column("ancestor_id", "c").eq(exp.Literal.number(cell.unit)),
            exp.column("valid_from", "c") <= on_map,
            exp.column("valid_to", "c") > on_map,
        ),
    )


def _day_and_place(register: Register, measure: Measure) -> tuple[exp.Column, exp.Column]:
    return column(register[measure.day].column, "h"), column(register[measure.place].column, "h")


def kept(register: str, position: int) -> exp.Select:
    """How many records a register holds at a position: all, and rehearsed."""
    made_up = column("origin", "h").eq(exp.Literal.number(int(Origin.REHEARSAL)))
    every = exp.Count(this=exp.Star())
    return (
        select(every, _filtered(every.copy(), made_up))
        .from_(_history(register_of(register)).as_("h"))
        .where(_visible("h", position))
    )


def records(cell: Cell, first: int, size: int) -> exp.Select:
    """id, version, day, place, origin of some of the records behind a cell, in order."""
    register = register_of(cell.measure.register)
    day, place = _day_and_place(register, cell.measure)
    return (
        behind(cell)
        .select(column("id", "h"), column("version", "h"), day, place, column("origin", "h"))
        .order_by(day.copy(), column("id", "h"))
        .limit(size)
        .offset(first)
    )


def how_many(cell: Cell) -> exp.Select:
    """How many records are behind a cell."""
    return behind(cell).select(exp.Count(this=exp.Star()))
