"""What reports are owed, by when, and how far each has come; and the steps that take it further."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl
from django.db.models import Count
from django.db.models.functions import Coalesce

from muctieu.core.days import Window
from muctieu.core.models import UnitClosure, UnitVersion, User
from muctieu.plan.periods import Calendar, closed_by, windows
from muctieu.plan.report_lines import line_of
from muctieu.plan.report_models import (
    HOLIDAY,
    REGIME,
    REMINDER,
    REPORT,
    Cut,
    DayKind,
    Regime,
    Report,
    Reporters,
    ReportState,
    Span,
)
from muctieu.plan.report_watch import OutOfTurn, delegation_of, now_day
from muctieu.plan.steps import HANDED, Move, after
from muctieu.registers.clocks import Known, known_on, last_touch
from muctieu.registers.listing import known_rows
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Receipt, commit

KINDS: Mapping[Reporters, tuple[str, ...]] = {
    Reporters.COMMUNES: ("ward", "commune", "special"),
    Reporters.CITIES: ("city",),
    Reporters.OFFICES: ("office",),
}


# (unit, first day, day after the last or None) of something that holds for a while.
Spells = tuple[tuple[int, dt.date, dt.date | None], ...]

_A_YEAR = dt.timedelta(days=366)


class Standing(enum.StrEnum):
    """How a unit stands with a report on a day, the most urgent first."""

    LATE = "late"
    RETURNED = "returned"
    TO_COME = "to_come"
    HANDED_LATE = "handed_late"
    HANDED_IN_TIME = "handed_in_time"


# What a unit still has to do something about.
WAITING = (Standing.LATE, Standing.RETURNED, Standing.TO_COME)


@dataclass(frozen=True, slots=True)
class Rule:
    """A regime as it was known."""

    record: int
    unit: int
    code: str
    title: str
    reporters: Reporters
    span: Span
    cut: Cut
    working_days: int
    signatures: int
    form: str
    channel: str
    registers: tuple[str, ...]
    from_on: dt.date
    to_on: dt.date | None
    document: str
    verified: bool

    def holds(self, window: Window) -> bool:
        """Whether the regime is in force when a window closes."""
        return self.from_on <= window.last and (self.to_on is None or window.last <= self.to_on)

    def windows(self, year: int) -> tuple[Window, ...]:
        """The windows of a year in which the regime is in force."""
        return tuple(one for one in windows(self.span, self.cut, year) if self.holds(one))

    def closed(self, day: dt.date) -> tuple[Window, ...]:
        """The windows that closed within the year that ends on ``day``, the latest first."""
        found = closed_by(self.span, self.cut, day)
        return tuple(one for one in found if one.last > day - _A_YEAR and self.holds(one))


@dataclass(frozen=True, slots=True)
class Told:
    """A report as far as it has come."""

    record: int
    state: ReportState
    stepped_on: dt.date
    handed_on: dt.date | None
    returns: int
    signers: str
    line: str
    origin: int
    first_handed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """One report that a unit owes: for which window, by when, and how far it has come.

    ``before`` is the due day by the holidays known at the cut-off; None where it did not move.
    """

    rule: Rule
    unit: int
    window: Window
    due: dt.date
    report: Told | None = None
    before: dt.date | None = None

    @property
    def first_on(self) -> dt.date:
        """The first day of the window, by which the report is known."""
        return self.window.first or self.window.last

    def standing(self, day: dt.date) -> Standing:
        """How the unit stands at the end of ``day``: in time is who handed in first in time."""
        report = self.report
        handed = report.first_handed_on if report is not None else None
        if report is not None and handed is not None and handed <= day:
            if report.state not in HANDED:
                return Standing.RETURNED
            return Standing.HANDED_IN_TIME if handed <= self.due else Standing.HANDED_LATE
        return Standing.LATE if day > self.due else Standing.TO_COME


def rules_at(known: Known) -> tuple[Rule, ...]:
    """Every regime as known, by who receives and its code."""
    rows = known_rows(REGIME, known).order_by("unit_id", "code", "from_on")
    return tuple(_rule(row) for row in rows)


def _rule(row: Any) -> Rule:
    return Rule(
        row.record, row.unit_id, row.code, row.title, Reporters(row.reporters), Span(row.span),
        Cut(row.cut), row.working_days, row.signatures, row.form or "", row.channel or "",
        tuple((row.registers or "").split()), row.from_on, row.to_on, row.document or "",
        row.verified,
    )  # fmt: skip


def calendar_at(known: Known) -> Calendar:
    """Holidays as known."""
    days: dict[str, set[dt.date]] = {kind.value: set() for kind in DayKind}
    for day, kind in known_rows(HOLIDAY, known).values_list("day", "kind"):
        days[kind].add(day)
    return Calendar(frozenset(days[DayKind.OFF]), frozenset(days[DayKind.WORKED]))


@dataclass
class Diary:
    """Due days and reporting units, each looked up once for a page."""

    known: Known
    calendar: Calendar = field(init=False)
    _then: dict[dt.date, Calendar] = field(default_factory=dict)
    _units: dict[tuple[int, Reporters, dt.date], tuple[int, ...]] = field(default_factory=dict)
    _owing: dict[tuple[tuple[int, ...], frozenset[int] | None], frozenset[int]] = field(
        default_factory=dict
    )
    _below: dict[int, Spells] = field(default_factory=dict)
    _kinds: dict[Reporters, Spells] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calendar = calendar_at(self.known)

    def due_on(self, rule: Rule, window: Window) -> dt.date:
        """The due day: arithmetic alone, nothing is looked up."""
        return self.calendar.after(window.last, rule.working_days)

    def due(self, rule: Rule, window: Window) -> tuple[dt.date, dt.date | None]:
        """The due day; and the one it had by what was known at the cut-off, where it moved."""
        due = self.due_on(rule, window)
        then = self._calendar_of(window.last).after(window.last, rule.working_days)
        return due, (then if then != due else None)

    def _calendar_of(self, cut_off: dt.date) -> Calendar:
        if cut_off not in self._then:
            at = known_on(cut_off)
            # Where nothing at all was on file at the cut-off, nobody was told another day.
            self._then[cut_off] = calendar_at(at) if at.position else self.calendar
        return self._then[cut_off]

    def reporters(self, rule: Rule, day: dt.date) -> tuple[int, ...]:
        """The units that owe a report under a rule on a day, in the order of their codes."""
        key = (rule.unit, rule.reporters, day)
        if key not in self._units:
            inside = _on(day, self._spells_below(rule.unit))
            there = _on(day, self._spells_of(rule.reporters))
            among = set(inside) - {rule.unit}
            self._units[key] = tuple(unit for unit in there if unit in among)
        return self._units[key]

    def owing(
        self, rule: Rule, day: dt.date, units: frozenset[int] | None = None
    ) -> frozenset[int]:
        """The same without their order, of ``units`` alone where they are given."""
        key = (self.reporters(rule, day), units)
        if key not in self._owing:
            there = frozenset(key[0])
            self._owing[key] = there if units is None else there & units
        return self._owing[key]

    def _spells_below(self, unit: int) -> Spells:
        """Which units lay below one, and when: read once for all windows."""
        if unit not in self._below:
            rows = UnitClosure.objects.filter(ancestor_id=unit)
            self._below[unit] = tuple(rows.values_list("unit_id", "valid_from", "valid_to"))
        return self._below[unit]

    def _spells_of(self, reporters: Reporters) -> Spells:
        """Which units were of the kinds that report, and when, in the order of their codes."""
        if reporters not in self._kinds:
            rows = UnitVersion.objects.filter(kind__in=KINDS[reporters]).order_by("code", "pk")
            self._kinds[reporters] = tuple(rows.values_list("unit_id", "valid_from", "valid_to"))
        return self._kinds[reporters]


def _on(day: dt.date, spells: Spells) -> list[int]:
    return [unit for unit, begin, end in spells if begin <= day and (end is None or day < end)]


def owed_under(
    diary: Diary, asked: Iterable[tuple[Rule, Window]], units: frozenset[int] | None = None
) -> tuple[Owed, ...]:
    """Every report owed under these rules and windows, of ``units`` alone where they are given."""
    pairs = list(asked)
    told = _told(diary.known, pairs)
    found = []
    for rule, window in pairs:
        due, before = diary.due(rule, window)
        found += [
            Owed(rule, unit, window, due, told.get((rule.record, unit, window.first)), before)
            for unit in diary.reporters(rule, window.last)
            if units is None or unit in units
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units owe a report for a window, and how many of them have handed it in."""

    rule: Rule
    window: Window
    owing: int
    handed: int

    @property
    def lacking(self) -> int:
        """How many units have not handed in, or were sent their report back."""
        return self.owing - self.handed


