"""A sent file from its arrival to the change set it becomes, and everything that can cut it off."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from muctieu.core.models import ChangeSet, User
from muctieu.registers.applying import (
    ImportRefused,
    Overtaken,
    abandon,
    apply_import,
    apply_preview,
    differences_kept,
    faults_kept,
    forget_files,
    mapping_of,
    outcomes_kept,
    prepare,
    receive,
    settle_columns,
    skipped_kept,
)
from muctieu.registers.import_models import Import, Job, JobState, State, Work
from muctieu.registers.intake import _intakes
from muctieu.registers.preview import Preview, preview_file
from muctieu.registers.tasks import (
    LOST,
    latest_job,
    recover,
    start,
    take_over,
    this_process,
    work_on_import,
)
from muctieu.registers.verify import verify
from muctieu.registers.workbook import MEBIBYTE, FileRefused
from muctieu.registers.write import Act
from tests.support.meters import GOOD, INTAKE, NOON, OFFICE, clerk_of, draw_map, sheet
from tests.support.sample.models import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _readings_can_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_intakes, INTAKE.code, INTAKE)


def sent(path: Path, by: User | None = None) -> Import:
    return receive([path.read_bytes()], path.name, INTAKE, by=by, at=NOON)


def test_a_file_goes_from_arrival_to_a_change_set(tmp_path: Path) -> None:
    units = draw_map()
    lan = clerk_of(units["Quang Hanh"])
    bad = (2, "CT-2", "Quang Hanh", "31/02/2021", 1, "mắt")
    one = sent(sheet(tmp_path / "sổ.xlsx", GOOD, bad), lan)
    assert one.state == State.RECEIVED

    prepare(one, at=NOON)

    assert one.state == State.PREVIEWED
    assert one.said_vi == "Đã kiểm tra 2 dòng: 1 mới, 0 thay đổi, 0 đã có, 1 không nhận."
    assert [fault.row for fault in faults_kept(one)] == [3]
    assert outcomes_kept(one, "new")["row"].to_list() == [2]
    assert differences_kept(one).is_empty()
    assert skipped_kept(one) == []

    receipt = apply_import(one, by=lan, at=NOON)

    assert receipt is not None
    one.refresh_from_db()
    assert (one.state, one.change_set_id) == (State.APPLIED, receipt.number)
    change_set = ChangeSet.objects.get()
    assert (change_set.actor, change_set.source) == (lan, "sổ.xlsx")
    assert Reading.objects.count() == 1
    assert verify().sound


def test_an_applied_file_cannot_be_applied_again(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    apply_import(one, by=None, at=NOON)

    with pytest.raises(ImportRefused) as refused:
        apply_import(one, by=None, at=NOON)
    assert refused.value.code == "already"


def test_an_applied_file_stays_applied_whoever_still_has_its_old_page_open(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    old_page = Import.objects.get(pk=one.pk)
    receipt = apply_import(one, by=None, at=NOON)
    assert receipt is not None

    for act in (
        lambda: prepare(old_page, at=NOON),
        lambda: settle_columns(old_page, {}, at=NOON),
    ):
        with pytest.raises(ImportRefused) as refused:
            act()
        assert refused.value.code == "already"
    abandon(old_page)

    one.refresh_from_db()
    assert (one.state, one.change_set_id) == (State.APPLIED, receipt.number)


def test_a_check_asked_for_again_after_applying_says_that_it_was_applied(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    apply_import(one, by=None, at=NOON)
    job = start(one, Work.PREVIEW, by=None, at=NOON)

    work_on_import.call(job.pk, None)

    one.refresh_from_db()
    assert one.state == State.APPLIED
    assert "đã được áp dụng" in one.said_vi


def test_a_file_that_was_not_looked_at_cannot_be_applied(tmp_path: Path) -> None:
    draw_map()
    with pytest.raises(ImportRefused) as refused:
        apply_import(sent(sheet(tmp_path / "a.xlsx", GOOD)), by=None, at=NOON)
    assert refused.value.code == "not_previewed"


def test_work_that_breaks_says_so_on_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    job = start(one, Work.PREVIEW, by=None, at=NOON)
    monkeypatch.setattr("muctieu.registers.tasks.prepare", _fails)

    with pytest.raises(ZeroDivisionError):
        work_on_import.call(job.pk, None)

    one.refresh_from_db()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert one.said_vi.startswith("Phần mềm gặp lỗi")


def test_the_same_file_sent_again_writes_nothing_and_says_when_it_was(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)
    first, second = sent(path), sent(path)
    prepare(first, at=NOON)
    apply_import(first, by=None, at=NOON)
    prepare(second, at=NOON)

    assert apply_import(second, by=None, at=NOON) is None

    assert ChangeSet.objects.count() == 1
    assert second.said_vi == (
        "Tệp này đã được áp dụng ở lần cập nhật số 1; không có gì mới để ghi."
    )


def test_of_two_who_apply_the_same_file_at_once_one_wins(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)
    first, second = sent(path), sent(path)
    prepare(first, at=NOON)
    prepare(second, at=NOON)
    apply_import(first, by=None, at=NOON)

    # The second previewed before the first applied; now there is nothing left for it to do.
    assert apply_import(second, by=None, at=NOON) is None
    assert Reading.objects.count() == 1
    assert "đã được áp dụng" in second.said_vi


def test_a_file_that_would_now_do_something_else_is_shown_again_first(tmp_path: Path) -> None:
    draw_map()
    mine = sent(sheet(tmp_path / "a.xlsx", GOOD))
    other = (1, "CT-01", "Quang Hanh", "03/12/2021", 77, "mắt", None)
    theirs = sent(sheet(tmp_path / "b.xlsx", other))
    prepare(mine, at=NOON)
    prepare(theirs, at=NOON)
    apply_import(theirs, by=None, at=NOON)

    with pytest.raises(Overtaken):
        apply_import(mine, by=None, at=NOON)

    assert Reading.objects.get().amount == 77
    mine.refresh_from_db()
    assert mine.state == State.PREVIEWED
    assert differences_kept(mine).select("old", "new").rows() == [("77", "120")]
    # Seen again, it may be applied.
    assert apply_import(mine, by=None, at=NOON) is not None


def test_somebody_without_a_post_cannot_send_a_file(tmp_path: Path) -> None:
    draw_map()
    stranger = User.objects.create(username="stranger")
    with pytest.raises(ImportRefused) as refused:
        sent(sheet(tmp_path / "a.xlsx", GOOD), stranger)
    assert refused.value.code == "not_yours"


def test_a_disk_that_fills_up_while_a_file_arrives_leaves_nothing(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")

    def pieces() -> Iterator[bytes]:
        # The first piece is on the disk already when there is no more room.
        yield b"PK"
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"more")

    before = set((Path(settings.DATA) / "imports").glob("*"))
    with pytest.raises(ImportRefused) as refused:
        receive(pieces(), "a.xlsx", INTAKE, by=None, at=NOON)

    assert refused.value.code == "disk_full"
    assert not Import.objects.exists()
    assert set((Path(settings.DATA) / "imports").glob("*")) == before


def test_a_file_beyond_the_limit_is_not_kept() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"0" * (10 * MEBIBYTE)

    before = set((Path(settings.DATA) / "imports").glob("*"))
    with pytest.raises(FileRefused) as refused:
        receive(endless(), "a.xlsx", INTAKE, by=None, at=NOON)

    assert refused.value.code == "too_large"
    assert set((Path(settings.DATA) / "imports").glob("*")) == before


def test_an_unreadable_file_says_why_and_stays_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    one = sent(path)

    assert prepare(one, at=NOON) is None
    assert one.state == State.REFUSED
    assert one.said_vi.startswith("Đây không phải là tệp bảng tính")


def test_columns_settled_once_are_remembered_for_the_sender(tmp_path: Path) -> None:
    units = draw_map()
    lan, minh = clerk_of(units["Quang Hanh"]), clerk_of(None, "minh")
    strange = ("TT", "Mã công tơ", "Phường", "Ngày đọc", "Số cuối", "Kiểu", "Khác")
    path = sheet(tmp_path / "a.xlsx", GOOD, headings=strange)
    one = sent(path, lan)
    prepare(one, at=NOON)
    assert mapping_of(one).by_heading.get("Số cuối") is None

    settle_columns(one, {"Số cuối": "amount"}, at=NOON)
    prepare(one, at=NOON)
    apply_import(one, by=lan, at=NOON)

    assert Reading.objects.get().amount == 120
    again, of_minh = sent(path, lan), sent(path, minh)
    prepare(again, at=NOON)
    prepare(of_minh, at=NOON)
    assert mapping_of(again).by_heading["Số cuối"] == "amount"
    assert "Số cuối" not in mapping_of(of_minh).by_heading


def test_a_file_that_lacks_a_column_waits_for_a_person(tmp_path: Path) -> None:
    draw_map()
    headings = ("TT", "Mã công tơ", "Phường", "Xem lúc", "Chỉ số", "x", "y")
    row = (1, "CT-1", "Quang Hanh", "hôm qua", 5, "?", None)
    one = sent(sheet(tmp_path / "a.xlsx", row, headings=headings))

    assert prepare(one, at=NOON) is None

    assert one.state == State.COLUMNS
    assert one.said_vi.startswith("Chưa chọn cột cho “Ngày đọc”")


def test_old_files_are_forgotten_and_what_they_became_stays(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    apply_import(one, by=None, at=NOON)

    assert forget_files(NOON + dt.timedelta(days=30)) == 1

    one.refresh_from_db()
    assert not one.folder.exists()
    assert one.state == State.APPLIED


def test_an_abandoned_file_leaves_nothing(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    abandon(one)
    assert (one.state, one.folder.exists(), Reading.objects.count()) == ("abandoned", False, 0)


# ------------------------------------------------------------------ in the background


def test_a_job_checks_and_applies_and_tells_how_far_it_is(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    for work in (Work.PREVIEW, Work.APPLY):
        job = start(one, work, by=None, at=NOON)
        assert job.state == JobState.WAITING
        # Asked again while it is waiting: the same job, not a second one.
        assert start(one, work, by=None, at=NOON) == job
        work_on_import.call(job.pk, None)
        job.refresh_from_db()
        assert (job.state, job.finished_at is not None) == (JobState.DONE, True)

    one.refresh_from_db()
    assert one.state == State.APPLIED
    done = latest_job(one)
    assert done is not None
    assert done.stage == "writing"


def test_work_that_stops_beating_is_found_and_offered_again(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "sổ 4.xlsx", GOOD))
    start(one, Work.PREVIEW, by=None, at=NOON)
    Job.objects.update(state=JobState.RUNNING, beat_at=NOON)

    assert recover(NOON + LOST / 2) == []
    assert take_over(NOON + 2 * LOST) == [one]

    job = latest_job(one)
    assert job is not None
    assert job.state == JobState.INTERRUPTED
    one.refresh_from_db()
    assert one.said_vi == (
        "Việc kiểm tra tệp “sổ 4.xlsx” bị ngắt giữa chừng; sổ chưa bị ghi dở. Hãy bấm làm lại."
    )
    assert start(one, Work.PREVIEW, by=None, at=NOON) != job


def test_work_of_a_killed_process_is_found_at_once(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    start(one, Work.PREVIEW, by=None, at=NOON)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as worker:
        host = this_process().rpartition(":")[0]
        of_the_worker = {"worker": f"{host}:{worker.pid}", "beat_at": NOON}
        Job.objects.update(state=JobState.RUNNING, **of_the_worker)
        assert recover(NOON) == []
        worker.kill()

    assert recover(NOON) == [one]


def test_work_that_was_cut_off_after_it_was_done_is_not_offered_again(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    start(one, Work.APPLY, by=None, at=NOON)
    apply_import(one, by=None, at=NOON)
    Job.objects.update(state=JobState.RUNNING, beat_at=NOON)

    assert recover(NOON + 2 * LOST) == []
    job = latest_job(one)
    assert job is not None
    assert job.state == JobState.DONE


# ------------------------------------------------------------------ when the database will not


def test_a_failure_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)

    # Everything is in the tables already when the file is to be marked as applied.
    monkeypatch.setattr("muctieu.registers.applying._applied", _fails)
    with pytest.raises(ZeroDivisionError):
        apply_import(one, by=None, at=NOON)

    one.refresh_from_db()
    assert (Reading.objects.count(), ChangeSet.objects.count()) == (0, 0)
    assert one.state == State.PREVIEWED
    assert verify().sound


def _fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError


# What another process does: it applies the one import there is and stops in the very transaction,
# after every row was written and before anything was made fast.
APPLIES_AND_STOPS = """
import sys, time, django
django.setup()
from django.conf import settings
from django.db import connections
for alias, name in zip(("default", "ops"), sys.argv[1:]):
    connections[alias].settings_dict["NAME"] = name
