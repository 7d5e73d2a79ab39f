"""Whatever was recorded, and between whatever points: the reasons of a change add up to it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muctieu.indicators import define
from muctieu.indicators.ask import Question
from muctieu.indicators.why import Cause, explain
from muctieu.registers.clocks import Known
from tests.generative.test_engines_agree import (
    CHANGE,
    PEOPLE_TOLD,
    SOME_DAY,
    UPDATES,
    Told,
    stays,
    visits,
    write,
)
from tests.support.clinic.figures import FIGURES
from tests.support.engines import ENGINES
from tests.support.table import Row

pytestmark = pytest.mark.django_db

CODES = (
    "clinic.visits", "clinic.income", "clinic.visitors_of_the_year", "clinic.returned_over_came",
    "clinic.residents", "clinic.residents_12", "clinic.coverage", "clinic.income_growth",
    "clinic.income_points", "clinic.fee",
)  # fmt: skip
Point = tuple[dt.date, int, dt.date | None]
POINT = st.tuples(SOME_DAY, st.integers(1, UPDATES), st.sampled_from([None, CHANGE]))


@pytest.fixture(autouse=True)
def _clinic_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FIGURES:
        monkeypatch.setitem(define._catalogue, one.code, one)


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
SOME_CODES = st.lists(st.sampled_from(CODES), min_size=1, max_size=2)
CAME = st.lists(visits(), min_size=3, max_size=12)
STAYED = st.lists(stays(), max_size=8)


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW)
@given(PEOPLE_TOLD, CAME, STAYED, POINT, POINT, SOME_CODES)
def test_the_parts_of_a_change_are_all_of_it(
    people: list[Told], came: list[Row], stayed: list[Row], old: Point, new: Point,
    codes: list[str],
) -> None:  # fmt: skip
    add_up(people, came, stayed, old, new, codes)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(PEOPLE_TOLD, CAME, STAYED, POINT, POINT, st.just(list(CODES)))
def test_the_parts_of_a_change_are_all_of_it_at_length(
    people: list[Told], came: list[Row], stayed: list[Row], old: Point, new: Point,
    codes: list[str],
) -> None:  # fmt: skip
    add_up(people, came, stayed, old, new, codes)


def add_up(
    people: list[Told], came: list[Row], stayed: list[Row], old: Point, new: Point,
    codes: list[str],
) -> None:  # fmt: skip
    """Written in a transaction of its own, explained by both engines, and taken back."""
    with transaction.atomic():
        before, ids = write(people, came, stayed)
        for code in codes:
            first, last = (
                Question(code, ids["root"], day, Known(before + update), map=on)
                for day, update, on in (old, new)
            )
            by_hand, serving = (explain(first, last, engine) for engine in ENGINES)
            if serving.change is not None:
                assert sum((part.adds for part in serving.parts), Fraction(0)) == serving.change
            assert all(part.cause is not Cause.FORMULA for part in serving.parts)
            assert [(p.cause, p.adds, p.records) for p in by_hand.parts] == [
                (p.cause, p.adds, p.records) for p in serving.parts
            ]
        transaction.set_rollback(True)
