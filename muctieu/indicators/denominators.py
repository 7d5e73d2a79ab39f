"""The ledger of denominators: what a coverage may be divided by, each named and dated.

The same 162.414 people are a different percentage of the residents, of those aged 12 and over,
and of those who had a first dose. So a denominator is never implied: it is an entry here, with
its source and scope, and a page can show what each of them gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from muctieu.core.said import gettext as _
from muctieu.core.words import Words
from muctieu.indicators.define import Indicator, Ratio, check_division


class NoSuchDenominator(LookupError):
    """There is no denominator of that code for that figure; the message names those there are."""


@dataclass(frozen=True, kw_only=True)
class Denominator:
    """An entry of the ledger. ``indicator`` gives its value: counted, or declared by somebody.

    ``source`` says who made the number and where it stands, ``scope`` whom it takes in. Its date
    is the question's day where it is counted, and the day it was declared for otherwise.
    """

    code: str
    title: Words
    source: Words
    scope: Words
    indicator: Indicator


_ledger: dict[str, Denominator] = {}


def enter(*entries: Denominator) -> None:
    """Put denominators into the ledger. Two different ones of one code are refused."""
    for entry in entries:
        if _ledger.setdefault(entry.code, entry) != entry:
            raise ValueError(f"two denominators are called {entry.code}")


def ledger() -> tuple[Denominator, ...]:
    """Every denominator there is, by code."""
    return tuple(_ledger[code] for code in sorted(_ledger))


def denominator_of(code: str) -> Denominator:
    """The entry of that code; :class:`NoSuchDenominator` names those there are."""
    try:
        return _ledger[code]
    except KeyError:
        raise _no_such(code, sorted(_ledger)) from None


def _no_such(code: str, there: Sequence[str]) -> NoSuchDenominator:
    said = {"code": code, "codes": ", ".join(there) or "–"}
    return NoSuchDenominator(
        _("There is no denominator “%(code)s” here; there are: %(codes)s.") % said
    )


def choices(indicator: Indicator) -> tuple[Denominator, ...]:
    """The denominators a ratio may be asked over, its usual one first."""
    if not isinstance(indicator.form, Ratio):
        return ()
    return tuple(denominator_of(code) for code in indicator.form.denominators)


def over(indicator: Indicator, code: str) -> Indicator:
    """The same ratio over another denominator of its own list.

    Raises :class:`NoSuchDenominator`, or ``DoesNotGoTogether`` where the kinds forbid it.
    """
    form = indicator.form
    if not isinstance(form, Ratio) or code not in form.denominators:
        there = form.denominators if isinstance(form, Ratio) else ()
        raise _no_such(code, there)
    form = replace(form, bottom=denominator_of(code).indicator)
    check_division(indicator.code, form)
    return replace(indicator, form=form)
