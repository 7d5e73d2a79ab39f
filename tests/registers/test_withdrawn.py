"""A record taken back: what it brought along, and what is said when it is sent again."""

from __future__ import annotations

from pathlib import Path

import pytest

from muctieu.core.models import User
from muctieu.registers.applying import apply_preview
from muctieu.registers.clocks import latest
from muctieu.registers.companions import companions_of
from muctieu.registers.listing import known_rows
from muctieu.registers.preview import Preview, Sender, preview_file
from muctieu.registers.write import Act, Changes, commit
from tests.support.meters import GOOD, INTAKE, OFFICE, TODAY, clerk_of, draw_map, sheet
from tests.support.sample.models import METERS, READINGS, Meter, Reading

pytestmark = pytest.mark.django_db
IMPORT = Act(by=None, action="import")


def seen(path: Path, by: User | None = None) -> Preview:
    return preview_file(path, INTAKE, Sender(by=by, today=TODAY))


def taken_back(by: User) -> None:
    act = Act(by=by, action="withdraw", reason="đọc nhầm công tơ")
    commit(Changes().withdrawing(READINGS, [Reading.objects.get().pk]), act)


def warnings(preview: Preview) -> list[str]:
    return [str(one.sentence) for one in preview.faults_shown() if one.rule == "row.withdrawn"]


def test_a_withdrawn_row_sent_again_is_new_and_says_when_by_whom_and_why(tmp_path: Path) -> None:
    units = draw_map()
    lan = clerk_of(units["Quang Hanh"])
    path = sheet(tmp_path / "a.xlsx", GOOD)
    apply_preview(seen(path, lan), IMPORT)
    taken_back(lan)

    again = seen(path, lan)

    assert (again.counts.new, again.counts.refused, again.counts.warned) == (1, 0, 1)
    (said,) = warnings(again)
    assert "Lan" in said
    assert "đọc nhầm công tơ" in said


def test_who_and_why_are_not_told_to_another_unit(tmp_path: Path) -> None:
    units = draw_map()
    lan, other = clerk_of(units["Quang Hanh"]), clerk_of(units["Cẩm Sơn"], "other")
    apply_preview(seen(sheet(tmp_path / "a.xlsx", GOOD), lan), IMPORT)
    taken_back(lan)

    (said,) = warnings(seen(sheet(tmp_path / "b.xlsx", (*GOOD[:2], "Cẩm Sơn", *GOOD[3:])), other))

    assert "Lan" not in said
    assert "đọc nhầm" not in said


def test_a_row_corrected_or_never_there_is_not_warned_of(tmp_path: Path) -> None:
    units = draw_map()
    lan = clerk_of(units["Quang Hanh"])
    apply_preview(seen(sheet(tmp_path / "a.xlsx", GOOD), lan), IMPORT)
    taken_back(lan)

    assert warnings(seen(sheet(tmp_path / "b.xlsx", (1, "CT-09", *GOOD[2:])), lan)) == []


def test_what_a_row_brought_along_can_go_with_it(tmp_path: Path) -> None:
    draw_map()
    apply_preview(preview_file(sheet(tmp_path / "a.xlsx", GOOD), INTAKE, OFFICE), IMPORT)
    row = known_rows(READINGS, latest()).get()

    found = companions_of(READINGS, row)

    assert found.by_register() == {METERS.code: [Meter.objects.get().pk]}
    assert found.can_go


def test_what_others_rest_on_stays(tmp_path: Path) -> None:
    """A second reading of the same meter came later: the meter is no longer the first one's."""
    draw_map()
    later = (2, "CT-01", "Quang Hanh", "02/12/2021", 100, "mắt", None)
    for name, row in (("a", GOOD), ("b", later)):
        path = sheet(tmp_path / f"{name}.xlsx", row)
        apply_preview(preview_file(path, INTAKE, OFFICE), IMPORT)
    first = known_rows(READINGS, latest()).order_by("record").first()

    found = companions_of(READINGS, first)

    assert not found.can_go
    assert found.others == ((READINGS, 1),)
    second = known_rows(READINGS, latest()).order_by("-record").first()
    assert companions_of(READINGS, second).records == ()
