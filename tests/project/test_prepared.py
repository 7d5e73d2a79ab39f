"""A second start skips what is done: when a data folder counts as made ready."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from muctieu.project import prepared, serve
from muctieu.project.prepared import DATABASES, is_prepared, note_prepared


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two databases, made ready for a package of one file."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    code = tmp_path / "code"
    code.mkdir()
    (code / "page.html").write_text("one")
    monkeypatch.setattr(prepared, "PACKAGE", code)
    monkeypatch.setattr(prepared, "CHECKOUT", tmp_path)
    data = tmp_path / "data"
    data.mkdir()
    for name in DATABASES:
        change(data / name, "CREATE TABLE here (word TEXT)")
    note_prepared(data, [])
    return data


def change(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql)


def test_a_folder_made_ready_by_this_code_is_not_made_ready_again(folder: Path) -> None:
    assert is_prepared(folder, [])


def test_what_is_entered_meanwhile_does_not_make_it_unready(folder: Path) -> None:
    change(folder / DATABASES[0], "INSERT INTO here VALUES ('more')")

    assert is_prepared(folder, [])


def test_a_folder_never_made_ready_is_not(tmp_path: Path, folder: Path) -> None:
    assert not is_prepared(tmp_path, [])


def test_asking_for_another_file_of_figures_makes_it_ready_anew(folder: Path) -> None:
    assert not is_prepared(folder, ["--published", "other.toml"])


def test_another_version_of_the_code_makes_it_ready_anew(folder: Path) -> None:
    (folder.parent / "code" / "page.html").write_text("three")

    assert not is_prepared(folder, [])


def test_another_setting_makes_it_ready_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUCTIEU_AGENCY", "UBND phường")

    assert not is_prepared(folder, [])


def test_a_database_that_is_gone_replaced_or_of_another_schema_is_looked_at(folder: Path) -> None:
    database = folder / DATABASES[0]
    whole = database.read_bytes()

    change(database, "CREATE TABLE there (word TEXT)")
    assert not is_prepared(folder, [])

    (folder / "other").write_bytes(whole)
    database.unlink()
    assert not is_prepared(folder, [])

    (folder / "other").rename(database)
    assert not is_prepared(folder, [])


def test_settings_that_only_the_house_reads_are_never_taken_for_known(folder: Path) -> None:
    (folder.parent / ".env").write_text("DATABASE_URL=postgres://elsewhere/")

    assert not is_prepared(folder, [])


def test_a_year_on_postgresql_is_always_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/")

    assert not is_prepared(folder, [])


def test_a_second_start_begins_no_process_to_look_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun(*_words: object, **_how: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setenv("MUCTIEU_DATA", str(folder))
    # The note tells the settings too: written anew under the one set here.
    note_prepared(folder, [])
    monkeypatch.setattr("subprocess.run", begun)

    assert serve.prepare_once([]) == {}
    with pytest.raises(AssertionError, match="started"):
        serve.prepare_once(["--empty"])
