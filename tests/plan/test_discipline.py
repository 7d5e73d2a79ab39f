"""Discipline and unanimity: shares of units over what fell due, by the formula on the page."""

from __future__ import annotations

import datetime as dt

from muctieu.core.days import Window
from muctieu.plan.discipline import Kept, Share, kept_by_units, wholly_confirmed
from muctieu.plan.report_models import Cut, Reporters, ReportState, Span
from muctieu.plan.reports import Owed, Rule, Told
from muctieu.plan.tasks import Deed, Given

FIRST, DAY = dt.date(2021, 1, 1), dt.date(2021, 12, 4)
CITY, WARD, OTHER = 1, 2, 3
DUE = dt.date(2021, 11, 16)
RULE = Rule(
    1, CITY, "BC-T", "Báo cáo tháng", Reporters.COMMUNES, Span.MONTH, Cut.ADMINISTRATIVE, 2, 1,
    "", "", (), FIRST, None, "", verified=True,
)  # fmt: skip
WINDOW = Window(dt.date(2021, 10, 15), dt.date(2021, 11, 14))


def owed(
    unit: int, state: ReportState | None = None, handed: dt.date | None = None, returns: int = 0
) -> Owed:
    told = Told(1, state, DUE, handed, returns, "", "", 0, handed) if state else None
    return Owed(RULE, unit, WINDOW, DUE, told)


def task(number: int, due: dt.date, *deeds: Deed, partners: tuple[int, ...] = ()) -> Given:
    return Given(
        record=number, unit=CITY, number=number, content="Việc", lead=WARD, given_on=FIRST,
        due_on=due, clause=1, partners=partners, deeds=deeds,
    )  # fmt: skip


def done(day: dt.date, **more: int) -> Deed:
    return Deed(1, WARD, day, "done", "Xong", "Biên bản", **more)


def test_reports_are_counted_on_time_returned_and_put_right() -> None:
    reports = [
        owed(WARD, ReportState.RECEIVED, DUE),
        owed(WARD, ReportState.RECEIVED, DUE, returns=1),
        owed(WARD, ReportState.RETURNED, DUE, returns=2),
        owed(WARD, ReportState.RECEIVED, DUE + dt.timedelta(days=1)),
        owed(OTHER),
    ]

    kept = kept_by_units(reports, [], FIRST, DAY)

    # Of four owed two stand handed in by the due day; two of four came back, one is right again.
    ward = kept[WARD]
    assert (ward.reports, ward.returned, ward.corrected) == (Share(2, 4), Share(2, 4), Share(1, 2))
    assert kept[OTHER] == Kept(reports=Share(0, 1))
    assert (ward.took_part, kept[OTHER].took_part) == (True, False)


def test_tasks_count_once_they_fall_due_and_not_when_called_off() -> None:
    june, july = dt.date(2021, 6, 1), dt.date(2021, 7, 1)
    stopped = Deed(2, CITY, june, "stopped", "Dừng")
    tasks = [
        task(1, july, done(june)),
        task(2, june, done(july)),
        task(3, july),
        task(4, dt.date(2021, 12, 20)),
        task(5, july, stopped),
        task(6, dt.date(2020, 12, 31), done(FIRST)),
    ]

    # 1 in time, 2 late, 3 not done; 4 is not due yet, 5 called off, 6 was due the year before.
    assert kept_by_units([], tasks, FIRST, DAY)[WARD].tasks == Share(1, 3)


def test_a_joint_task_is_unanimous_when_every_unit_has_confirmed() -> None:
    july = dt.date(2021, 7, 1)
    yes = [Deed(one, one, july, "confirmed", "Rồi") for one in (OTHER, 4)]
    tasks = [
        task(1, july, done(july), *yes, partners=(OTHER, 4)),
        task(2, july, done(july), yes[0], partners=(OTHER, 4)),
        task(3, july, done(july)),
    ]

    kept = kept_by_units([], tasks, FIRST, DAY)

    assert (kept[OTHER].joint, kept[4].joint) == (Share(2, 2), Share(1, 2))
    assert wholly_confirmed(tasks, FIRST, DAY) == Share(1, 2)
    assert kept[WARD].tasks == Share(2, 3)  # the second is not finished while one part is open


def test_who_takes_part_is_what_was_told_last_of_each_task() -> None:
    may, june = dt.date(2021, 5, 1), dt.date(2021, 6, 1)
    first = Deed(1, WARD, may, "progress", "Đang làm", households=10, enterprises=2)
    later = Deed(2, WARD, june, "progress", "Đang làm", households=25)
    other = Deed(3, OTHER, june, "confirmed", "Rồi", households=7)
    tasks = [
        task(1, DAY, first, later, other, partners=(OTHER,)),
        task(2, DAY, done(june, enterprises=3)),
    ]

    kept = kept_by_units([], tasks, FIRST, DAY)

    # 25 households in the first task (the later telling), 0 + 3 enterprises over both tasks.
    assert (kept[WARD].households, kept[WARD].enterprises) == (25, 3)
    assert kept[OTHER].households == 7
    assert sum(kept.values(), Kept()).households == 32
