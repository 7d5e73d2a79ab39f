"""The plan as pages show it: resolutions, targets, what each unit was given, the way to the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from muctieu.core.days import calendar_month
from muctieu.core.units import names_on
from muctieu.desk.charts import Chart, Point, paths
from muctieu.desk.targets import (
    TargetLine,
    assigned_by,
    counted_code,
    done_shown,
    line_of,
    state_of,
    word_for,
)
from muctieu.desk.words import NOTHING, instant, number
from muctieu.indicators.against_plan import due_on
from muctieu.indicators.standing import converted, stands
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.models import COURSES, DIRECTIONS, TARGET
from muctieu.registers.listing import history

if TYPE_CHECKING:
    from muctieu.desk.asker import Asker
    from muctieu.desk.clocks import Clock
    from muctieu.desk.shown import Shown, State
    from muctieu.indicators.question import Figure
    from muctieu.indicators.standing import Standing
    from muctieu.plan.reading import Goal, Part, Plan, Promise


@dataclass(frozen=True)
class GivenRow:
    """What one unit was given, what it has done by the day, and a word for the state."""

    name: str
    value: str
    share: str
    done: Shown
    state: State | None
    why: str
    document: str


@dataclass(frozen=True)
class Given:
    """What the units were given of a target, and how that stands to the whole.

    ``anchor`` is its place on a page, by the target's number of record.
    """

    anchor: str
    title: str
    word: str
    rows: tuple[GivenRow, ...]
    together: str
    sentence: str
    exceeds: bool


@dataclass(frozen=True)
class PromiseShown:
    """A resolution as the plan page shows it."""

    record: int
    title: str
    about: str
    clauses: tuple[tuple[str, str], ...]
    sets_targets: bool
    targets: tuple[TargetLine, ...]
    given: tuple[Given, ...]


@dataclass(frozen=True)
class VersionShown:
    """What a target was during a stretch of updates."""

    since: str
    until: str
    value: str
    document: str
    reason: str
    now: bool


def clock_for(clock: Clock, year: int) -> Clock:
    """The page's dates for a plan of ``year``: a year that is over is looked at from its end."""
    end = dt.date(year, 12, 31)
    return clock if clock.as_of <= end else replace(clock, as_of=end)


def promises_shown(asker: Asker, plan: Plan, found: Sequence[Standing]) -> tuple[PromiseShown, ...]:
    """The plan's resolutions, each with its clauses, targets and what units were given."""
    by_record = {one.target.record: one for one in found}
    return tuple(_promise(asker, one, by_record) for one in plan.resolutions)


def _promise(asker: Asker, promise: Promise, by_record: dict[int, Standing]) -> PromiseShown:
    standing = [by_record[one.record] for one in promise.targets]
    about = [promise.issuer, format_date(promise.issued_on), promise.title]
    if not promise.verified:
        about.append(_("not verified"))
    if promise.source:
        about.append(promise.source)
    return PromiseShown(
        record=promise.record,
        title=promise.symbol,
        about=" · ".join(about),
        clauses=tuple((one.number, one.text) for one in promise.clauses),
        sets_targets=promise.kind == "resolution",
        targets=tuple(line_of(asker, one) for one in standing),
        given=tuple(
            given
            for one in promise.targets
            if (given := given_of(asker, by_record[one.record])) is not None
        ),
    )


def given_of(asker: Asker, standing: Standing) -> Given | None:
    """The table of a target's parts; None where nothing was given to anybody."""
    target = with_plan(standing)
    if not target.parts:
        return None
    names = names_on(target.period.last)
    rows = tuple(
        _given_row(asker, target, part, names.get(part.unit, str(part.unit)), done)
        for part, done in zip(target.parts, _done_by_units(asker, target), strict=True)
    )
    together = target.given
    beyond = together is not None and target.value is not None and together > target.value
    return Given(
        anchor=f"given-{target.record}",
        title=f"{target.number}. {target.title}",
        word=target.word,
        rows=rows,
        together="" if together is None else number(together),
        sentence=_against_whole(target, together),
        exceeds=beyond,
    )


