"""What the write path refuses: steps of a report out of turn, and records of locked periods.

Kept where everything is written, so that no form, file, call, table or command goes around it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from muctieu.core.days import day_of, now
from muctieu.core.models import ChangeSet, UnitClosure, User
from muctieu.core.permissions import may
from muctieu.core.roles import Action
from muctieu.core.said import gettext as _
from muctieu.core.units import names_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.report_models import REPORT, Delegation, Regime, Report, ReportState
from muctieu.plan.steps import LOCKED, STEPS, Move, after
from muctieu.registers.declare import Register
from muctieu.registers.write import Act, Change, Changes, Refused, watched_by


class OutOfTurn(Refused):
    """A step that the report's state does not allow, or that is not this account's to take."""


class PeriodLocked(Refused):
    """A record of a unit and a day whose period is locked."""


# ------------------------------------------------------------------ steps


@watched_by
def refuse_steps_out_of_turn(changes: Changes, act: Act) -> None:
    """Every record of a report that is written is one step further, taken by who may take it.

    A historical load brings reports as they stood; afterwards they go step by step.
    """
    brought = act.by is None and act.known_at is not None
    for part in changes.parts:
        if part.register is not REPORT or brought or not Changes((part,)):
            continue
        move = next((one for one in Move if one == act.action), None)
        if move is None or part.opening is None or part.opening.is_empty():
            raise OutOfTurn(
                _("A report goes step by step: use the page of the report. Nothing was changed.")
            )
        for row in part.opening.iter_rows(named=True):
            _refuse_step(row, move, act)


def _refuse_step(row: dict[str, Any], move: Move, act: Act) -> None:
    regime = Regime.objects.get(pk=row["regime_id"])
    number: int = row.get("id") or 0
    before = Report.objects.filter(pk=number).first()
    state = ReportState(before.state) if before else None
    if after(state, move, regime.signatures) != row["state"]:
        raise OutOfTurn(_out_of_turn(move, before))
    if STEPS[move].reason and not act.reason.strip():
        raise OutOfTurn(_("Say why; nothing was changed."))
    if act.by is not None and not may_take(act.by, move, regime.unit_id, row["unit_id"], now_day()):
        raise OutOfTurn(_("You may not do this here."))
    if move is Move.SIGN and state is ReportState.SIGNED_ONCE and _signed_before(before, act.by):
        raise OutOfTurn(_("The second signature has to be another account's."))


def now_day() -> dt.date:
    """The day on which a permission counts: the one on which something is written."""
    return day_of(now())


def _out_of_turn(move: Move, before: Report | None) -> str:
    """Why a move cannot be made, in the words of where the report stands."""
    if before is None:
        return _("The figures of this report have not been checked yet: that comes first.")
    said = {"state": str(before.get_state_display()), "day": format_date(before.stepped_on)}
    if (
        move is Move.HAND_IN
        and before.handed_on
        and before.state in (*LOCKED, "handed_in", "received")
    ):
        return _("It was handed in on %(day)s already; it is: %(state)s.") % {
            **said, "day": format_date(before.handed_on),
        }  # fmt: skip
    if before.state in LOCKED:
        return (
            _("The period is locked (%(state)s, %(day)s): unlock it first, with a reason.") % said
        )
    return _("The report stands at “%(state)s” since %(day)s; this step is not next.") % said


def may_take(user: User, move: Move, receiver: int, unit: int, on: dt.date) -> bool:
    """Whether an account may take a step: by its posts, or signing by a delegation in force."""
    step = STEPS[move]
    place = receiver if step.by_receiver else unit
    if may(user, step.action, REPORT.code, place, on):
        return True
    return step.action is Action.APPROVE and delegation_of(user, place, on) is not None


def delegation_of(user: User, unit: int, on: dt.date) -> Delegation | None:
    """The delegation by which an account signs for the head of a unit on a day."""
    found = Delegation.objects.filter(
        unit_id=unit, account=user.username, from_on__lte=on, to_on__gte=on
    )
    return found.order_by("-from_on").first()


def _signed_before(report: Report | None, user: User | None) -> bool:
    """Whether the version that waits for a second signature was signed by this very account."""
    if report is None or user is None:
        return False
    versions = REPORT.versions._default_manager.filter(version=report.version)
    number = versions.values_list("known_from", flat=True).get()
    return ChangeSet.objects.get(pk=number).actor_id == user.pk


# ------------------------------------------------------------------ locked periods


@dataclass(frozen=True)
class Lock:
    """A unit's days that are closed for some registers, for it and for the units below it."""

    unit: int
    units: frozenset[int]
    first: dt.date
    last: dt.date
    registers: frozenset[str]


