"""A coverage whose denominator a text leaves unsaid: what every denominator of the ledger would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import override

from muctieu.core.words import Words
from muctieu.indicators.ask import NotAskable, with_each_denominator
from muctieu.indicators.define import (
    Indicator,
    Ratio,
    catalogue,
    catalogued,
)
from muctieu.indicators.denominators import Denominator, choices
from muctieu.indicators.question import Figure, Question
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.statements.read.check.house import Lacking
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.model import Claim

_PLACES = 2


@dataclass(frozen=True)
class OverEach:
    """The sentence to show, and whether the printed figure is one over a rarer denominator only."""

    told: Lacking
    another_fits: bool


def over_each(claim: Claim, question: Question) -> OverEach | None:
    """What a share that names no denominator would be over each; None where there is no choice.

    ``question`` asks for the indicator that the claim is matched to, for its unit and day.
    """
    if claim.relation != "share" or claim.base is not None:
        return None
    ratio = _with_choices(question.code)
    if ratio is None:
        return None
    try:
        given = with_each_denominator(replace(question, code=ratio.code))
    except NotAskable:
        return None
    fits = [entry for entry, figure in given if _meets(claim, figure)]
    usual = ratio.code != question.code or (bool(fits) and fits[0] == given[0][0])
    return OverEach(_told(claim, ratio, given, fits, question), bool(fits) and not usual)


def _with_choices(code: str) -> Indicator | None:
    """The indicator itself, else the ratio of its field that has the widest choice of wholes.

    "98,4 %" beside two doses is matched to the second over the first, which has one denominator;
    what a reader takes it for is the coverage, which has several.
    """
    own = catalogued(code)
    if own is None:
        return None
    if len(choices(own)) > 1:
        return own
    if not isinstance(own.form, Ratio):
        return None
    field = code.partition(".")[0] + "."
    near = [one for one in catalogue() if one.code.startswith(field) and len(choices(one)) > 1]
    return max(near, key=lambda one: len(choices(one)), default=None)


def _meets(claim: Claim, figure: Figure) -> bool:
    if figure.value is None or claim.low is None or claim.high is None:
        return False
    value = _decimal(figure.value)
    return Interval(Decimal(claim.low), Decimal(claim.high)).meets(Interval(value, value))


def _told(
    claim: Claim,
    ratio: Indicator,
    given: list[tuple[Denominator, Figure]],
    fits: list[Denominator],
    question: Question,
) -> Lacking:
    day = format_date(question.as_of)
    with override("vi"):
        each = "; ".join(
            f"trên {_lower(one.title)}: {_shown(figure, 'vi')}" for one, figure in given
        )
        fitting = ", ".join(_lower(one.title) for one in fits)
        title: Words | str = str(ratio.title)
    vi = (
        f"{claim.text} không nêu mẫu số. “{title}” đến {day} là: {each}. "
        + (f"Con số đã in khớp khi chia cho: {fitting}." if fits else "Không mẫu số nào cho con số đã in.")
    )  # fmt: skip
    with override("en"):
        english = "; ".join(
            f"over {_lower(one.title)}: {_shown(figure, 'en')}" for one, figure in given
        )
        fitting = ", ".join(_lower(one.title) for one in fits)
        title = str(ratio.title)
    en = (
        f"{claim.text} names no denominator. “{title}” to {question.as_of} is {english}. "
        + (f"The printed figure fits over: {fitting}." if fits else "No denominator gives the printed figure.")
    )  # fmt: skip
    return Lacking("denominators", vi, en)


def _lower(title: Words) -> str:
    said = str(title)
    return said[:1].lower() + said[1:]


def _shown(figure: Figure, language: str) -> str:
    if figure.value is None:
        return "chưa có số" if language == "vi" else "no figure"
    number = round(_decimal(figure.value), _PLACES)
    return f"{format_number(number, _PLACES)} %" if language == "vi" else f"{number} %"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
