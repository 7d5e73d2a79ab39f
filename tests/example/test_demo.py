"""The example year loads once, fits what was published, and is never mixed into anything else."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from muctieu.core.models import ChangeSet, Origin
from muctieu.core.units import unit_named
from muctieu.indicators.ask import Question, figure
from muctieu.indicators.published import stated
from muctieu.plan.models import Target
from muctieu.registers.clocks import known_on, latest
from muctieu.registers.declare import all_registers
from muctieu.registers.people import Identity
from muctieu.registers.published_file import read_published
from muctieu.registers.staging import AlreadyPeopled
from muctieu.registers.verify import verify
from muctieu.sectors.vaccination.models import DatedRule, Dose
from tests.support.played_year import loaded

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 12, 4)


def value(code: str, *, known: str = "now", unit: str = "195") -> int:
    place = unit_named(unit, DAY).unit_id
    clock = latest() if known == "now" else known_on(DAY)
    found = figure(Question(code, place, DAY, clock)).value
    assert found is not None
    return int(found)


def test_the_registers_add_up_to_what_was_published(small_year: Path) -> None:
    assert value("vaccination.first_doses") == 1651
    assert value("vaccination.second_doses") == 1624
    assert value("vaccination.rounds") == 23
    assert value("people.residents") == 1902
    assert value("people.residents", unit="06784") == 140
    assert verify().sound


# Percentages that the registers work out again from levels, money and plans.
PERCENTAGES = (
    "economy.industry_growth",
    "economy.agriculture_growth",
    "economy.services_growth",
    "budget.revenue_in_area_of_plan",
    "budget.local_revenue_of_plan",
    "budget.investment_share",
)


def worked_out(code: str, path: Path) -> tuple[Fraction, Fraction]:
    """A published percentage as printed, and as worked out again with as many decimals."""
    printed = read_published(path)[code]
    place = unit_named("195", printed.as_of).unit_id
    found = figure(Question(code, place, printed.as_of, latest()))
    assert found.value is not None
    scale = 10**printed.decimals
    return printed.value, Fraction(round(found.value * scale), scale)


@pytest.mark.parametrize("code", PERCENTAGES)
def test_percentages_worked_out_again_are_the_printed_ones(small_year: Path, code: str) -> None:
    printed, again = worked_out(code, small_year)

    assert again == printed


def test_what_was_collected_by_the_day_is_below_the_estimate_and_no_estimate(
    small_year: Path,
) -> None:
    place = unit_named("195", DAY).unit_id
    by_day = figure(Question("budget.revenue_in_area_collected", place, DAY, latest()))
    estimate = read_published(small_year)["budget.revenue_in_area"].value * 10**6

    assert by_day.value is not None
    assert 0.8 * float(estimate) < by_day.value < estimate
    assert (by_day.status, by_day.origin) == ("actual", "rehearsal")


def test_in_early_december_november_was_only_an_estimate(small_year: Path) -> None:
    place = unit_named("195", DAY).unit_id
    then = figure(Question("economy.industry_growth", place, DAY, known_on(DAY)))
    now = figure(Question("economy.industry_growth", place, DAY, latest()))

    yearbook = figure(
        Question("economy.industry_growth", place, DAY, known_on(dt.date(2022, 3, 1)))
    )

    assert (then.status, yearbook.status, now.status) == ("estimate", "preliminary", "official")
    assert then.value != now.value


def test_what_was_known_that_day_and_where_people_live_give_other_figures(small_year: Path) -> None:
    assert value("vaccination.second_doses", known="then") < 1624
    assert value("vaccination.residents_with_first_dose") != 1651


def test_loading_it_again_does_nothing(small_year: Path) -> None:
    before = ChangeSet.objects.count()

    assert loaded(small_year) == 0
    assert ChangeSet.objects.count() == before


def test_another_rehearsal_is_not_mixed_into_it(small_year: Path) -> None:
    with pytest.raises(AlreadyPeopled, match="--data"):
        loaded(small_year, seed=7)


def test_change_sets_are_in_the_order_in_which_things_were_known(small_year: Path) -> None:
    known = list(ChangeSet.objects.order_by("number").values_list("known_at", flat=True))
    assert known == sorted(known)
    assert known[0].date() == dt.date(2021, 4, 13)


def test_everything_made_up_is_marked_and_nothing_published_is(small_year: Path) -> None:
    assert set(Dose.objects.values_list("origin", flat=True)) == {Origin.REHEARSAL}
    assert set(Identity.objects.values_list("origin", flat=True)) == {Origin.REHEARSAL}
    assert set(Target.objects.values_list("origin", flat=True)) == {Origin.PUBLISHED}
    assert set(DatedRule.objects.values_list("origin", flat=True)) == {Origin.PUBLISHED}


def test_no_record_of_the_rehearsal_can_pass_for_an_office_record(small_year: Path) -> None:
    for register in all_registers():
        assert not register.model._default_manager.filter(origin=Origin.OFFICE).exists()


def test_nobody_rehearsed_can_be_a_living_person(small_year: Path) -> None:
    for identity in Identity.objects.all():
        assert "(mẫu)" in identity.full_name
        assert identity.id_number is None or identity.id_number.startswith("999")
        assert identity.phone is None or identity.phone.startswith("0000")
        assert identity.address is not None
        assert identity.address.startswith("Tổ mẫu ")


def test_published_figures_stand_as_declared_with_their_hedges(small_year: Path) -> None:
    figures = {one.code: one for one in stated(latest())}
    assert figures["vaccination.second_over_first"].value * 10 == 984
    assert (
        figures["epidemic.isolated_in_facility"].low,
        figures["epidemic.isolated_in_facility"].high,
    ) == (
        72,
        80,
    )
    assert figures["budget.revenue_in_area"].status == "estimate"
    assert figures["budget.revenue_in_area_assigned"].status == "plan"


def test_the_article_was_not_known_before_it_was_printed(small_year: Path) -> None:
    codes = {one.code for one in stated(known_on(dt.date(2022, 1, 11)))}
    assert codes == {"people.census"}
