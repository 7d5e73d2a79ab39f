"""Over any chain of mergers, splits and transfers nothing appears and nothing is lost, on the map of any day."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muctieu.core.models import Unit, UnitEvent, UnitShare, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.indicators import define
from muctieu.indicators.ask import Question, Split, ask
from muctieu.indicators.cells import Engine
from muctieu.registers.clocks import latest
from tests.support.clinic.figures import FIGURES
from tests.support.clinic.models import VISITORS, VISITS
from tests.support.engines import ENGINES
from tests.support.table import Entry, enter

pytestmark = pytest.mark.django_db

START, YEAR = dt.date(2012, 1, 1), dt.timedelta(days=365)
ADDED = ("clinic.visits", "clinic.income")
# Which living units take part (none: two go on and land passes between them), and in how many
# parts their land is shared out.
CHAINS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(1, 3)), max_size=5)
# Who, in which unit there ever was, how many years after the start, how much.
CAME = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 7), st.integers(-5, 50)),
    min_size=1, max_size=8,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _clinic_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FIGURES:
        monkeypatch.setitem(define._catalogue, one.code, one)


def unit(parent: Unit | None, first: dt.date) -> Unit:
    made = Unit.objects.create()
    name = f"u{made.pk:04}"
    UnitVersion.objects.create(
        unit=made, code=name, name=name, kind="ward", parent=parent, valid_from=first
    )
    return made


def changed(city: Unit, chain: list[tuple[int, int, int]]) -> list[int]:
    """Three wards, merged, split and cut year by year; every unit there ever was."""
    ever = [unit(city, START) for _number in range(3)]
    living, day = list(ever), START
    for pick, merged, parts in chain:
        day += YEAR
        if not merged:
            transferred(living[pick % len(living)], living[(pick + 1) % len(living)], parts, day)
            continue
        formers = [living.pop(pick % len(living)) for _ in range(min(merged, len(living)))]
        latters = [unit(city, day) for _number in range(parts)]
        event = UnitEvent.objects.create(kind="split", on=day)
        for former in formers:
            UnitVersion.objects.filter(unit=former).update(valid_to=day)
            for latter in latters:
                UnitShare.objects.create(
                    event=event, former=former, latter=latter, denominator=parts
                )
        living += latters
        ever += latters
    return [one.pk for one in ever]


def transferred(former: Unit, latter: Unit, parts: int, day: dt.date) -> None:
    """One of so many parts and one more goes over; alone in the city, a unit has nobody to give to."""
    if former != latter:
        event = UnitEvent.objects.create(kind="transfer", on=day)
        UnitShare.objects.create(event=event, former=former, latter=latter, denominator=parts + 1)


@settings(max_examples=10, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(CHAINS, CAME, st.integers(0, 6))
def test_what_can_be_added_balances_on_the_map_of_any_day(
    chain: list[tuple[int, int, int]], came: list[tuple[int, int, int, int]], years: int
) -> None:
    with transaction.atomic():
        city = unit(None, START)
        ever = changed(city, chain)
        rebuild_closure()
        people = Entry(VISITORS, [{"name": str(number)} for number in range(3)])
        enter(people)
        rows = [
            {"visitor": people.ids[who], "home": ever[place % len(ever)], "site": ever[0],
             "day": START + year * YEAR, "amount": amount}
            for who, place, year, amount in came
        ]  # fmt: skip
        enter(Entry(VISITS, rows))
        told = [balanced(engine, city.pk, START + years * YEAR, rows) for engine in ENGINES]
        assert told[0] == told[1]
        transaction.set_rollback(True)


def balanced(
    engine: Engine, city: int, day: dt.date, rows: list[dict[str, object]]
) -> list[list[Fraction | None]]:
    """The parts on the map of ``day``, after their sum was found to be what was recorded."""
    asked = [
        Question(code, city, dt.date(2030, 1, 1), latest(), since=START, split=Split.UNIT, map=day,
                 place="home")
        for code in (*ADDED, "clinic.visitors_of_the_year")
    ]  # fmt: skip
    visits, income, visitors = ask(asked, engine)
    assert (visits.figure.value, income.figure.value) == (
        len(rows),
        sum(int(str(row["amount"])) for row in rows),
    )
    for answer in (visits, income):
        assert sum((part.value or Fraction(0)) for part in answer.parts) == answer.figure.value
    # People are recounted: the city has each once, and no unit more than it has visits.
    assert visitors.figure.value == len({row["visitor"] for row in rows})
    for people, records in zip(visitors.parts, visits.parts, strict=True):
        assert (people.value or 0) <= (records.value or 0)
    return [[part.value for part in answer.parts] for answer in (visits, income, visitors)]
