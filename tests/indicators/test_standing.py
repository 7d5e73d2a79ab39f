"""Where targets stand: counted to the day, declared for the year, found in words, or no grounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from muctieu.core.days import Window
from muctieu.indicators.against_plan import Between, State, exactly
from muctieu.indicators.published import Stated
from muctieu.indicators.question import Figure, Question
from muctieu.indicators.standing import Basis, Standing, stands, tally_of
from muctieu.plan.reading import Finding, Goal, Mark
from muctieu.registers.clocks import Known

YEAR = Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31))
# The 338th of 365 days.
DAY = dt.date(2021, 12, 4)
KNOWN = Known(1, None)
REVENUE = Goal(
    record=1, resolution=1, unit=7, year=2021, number=1, title="Thu", qualitative=False,
    indicator="budget.revenue", direction="up", value=Fraction(365), decimals=0, word="triệu đồng",
    plan_code="", assigner="province", assumed=False, document="", base="", adds_up=True,
)  # fmt: skip
FINDING = Finding(1, dt.date(2021, 12, 31), "reached", "UBND", "1/BC", "", assumed=False)


def stated(
    code: str, value: int, status: str = "estimate", ends: tuple[int, int] | None = None
) -> Stated:
    low, high = map(Fraction, ends) if ends else (None, None)
    return Stated(
        code=code, title=code, unit=7, as_of=YEAR.last, window=YEAR, value=Fraction(value),
        mantissa=value, decimals=0, word="triệu đồng", status=status,
        qualifier="about" if ends else "exact", low=low, high=high,
        document="", sentence=None, record=1, version=1,
    )  # fmt: skip


def counted(value: int | None) -> Figure:
    return Figure(
        code="budget.revenue", title="", value=None if value is None else Fraction(value),
        unit_word="triệu đồng", window=Window(YEAR.first, DAY), known=KNOWN, status="actual",
        origin="office", records=1, position=1, question=Question("budget.revenue", 7, DAY, KNOWN),
    )  # fmt: skip


def one(
    target: Goal = REVENUE,
    *said: Stated,
    on: dt.date = DAY,
    figure: Figure | None = None,
) -> Standing:
    figures = {"budget.revenue": figure} if figure else {}
    return stands([target], as_of=on, counted=figures, declared=said)[0]


def test_records_to_the_day_and_the_declared_year_are_judged_apart() -> None:
    # By the 338th day 338 of 365 are due; 340 were counted, 400 declared for the year.
    standing = one(REVENUE, stated("budget.revenue", 400), figure=counted(340))

    assert standing.by_day is not None
    assert standing.by_year is not None
    assert (standing.by_day.state, standing.by_year.state) == (State.ON_TRACK, State.EXCEEDED)
    assert (standing.basis, standing.judged.state) == (Basis.COUNTED, State.ON_TRACK)
    assert standing.share == Fraction(340 * 100, 365)


def test_without_records_the_declared_year_speaks_and_says_so() -> None:
    standing = one(REVENUE, stated("budget.revenue", 400))

    assert (standing.basis, standing.judged.state) == (Basis.DECLARED, State.EXCEEDED)


def test_the_firmest_word_about_a_year_speaks() -> None:
    said = [stated("budget.revenue", value, status) for value, status in
            ((400, "estimate"), (360, "preliminary"), (365, "official"))]  # fmt: skip

    assert one(REVENUE, *said).judged.state is State.REACHED


def test_a_figure_of_a_part_of_the_year_is_no_word_about_the_year() -> None:
    part = replace(stated("budget.revenue", 400), window=Window(YEAR.first, DAY))

    assert one(REVENUE, part).judged.state is State.NO_GROUNDS


def test_an_implied_plan_is_an_interval_and_exceeded_only_beyond_all_of_it() -> None:
    target = replace(REVENUE, value=None, plan_code="budget.plan")
    plan = stated("budget.plan", 355, "plan", (350, 360))

    found = [one(target, plan, stated("budget.revenue", value)) for value in (361, 355, 349)]

    assert [each.judged.state for each in found] == [
        State.EXCEEDED, State.NO_GROUNDS, State.MISSED,
    ]  # fmt: skip


def test_no_plan_value_leaves_no_grounds_however_good_the_figure() -> None:
    growth = replace(REVENUE, value=None)

    assert one(growth, stated("budget.revenue", 12)).judged.state is State.NO_GROUNDS


def test_milestones_come_before_the_days() -> None:
    target = replace(REVENUE, marks=(Mark(dt.date(2021, 12, 4), Fraction(350), ""),))

    assert one(target, figure=counted(340)).judged.state is State.BEHIND


def test_a_target_in_words_has_the_state_that_somebody_recorded_by_the_day() -> None:
    words = replace(REVENUE, indicator="", qualitative=True, value=None, findings=(FINDING,))

    assert one(words).judged.state is State.NO_GROUNDS
    ended = one(words, on=YEAR.last)
    assert (ended.basis, ended.judged.state) == (Basis.FINDING, State.REACHED)
    assert ended.share is None


def test_a_target_whose_indicator_was_removed_says_so() -> None:
    assert one().gone
    assert one().judged.state is State.NO_GROUNDS
    assert not one(REVENUE, stated("budget.revenue", 1)).gone


def test_a_plan_of_nothing_has_no_percentage() -> None:
    standing = one(replace(REVENUE, value=Fraction()), stated("budget.revenue", 3))

    assert (standing.judged.state, standing.share) == (State.EXCEEDED, None)


def test_of_a_figure_that_is_to_fall_the_percentage_is_plan_over_figure() -> None:
    standing = one(replace(REVENUE, direction="down"), stated("budget.revenue", 292))

    assert (standing.judged.state, standing.share) == (State.EXCEEDED, Fraction(125))


def test_the_year_is_counted_by_states() -> None:
    words = replace(REVENUE, indicator="", qualitative=True, value=None)
    found = stands(
        [REVENUE, words], as_of=YEAR.last, counted={}, declared=[stated("budget.revenue", 366)]
    )

    assert tally_of(found).counts == ((State.EXCEEDED, 1), (State.NO_GROUNDS, 1))


ASSIGNED = replace(REVENUE, value=None, plan_code="budget.assigned")


def assigned(value: int | None) -> Figure:
    return replace(counted(value), code="budget.assigned", status="plan")


def test_the_plan_that_a_register_keeps_comes_before_what_a_percentage_implies() -> None:
    implied = stated("budget.assigned", 370, "plan", ends=(368, 372))
    figures = {"budget.revenue": counted(340), "budget.assigned": assigned(365)}
    standing = stands([ASSIGNED], as_of=DAY, counted=figures, declared=[implied])[0]

    assert (standing.plan, standing.plan_figure) == (exactly(365), figures["budget.assigned"])
    assert standing.share == Fraction(340 * 100, 365)
    assert standing.plan_stated == implied


def test_without_a_plan_on_file_the_implied_one_stands_and_stays_an_interval() -> None:
    implied = stated("budget.assigned", 370, "plan", ends=(368, 372))
    figures = {"budget.revenue": counted(340), "budget.assigned": assigned(None)}
    standing = stands([ASSIGNED], as_of=DAY, counted=figures, declared=[implied])[0]

    assert standing.plan == Between(Fraction(368), Fraction(372))
