"""The one door into a register: what a sheet, a form or a call may say, and how it is judged.

A sector declares an :class:`Intake` beside its register. Rows go in as text under the intake's
column names; ``checking`` turns them into typed rows and faults, the intake's ``resolve`` finds
out what they mean for the register, ``preview`` shows it and ``applying`` writes it.

The form's and the call's way in is :func:`muctieu.registers.preview.preview_rows`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from django.db import connections

from muctieu.core.models import Origin, User
from muctieu.core.said import gettext as _
from muctieu.core.words import Words
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.sentences import Sentence
from muctieu.registers.storage import listed, read_rows, row_schema
from muctieu.registers.write import ALIAS, Changes

NEW, CHANGED, SAME = "new", "changed", "same"

# What is wrong: the line of the frame, the column blamed, the rule's code, the words of the cell
# and one word that the rule's sentence may use (a nearest name, an earlier day).
FAULTS: Mapping[str, type[pl.DataType]] = {
    "line": pl.Int64,
    "column": pl.String,
    "rule": pl.String,
    "value": pl.String,
    "hint": pl.String,
}


def no_faults() -> pl.DataFrame:
    """A frame of faults without any."""
    return pl.DataFrame(schema=dict(FAULTS))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that every row must keep, with the document that says so.

    ``breaks`` is true where a row breaks the rule; null counts as kept. None means that the
    intake's ``resolve`` judges it, because it needs what is on file. ``columns`` are the cells
    blamed, the first one gets the remark. ``hint`` gives a word for the sentence, which may use
    ``{value}`` and ``{hint}``. The rule holds for rows whose day lies in
    ``[valid_from, valid_to)``. A rule that does not ``refuse`` only warns. One that is not
    ``verified`` says so wherever it is shown.
    """

    code: str
    columns: tuple[str, ...]
    sentence: Sentence
    remedy: Sentence
    breaks: pl.Expr | None = None
    hint: pl.Expr | None = None
    document: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    refuse: bool = True
    verified: bool = True

    def broken(self, day: str | None) -> pl.Expr:
        """True where the rule holds on the row's ``day`` (a column name) and is broken."""
        if self.breaks is None:
            raise ValueError(f"{self.code} is judged by the intake's own resolve")
        broken = self.breaks.fill_null(value=False)
        if day is None:
            return broken
        if self.valid_from is not None:
            broken &= (pl.col(day) >= self.valid_from).fill_null(value=True)
        if self.valid_to is not None:
            broken &= (pl.col(day) < self.valid_to).fill_null(value=True)
        return broken


