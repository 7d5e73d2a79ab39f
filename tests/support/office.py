"""A city in its province, and sheets as finance and statistics offices send them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.registers.applying import settled
from muctieu.registers.clocks import latest
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_file, preview_rows
from muctieu.registers.write import Act, commit

TODAY = dt.date(2022, 1, 12)
OFFICE = Sender(by=None, today=TODAY)
ACT = Act(by=None, action="enter")
CITY = "Thành phố Cẩm Phả"


def make_city() -> int:
    """Quảng Ninh and Cẩm Phả below it; the city's id."""
    province = _unit("Tỉnh Quảng Ninh", "22", "province", None)
    city = _unit(CITY, "195", "city", province)
    rebuild_closure()
    return city


def make_wards(city: int) -> list[int]:
    """Two wards of the city, "Phường Một" and "Phường Hai"."""
    found = [_unit("Phường Một", "19501", "ward", city), _unit("Phường Hai", "19502", "ward", city)]
    rebuild_closure()
    return found


def _unit(name: str, code: str, kind: str, parent: int | None) -> int:
    unit = Unit.objects.create()
    UnitVersion.objects.create(
        unit=unit,
        name=name,
        code=code,
        kind=kind,
        parent_id=parent,
        valid_from=dt.date(2012, 2, 21),
    )
    return unit.pk


def looked_at(of: str, *rows: dict[str, str | None], on: dt.date = TODAY) -> Preview:
    """What rows of a form or a call would do, on a day."""
    return preview_rows(list(rows), intake_of(of), Sender(by=None, today=on))


def sent(of: str, *rows: dict[str, str | None], on: dt.date = TODAY) -> Preview:
    """Look at rows and write what may be written."""
    return _written(looked_at(of, *rows, on=on))


def sheet_looked_at(of: str, path: Path) -> Preview:
    """What a sheet would do."""
    return preview_file(path, intake_of(of), OFFICE)


def sheet_sent(of: str, path: Path) -> Preview:
    """Look at a sheet and write what may be written."""
    return _written(sheet_looked_at(of, path))


def _written(preview: Preview) -> Preview:
    changes = settled(preview)
    if changes:
        commit(changes, ACT)
    return preview


def rules_broken(preview: Preview) -> list[str]:
    """The rules of all faults, in the order of lines."""
    return preview.faults["rule"].to_list()


def sheet(path: Path, lines: Sequence[Sequence[object]]) -> Path:
    """A workbook with these lines on its only page; None leaves a cell empty."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Biểu")
    for at, line in enumerate(lines):
        page.write_row(at, 0, line)
    book.close()
    return path


def known_now() -> int:
    """The number of the last update."""
    return latest().position
