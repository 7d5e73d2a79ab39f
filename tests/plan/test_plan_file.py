"""The year's plan as a file says it: themes, a resolution, its targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from muctieu.core.unit_files import load_units
from muctieu.plan.models import Allotment, Milestone, Resolution, Target, Year
from muctieu.plan.plan_file import BadPlanFile, plan_changes
from muctieu.registers.write import Act, commit

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parent.parent.parent / "example" / "plan.toml"
ACT = Act(by=None, action="declare")


def loaded(path: Path) -> int:
    unit = load_units(EXAMPLE.parent / "units.toml")["cam-pha-city"]
    commit(plan_changes(path, unit, "VHDN 12/01/2022"), ACT)
    return unit


def test_the_example_has_two_years_one_resolution_and_eleven_targets() -> None:
    loaded(EXAMPLE)

    assert list(Year.objects.order_by("number").values_list("number", flat=True)) == [2021, 2022]
    assert Resolution.objects.get(kind="resolution").symbol == "136/NQ-HĐND"
    assert Target.objects.count() == 11


def test_targets_that_no_document_names_are_marked_as_assumed() -> None:
    loaded(EXAMPLE)

    assert not Target.objects.filter(assumed=False).exists()


def test_vaccination_is_no_target_of_a_resolution_older_than_the_vaccine() -> None:
    loaded(EXAMPLE)

    assert not Target.objects.filter(indicator__startswith="vaccination.").exists()


def test_a_plan_that_follows_from_published_figures_is_pointed_to_not_typed() -> None:
    loaded(EXAMPLE)

    revenue = Target.objects.get(number=1)

    assert (revenue.plan_code, revenue.mantissa) == ("budget.revenue_in_area_assigned", None)


def test_a_value_is_kept_as_digits_and_decimals(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(RESOLUTION + TARGET.format(more='indicator = "x.y"\nvalue = "12,24"'), "utf-8")
    loaded(path)

    assert (Target.objects.get().mantissa, Target.objects.get().decimals) == (1224, 2)


def test_parts_are_given_to_units_by_code_and_milestones_have_their_day() -> None:
    loaded(EXAMPLE)

    parts = Allotment.objects.select_related("target")
    assert (parts.count(), {part.target.number for part in parts}) == (16, {1})
    assert [(one.due_on.month, one.mantissa) for one in Milestone.objects.order_by("due_on")] == [
        (6, 40), (9, 60),
    ]  # fmt: skip


def test_a_part_for_a_unit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    part = 'indicator = "x.y"\n[[target.parts]]\nunit = "99999"\nvalue = "1"'
    path.write_text(RESOLUTION + TARGET.format(more=part), "utf-8")

    with pytest.raises(BadPlanFile, match="99999"):
        loaded(path)


def test_a_target_without_indicator_has_to_be_called_qualitative(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(RESOLUTION + TARGET.format(more=""), "utf-8")

    with pytest.raises(BadPlanFile, match="định tính"):
        plan_changes(path, 1, "")


def test_a_target_of_an_unknown_resolution_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(TARGET.format(more="qualitative = true"), "utf-8")

    with pytest.raises(BadPlanFile, match="nghị quyết"):
        plan_changes(path, 1, "")


RESOLUTION = """
[[resolution]]
key = "r"
symbol = "1/NQ-HĐND"
issued_on = 2020-12-24
issuer = "HĐND"
title = "Nhiệm vụ năm"
verified = false
year = 2021
"""
TARGET = """
[[target]]
resolution = "r"
number = 1
title = "Chỉ tiêu"
{more}
"""
