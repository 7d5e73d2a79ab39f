"""A record's page tells what was known by its day to who may read it, and changes what is now."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from muctieu.core.models import Post, Unit, User
from muctieu.indicators import define
from muctieu.indicators.define import count
from muctieu.registers.write import Act, Changes, Stale, commit
from tests.support.meters import clerk_of, draw_map
from tests.support.sample.models import METERS, READINGS, Reading

pytestmark = pytest.mark.django_db
ENTRY = Act(by=None, action="entry")
DAY = dt.date(2021, 12, 3)


@pytest.fixture
def wards() -> dict[str, int]:
    return dict(draw_map())


def read(unit: int, code: str = "CT-01") -> tuple[int, int]:
    """A reading of a new meter: its number, and the update that entered it."""
    meters = pl.DataFrame({"unit_id": [unit], "code": [code]})
    meter = commit(Changes().opening(METERS, meters), ENTRY).ids["sample.meter"][0]
    rows = pl.DataFrame(
        {"meter_id": [meter], "unit_id": [unit], "read_on": [DAY], "amount": [120], "method": ["eye"]}
    )  # fmt: skip
    receipt = commit(Changes().opening(READINGS, rows), ENTRY)
    return receipt.ids["sample.reading"][0], receipt.number


def rewritten(record: int, reason: str, **other: object) -> int:
    """The reading corrected to say something else; returns the number of the update."""
    now = Reading.objects.values(
        "id", "version", "origin", "meter_id", "unit_id", "read_on", "amount", "note", "method"
    ).get(pk=record)
    frame = pl.DataFrame([now | other])
    return commit(Changes().correcting(READINGS, frame), Act(None, "correct", reason=reason)).number


def page_of(user: User, record: int, update: int | None = None) -> str:
    client = Client()
    client.force_login(user)
    query = "" if update is None else "?capnhat=" + quote(f"#{update}")
    reply = client.get(reverse("desk:record", args=["sample.reading", record]) + query)
    return reply.content.decode() if reply.status_code == 200 else ""


def test_a_page_of_the_past_tells_nothing_that_came_later(wards: dict[str, int]) -> None:
    record, entered = read(wards["Quang Hanh"])
    rewritten(record, "đọc lại công tơ", amount=777)
    lan = clerk_of(wards["Quang Hanh"])

    assert "đọc lại công tơ" in page_of(lan, record)
    before = page_of(lan, record, entered)
    assert before
    assert "đọc lại công tơ" not in before
    assert "777" not in before


def test_a_page_tells_only_the_versions_of_units_that_its_reader_may_read(
    wards: dict[str, int],
) -> None:
    record, entered = read(wards["Cẩm Sơn"])
    rewritten(record, "số của Cẩm Sơn", amount=777)
    rewritten(record, "chuyển về Quang Hanh", unit_id=wards["Quang Hanh"], amount=120)
    lan = clerk_of(wards["Quang Hanh"])

    now = page_of(lan, record)

    assert "chuyển về Quang Hanh" in now
    assert "số của Cẩm Sơn" not in now
    assert "777" not in now
    assert page_of(lan, record, entered) == ""


def test_what_points_to_a_record_is_counted_only_where_it_may_be_read(
    wards: dict[str, int],
) -> None:
    # The meter stands in Quang Hanh; one of its readings was written for Cẩm Sơn.
    record, _entered = read(wards["Quang Hanh"])
    rewritten(record, "nhầm phường", unit_id=wards["Cẩm Sơn"])
    meter = Reading.objects.get(pk=record).meter_id
    client = Client()
    client.force_login(clerk_of(wards["Quang Hanh"]))

    page = client.get(reverse("desk:record", args=["sample.meter", meter])).content.decode()

    assert "readings" not in page


def test_a_record_that_moved_away_is_not_withdrawn_through_a_page_of_the_past(
    wards: dict[str, int],
) -> None:
    record, entered = read(wards["Quang Hanh"])
    rewritten(record, "chuyển đi", unit_id=wards["Cẩm Sơn"])
    client = Client()
    client.force_login(clerk_of(wards["Quang Hanh"]))
    address = reverse("desk:withdraw", args=["sample.reading", record])

    reply = client.post(f"{address}?capnhat=%23{entered}", {"reason": "ghi nhầm"})

    assert reply.status_code == 404
    assert Reading.objects.filter(pk=record).exists()
    assert "Rút" not in page_of(User.objects.get(username="lan"), record, entered)


def test_a_withdrawal_of_what_somebody_corrected_meanwhile_is_refused(
    wards: dict[str, int],
) -> None:
    record, _entered = read(wards["Quang Hanh"])
    seen = Reading.objects.get(pk=record).version
    rewritten(record, "đọc lại", amount=777)
    client = Client()
    client.force_login(clerk_of(wards["Quang Hanh"]))

    client.post(
        reverse("desk:withdraw", args=["sample.reading", record]),
        {"reason": "ghi nhầm", "version": seen},
    )

    assert Reading.objects.filter(pk=record).exists()
    with pytest.raises(Stale):
        commit(Changes().withdrawing(READINGS, [record], [seen]), ENTRY)


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure over the readings, so that there is something to trace."""
    made = count(
        "sample.readings", title="readings", unit="readings", register="sample.reading",
        day="read_on", places=("unit",),
    )  # fmt: skip
    monkeypatch.setitem(define._catalogue, made.code, made)


@pytest.mark.usefixtures("figure")
def test_the_records_behind_a_figure_leave_as_a_file_only_where_they_may_be_taken_away(
    wards: dict[str, int],
) -> None:
    read(wards["Quang Hanh"])
    budget = User.objects.create(username="tai", full_name="Tài")
    Post.objects.create(user=budget, role="specialist", unit=Unit.objects.get(pk=wards["Quang Hanh"]), registers="budget.*")  # fmt: skip
    unit = "07186"  # Quang Hanh
    address = reverse("desk:trace", args=["sample.readings"])
    bodies = {}
    for user in (clerk_of(wards["Quang Hanh"]), clerk_of(wards["Cẩm Sơn"], "sơn"), budget):
        client = Client()
        client.force_login(user)
        reply = client.get(address, {"den": "2021-12-31", "dang": "csv", "donvi": unit})
        bodies[user.username] = (reply.status_code, "2021-12-03" in reply.content.decode())

    assert bodies["lan"] == (200, True)
    assert bodies["sơn"] == (200, False)
    assert bodies["tai"] == (403, False)
