"""A correction of one record: typed, judged by the rules that can see it, written as an update.

What says which record it is (its key, and what it points to) is never corrected: such a record
is withdrawn and entered anew, so that nobody makes a record somebody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from muctieu.core.models import User
from muctieu.core.permissions import may
from muctieu.core.roles import Action
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.checking import READING_RULES, check_rows, shortened
from muctieu.registers.declare import Field, Kind, Register
from muctieu.registers.intake import (
    Intake,
    Rule,
    Situation,
    all_intakes,
    faults_where,
    judge,
    no_faults,
    plain_intake,
)
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Receipt, commit


class NotAccepted(Exception):
    """The record cannot be so; ``faults`` are (column, sentence) pairs."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(sentence for _column, sentence in faults))


def changeable(register: Register) -> tuple[Field, ...]:
    """Fields that a correction may set."""
    return tuple(
        one
        for one in register.fields
        if one.name not in register.key and one.kind is not Kind.RECORD and not one.identity
    )


def correct(
    register: Register,
    row: Any,
    texts: Mapping[str, str | None],
    *,
    seen: int,
    act: Act,
    today: dt.date,
) -> Receipt:
    """Write ``row`` as ``texts`` say it is right; fields that may not change are not read.

    ``seen`` is the version that was before whoever typed. Raises :class:`NotAccepted` for texts
    that cannot be read or break a rule and for a unit that is not theirs, and ``Stale`` when
    somebody wrote meanwhile.
    """
    frame = _as_typed(register, row, texts, today)
    faults = pl.concat(
        [
            _broken(register, frame),
            _beside_others(register, frame, Situation(act.by, today, _nothing_new)),
            _elsewhere(register, frame, act.by, today),
        ]
    )
    if faults.height:
        raise NotAccepted(_sentences(faults, register))
    written = frame.drop("line").with_columns(pl.lit(seen, pl.Int64).alias("version"))
    return commit(Changes().correcting(register, written), act)


def _as_typed(
    register: Register, row: Any, texts: Mapping[str, str | None], today: dt.date
) -> pl.DataFrame:
    """The record with what was typed in the place of what it said; one line, as it is written."""
    intake = _reading(register)
    said = {one.name: texts.get(one.name) for one in changeable(register)}
    if register.happened and register.happened not in said:
        # Units are looked up on the day of the record.
        said[register.happened] = format_date(getattr(row, register.happened))
    raw = pl.DataFrame(
        [{"line": 0, "row": 1, **said}],
        schema={"line": pl.Int64, "row": pl.Int64} | dict.fromkeys(said, pl.String),
    )
    checked = check_rows(raw, intake, today)
    if checked.faults.height:
        raise NotAccepted(_sentences(checked.faults, register))
    schema = frame_schema(register)
    kept = {name: getattr(row, name) for name in schema if hasattr(row, name)}
    read = checked.rows.to_dicts()[0]
    typed = {one.column: read[one.column] for one in changeable(register)}
    return pl.DataFrame([kept | typed], schema=schema).with_columns(
        pl.lit(0, pl.Int64).alias("line"),
        pl.lit(row.record, pl.Int64).alias("id"),
        pl.lit(row.origin, pl.Int64).alias("origin"),
    )


def _reading(register: Register) -> Intake:
    """How the changeable fields are read; a day that stays is not judged again."""
    free = changeable(register)
    plain = plain_intake(register)
    day = () if register.happened is None else (register[register.happened],)
    fixed = tuple(one for one in day if one not in free)
    return plain_intake(register, columns=(*fixed, *free), key=(), past=() if fixed else plain.past)


def _broken(register: Register, rows: pl.DataFrame) -> pl.DataFrame:
    """Faults under those rules of the register's intakes that speak of its own columns."""
    there = set(rows.columns)
    rules = [
        rule
        for rule in _rules_of(register)
        if rule.breaks is not None
        and rule.refuse
        and set(rule.breaks.meta.root_names()) | {rule.columns[0]} <= there
    ]
    return judge(rows, rules, register.happened)


def _beside_others(register: Register, rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """Faults that only other records show: too soon after another dose, more than allocated."""
    judges = [one.judge for one in all_intakes() if one.register is register and one.judge]
    found = pl.concat([no_faults(), *(one(rows, at) for one in judges)])
    refusing = [rule.code for rule in _rules_of(register) if rule.refuse]
    return found.filter(pl.col("rule").is_in(refusing))


def _nothing_new(_register: Register, _count: int) -> range:
    """A correction meets nobody for the first time."""
    return range(0)


def _elsewhere(
    register: Register, rows: pl.DataFrame, by: User | None, today: dt.date
) -> pl.DataFrame:
    """The fault of a record that would come into a unit where ``by`` may not correct."""
    if register.place is None or by is None:
        return no_faults()
    place = rows[register[register.place].column][0]
    if may(by, Action.CORRECT, register.code, place, today):
        return no_faults()
    rule = replace(READING_RULES["unit.not_yours"], columns=(register.place,))
    return faults_where(rows, pl.lit(value=True), rule)


def _rules_of(register: Register) -> list[Rule]:
    intakes = [*(one for one in all_intakes() if one.register is register), plain_intake(register)]
    return list({rule.code: rule for one in intakes for rule in one.all_rules()}.values())


def _sentences(faults: pl.DataFrame, register: Register) -> list[tuple[str, str]]:
    rules = READING_RULES | {rule.code: rule for rule in _rules_of(register)}
    titles = {one.name: str(one.title) for one in register.fields}
    found = []
    for fault in faults.to_dicts():
        rule, title = rules[fault["rule"]], titles.get(fault["column"], "")
        value = shortened(fault["value"] or "")
        words = {"value": value, "hint": fault["hint"] or "", "column": title}
        said = f"{rule.sentence.with_words(**words)} {rule.remedy.with_words(**words)}"
        found.append((fault["column"], said))
    return found
