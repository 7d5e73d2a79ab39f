"""Cells → SQL, built as expressions in a small dialect that every engine understands.

Only joins, filters, grouping, ``count``, ``sum``, ``max`` and conditional aggregates are used, so
that the same expression can be rendered for another engine. The tables are the histories under
their own names, and ``unit_closure``. Two kinds of scan answer everything:

* *adding* (records and amounts): one pass makes a small cube by place and day, which is then
  summed over units and windows; exact for every window and every map, because a day has one map;
* *masked* (stocks, ages, different values): every row says at once on which of the days asked it
  counts, and somebody's rows say it together, so that people are recounted at every level and
  day in one pass.

What is asked and its parameters are told in :mod:`.scans`; the texts are kept by :mod:`.texts`.

Queries are built in place (``copy=False``): nobody else holds them, and copying them at each step
took a third of the time of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp, parse_one, select

from muctieu.core.models import Origin
from muctieu.indicators.cells import Measure
from muctieu.indicators.define import Op, Reported, Scalar, Where
from muctieu.indicators.engines.scans import (
    Amounts,
    Basis,
    Masked,
    Wheres,
    birth_name,
    day_name,
    plain,
)
from muctieu.registers.declare import Register, register_of

CLOSURE = "unit_closure"
DIALECT = "duckdb"


def literal(value: Scalar) -> exp.Expr:
    """A value as SQL."""
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def column(name: str, table: str) -> exp.Column:
    """A quoted column."""
    return exp.column(name, table, quoted=True)


def _of(basis: Basis, name: str) -> exp.Column:
    """A field of the row ``h`` of a basis."""
    return column(register_of(basis.register)[name].column, "h")


def _place(basis: Basis) -> exp.Column:
    """The unit that a row ``h`` counts for: its own field, or that of the record it points to."""
    return path_column(register_of(basis.register), basis.place)


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
    day = _of(basis, basis.day)
    in_time = exp.and_(day >= _given("first"), day <= _given("last"))
    return _rows(basis).where(in_time, _any_of(register_of(basis.register), wheres), copy=False)


def _stood(basis: Basis, ended: str | None, wheres: Wheres, first: str) -> exp.Select:
    """Rows begun by the last day asked and in force on the ``first``, a parameter's name."""
    rows = _rows(basis).where(_of(basis, basis.day) <= _given("last"), copy=False)
    if ended is not None:
        last = _of(basis, ended)
        rows = rows.where(exp.or_(last.is_(exp.null()), last >= _given(first)), copy=False)
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
        _if(exp.Sum(this=_of(basis, field)), conditions[which].copy()).as_(f"s{number}")
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


