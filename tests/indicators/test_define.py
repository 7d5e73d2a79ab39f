"""What a declaration may say, and what is refused when it is built or when the house starts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from muctieu.indicators import define
from muctieu.indicators.checks import faults, indicators_can_be_counted
from muctieu.indicators.define import (
    DoesNotGoTogether,
    NoSuchIndicator,
    Op,
    Owes,
    Prices,
    Where,
    catalogue,
    contribution,
    count,
    declare,
    growth,
    indicator_of,
    ratio,
    share,
    stock,
)
from muctieu.indicators.windows import Scheme, quarter_days, year_days
from muctieu.registers import declare as registers
from muctieu.registers.declare import Choice, Field, Kind
from tests.support.clinic.figures import (
    BUSY,
    COVERAGE,
    FEES_REPORTED,
    INCOME,
    INCOME_GROWTH,
    RESIDENTS,
    RETURNED_OVER_CAME,
    VISITS,
    VISITS_REPORTED,
    VISITS_SO_FAR,
)
from tests.support.clinic.models import VISITS as VISIT_REGISTER


def over(top: define.Indicator, bottom: define.Indicator) -> define.Indicator:
    return ratio("clinic.x", title="x", unit="x", top=top, bottom=bottom)


def test_a_stock_is_not_divided_by_what_happened() -> None:
    with pytest.raises(DoesNotGoTogether, match="stock"):
        over(RESIDENTS, VISITS)


def test_flows_of_different_period_schemes_do_not_go_together() -> None:
    with pytest.raises(DoesNotGoTogether, match="different days"):
        over(VISITS, VISITS_REPORTED)


def test_cumulative_figures_must_begin_on_one_day() -> None:
    later = replace(VISITS_SO_FAR, since=dt.date(2021, 5, 1))
    with pytest.raises(DoesNotGoTogether, match="begin"):
        over(VISITS_SO_FAR, later)


def test_a_ratio_is_no_side_of_a_ratio() -> None:
    with pytest.raises(DoesNotGoTogether, match="itself a ratio"):
        over(RETURNED_OVER_CAME, RESIDENTS)


def test_a_ratio_needs_something_below() -> None:
    with pytest.raises(DoesNotGoTogether, match="without a denominator"):
        ratio("clinic.x", title="x", unit="x", top=VISITS, bottom=None)


def test_a_cumulative_figure_says_since_when() -> None:
    with pytest.raises(ValueError, match="since when"):
        replace(VISITS_SO_FAR, since=None)


def test_two_different_figures_of_one_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(VISITS)
    with pytest.raises(ValueError, match="two indicators"):
        declare(replace(VISITS, unit="people"))


def test_an_unknown_code_is_answered_with_near_ones() -> None:
    with pytest.raises(NoSuchIndicator, match=r"clinic\.visits"):
        indicator_of("clinic.visit")


def test_conditions_are_narrowed_on_both_sides_of_a_ratio() -> None:
    women = Where("visitor.sex", "eq", "female")
    form = COVERAGE.narrowed(women).form
    assert isinstance(form, define.Ratio)
    assert isinstance(form.top.form, define.Counted)
    assert isinstance(form.below.form, define.Counted)
    assert women in form.top.form.where
    assert women in form.below.form.where


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        # Somebody is 12 on the day of the birthday itself.
        (Where("b", "aged_at_least", 12), Where("b", "at_most", dt.date(2009, 12, 4))),
        # And 11 until the day before: born a day later at the earliest.
        (Where("b", "aged_at_most", 11), Where("b", "at_least", dt.date(2009, 12, 5))),
        (Where("b", "eq", 1), Where("b", "eq", 1)),
    ],
)
def test_an_age_is_a_date_of_birth_on_the_day_asked(asked: Where, wanted: Where) -> None:
    assert asked.on(dt.date(2021, 12, 4)) == wanted


def test_a_leap_day_has_an_age_in_every_year() -> None:
    aged = Where("b", "aged_at_least", 1)
    assert aged.on(dt.date(2024, 2, 29)) == Where("b", Op.AT_MOST, dt.date(2023, 2, 28))


def test_a_condition_is_one_value_or_several_as_its_comparison_asks() -> None:
    with pytest.raises(ValueError, match="among"):
        Where("b", "among", 1)
    with pytest.raises(ValueError, match="one reference"):
        Where("a.b.c", "eq", 1)
    with pytest.raises(ValueError, match="about"):
        Where("b", "about", 1)


def bad(**changed: object) -> list[str]:
    plan = {"register": "clinic.visit", "day": "day", "places": ("home",)} | changed
    where = plan.pop("where", ())
    return list(faults(count("x", title="x", unit="x", where=where, **plan)))  # type: ignore[arg-type]


def test_the_start_finds_what_a_declaration_names_in_vain() -> None:
    assert bad() == []
    assert "no such register" in bad(register="clinic.nothing")[0]
    assert "no field when" in bad(day="when")[0]
    assert "no field visitor.age" in bad(where=(Where("visitor.age", "eq", 1),))[0]
    assert bad(day="kind") == ["kind is no date"]
    assert bad(places=("visitor",)) == ["visitor is no unit"]
    assert "split" in bad(splits=("colour",))[0]


def test_the_start_finds_a_total_of_words() -> None:
    form = replace(INCOME.form, amount="kind")  # type: ignore[type-var]
    assert list(faults(replace(INCOME, form=form))) == ["kind is no whole number"]


def test_a_percentage_counts_the_same_things_on_both_sides() -> None:
    doses = ratio("x", title="x", unit="%", per=100, top=VISITS_SO_FAR, bottom=RESIDENTS, splits=())
    assert list(faults(doses)) == ["a percentage of people cannot count visits"]
    assert "per 100" in next(faults(replace(RETURNED_OVER_CAME, unit="people")))


def test_a_ratio_over_an_unknown_denominator_is_found_at_the_start() -> None:
    form = replace(COVERAGE.form, denominators=("clinic.nobody",))  # type: ignore[type-var]
    assert "clinic.nobody" in next(faults(replace(COVERAGE, form=form)))


def test_every_figure_of_the_house_can_be_counted() -> None:
    assert indicators_can_be_counted() == []
    assert len(catalogue()) > 20


def test_an_administrative_december_ends_the_year_on_the_14th() -> None:
    from muctieu.indicators.windows import year_to

    assert year_to(dt.date(2021, 12, 14), Scheme.ADMINISTRATIVE).first == dt.date(2020, 12, 15)
    assert year_to(dt.date(2021, 12, 15), Scheme.ADMINISTRATIVE).first == dt.date(2021, 12, 15)
    assert year_to(dt.date(2021, 12, 31), Scheme.CALENDAR).first == dt.date(2021, 1, 1)


def test_a_stock_has_no_first_day_and_a_place() -> None:
    assert (
        stock("x", title="x", unit="x", register="r", day="d", ended=None, places=("p",)).since
        is None
    )
    assert list(faults(replace(VISITS, form=replace(VISITS.form, places=())))) == [  # type: ignore[type-var]
        "no place to count it for"
    ]


def points(of: define.Indicator, whole: define.Indicator) -> define.Indicator:
    return contribution("clinic.x", title="x", unit="points", of=of, whole=whole)


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (VISITS_SO_FAR, "no same window"),
        (RETURNED_OVER_CAME, "itself a ratio"),
        (INCOME_GROWTH, "itself a growth"),
        (replace(INCOME, prices=Prices.CURRENT), "current prices"),
    ],
)
def test_what_has_no_comparable_year_before_does_not_grow(of: define.Indicator, why: str) -> None:
    with pytest.raises(DoesNotGoTogether, match=why):
        growth("clinic.x", title="x", of=of)


def test_a_growth_is_no_side_of_a_ratio() -> None:
    with pytest.raises(DoesNotGoTogether, match="itself a growth"):
        over(INCOME_GROWTH, VISITS)


def test_a_part_and_its_whole_are_of_one_kind() -> None:
    with pytest.raises(DoesNotGoTogether, match="no part"):
        points(VISITS, RESIDENTS)
    with pytest.raises(DoesNotGoTogether, match="no part"):
        points(VISITS, VISITS_REPORTED)
    with pytest.raises(DoesNotGoTogether, match="no part"):
        share("clinic.x", title="x", part=VISITS, whole=INCOME)
    with pytest.raises(DoesNotGoTogether, match="points of a whole"):
        replace(INCOME_GROWTH, form=replace(points(VISITS, VISITS).form, whole=None))  # type: ignore[type-var]


def test_values_in_two_kinds_of_prices_are_not_divided() -> None:
    constant = replace(INCOME, prices=Prices.CONSTANT_2010)
    with pytest.raises(DoesNotGoTogether, match="different prices"):
        over(constant, replace(INCOME, prices=Prices.CURRENT))


def test_the_start_finds_a_total_over_two_kinds_of_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    words = (Choice("constant_2010", "constant"), Choice("current", "current"))
    prices = Field(name="prices", title="prices", kind=Kind.CHOICE, choices=words)
    fields = (*VISIT_REGISTER.fields, prices)
    priced = replace(VISIT_REGISTER, code="clinic.priced", fields=fields)
    monkeypatch.setitem(registers._registers, priced.code, priced)

    def told(where: tuple[Where, ...], **more: Prices) -> list[str]:
        form = replace(INCOME.form, register=priced.code, where=where)  # type: ignore[type-var]
        return list(faults(replace(INCOME, form=form, **more)))

    constant = (Where("prices", "eq", "constant_2010"),)
    assert told(constant, prices=Prices.CONSTANT_2010) == []
    assert "keeps several prices" in told(())[0]
    assert "keeps the others out" in told((), prices=Prices.CONSTANT_2010)[0]
    assert "keeps the others out" in told(constant, prices=Prices.CURRENT)[0]


def test_a_comparison_with_the_year_before_is_a_percentage() -> None:
    assert list(faults(replace(INCOME_GROWTH, unit="đồng"))) == [
        "a comparison with the year before is a percentage"
    ]


def test_a_year_and_its_quarters_follow_their_scheme() -> None:
    assert year_days(2021, Scheme.BUDGET_YEAR) == year_days(2021, Scheme.CALENDAR)
    reported = year_days(2021, Scheme.ADMINISTRATIVE)
    assert (reported.first, reported.last) == (dt.date(2020, 12, 15), dt.date(2021, 12, 14))
    first = quarter_days(2020, 1, Scheme.ADMINISTRATIVE)
    assert (first.first, first.last) == (dt.date(2019, 12, 15), dt.date(2020, 3, 14))
    assert quarter_days(2020, 1, Scheme.CALENDAR).last == dt.date(2020, 3, 31)


def test_formulas_follow_one_another_and_each_goes_together() -> None:
    later = replace(BUSY.formulas[0], in_force_on=dt.date(2020, 1, 1))
    with pytest.raises(ValueError, match="one after the other"):
        replace(BUSY, formulas=(*BUSY.formulas, later))
    broken = replace(BUSY.formulas[0], form=define.Growth(VISITS_SO_FAR))
    with pytest.raises(DoesNotGoTogether, match="no same window"):
        replace(BUSY, formulas=(broken,))
    nowhere = replace(BUSY.formulas[0], form=replace(VISITS.form, day="when"))  # type: ignore[type-var]
    assert "formula 1: clinic.visit has no field when" in list(
        faults(replace(BUSY, formulas=(nowhere,)))
    )


def test_reports_are_owed_by_kinds_of_units_and_counted_by_fields_there_are() -> None:
    assert list(faults(FEES_REPORTED)) == []
    strange = replace(FEES_REPORTED, owes=Owes(("village",), where=(Where("colour", "eq", "red"),)))
    assert list(faults(strange)) == [
        "no kind of unit owes reports: village",
        "clinic.visit has no field colour",
    ]
