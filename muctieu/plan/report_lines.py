"""The very record that a report is sent back for: written as its register and number.

Whoever sends a report back names the record by both, or by the address of its page.  It has to be
one that the report is made of: of a register of the regime, of the unit, of the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from muctieu.core.said import gettext as _
from muctieu.core.units import below
from muctieu.plan.report_models import Report, ReportState
from muctieu.plan.report_watch import OutOfTurn, bounds_of
from muctieu.registers.declare import NoSuchRegister, Register, register_of

if TYPE_CHECKING:
    from muctieu.core.days import Window
    from muctieu.plan.reports import Owed

_NAMED = re.compile(r"([a-z_]+\.[a-z_]+)\s*[#/]\s*(\d{1,18})(?!\d)")


@dataclass(frozen=True)
class Line:
    """A record of a register."""

    register: Register
    record: int

    def __str__(self) -> str:
        return f"{self.register.code}#{self.record}"


def line_in(text: str) -> Line | None:
    """The record that a text names, as a register and a number or as a page's address."""
    named = _NAMED.search(text)
    if named is None:
        return None
    try:
        return Line(register_of(named[1]), int(named[2]))
    except NoSuchRegister:
        return None


def line_of(owed: Owed, text: str) -> str | None:
    """The record that a return names, as it is kept; None where it names none.

    Raises ``OutOfTurn`` for what is no record that the report is made of.
    """
    if not text.strip():
        return None
    line = line_in(text)
    if line is None:
        raise OutOfTurn(
            _(
                "“%(line)s” names no record: open the record and paste its address here, or write"
                " the register and the number with # between them. Nothing was changed."
            )
            % {"line": text.strip()[:80]}
        )
    if line.register.code not in owed.rule.registers or not _inside(line, owed.unit, owed.window):
        raise OutOfTurn(
            _(
                "Record no. %(number)s of “%(register)s” is no part of this report: it is of another"
                " unit, of other days, withdrawn, or of a register that the report is not made of."
                " Nothing was changed."
            )
            % {"number": line.record, "register": line.register.title}
        )
    return str(line)


def _inside(line: Line, unit: int, window: Window) -> bool:
    """Whether the record is on file, of the unit or of one below it, and of the window."""
    bounds = bounds_of(line.register)
    if bounds is None:
        return False
    units = below(unit, window.last)
    inside = bounds.inside(units, window.first or window.last, window.last)
    return line.register.model._default_manager.filter(inside, pk=line.record).exists()


def reports_with(line: Line) -> Iterator[Report]:
    """The reports handed in that a record is part of: those that can be sent back for it."""
    bounds = bounds_of(line.register)
    if bounds is None:
        return
    found = line.register.model._default_manager.filter(pk=line.record)
    for unit, *days in found.values_list(bounds.place, *bounds.days):
        inside = [Q(first_on__lte=day, last_on__gte=day) for day in days if day is not None]
        reports = Report.objects.filter(
            reduce(or_, inside),
            state__in=(ReportState.HANDED_IN, ReportState.RECEIVED),
            regime__registers__contains=line.register.code,
        )
        for one in reports.select_related("regime").order_by("last_on", "pk"):
            codes = (one.regime.registers or "").split()
            if line.register.code in codes and unit in below(one.unit_id, one.last_on):
                yield one
