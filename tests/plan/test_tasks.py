"""Where a task stands, worked out from what was done about it: no database is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.plan.task_models import ActKind
from muctieu.plan.tasks import Deed, Given, Objection, TaskState, cycle_in, objection, possible

CITY, LEAD, JOINING, OTHER = 1, 2, 3, 4
GIVEN, DUE = dt.date(2021, 3, 1), dt.date(2021, 3, 31)


def march(day: int) -> dt.date:
    return dt.date(2021, 3, day)


def deed(
    day: int, kind: str, unit: int = LEAD, until: dt.date | None = None, evidence: str = "BC 1"
) -> Deed:
    return Deed(day, unit, march(day), kind, "nội dung", evidence, until)


def task(*deeds: Deed, partners: tuple[int, ...] = ()) -> Given:
    return Given(
        record=1, unit=CITY, number=1, content="Việc", lead=LEAD, given_on=GIVEN, due_on=DUE,
        partners=partners, deeds=deeds,
    )  # fmt: skip


def test_a_task_nobody_has_touched_is_not_due_until_its_day_is_over_and_then_late() -> None:
    assert task().state(DUE) is TaskState.NOT_DUE
    assert task().state(DUE + dt.timedelta(1)) is TaskState.OVERDUE


def test_a_task_of_which_progress_was_told_is_under_way() -> None:
    one = task(deed(10, "progress"))

    assert one.state(march(9)) is TaskState.NOT_DUE
    assert one.state(march(10)) is TaskState.UNDER_WAY


def test_finished_on_the_due_day_is_in_time_and_a_day_later_is_not() -> None:
    late = replace(task(), due_on=march(19))

    assert task(deed(31, "done")).state(DUE) is TaskState.DONE_IN_TIME
    assert replace(late, deeds=(deed(20, "done"),)).state(DUE) is TaskState.DONE_LATE


def test_an_extension_asked_for_shows_until_it_is_answered_even_past_the_due_day() -> None:
    april = dt.date(2021, 4, 15)
    asked = deed(20, "asked", until=april)
    granted, refused = deed(25, "extended", CITY, april), deed(25, "refused", CITY)

    assert task(asked).state(dt.date(2021, 4, 2)) is TaskState.EXTENSION_ASKED
    assert task(asked, granted).due(march(24)) == DUE
    assert task(asked, granted).due(march(25)) == april
    assert task(asked, granted).state(april) is TaskState.UNDER_WAY
    assert task(asked, refused).state(dt.date(2021, 4, 2)) is TaskState.OVERDUE


def test_who_asks_for_more_time_when_the_day_is_over_is_late_all_the_same() -> None:
    april = dt.date(2021, 4, 15)
    asked = Deed(40, LEAD, dt.date(2021, 4, 2), "asked", "xin thêm", "", april)

    assert task(asked).asked(dt.date(2021, 4, 3)) == asked
    assert task(asked).state(dt.date(2021, 4, 3)) is TaskState.OVERDUE


def test_what_was_finished_in_time_stays_so_though_an_extension_came_too() -> None:
    april = dt.date(2021, 4, 15)
    one = task(deed(20, "extended", CITY, april), deed(30, "done"))

    assert one.state(april) is TaskState.DONE_IN_TIME


def test_a_joint_task_is_finished_when_everybody_joining_in_has_confirmed() -> None:
    done, first, second = deed(10, "done"), deed(12, "confirmed", JOINING), deed(15, "confirmed", 5)
    one = task(done, first, second, partners=(JOINING, 5))

    assert one.state(march(12)) is TaskState.UNDER_WAY
    assert one.unconfirmed(march(12)) == (5,)
    assert one.finished(march(15)) == second
    assert one.state(march(15)) is TaskState.DONE_IN_TIME


def test_a_confirmation_before_the_lead_is_done_counts() -> None:
    one = task(deed(5, "confirmed", JOINING), deed(10, "done"), partners=(JOINING,))

    assert one.finished(march(10)) == deed(10, "done")


def test_a_task_sent_back_is_to_be_finished_and_confirmed_anew() -> None:
    before = deed(10, "done"), deed(11, "confirmed", JOINING)
    one = task(*before, deed(14, "returned", CITY), deed(20, "done"), partners=(JOINING,))

    assert one.state(march(11)) is TaskState.DONE_IN_TIME
    assert one.state(march(20)) is TaskState.UNDER_WAY
    assert one.unconfirmed(march(20)) == (JOINING,)


def test_a_stopped_task_is_neither_late_nor_done() -> None:
    assert task(deed(10, "stopped", CITY)).state(dt.date(2022, 1, 1)) is TaskState.STOPPED


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (deed(5, "done", OTHER), Objection.NOT_THE_LEAD),
        (deed(5, "asked", JOINING, dt.date(2021, 5, 1)), Objection.NOT_THE_LEAD),
        (deed(5, "confirmed", LEAD), Objection.NOT_JOINING),
        (deed(5, "extended", LEAD, dt.date(2021, 5, 1)), Objection.NOT_THE_GIVER),
        (deed(5, "progress", OTHER), Objection.NO_PART_IN_IT),
        (deed(5, "asked"), Objection.NO_DAY),
        (deed(5, "asked", until=DUE), Objection.NO_LATER_DAY),
        (deed(5, "refused", CITY), Objection.NOBODY_ASKED),
        (deed(5, "returned", CITY), Objection.NOTHING_TO_RETURN),
        (deed(5, "done", evidence=""), Objection.NO_EVIDENCE),
        (deed(5, "done"), None),
        (deed(5, "confirmed", JOINING), None),
    ],
)
def test_what_may_not_be_done_is_told_by_one_reason(made: Deed, why: Objection | None) -> None:
    assert objection(task(partners=(JOINING,)), (), made) == why


def test_nothing_is_done_before_a_task_is_given_after_it_stopped_or_once_it_is_finished() -> None:
    early = replace(deed(1, "done"), on=dt.date(2021, 2, 27))

    assert objection(task(), (), early) is Objection.BEFORE_GIVEN
    assert objection(task(deed(5, "stopped", CITY)), (), deed(6, "done")) is Objection.STOPPED
    assert objection(task(deed(5, "done")), (), deed(6, "progress")) is Objection.FINISHED
    assert objection(task(deed(5, "done")), (), deed(6, "returned", CITY)) is None


def test_a_task_is_not_finished_before_its_parts() -> None:
    part, done = task(), task(deed(4, "done"))

    assert objection(task(), (part, done), deed(5, "done")) is Objection.PARTS_OPEN
    assert objection(task(), (done,), deed(5, "done")) is None


def test_pages_offer_each_unit_what_is_its_turn() -> None:
    one = task(partners=(JOINING,))

    assert possible(one, LEAD, march(5)) == (ActKind.PROGRESS, ActKind.DONE, ActKind.ASKED)
    assert possible(one, JOINING, march(5)) == (ActKind.PROGRESS, ActKind.CONFIRMED)
    assert ActKind.EXTENDED in possible(one, CITY, march(5))
    assert possible(one, OTHER, march(5)) == ()


KINDS = st.sampled_from(["progress", "done", "confirmed", "asked", "extended", "refused",
                         "returned", "stopped"])  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 30), KINDS), max_size=8), st.integers(1, 30))
def test_what_is_done_later_never_changes_where_a_task_stood(
    acts: list[tuple[int, str]], day: int
) -> None:
    deeds = [deed(at, kind, until=dt.date(2021, 4, 30)) for at, kind in sorted(acts)]
    by_then = [one for one in deeds if one.on <= march(day)]

    assert task(*deeds).state(march(day)) is task(*by_then).state(march(day))


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_going_up_always_ends_and_finds_exactly_the_circles(above: list[int]) -> None:
    parents: dict[int, int | None] = {at: (up if up < at else None) for at, up in enumerate(above)}

    assert not any(cycle_in(parents, one) for one in parents)
    closed = parents | {0: 5}
    reaches = 5
    while parents[reaches] is not None:
        reaches = parents[reaches] or 0
    assert cycle_in(closed, 5) == (reaches == 0)
