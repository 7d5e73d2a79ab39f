"""The columnar copy says what the histories say: the part of ``mt verify`` that this room proves."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from muctieu.core.said import gettext as _
from muctieu.indicators.replica import Unsound, replica
from muctieu.registers.verify import Damage


def stray_rows() -> Iterator[Damage]:
    """Rows in which this process's copy differs from the history."""
    try:
        for register, version, record in replica().strays():
            yield Damage(register, version, record, _("the copy for figures says otherwise"))
    except (Unsound, duckdb.Error):
        # Versions that are not there and values that no column holds are named by their seals.
        yield Damage("", None, None, _("the copy for figures cannot be made from these histories"))
