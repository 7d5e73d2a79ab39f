"""The figures of the economy, declared.

Levels are in whole đồng.  Growth is worked out from levels at constant 2010 prices, structure at
current prices; a printed percentage stands beside it as a declared figure and is never averaged.
Of several values for one period the most final one known counts, and the figure says so.
"""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muctieu.core.words import Words
from muctieu.indicators.define import (
    Direction,
    Indicator,
    Owes,
    Per,
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
    owes: Owes | None = None,
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
        owes=owes,
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


def of_year(name: str, title: Words, *where: Where, reported: Reported = _MOST_FINAL) -> Indicator:
    """The values given for whole years of a sector, or of all of them."""
    return value(
        f"economy.{name}output_of_year", title,
        _("Values given for a whole year, at constant 2010 prices; counted once the year is over."),
        _WHOLE, *where, reported=reported,
    )  # fmt: skip


def grown_as(status: str, words: Words, name: str, title: Words, *where: Where) -> Indicator:
    """The growth of a whole year by values of one status alone.

    It grows over the most final values of the year before, whatever status those have.
    """
    return growth(
        f"economy.{name}growth_{status}",
        title=format_lazy("{}, {}", title, words),
        of=of_year(name, title, *where, Where("status", "eq", status), reported=_EACH),
        than=of_year(name, title, *where),
        direction=Direction.UP,
        definition=_("Values of this status for the whole year, against the year before."),
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
# The city's statistics office reports for the whole of it, month by month.
OUTPUT = value(
    "economy.output", _("Production value"), _CONSTANT, _WITHIN,
    owes=Owes(kinds=("city",), per=Per.MONTH, where=(_WITHIN,)),
)  # fmt: skip
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
OUTPUT_OF_YEAR = of_year("", _("Production value reported for the whole year"))
# What is told of whole years by status: the name of each sector's figures and which branches.
WHOLE_YEARS: tuple[tuple[str, Words, tuple[Where, ...]], ...] = (
    ("", _("Growth of production value"), ()),
    ("industry_", _("Growth of industry and construction"), (Where("branch", "among", INDUSTRY),)),
    ("mining_", _("Growth of mining"), (Where("branch", "eq", "mining"),)),
    ("agriculture_", _("Growth of agriculture, forestry and fishery"),
     (Where("branch", "among", AGRICULTURE),)),
    ("services_", _("Growth of trade and services"), (Where("branch", "among", SERVICES),)),
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
_STATUSES = (
    ("estimate", pgettext_lazy("status", "estimate")),
    ("preliminary", pgettext_lazy("status", "preliminary")),
    ("official", pgettext_lazy("status", "official")),
)
GROWTHS_BY_STATUS = tuple(
    grown_as(status, words, name, title, *where)
    for name, title, where in WHOLE_YEARS
    for status, words in _STATUSES
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
    OUTPUT_OF_YEAR, *BY_STATUS, *GROWTHS, *GROWTHS_BY_STATUS, *CONTRIBUTIONS,
    *SHARES,
)  # fmt: skip