from muctieu.registers import applying, intake
from muctieu.registers.import_models import Import
from tests.support.meters import INTAKE, NOON
intake.intake(INTAKE)
def stop(*_):
    print("in the middle", flush=True)
    time.sleep(60)
applying._applied = stop
applying.apply_import(Import.objects.get(), by=None, at=NOON)
"""


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_leaves_nothing_and_the_file_can_be_applied(tmp_path: Path) -> None:
    draw_map()
    one = sent(sheet(tmp_path / "a.xlsx", GOOD))
    prepare(one, at=NOON)
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "ops")]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "."}
    command = [sys.executable, "-c", APPLIES_AND_STOPS, *names]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"in the middle\n"
        other.kill()

    assert (Reading.objects.count(), ChangeSet.objects.count()) == (0, 0)
    assert verify().sound
    one.refresh_from_db()
    assert one.state == State.PREVIEWED
    assert apply_import(one, by=None, at=NOON) is not None
    assert Reading.objects.count() == 1


# Told before the test is set up: emptying a database after a test that was skipped costs seconds.
only_sqlite = pytest.mark.skipif(
    "postgres" in os.environ.get("DATABASE_URL", ""),
    reason="PostgreSQL lets writers wait for one another and has no limit on its size",
)


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_one_sentence_and_nothing_written(tmp_path: Path) -> None:
    draw_map()
    preview = preview_file(sheet(tmp_path / "a.xlsx", GOOD), INTAKE, OFFICE)
    connections["default"].cursor().execute("PRAGMA busy_timeout = 50")
    somebody = sqlite3.connect(connections["default"].settings_dict["NAME"])
    somebody.execute("BEGIN IMMEDIATE")

    with pytest.raises(ImportRefused) as refused:
        apply_preview(preview, Act(None, "import"))

    somebody.rollback()
    somebody.close()
    assert refused.value.code == "busy"
    assert "thử lại" in refused.value.sentence.vi
    assert Reading.objects.count() == 0
    assert apply_preview(preview, Act(None, "import")).number == 1


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_one_sentence_and_nothing_written(tmp_path: Path) -> None:
    draw_map()
    rows = [(at, f"CT-{at}", "Quang Hanh", "03/12/2021", at, "mắt", "x" * 190) for at in range(900)]
    preview = preview_file(sheet(tmp_path / "a.xlsx", *rows), INTAKE, OFFICE)
    cursor = connections["default"].cursor()
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    # The database may not grow by more than ten pages: what a full disk comes to.
    cursor.execute(f"PRAGMA max_page_count = {pages + 10}")

    with pytest.raises(ImportRefused) as refused:
        apply_preview(preview, Act(None, "import"))

    assert refused.value.code == "disk_full"
    assert (Reading.objects.count(), ChangeSet.objects.count()) == (0, 0)
    cursor.execute("PRAGMA max_page_count = 1073741823")
    assert apply_preview(preview, Act(None, "import")).number == 1
    assert Reading.objects.count() == 900


@pytest.mark.django_db(transaction=True)
def test_two_at_the_very_same_moment_are_put_in_a_row(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)
    previews = [preview_file(path, INTAKE, OFFICE) for _who in range(2)]
    both_ready = threading.Barrier(2)
    outcomes: list[str] = []

    def press(preview: Preview) -> None:
        both_ready.wait()
        try:
            outcomes.append(f"update {apply_preview(preview, Act(None, 'import')).number}")
        except Overtaken as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    people = [threading.Thread(target=press, args=(preview,)) for preview in previews]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(outcomes) == ["overtaken", "update 1"]
    assert Reading.objects.count() == 1
    assert verify().sound
