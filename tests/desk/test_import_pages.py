"""A sheet's whole way through the pages: sent, settled, looked at, applied, answered."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from muctieu.registers.import_models import Import, State
from muctieu.registers.intake import _intakes
from tests.support.meters import GOOD, HEADINGS, INTAKE, clerk_of, draw_map, sheet
from tests.support.sample.models import Reading

pytestmark = pytest.mark.django_db
BAD = (2, "CT-2", "Quang Hanh", "31/02/2021", 1, "mắt")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """Readings can be sent, and background work is done before the page answers."""
    monkeypatch.setitem(_intakes, INTAKE.code, INTAKE)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def signed_in(unit: int, name: str = "lan") -> Client:
    client = Client()
    client.force_login(clerk_of(unit, name))
    return client


def sent(client: Client, path: Path) -> Import:
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    client.post(reverse("desk:import_upload", args=[INTAKE.code]), {"file": upload})
    return Import.objects.get()


def page(client: Client, name: str, one: Import) -> str:
    reply = client.get(reverse(name, args=[one.token]))
    assert reply.status_code == 200
    return reply.content.decode()


def test_a_sheet_is_sent_looked_at_and_applied(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    one = sent(client, sheet(tmp_path / "sổ.xlsx", GOOD, BAD))

    shown = page(client, "desk:import", one)
    assert "tháng 2 năm 2021 không có ngày 31" in shown
    assert Reading.objects.count() == 0

    client.post(reverse("desk:import_apply", args=[one.token]))

    one.refresh_from_db()
    assert one.state == State.APPLIED
    assert Reading.objects.count() == 1
    assert one.said_vi in page(client, "desk:import", one)


def test_the_preview_lists_the_new_rows_by_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    one = sent(client, sheet(tmp_path / "sổ.xlsx", BAD, GOOD))

    listed = page(client, "desk:import", one).split('id="new"')[1].split("</table>")[0]

    assert "Sheet1, 3" in listed
    assert "CT-01" in listed
    assert "CT-2" not in listed
    assert "Sheet1, 2" not in listed


def test_more_new_rows_than_a_page_holds_are_paged(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    rows = [(at, f"CT-{at:03}", *GOOD[2:]) for at in range(1, 53)]
    one = sent(client, sheet(tmp_path / "a.xlsx", *rows))

    address = reverse("desk:import", args=[one.token])
    first, second = (client.get(f"{address}?trang={at}").content.decode() for at in (1, 2))

    # Fifty to a page: row 51 of the sheet holds the fiftieth, row 52 the next one.
    assert "Sheet1, 51" in first
    assert "Sheet1, 52" not in first
    assert "Sheet1, 52" in second


def test_the_preview_says_what_each_column_was_taken_for_and_what_was_only_guessed(
    tmp_path: Path,
) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    headings = ("TT", "Mã công tơ", "Chỗ", *HEADINGS[3:])
    one = sent(client, sheet(tmp_path / "a.xlsx", GOOD, headings=headings))

    shown = page(client, "desk:import", one).split('id="columns"')[1].split("</table>")[0]
    guessed = shown.split("Chỗ</th>")[1].split("</tr>")[0]
    assert "Phường/xã" in guessed
    assert "state-wait" in guessed
    assert "state-wait" not in shown.split("Mã công tơ</th>")[1].split("</tr>")[0]
    assert reverse("desk:import_columns", args=[one.token]) in page(client, "desk:import", one)

    client.post(reverse("desk:import_apply", args=[one.token]))
    applied = page(client, "desk:import", one).split('id="columns"')[1]
    assert "state-wait" in applied.split("Chỗ</th>")[1].split("</tr>")[0]


def test_an_applied_file_leads_to_its_records_and_no_longer_says_nothing_is_written(
    tmp_path: Path,
) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    one = sent(client, sheet(tmp_path / "a.xlsx", GOOD))
    assert "Chưa ghi gì" in page(client, "desk:import", one)

    client.post(reverse("desk:import_apply", args=[one.token]))

    one.refresh_from_db()
    shown = page(client, "desk:import", one)
    assert "Chưa ghi gì" not in shown
    address = reverse("desk:register", args=["sample.reading"])
    link = next(part for part in shown.split('href="') if part.startswith(f"{address}?lan="))
    listed = client.get(link.split('"')[0].replace("&amp;", "&")).content.decode()
    reading = Reading.objects.get()
    assert reverse("desk:record", args=["sample.reading", reading.pk]) in listed


def test_refused_rows_are_fetched_as_the_senders_own_workbook(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    one = sent(client, sheet(tmp_path / "sổ.xlsx", GOOD, BAD))

    reply = client.get(reverse("desk:import_answer", args=[one.token]))

    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    assert book["Sheet1"]["D3"].comment is not None


def test_columns_are_settled_by_hand_where_they_must_be(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    headings = (*HEADINGS[:3], "Lúc", *HEADINGS[4:])
    row = (1, "CT-1", "Quang Hanh", "?", 5, "mắt", "03/12/2021")
    one = sent(client, sheet(tmp_path / "a.xlsx", row, headings=headings))
    assert one.state == State.COLUMNS
    assert "Ghi chú" in page(client, "desk:import_columns", one)

    # Of the seven headings only the last is taken for the day.
    chosen = {
        f"column-{at}": name
        for at, name in enumerate(("", "meter_code", "unit", "", "", "method", "read_on"))
    }
    client.post(reverse("desk:import_columns", args=[one.token]), chosen)

    one.refresh_from_db()
    assert one.state == State.PREVIEWED
    assert one.counts["new"] == 1


def test_a_file_of_somebody_else_is_not_there(tmp_path: Path) -> None:
    units = draw_map()
    one = sent(signed_in(units["Quang Hanh"]), sheet(tmp_path / "a.xlsx", GOOD))
    other = signed_in(units["Quang Hanh"], "other")

    for name in ("desk:import", "desk:import_columns", "desk:import_answer"):
        assert other.get(reverse(name, args=[one.token])).status_code == 404
    assert other.post(reverse("desk:import_apply", args=[one.token])).status_code == 404
    assert Reading.objects.count() == 0


def test_an_unreadable_file_says_why_on_its_page(tmp_path: Path) -> None:
    units = draw_map()
    client = signed_in(units["Quang Hanh"])
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")

    one = sent(client, path)

    assert "Đây không phải là tệp bảng tính" in page(client, "desk:import", one)
