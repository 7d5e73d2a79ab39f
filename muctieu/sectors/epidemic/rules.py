"""What the decisions on an epidemic say, dated: which diseases, how many days, from when, where.

Pure: rules, rows and days come in, answers go out.  A disease is a row and so is a rule; where a
province or a city decided otherwise, its row wins over the national one.
"""

from __future__ import annotations

import datetime as dt
import enum
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl


class Subject(enum.StrEnum):
    """What a rule is about."""

    ISOLATION_DAYS = "isolation_days"
    CONTACT_WINDOW_DAYS = "contact_window_days"
    CASE_AGAIN_DAYS = "case_again_days"
    CASE_DEFINITION = "case_definition"
    CONTACT_DEFINITION = "contact_definition"


class Reason(enum.StrEnum):
    """Why somebody is isolated: a case, a contact, come from elsewhere, of a locked-down area."""

    F0 = "f0"
    F1 = "f1"
    ENTRY = "entry"
    AREA = "area"


class Form(enum.StrEnum):
    """Cách ly tập trung hoặc tại cơ sở y tế; cách ly tại nhà, nơi cư trú."""

    FACILITY = "facility"
    HOME = "home"


class EndReason(enum.StrEnum):
    """Why a stay ended. Only SERVED says that its days were over."""

    SERVED = "served"
    BECAME_CASE = "became_case"
    TRANSFERRED = "transferred"
    RECOVERED = "recovered"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Dated:
    """What one document says from a day on; ``to_on`` is the last day on which it held."""

    from_on: dt.date
    to_on: dt.date | None = None
    document: str
    verified: bool

    def holds_on(self, day: dt.date) -> bool:
        """Whether it was in force on that day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    @property
    def authority(self) -> str:
        """The document, and whether anybody here has read it."""
        return self.document if self.verified else f"{self.document} (chưa kiểm chứng)"


@dataclass(frozen=True, kw_only=True)
class Disease(Dated):
    """A disease that is watched: what its cases and contacts are called, how far one traces."""

    code: str
    name: str
    case_word: str
    contact_word: str | None
    degrees: int

    def word_of(self, subject: Subject) -> str | None:
        """What those are called whom a definition is about."""
        return self.case_word if subject is Subject.CASE_DEFINITION else self.contact_word


@dataclass(frozen=True, kw_only=True)
class Rule(Dated):
    """One rule on one disease. ``None`` in ``reason``, ``form`` or ``place`` means any."""

    disease: str
    subject: Subject
    reason: Reason | None = None
    form: Form | None = None
    place: str | None = None
    value: int | None = None
    words: str | None = None
    note: str | None = None

    @property
    def precedence(self) -> tuple[bool, bool, bool, dt.date]:
        """Local before national, a named reason and form before any, later before earlier."""
        return (
            self.place is not None, self.reason is not None, self.form is not None, self.from_on,
        )  # fmt: skip


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))


def shipped_diseases() -> tuple[Disease, ...]:
    """The diseases that come with the product (``rules.toml``)."""
    return tuple(
        Disease(
            code=row["code"], name=row["name"], case_word=row["case_word"],
            contact_word=row["contact_word"] or None, degrees=row["degrees"], **_dated(row),
        )
        for row in _shipped()["disease"]
    )  # fmt: skip


def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the product (``rules.toml``)."""
    return tuple(
        Rule(
            disease=row["disease"],
            subject=Subject(row["subject"]),
            reason=Reason(row["reason"]) if "reason" in row else None,
            form=Form(row["form"]) if "form" in row else None,
            place=row.get("place"),
            value=row.get("value"),
            words=row.get("words"),
            note=row.get("note"),
            **_dated(row),
        )
        for row in _shipped()["rule"]
    )


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from_on": row["from"], "to_on": row.get("to"),
        "document": row["document"], "verified": row["verified"],
    }  # fmt: skip


def weightiest_first(rules: Iterable[Rule], subject: Subject) -> tuple[Rule, ...]:
    """The rules on a subject in the order in which they are asked."""
    ours = [rule for rule in rules if rule.subject is subject]
    return tuple(sorted(ours, key=lambda rule: rule.precedence, reverse=True))


def definitions(
    rules: Iterable[Rule], subject: Subject, day: dt.date, places: Iterable[str]
) -> tuple[Rule, ...]:
    """For each disease the definition in force on a day in these places: the local one first."""
    found: dict[str, Rule] = {}
    here = {None, *places}
    for rule in weightiest_first(rules, subject):
        if rule.words and rule.holds_on(day) and rule.place in here:
            found.setdefault(rule.disease, rule)
    return tuple(found[disease] for disease in sorted(found))


# ---------------------------------------------------------------- over whole frames


def said(
    rules: Iterable[Rule], subject: Subject, places: Mapping[str, Iterable[int]], day: str
) -> tuple[pl.Expr, pl.Expr]:
    """How many days the rules on ``subject`` say of a row, and the document; null where none does.

    Rows have ``disease``, ``unit_id`` and the column ``day``, and for isolation ``reason`` and
    ``form``; ``places`` are the units in which the rules of a place hold.
    """
    ordered = weightiest_first(rules, subject)
    return (
        _first([(_applies(one, places, day), one.value) for one in ordered], pl.Int64()),
        _first([(_applies(one, places, day), one.authority) for one in ordered], pl.String()),
    )


def _first(ways: Iterable[tuple[pl.Expr, int | str | None]], kind: pl.DataType) -> pl.Expr:
    """What the first way that applies says; null when none does."""
    return pl.coalesce(
        *(pl.when(applies).then(pl.lit(value, dtype=kind)) for applies, value in ways),
        pl.lit(None, dtype=kind),
    )


def _applies(rule: Rule, places: Mapping[str, Iterable[int]], day: str) -> pl.Expr:
    conditions = [pl.col("disease") == rule.disease, pl.col(day) >= rule.from_on]
    if rule.to_on is not None:
        conditions.append(pl.col(day) <= rule.to_on)
    if rule.reason is not None:
        conditions.append(pl.col("reason") == rule.reason.value)
    if rule.form is not None:
        conditions.append(pl.col("form") == rule.form.value)
    if rule.place is not None:
        conditions.append(pl.col("unit_id").is_in(list(places.get(rule.place, ()))))
    return pl.all_horizontal(conditions)


# ---------------------------------------------------------------- how full a site may be


class Fullness(enum.StrEnum):
    """How full a site is, in the steps at which the next one is made ready."""

    NOT_READY = "not_ready"
    ROOM = "room"
    FILLING = "filling"
    ALMOST_FULL = "almost_full"
    FULL = "full"


# Percentages of the places that are ready.  No decision sets them: they are this office's own.
FILLING_FROM, ALMOST_FULL_FROM = 70, 90


def fullness(used: int, ready: int) -> Fullness:
    """Which step ``used`` people on ``ready`` places is."""
    if ready <= 0:
        return Fullness.FULL if used else Fullness.NOT_READY
    steps = (
        (100, Fullness.FULL), (ALMOST_FULL_FROM, Fullness.ALMOST_FULL),
        (FILLING_FROM, Fullness.FILLING),
    )  # fmt: skip
    return next((step for share, step in steps if used * 100 >= share * ready), Fullness.ROOM)