@dataclass(frozen=True)
class Situation:
    """Who sends rows and when; ``reserve`` gives ids to records that others point to.

    In a preview the ids are provisional and nothing is written. ``refused`` are the rows that came
    with these and cannot be read, typed as far as they could be: a reason may lie there.
    """

    by: User | None
    today: dt.date
    reserve: Callable[[Register, int], range]
    origin: Origin = Origin.OFFICE
    refused: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What checked rows mean for the register.

    ``rows`` has ``line``, ``outcome`` (new, changed, same), ``id`` and ``version`` (null for new
    ones) and the database columns of the register; :func:`compare` makes it. ``also`` is what
    must be written with them in other registers (people first met here). ``faults`` names lines
    that were not resolved; those lines are not in ``rows``.
    """

    rows: pl.DataFrame
    also: Changes = field(default_factory=Changes)
    faults: pl.DataFrame = field(default_factory=no_faults)


@dataclass(frozen=True)
class Group:
    """Columns told apart by a word in their heading, and what that word says of each line.

    "Mũi 1 / Ngày tiêm" and "Mũi 2 / Ngày tiêm" are two lines of one row: ``words`` are the folded
    parts of the heading, ``values`` what they mean (``{"ordinal": "1"}``). A heading that says
    nothing else ("Tháng 1" over twelve columns of amounts) is read as ``alone``, where that is
    given.
    """

    words: tuple[str, ...]
    values: Mapping[str, str]
    alone: str = ""


@dataclass(frozen=True)
class Above:
    """A column that a sheet may say once for all its rows, over the table or in a heading.

    ``read`` finds its cell in those words: the month, the unit of money, whose sheet it is; None
    where they do not say it or say it in two ways.
    """

    column: str
    read: Callable[[Sequence[str]], str | None]


@dataclass(frozen=True, kw_only=True)
class Intake:
    """How rows come into ``register``.

    ``columns`` are what a sheet may say; a unit is written by name or code and comes out as
    ``<name>_id``. Dates named in ``year_alone`` may be a bare year: then ``<name>`` is its first
    of January and ``<name>_precision`` is ``year`` instead of ``day``. ``past`` names dates that
    cannot lie in the future. ``day`` is the date on which units and rules are looked up; where
    rows say a year and a month instead, ``worked_out`` makes days of them, from the columns read
    to further ones. ``key``
    are the columns by which two lines of one file say the same thing; empty means that only
    ``resolve`` can tell. ``rules`` may be a function where rules are rows of a table. Each entry
    of ``groups`` is one set of alternatives that a sheet may spread over columns; ``above`` are
    columns said over the table; ``counted_in`` names for an amount the column of its unit of
    money (:data:`muctieu.registers.money.MONEY_UNIT`), so that it comes out in đồng. ``judge`` says
    what is wrong with typed records of the register (``line``, ``id`` and its database columns),
    each in the place of the one on file: rules that need other records, kept by ``resolve`` for
    what is sent and asked here for what is corrected. ``written`` makes, of records, the columns
    that their sheet has and the register has not: the other way round, for workbooks that are
    issued with what is on file.
    """

    code: str
    title: Words
    register: Register
    columns: tuple[Field, ...]
    resolve: Callable[[pl.DataFrame, Situation], Resolution]
    rules: tuple[Rule, ...] | Callable[[], tuple[Rule, ...]] = ()
    day: str | None = None
    past: tuple[str, ...] = ()
    year_alone: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    groups: tuple[tuple[Group, ...], ...] = ()
    above: tuple[Above, ...] = ()
    worked_out: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    counted_in: Mapping[str, str] = field(default_factory=dict)
    judge: Callable[[pl.DataFrame, Situation], pl.DataFrame] | None = None
    written: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    @property
    def said_outside(self) -> frozenset[str]:
        """Columns that a heading or a title may say instead of a cell."""
        in_headings = {name for one in self.groups for group in one for name in group.values}
        return frozenset(in_headings | {one.column for one in self.above})

    @property
    def day_needed(self) -> bool:
        """Whether every row has to say its day, or the year and month that make it."""
        if self.day is None:
            return False
        return self.worked_out is not None or self[self.day].required

    def __getitem__(self, name: str) -> Field:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def all_rules(self) -> tuple[Rule, ...]:
        """The rules, read anew where they are rows of a table."""
        return self.rules() if callable(self.rules) else self.rules


class NoSuchIntake(LookupError):
    """Nothing can be sent under that name."""


_intakes: dict[str, Intake] = {}


def intake(declaration: Intake) -> Intake:
    """Make an intake known to the house. Two different ones of one code are refused."""
    known = _intakes.setdefault(declaration.code, declaration)
    if known is not declaration:
        raise ValueError(f"two intakes are called {declaration.code}")
    return declaration


def all_intakes() -> tuple[Intake, ...]:
    """Every intake, in the order in which they were declared."""
    return tuple(_intakes.values())


def intake_of(code: str) -> Intake:
    """The intake of that code; :class:`NoSuchIntake` names the codes there are."""
    try:
        return _intakes[code]
    except KeyError:
        said = {"code": code, "codes": ", ".join(sorted(_intakes))}
        raise NoSuchIntake(
            _("Nothing can be sent to “%(code)s”; there are: %(codes)s.") % said
        ) from None


def intake_for(code: str) -> Intake:
    """The intake of that code, or the one whose register has it."""
    into = (one for one in _intakes.values() if one.register.code == code)
    return _intakes.get(code) or next(into, None) or intake_of(code)


# ------------------------------------------------------------------ faults


def faults_where(
    rows: pl.DataFrame, broken: pl.Expr, rule: Rule, hint: pl.Expr | None = None
) -> pl.DataFrame:
    """The faults of ``rows`` (with a column ``line``) where ``broken`` is true."""
    column = rule.columns[0]
    value = pl.col(column).cast(pl.String) if column in rows.columns else pl.lit(None, pl.String)
    said = hint if hint is not None else rule.hint
    return rows.filter(broken.fill_null(value=False)).select(
        pl.col("line").cast(pl.Int64),
        pl.lit(column).alias("column"),
        pl.lit(rule.code).alias("rule"),
        value.alias("value"),
        (said.cast(pl.String) if said is not None else pl.lit(None, pl.String)).alias("hint"),
    )


def judge(rows: pl.DataFrame, rules: Iterable[Rule], day: str | None) -> pl.DataFrame:
    """The faults of ``rows`` under every rule that can be told from the rows alone."""
    found = [
        faults_where(rows, rule.broken(day), rule) for rule in rules if rule.breaks is not None
    ]
    return pl.concat([no_faults(), *found])


# ------------------------------------------------------------------ what is on file


def on_file(register: Register, incoming: pl.DataFrame) -> pl.DataFrame:
    """Current records of ``register`` that may have the keys of ``incoming``.

    Read by the first key column that holds numbers; the whole table where none does.
    """
    numbered = [register[name] for name in register.key if register[name].kind in _NUMBERED]
    if not numbered:
        return _read_current(register, "", [])
    column = numbered[0].column
    return having(register, column, incoming[column].drop_nulls().unique())


def having(register: Register, column: str, values: Iterable[int] | Iterable[str]) -> pl.DataFrame:
    """Current records of ``register`` with one of ``values`` in a column."""
    where, params = listed(connections[ALIAS], column, values)
    return _read_current(register, f" WHERE {where}", params)


def _read_current(register: Register, where: str, params: list[Any]) -> pl.DataFrame:
    schema = row_schema(register)
    names = ", ".join(f'"{name}"' for name in schema)
    sql = f'SELECT {names} FROM "{register.model._meta.db_table}"{where}'
    return read_rows(connections[ALIAS], sql, params, schema)


_NUMBERED = (Kind.UNIT, Kind.RECORD, Kind.INTEGER)


def compare(
    register: Register, incoming: pl.DataFrame, existing: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Say of each incoming row whether it is new, changed or the same as what is on file.

    ``incoming`` has ``line`` and the register's database columns, of which those it lacks are left
    as they are on file; further columns are left aside. A blank cell never erases what is known.
    """
    found = on_file(register, incoming) if existing is None else existing
    keys = [register[name].column for name in register.key]
    others = [name for name in register.columns if name not in keys]
    full = _typed(register, incoming).select("line", *register.columns)
    seen = full.join(
        found.drop("origin"), on=keys, how="left", suffix=".seen", nulls_equal=True, coalesce=True
    )
    known = pl.col("version").is_not_null()
    filled = seen.with_columns(pl.coalesce(name, f"{name}.seen").alias(name) for name in others)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}.seen")) for name in others)
    outcome = pl.when(~known).then(pl.lit(NEW)).when(differs if others else pl.lit(value=False))
    return filled.with_columns(
        outcome.then(pl.lit(CHANGED)).otherwise(pl.lit(SAME)).alias("outcome")
    ).drop(f"{name}.seen" for name in others)


