"""The columnar copy: caught up when read, right after anything that can happen to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.db import connections, transaction

from muctieu.core.models import Unit
from muctieu.indicators.replica import Replica, Unsound
from muctieu.registers.clocks import latest
from muctieu.registers.write import Act, Changes, commit
from tests.support.clinic.models import VISITORS, Visitor, VisitorVersion

pytestmark = pytest.mark.django_db

ENTRY = Act(by=None, action="entry")
COLUMNS = "version, id, origin, known_from, known_to, name, born, sex"


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Replica]:
    one = Replica(tmp_path)
    yield one
    one.close()


def add(*names: str) -> tuple[int, ...]:
    rows = pl.DataFrame({"name": list(names)})
    return commit(Changes().opening(VISITORS, rows), ENTRY).ids["clinic.visitor"]


def copied(copy: Replica) -> list[tuple[object, ...]]:
    with copy.reading() as (cursor, position):
        assert position == latest().position
        return cursor.execute(f"SELECT {COLUMNS} FROM clinic_visitorversion ORDER BY 1").fetchall()


def recorded() -> list[tuple[object, ...]]:
    names = ("version", "record", "origin", "known_from", "known_to", "name", "born", "sex")
    return list(VisitorVersion._default_manager.order_by("version").values_list(*names))


def test_what_was_just_written_is_there_at_the_next_read(copy: Replica) -> None:
    add("An")
    assert copied(copy) == recorded()
    add("Bình", "Cúc")
    assert copied(copy) == recorded()
    assert len(recorded()) == 3


def test_a_version_that_ended_ends_in_the_copy_too(copy: Replica) -> None:
    first, _second = add("An", "Bình")
    copied(copy)
    seen = Visitor.objects.get(pk=first).version
    better = pl.DataFrame({"id": [first], "version": [seen], "name": ["An Nguyễn"]})
    commit(Changes().correcting(VISITORS, better), ENTRY)
    assert copied(copy) == recorded()
    commit(Changes().withdrawing(VISITORS, [first]), ENTRY)
    assert copied(copy) == recorded()


def test_a_copy_that_lost_a_row_meanwhile_says_so_and_is_right_at_the_next_read(
    copy: Replica,
) -> None:
    first, _second = add("An", "Bình")
    with copy.reading() as (cursor, _position):
        cursor.execute("DELETE FROM clinic_visitorversion WHERE name = 'An'")
        cursor.commit()
    commit(Changes().withdrawing(VISITORS, [first]), ENTRY)

    with pytest.raises(Unsound):  # one row ended, and there is none that could end
        copied(copy)
    assert copied(copy) == recorded()


@pytest.mark.parametrize(
    "name", ['say "no"', "a\\b", "two\nlines\tand, more", "null", " x ", "'", "ằ"]
)
def test_any_text_survives_the_way_into_the_copy(copy: Replica, name: str) -> None:
    add(name)
    assert copied(copy) == recorded()
    assert recorded()[-1][5] == name


def test_an_empty_text_stays_apart_from_no_text(copy: Replica) -> None:
    rows = pl.DataFrame(
        {"name": ["", "x"], "sex": [None, ""]}, schema={"name": pl.String, "sex": pl.String}
    )
    commit(Changes().opening(VISITORS, rows), ENTRY)
    assert [row[5:] for row in copied(copy)] == [("", None, None), ("x", None, "")]


def test_a_transaction_taken_back_is_taken_back_in_the_copy(copy: Replica) -> None:
    add("An")
    with transaction.atomic():
        add("Bình")
        assert len(copied(copy)) == 2
        transaction.set_rollback(True)
    add("Cúc", "Dũng")
    assert copied(copy) == recorded()
    assert len(recorded()) == 3


def test_a_copy_found_on_disk_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    add("An")
    one = Replica(tmp_path)
    copied(one)
    one.close()
    add("Bình")
    other = Replica(tmp_path)
    assert copied(other) == recorded()
    other.close()


def test_a_copy_that_lost_rows_is_built_anew(tmp_path: Path) -> None:
    add("An", "Bình")
    one = Replica(tmp_path)
    copied(one)
    with one.reading() as (cursor, _position):
        cursor.execute("DELETE FROM clinic_visitorversion WHERE name = 'An'")
        cursor.commit()
        cursor.begin()
    one.close()
    other = Replica(tmp_path)
    assert copied(other) == recorded()
    other.close()


def test_a_file_that_is_no_copy_at_all_is_replaced(tmp_path: Path) -> None:
    one = Replica(tmp_path)
    one.close()
    (file,) = tmp_path.glob("*/0.duckdb")
    file.write_bytes(b"not a database" * 1000)
    add("An")
    other = Replica(tmp_path)
    assert copied(other) == recorded()
    other.close()


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    one = Replica(tmp_path)
    one.close()
    (folder,) = tmp_path.iterdir()
    (folder / "0-left.csv").write_text("half a line")
    (folder / "1-alive.csv").write_text("another process is writing this")
    other = Replica(tmp_path)
    assert [path.name for path in folder.glob("*.csv")] == ["1-alive.csv"]
    other.close()


def test_two_processes_hold_two_files(tmp_path: Path) -> None:
    add("An")
    one, other = Replica(tmp_path), Replica(tmp_path)
    assert copied(one) == copied(other) == recorded()
    assert len(list(tmp_path.glob("*/*.duckdb"))) == 2
    one.close()
    other.close()


def test_a_change_of_the_map_reaches_the_copy(copy: Replica) -> None:
    from tests.support.table import make_units, table

    make_units(table("| unit | parent | from | to |\n| A | | 2012-01-01 | |"))
    with copy.reading() as (cursor, _position):
        before = cursor.execute("SELECT count(*) FROM unit_closure").fetchone()
    make_units(table("| unit | parent | from | to |\n| B | | 2012-01-01 | |"))
    with copy.reading() as (cursor, _position):
        after = cursor.execute("SELECT count(*) FROM unit_closure").fetchone()
    assert Unit.objects.count() == 2
    assert (before, after) == ((1,), (2,))


def test_every_row_in_which_copy_and_history_differ_is_named(copy: Replica) -> None:
    first, second = add("An", "Bình")
    assert list(copy.strays()) == []
    with copy.reading() as (cursor, _position):
        cursor.execute(f"UPDATE clinic_visitorversion SET name = 'Ân' WHERE id = {second}")
        cursor.commit()
    (version,) = VisitorVersion._default_manager.filter(record=second).values_list("version")
    assert list(copy.strays()) == [("clinic.visitor", version[0], second)]
    assert first != second


def test_no_identity_is_ever_copied(copy: Replica) -> None:
    with copy.reading() as (cursor, _position):
        names = {
            row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        }
    assert "sample_ownerversion" not in names
    assert "sample_meterversion" in names


@pytest.mark.django_db(transaction=True)
def test_readers_never_see_less_than_was_committed_before_they_asked(tmp_path: Path) -> None:
    """Writers and readers at once: what a reader knows to be committed is in what it reads."""
    one = Replica(tmp_path)
    behind: list[tuple[int, int]] = []
    finished = threading.Event()

    def read() -> None:
        try:
            while not finished.is_set():
                before = latest().position
                with one.reading() as (cursor, position):
                    found = cursor.execute("SELECT count(*) FROM clinic_visitorversion").fetchone()
                if position < before or found != (position,):
                    behind.append((before, position))
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(25):
        add(f"visitor {number}")  # one version in each update, so versions and updates agree
    finished.set()
    for reader in readers:
        reader.join()
    assert behind == []
    assert len(copied(one)) == 25
    one.close()
