"""What the write path refuses: steps of a report out of turn, and records of locked periods.

Kept where everything is written, so that no form, file, call, table or command goes around it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, Q

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
from muctieu.registers.intake import having
from muctieu.registers.storage import row_schema
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
    # Of two who begin one report at the same time the second meets the first one's.
    there = {name: row[name] for name in ("regime_id", "unit_id", "first_on")}
    found = Report.objects.filter(pk=number) if number else Report.objects.filter(**there)
    before = found.first()
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


@dataclass(frozen=True)
class Bounds:
    """The columns by which a record lies in a window: its unit, and the days that count.

    What happened on a day counts by it; a period whose end has to be given counts by its last
    day, on which it is told; what goes on until an end is known counts by both its days.
    """

    place: str
    days: tuple[str, ...]
    end: str | None = None

    def inside(self, units: Iterable[int], first: dt.date, last: dt.date) -> Q:
        """Records of these units that lie in a window."""
        days = [Q(**{f"{day}__range": (first, last)}) for day in self.days]
        return Q(**{f"{self.place}__in": units}) & reduce(or_, days)


def bounds_of(register: Register) -> Bounds | None:
    """How records of a register lie in a window; None where they have no unit or no day."""
    if register.place is None or register.happened is None:
        return None
    place = register[register.place].column
    if register.ended is None:
        return Bounds(place, (register.happened,))
    if register[register.ended].required:
        return Bounds(place, (register.ended,))
    return Bounds(place, (register.happened, register.ended), register.ended)


@dataclass(frozen=True)
class _Touched:
    """Records that a change opens and those on file that it closes, of one register."""

    code: str
    bounds: Bounds
    opening: pl.DataFrame
    closing: pl.DataFrame

    @property
    def units(self) -> pl.Series:
        """The units of both."""
        both = pl.concat([self.opening, self.closing])
        return both[self.bounds.place].drop_nulls().alias("unit")

    @property
    def days(self) -> pl.Series:
        """The days of both."""
        both = pl.concat([self.opening, self.closing])
        return pl.concat([both[day].drop_nulls().alias("day") for day in self.bounds.days])

    def ended_after(self, last: dt.date) -> list[int]:
        """Records still going on after ``last`` that are only told further: a later end, a blank.

        What is known of the days until then stays as it was.
        """
        end = self.bounds.end
        if end is None:
            return []
        both = self.closing.join(self.opening, on="id", suffix=".new")
        runs = [pl.col(one).is_null() | (pl.col(one) > last) for one in (end, f"{end}.new")]
        same = [
            pl.col(one).is_null() | pl.col(one).eq_missing(pl.col(f"{one}.new"))
            for one in self.closing.columns
            if one not in ("id", end)
        ]
        return both.filter(pl.all_horizontal(*runs, *same))["id"].to_list()

    def lies_in(self, lock: Lock) -> bool:
        """Whether a locked period would be another one."""
        told_further = self.ended_after(lock.last)
        rows = pl.concat([self.opening, self.closing]).filter(
            ~pl.col("id").is_in(told_further) | pl.col("id").is_null()
        )
        days = [pl.col(day).is_between(lock.first, lock.last) for day in self.bounds.days]
        within = pl.col(self.bounds.place).is_in(lock.units) & pl.any_horizontal(days)
        return rows.filter(within).height > 0


@watched_by
def refuse_in_locked_periods(changes: Changes, _act: Act) -> None:
    """No record of a locked unit and day comes, changes or goes."""
    closed = _closed_somewhere()
    parts = [one for one in changes.parts if one.register.code in closed]
    touched = [one for part in parts if (one := _touched(part)) is not None]
    if not touched:
        return
    units = pl.concat([one.units for one in touched]).unique()
    days = pl.concat([one.days for one in touched])
    first, last = days.min(), days.max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return
    for lock in locks(units, first, last):
        if any(one.code in lock.registers and one.lies_in(lock) for one in touched):
            raise PeriodLocked(_locked_words(lock))


def _closed_somewhere() -> frozenset[str]:
    """Registers that any locked period names: of the others nothing has to be looked at."""
    locked = Report.objects.filter(regime=OuterRef("pk"), state__in=LOCKED)
    named = Regime.objects.filter(Exists(locked), registers__isnull=False)
    return frozenset(
        code for told in named.values_list("registers", flat=True) for code in (told or "").split()
    )


def _touched(part: Change) -> _Touched | None:
    """What a part of a change touches; None for what no lock closes."""
    bounds = bounds_of(part.register)
    if bounds is None or part.register is REPORT or not Changes((part,)):
        return None
    columns = {name: kind for name, kind in row_schema(part.register).items()
               if name not in ("version", "origin", "seal_key")}  # fmt: skip
    blank_file = pl.DataFrame(schema=columns)
    going = part.closing["id"] if part.closing is not None else None
    on_file = blank_file if going is None else having(part.register, "id", going).select(*columns)
    coming = pl.DataFrame() if part.opening is None else part.opening
    blank = [pl.lit(None).alias(name) for name in columns if name not in coming.columns]
    opening = coming.with_columns(blank) if coming.height else blank_file
    typed = opening.select(*columns).cast(pl.Schema(columns))
    return _Touched(part.register.code, bounds, typed, on_file)


def locks(units: Iterable[int], first: dt.date, last: dt.date) -> tuple[Lock, ...]:
    """The locked periods that may hold records of these units and days."""
    spells: dict[int, list[UnitClosure]] = {}
    for one in UnitClosure.objects.filter(unit_id__in=list(units)):
        spells.setdefault(one.ancestor_id, []).append(one)
    rows = Report.objects.filter(
        state__in=LOCKED, regime__registers__isnull=False, unit_id__in=list(spells),
        first_on__lte=last, last_on__gte=first,
    )  # fmt: skip
    return tuple(
        Lock(
            unit,
            _below_on(spells[unit], closes),
            begins,
            closes,
            frozenset((registers or "").split()),
        )
        for unit, begins, closes, registers in rows.values_list(
            "unit_id", "first_on", "last_on", "regime__registers"
        )
    )


def _below_on(spells: Iterable[UnitClosure], day: dt.date) -> frozenset[int]:
    """The units that lay below another on a day, of spells in which some did."""
    return frozenset(
        one.unit_id
        for one in spells
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    )


def _locked_words(lock: Lock) -> str:
    return _(
        "%(unit)s: the period %(first)s – %(last)s is locked; nothing was written. Enter late figures"
        " in the next period, or have the period unlocked with a reason."
    ) % {
        "unit": names_on(lock.last).get(lock.unit, str(lock.unit)),
        "first": format_date(lock.first),
        "last": format_date(lock.last),
    }