def asked_for(diary: Diary, rules: Iterable[Rule], day: dt.date) -> list[tuple[Rule, Window]]:
    """What reports are asked for on a day: of each regime the window that closed last.

    And every earlier one of a year in which not everybody has handed in: what is owed stays owed.
    """
    return [(one.rule, one.window) for one in tallies(diary, rules, day)]


def tallies(
    diary: Diary, rules: Iterable[Rule], day: dt.date, units: frozenset[int] | None = None
) -> list[Tally]:
    """The same counted, of ``units`` alone where they are given."""
    last, found = last_touch([REPORT.code], diary.known), []
    for rule in rules:
        for place, window in enumerate(rule.closed(day)):
            owing = diary.owing(rule, window.last, units)
            if not owing:
                continue
            counts = _handed_in(*last, owing, day) if last else {}
            handed = counts.get((rule.record, window.first), 0)
            if place == 0 or handed < len(owing):
                found.append(Tally(rule, window, len(owing), handed))
    return found


@lru_cache(maxsize=64)
def _handed_in(
    position: int, _seal: str, units: frozenset[int], day: dt.date
) -> Mapping[tuple[int, dt.date | None], int]:
    """(regime, first day) → how many of ``units`` had handed in by ``day``, not sent back since.

    Kept until the next update of a report: its seal names all that had been written by then.
    """
    rows = known_rows(REPORT, Known(position)).annotate(
        # What was handed in before first days were kept has its last one alone.
        handed=Coalesce("first_handed_on", "handed_on")
    )
    told = (
        rows.filter(unit_id__in=units, state__in=HANDED, handed__lte=day, last_on__gt=day - _A_YEAR)
        .order_by()
        .values("regime_id", "first_on")
        .annotate(many=Count("record"))
    )
    return {(one["regime_id"], one["first_on"]): one["many"] for one in told}


