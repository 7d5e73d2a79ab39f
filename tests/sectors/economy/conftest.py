"""A city, and a row of production value as an office enters it."""

from __future__ import annotations

import pytest

from tests.support.office import CITY, make_city

ROW: dict[str, str | None] = {
    "unit": CITY,
    "year": "2021",
    "month": "11",
    "branch": "Khai khoáng",
    "prices": "giá so sánh 2010",
    "status": "ước",
    "amount": "1.234,5",
    "money_unit": "tỷ đồng",
    "document": "12/BC-CTK",
    "issued_on": "25/11/2021",
}


def row(**changed: str | None) -> dict[str, str | None]:
    return ROW | changed


@pytest.fixture
def city() -> int:
    return make_city()
