"""What stands on the board: goals side by side, the strip, targets, published and counted.

Two figures stand beside each other and are never mixed: what had happened by the day ("lũy kế
đến ngày", from records) and what somebody declared for the whole year ("ước cả năm").
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muctieu.core.days import Window
from muctieu.desk.asking import answers
from muctieu.desk.charts import Chart, Point, mirrored
from muctieu.desk.clocks import is_counted
from muctieu.desk.foreknown import Later, figures_later
from muctieu.desk.shown import Shown, State, Tile, large, number_of, shown, tile
from muctieu.desk.words import NOTHING, number
from muctieu.indicators.against_plan import Between, Judged, exactly, judge
from muctieu.indicators.against_plan import State as PlanState
from muctieu.indicators.define import Direction
from muctieu.indicators.published import Stated, stated
from muctieu.indicators.question import Answer, Figure, Question, Split
from muctieu.plan.models import TARGET, YEAR
from muctieu.registers.listing import known_rows

if TYPE_CHECKING:
    from muctieu.desk.clocks import Clock
    from muctieu.desk.questions import Addresses

LAYOUT = Path(__file__).resolve().parent / "board.toml"
TONES: dict[PlanState, tuple[str, str]] = {
    PlanState.EXCEEDED: ("good", "▲"),
    PlanState.REACHED: ("even", "●"),
    PlanState.ON_TRACK: ("even", "△"),
    PlanState.BEHIND: ("wait", "▽"),
    PlanState.MISSED: ("bad", "▼"),
    PlanState.NO_GROUNDS: ("none", "○"),
}
NOT_KNOWN = Shown(NOTHING, "", known=False)
# A bar ends a little beyond the plan, so that "exceeded" can be seen.
_LONGEST_BAR = 130


@lru_cache(maxsize=1)
def layout() -> dict[str, Any]:
    """The board's composition, read once."""
    return tomllib.loads(LAYOUT.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Goal:
    """One of the two goals: a large figure and those below it."""

    title: str
    first: Tile | None
    then: tuple[Tile, ...]
    later: Later | None = None


@dataclass(frozen=True)
class TargetLine:
    """A target with its plan, what was done by the day, the year's estimate and its state."""

    number: int
    title: str
    url: str
    word: str
    plan: Shown
    plan_note: str
    done: Shown
    year: Shown
    share: str
    bar: str
    state: State
    why: str
    assumed: bool


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
class UnitRow:
    """A unit in the table by unit."""

    name: str
    url: str
    figures: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class Asker:
    """Asks figures for one unit with one clock, and shows them with their addresses."""

    unit: int
    clock: Clock
    addresses: Addresses

    def question(self, code: str, as_of: dt.date | None = None) -> Question:
        """The question for a code, on the page's day or another."""
        return Question(code, self.unit, as_of or self.clock.as_of, self.clock.known)

    def figures(self, codes: Iterable[str], as_of: dt.date | None = None) -> dict[str, Figure]:
        """Code → figure, for the codes that anything is known of."""
        wanted = list(dict.fromkeys(codes))
        found = answers([self.question(code, as_of) for code in wanted])
        return {code: one.figure for code, one in zip(wanted, found, strict=True) if one}

    @property
    def year_end(self) -> dt.date:
        """The last day of the year that the page's day lies in."""
        return dt.date(self.clock.as_of.year, 12, 31)


def ask_everything(asker: Asker) -> None:
    """Ask all questions of the board at once: few scans, and every figure at one position."""
    told = layout()
    codes = [code for goal in told["goal"] for code in (goal["first"], *goal["then"])]
    rows = _target_rows(asker)
    of_targets = [code for one in rows for code in (one.indicator, one.plan_code) if code]
    published = [one for one in _published(asker) if is_counted(one.code)]
    asked = [
        *(asker.question(code, day) for code in codes for day in (None, asker.year_end)),
        *(asker.question(one.indicator) for one in rows if one.indicator),
        *(asker.question(code, asker.year_end) for code in of_targets),
        *(asker.question(one.code, one.as_of) for one in published),
        *(_by_month(asker, side) for side in ("up", "down")),
        *_by_unit(asker),
    ]
    stated_codes = {one.code for one in _published(asker)}
    answers([one for one in asked if one.code in stated_codes or is_counted(one.code)])


def goals(asker: Asker) -> tuple[list[Goal], set[str]]:
    """The two goals with their figures, and where these come from.

    A figure is shown by the day, else as the year's estimate, which says so.
    """
    told = layout()["goal"]
    codes = [code for goal in told for code in (goal["first"], *goal["then"])]
    by_day, by_year = asker.figures(codes), asker.figures(codes, asker.year_end)
    shown_goals = [
        Goal(
            title=goal["en" if get_language() == "en" else "vi"],
            first=_first(goal["first"], by_day, by_year, asker),
            then=tuple(
                made
                for code in goal["then"]
                if (made := _tile(code, by_day, by_year, asker)) is not None
            ),
            later=figures_later(asker.clock, asker.unit, (goal["first"], *goal["then"])),
        )
        for goal in told
    ]
    return shown_goals, {figure.origin for figure in by_day.values()}


def _first(
    code: str, by_day: dict[str, Figure], by_year: dict[str, Figure], asker: Asker
) -> Tile | None:
    made = _tile(code, by_day, by_year, asker)
    return large(made) if made else None


def _tile(
    code: str, by_day: dict[str, Figure], by_year: dict[str, Figure], asker: Asker
) -> Tile | None:
    for figures in (by_day, by_year):
        figure = figures.get(code)
        if figure is not None and figure.value is not None:
            return tile(figure, asker.addresses)
    return None


def strip(asker: Asker) -> Chart | None:
    """Both measures of the strip by month, mirrored on one axis."""
    up, down = answers([_by_month(asker, side) for side in ("up", "down")])
    if up is None or down is None or len(up.parts) < 2:
        return None
    names = (up.figure.title, down.figure.title)
    most = [max(one.parts, key=lambda part: part.value or 0) for one in (up, down)]
    said = _(
        "By month, upwards %(up)s (most in %(up_month)s: %(up_most)s), downwards %(down)s "
        "(most in %(down_month)s: %(down_most)s)."
    ) % {
        "up": names[0],
        "up_month": most[0].label,
        "up_most": number_of(most[0]),
        "down": names[1],
        "down_month": most[1].label,
        "down_most": number_of(most[1]),
    }
    rows = tuple(
        (one.label, number_of(one), number_of(other))
        for one, other in zip(up.parts, down.parts, strict=True)
    )
    drawing = mirrored(_points(up), _points(down), width=1080)
    return Chart(_("Month by month"), said, drawing, (_("Month"), *names), rows)


def _by_month(asker: Asker, side: str) -> Question:
    return replace(asker.question(layout()["strip"][side]), split=Split.WITHIN_MONTH)


def _points(answer: Answer) -> list[Point]:
    return [(one.label, None if one.value is None else float(one.value)) for one in answer.parts]


def year_of(clock: Clock, unit: int) -> Any | None:
    """The theme of the year that the page's day lies in, as known by the page's date."""
    rows = known_rows(YEAR, clock.known).filter(unit_id=unit, number=clock.as_of.year)
    return rows.first()


def targets(asker: Asker) -> list[TargetLine]:
    """The targets of the year with their states, by the method of ``indicators.against_plan``."""
    found = _target_rows(asker)
    codes = [one.indicator for one in found if one.indicator]
    plans = [one.plan_code for one in found if one.plan_code]
    by_day = asker.figures(codes)
    by_year = asker.figures([*codes, *plans], asker.year_end)
    return [_target(one, by_day, by_year, asker) for one in found]


def _target_rows(asker: Asker) -> list[Any]:
    rows = known_rows(TARGET, asker.clock.known).filter(
        unit_id=asker.unit, year=asker.clock.as_of.year
    )
    return list(rows.order_by("number"))


def _target(
    target: Any, by_day: dict[str, Figure], by_year: dict[str, Figure], asker: Asker
) -> TargetLine:
    done, year = by_day.get(target.indicator), by_year.get(target.indicator)
    plan = by_year.get(target.plan_code) if target.plan_code else None
    judged = _judged(target, year, plan, asker)
    tone, sign = TONES[judged.state]
    share = _share(target, year, plan)
    known = year is not None and year.value is not None
    url = asker.addresses.of(asker.question(target.indicator), "desk:indicator") if known else ""
    return TargetLine(
        number=target.number,
        title=target.title,
        url=url,
        word=target.word or "",
        plan=_plan_shown(target, plan, asker),
        plan_note=_plan_note(plan),
        done=_done_shown(done, asker),
        year=shown(year, asker.addresses) if year and known else NOT_KNOWN,
        share="" if share is None else f"{number(share, 2)} %",
        bar="" if share is None else str(min(float(share), _LONGEST_BAR)),
        state=State(judged.state.word, tone, sign),
        why=judged.why,
        assumed=target.assumed,
    )


def _judged(target: Any, year: Figure | None, plan: Figure | None, asker: Asker) -> Judged:
    """The whole year's figure against the plan of the whole year."""
    direction = Direction(target.direction) if target.direction else Direction.NONE
    period = Window(asker.year_end.replace(month=1, day=1), asker.year_end)
    wanted = _between(plan) if plan else _stated_plan(target)
    return judge(_between(year), wanted, direction=direction, period=period, as_of=asker.year_end)


def _between(figure: Figure | None) -> Between | None:
    """The values a figure may have. What was printed without a hedge is what it says."""
    if figure is None or figure.value is None:
        return None
    if figure.qualifier == "exact" or figure.low is None or figure.high is None:
        return exactly(figure.value)
    return Between(figure.low, figure.high)


def _stated_plan(target: Any) -> Between | None:
    if target.mantissa is None:
        return None
    return exactly(Fraction(target.mantissa, 10 ** (target.decimals or 0)))


def _share(target: Any, year: Figure | None, plan: Figure | None) -> Fraction | None:
    """The year's figure in per cent of plan; of an inferred plan, of its middle value."""
    stated_plan = _stated_plan(target)
    below = plan.value if plan else stated_plan.low if stated_plan else None
    if year is None or year.value is None or not below:
        return None
    return year.value * 100 / below


def _done_shown(figure: Figure | None, asker: Asker) -> Shown:
    """What was done by the day; an estimate for the year is not that."""
    if figure is None or figure.value is None or figure.window.last > asker.clock.as_of:
        return Shown(_("not counted yet"), "", known=False)
    return shown(figure, asker.addresses)


def _plan_shown(target: Any, plan: Figure | None, asker: Asker) -> Shown:
    if plan is not None:
        return shown(plan, asker.addresses)
    stated_plan = _stated_plan(target)
    if stated_plan is None:
        return Shown(_("in words") if target.qualitative else _("not stated"), "", known=False)
    return Shown(number(stated_plan.low), "", known=True)


def _plan_note(plan: Figure | None) -> str:
    if plan is None or plan.low is None or plan.high is None or plan.low == plan.high:
        return ""
    return _("inferred: %(low)s to %(high)s") % {
        "low": number(plan.low, 0),
        "high": number(plan.high, 0),
    }


def compared(asker: Asker) -> list[Compared]:
    """Published figures that the registers can count, beside what they give for that day."""
    found: list[Compared] = []
    for one in _published(asker):
        if not is_counted(one.code):
            continue
        answer = answers([asker.question(one.code, one.as_of)])[0]
        if answer is not None:
            found.append(_compare(one, answer.figure, asker))
    return found


def _published(asker: Asker) -> list[Stated]:
    return stated(asker.clock.known, units=[asker.unit])


def _compare(published: Stated, counted: Figure, asker: Asker) -> Compared:
    low = published.value if published.low is None else published.low
    high = published.value if published.high is None else published.high
    same = counted.value is not None and low <= _as_printed(counted.value, published) <= high
    word = State(_("agree"), "even", "=") if same else State(_("differ"), "wait", "≠")
    as_of = asker.addresses.of(counted.question, "desk:indicator")
    return Compared(
        title=published.title,
        published=Shown(published_words(published), as_of, known=True),
        unit=published.word,
        as_of=published.as_of.strftime("%d/%m/%Y"),
        counted=shown(counted, asker.addresses),
        word=word,
    )


def _as_printed(value: Fraction, published: Stated) -> Fraction:
    """A counted value with as many decimals as the published one has."""
    scale = 10**published.decimals
    return Fraction(round(value * scale), scale)


def published_words(one: Stated) -> str:
    """A published figure as it was printed, hedge included."""
    hedges = {"nearly": _("nearly %(number)s"), "over": _("over %(number)s"),
              "about": _("about %(number)s")}  # fmt: skip
    text = number(one.value, one.decimals)
    return hedges[one.qualifier] % {"number": text} if one.qualifier in hedges else text


def units_table(asker: Asker) -> tuple[list[str], list[UnitRow]]:
    """Headings and rows of the table by unit."""
    found = [one for one in answers(_by_unit(asker)) if one is not None and one.parts]
    if not found:
        return [], []
    rows = [
        UnitRow(
            name=parts[0].label,
            url=asker.addresses.of(parts[0].question, "desk:indicator"),
            figures=tuple((part.title, shown(part, asker.addresses)) for part in parts),
        )
        for parts in zip(*(one.parts for one in found), strict=True)
    ]
    return [one.figure.title for one in found], rows


def _by_unit(asker: Asker) -> list[Question]:
    codes = layout()["units"]["codes"]
    return [replace(asker.question(str(code)), split=Split.UNIT) for code in codes]
