"""Lists of what was known: complete at any moment, whatever is written meanwhile."""

from __future__ import annotations

import polars as pl
import pytest

from muctieu.registers.clocks import latest
from muctieu.registers.listing import known_rows
from muctieu.registers.write import Act, Changes, commit
from tests.support.meters import draw_map
from tests.support.sample.models import METERS, Meter

pytestmark = pytest.mark.django_db
ENTRY = Act(by=None, action="entry")


def test_a_record_does_not_vanish_from_a_list_while_it_is_corrected() -> None:
    unit = draw_map()["Quang Hanh"]
    commit(Changes().opening(METERS, pl.DataFrame({"unit_id": [unit], "code": ["CT-01"]})), ENTRY)
    looked_up = latest()

    # Somebody corrects it between the look at the clock and the look at the list.
    now = pl.DataFrame([Meter.objects.values("id", "version", "origin", "unit_id", "code").get()])
    commit(Changes().correcting(METERS, now.with_columns(pl.lit("CT-02").alias("code"))), ENTRY)

    assert [row.code for row in known_rows(METERS, looked_up)] == ["CT-01"]
    assert [row.code for row in known_rows(METERS, latest())] == ["CT-02"]
