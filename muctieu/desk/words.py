"""Numbers, dates and cells of records as words, in the language of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muctieu.core.days import VIETNAM
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.numbers import format_number, format_number_en
from muctieu.registers.declare import Field, Kind

if TYPE_CHECKING:
    from muctieu.core.words import Words
    from muctieu.registers.declare import Register
    from muctieu.registers.intake import Intake

NOTHING = "–"


@dataclass(frozen=True)
class Named:
    """A register, or a way into one, as templates name it.

    Templates look into a thing before they look at it: of a register itself they would find the
    field that is called "title" or "code".
    """

    code: str
    title: Words


def named(one: Register | Intake) -> Named:
    """A register or an intake by its own code and title."""
    return Named(one.code, one.title)


def number(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    """A number, grouped and with the decimal sign of the page's language."""
    write = format_number_en if get_language() == "en" else format_number
    return write(value, decimals)


def instant(at: dt.datetime) -> str:
    """A moment, in the time of Viet Nam: 14:05 04/12/2021."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} {format_date(local.date())}"


def cell(field: Field, value: Any, units: dict[int, str]) -> str:
    """What a record says in a field. References are written as numbers; pages link them."""
    if value is None or value == "":
        return NOTHING
    if field.kind is Kind.UNIT:
        return units.get(value, str(value))
    if field.kind is Kind.CHOICE:
        return next((str(one.title) for one in field.choices if one.value == value), str(value))
    return _plain(field.kind, value)


def _plain(kind: Kind, value: Any) -> str:
    if kind is Kind.DATE:
        return format_date(value)
    if kind is Kind.BOOLEAN:
        return _("yes") if value else _("no")
    if kind in (Kind.INTEGER, Kind.MONEY):
        return number(value)
    return str(value)
