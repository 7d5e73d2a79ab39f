"""A year's plan as it was known at a position: one value that pages, states and papers share.

A handful of queries, however many targets there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from muctieu.core.days import Window
from muctieu.plan.models import (
    ALLOTMENT,
    CLAUSE,
    JUDGEMENT,
    MILESTONE,
    RESOLUTION,
    TARGET,
    YEAR,
)
from muctieu.registers.clocks import Known
from muctieu.registers.declare import Register
from muctieu.registers.listing import known_rows


@dataclass(frozen=True)
class Part:
    """What one unit was given of a target."""

    record: int
    unit: int
    value: Fraction
    decimals: int
    document: str


@dataclass(frozen=True)
class Mark:
    """What should be there by the end of ``due_on``."""

    due_on: dt.date
    value: Fraction
    document: str


@dataclass(frozen=True)
class Finding:
    """What somebody found of a target in words."""

    record: int
    judged_on: dt.date
    assessment: str
    judge: str
    document: str
    note: str
    assumed: bool


@dataclass(frozen=True)
class Said:
    """A clause of a document: its number in there, and what it says."""

    record: int
    number: str
    text: str


@dataclass(frozen=True)
class Goal:
    """A target with everything that hangs on it.

    ``value`` is None where no document gives one; ``plan_code`` then may name the declared
    figure that does.  ``adds_up`` is false for rates and shares: their parts are not summed and
    their plan is not shared out over the days.
    """

    record: int
    resolution: int
    unit: int
    year: int
    number: int
    title: str
    qualitative: bool
    indicator: str
    direction: str
    value: Fraction | None
    decimals: int
    word: str
    plan_code: str
    assigner: str
    assumed: bool
    document: str
    base: str
    adds_up: bool
    clause: int | None = None
    parts: tuple[Part, ...] = ()
    marks: tuple[Mark, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def period(self) -> Window:
        """The days the target is for: its calendar year."""
        return Window(dt.date(self.year, 1, 1), dt.date(self.year, 12, 31))

    @property
    def given(self) -> Fraction | None:
        """The sum given to units; None where nothing was given or rates cannot be summed."""
        if not self.parts or not self.adds_up:
            return None
        return sum((part.value for part in self.parts), Fraction())

    def finding_on(self, day: dt.date) -> Finding | None:
        """The last finding made by ``day``."""
        made = [one for one in self.findings if one.judged_on <= day]
        return max(made, key=lambda one: one.judged_on, default=None)


@dataclass(frozen=True)
class Promise:
    """A document with its clauses and targets; a resolution where no ``kind`` is said."""

    record: int
    symbol: str
    issued_on: dt.date
    issuer: str
    title: str
    source: str
    verified: bool
    kind: str
    clauses: tuple[Said, ...]
    targets: tuple[Goal, ...]


@dataclass(frozen=True)
class Plan:
    """Everything promised for a year of a unit. ``theme`` is empty where none is on file."""

    year: int
    theme: str
    note: str
    document: str
    sentence: int | None
    resolutions: tuple[Promise, ...]
    years: tuple[int, ...]

    @property
    def targets(self) -> tuple[Goal, ...]:
        """All targets of the year, by their numbers within each resolution."""
        return tuple(one for promise in self.resolutions for one in promise.targets)

    @property
    def known(self) -> bool:
        """Whether anything at all is on file for the year."""
        return bool(self.theme or self.resolutions)


def plan_of(unit: int, year: int, known: Known) -> Plan:
    """The plan of ``unit`` for ``year`` as known at ``known``; empty where there is none."""
    themes = known_rows(YEAR, known).filter(unit_id=unit)
    own = themes.filter(number=year).first()
    targets = _targets(unit, year, known)
    promised = known_rows(RESOLUTION, known).filter(unit_id=unit)
    years = {*themes.values_list("number", flat=True), *promised.values_list("year", flat=True)}
    held = {one.resolution for one in targets}
    promises = [
        row for row in promised.order_by("issued_on", "record")
        if row.year == year or row.record in held
    ]  # fmt: skip
    return Plan(
        year=year,
        theme=own.theme if own else "",
        note=(own.note or "") if own else "",
        document=(own.document or "") if own else "",
        sentence=own.sentence if own else None,
        resolutions=_promises(promises, targets, known),
        years=tuple(sorted(years)),
    )


def target_of(record: int, known: Known) -> Goal | None:
    """One target as known at ``known``; None where there is none of that number."""
    rows = list(known_rows(TARGET, known).filter(record=record))
    return _with_all(rows, known)[0] if rows else None


def _promises(rows: list[Any], targets: list[Goal], known: Known) -> tuple[Promise, ...]:
    clauses = _by(CLAUSE, known, "resolution_id", [row.record for row in rows])
    return tuple(
        Promise(
            record=row.record,
            symbol=row.symbol,
            issued_on=row.issued_on,
            issuer=row.issuer,
            title=row.title,
            source=row.source or "",
            verified=row.verified,
            kind=row.kind or "resolution",
            clauses=tuple(
                Said(one.record, one.number, one.text) for one in clauses.get(row.record, ())
            ),
            targets=tuple(one for one in targets if one.resolution == row.record),
        )
        for row in rows
    )


def _targets(unit: int, year: int, known: Known) -> list[Goal]:
    rows = known_rows(TARGET, known).filter(unit_id=unit, year=year)
    return _with_all(list(rows.order_by("resolution_id", "number")), known)


def _with_all(rows: list[Any], known: Known) -> list[Goal]:
    records = [row.record for row in rows]
    parts = _by(ALLOTMENT, known, "target_id", records)
    marks = _by(MILESTONE, known, "target_id", records)
    findings = _by(JUDGEMENT, known, "target_id", records)
    return [
        _goal(
            row,
            tuple(_part(one) for one in parts.get(row.record, ())),
            tuple(sorted((_mark(one) for one in marks.get(row.record, ())), key=_due)),
            tuple(_finding(one) for one in findings.get(row.record, ())),
        )
        for row in rows
    ]


def _by(
    register: Register, known: Known, column: str, records: Iterable[int]
) -> dict[int, list[Any]]:
    """Known records of ``register`` by what they point to, in the order they were entered."""
    found: dict[int, list[Any]] = {}
    rows = known_rows(register, known).filter(**{f"{column}__in": list(records)})
    for row in rows.order_by("record"):
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _goal(
    row: Any, parts: tuple[Part, ...], marks: tuple[Mark, ...], findings: tuple[Finding, ...]
) -> Goal:
    words: dict[str, Any] = {
        name: getattr(row, name) or ""
        for name in ("indicator", "direction", "word", "plan_code", "assigner", "document", "base")
    }
    return Goal(
        record=row.record,
        resolution=row.resolution_id,
        unit=row.unit_id,
        year=row.year,
        number=row.number,
        title=row.title,
        qualitative=row.qualitative,
        value=None if row.mantissa is None else _scaled(row),
        decimals=row.decimals or 0,
        adds_up=row.course != "level",
        assumed=bool(row.assumed),
        clause=row.clause_id,
        parts=parts,
        marks=marks,
        findings=findings,
        **words,
    )


def _scaled(row: Any) -> Fraction:
    return Fraction(row.mantissa, 10 ** (row.decimals or 0))


def _part(row: Any) -> Part:
    return Part(row.record, row.unit_id, _scaled(row), row.decimals, row.document or "")


def _mark(row: Any) -> Mark:
    return Mark(row.due_on, _scaled(row), row.document or "")


def _due(mark: Mark) -> dt.date:
    return mark.due_on


def _finding(row: Any) -> Finding:
    return Finding(
        row.record, row.judged_on, row.assessment, row.judge, row.document, row.note or "",
        bool(row.assumed),
    )  # fmt: skip
