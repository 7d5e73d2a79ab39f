"""A city, and rows of its budget as a finance office enters them."""

from __future__ import annotations

import pytest

from tests.support.office import CITY, make_city

DOCUMENT: dict[str, str | None] = {
    "unit": CITY,
    "year": "2021",
    "money_unit": "triệu đồng",
    "document": "45/BC-TCKH",
    "issued_on": "02/12/2021",
}
REVENUE = DOCUMENT | {"month": "11", "item": "DNNN TW", "status": "thực hiện", "amount": "100"}
SPENDING = DOCUMENT | {
    "month": "11",
    "structure": "Chi thường xuyên",
    "field": "Y tế",
    "status": "thực hiện",
    "amount": "40",
}
PLAN = DOCUMENT | {
    "subject": "Thu NSNN trên địa bàn",
    "authority": "tỉnh giao",
    "edition": "1",
    "amount": "1.000",
    "issued_on": "24/12/2020",
}


def revenue(**changed: str | None) -> dict[str, str | None]:
    return REVENUE | changed


def spending(**changed: str | None) -> dict[str, str | None]:
    return SPENDING | changed


def plan(**changed: str | None) -> dict[str, str | None]:
    return PLAN | changed


@pytest.fixture
def city() -> int:
    return make_city()
