"""Texts of scans are made once for one code over one shape of registers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches

from muctieu.indicators.define import Op, Where
from muctieu.indicators.engines import sql, texts
from muctieu.indicators.engines.scans import Basis

BASIS = Basis("sample.reading", "unit", "read_on", None, ())
ABOVE = ((Where("amount", Op.AT_LEAST, 3),),)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of this test alone, and none in memory."""
    monkeypatch.setattr(caches["texts"], "_dir", str(tmp_path))
    forget()


def forget() -> None:
    """What another process would not have in memory."""
    texts._made.cache_clear()
    texts._state.cache_clear()


def kept() -> list[Path]:
    return list(Path(caches["texts"]._dir).iterdir())


def test_a_text_is_the_one_that_is_built() -> None:
    assert texts.adding(BASIS, ABOVE, ()) == sql.adding(BASIS, ABOVE, ())


def test_another_process_finds_it_and_builds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    built = texts.adding(BASIS, ABOVE, ())
    forget()
    monkeypatch.setattr(sql, "adding", lambda *_what: "built again")

    assert texts.adding(BASIS, ABOVE, ()) == built


def test_another_question_has_another_text() -> None:
    below = ((Where("amount", Op.AT_MOST, 3),),)

    assert texts.adding(BASIS, below, ()) != texts.adding(BASIS, ABOVE, ())
    assert len(kept()) == 2


def test_another_shape_of_the_registers_builds_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    texts.adding(BASIS, ABOVE, ())
    forget()
    monkeypatch.setattr(texts, "schema_mark", lambda _tables: "another shape")
    monkeypatch.setattr(sql, "adding", lambda *_what: "built anew")

    assert texts.adding(BASIS, ABOVE, ()) == "built anew"


def test_the_days_of_a_question_are_no_part_of_its_text() -> None:
    assert "2021" not in sql.adding(BASIS, ABOVE, ())


def test_texts_are_kept_in_the_data_folder() -> None:
    assert str(settings.CACHES["texts"]["LOCATION"]).endswith("texts")
