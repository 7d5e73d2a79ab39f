"""A case's tables, written into real registers of the database under test."""

from __future__ import annotations

import pytest

from muctieu.indicators import define, denominators
from tests.support.clinic.figures import FIGURES, LEDGER


@pytest.fixture(autouse=True)
def _clinic_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic's figures are in the catalogue only while its own tests run."""
    for one in FIGURES:
        monkeypatch.setitem(define._catalogue, one.code, one)
    for entry in LEDGER:
        monkeypatch.setitem(denominators._ledger, entry.code, entry)
