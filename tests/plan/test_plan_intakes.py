"""A year's plan entered row by row: resolutions by their symbol, values as printed."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.plan.models import Allotment, Clause, Judgement, Milestone, Resolution, Target, Year
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


PART: dict[str, str | None] = {
    "resolution_symbol": "1/NQ-HĐND",
    "number": "1",
    "unit": "Cẩm Sơn",
    "value": "1.000.000",
}
MARK: dict[str, str | None] = {
    "resolution_symbol": "1/NQ-HĐND",
    "number": "1",
    "due_on": "31/03/2022",
    "value": "400.000",
}
FINDING: dict[str, str | None] = {
    "resolution_symbol": "1/NQ-HĐND",
    "number": "1",
    "judged_on": "31/12/2021",
    "assessment": "đạt",
    "judge": "UBND thành phố",
    "document": "12/BC-UBND",
    "assumed": "không",
}


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    city, *wards = (Unit.objects.create() for _ in range(3))
    founded = dt.date(2012, 2, 21)
    UnitVersion.objects.create(
        unit=city, name="Thành phố Cẩm Phả", code="195", kind="city", valid_from=founded
    )
    for ward, name in zip(wards, ("Cẩm Sơn", "Mông Dương"), strict=True):
        UnitVersion.objects.create(
            unit=ward, name=name, kind="ward", parent=city, valid_from=founded
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
        ({"year": "2021"}, "plan.target_of_another_year"),
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


def test_a_target_is_given_to_a_unit_below_in_its_own_measure() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET)
    sent("plan.allotment", PART)

    part = Allotment.objects.get()
    assert (part.target_id, part.mantissa) == (Target.objects.get().pk, 1_000_000)


def test_parts_beyond_the_whole_are_told_with_their_sum_and_kept() -> None:
    # 1.000.000 + 900.000 = 1.900.000, more than 1.800.000,5.
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET)
    sent("plan.allotment", PART)

    preview = sent("plan.allotment", PART | {"unit": "Mông Dương", "value": "900.000"})

    assert preview.faults.select("rule", "hint").rows() == [("plan.allotment_exceeds", "1.900.000")]
    assert Allotment.objects.count() == 2


def test_parts_of_a_rate_are_not_added_up() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET | {"value": "12", "course": "không cộng dồn"})
    sent("plan.allotment", PART | {"value": "10"})

    assert sent("plan.allotment", PART | {"unit": "Mông Dương", "value": "11"}).faults.is_empty()


def test_milestones_and_findings_name_their_target_by_its_number() -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET)
    sent("plan.milestone", MARK)
    sent("plan.judgement", FINDING)

    target = Target.objects.get().pk
    assert Milestone.objects.get().target_id == Judgement.objects.get().target_id == target


@pytest.mark.parametrize(
    ("register", "row", "rule"),
    [
        ("plan.allotment", PART | {"number": "9"}, "plan.target_unknown"),
        ("plan.allotment", PART | {"unit": "Thành phố Cẩm Phả"}, "plan.allotment_elsewhere"),
        ("plan.milestone", MARK | {"due_on": "31/03/2023"}, "plan.milestone_outside"),
        ("plan.milestone", MARK | {"value": "nhiều"}, "plan.value_unreadable"),
        ("plan.judgement", FINDING | {"number": "2"}, "plan.target_unknown"),
    ],
)
def test_what_is_wrong_with_what_hangs_on_a_target_is_named(
    register: str, row: dict[str, str | None], rule: str
) -> None:
    sent("plan.resolution", RESOLUTION)
    sent("plan.target", TARGET)

    preview = sent(register, row)

    assert set(preview.faults["rule"]) == {rule}
    assert not any(one.objects.exists() for one in (Allotment, Milestone, Judgement))
