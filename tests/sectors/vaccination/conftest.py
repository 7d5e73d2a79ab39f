"""A city with two wards, its rounds and lots, and a way to send sheets of doses into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.registers.applying import settled
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.write import Act, Changes, commit
from muctieu.sectors.vaccination.models import ALLOCATION

TODAY = dt.date(2021, 12, 4)
OFFICE = Sender(by=None, today=TODAY)
ACT = Act(by=None, action="enter")
# A row as a ward sends it, to be changed one thing at a time.
ROW: dict[str, str | None] = {
    "full_name": "Nguyễn (mẫu) Thị Hoa",
    "birth_on": "02/03/1985",
    "sex": "Nữ",
    "id_number": "999185000001",
    "phone": "0000 000 001",
    "address": "Tổ mẫu 7",
    "residence": "Phường Quang Hanh",
    "dose_no": "1",
    "vaccine": "Vero Cell",
    "lot": "MAU-VE15",
    "given_on": "07/09/2021",
    "unit": "P. Quang Hanh",
}


class City:
    """Two wards, one lot of Vero Cell, nothing else."""

    def __init__(self) -> None:
        self.province = self._unit("Tỉnh Quảng Ninh", "22", "province", None)
        self.city = self._unit("Thành phố Cẩm Phả", "195", "city", self.province)
        self.here = self._unit("Phường Quang Hanh", "06778", "ward", self.city)
        self.there = self._unit("Phường Cửa Ông", "06763", "ward", self.city)
        rebuild_closure()

    @staticmethod
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

    def lot(self, name: str, vaccine: str, **changed: object) -> None:
        row = {
            "number": "QĐ 1",
            "unit_id": self.city,
            "allocated_on": dt.date(2021, 8, 1),
            "vaccine": vaccine,
            "lot": name,
            "expires_on": dt.date(2022, 1, 31),
            "doses": 1000,
        }
        commit(Changes().opening(ALLOCATION, pl.DataFrame([row | changed])), ACT)


def looked_at(*rows: Mapping[str, str | None], of: str = "vaccination.dose") -> Preview:
    return preview_rows(list(rows), intake_of(of), OFFICE)


def sent(*rows: Mapping[str, str | None], of: str = "vaccination.dose") -> Preview:
    """Look at rows and write what may be written."""
    preview = looked_at(*rows, of=of)
    changes = settled(preview)
    if changes:
        commit(changes, ACT)
    return preview


def row(**changed: str | None) -> dict[str, str | None]:
    return ROW | changed


def rules_broken(preview: Preview) -> set[str]:
    return set(preview.faults["rule"])


@pytest.fixture
def city() -> City:
    made = City()
    made.lot("MAU-VE15", "vero_cell")
    return made
