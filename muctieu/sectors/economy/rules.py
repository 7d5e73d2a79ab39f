"""What production is made of: branches, the three sectors, prices, and how final a value is.

Pure.  Sectors follow the article's three; mining is one branch inside industry and construction.
"""

from __future__ import annotations

INDUSTRY = ("mining", "manufacturing", "energy", "water", "construction")
AGRICULTURE = ("agriculture", "forestry", "fishery")
SERVICES = ("trade", "transport", "lodging", "other_services")
BRANCHES = (*INDUSTRY, *AGRICULTURE, *SERVICES)
# Lines of a sheet that are sums of others: told apart, compared, never entered.
TOTALS: dict[str, tuple[str, ...]] = {
    "total_industry_only": INDUSTRY[:-1],
    "total_industry": INDUSTRY,
    "total_agriculture": AGRICULTURE,
    "total_services": SERVICES,
    "total": BRANCHES,
}
# From the weakest on, as statistics offices release a value (estimate, preliminary, official).
RANKS = ("estimate", "preliminary", "official")
CONSTANT, CURRENT = "constant_2010", "current"
# Periods that make up a year as it goes; a whole year is a series of its own.
WITHIN_YEAR = ("month", "quarter")
