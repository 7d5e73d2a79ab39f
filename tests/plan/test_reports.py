"""Reports step by step, periods that lock, due days that move: kept where everything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from muctieu.core.models import ChangeSet, Unit, UnitVersion
from muctieu.core.permissions import may
from muctieu.core.roles import Action
from muctieu.plan.report_defaults import default_changes
from muctieu.plan.report_lines import Line, reports_with
from muctieu.plan.report_models import (
    DELEGATION,
    HOLIDAY,
    REGIME,
    REPORT,
    Holiday,
    Regime,
    Report,
    Reporters,
)
from muctieu.plan.report_watch import OutOfTurn, PeriodLocked, locks
from muctieu.plan.reports import (
    WAITING,
    Diary,
    Standing,
    asked_for,
    owed_under,
    rules_at,
    take_step,
    tallies,
)
from muctieu.plan.steps import Move
from muctieu.registers.clocks import latest
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Impossible, Refused, commit
from tests.support.reporting import (
    CUT,
    DUE,
    ENTRY,
    MONDAY,
    ROW,
    WAY,
    House,
    reporting_house,
    written,
)
from tests.support.sample.models import DUTIES, METERS, READINGS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One house for all tests: what each of them writes goes with its own transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield reporting_house()
        transaction.set_rollback(True)


def reading(house: House, day: dt.date, unit: int | None = None) -> int:
    place = unit or house.ward
    meter = written(METERS, {"unit_id": place, "code": f"A{day:%j}{place}"})
    return written(READINGS, {"meter_id": meter, "unit_id": place, "read_on": day, "method": "eye"})


# ------------------------------------------------------------------ what is owed


def test_a_ward_owes_until_it_has_handed_in_and_is_late_after_the_due_day(house: House) -> None:
    owed = house.owed()

    assert (owed.due, owed.before) == (DUE, None)
    assert owed.standing(DUE) is Standing.TO_COME
    assert owed.standing(DUE + dt.timedelta(1)) is Standing.LATE
    house.take(*WAY[:3])
    assert house.owed().standing(DUE) is Standing.HANDED_IN_TIME
    assert replace(house.owed(), due=CUT).standing(DUE) is Standing.HANDED_LATE
    assert house.owed(house.other).standing(DUE) is Standing.TO_COME


def test_a_holiday_declared_late_moves_the_due_day_and_says_so(house: House) -> None:
    day_off = {"kind": "off", "name": "Nghỉ bù", "verified": True}
    written(HOLIDAY, day_off | {"day": dt.date(2021, 11, 22)})
    assert (house.owed().due, house.owed().before) == (DUE, None)

    # Declared today, long after the cut-off, when the regime was on file and this day was not.
    written(HOLIDAY, day_off | {"day": MONDAY})

    assert (house.owed().due, house.owed().before) == (dt.date(2021, 11, 17), DUE)


def test_regimes_of_one_code_may_not_overlap_and_follow_on_when_the_first_ends(
    house: House,
) -> None:
    texts: dict[str, str | None] = {
        "unit": str(house.city), "code": "BC-T", "title": "Báo cáo tháng", "reporters": "communes",
        "span": "month", "cut": "administrative", "working_days": "3", "signatures": "1",
        "from_on": "01/07/2021", "verified": "không",
    }  # fmt: skip

    def sent(**changed: str | None) -> Preview:
        sender = Sender(by=None, today=dt.date(2022, 1, 12))
        return preview_rows([texts | changed], intake_of("plan.regime"), sender)

    assert set(sent().faults["rule"]) == {"plan.regime_overlaps"}
    assert set(sent(code="X", registers="sample.reading sample.meter").faults["rule"]) == {
        "plan.regime_register_unplaced"
    }
    assert set(sent(code="X", registers="no.such").faults["rule"]) == {
        "plan.regime_register_unknown"
    }
    assert not sent(code="X").faults.height


def test_shipped_regimes_come_with_their_holidays_once(house: House) -> None:
    commit(default_changes(house.city, Reporters.COMMUNES, MONDAY), ENTRY)

    assert Regime.objects.filter(verified=False).count() == 6
    assert Holiday.objects.filter(day=dt.date(2021, 2, 12)).exists()
    assert not default_changes(house.city, Reporters.COMMUNES, MONDAY)


def test_what_is_owed_stays_owed_when_the_next_window_has_closed(house: House) -> None:
    december = dt.date(2021, 12, 20)
    house.take(*WAY[:3])

    def asked() -> list[tuple[dt.date, int]]:
        diary = Diary(latest())
        owed = owed_under(diary, asked_for(diary, rules_at(diary.known), december))
        waiting = (one for one in owed if one.standing(december) in WAITING)
        return sorted((one.window.last, one.unit) for one in waiting)

    # The ward has handed in November's, its neighbour has not; both owe December's and those
    # before, from the window that closed on 14 January on.
    assert (CUT, house.other) in asked()
    assert (CUT, house.ward) not in asked()
    assert len(asked()) == 12 * 2 - 1
    take_step(house.owed(), Move.RETURN, by=house.people["office"], on=MONDAY, reason="Lệch")
    assert (CUT, house.ward) in asked()


def test_a_report_of_a_unit_that_no_longer_owes_one_hides_nobody_else_who_does(
    house: House,
) -> None:
    # Both wards owe November's; the ward hands in and is then no ward any more.
    house.take(*WAY[:4])
    december = dt.date(2021, 12, 20)
    UnitVersion.objects.filter(unit_id=house.ward).update(kind="office")
    diary = Diary(latest())

    (november,) = [
        one for one in tallies(diary, rules_at(diary.known), december) if one.window.last == CUT
    ]

    assert (november.owing, november.handed, november.lacking) == (1, 0, 1)


def test_two_who_begin_one_report_at_the_same_time_make_one(house: House) -> None:
    seen = house.owed()
    house.take(Move.CHECK)

    with pytest.raises(OutOfTurn):
        take_step(seen, Move.CHECK, by=house.people["clerk"], on=MONDAY)

    assert Report.objects.count() == 1
    twice = [name for name in frame_schema(REPORT) if name != "id"]
    row = {name: getattr(Report.objects.get(), name) for name in twice}
    early = Act(by=None, action="load", known_at=ChangeSet.objects.latest("number").known_at)
    with pytest.raises(Impossible), transaction.atomic():
        written(REPORT, row, act=early)


# ------------------------------------------------------------------ step by step


def test_a_report_goes_its_whole_way_and_each_step_is_a_version(house: House) -> None:
    house.take(*WAY, Move.SEND)

    report = Report.objects.get()
    assert (report.state, report.handed_on, report.signers) == ("sent", MONDAY, "Chair")
    assert REPORT.versions._default_manager.filter(record=report.pk).count() == 6


def test_what_is_sent_back_with_a_reason_and_a_line_is_checked_and_handed_in_anew(
    house: House,
) -> None:
    read = reading(house, dt.date(2021, 11, 1))
    house.take(*WAY[:3])
    with pytest.raises(OutOfTurn, match=r"why|lý do"):
        house.take(Move.RETURN)
    office = house.people["office"]
    line = f"http://muctieu/so/sample.reading/{read}/?den=2021-11-15"
    take_step(house.owed(), Move.RETURN, by=office, on=MONDAY, reason="Lệch tổng", line=line)

    report = Report.objects.get()
    kept = f"sample.reading#{read}"
    assert (report.state, report.returns, report.line) == ("returned", 1, kept)
    assert house.owed().standing(DUE) is Standing.RETURNED
    house.take(*WAY[:3])
    assert house.owed().standing(DUE) is Standing.HANDED_IN_TIME


def test_handed_in_in_time_stays_so_when_it_is_unlocked_or_handed_in_again(house: House) -> None:
    house.take(*WAY)
    house.take(Move.UNLOCK, reason="Đính chính")
    assert house.owed().standing(DUE) is Standing.HANDED_IN_TIME

    house.take(*WAY[:1])
    assert house.owed().standing(DUE) is Standing.RETURNED
    house.take(Move.SIGN)
    later = DUE + dt.timedelta(days=9)
    take_step(house.owed(), Move.HAND_IN, by=house.people["clerk"], on=later)

    report = Report.objects.get()
    assert (report.first_handed_on, report.handed_on) == (MONDAY, later)
    assert house.owed().standing(later) is Standing.HANDED_IN_TIME


def test_a_report_is_not_sent_back_for_a_line_that_is_no_part_of_it(house: House) -> None:
    later = reading(house, dt.date(2021, 11, 20))
    elsewhere = reading(house, dt.date(2021, 11, 1), unit=house.other)
    meter = METERS.model._default_manager.values_list("pk", flat=True).first()
    house.take(*WAY[:3])

    assert list(reports_with(Line(READINGS, later))) == []
    for line in ("dòng 12", "khong.co#1", f"sample.reading#{later}", f"sample.meter#{meter}",
                 f"sample.reading#{elsewhere}", "sample.reading#999999"):  # fmt: skip
        with pytest.raises(OutOfTurn):
            take_step(house.owed(), Move.RETURN, by=house.people["office"], on=MONDAY,
                      reason="Lệch", line=line)  # fmt: skip
    assert Report.objects.get().state == "handed_in"


@pytest.mark.parametrize(
    ("done", "move"),
    [
        ((), Move.HAND_IN),
        (WAY[:1], Move.HAND_IN),
        (WAY[:3], Move.HAND_IN),
        (WAY[:3], Move.LOCK),
        (WAY, Move.RETURN),
        (WAY, Move.HAND_IN),
        (WAY, Move.CHECK),
        (WAY[:4], Move.UNLOCK),
    ],
)
def test_a_step_out_of_turn_is_refused(house: House, done: tuple[Move, ...], move: Move) -> None:
    house.take(*done)

    with pytest.raises(OutOfTurn):
        house.take(move, reason="vì thế")

    assert Report.objects.count() == bool(done)


@pytest.mark.parametrize(
    ("done", "move", "who"),
    [
        ((), Move.CHECK, "neighbour"),
        ((), Move.CHECK, "chair"),
        (WAY[:1], Move.SIGN, "clerk"),
        (WAY[:1], Move.SIGN, "office"),
        (WAY[:2], Move.HAND_IN, "office"),
        (WAY[:3], Move.RECEIVE, "clerk"),
        (WAY[:3], Move.RETURN, "chair"),
        (WAY[:4], Move.LOCK, "chair"),
        (WAY, Move.UNLOCK, "office"),
        (WAY, Move.UNLOCK, "chair"),
    ],
)
def test_a_step_that_is_somebody_elses_is_refused(
    house: House, done: tuple[Move, ...], move: Move, who: str
) -> None:
    house.take(*done)

    with pytest.raises(OutOfTurn):
        house.take(move, reason="vì thế", by=who)


def test_two_signatures_are_two_accounts(house: House) -> None:
    seen = Regime.objects.values_list("id", "version").get()
    whole = ROW | {"unit_id": house.city, "signatures": 2, "id": seen[0], "version": seen[1]}
    schema = frame_schema(REGIME) | {"id": pl.Int64(), "version": pl.Int64()}
    commit(Changes().correcting(REGIME, pl.DataFrame([whole], schema=schema)), ENTRY)
    house.take(Move.CHECK, Move.SIGN)

    assert Report.objects.get().state == "signed_once"
    with pytest.raises(OutOfTurn):
        house.take(Move.HAND_IN)
    with pytest.raises(OutOfTurn):
        house.take(Move.SIGN)
    house.take(Move.SIGN, by="head")
    assert (Report.objects.get().state, Report.objects.get().signers) == (
        "approved", "Chair\nHead",
    )  # fmt: skip


def test_who_is_delegated_signs_in_the_head_s_place_for_its_days_alone(house: House) -> None:
    house.take(Move.CHECK)
    with pytest.raises(OutOfTurn):
        house.take(Move.SIGN, by="deputy")
    span = {"from_on": dt.date(2020, 1, 1), "to_on": dt.date(2020, 12, 31)}
    given = {
        "unit_id": house.ward, "account": "deputy", "manner": "kt", "head": "CHỦ TỊCH",
        "document": "GUQ 1",
    }  # fmt: skip
    written(DELEGATION, given | span)
    with pytest.raises(OutOfTurn):
        house.take(Move.SIGN, by="deputy")

    written(DELEGATION, given | {"from_on": dt.date(2021, 1, 1), "to_on": dt.date(2999, 1, 1)})
    house.take(Move.SIGN, by="deputy")

    assert Report.objects.get().signers == "KT. CHỦ TỊCH: Deputy"


def test_only_who_signs_for_the_unit_lets_others_sign(house: House) -> None:
    row: dict[str, str | None] = {
        "unit": str(house.ward), "account": "clerk", "manner": "kt", "head": "CHỦ TỊCH",
        "from_on": "01/01/2021", "to_on": "31/12/2021", "document": "GUQ 1",
    }  # fmt: skip
    sender = Sender(by=house.people["clerk"], today=dt.date(2021, 12, 4))

    faults = preview_rows([row], intake_of("plan.delegation"), sender).faults

    assert set(faults["rule"]) == {"plan.delegation_not_yours"}


@pytest.mark.parametrize(
    ("who", "faults"), [("chair", set()), ("clerk", {"plan.delegation_not_yours"})]
)
def test_the_head_of_a_unit_delegates_and_the_clerk_does_not(
    house: House, who: str, faults: set[str]
) -> None:
    row: dict[str, str | None] = {
        "unit": str(house.ward), "account": "deputy", "manner": "kt", "head": "CHỦ TỊCH",
        "from_on": "01/01/2021", "to_on": "31/12/2021", "document": "GUQ 1",
    }  # fmt: skip
    sender = Sender(by=house.people[who], today=dt.date(2021, 12, 4))

    preview = preview_rows([row], intake_of("plan.delegation"), sender)

    assert set(preview.faults["rule"]) == faults
    assert preview.counts.new == (not faults)


def test_the_chair_of_the_city_assigns_and_enters_no_other_register(house: House) -> None:
    head, day = house.people["head"], dt.date(2021, 12, 4)

    assert may(head, Action.ENTER, "plan.task", house.ward, day)
    assert not may(head, Action.ENTER, "sample.reading", house.ward, day)
    assert not may(house.people["chair"], Action.ENTER, "plan.task", house.city, day)


def test_a_report_is_neither_corrected_nor_withdrawn_around_its_steps(house: House) -> None:
    house.take(*WAY[:3])
    report = Report.objects.get()
    row = {name: getattr(report, name) for name in frame_schema(REPORT)}
    row |= {"state": "received", "id": report.pk, "version": report.version}
    schema = frame_schema(REPORT) | {"id": pl.Int64(), "version": pl.Int64()}
    received = Changes().correcting(REPORT, pl.DataFrame([row], schema=schema))

    for changes, action in (
        (received, "correct"),
        (Changes().withdrawing(REPORT, [report.pk]), "withdraw"),
        (Changes().withdrawing(REPORT, [report.pk]), Move.RETURN.value),
    ):
        with pytest.raises(OutOfTurn):
            commit(changes, Act(by=house.people["specialist"], action=action, reason="vì thế"))
    assert Report.objects.get().state == "handed_in"


# ------------------------------------------------------------------ locked periods


def test_a_locked_period_takes_no_record_in_changes_none_and_lets_none_go(house: House) -> None:
    inside, outside = reading(house, dt.date(2021, 11, 1)), reading(house, dt.date(2021, 11, 20))
    house.take(*WAY)

    with pytest.raises(PeriodLocked, match="15/10/2021"):
        reading(house, dt.date(2021, 11, 2))
    with pytest.raises(PeriodLocked):
        commit(Changes().withdrawing(READINGS, [inside]), ENTRY)
    commit(Changes().withdrawing(READINGS, [outside]), ENTRY)
    reading(house, dt.date(2021, 11, 15))
    reading(house, dt.date(2021, 11, 2), unit=house.other)


def test_a_locked_period_of_a_city_is_closed_for_its_wards_too(house: House) -> None:
    early = Act(by=None, action="load", known_at=dt.datetime(2021, 1, 5, tzinfo=dt.UTC))
    province = Unit.objects.create().pk
    yearly = ROW | {"unit_id": province, "code": "BC-TP", "reporters": "cities"}
    sent = {
        "regime_id": written(REGIME, yearly, act=early), "unit_id": house.city, "state": "sent",
        "first_on": dt.date(2021, 10, 15), "last_on": CUT, "stepped_on": MONDAY, "returns": 0,
    }  # fmt: skip
    written(REPORT, sent, act=early)

    with pytest.raises(PeriodLocked, match=f"Đơn vị {house.city}"):
        reading(house, dt.date(2021, 11, 2))
    reading(house, dt.date(2021, 11, 15))


def test_a_record_is_not_moved_out_of_a_locked_period_nor_into_one(house: House) -> None:
    inside, outside = reading(house, dt.date(2021, 11, 1)), reading(house, dt.date(2021, 11, 20))
    house.take(*WAY)
    schema = frame_schema(READINGS) | {"id": pl.Int64(), "version": pl.Int64()}
    for number, day in ((inside, dt.date(2021, 11, 30)), (outside, dt.date(2021, 11, 3))):
        one = READINGS.model._default_manager.get(pk=number)
        row = {name: getattr(one, name) for name in frame_schema(READINGS)}
        row |= {"read_on": day, "id": number, "version": one.version}
        with pytest.raises(PeriodLocked):
            commit(Changes().correcting(READINGS, pl.DataFrame([row], schema=schema)), ENTRY)


def duty(house: House, from_on: dt.date, to_on: dt.date | None) -> int:
    row = {"unit_id": house.ward, "from_on": from_on, "to_on": to_on, "who": "A"}
    return written(DUTIES, row)


def test_what_goes_on_beyond_a_locked_period_ends_later_and_else_stays_as_it_was(
    house: House,
) -> None:
    november, after = dt.date(2021, 11, 10), dt.date(2021, 12, 20)
    going_on = duty(house, november, None)
    house.take(*WAY)

    def told(number: int, **changed: object) -> None:
        one = DUTIES.model._default_manager.get(pk=number)
        row = {name: getattr(one, name) for name in frame_schema(DUTIES)}
        row |= {"id": number, "version": one.version, **changed}
        schema = frame_schema(DUTIES) | {"id": pl.Int64(), "version": pl.Int64()}
        commit(Changes().correcting(DUTIES, pl.DataFrame([row], schema=schema)), ENTRY)

    for wrong in ({"to_on": dt.date(2021, 11, 12)}, {"from_on": after}, {"who": "B"}):
        with pytest.raises(PeriodLocked):
            told(going_on, **wrong)
    with pytest.raises(PeriodLocked):
        commit(Changes().withdrawing(DUTIES, [going_on]), ENTRY)
    with pytest.raises(PeriodLocked):
        duty(house, november, after)
    told(going_on, to_on=after, reason="hết việc")
    duty(house, dt.date(2021, 10, 1), None)


def test_locks_of_other_units_and_days_are_not_asked_for(house: House) -> None:
    house.take(*WAY)

    assert [one.unit for one in locks([house.ward], MONDAY, CUT)] == []
    assert [one.unit for one in locks([house.ward], CUT, CUT)] == [house.ward]
    assert [one.unit for one in locks([house.other], CUT, CUT)] == []


def test_an_import_into_a_locked_period_is_refused_whole(house: House) -> None:
    reading(house, dt.date(2021, 11, 1))
    house.take(*WAY)
    number = READINGS.model._default_manager.values_list("meter_id", flat=True).get()
    frame = pl.DataFrame(
        {"meter_id": [number] * 2, "unit_id": [house.ward] * 2, "method": ["eye"] * 2,
         "read_on": [dt.date(2021, 11, 20), dt.date(2021, 11, 9)]}
    )  # fmt: skip

    with pytest.raises(Refused):
        commit(Changes().opening(READINGS, frame), Act(by=house.people["clerk"], action="file"))

    assert READINGS.model._default_manager.count() == 1


def test_unlocking_needs_a_reason_is_on_record_and_opens_the_period(house: House) -> None:
    house.take(*WAY)
    with pytest.raises(OutOfTurn):
        house.take(Move.UNLOCK)

    house.take(Move.UNLOCK, reason="Đính chính số tiêm")

    assert reading(house, dt.date(2021, 11, 2))
    assert Report.objects.get().state == "unlocked"
    last = REPORT.versions._default_manager.order_by("-version").first()
    assert ChangeSet.objects.get(pk=last.known_from).reason == "Đính chính số tiêm"
