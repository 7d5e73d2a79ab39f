"""The board of the year as one value: goals side by side, the strip, targets, panels, what waits.

Two figures stand beside each other and are never mixed: what had happened by the day ("lũy kế
đến ngày", from records) and what somebody declared for the whole year ("ước cả năm").  What is
on it is said by the plan and by the sectors (``statements.board``): no sector is named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.units import below
from muctieu.desk.audience import for_an_official
from muctieu.desk.clocks import is_counted
from muctieu.desk.foreknown import Later, figures_later
from muctieu.desk.panels import PanelShown, panels_shown, questions_of_panels
from muctieu.desk.shown import Shown, State, Tile, large, money_word, shown, shown_stated, tile
from muctieu.desk.strip import questions_of_strip, strip
from muctieu.desk.targets import (
    Claim,
    TargetLine,
    behind,
    claim_of,
    counted_codes,
    lines_of,
    standings,
    state_of,
)
from muctieu.desk.working import state_shown
from muctieu.indicators.named import named
from muctieu.indicators.question import Figure, Split
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.reading import plan_of
from muctieu.plan.tasks import TaskState, overdue, tasks_at
from muctieu.statements.board import Goal, Shape, panels, tiles

if TYPE_CHECKING:
    from muctieu.desk.asker import Asker
    from muctieu.desk.charts import Chart
    from muctieu.indicators.published import Stated
    from muctieu.indicators.question import Question
    from muctieu.indicators.standing import Standing
    from muctieu.plan.reading import Plan


@dataclass(frozen=True)
class GoalShown:
    """One of the two goals: a large figure and those below it."""

    title: str
    first: Tile | None
    then: tuple[Tile, ...]
    later: Later | None = None

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All its figures."""
        return ((self.first,) if self.first else ()) + self.then


@dataclass(frozen=True)
class Waiting:
    """Something to be seen to: a target behind, a task that is late, a unit nothing came from."""

    title: str
    url: str
    state: State


@dataclass(frozen=True)
class Compared:
    """A published figure beside what the registers give for the same day."""

    title: str
    published: Shown
    unit: str
    as_of: str
    counted: Shown
    word: State


@dataclass(frozen=True)
class Board:
    """Everything on the board. ``own`` says that it is the board of the unit whose year it is."""

    plan: Plan
    own: bool
    goals: tuple[GoalShown, ...]
    strip: Chart | None
    targets: tuple[TargetLine, ...]
    claim: Claim | None
    panels: tuple[PanelShown, ...]
    waiting: tuple[Waiting, ...]
    compared: tuple[Compared, ...]
    origins: frozenset[str]
    without_plan: str

    @property
    def assumed(self) -> bool:
        """Whether any target is one that no document names."""
        return any(one.assumed for one in self.targets)


def board_of(asker: Asker, home: int) -> Board:
    """The board of the asker's unit; targets stand on the board of the unit that has them."""
    plan = plan_of(asker.unit, asker.clock.as_of.year, asker.clock.known)
    theme = plan if asker.unit == home else plan_of(home, plan.year, asker.clock.known)
    asker.ask(_questions(asker, plan))
    found = standings(asker, plan)
    goals = tuple(_goal(goal, asker) for goal in Goal)
    return Board(
        plan=theme,
        own=asker.unit == home,
        goals=goals,
        strip=strip(asker),
        targets=tuple(lines_of(asker, found)),
        claim=claim_of(asker, found),
        panels=tuple(panels_shown(asker, found)),
        waiting=tuple(_waiting(asker, found)),
        compared=tuple(_compared(asker)),
        origins=frozenset(one.origin for goal in goals for one in goal.tiles),
        without_plan=sentence_without_plan(theme),
    )


def sentence_without_plan(plan: Plan) -> str:
    """Why there is no theme or no target to show, and in which years there is one."""
    if plan.theme and plan.targets:
        return ""
    said = {"year": str(plan.year), "years": ", ".join(map(str, plan.years))}
    if plan.targets:
        return _("No theme of %(year)s had been entered by the date of update chosen.") % said
    if plan.known:
        return _("No target of %(year)s had been entered by the date of update chosen.") % said
    if plan.years:
        return _("No plan of %(year)s was known by the date of update chosen; there is one of: "
                 "%(years)s.") % said  # fmt: skip
    return _(
        "No plan was known by the date of update chosen. Choose a later “updated by”, or enter "
        "the year and its resolution."
    )


def _questions(asker: Asker, plan: Plan) -> Iterator[Question]:
    """All questions of the board, asked at once: few scans, and every figure at one position."""
    for goal in Goal:
        for code in tiles(goal):
            yield asker.question(code)
            yield asker.question(code, asker.year_end)
    yield from map(asker.question, counted_codes(plan).values())
    yield from questions_of_strip(asker)
    yield from questions_of_panels(asker)
    yield from (asker.question(one.code, one.as_of) for one in _countable(asker))