def _typed(register: Register, incoming: pl.DataFrame) -> pl.DataFrame:
    """With every column of the register, of its own type; an absent one is blank."""
    schema = row_schema(register)
    blank = pl.lit(None)
    return incoming.with_columns(
        (pl.col(name) if name in incoming.columns else blank).cast(schema[name]).alias(name)
        for name in register.columns
    )


def settled(register: Register, rows: pl.DataFrame, faults: pl.DataFrame) -> Resolution:
    """The rows that no fault names, compared with what is on file."""
    sound = rows.join(faults, on="line", how="anti", maintain_order="left")
    return Resolution(rows=compare(register, sound), faults=faults)


def resolve_by_key(register: Register) -> Callable[[pl.DataFrame, Situation], Resolution]:
    """The plain resolver: a row is the record that has its key."""

    def resolve(rows: pl.DataFrame, _at: Situation) -> Resolution:
        return Resolution(rows=compare(register, rows))

    return resolve


def plain_intake(register: Register, **more: Any) -> Intake:
    """An intake with the register's own fields as columns, resolved by its key."""
    plain = Intake(
        code=register.code,
        title=register.title,
        register=register,
        columns=register.fields,
        resolve=resolve_by_key(register),
        day=register.happened,
        past=(register.happened,) if register.happened else (),
        key=register.key,
        rules=_lasting(register),
    )
    return replace(plain, **more)


def _lasting(register: Register) -> tuple[Rule, ...]:
    """What has a first and a last day does not end before it began."""
    if register.ended is None or register.happened is None:
        return ()
    ends_early = Rule(
        code=f"{register.code}.ends_early",
        columns=(register.ended,),
        sentence=Sentence(
            "Ngày kết thúc {value} trước ngày bắt đầu.",
            "The last day {value} is before the first.",
        ),
        remedy=Sentence("Kiểm tra hai ngày.", "Check both days."),
        breaks=pl.col(register.ended) < pl.col(register.happened),
    )
    return (ends_early,)
