"""What the decisions on COVID-19 vaccination say, dated: who may be given what, and when.

Pure: rules, rows and days come in, answers go out.  A rule is a row with its document and the
days it held; where a province or a city decided otherwise, its row wins over the national one.
"""

from __future__ import annotations

import datetime as dt
import enum
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import polars as pl


class Subject(enum.StrEnum):
    """What a rule is about."""

    MINIMUM_AGE = "minimum_age"
    MINIMUM_INTERVAL = "minimum_interval"
    PROGRAMME_START = "programme_start"


class DoseKind(enum.StrEnum):
    """Mũi cơ bản, bổ sung, nhắc lại."""

    PRIMARY = "primary"
    ADDITIONAL = "additional"
    BOOSTER = "booster"


VACCINES = ("astrazeneca", "pfizer", "moderna", "vero_cell", "sputnik_v", "abdala")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as one document set it.

    ``value`` is in years for ages and in days for intervals; ``None`` in ``vaccine``,
    ``previous`` or ``kind`` means any.  ``to_on`` is the last day on which the rule held.
    """

    subject: Subject
    value: int | None
    from_on: dt.date
    to_on: dt.date | None = None
    vaccine: str | None = None
    previous: str | None = None
    kind: DoseKind | None = None
    place: str | None = None
    document: str
    verified: bool
    note: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rule was in force on that day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    @property
    def authority(self) -> str:
        """The document, and whether anybody here has read it."""
        return self.document if self.verified else f"{self.document} (chưa kiểm chứng)"

    @property
    def precedence(self) -> tuple[bool, bool, dt.date]:
        """Local before national, one vaccine before any, later before earlier."""
        return (self.place is not None, self.vaccine is not None, self.from_on)


@dataclass(frozen=True)
class RuleBook:
    """The rules that can apply at one place, the weightiest first."""

    rules: tuple[Rule, ...]

    @classmethod
    def at(cls, rules: Iterable[Rule], places: Iterable[str] = ()) -> Self:
        """The book of a place: national rules and those of the units it lies in (by code)."""
        here = {None, *places}
        ours = [rule for rule in rules if rule.place in here]
        return cls(tuple(sorted(ours, key=lambda rule: rule.precedence, reverse=True)))

    def about(self, subject: Subject) -> tuple[Rule, ...]:
        """Rules of one subject, the weightiest first."""
        return tuple(rule for rule in self.rules if rule.subject is subject)

    def age_rule(self, vaccine: str, on: dt.date) -> Rule | None:
        """The rule on the youngest age at which ``vaccine`` may be given that day."""
        return next(
            (
                rule
                for rule in self.about(Subject.MINIMUM_AGE)
                if rule.holds_on(on) and rule.vaccine in (None, vaccine)
            ),
            None,
        )

    def interval_rule(
        self, previous: str, vaccine: str, on: dt.date, kind: DoseKind = DoseKind.PRIMARY
    ) -> Rule | None:
        """The rule on the days between two doses; ``None``: this pair is not allowed that day."""
        return next(
            (
                rule
                for rule in self.about(Subject.MINIMUM_INTERVAL)
                if rule.holds_on(on)
                and rule.kind in (None, kind)
                and rule.vaccine in (None, vaccine)
                and rule.previous in (None, previous)
            ),
            None,
        )

    def programme_start(self) -> dt.date | None:
        """The first day of vaccination at this place, when a document names it."""
        return next((rule.from_on for rule in self.about(Subject.PROGRAMME_START)), None)


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the product (``rules.toml``), read once."""
    text = Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def _rule(row: Mapping[str, Any]) -> Rule:
    kind = row.get("kind")
    return Rule(
        subject=Subject(row["subject"]),
        value=row.get("value"),
        from_on=row["from"],
        to_on=row.get("to"),
        vaccine=row.get("vaccine"),
        previous=row.get("previous"),
        kind=None if kind is None else DoseKind(kind),
        place=row.get("place"),
        document=row["document"],
        verified=row["verified"],
        note=row.get("note", ""),
    )


def age_on(birth_on: dt.date, day: dt.date) -> int:
    """Full years lived on ``day``.

    Where only the year of birth is known the register keeps 1 January, so that the person
    counts as having had the birthday: nobody is turned away for a date that nobody knows.
    """
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


# ---------------------------------------------------------------- the same over whole frames


def age_years(birth_on: pl.Expr, day: pl.Expr) -> pl.Expr:
    """:func:`age_on` over columns."""
    later = _month_and_day(day) < _month_and_day(birth_on)
    return day.dt.year() - birth_on.dt.year() - later.cast(pl.Int32)


