"""Writes the tables of a case into the clinic's registers, and turns a line into a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

from muctieu.indicators.ask import Answer, Figure, Question, Split
from muctieu.indicators.published import DECLARED
from tests.support.clinic.models import STAYS, VISITORS, VISITS
from tests.support.table import Entry, Row, World, enter, make_units, pass_on, table

_STATED = {
    "title": "population by the census",
    "period": "2019",
    "word": "people",
    "qualifier": "exact",
    "document": "census",
}


def build(
    units: str, people: str, visits: str = "", stays: str = "", declared: str = "", became: str = ""
) -> World:
    """Everything a case tells, recorded; its updates are numbered from 1."""
    world = World(make_units(table(units)))
    pass_on(world.units, table(became) if became else [])
    who = Entry(VISITORS, table(people))
    enter(who)
    ids = {row["name"]: who.ids[at] for at, row in enumerate(who.rows)}

    def read(name: str, cell: Any) -> Any:
        if name in ("home", "site", "unit"):
            return world.units[cell]
        if name == "visitor":
            return ids[cell]
        if name == "period" and cell is not None:
            return str(cell)
        return _STATED.get(name) if cell is None else cell

    told = ((VISITS, visits), (STAYS, stays), (DECLARED, declared))
    entries = [Entry(register, table(text), read) for register, text in told if text]
    world.before = enter(*entries)
    return world


def question(world: World, row: Row) -> Question:
    """The question that one line of a table asks."""
    split = row.get("split")
    days = dt.date
    assert isinstance(row["day"], days)
    return Question(
        code=row["figure"],
        unit=world.units[row["unit"]],
        as_of=row["day"],
        known=world.known(row.get("known")),
        since=row.get("since"),
        split=Split(split) if split in {one.value for one in Split} else split,
        place=row.get("place"),
        denominator=row.get("denominator"),
        map=row.get("map"),
        formula=row.get("formula"),
        status=row.get("status"),
    )


def said(answer: Answer) -> str:
    """The answer as the tables write it: the value, and of a ratio its two sides."""
    if answer.question.split is None:
        return _said(answer.figure)
    return ", ".join(f"{part.label} {_said(part)}" for part in answer.parts)


def _said(figure: Figure) -> str:
    value = "missing" if figure.value is None else str(figure.value)
    if figure.lacking:
        value += f" without {' and '.join(one.name for one in figure.lacking)}"
    if figure.numerator is None and figure.denominator is None:
        return value
    sides = ("–" if side is None else str(side) for side in (figure.numerator, figure.denominator))
    return f"{value} = {'/'.join(sides)}"
