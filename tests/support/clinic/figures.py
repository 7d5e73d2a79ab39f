"""Figures of the made-up clinic: one for each form and kind."""

from __future__ import annotations

import datetime as dt

from muctieu.indicators.define import (
    Formula,
    Indicator,
    Kind,
    Owes,
    Per,
    Reported,
    Where,
    contribution,
    count,
    declared,
    distinct,
    growth,
    ratio,
    same_period,
    share,
    stock,
    total,
)
from muctieu.indicators.denominators import Denominator
from muctieu.indicators.windows import Scheme

OPENED = dt.date(2021, 4, 23)
SPLITS = ("kind", "visitor.sex")

VISITS = count(
    "clinic.visits", title="visits", unit="visits", register="clinic.visit", day="day",
    places=("home", "site"), splits=SPLITS,
)  # fmt: skip
VISITS_REPORTED = count(
    "clinic.visits_reported", title="visits, reporting months", unit="visits",
    register="clinic.visit", day="day", places=("home", "site"), scheme=Scheme.ADMINISTRATIVE,
)  # fmt: skip
VISITS_SO_FAR = count(
    "clinic.visits_so_far", title="visits since it opened", unit="visits",
    register="clinic.visit", day="day", places=("home", "site"), since=OPENED, splits=SPLITS,
)  # fmt: skip
VISITORS = distinct(
    "clinic.visitors", title="people who came", unit="people", register="clinic.visit", day="day",
    places=("home", "site"), each="visitor", since=OPENED, splits=SPLITS,
)  # fmt: skip
VISITORS_OF_THE_YEAR = distinct(
    "clinic.visitors_of_the_year", title="people who came this year", unit="people",
    register="clinic.visit", day="day", places=("home", "site"), each="visitor",
)  # fmt: skip
RETURNED = distinct(
    "clinic.returned", title="people who came twice", unit="people", register="clinic.visit",
    day="day", places=("home", "site"), each="visitor", where=(Where("ordinal", "at_least", 2),),
    since=OPENED, splits=SPLITS,
)  # fmt: skip
CHECKED_CHILDREN = distinct(
    "clinic.checked_children", title="children with a check-up", unit="people",
    register="clinic.visit", day="day", places=("home", "site"), each="visitor", since=OPENED,
    where=(Where("kind", "eq", "check"), Where("visitor.born", "aged_at_most", 11)),
)  # fmt: skip
INCOME = total(
    "clinic.income", title="fees", unit="đồng", register="clinic.visit", day="day",
    places=("site", "home"), amount="amount", splits=SPLITS,
)  # fmt: skip
INCOME_REPORTED = total(
    "clinic.income_reported", title="fees, as last reported", unit="đồng",
    register="clinic.visit", day="day", places=("site",), amount="amount", splits=SPLITS,
    reported=Reported(of=("site", "day"), by="kind", ranks=("first", "check"), status="estimate"),
)  # fmt: skip
RESIDENTS = stock(
    "clinic.residents", title="residents", unit="people", register="clinic.stay", day="from_on",
    ended="to_on", places=("unit",), each="visitor", splits=("visitor.sex",),
)  # fmt: skip
RESIDENTS_12 = stock(
    "clinic.residents_12", title="residents aged 12 and over", unit="people",
    register="clinic.stay", day="from_on", ended="to_on", places=("unit",), each="visitor",
    where=(Where("visitor.born", "aged_at_least", 12),), splits=("visitor.sex",),
)  # fmt: skip
RETURNED_OVER_CAME = ratio(
    "clinic.returned_over_came", title="who came twice, of those who came", unit="%",
    top=RETURNED, bottom=VISITORS, per=100,
)  # fmt: skip
COVERAGE = ratio(
    "clinic.coverage", title="who came twice, of residents aged 12 and over", unit="%",
    top=RETURNED, bottom=RESIDENTS_12, per=100, splits=("visitor.sex",),
    denominators=("clinic.counted", "clinic.census"),
)  # fmt: skip
FEE = ratio(
    "clinic.fee", title="average fee", unit="đồng a visit", top=INCOME, bottom=VISITS,
)  # fmt: skip
CENSUS = declared(
    "clinic.population", title="population by the census", unit="people", kind=Kind.STOCK
)
TURNOVER = declared("clinic.turnover", title="turnover", unit="đồng", kind=Kind.FLOW)
TURNOVER_GROWTH = growth("clinic.turnover_growth", title="growth of the turnover", of=TURNOVER)
INCOME_GROWTH = growth("clinic.income_growth", title="growth of the fees", of=INCOME)
INCOME_POINTS = contribution(
    "clinic.income_points", title="points of the growth of the fees", unit="points",
    of=INCOME, whole=INCOME,
)  # fmt: skip
INCOME_SHARE = share("clinic.income_share", title="share in the fees", part=INCOME, whole=INCOME)
VISITS_SAME_PERIOD = same_period(
    "clinic.visits_same_period", title="visits, of the same period", of=VISITS
)
REPORTED_GROWTH = growth(
    "clinic.reported_growth", title="growth of visits, reporting months", of=VISITS_REPORTED
)
RESIDENTS_GROWTH = growth("clinic.residents_growth", title="growth of residents", of=RESIDENTS)
FEES_REPORTED = total(
    "clinic.fees_reported", title="fees, as the wards report them", unit="đồng",
    register="clinic.visit", day="day", places=("site",), amount="amount",
    owes=Owes(kinds=("ward",), per=Per.MONTH),
)  # fmt: skip
FEES_REPORTED_GROWTH = growth(
    "clinic.fees_reported_growth", title="growth of the fees as reported", of=FEES_REPORTED
)
BUSY = count(
    "clinic.busy", title="how busy it was", unit="visits, then people", register="clinic.visit",
    day="day", places=("home", "site"),
    formulas=(
        Formula(
            form=VISITORS_OF_THE_YEAR.form, in_force_on=dt.date(2021, 7, 1),
            decided_on=dt.date(2021, 6, 20), document="decision 5", reason="people, not visits",
        ),
    ),
)  # fmt: skip
PLAN = declared("clinic.plan", title="plan", unit="đồng", kind=Kind.FLOW, status="plan")
INCOME_OF_PLAN = ratio(
    "clinic.income_of_plan", title="fees, of the plan", unit="%", top=INCOME, bottom=PLAN, per=100,
    splits=(),
)  # fmt: skip

FIGURES: tuple[Indicator, ...] = (
    VISITS, VISITS_REPORTED, VISITS_SO_FAR, VISITORS, VISITORS_OF_THE_YEAR, RETURNED,
    CHECKED_CHILDREN, INCOME, RESIDENTS, RESIDENTS_12, RETURNED_OVER_CAME, COVERAGE, FEE, CENSUS, INCOME_REPORTED,
    TURNOVER, TURNOVER_GROWTH, INCOME_GROWTH, INCOME_POINTS, INCOME_SHARE, VISITS_SAME_PERIOD,
    REPORTED_GROWTH, RESIDENTS_GROWTH, FEES_REPORTED, FEES_REPORTED_GROWTH, BUSY, PLAN,
    INCOME_OF_PLAN,
)  # fmt: skip
LEDGER = (
    Denominator(
        code="clinic.counted", title="residents aged 12 and over, counted", source="the register",
        scope="aged 12 and over", indicator=RESIDENTS_12,
    ),
    Denominator(
        code="clinic.census", title="everybody, by the census", source="census 2019",
        scope="all ages", indicator=CENSUS,
    ),
)  # fmt: skip
