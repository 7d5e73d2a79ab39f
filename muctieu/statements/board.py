"""What stands on the board of the year, said by whoever has it: the board names no sector.

A sector's ``statements.py`` hands in its parts with :func:`contribute`; a sector added or taken
away changes the board without a line here. Codes are those of indicators and of declared
figures; a code that nobody knows is left out, and a panel with nothing to show is not drawn.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words


class Goal(enum.Enum):
    """The two goals of the year, side by side."""

    SAFE = "safe"
    GROWTH = "growth"

    @property
    def title(self) -> Words:
        """The goal in the office's words."""
        return _TITLES[self]


_TITLES: dict[Goal, Words] = {
    Goal.SAFE: _("Hold the area safe"),
    Goal.GROWTH: _("Keep growing"),
}


class Side(enum.Enum):
    """Which way a line of the strip by month grows."""

    UP = "up"
    DOWN = "down"


class Shape(enum.Enum):
    """How a panel shows its figures.

    STATUSES: to the day, then the whole year, estimate → preliminary → official side by side.
    PROGRESS: counted to the day, beside the plan and the declared whole year, with the days that
    are over. UNITS: a row for each unit, a column for each figure. FIGURES: a plain list.
    """

    STATUSES = "statuses"
    PROGRESS = "progress"
    UNITS = "units"
    FIGURES = "figures"


@dataclass(frozen=True)
class Tiles:
    """Figures below a goal; the first figure of the lowest ``order`` is drawn large."""

    goal: Goal
    codes: tuple[str, ...]
    order: int = 100


@dataclass(frozen=True)
class Line:
    """A figure by month for the strip; of each side the lowest ``order`` that is counted."""

    side: Side
    code: str
    order: int = 100


@dataclass(frozen=True)
class Row:
    """A figure of a panel.

    ``declared`` is the code of the year's declared figure where it has another one than the
    counted figure. ``statuses`` are counted figures of one status each (status, code) for the
    whole year, of a register that keeps its own estimates, preliminary and official values.
    ``plan`` is the code of the year's plan and ``of_plan`` that of the percentage of it, both
    shown where no target gives a plan.
    """

    code: str
    declared: str = ""
    statuses: tuple[tuple[str, str], ...] = ()
    plan: str = ""
    of_plan: str = ""

    @property
    def of_year(self) -> str:
        """The code under which the whole year is declared."""
        return self.declared or self.code


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A panel: ``key`` is its anchor on the page, ``note`` what it must not be read without.

    ``page`` names the sector's own page about it ("trees:map"), to which its title leads.
    """

    key: str
    title: Words
    shape: Shape
    rows: tuple[Row, ...]
    note: Words = ""
    page: str = ""
    order: int = 100


Part = Tiles | Line | Panel
_parts: list[Part] = []


def contribute(*parts: Part) -> None:
    """Put parts on the board. The same part twice is one; two panels of one key are refused."""
    for part in parts:
        if part in _parts:
            continue
        if isinstance(part, Panel) and any(one.key == part.key for one in panels()):
            raise ValueError(f"two panels of the board are called {part.key}")
        _parts.append(part)


def tiles(goal: Goal) -> tuple[str, ...]:
    """The codes below a goal, in order, each once."""
    found = [one for one in _parts if isinstance(one, Tiles) and one.goal is goal]
    ordered = sorted(found, key=lambda one: one.order)
    return tuple(dict.fromkeys(code for one in ordered for code in one.codes))


def lines(side: Side) -> tuple[str, ...]:
    """The codes that may be drawn on a side of the strip, the first that is counted wins."""
    found = [one for one in _parts if isinstance(one, Line) and one.side is side]
    return tuple(one.code for one in sorted(found, key=lambda one: one.order))


def counted_beside(code: str) -> str:
    """The code that is counted where ``code`` is only declared, as some panel's row says."""
    rows = (row for panel in panels() for row in panel.rows)
    return next((row.code for row in rows if code and row.declared == code), "")


def panels() -> tuple[Panel, ...]:
    """The panels in order."""
    found = [one for one in _parts if isinstance(one, Panel)]
    return tuple(sorted(found, key=lambda one: (one.order, one.key)))
