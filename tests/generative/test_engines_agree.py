"""Hypothesis invents registers and questions; every engine must say what by_hand says.

The registers are written by the one write path in several updates, with withdrawals, made-up
records, people without a birth date, units that begin and end, and days on the edges.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muctieu.core.days import Window
from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import Land, rebuild_closure
from muctieu.indicators.cells import Cell, Measure
from muctieu.indicators.define import Where
from muctieu.indicators.engines.by_hand import ByHand
from muctieu.indicators.engines.duckdb import DuckDB
from tests.support.clinic.models import STAYS, VISITORS, VISITS
from tests.support.table import Entry, Row, enter

pytestmark = pytest.mark.django_db

FIRST = dt.date(2021, 1, 1)
CHANGE = dt.date(2021, 7, 1)
DAYS = st.integers(0, 400).map(lambda n: FIRST + dt.timedelta(days=n))
EDGES = st.sampled_from([FIRST, CHANGE - dt.timedelta(days=1), CHANGE, dt.date(2021, 12, 31)])
SOME_DAY = st.one_of(DAYS, EDGES)
UPDATES = 3
PEOPLE = 4
Told = tuple[dt.date | None, str | None]
UNITS = ("root", "a", "b", "c", "late", "moved")


def units() -> dict[str, int]:
    """A city of four wards: one ends and another begins on the day of change, one moves."""
    ids = {name: Unit.objects.create().pk for name in (*UNITS, "other")}
    spells = [
        ("root", None, None, None), ("other", None, None, None), ("a", "root", None, None),
        ("b", "root", None, None), ("c", "root", None, CHANGE), ("late", "root", CHANGE, None),
        ("moved", "root", None, CHANGE), ("moved", "other", CHANGE, None),
    ]  # fmt: skip
    for name, parent, first, last in spells:
        UnitVersion.objects.create(
            unit_id=ids[name], parent_id=ids.get(parent or ""), name=name, kind="ward",
            valid_from=first or dt.date(2000, 1, 1), valid_to=last,
        )  # fmt: skip
    rebuild_closure()
    return ids


@st.composite
def lives(draw: st.DrawFn) -> dict[str, object]:
    """In which update a row comes, in which it goes, and whether it is made up."""
    come = draw(st.integers(1, UPDATES))
    go = draw(st.none() | st.integers(come + 1, UPDATES + 1)) if come < UPDATES else None
    return {"in": come, "out": go if go and go <= UPDATES else None, "made up": draw(st.booleans())}


@st.composite
def visits(draw: st.DrawFn) -> Row:
    return {
        "visitor": draw(st.integers(0, PEOPLE - 1)), "home": draw(st.sampled_from(UNITS)),
        "site": draw(st.sampled_from(UNITS)), "day": draw(SOME_DAY),
        "ordinal": draw(st.none() | st.integers(1, 3)),
        "kind": draw(st.sampled_from(["first", "check", None])),
        "amount": draw(st.none() | st.integers(-5, 9)), **draw(lives()),
    }  # fmt: skip


@st.composite
def stays(draw: st.DrawFn) -> Row:
    begun = draw(SOME_DAY)
    return {
        "visitor": draw(st.integers(0, PEOPLE - 1)), "unit": draw(st.sampled_from(UNITS)),
        "from_on": begun,
        "to_on": draw(st.none() | st.integers(0, 200).map(lambda n: begun + dt.timedelta(days=n))),
        **draw(lives()),
    }  # fmt: skip


SOME_UNIT = st.integers(0, len(UNITS))
CUT = dt.date(2021, 6, 15)
# Of each unit its land of all days, of those before a day, of those since, or of both in turn.
LANDS = {
    "always": [(dt.date.min, dt.date.max)],
    "before": [(dt.date.min, CUT)],
    "since": [(CUT, dt.date.max)],
    "in turn": [(dt.date.min, CUT), (CUT, dt.date.max)],
}
SETS = st.none() | st.dictionaries(SOME_UNIT, st.sampled_from(sorted(LANDS)), max_size=3).map(
    lambda some: frozenset(Land(unit, *days) for unit, kind in some.items() for days in LANDS[kind])
)
BIRTHS = st.none() | st.sampled_from(
    [dt.date(2009, 7, 1), dt.date(2008, 2, 29), dt.date(1990, 5, 5)]
)
CONDITIONS = st.lists(
    st.sampled_from([
        Where("ordinal", "at_least", 2), Where("ordinal", "at_most", 2), Where("kind", "eq", "check"),
        Where("kind", "ne", "check"), Where("kind", "among", ("first", "other")),
        Where("kind", "empty", True), Where("ordinal", "empty", False),
        Where("visitor.sex", "eq", "female"), Where("visitor.born", "aged_at_least", 12),
        Where("visitor.born", "aged_at_most", 12), Where("home", "ne", 0),
    ]),
    max_size=2,
).map(tuple)  # fmt: skip
AGES = st.lists(
    st.sampled_from(
        [Where("visitor.born", "aged_at_least", 12), Where("visitor.sex", "ne", "male")]
    ),
    max_size=2,
).map(tuple)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    one, other = sorted((draw(SOME_DAY), draw(SOME_DAY)))
    return Window(draw(st.sampled_from([one, FIRST, None])), other)


@st.composite
def events(draw: st.DrawFn) -> Cell:
    window = draw(windows())
    each = draw(st.sampled_from(["visitor", "ordinal", None]))
    measure = Measure(
        register=VISITS.code, day="day", place=draw(st.sampled_from(["home", "site"])),
        where=draw(CONDITIONS), each=each,
        amount=None if each else draw(st.sampled_from(["amount", None])), standing=False, ended=None,
    )  # fmt: skip
    by = draw(st.sampled_from([None, None, "kind", "visitor.sex", "ordinal"]))
    return Cell(measure, draw(SOME_UNIT), window, draw(st.integers(0, UPDATES)), by, draw(SETS))


@st.composite
def stocks(draw: st.DrawFn) -> Cell:
    window = draw(windows())
    measure = Measure(
        register=STAYS.code, day="from_on", place="unit", amount=None, standing=True,
        where=draw(AGES),
        each=draw(st.sampled_from(["visitor", None])), ended=draw(st.sampled_from(["to_on", None])),
    )  # fmt: skip
    by = draw(st.sampled_from([None, None, "visitor.sex"]))
    return Cell(measure, draw(SOME_UNIT), window, draw(st.integers(0, UPDATES)), by, draw(SETS))


PEOPLE_TOLD = st.lists(
    st.tuples(BIRTHS, st.sampled_from(["female", "male", None])), min_size=PEOPLE, max_size=PEOPLE
)
ASKED = st.lists(events() | stocks(), min_size=1, max_size=12)
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(PEOPLE_TOLD, st.lists(visits(), max_size=12), st.lists(stays(), max_size=8), ASKED)
def test_the_serving_engine_says_what_the_oracle_says(
    people: list[Told], came: list[Row], stayed: list[Row], asked: list[Cell]
) -> None:
    engines_agree(people, came, stayed, asked)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(PEOPLE_TOLD, st.lists(visits(), max_size=40), st.lists(stays(), max_size=20), ASKED)
def test_the_serving_engine_says_what_the_oracle_says_at_length(
    people: list[Told], came: list[Row], stayed: list[Row], asked: list[Cell]
) -> None:
    engines_agree(people, came, stayed, asked)


def engines_agree(
    people: list[Told], came: list[Row], stayed: list[Row], asked: list[Cell]
) -> None:
    """Written in a transaction of its own, asked of both, and taken back."""
    with transaction.atomic():
        before, ids = write(people, came, stayed)
        cells = [placed(cell, before, ids) for cell in asked]

        wanted, at = ByHand().tallies(cells)
        told, read_at = DuckDB().tallies(cells)

        assert [dict(one) for one in told] == [dict(one) for one in wanted]
        assert read_at == at
        for cell in cells:
            assert DuckDB().records(cell, 1, 5) == ByHand().records(cell, 1, 5)
        both = [(VISITS.code, before + 1), (STAYS.code, before + UPDATES)]
        assert DuckDB().kept(both) == ByHand().kept(both)
        transaction.set_rollback(True)


def write(people: list[Told], came: list[Row], stayed: list[Row]) -> tuple[int, dict[str, int]]:
    ids = units()
    who = Entry(
        VISITORS,
        [{"name": str(n), "born": born, "sex": sex} for n, (born, sex) in enumerate(people)],
    )
    enter(who)

    def read(name: str, cell: object) -> object:
        if name == "visitor":
            return who.ids[int(str(cell))]
        return ids[str(cell)] if name in ("home", "site", "unit") else cell

    # Every update holds something: the first visit of each belongs to nobody asked about.
    filler = [
        {"visitor": 0, "home": "other", "site": "other", "day": FIRST, "in": update}
        for update in range(1, UPDATES + 1)
    ]
    return enter(Entry(VISITS, filler + came, read), Entry(STAYS, stayed, read)), ids


def placed(cell: Cell, before: int, ids: dict[str, int]) -> Cell:
    """The cell with a real unit and a real position."""
    named = (*UNITS, "other")
    among = (
        None
        if cell.among is None
        else frozenset(one._replace(unit=ids[named[one.unit]]) for one in cell.among)
    )
    unit = ids[named[cell.unit]]
    return Cell(cell.measure, unit, cell.window, before + cell.position, cell.by, among)