def _month_and_day(day: pl.Expr) -> pl.Expr:
    # Months come as 8 bits, which 12 × 100 does not fit.
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def minimum_age(book: RuleBook) -> pl.Expr:
    """Youngest allowed age by ``vaccine`` and ``given_on``; null where no rule speaks."""
    return _first(book.about(Subject.MINIMUM_AGE), lambda rule: rule.value, pl.Int64())


def minimum_age_document(book: RuleBook) -> pl.Expr:
    """The document of the rule behind :func:`minimum_age`."""
    return _first(book.about(Subject.MINIMUM_AGE), lambda rule: rule.authority, pl.String())


def minimum_interval(book: RuleBook) -> pl.Expr:
    """Fewest days after the dose before, by ``previous_vaccine``, ``vaccine``, ``kind`` and
    ``given_on``; null where the pair is not allowed."""
    return _first(book.about(Subject.MINIMUM_INTERVAL), lambda rule: rule.value, pl.Int64())


def minimum_interval_document(book: RuleBook) -> pl.Expr:
    """The document of the rule behind :func:`minimum_interval`."""
    return _first(book.about(Subject.MINIMUM_INTERVAL), lambda rule: rule.authority, pl.String())


def _holds(rule: Rule) -> pl.Expr:
    ended = pl.lit(True) if rule.to_on is None else pl.col("given_on") <= rule.to_on
    return (pl.col("given_on") >= rule.from_on) & ended


def _is(column: str, value: str | None) -> pl.Expr:
    return pl.lit(True) if value is None else pl.col(column) == value


def _applies(rule: Rule) -> pl.Expr:
    about_pair = rule.subject is Subject.MINIMUM_INTERVAL
    conditions = [_holds(rule), _is("vaccine", rule.vaccine)]
    if about_pair:
        conditions.append(_is("previous_vaccine", rule.previous))
        conditions.append(_is("kind", None if rule.kind is None else rule.kind.value))
    return pl.all_horizontal(conditions)


def _first(
    rules: Iterable[Rule], said: Callable[[Rule], int | str | None], kind: pl.DataType
) -> pl.Expr:
    """What the first rule that applies says; null when none does."""
    return pl.coalesce(
        *(pl.when(_applies(rule)).then(pl.lit(said(rule), dtype=kind)) for rule in rules),
        pl.lit(None, dtype=kind),
    )


@dataclass(frozen=True)
class Check:
    """One thing that must not be: the rows where ``broken`` holds break rule ``code``.

    ``column`` is the field to mark on the sender's sheet.
    """

    code: str
    column: str
    broken: pl.Expr


def dose_checks(book: RuleBook, today: dt.date) -> tuple[Check, ...]:
    """What a dose must satisfy, over the columns that the resolver gathers.

    Columns: ``given_on``, ``vaccine``, ``dose_no``, ``kind``, ``birth_on``; of the same person's
    dose before, ``previous_on`` and ``previous_vaccine`` (null: none), and of the one after,
    ``next_on``; ``same_day`` and ``same_number`` (another dose of that person); of the lot,
    ``lot_from_on``, ``lot_expires_on`` and ``lot_vaccine`` (null: never allocated); of the place,
    ``starts_on``, its first day of vaccination (null: none is named).
    """
    given, previous_on = pl.col("given_on"), pl.col("previous_on")
    gap = (given - previous_on).dt.total_days()
    return (
        Check("future", "given_on", given > today),
        Check("before_start", "given_on", given < pl.col("starts_on")),
        Check("unborn", "birth_on", pl.col("birth_on") > given),
        Check("too_young", "given_on", age_years(pl.col("birth_on"), given) < minimum_age(book)),
        Check("no_dose_before", "dose_no", (pl.col("dose_no") > 1) & previous_on.is_null()),
        Check("not_after", "given_on", previous_on.is_not_null() & (gap <= 0)),
        Check("too_soon", "given_on", (gap > 0) & (gap < minimum_interval(book))),
        Check("pair", "vaccine", (gap > 0) & minimum_interval(book).is_null()),
        Check("after_next", "given_on", pl.col("next_on") <= given),
        Check("same_day", "given_on", pl.col("same_day")),
        Check("same_number", "dose_no", pl.col("same_number")),
        Check("lot_unknown", "lot", pl.col("lot").is_not_null() & pl.col("lot_from_on").is_null()),
        Check("lot_early", "lot", pl.col("lot_from_on") > given),
        Check("lot_expired", "lot", pl.col("lot_expires_on") < given),
        Check("lot_vaccine", "vaccine", pl.col("lot_vaccine") != pl.col("vaccine")),
    )
