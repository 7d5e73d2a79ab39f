"""Work is dated by the day on which it is done, not by the day that a page shows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from muctieu.core.days import today
from muctieu.desk.clocks import opening_day, working_day
from muctieu.plan.report_models import DELEGATION, HOLIDAY, REGIME, Reminder, Report
from muctieu.plan.reports import Standing
from muctieu.plan.steps import Move
from muctieu.registers.clocks import latest
from tests.support.reporting import DUE, ROW, WAY, House, reporting_house, written
from tests.support.sample.models import METERS, READINGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return reporting_house()


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.people[name])
    return client


def test_a_late_report_cannot_be_handed_in_on_an_earlier_day(house: House) -> None:
    house.take(Move.CHECK, Move.SIGN)
    page = f"/bao-cao-ky/{house.owed().rule.record}/{house.ward}/2021-10-15/"

    signed_in(house, "clerk").post(f"{page}?den={DUE}", {"move": "report-hand-in"})

    report = Report.objects.get()
    assert (report.handed_on, report.stepped_on) == (today(), today())
    assert house.owed().standing(today()) is Standing.HANDED_LATE


def test_a_reminder_is_dated_today_whatever_day_the_page_shows(house: House) -> None:
    which = {"which": f"{house.owed().rule.record}:2021-10-15"}
    for day in (DUE, DUE + dt.timedelta(days=1)):
        signed_in(house, "office").post(f"/bao-cao-con-thieu/nhac/?den={day}", which)

    assert set(Reminder.objects.values_list("reminded_on", flat=True)) == {today()}
    assert Reminder.objects.count() == 2  # one for each ward


def test_who_signs_by_a_delegation_of_today_is_named_by_it_on_a_page_of_another_day(
    house: House,
) -> None:
    house.take(WAY[0])
    written(DELEGATION, {
        "unit_id": house.ward, "account": "deputy", "manner": "kt", "head": "CHỦ TỊCH",
        "from_on": today(), "to_on": today() + dt.timedelta(days=30), "document": "GUQ 1",
    })  # fmt: skip
    page = f"/bao-cao-ky/{house.owed().rule.record}/{house.ward}/2021-10-15/?den={DUE}"

    signed_in(house, "deputy").post(page, {"move": "report-sign"})

    assert Report.objects.get().signers == "KT. CHỦ TỊCH: Deputy"


def test_holidays_and_regimes_to_come_are_no_news_of_what_happened(house: House) -> None:
    read_on = today() - dt.timedelta(days=40)
    meter = written(METERS, {"unit_id": house.ward, "code": "A1"})
    written(
        READINGS, {"meter_id": meter, "unit_id": house.ward, "read_on": read_on, "method": "eye"}
    )
    ahead = {"kind": "off", "name": "Tết", "verified": True}
    written(HOLIDAY, ahead | {"day": today() + dt.timedelta(days=20)})
    written(REGIME, ROW | {"unit_id": house.city, "code": "BC-N", "from_on": today()})

    assert opening_day(latest()) == read_on


@pytest.mark.parametrize(("ago", "opens"), [(3, 0), (40, 40)])
def test_pages_of_work_open_on_today_in_a_year_under_way(
    house: House, ago: int, opens: int
) -> None:
    day = today() - dt.timedelta(days=ago)
    meter = written(METERS, {"unit_id": house.ward, "code": "A1"})
    written(READINGS, {"meter_id": meter, "unit_id": house.ward, "read_on": day, "method": "eye"})

    assert opening_day(latest()) == day
    assert working_day(latest()) == today() - dt.timedelta(days=opens)
