"""Regimes and holidays to begin with: those shipped, put on file as records like any other.

An authority then changes them as its own: a regime gets a last day and another row after it.
Which registers a report is made of each field of work says itself (``reports_are_made_of``).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from muctieu.plan.plan_file import frame_of
from muctieu.plan.report_models import HOLIDAY, REGIME, Cut, Holiday, Regime, Reporters
from muctieu.registers.write import Changes

SHIPPED = Path(__file__).with_name("defaults.toml")
_NAMES = ("code", "title", "span", "cut", "working_days", "signatures", "document")
_MADE_OF: dict[Cut, tuple[str, ...]] = {}


def reports_are_made_of(cut: Cut, *registers: str) -> None:
    """Say that shipped reports of such windows are made of these registers.

    A locked period closes them. Called by sectors when they are loaded.
    """
    _MADE_OF[cut] = tuple(dict.fromkeys((*_MADE_OF.get(cut, ()), *registers)))


def default_changes(unit: int, reporters: Reporters, from_on: dt.date) -> Changes:
    """The shipped regimes under which ``unit`` receives from a day on, and the holidays.

    Only what is not on file yet.
    """
    file = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    held = set(Regime.objects.filter(unit_id=unit).values_list("code", flat=True))
    regimes = [
        _regime(row, unit, reporters, from_on) for row in file["regime"] if row["code"] not in held
    ]
    known = set(Holiday.objects.values_list("day", flat=True))
    holidays = [
        {"day": day, "kind": "off", "name": one["name"], "verified": False}
        for one in file["holiday"]
        for day in one["days"]
        if day not in known
    ]
    changes = Changes()
    if regimes:
        changes = changes.opening(REGIME, frame_of(REGIME, regimes))
    return changes.opening(HOLIDAY, frame_of(HOLIDAY, holidays)) if holidays else changes


def _regime(
    row: Mapping[str, Any], unit: int, reporters: Reporters, from_on: dt.date
) -> dict[str, Any]:
    return {name: row[name] for name in _NAMES} | {
        "unit_id": unit,
        "reporters": reporters.value,
        "registers": " ".join(_MADE_OF.get(Cut(row["cut"]), ())) or None,
        "from_on": from_on,
        "verified": False,
    }
