"""A city with a site of each kind, and rows as wards send them, to be changed one thing at a time."""

from __future__ import annotations

import pytest

from tests.support.office import CITY, make_city, make_wards, sent

Row = dict[str, str | None]
HOA: Row = {
    "full_name": "Nguyễn (mẫu) Thị Hoa", "birth_on": "02/03/1985", "sex": "nữ",
    "id_number": "999185000001", "unit": CITY,
}  # fmt: skip
TAM: Row = {
    "full_name": "Trần (mẫu) Văn Tám", "birth_on": "01/06/1990", "sex": "nam",
    "id_number": "999090000002", "unit": CITY,
}  # fmt: skip
BA: Row = {
    "full_name": "Lê (mẫu) Văn Ba", "birth_on": "05/05/1970", "sex": "nam",
    "id_number": "999070000003", "unit": CITY,
}  # fmt: skip


def case(who: Row = HOA, **changed: str | None) -> Row:
    said: Row = {
        "code": "CP-1",
        "sampled_on": "09/11/2021",
        "confirmed_on": "10/11/2021",
        "found": "cộng đồng",
    }
    return who | said | changed  # fmt: skip


def contact(who: Row = TAM, **changed: str | None) -> Row:
    said: Row = {
        "case_code": "CP-1",
        "last_on": "08/11/2021",
        "setting": "gia đình",
        "found_on": "10/11/2021",
    }
    return who | said | changed  # fmt: skip


def swab(who: Row = HOA, **changed: str | None) -> Row:
    said: Row = {
        "sample_code": "M-1",
        "method": "PCR",
        "purpose": "truy vết",
        "taken_on": "09/11/2021",
    }
    return who | said | changed


def stay(who: Row = TAM, **changed: str | None) -> Row:
    said: Row = {
        "reason": "F1",
        "form": "tập trung",
        "facility_code": "TR-1",
        "from_on": "10/11/2021",
    }
    return who | said | changed


def capacity(code: str, ready: int, **changed: str | None) -> Row:
    said: Row = {"facility_code": code, "unit": CITY, "from_on": "01/10/2021", "planned": "100"}
    return said | {"ready": str(ready)} | changed


@pytest.fixture
def city() -> int:
    """A school for contacts with two places and a hospital for cases with one."""
    made = make_city()
    site: Row = {"unit": CITY, "from_on": "01/10/2021"}
    sent(
        "epidemic.facility",
        site | {"code": "TR-1", "name": "Trường mẫu", "kind": "trường học", "holds": "F1"},
        site | {"code": "BV-1", "name": "Bệnh viện mẫu", "kind": "bệnh viện", "holds": "F0", "tier": "2"},
    )  # fmt: skip
    sent("epidemic.capacity", capacity("TR-1", 2), capacity("BV-1", 1))
    return made


@pytest.fixture
def wards(city: int) -> list[int]:
    """Two wards beside the city's own sites."""
    return make_wards(city)