def _told(
    known: Known, pairs: Sequence[tuple[Rule, Window]]
) -> dict[tuple[int, int, dt.date | None], Told]:
    """Reports on file of these rules and windows."""
    rows = known_rows(REPORT, known).filter(
        regime_id__in={rule.record for rule, _window in pairs},
        first_on__in={window.first for _rule, window in pairs},
    )
    names = ("regime_id", "unit_id", "first_on", "record", "state", "stepped_on", "handed_on",
             "returns", "signers", "line", "origin", "first_handed_on")  # fmt: skip
    return {
        (regime, unit, first): Told(
            record, ReportState(state), stepped, handed, returns, signers or "", line or "", origin,
            # What was handed in before first days were kept has its last one alone.
            first_handed or handed,
        )
        for regime, unit, first, record, state, stepped, handed, returns, signers, line, origin,
        first_handed in rows.order_by().values_list(*names)
    }  # fmt: skip


def reminded(
    known: Known, asked: Iterable[tuple[Rule, Window]]
) -> dict[tuple[int, int, dt.date], list[dt.date]]:
    """(regime, unit, first day) → the days on which the unit was reminded."""
    pairs = list(asked)
    rows = known_rows(REMINDER, known).filter(
        regime_id__in={rule.record for rule, _window in pairs},
        first_on__in={window.first for _rule, window in pairs},
    )
    found: dict[tuple[int, int, dt.date], list[dt.date]] = {}
    for regime, unit, first, on in rows.order_by("record").values_list(
        "regime_id", "unit_id", "first_on", "reminded_on"
    ):
        found.setdefault((regime, unit, first), []).append(on)
    return found


