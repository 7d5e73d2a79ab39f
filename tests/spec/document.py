"""Prints the specification as docs/indicators.md: ``python -m tests.spec.document``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent

from muctieu.indicators.define import DoesNotGoTogether, Indicator, Kind, count, ratio, stock
from tests.spec.cases import CASES, PEOPLE, UNITS, Case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"

HEAD = """\
# What the figures mean

Printed from `tests/spec/cases.py` by `python -m tests.spec.document`; a test compares. Every
table below was run as it stands, on every engine (`by_hand`, the oracle, and `duckdb`, which
serves) and on both databases. Hypothesis invents further ones (`tests/generative`).

A figure is declared, never programmed: a form (count, distinct, total, stock, ratio, share, growth,
same period, contribution, declared), a kind (stock, flow, cumulative) and a period scheme. It is asked for a unit and everything below it,
on a day, as known after some update. It answers with its value, both sides of a ratio, its
window, both clocks, its status, where its records come from, and the records themselves.

## How to read the tables

A row of *visits* is a record: who, where they live (`home`), where it was (`site`), the day.
`in` and `out` number the updates in which a row was entered and taken out again; empty means the
first, and never. A line of *asked* is a question, its last column the answer. `50 = 2/4` is the
value with the two sides of the ratio; parts of a split are named. `missing` is not zero. `map`
restates a figure to the units of that day; without it everything counts where it lay on its day.

Unless a case says otherwise the units and the people are these:
"""

DIVIDED = """\
## What may be divided by what

Refused when the house starts (`DoesNotGoTogether`), not when somebody looks. Two flows must also
share their period scheme, two cumulative figures their first day; a percentage must count the
same things on both sides. A ratio or a growth is never a side of another.

Growth, same period and contribution set a flow or a stock against the same days of the year
before. Refused are a cumulative figure (it has no same days), a ratio, and a value at current
prices; a part and its whole must be of one kind, scheme, unit and price. Where a register keeps
both prices (`constant_2010`, `current`), every total says which and counts only those.
"""


def _block(text: str) -> str:
    lines = [line.strip() for line in dedent(text).strip().splitlines()]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head, *rows = ["| " + " | ".join(row) + " |" for row in cells]
    rule = "|" + "---|" * len(cells[0])
    return "\n".join([head, rule, *rows])


def _case(case: Case) -> str:
    own = {
        "Units": case.units if case.units != UNITS else "",
        "What became of them": case.became,
        "People": case.people if case.people != PEOPLE else "",
        "Visits": case.visits,
        "Stays": case.stays,
        "Declared": case.declared,
        "Asked": case.asked,
    }
    tables = [f"*{name}*\n\n{_block(text)}" for name, text in own.items() if text]
    return "\n\n".join([f"## {case.title}", case.why, *tables])


def _example(kind: Kind) -> Indicator:
    if kind is Kind.STOCK:
        return stock("s", title="", unit="", register="r", day="d", ended=None, places=("p",))
    since = dt.date(2021, 1, 1) if kind is Kind.CUMULATIVE else None
    return count("c", title="", unit="", register="r", day="d", places=("p",), since=since)


def _divides(top: Kind, bottom: Kind) -> str:
    try:
        ratio("x", title="", unit="", top=_example(top), bottom=_example(bottom))
    except DoesNotGoTogether:
        return "no"
    return "yes"


def _division_table() -> str:
    heads = "| above \\ below | " + " | ".join(kind.value for kind in Kind) + " |"
    rows = [
        f"| {top.value} | " + " | ".join(_divides(top, bottom) for bottom in Kind) + " |"
        for top in Kind
    ]
    return "\n".join([heads, "|---" * (len(Kind) + 1) + "|", *rows])


def page() -> str:
    """The whole page, as it is kept in docs."""
    parts = [
        HEAD.rstrip(),
        f"*Units*\n\n{_block(UNITS)}",
        f"*People*\n\n{_block(PEOPLE)}",
        DIVIDED.rstrip(),
        _division_table(),
        *(_case(case) for case in CASES),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