def origins_of(lines: Iterable[TargetLine], given: Iterable[Given | None]) -> set[str]:
    """Where the figures of targets and of their parts come from."""
    figures = [one for line in lines for one in (line.plan, line.done, line.year)]
    figures += [row.done for one in given if one is not None for row in one.rows]
    return {one.origin for one in figures if one.known}


def with_plan(standing: Standing) -> Goal:
    """The target with its plan's value, where a register keeps that and its own record does not."""
    target, plan = standing.target, standing.plan
    known = target.value is None and plan is not None and plan.exact
    return replace(target, value=plan.low) if known and plan is not None else target


def _done_by_units(asker: Asker, target: Goal) -> list[Figure | None]:
    """What each unit with a part has done by the day, all asked together."""
    code = counted_code(target.indicator)
    if not code:
        return [None] * len(target.parts)
    asked = [replace(asker.question(code), unit=part.unit) for part in target.parts]
    asker.ask(asked)
    return [answer.figure if (answer := asker.answer(one)) else None for one in asked]


def _given_row(asker: Asker, target: Goal, part: Part, name: str, done: Figure | None) -> GivenRow:
    """One unit's part, judged by the method of the whole target."""
    own = part_of(target, part)
    figures = {own.indicator: done} if done is not None and done.value is not None else {}
    standing = stands([own], as_of=asker.clock.as_of, counted=figures, declared=())[0]
    return GivenRow(
        name=name,
        value=number(part.value, part.decimals),
        share=_share_of(part.value, target),
        done=done_shown(asker, standing),
        state=state_of(standing.judged.state) if target.indicator else None,
        why=standing.judged.why if target.indicator else "",
        document=part.document,
    )


def part_of(target: Goal, part: Part) -> Goal:
    """A unit's part as a target of its own; it is due along the whole's milestones, to scale."""
    scale = part.value / target.value if target.value and target.adds_up else None
    marks = tuple(replace(one, value=one.value * scale) for one in target.marks) if scale else ()
    return replace(
        target, unit=part.unit, value=part.value, decimals=part.decimals, plan_code="",
        parts=(), marks=marks, findings=(),
    )  # fmt: skip


def _share_of(value: Fraction, target: Goal) -> str:
    if not target.adds_up or not target.value:
        return NOTHING
    return f"{number(value * 100 / target.value, 1)} %"


def _against_whole(target: Goal, together: Fraction | None) -> str:
    """How the parts together stand to the whole target."""
    if together is None:
        return _("A rate or a share is not added up over units.")
    if target.value is None:
        return _("The whole target has no value to compare with.")
    decimals = max(part.decimals for part in target.parts)
    said = {"gap": number(abs(target.value - together), decimals), "word": target.word}
    if together > target.value:
        return _("The units together have %(gap)s %(word)s more than the whole target.") % said
    if together < target.value:
        return _("%(gap)s %(word)s of the target are not given to any unit yet.") % said
    return _("The units together have exactly the whole target.")


def facts_of(target: Goal, promise: Promise | None) -> list[tuple[str, str]]:
    """What is on file of a target, as names and words."""
    told = [
        (_("Resolution"), f"{promise.symbol}, {promise.issuer}, {format_date(promise.issued_on)}"
         if promise else ""),
        (_("Assigned by"), assigned_by(target)),
        (_("Document"), target.document),
        (_("Indicator"), target.indicator),
        (_("Unit of measure"), target.word),
        (_("Compared with"), target.base),
        (_("Direction"), word_for(DIRECTIONS, target.direction)),
        (_("Course of the year"), "" if target.qualitative else
         word_for(COURSES, "linear" if target.adds_up else "level")),
    ]  # fmt: skip
    return [(name, words) for name, words in told if words]


def method_of(standing: Standing) -> list[str]:
    """By which method the state was found, in sentences."""
    target = standing.target
    if target.qualitative:
        return [_("A target in words has the state that somebody recorded for it by the day.")]
    said = [_("Exceeded is strictly better than the plan, reached is equal to it.")]
    if target.marks:
        said.append(_("What is due by a day lies on the straight line between its milestones."))
    elif target.adds_up and target.direction == "up":
        said.append(_("What is due by a day is the plan in proportion to the days that are over."))
    else:
        said.append(_("The figure is compared with the whole plan on every day."))
    if standing.plan is not None and not standing.plan.exact:
        said.append(
            _("The plan is inferred from a printed percentage, so it is an interval; a state is "
              "said only where the whole interval gives the same one.")
        )  # fmt: skip
    return said


