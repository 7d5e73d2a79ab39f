"""A figure explained: its parts, its series, its denominators, its two clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.core.models import UnitEvent
from muctieu.desk.charts import Chart, Point, bars, lying
from muctieu.desk.shown import Shown, days, exact, number_of, sentence, shown
from muctieu.desk.targets import said_as
from muctieu.desk.words import number
from muctieu.indicators import denominators
from muctieu.indicators.define import Kind, Ratio
from muctieu.indicators.question import Answer, Figure, Question, Split
from muctieu.indicators.spoken import ORIGINS, STATUSES
from muctieu.indicators.statuses import asked_beside, differing
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.clocks import known_on
from muctieu.registers.declare import register_of

if TYPE_CHECKING:
    from muctieu.desk.questions import Addresses
    from muctieu.indicators.define import Indicator

KINDS = {Kind.STOCK: "stock", Kind.FLOW: "flow", Kind.CUMULATIVE: "cumulative"}
# How long after the day the second clock is looked at again: late entries come in weeks.
_LATER = (0, 7, 30, 90)


Told = Mapping[Question, Answer | None]
"""What a page asked, each question with its answer."""


def questions_of(question: Question, indicator: Indicator | None) -> Iterator[Question]:
    """Everything the page of a figure asks, so that it is asked together."""
    yield from (question, split_by_unit(question), by_month(question, indicator))
    yield from split_by_fields(question, indicator).values()
    yield from asked_beside(question)
    yield from _over_questions(question, indicator).values()
    yield from _place_questions(question, indicator).values()
    yield from _known_questions(question)


def split_by_unit(question: Question) -> Question:
    """The question part by part of the unit."""
    return replace(question, split=Split.UNIT)


def by_month(question: Question, indicator: Indicator | None) -> Question:
    """The question as it is best told by month: a cumulative figure by what each month added."""
    adds = indicator is not None and indicator.kind is Kind.CUMULATIVE
    divided = indicator is not None and isinstance(indicator.form, Ratio)
    return replace(question, split=Split.WITHIN_MONTH if adds and not divided else Split.MONTH)


def split_by_fields(question: Question, indicator: Indicator | None) -> dict[str, Question]:
    """Each field the figure is split by, with the question that does it."""
    splits = indicator.splits if indicator is not None else ()
    return {path: replace(question, split=path) for path in splits}


@dataclass(frozen=True)
class Part:
    """One part of a split: its name, its figure and, of a ratio, both sides."""

    label: str
    url: str
    figure: Shown
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Parts:
    """A figure split one way, as a table and, where it helps, as a chart."""

    title: str
    parts: tuple[Part, ...]
    chart: Chart | None
    ratio: bool


@dataclass(frozen=True)
class Fact:
    """A name and what it is; ``figure`` where it is a number with a source."""

    name: str
    text: str = ""
    figure: Shown | None = None


def facts(figure: Figure, indicator: Indicator | None, addresses: Addresses) -> list[Fact]:
    """What has to be known to read the figure rightly."""
    told = [
        Fact(_("Days covered"), days(figure.window)),
        Fact(_("Status"), _status_said(figure)),
        Fact(_("Origin"), str(ORIGINS[figure.origin])),
    ]
    if figure.denominator is not None and figure.numerator is not None:
        top, bottom = shown(figure, addresses), addresses.of(figure.question, ve="duoi")
        names = _("Numerator"), _("Denominator")
        if figure.against is not None:
            told.append(Fact(_("Compared with"), days(figure.against)))
            names = _("Level now, or what it gained"), _("Level then")
        told += [
            Fact(names[0], figure=replace(top, text=exact(figure.numerator), known=True)),
            Fact(names[1], figure=Shown(exact(figure.denominator), bottom, known=True)),
        ]
    elif figure.value is not None:
        told.append(Fact(_("Records behind it"), number(figure.records)))
    if figure.rounded:
        told.append(Fact(_("Rounded"), rounded_said([Answer(figure.question, figure)])))
    if figure.document:
        told.append(Fact(_("Stated in"), _stated_in(figure)))
    told += [*_on_map(figure), *_by_formula(figure)]
    return [*told, *_declared(indicator)]


def _on_map(figure: Figure) -> list[Fact]:
    """On which map a restated figure is told, and how much of it was shared out."""
    if figure.question.map is None:
        return []
    told = [Fact(_("Map"), _("units of %(day)s") % {"day": format_date(figure.question.map)})]
    if figure.apportioned:
        share = number(figure.apportioned * 100, 1)
        said = _("%(percent)s %% of it by share") % {"percent": share}
        if figure.assumed:
            said += ", " + _("share assumed, no document gives it")
        told.append(Fact(_("Shared out"), said))
    return told


def _by_formula(figure: Figure) -> list[Fact]:
    """By which of several formulas a figure is worked out."""
    used = figure.formula
    if used is None:
        return []
    if used.in_force_on is None:
        return [Fact(_("Formula"), _("the first of %(many)s") % {"many": used.of})]
    said = {"number": used.number + 1, "many": used.of, "day": format_date(used.in_force_on),
            "document": used.document}  # fmt: skip
    text = _("%(number)s of %(many)s, in force from %(day)s, %(document)s") % said
    if used.crossed:
        text += ". " + _("It came into force inside these days; all of them are counted by it.")
    return [Fact(_("Formula"), f"{text} {used.reason}".strip())]


def beside(question: Question, told: Told, addresses: Addresses) -> list[Part]:
    """What was counted and what was stated for the year, side by side, each with its own days."""
    found = [one.figure for asked in asked_beside(question) if (one := told[asked]) is not None]
    figures = differing(found) if found else ()
    if len(figures) < 2:
        return []
    return [
        replace(
            _part(one, addresses), label=_status_said(one),
            numerator=days(one.window), denominator=one.document,
        )
        for one in figures
    ]  # fmt: skip


def _status_said(figure: Figure) -> str:
    """The word for how final a figure is; "counted from records" of no figure that was stated."""
    return said_as(figure.status) if figure.origin == "published" else str(STATUSES[figure.status])


@dataclass(frozen=True)
class Choice:
    """One of several ways of telling a figure, and the address of it."""

    label: str
    url: str
    chosen: bool


def map_choices(question: Question, addresses: Addresses) -> list[Choice]:
    """As it was, or on the map of each day on which units changed."""
    plain = replace(question, map=None, within=None)
    told = [Choice(_("As the units were then"), addresses.of(plain, "desk:indicator"),
                   question.map is None)]  # fmt: skip
    changed = set(UnitEvent.objects.values_list("on", flat=True))
    for day in sorted(changed | ({question.map} if question.map else set())):
        asked = replace(plain, map=day)
        label = _("Units of %(day)s") % {"day": format_date(day)}
        told.append(Choice(label, addresses.of(asked, "desk:indicator"), question.map == day))
    return told if len(told) > 1 else []


def formula_choices(
    question: Question, indicator: Indicator | None, addresses: Addresses
) -> list[Choice]:
    """The formula of each day, or one formula throughout."""
    if indicator is None or not indicator.formulas:
        return []
    plain = replace(question, formula=None)
    told = [Choice(_("Each day by the formula in force"), addresses.of(plain, "desk:indicator"),
                   question.formula is None)]  # fmt: skip
    for number_ in range(len(indicator.formulas) + 1):
        asked = replace(plain, formula=number_)
        label = _("All by formula %(number)s") % {"number": number_ + 1}
        chosen = question.formula == number_
        told.append(Choice(label, addresses.of(asked, "desk:indicator"), chosen))
    return told


def _stated_in(figure: Figure) -> str:
    if figure.sentence is None:
        return figure.document
    return _("%(document)s, sentence %(number)s") % {
        "document": figure.document,
        "number": figure.sentence,
    }


def _declared(indicator: Indicator | None) -> list[Fact]:
    if indicator is None:
        return []
    kinds = {
        Kind.STOCK: _("stands at the end of a day"),
        Kind.FLOW: _("what happened in a period"),
        Kind.CUMULATIVE: _("cumulative from a fixed first day"),
    }
    told = [Fact(_("Kind"), kinds[indicator.kind])]
    if indicator.source:
        told.append(Fact(_("Basis"), str(indicator.source)))
    return told


def rounded_said(told: Iterable[Answer | None]) -> str:
    """What has to be said where a page holds rounded counts; empty where it holds none."""
    figures = (figure for one in told if one for figure in (one.figure, *one.parts))
    if not any(figure.rounded for figure in figures):
        return ""
    return _(
        "Counts of people in parts are rounded to five for visitors, and counts below five are not"
        " shown, so that nobody can be found out; parts need not add up to the whole."
    )


def parts_of(title: str, answer: Answer | None, addresses: Addresses) -> Parts | None:
    """A split as a table; None where nothing is known of any part."""
    if answer is None or all(one.value is None for one in answer.parts):
        return None
    shown_parts = tuple(_part(one, addresses) for one in answer.parts)
    ratio = any(one.denominator is not None for one in answer.parts)
    return Parts(title, shown_parts, _lying_chart(title, answer.parts), ratio)


def _part(figure: Figure, addresses: Addresses) -> Part:
    return Part(
        label=figure.label,
        url=addresses.of(figure.question, "desk:indicator"),
        figure=shown(figure, addresses),
        numerator="" if figure.numerator is None else exact(figure.numerator),
        denominator="" if figure.denominator is None else exact(figure.denominator),
    )


def _lying_chart(title: str, figures: Sequence[Figure]) -> Chart | None:
    ranked = sorted(
        (one for one in figures if one.value is not None), key=lambda one: -(one.value or 0)
    )
    if len(ranked) < 2:
        return None
    first, last = ranked[0], ranked[-1]
    said = _("%(title)s: most in %(first)s (%(most)s), least in %(last)s (%(least)s).") % {
        "title": title,
        "first": first.label,
        "most": number_of(first),
        "last": last.label,
        "least": number_of(last),
    }
    return Chart(title, said, lying(_points(ranked)), (_("Part"), first.title), _table(ranked))


def months_chart(title: str, answer: Answer | None) -> Chart | None:
    """A figure month by month as upright bars."""
    if answer is None or len(answer.parts) < 2:
        return None
    figures = answer.parts
    known = [one for one in figures if one.value is not None]
    if not known:
        return None
    most = max(known, key=lambda one: one.value or 0)
    said = _("%(title)s, month by month: highest in %(month)s with %(most)s %(unit)s.") % {
        "title": title,
        "month": most.label,
        "most": number_of(most),
        "unit": most.unit_word,
    }
    return Chart(title, said, bars(_points(figures)), (_("Month"), title), _table(figures))


def _points(figures: Iterable[Figure]) -> list[Point]:
    return [(one.label, None if one.value is None else float(one.value)) for one in figures]


def _table(figures: Iterable[Figure]) -> tuple[tuple[str, ...], ...]:
    return tuple((one.label, number_of(one)) for one in figures)


def split_title(indicator: Indicator | None, path: str) -> str:
    """What a field that a figure is split by is called on pages."""
    if indicator is None or indicator.register is None:
        return path
    name, _dot, further = path.partition(".")
    field = register_of(indicator.register)[name]
    if further and field.to:
        field = register_of(field.to)[further]
    return str(field.title)


@dataclass(frozen=True)
class Over:
    """A ratio over one denominator of the ledger: what it gives, and what that denominator is."""

    title: str
    source: str
    scope: str
    figure: Shown
    numerator: str
    denominator: Shown
    usual: bool


def _over_questions(
    question: Question, indicator: Indicator | None
) -> dict[denominators.Denominator, Question]:
    """A ratio over each denominator of its list."""
    entries = denominators.choices(indicator) if indicator is not None else ()
    return {entry: replace(question, denominator=entry.code) for entry in entries}


def over_each(
    question: Question, indicator: Indicator | None, told: Told, addresses: Addresses
) -> list[Over]:
    """This denominator gives …, that one gives …"""
    asked = _over_questions(question, indicator)
    return [
        _over(entry, answer.figure, addresses, usual=place == 0)
        for place, (entry, one) in enumerate(asked.items())
        if (answer := told[one]) is not None
    ]


def _over(
    entry: denominators.Denominator, figure: Figure, addresses: Addresses, *, usual: bool
) -> Over:
    bottom = addresses.of(figure.question, ve="duoi")
    known = figure.denominator is not None
    below = exact(figure.denominator) if figure.denominator is not None else "–"
    return Over(
        title=str(entry.title),
        source=str(entry.source),
        scope=str(entry.scope),
        figure=shown(figure, addresses),
        numerator="" if figure.numerator is None else exact(figure.numerator),
        denominator=Shown(below, bottom, known),
        usual=usual,
    )


def _place_questions(question: Question, indicator: Indicator | None) -> dict[str, Question]:
    """The figure by each kind of place, where there are several."""
    if indicator is None or len(indicator.places) < 2 or indicator.register is None:
        return {}
    return {place: replace(question, place=place) for place in indicator.places}


def by_place(
    question: Question, indicator: Indicator | None, told: Told, addresses: Addresses
) -> list[Part]:
    """The same figure counted by each kind of place: where it was given, where people live."""
    return [
        replace(_part(answer.figure, addresses), label=split_title(indicator, place))
        for place, asked in _place_questions(question, indicator).items()
        if (answer := told[asked]) is not None
    ]


def _known_questions(question: Question) -> list[Question]:
    """The same question at later and later updates, and as it is asked."""
    asked: list[Question] = []
    for later in _LATER:
        known = known_on(question.as_of + dt.timedelta(days=later))
        if known.position < question.known.position and (
            not asked or known.position != asked[-1].known.position
        ):
            asked.append(replace(question, known=known))
    return [*asked, question]


def as_it_became_known(question: Question, told: Told, addresses: Addresses) -> list[Part]:
    """The same day at later and later updates: what came in late, what was corrected."""
    found = [
        replace(_part(answer.figure, addresses), label=_known_label(one))
        for one in _known_questions(question)
        if (answer := told[one]) is not None
    ]
    return found if len(found) > 1 else []


def _known_label(question: Question) -> str:
    said = question.known.said
    if said is None:
        return _("known now")
    try:
        return format_date(dt.date.fromisoformat(said))
    except ValueError:
        return said


def spoken(figure: Figure) -> str:
    """The figure in one sentence with its days: the page's first line."""
    return f"{sentence(figure)}, {days(figure.window)}."
