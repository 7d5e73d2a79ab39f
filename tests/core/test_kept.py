"""What is made once is found again, and nothing about its files ever stops a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import caches

from muctieu.core.kept import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(caches["texts"], "_dir", str(tmp_path / "made"))
    return tmp_path / "made"


def never() -> str:
    raise AssertionError("made again")


def test_what_was_made_is_not_made_again(folder: Path) -> None:
    assert kept("texts", ("a", 1), lambda: "made") == "made"
    assert kept("texts", ("a", 1), never) == "made"
    assert len(list(folder.iterdir())) == 1


def test_of_another_thing_another_is_made(folder: Path) -> None:
    kept("texts", ("a", 1), lambda: "made")

    assert kept("texts", ("a", 2), lambda: "other") == "other"


@pytest.mark.parametrize("left", [0, 1, 8, 20])
def test_a_torn_file_is_made_anew(folder: Path, left: int) -> None:
    kept("texts", "torn", lambda: "made of many words")
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:left])

    assert kept("texts", "torn", lambda: "anew") == "anew"
    assert kept("texts", "torn", never) == "anew"


def test_where_nothing_can_be_written_it_is_made_each_time(folder: Path) -> None:
    folder.write_text("a file where the folder should be")

    assert kept("texts", "full", lambda: "once") == "once"
    assert kept("texts", "full", lambda: "twice") == "twice"