def due_words(standing: Standing) -> str:
    """What should have been there by the day, where the year is not over."""
    due = standing.by_day.due if standing.by_day else None
    if due is None:
        return ""
    ends = (due.low,) if due.exact else (due.low, due.high)
    return " – ".join(number(end, _decimals(standing.target)) for end in ends)


def _decimals(target: Goal) -> int:
    whole = target.adds_up and target.word != "%"
    return max(target.decimals, 0 if whole else 2)


def way_of(asker: Asker, standing: Standing) -> Chart | None:
    """What was done by the end of each month beside what was due; None without a plan in numbers."""
    target = standing.target
    if standing.plan is None and not counted_code(target.indicator):
        return None
    ends = [calendar_month(target.year, month).last for month in range(1, 13)]
    done = _done(asker, standing, ends)
    due = [_due(standing, day) for day in ends]
    months = [f"{day.month:02}" for day in ends]
    rows = tuple(
        (month, _words(wanted, target), _words(there, target))
        for month, wanted, there in zip(months, due, done, strict=True)
    )
    return Chart(
        title=_("The way to the plan"),
        sentence=_way_sentence(standing, done),
        svg=paths(_points(months, done), _points(months, due), width=720),
        columns=(_("Month"), _("Due by its end"), _("Done by its end")),
        rows=rows,
    )


def _done(asker: Asker, standing: Standing, ends: Sequence[dt.date]) -> list[Fraction | None]:
    """What was counted by each month's end; the month under way by the page's day."""
    code, target = counted_code(standing.target.indicator), standing.target
    if not code:
        return [None] * len(ends)
    days = [min(end, asker.clock.as_of) for end in ends]
    asker.ask(asker.question(code, day) for day in days)
    found: list[Fraction | None] = []
    for end, day in zip(ends, days, strict=True):
        begun = end.replace(day=1) <= asker.clock.as_of
        figure = asker.figure(code, day) if begun else None
        found.append(
            converted(figure.value, str(figure.unit_word), target.word or str(figure.unit_word))
            if figure and figure.value is not None else None
        )  # fmt: skip
    return found


def _due(standing: Standing, day: dt.date) -> Fraction | None:
    target, plan = standing.target, standing.plan
    if plan is None:
        return None
    steps = [(mark.due_on, mark.value) for mark in target.marks]
    due = due_on(plan, target.period, day, steps=steps, adds_up=target.adds_up)
    return (due.low + due.high) / 2


def _points(months: Sequence[str], values: Sequence[Fraction | None]) -> list[Point]:
    return [
        (month, None if value is None else float(value))
        for month, value in zip(months, values, strict=True)
    ]


def _words(value: Fraction | None, target: Goal) -> str:
    return NOTHING if value is None else number(value, _decimals(target))


def _way_sentence(standing: Standing, done: Sequence[Fraction | None]) -> str:
    there = [one for one in done if one is not None]
    if not there:
        return _("What is due by the end of each month; nothing is counted month by month.")
    return _("Done by the last month counted: %(done)s %(word)s, beside what was due (broken).") % {
        "done": _words(there[-1], standing.target),
        "word": standing.target.word,
    }


def versions_of(target: Goal, known: int) -> list[VersionShown]:
    """Every version of a target known at a position, the last one first."""
    told = list(_versions(target, known))
    return told[::-1]


def _versions(target: Goal, known: int) -> Iterator[VersionShown]:
    for version, opened, closed in history(TARGET, target.record):
        if opened.number > known:
            return
        over = closed is not None and closed.number <= known
        yield VersionShown(
            since=instant(opened.known_at),
            until=instant(closed.known_at) if over and closed else "",
            value=_value_of(version),
            document=getattr(version, "document", None) or "",
            reason=opened.reason,
            now=not over,
        )


def _value_of(version: Any) -> str:
    if version.mantissa is None:
        return version.plan_code or _("not stated")
    value = number(Fraction(version.mantissa, 10 ** (version.decimals or 0)), version.decimals)
    return f"{value} {version.word or ''}".strip()
