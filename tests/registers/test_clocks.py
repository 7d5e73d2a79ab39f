"""The second clock: what was known, by day, by instant, by number."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from muctieu.core.models import Unit
from muctieu.registers.clocks import BadClock, known_on, latest, parse_known
from muctieu.registers.write import Act, Changes, commit
from tests.support.sample.models import METERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def _three_updates() -> None:
    """Known at 16:59 UTC and at 17:00 UTC on 4 December, and on 6 December 2021."""
    unit = Unit.objects.create().pk
    for code, at in (("A", (4, 16, 59)), ("B", (4, 17, 0)), ("C", (6, 3, 0))):
        moment = dt.datetime(2021, 12, *at, tzinfo=dt.UTC)  # type: ignore[arg-type]  # three whole numbers
        rows = pl.DataFrame({"unit_id": [unit], "code": [code]})
        commit(Changes().opening(METERS, rows), Act(by=None, action="load", known_at=moment))


def test_before_anything_is_written_nothing_is_known() -> None:
    assert latest().position == 0
    assert known_on(dt.date(2021, 12, 4)).position == 0


@pytest.mark.usefixtures("_three_updates")
def test_a_day_knows_what_came_before_its_midnight_in_viet_nam() -> None:
    days = [dt.date(2021, 12, day) for day in (3, 4, 5, 6)]

    assert [known_on(day).position for day in days] == [0, 1, 2, 3]


@pytest.mark.usefixtures("_three_updates")
@pytest.mark.parametrize(
    ("said", "position"),
    [
        ("", 3),
        (None, 3),
        ("04/12/2021", 1),
        ("2021-12-05", 2),
        ("#2", 2),
        ("2", 2),
        ("#3", 3),
        ("2021-12-05T00:00:00+07:00", 2),
        ("2021-12-04T23:59:59", 1),
    ],
)
def test_words_for_the_clock(said: str | None, position: int) -> None:
    assert parse_known(said).position == position


@pytest.mark.usefixtures("_three_updates")
@pytest.mark.parametrize("said", ["#4", "99", "#999999999"])
def test_an_update_that_nobody_has_made_yet_is_refused_with_the_last_there_is(said: str) -> None:
    with pytest.raises(BadClock, match="3"):
        parse_known(said)


@pytest.mark.parametrize(
    "said",
    [
        "hôm qua",
        "31/02/2021",
        "2021-13-01",
        "#x",
        "04/12",
        "31/12/9999",
        "9999-12-31T23:59:59.999999",
        "0001-01-01T00:00:00",
    ],
)
def test_words_that_name_no_clock_are_refused_with_what_would(said: str) -> None:
    with pytest.raises(BadClock, match="04/12/2021"):
        parse_known(said)
