"""The figures of the budget, declared.

What was collected by the day comes from monthly lines; the estimate for the whole year ("ước cả
năm") is a declared figure with its maker and its document, and stands beside it under a name of
its own.  A plan is one of several versions, each assigned by somebody: a percentage says which.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words
from muctieu.indicators.define import (
    Direction,
    Indicator,
    Kind,
    Owes,
    Per,
    Reported,
    Where,
    declare,
    declared,
    ratio,
    same_period,
    share,
    stock,
    total,
)
from muctieu.indicators.windows import Scheme
from muctieu.sectors.budget.rules import BY_WARDS, IN_AREA, LOCAL, RANKS

DONG = "đồng"
_YEAR = Scheme.BUDGET_YEAR


def collected(
    code: str, title: Words, items: tuple[str, ...], definition: Words, owes: Owes | None = None
) -> Indicator:
    """Revenue of the year to the day, of the months that are over."""
    about = ("unit", "from_on", "item", "entry", "voucher")
    return total(
        code, title=title, unit=DONG, register="budget.revenue", day="to_on", places=("unit",),
        amount="amount", where=(Where("item", "among", items),),
        reported=Reported(of=about, by="status", ranks=RANKS), scheme=_YEAR,
        direction=Direction.UP, splits=("item",), definition=definition, owes=owes,
    )  # fmt: skip


def spent(code: str, title: Words, definition: Words, *where: Where) -> Indicator:
    """Spending of the year to the day, of the months that are over."""
    about = ("unit", "from_on", "structure", "field", "entry", "voucher")
    return total(
        code, title=title, unit=DONG, register="budget.spending", day="to_on", places=("unit",),
        amount="amount", where=where, reported=Reported(of=about, by="status", ranks=RANKS),
        scheme=_YEAR, splits=("structure", "field"), definition=definition,
    )  # fmt: skip


def assigned(code: str, title: Words, subject: str, authority: str) -> Indicator:
    """The plan of the year that an authority assigned; its last version known counts."""
    return stock(
        code, title=title, unit=DONG, register="budget.plan", day="from_on", ended="to_on",
        places=("unit",), amount="amount",
        where=(Where("subject", "eq", subject), Where("authority", "eq", authority)),
        reported=Reported(
            of=("unit", "from_on", "subject", "authority"), by="edition", status="plan"
        ),
        definition=_("As assigned for the whole year; of several versions the last one known."),
    )  # fmt: skip


def of_plan(code: str, title: Words, top: Indicator, plan: Indicator, what: Words) -> Indicator:
    """A figure in per cent of the plan of the whole year."""
    return ratio(
        code, title=title, unit="%", top=top, bottom=plan, per=100, direction=Direction.UP,
        definition=what, splits=(),
    )  # fmt: skip


def of_same_period(of: Indicator, title: Words) -> Indicator:
    """A level in per cent of the same months a year before."""
    return same_period(
        f"{of.code}_of_same_period", title=title, of=of, direction=Direction.UP,
        definition=_("Against the same months of the year before; 100 is as much as then."),
    )  # fmt: skip


def estimated(code: str, title: Words) -> Indicator:
    """The estimate for the whole year, as it was declared under ``code``, in đồng."""
    return declared(code, title=title, unit=DONG, kind=Kind.FLOW, status="estimate", scheme=_YEAR)


IN_AREA_COLLECTED = collected(
    "budget.revenue_in_area_collected", _("Revenue in the area, collected to the day"), IN_AREA,
    _("All state revenue collected in the area, adjustments included, whichever budget gets it."),
)  # fmt: skip
LOCAL_COLLECTED = collected(
    "budget.local_revenue_collected", _("Revenue of the local budget, to the day"), LOCAL,
    _("What the local budget keeps of revenue in the area, transfers, surplus and carried-over funds."),
)  # fmt: skip
BY_UNITS = collected(
    "budget.unit_revenue_collected", _("Fees and charges reported by wards and communes"),
    BY_WARDS, _("What each ward and commune collected itself, month by month, as it reported it."),
    Owes(("ward", "commune"), Per.MONTH, (Where("item", "among", BY_WARDS),)),
)  # fmt: skip
SPENDING = spent(
    "budget.spending", _("Spending of the local budget"),
    _("All spending of the months of the year that are over by the day."),
)  # fmt: skip
INVESTMENT = spent(
    "budget.investment_spending", _("Development investment"),
    _("Spending on development investment, of the months that are over by the day."),
    Where("structure", "eq", "development_investment"),
)  # fmt: skip
CURRENT = spent(
    "budget.current_spending", _("Current spending"),
    _("Current spending, of the months that are over by the day."),
    Where("structure", "eq", "current"),
)  # fmt: skip

IN_AREA_PLAN = assigned(
    "budget.revenue_in_area_assigned", _("Plan for revenue in the area, assigned by the province"),
    "revenue_in_area", "province",
)  # fmt: skip
IN_AREA_COUNCIL_PLAN = assigned(
    "budget.revenue_in_area_assigned_by_council", _("Plan for revenue in the area, by the council"),
    "revenue_in_area", "council",
)  # fmt: skip
LOCAL_PLAN = assigned(
    "budget.local_revenue_assigned", _("Plan for local revenue, assigned by the province"),
    "local_revenue", "province",
)  # fmt: skip
LOCAL_COUNCIL_PLAN = assigned(
    "budget.local_revenue_assigned_by_council", _("Plan for local revenue, by the council"),
    "local_revenue", "council",
)  # fmt: skip
SPENDING_PLAN = assigned(
    "budget.spending_assigned", _("Plan for spending, by the council"), "spending", "council"
)
INVESTMENT_PLAN = assigned(
    "budget.investment_assigned", _("Plan for development investment, by the council"),
    "investment", "council",
)  # fmt: skip

_ESTIMATE = _("The declared estimate for the whole year over the plan that the province assigned.")
_BY_DAY = _("What was collected by the day over the plan of the whole year.")
OF_PLAN = (
    of_plan("budget.revenue_in_area_of_plan", _("Revenue in the area, the year's estimate of plan"),
            estimated("budget.revenue_in_area", _("Revenue in the area, estimate for the year")),
            IN_AREA_PLAN, _ESTIMATE),
    of_plan("budget.local_revenue_of_plan", _("Local revenue, the year's estimate of plan"),
            estimated("budget.local_revenue", _("Local revenue, estimate for the year")),
            LOCAL_PLAN, _ESTIMATE),
    of_plan("budget.revenue_in_area_collected_of_plan", _("Revenue in the area to the day, of plan"),
            IN_AREA_COLLECTED, IN_AREA_PLAN, _BY_DAY),
    of_plan("budget.revenue_in_area_collected_of_council_plan",
            _("Revenue in the area to the day, of the council's plan"),
            IN_AREA_COLLECTED, IN_AREA_COUNCIL_PLAN, _BY_DAY),
    of_plan("budget.local_revenue_collected_of_plan", _("Local revenue to the day, of plan"),
            LOCAL_COLLECTED, LOCAL_PLAN, _BY_DAY),
    of_plan("budget.spending_of_plan", _("Spending to the day, of plan"),
            SPENDING, SPENDING_PLAN, _("Spending by the day over the plan of the whole year.")),
    of_plan("budget.disbursed_of_plan", _("Development investment disbursed, of plan"),
            INVESTMENT, INVESTMENT_PLAN,
            _("Development investment paid by the day over its plan, as the council last assigned it.")),
)  # fmt: skip
OF_SAME_PERIOD = (
    of_same_period(IN_AREA_COLLECTED, _("Revenue in the area, of the same months a year before")),
    of_same_period(LOCAL_COLLECTED, _("Local revenue, of the same months a year before")),
    of_same_period(SPENDING, _("Spending, of the same months a year before")),
)
INVESTMENT_SHARE = share(
    "budget.investment_share", title=_("Share of development investment in all spending"),
    part=INVESTMENT, whole=SPENDING, direction=Direction.UP,
    definition=_("Development investment over all spending of the same months."),
)  # fmt: skip

declare(
    IN_AREA_COLLECTED, LOCAL_COLLECTED, BY_UNITS, SPENDING, INVESTMENT, CURRENT, IN_AREA_PLAN,
    IN_AREA_COUNCIL_PLAN, LOCAL_PLAN, LOCAL_COUNCIL_PLAN, SPENDING_PLAN, INVESTMENT_PLAN, *OF_PLAN, *OF_SAME_PERIOD,
    INVESTMENT_SHARE,
)  # fmt: skip