def _goal(goal: Goal, asker: Asker) -> GoalShown:
    """A goal's figures: each by the day, else as declared for the year, which says so."""
    made = [one for code in tiles(goal) if (one := _tile(code, asker)) is not None]
    first = large(made[0]) if made else None
    later = figures_later(asker.clock, asker.unit, tiles(goal))
    return GoalShown(str(goal.title), first, tuple(made[1:]), later)


def _tile(code: str, asker: Asker) -> Tile | None:
    figure = asker.figure(code) or asker.figure(code, asker.year_end)
    return tile(figure, asker.addresses, word=money_word(str(figure.unit_word))) if figure else None


def _waiting(asker: Asker, found: Sequence[Standing]) -> Iterator[Waiting]:
    """What is behind, worst first, what is late, and the units that nothing came from."""
    late = sorted(behind(found), key=lambda one: one.judged.state.value, reverse=True)
    for one in late:
        url = reverse("desk:target", args=[one.target.record]) + asker.clock.query()
        yield Waiting(named(one.target.title), url, state_of(one.judged.state))
    yield from _overdue(asker)
    yield from _silent(asker)


def _overdue(asker: Asker) -> Iterator[Waiting]:
    """Tasks of the unit that are late, the longest first; what is given is told to officials."""
    if not for_an_official():
        return
    day, units = asker.clock.as_of, below(asker.unit, asker.clock.as_of)
    for due, one in overdue(tasks_at(asker.clock.known), day, units):
        url = reverse("desk:task", args=[one.record]) + asker.clock.query()
        title = _("%(task)s (due on %(day)s)") % {"task": one.content, "day": format_date(due)}
        yield Waiting(title, url, state_shown(TaskState.OVERDUE))


def _silent(asker: Asker) -> Iterator[Waiting]:
    """Units that owe a report behind a figure of the board and sent none: missing, not zero.

    Where nobody said who owes one, the units without a single record of a figure by unit.
    """
    told: set[int] = set()
    for figure in _figures_of_board(asker):
        url = asker.addresses.of(figure.question, "desk:indicator")
        for one in figure.lacking:
            if one.unit not in told:
                told.add(one.unit)
                yield Waiting(
                    f"{one.name}: {figure.title}", url, State(_("has not reported"), "wait", "○")
                )
    for part in _parts_by_unit(asker):
        if part.records == 0 and not part.owing and not part.missing and part.unit not in told:
            told.add(part.unit)
            url = asker.addresses.of(part.question, "desk:indicator")
            yield Waiting(part.label, url, State(_("nothing received"), "wait", "○"))


def _figures_of_board(asker: Asker) -> Iterator[Figure]:
    """The figures counted to the page's day, below the goals and in the panels."""
    codes = [code for goal in Goal for code in tiles(goal)]
    codes += [row.code for panel in panels() for row in panel.rows]
    for code in dict.fromkeys(codes):
        figure = asker.figure(code)
        if figure is not None:
            yield figure


def _parts_by_unit(asker: Asker) -> Iterator[Figure]:
    """The figures of the panels by unit, unit by unit."""
    for panel in panels():
        for row in panel.rows if panel.shape is Shape.UNITS else ():
            answer = asker.answer(asker.question(row.code, split=Split.UNIT))
            yield from answer.parts if answer else ()


def _countable(asker: Asker) -> list[Stated]:
    return [one for one in asker.declared if is_counted(one.code)]


def _compared(asker: Asker) -> Iterator[Compared]:
    """Published figures that the registers can count, beside what they give for that day."""
    for one in _countable(asker):
        answer = asker.answer(asker.question(one.code, one.as_of))
        if answer is not None:
            yield _compare(one, answer.figure, asker)


def _compare(published: Stated, counted: Figure, asker: Asker) -> Compared:
    beside = shown(counted, asker.addresses, word=published.word)
    low = published.value if published.low is None else published.low
    high = published.value if published.high is None else published.high
    same = beside.value is not None and low <= _as_printed(beside.value, published) <= high
    word = State(_("agree"), "even", "=") if same else State(_("differ"), "wait", "≠")
    return Compared(
        title=named(published.title),
        published=shown_stated(published, asker.addresses.of(counted.question, "desk:indicator")),
        unit=named(published.word),
        as_of=published.as_of.strftime("%d/%m/%Y"),
        counted=beside,
        word=word,
    )


def _as_printed(value: Fraction, published: Stated) -> Fraction:
    """A counted value with as many decimals as the published one has."""
    scale = 10**published.decimals
    return Fraction(round(value * scale), scale)
