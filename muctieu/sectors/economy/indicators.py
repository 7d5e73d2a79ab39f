"""The figures of the economy, declared.

Levels are in whole đồng.  Growth is worked out from levels at constant 2010 prices, structure at
current prices; a printed percentage stands beside it as a declared figure and is never averaged.
Of several values for one period the most final one known counts, and the figure says so.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words
from muctieu.indicators.define import (
    Direction,
    Indicator,
    Prices,
    Reported,
    Where,
    contribution,
    declare,
    growth,
    share,
    total,
)
from muctieu.sectors.economy.rules import AGRICULTURE, INDUSTRY, RANKS, SERVICES, WITHIN_YEAR

DONG = "đồng"
_ABOUT = ("unit", "from_on", "to_on", "branch", "prices")
_MOST_FINAL = Reported(of=_ABOUT, by="status", ranks=RANKS)
# Each status by itself: what was released first stays to be seen beside what came later.
_EACH = Reported(of=(*_ABOUT, "status"), by="status", ranks=RANKS)
_WITHIN = Where("period", "among", WITHIN_YEAR)
_WHOLE = Where("period", "eq", "year")


def value(
    code: str,
    title: Words,
    definition: Words,
    *where: Where,
    prices: Prices = Prices.CONSTANT_2010,
    reported: Reported = _MOST_FINAL,
) -> Indicator:
    """Production value of the year to the day, of the periods that are over."""
    return total(
        code,
        title=title,
        unit=DONG,
        register="economy.output",
        day="to_on",
        places=("unit",),
        amount="amount",
        where=(Where("prices", "eq", prices.value), *where),
        reported=reported,
        prices=prices,
        direction=Direction.UP,
        splits=("branch",),
        definition=definition,
    )


def grown(of: Indicator, title: Words) -> Indicator:
    """The growth of a level, named after it."""
    return growth(
        of.code.replace("output", "growth"),
        title=title,
        of=of,
        direction=Direction.UP,
        definition=_("From levels at constant 2010 prices, against the same months a year before."),
    )


def contributed(of: Indicator, title: Words) -> Indicator:
    """Percentage points of the whole growth that a sector brought."""
    return contribution(
        of.code.replace("output", "contribution"),
        title=title,
        of=of,
        whole=OUTPUT,
        unit=_("percentage points"),
        definition=_("What the sector added, over the whole production of the year before."),
    )


def part_of_output(code: str, title: Words, branches: tuple[str, ...]) -> Indicator:
    """The share of a sector at current prices."""
    part = value(
        code.replace("share", "current_output"), title, "", _WITHIN,
        Where("branch", "among", branches), prices=Prices.CURRENT,
    )  # fmt: skip
    return share(
        code,
        title=title,
        part=part,
        whole=CURRENT_OUTPUT,
        definition=_("Structure at current prices: the sector over the whole production value."),
    )


_CONSTANT = _("At constant 2010 prices, of the periods of the year that are over by the day.")
OUTPUT = value("economy.output", _("Production value"), _CONSTANT, _WITHIN)
INDUSTRY_OUTPUT = value(
    "economy.industry_output", _("Production value of industry and construction"),
    _("Mining, manufacturing, energy, water and construction, at constant 2010 prices."),
    _WITHIN, Where("branch", "among", INDUSTRY),
)  # fmt: skip
MINING_OUTPUT = value(
    "economy.mining_output", _("Production value of mining"),
    _("A branch inside industry, at constant 2010 prices."),
    _WITHIN, Where("branch", "eq", "mining"),
)  # fmt: skip
AGRICULTURE_OUTPUT = value(
    "economy.agriculture_output", _("Production value of agriculture, forestry and fishery"),
    _CONSTANT, _WITHIN, Where("branch", "among", AGRICULTURE),
)  # fmt: skip
SERVICES_OUTPUT = value(
    "economy.services_output", _("Production value of trade and services"),
    _CONSTANT, _WITHIN, Where("branch", "among", SERVICES),
)  # fmt: skip
CURRENT_OUTPUT = value(
    "economy.current_output", _("Production value at current prices"),
    _("At the prices of each period; used for the structure, never for growth."),
    _WITHIN, prices=Prices.CURRENT,
)  # fmt: skip
OUTPUT_OF_YEAR = value(
    "economy.output_of_year", _("Production value reported for the whole year"),
    _("Values given for a whole year, at constant 2010 prices; counted once the year is over."),
    _WHOLE,
)  # fmt: skip
BY_STATUS = tuple(
    value(
        f"economy.output_{status}", title, _("Only values of this status, months and quarters."),
        _WITHIN, Where("status", "eq", status), reported=_EACH,
    )
    for status, title in (
        ("estimate", _("Production value, estimated")),
        ("preliminary", _("Production value, preliminary")),
        ("official", _("Production value, official")),
    )
)  # fmt: skip
GROWTHS = (
    grown(OUTPUT, _("Growth of production value")),
    grown(INDUSTRY_OUTPUT, _("Growth of industry and construction")),
    grown(MINING_OUTPUT, _("Growth of mining")),
    grown(AGRICULTURE_OUTPUT, _("Growth of agriculture, forestry and fishery")),
    grown(SERVICES_OUTPUT, _("Growth of trade and services")),
    grown(OUTPUT_OF_YEAR, _("Growth of production value, whole years")),
)
CONTRIBUTIONS = (
    contributed(INDUSTRY_OUTPUT, _("Industry and construction in the growth")),
    contributed(MINING_OUTPUT, _("Mining in the growth")),
    contributed(AGRICULTURE_OUTPUT, _("Agriculture, forestry and fishery in the growth")),
    contributed(SERVICES_OUTPUT, _("Trade and services in the growth")),
)
SHARES = (
    part_of_output("economy.industry_share", _("Share of industry and construction"), INDUSTRY),
    part_of_output("economy.agriculture_share", _("Share of agriculture, forestry and fishery"), AGRICULTURE),
    part_of_output("economy.services_share", _("Share of trade and services"), SERVICES),
)  # fmt: skip

declare(
    OUTPUT, INDUSTRY_OUTPUT, MINING_OUTPUT, AGRICULTURE_OUTPUT, SERVICES_OUTPUT, CURRENT_OUTPUT,
    OUTPUT_OF_YEAR, *BY_STATUS, *GROWTHS, *CONTRIBUTIONS, *SHARES,
)  # fmt: skip
