"""What is done with the registers of vaccination beside entering records: keep the dated rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from muctieu.core.models import Origin, User
from muctieu.registers.shipped import never_held
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Receipt, commit
from muctieu.sectors.vaccination.models import DATED_RULE, DatedRule
from muctieu.sectors.vaccination.rules import DoseKind, Rule, Subject, shipped_rules


def rules_in_force() -> tuple[Rule, ...]:
    """The rules as the register has them, and those shipped that it never held.

    A shipped rule that was withdrawn or corrected in the register stays as the office left it.
    """
    rows = DatedRule.objects.order_by("from_on", "pk")
    kept = tuple(_rule(row) for row in rows)
    return (*kept, *never_held(DATED_RULE, shipped_rules()))


def _rule(row: DatedRule) -> Rule:
    return Rule(
        subject=Subject(row.subject),
        value=row.value,
        from_on=row.from_on,
        to_on=row.to_on,
        vaccine=row.vaccine,
        previous=row.previous,
        kind=None if row.kind is None else DoseKind(row.kind),
        place=row.place,
        document=row.document,
        verified=row.verified,
        note=row.note or "",
    )


def rules_opened(rules: Iterable[Rule]) -> Changes:
    """The rules as records of the register."""
    names = ("subject", "value", "vaccine", "previous", "kind", "place", "from_on", "to_on")
    rows = [
        {name: getattr(rule, name) for name in (*names, "document", "verified")}
        | {"note": rule.note or None}
        for rule in rules
    ]
    return Changes().opening(DATED_RULE, pl.DataFrame(rows, schema=frame_schema(DATED_RULE)))


def load_shipped_rules(
    *, by: User | None, reason: str, known_at: dt.datetime | None = None
) -> Receipt | None:
    """Put the shipped rules into the register; None where it holds rules already."""
    if DatedRule.objects.exists():
        return None
    act = Act(by=by, action="load", reason=reason, origin=Origin.PUBLISHED, known_at=known_at)
    return commit(rules_opened(shipped_rules()), act)
