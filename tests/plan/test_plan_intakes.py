"""A year's plan entered row by row: resolutions by their symbol, values as printed."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.plan.models import Clause, Resolution, Target, Year
from muctieu.registers.applying import settled
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.write import Act, commit

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 1, 12)
RESOLUTION: dict[str, str | None] = {
    "unit": "Cẩm Phả",
    "symbol": "1/NQ-HĐND",
    "issued_on": "20/12/2021",
    "issuer": "HĐND thành phố",
    "title": "Nhiệm vụ năm 2022",
    "year": "2022",
    "verified": "có",
}
TARGET: dict[str, str | None] = {
    "resolution_symbol": "1/NQ-HĐND",
    "unit": "Cẩm Phả",
    "year": "2022",
    "number": "1",
    "title": "Thu ngân sách",
    "qualitative": "không",
    "indicator": "budget.local_revenue",
    "value": "1.800.000,5",
    "word": "triệu đồng",
    "assumed": "không",
}


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    UnitVersion.objects.create(
        unit=Unit.objects.create(),
        name="Thành phố Cẩm Phả",
        code="195",
        kind="city",
        valid_from=dt.date(2012, 2, 21),
    )


def sent(register: str, row: dict[str, str | None]) -> Preview:
    preview = preview_rows([row], intake_of(register), Sender(by=None, today=TODAY))
    if changes := settled(preview):
        commit(changes, Act(by=None, action="enter"))
    return preview


def test_a_year_has_its_theme() -> None:
    sent("plan.year", {"unit": "Cẩm Phả", "number": "2022", "theme": "Thích ứng an toàn"})

    assert Year.objects.get().theme == "Thích ứng an toàn"


def test_a_target_finds_its_resolution_and_keeps_its_value_exactly() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET)

    target = Target.objects.get()
    assert target.resolution_id == Resolution.objects.get().pk
    assert (target.mantissa, target.decimals) == (18_000_005, 1)
    again = sent("plan.target", TARGET)
    assert again.counts.same == 1


def test_a_clause_finds_its_resolution() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.clause", {"resolution_symbol": "1/NQ-HĐND", "number": "Điều 1", "text": "…"})

    assert Clause.objects.get().number == "Điều 1"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"resolution_symbol": "2/NQ-HĐND"}, "plan.resolution_unknown"),
        ({"value": "12.24"}, "plan.value_unreadable"),
        ({"indicator": None}, "plan.target_without_indicator"),
        ({"year": "hai nghìn"}, "number.unreadable"),
    ],
)
def test_what_is_wrong_with_a_target_is_named(changed: dict[str, str | None], rule: str) -> None:
    sent("plan.resolution", RESOLUTION)

    preview = sent("plan.target", TARGET | changed)

    assert set(preview.faults["rule"]) == {rule}
    assert Target.objects.count() == 0


def test_a_qualitative_target_needs_no_indicator() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET | {"indicator": None, "value": None, "qualitative": "có"})

    assert Target.objects.get().qualitative