# Sets of lands that are asked together, in the shape of the closure.
_SETS = parse_one(
    "SELECT unnest($sets::BIGINT[]) AS ancestor_id, unnest($members::BIGINT[]) AS unit_id,"
    " unnest($since::DATE[]) AS valid_from, unnest($until::DATE[]) AS valid_to",
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


def adding(basis: Basis, wheres: Wheres, amounts: Amounts) -> str:
    """number, [part], then for each of ``wheres`` records and rehearsed ones, then totals."""
    place, day, made_up = _place(basis), _of(basis, basis.day), _made_up()
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


# The bits asked: what number they were asked under, in which word, and where in it.
_BITS = parse_one(
    "SELECT unnest(range(len($words))) AS number, unnest($words::BIGINT[]) AS word,"
    " unnest($bits::BIGINT[]) AS bit",
    dialect=DIALECT,
)


def masked(scan: Masked, amounts: tuple[str, ...], eaches: tuple[str, ...]) -> str:
    """Of every bit asked what the rows say, and what somebody's rows say together.

    ``which`` (0 the rows, then each of ``eaches`` from 1 on), unit, [part], number of the bit,
    records or different values, rehearsed records, then totals.
    """
    keys = ["unit", *scan.basis.parts]
    fields = [_of(scan.basis, name).as_(f"s{at}") for at, name in enumerate(amounts)]
    people = [_of(scan.basis, name).as_(f"who{at}") for at, name in enumerate(eaches)]
    seen = _seen(scan).select(_made_up().as_("made_up"), *fields, *people, copy=False)
    kept = [one.alias for one in (*fields, *people)]
    rows = select(*keys, *_words(scan), "made_up", *kept).from_(seen.subquery("m"), copy=False)
    if scan.at_once:
        return _text(_at_once(scan, len(amounts), len(eaches), rows))
    alike = [
        select("0 AS which", *keys, *scan.words, "made_up", "count(*) AS n")
        .select(*(f"sum(s{at}) AS s{at}" for at in range(len(amounts))), copy=False)
        .from_("r", copy=False)
        .group_by(*keys, *scan.words, "made_up", copy=False),
        *(_alike(scan, at, len(amounts)) for at in range(len(eaches))),
    ]
    return _text(_by_bit(scan, len(amounts), rows, alike))


def _at_once(scan: Masked, amounts: int, eaches: int, rows: exp.Select) -> exp.Query:
    """One condition on one day: nothing to tell apart by bits, so each value is counted once."""
    keys, sums = ["unit", *scan.basis.parts], [f"s{at}" for at in range(amounts)]
    (word,) = scan.words
    found = (
        select(*keys, "count(*) AS n", "count(*) FILTER (WHERE made_up) AS m")
        .select(*(f"coalesce(sum({one}), 0) AS {one}" for one in sums), copy=False)
        .select(*(f"count(DISTINCT who{at}) AS d{at}" for at in range(eaches)), copy=False)
        .from_("r", copy=False)
        .where(f"{word} = 1", copy=False)
        .group_by(*keys, copy=False)
    )
    told = [select("0 AS which", *keys, "0 AS number", "n", "m", *sums).from_("t", copy=False)]
    told += [
        select(
            f"{at + 1} AS which", *keys, "0 AS number", f"d{at}", "0", *("NULL" for _sum in sums)
        ).from_("t", copy=False)
        for at in range(eaches)
    ]
    every = exp.union(*told, distinct=False) if eaches else told[0]
    return every.with_("r", as_=rows, copy=False).with_(
        "t", as_=found, materialized=True, copy=False
    )


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
    basis, day = scan.basis, _of(scan.basis, scan.basis.day)
    register = register_of(basis.register)
    alike = tuple(plain(where) for where in scan.wheres)
    days = _from(day, scan.days)
    if scan.standing:
        rows = _stood(basis, scan.ended, alike, first=day_name(0))
        place: exp.Expr = exp.column("unit_id", "c").eq(_place(basis))
        days = _both(days, _from(exp.column("valid_from", "c"), scan.days))
        days = _both(days, _map_until(scan.days))
        if scan.ended is not None:
            days = _both(days, _until(_of(basis, scan.ended), scan.days))
    else:
        rows, place = _happened(basis, alike), _under(_place(basis), day)
    conditions = [condition(register, one) for one in scan.plain]
    ages = [_age_mask(register, scan, at) for at in range(len(scan.ages))]
    return (
        rows.join(_map(basis), on=place, copy=False)
        .where("c.ancestor_id IN (SELECT unnest($units::BIGINT[]))", dialect=DIALECT, copy=False)
        .select(_ANCESTOR.as_("unit"), *(key.as_("part") for key in _keys(basis)), copy=False)
        .select(days.as_("days"), copy=False)
        .select(*(one.as_(f"c{at}") for at, one in enumerate(conditions)), copy=False)
        .select(*(one.as_(f"a{at}") for at, one in enumerate(ages)), copy=False)
    )


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
        shift = exp.Literal.number(slot * scan.days)
        moved = exp.paren(exp.BitwiseLeftShift(this=mask, expression=shift))
        made = exp.BitwiseOr(this=made, expression=moved)
    return made or exp.Literal.number(0)


def _mask(scan: Masked, where: Sequence[Where]) -> exp.Expr:
    """The days on which a row counts for ``where``, as bits."""
    mask: exp.Expr = exp.column("days")
    for one in where:
        if one.aged:
            mask = _both(mask, exp.column(f"a{scan.ages.index(one)}"))
    holds = exp.column(f"c{scan.plain.index(plain(where))}")
    return exp.Case().when(holds, mask).else_(exp.Literal.number(0))


def _all(days: int) -> int:
    return (1 << days) - 1


def _from(value: exp.Expr, days: int) -> exp.Expr:
    """Bits of the days that are not before ``value``."""
    return _first_that(lambda day: value <= _given(day_name(day)), _and_later(days))


def _until(value: exp.Expr, days: int) -> exp.Expr:
    """Bits of the days that are not after ``value``; all where there is no value."""
    endless = (value.is_(exp.null()), _all(days))
    return _first_that(lambda day: value >= _given(day_name(day)), _and_earlier(days), endless)


def _map_until(days: int) -> exp.Expr:
    """Bits of the days before the end of the closure's row; its end is the first day without."""
    end = exp.column("valid_to", "c")
    return _first_that(lambda day: end > _given(day_name(day)), _and_earlier(days))


def _age_mask(register: Register, scan: Masked, at: int) -> exp.Expr:
    """Bits of the days on which somebody has an age; the dates of birth move with the days."""
    age = scan.ages[at]
    birth = path_column(register, age.path)
    if age.op is Op.AGED_AT_LEAST:
        bits = _and_later(scan.days)
        return _first_that(lambda day: birth <= _given(birth_name(at, day)), bits)
    bits = _and_earlier(scan.days)
    return _first_that(lambda day: birth >= _given(birth_name(at, day)), bits)


Bits = Iterable[tuple[int, int]]
"""(number of a day, the bits that hold from where its test holds), the first test that may hold first."""


def _and_later(days: int) -> Bits:
    """Each day and all after it, from the first on."""
    return [(day, _all(days) & ~_all(day)) for day in range(days)]


def _and_earlier(days: int) -> Bits:
    """Each day and all before it, from the last on."""
    return [(day, _all(day + 1)) for day in reversed(range(days))]


def _first_that(
    holds: Callable[[int], exp.Expr], bits: Bits, *before: tuple[exp.Expr, int]
) -> exp.Expr:
    """The bits of the first day for which something holds; none where it holds for no day."""
    case = exp.Case()
    for test, those in (*before, *((holds(day), those) for day, those in bits)):
        case = case.when(test, exp.Literal.number(those), copy=False)
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
    day = _of(basis, measure.day)
    wheres = (measure.where,)
    stood = measure.standing
    rows = _stood(basis, measure.ended, wheres, "last") if stood else _happened(basis, wheres)
    on_map: exp.Expr = _given("last") if stood else day
    within = exp.and_(
        exp.column("ancestor_id", "c").eq(_given("unit")), _under(_place(basis), on_map)
    )
    return rows.join(_map(basis), on=within, copy=False)


def records(measure: Measure, basis: Basis) -> str:
    """id, version, day, place, origin of ``$size`` records behind a cell, after ``$skipped``."""
    day, place = _of(basis, measure.day), _place(basis)
    shown = _behind(measure, basis).select(
        column("id", "h"), column("version", "h"), day, place, copy=False
    )
    ordered = shown.select(column("origin", "h"), copy=False).order_by(
        day.copy(), column("id", "h"), copy=False
    )
    return _text(ordered) + " LIMIT $size OFFSET $skipped"


def held(measure: Measure, basis: Basis) -> str:
    """Every record behind a cell, with the columns of ``cells.HELD`` in their order."""
    each: exp.Expr = _of(basis, measure.each) if measure.each else exp.null()
    amount: exp.Expr = _of(basis, measure.amount) if measure.amount else exp.null()
    known = (column(name, "h") for name in ("known_from", "known_to"))
    shown = _behind(measure, basis).select(
        column("id", "h"), column("version", "h"), _of(basis, measure.day).as_("day"),
        _place(basis).as_("place"), _made_up().as_("made_up"),
        exp.cast(each, "varchar").as_("each"), amount.as_("amount"), *known, copy=False
    )  # fmt: skip
    return _text(shown)


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


def how_many(measure: Measure, basis: Basis) -> str:
    """How many records are behind a cell."""
    return _text(_behind(measure, basis).select(exp.Count(this=exp.Star()), copy=False))


def kept(register: str) -> str:
    """How many records a register holds at ``$position``: all, and rehearsed ones."""
    every = exp.Count(this=exp.Star())
    query = select(every, _if(every.copy(), _made_up()))
    return _text(
        query.from_(_history(register_of(register)).as_("h"), copy=False).where(
            _visible("h"), copy=False
        )
    )
