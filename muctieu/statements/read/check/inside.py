"""All checks inside one text, in a fixed order."""

from muctieu.statements.read.check import evidence, growths, plans, ratios, repeats, sums
from muctieu.statements.read.check.items import Bench
from muctieu.statements.read.model import Finding

_CHECKS = (ratios.check, sums.check, plans.check, growths.check, repeats.check, evidence.check)


def check_inside(bench: Bench) -> list[Finding]:
    """Return the findings that the text alone supports, each once."""
    return list(dict.fromkeys(found for check in _CHECKS for found in check(bench)))
