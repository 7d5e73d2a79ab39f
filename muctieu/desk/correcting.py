"""A correction of one record: typed, judged by the rules that can see it, written as an update."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from muctieu.registers.checking import READING_RULES, check_rows
from muctieu.registers.declare import Register
from muctieu.registers.intake import Intake, all_intakes, judge, plain_intake
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Receipt, commit


class NotAccepted(Exception):
    """The record cannot be so; ``faults`` are (column, sentence) pairs."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(sentence for _column, sentence in faults))


def correct(
    register: Register, row: Any, texts: Mapping[str, str | None], *, act: Act, today: dt.date
) -> Receipt:
    """Write ``row`` as ``texts`` say it is right.

    Raises :class:`NotAccepted` for texts that cannot be read or break a rule, and ``Stale`` when
    somebody wrote meanwhile.
    """
    intake = plain_intake(register)
    raw = pl.DataFrame(
        [{"line": 0, "row": 1, **{name: texts.get(name) for name in _names(register)}}],
        schema={"line": pl.Int64, "row": pl.Int64} | dict.fromkeys(_names(register), pl.String),
    )
    checked = check_rows(raw, intake, today)
    faults = pl.concat([checked.faults, _broken(register, checked.rows)])
    if faults.height:
        raise NotAccepted(_sentences(faults, intake, register))
    schema = frame_schema(register)
    kept = {name: getattr(row, name) for name in schema if hasattr(row, name)}
    typed = {name: value for name, value in checked.rows.to_dicts()[0].items() if name in schema}
    frame = pl.DataFrame([kept | typed], schema=schema).with_columns(
        pl.lit(row.record, pl.Int64).alias("id"),
        pl.lit(row.version, pl.Int64).alias("version"),
        pl.lit(row.origin, pl.Int64).alias("origin"),
    )
    return commit(Changes().correcting(register, frame), act)


def _names(register: Register) -> list[str]:
    return [field.name for field in register.fields]


def _broken(register: Register, rows: pl.DataFrame) -> pl.DataFrame:
    """Faults under those rules of the register's intakes that speak of its own columns."""
    there = set(rows.columns)
    rules = [
        rule
        for one in all_intakes()
        if one.register is register
        for rule in one.all_rules()
        if rule.breaks is not None
        and rule.refuse
        and set(rule.breaks.meta.root_names()) | {rule.columns[0]} <= there
    ]
    return judge(rows, rules, register.happened)


def _sentences(faults: pl.DataFrame, intake: Intake, register: Register) -> list[tuple[str, str]]:
    rules = READING_RULES | {
        rule.code: rule
        for one in all_intakes()
        if one.register is register
        for rule in one.all_rules()
    }
    found = []
    for fault in faults.to_dicts():
        rule = rules[fault["rule"]]
        title = str(intake[fault["column"]].title)
        words = {"value": fault["value"] or "", "hint": fault["hint"] or "", "column": title}
        said = f"{rule.sentence.with_words(**words)} {rule.remedy.with_words(**words)}"
        found.append((fault["column"], said))
    return found