def locks() -> tuple[Lock, ...]:
    """Every locked period there is now."""
    rows = Report.objects.filter(state__in=LOCKED, regime__registers__isnull=False)
    told = list(rows.values_list("unit_id", "first_on", "last_on", "regime__registers"))
    inside = _spells_below({unit for unit, *_rest in told})
    return tuple(
        Lock(
            unit,
            frozenset(one for one, begins, ends in inside[unit]
                      if begins <= last and (ends is None or last < ends)),
            first, last, frozenset((registers or "").split()),
        )
        for unit, first, last, registers in told
    )  # fmt: skip


def _spells_below(units: set[int]) -> dict[int, list[tuple[int, dt.date, dt.date | None]]]:
    """Unit → what lay below it, itself too, with the days from and until which it did."""
    found: dict[int, list[tuple[int, dt.date, dt.date | None]]] = {unit: [] for unit in units}
    spells = UnitClosure.objects.filter(ancestor_id__in=units)
    for one in spells:
        found[one.ancestor_id].append((one.unit_id, one.valid_from, one.valid_to))
    return found


@watched_by
def refuse_in_locked_periods(changes: Changes, _act: Act) -> None:
    """No record of a locked unit and day comes, changes or goes."""
    parts = [
        (part, columns)
        for part in changes.parts
        if part.register is not REPORT and (columns := columns_of(part.register)) is not None
    ]
    closed = locks() if parts else ()
    for part, columns in parts:
        for lock in closed:
            if part.register.code in lock.registers and _touches(part, columns, lock):
                raise PeriodLocked(_locked_words(lock))


def _touches(part: Change, columns: tuple[str, str], lock: Lock) -> bool:
    place, day = columns
    coming = part.opening
    if coming is not None and not coming.is_empty() and {place, day} <= set(coming.columns):
        inside = pl.col(place).is_in(lock.units) & pl.col(day).is_between(lock.first, lock.last)
        if coming.filter(inside).height:
            return True
    going = part.closing
    return going is not None and _on_file(part.register, columns, going["id"].to_list(), lock)


def columns_of(register: Register) -> tuple[str, str] | None:
    """The columns of a record's unit and of its day: of a period the last, by which it is told.

    None for a register whose records have no unit or no day.
    """
    day = register.ended or register.happened
    if register.place is None or day is None:
        return None
    return register[register.place].column, register[day].column


def _on_file(register: Register, columns: tuple[str, str], ids: Iterable[int], lock: Lock) -> bool:
    """Whether any of these records, as it is on file, lies in the locked period."""
    place, day = columns
    closed = register.model._default_manager.filter(
        **{f"{place}__in": lock.units, f"{day}__range": (lock.first, lock.last)}
    )
    return not set(closed.values_list("pk", flat=True)).isdisjoint(ids)


def _locked_words(lock: Lock) -> str:
    return _(
        "%(unit)s: the period %(first)s – %(last)s is locked; nothing was written. Enter late figures"
        " in the next period, or have the period unlocked with a reason."
    ) % {
        "unit": names_on(lock.last).get(lock.unit, str(lock.unit)),
        "first": format_date(lock.first),
        "last": format_date(lock.last),
    }
