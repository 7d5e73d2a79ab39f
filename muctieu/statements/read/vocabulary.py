"""The tables of words (tables/*.toml), loaded once and indexed for the scanner."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as shown and how it behaves (money, measure, count, time, age, score, …)."""

    shown: str
    kind: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A word that multiplies the unit behind it."""

    shown: str
    factor: int


@dataclass(frozen=True, slots=True)
class Eater:
    """A word that eats the number behind it; see tables/names.toml."""

    kind: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A word before a figure: a qualifier with its name, or a verb with its role."""

    role: str
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The factors of a qualifier's interval; None is unbounded."""

    low: Decimal | None
    high: Decimal | None


@cache
def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of tables/<name>.toml."""
    with (TABLES / f"{name}.toml").open("rb") as file:
        rows: list[dict[str, Any]] = next(iter(tomllib.load(file).values()))
    return rows


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the small lists of tables/words.toml."""
    return frozenset(_word_lists()["words"][name])


@cache
def not_before() -> dict[str, frozenset[str]]:
    """Return for a unit the words before which it is none ("giải" in "giải ngân")."""
    return {unit: frozenset(following) for unit, following in _word_lists()["not_before"].items()}


@cache
def _word_lists() -> dict[str, Any]:
    with (TABLES / "words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def units() -> dict[str, Unit]:
    """Return every spelling of every unit, in lower case."""
    found: dict[str, Unit] = {}
    for row in table("units"):
        for entry in row["surfaces"]:
            surface, _, shown = entry.partition(" = ")
            found[surface] = Unit(shown or surface, row["kind"])
    return found


@cache
def scales() -> dict[str, Scale]:
    """Return every spelling of every scale word."""
    return {
        surface: Scale(row["shown"], row["factor"])
        for row in table("scales")
        for surface in row["surfaces"]
    }


@cache
def eaters() -> dict[str, Eater]:
    """Return every word that eats numbers; a firm one wins over a soft one."""
    rows = sorted(table("names"), key=lambda row: bool(row["firm"]))
    return {surface: Eater(row["kind"], row["firm"]) for row in rows for surface in row["surfaces"]}


@cache
def cues() -> dict[str, Cue]:
    """Return every qualifier and verb that may stand directly before a figure."""
    verbs = {s: Cue(row["role"]) for row in table("verbs") for s in row["surfaces"]}
    qualifiers = {
        s: Cue("qualifier", row["name"]) for row in table("qualifiers") for s in row["surfaces"]
    }
    return verbs | qualifiers


@cache
def bounds() -> dict[str, Bounds]:
    """Return the interval factors of every qualifier."""
    return {
        row["name"]: Bounds(_factor(row.get("low")), _factor(row.get("high")))
        for row in table("qualifiers")
    }


def _factor(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def last_words(phrases: dict[str, Any]) -> frozenset[str]:
    """Return the last word of every phrase: a quick test before longer ones are tried."""
    return frozenset(phrase.rsplit(" ", 1)[-1] for phrase in phrases)