def remind(owed: Iterable[Owed], *, by: User, on: dt.date) -> Receipt:
    """Remind units of what they owe; each of one report once a day."""
    rows = [
        {"regime_id": one.rule.record, "unit_id": one.unit, "first_on": one.window.first,
         "reminded_on": on}
        for one in owed
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=frame_schema(REMINDER))
    return commit(Changes().opening(REMINDER, frame), Act(by=by, action="remind"))


def take_step(
    owed: Owed, move: Move, *, by: User, on: dt.date, reason: str = "", line: str = ""
) -> Receipt:
    """Take a report one step further, as one update; the write path judges whether it may be.

    ``line`` names the record that a report is sent back for (``plan.report_lines``).
    Raises ``OutOfTurn`` with why not, and ``Stale`` when somebody took a step meanwhile.
    """
    told = owed.report
    returned_for = line_of(owed, line) if move is Move.RETURN else None
    signatures = Regime.objects.get(pk=owed.rule.record).signatures
    state = after(told.state if told else None, move, signatures)
    row: dict[str, Any] = {
        "regime_id": owed.rule.record, "unit_id": owed.unit, "first_on": owed.window.first,
        "last_on": owed.window.last, "state": (state or _standing_still(told)).value,
        "stepped_on": on, "handed_on": told.handed_on if told else None,
        "first_handed_on": told.first_handed_on if told else None,
        "returns": told.returns if told else 0, "signers": told.signers if told else None,
        "line": told.line if told and move is not Move.CHECK else None,
    }  # fmt: skip
    row |= _said_by(move, row, by=by, unit=owed.unit, on=on, line=returned_for)
    act = Act(by=by, action=move.value, reason=reason[:400])
    return commit(_changes(row, told), act)


def _standing_still(told: Told | None) -> ReportState:
    """A state that no move leads to, so that the write path says why."""
    return told.state if told else ReportState.UNLOCKED


def _said_by(
    move: Move, row: Mapping[str, Any], *, by: User, unit: int, on: dt.date, line: str | None
) -> dict[str, Any]:
    """What a move leaves on the report besides its state."""
    if move is Move.HAND_IN:
        return {"handed_on": on, "first_handed_on": row["first_handed_on"] or on}
    if move is Move.RETURN:
        return {"returns": row["returns"] + 1, "line": line}
    if move is Move.CHECK:
        return {"signers": None}
    if move is Move.SIGN:
        signed = filter(None, (row["signers"], signature(by, unit)))
        return {"signers": "\n".join(signed)}
    return {}


def signature(by: User, unit: int) -> str:
    """How an account signs today: in its own name, or KT., TL., TUQ. by a delegation in force."""
    delegation = delegation_of(by, unit, now_day())
    name = str(by.get_full_name())
    if delegation is None:
        return name
    return f"{delegation.get_manner_display()} {delegation.head}: {name}"


def _changes(row: Mapping[str, Any], told: Told | None) -> Changes:
    schema = dict(frame_schema(REPORT))
    if told is None:
        return Changes().opening(REPORT, pl.DataFrame([row], schema=schema))
    version = Report.objects.filter(pk=told.record).values_list("version", flat=True).first()
    if version is None:
        raise OutOfTurn("")
    whole = {**row, "id": told.record, "version": version}
    schema |= {"id": pl.Int64(), "version": pl.Int64()}
    return Changes().correcting(REPORT, pl.DataFrame([whole], schema=schema))
