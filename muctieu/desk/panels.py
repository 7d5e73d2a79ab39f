"""The panels that sectors put on the board, as tables whose every number has its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.days import Window
from muctieu.desk.clocks import is_counted
from muctieu.desk.shown import Shown, money_word, shown, shown_stated
from muctieu.desk.targets import NOT_KNOWN, plan_shown, said_as, target_address
from muctieu.desk.words import number
from muctieu.indicators.against_plan import elapsed
from muctieu.indicators.define import catalogued
from muctieu.indicators.named import named
from muctieu.indicators.question import Figure, Question, Split
from muctieu.indicators.spoken import STATUSES
from muctieu.indicators.standing import Standing, converted
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.statements.board import Panel, Row, Shape, panels

if TYPE_CHECKING:
    from muctieu.desk.asker import Asker
    from muctieu.indicators.published import Stated

# What was said of a year stands side by side, from the first word to the last.
_SAID = ("estimate", "preliminary", "official", "actual")
_ALWAYS = ("estimate", "preliminary", "official")


@dataclass(frozen=True)
class PanelRow:
    """A row: what it is, in which measure, and its cells under the panel's headings."""

    name: str
    url: str
    unit: str
    cells: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class PanelShown:
    """A panel as a table; ``aside`` stands beside its title (days that are over).

    One ``by_unit`` has few, short columns and stays a table on a phone; one that is ``narrow``
    has a single figure a row. ``url`` is the address of the sector's own page about it.
    """

    key: str
    title: str
    url: str
    by_unit: bool
    narrow: bool
    aside: str
    note: str
    first: str
    headings: tuple[str, ...]
    rows: tuple[PanelRow, ...]


def questions_of_panels(asker: Asker) -> Iterator[Question]:
    """Everything the panels ask."""
    for panel in panels():
        for row in panel.rows:
            if panel.shape is Shape.UNITS:
                yield asker.question(row.code, split=Split.UNIT)
            codes = (row.code, row.plan, row.of_plan)
            yield from (asker.question(code) for code in codes if is_counted(code))
            yield from (asker.question(code, asker.year_end) for _status, code in row.statuses)
            if panel.shape is Shape.FIGURES and not is_counted(row.code):
                yield asker.question(row.code, asker.year_end)


def panels_shown(asker: Asker, found: Sequence[Standing]) -> list[PanelShown]:
    """The panels that have anything to show, in order."""
    made = (_shown(panel, asker, found) for panel in panels())
    return [one for one in made if one.rows]


def _shown(panel: Panel, asker: Asker, found: Sequence[Standing]) -> PanelShown:
    rows = {
        Shape.UNITS: lambda: _units(panel, asker),
        Shape.STATUSES: lambda: _statuses(panel, asker),
        Shape.PROGRESS: lambda: _progress(panel, asker, found),
        Shape.FIGURES: lambda: _figures(panel, asker),
    }[panel.shape]()
    return PanelShown(
        key=panel.key,
        title=str(panel.title),
        url=reverse(panel.page) + asker.clock.query() if panel.page else "",
        by_unit=panel.shape is Shape.UNITS,
        narrow=panel.shape is Shape.FIGURES,
        aside=_aside(panel, asker, found),
        note=str(panel.note),
        first=_("Unit") if panel.shape is Shape.UNITS else _("Figure"),
        headings=tuple(heading for heading, _cell in rows[0].cells) if rows else (),
        rows=tuple(rows),
    )


def _aside(panel: Panel, asker: Asker, found: Sequence[Standing]) -> str:
    """What a panel's figures are to be read with: the days that are over, the year they tell of."""
    if panel.shape is Shape.PROGRESS:
        return _days_over(asker, found)
    if panel.shape is Shape.STATUSES:
        return _("by status: whole year %(year)s") % {"year": asker.clock.as_of.year}
    return ""


def _units(panel: Panel, asker: Asker) -> list[PanelRow]:
    asked = [asker.answer(asker.question(row.code, split=Split.UNIT)) for row in panel.rows]
    found = [one for one in asked if one is not None and one.parts]
    if not found:
        return []
    return [
        PanelRow(
            name=parts[0].label,
            url=asker.addresses.of(parts[0].question, "desk:indicator"),
            unit="",
            cells=tuple((str(part.title), shown(part, asker.addresses)) for part in parts),
        )
        for parts in zip(*(one.parts for one in found), strict=True)
    ]


def _statuses(panel: Panel, asker: Asker) -> list[PanelRow]:
    """What was counted to the day in front, then what was said of the whole year, the firmer the
    further right. The two have different days: neither stands in the other's column.
    """
    told = [(row, _counted(asker, row.code), _said_of_year(asker, row)) for row in panel.rows]
    told = [one for one in told if one[1] is not None or one[2]]
    columns = [one for one in _SAID if one in _ALWAYS or any(one in said for *_x, said in told)]
    to_day = any(figure is not None for _row, figure, _said in told)
    rows = []
    for row, figure, said in told:
        front = [(_to_day(asker), _with_status(_of_figure(asker, figure)))] if to_day else []
        cells = [(said_as(one), said.get(one, NOT_KNOWN)) for one in columns]
        rows.append(PanelRow(*_name(asker, row, figure, said), cells=(*front, *cells)))
    return rows


def _with_status(one: Shown) -> Shown:
    """A figure to the day, with the word for how final it is where it is not simply counted."""
    plain = not one.known or one.status == "actual"
    return one if plain else replace(one, note=str(STATUSES[one.status]))


def _to_day(asker: Asker) -> str:
    return _("Counted to %(day)s") % {"day": format_date(asker.clock.as_of)}


def _name(
    asker: Asker, row: Row, figure: Figure | None, said: dict[str, Shown]
) -> tuple[str, str, str]:
    """Title, address and measure of a row."""
    word = next((one.unit for one in said.values()), "")
    if figure is not None:
        word = word or money_word(str(figure.unit_word))
        return str(figure.title), asker.addresses.of(figure.question, "desk:indicator"), word
    one = _declared(asker, row.of_year)
    return _title(row, one), asker.told_at(one) if one else "", word


def _title(row: Row, one: Stated | None) -> str:
    indicator = catalogued(row.code)
    if indicator is not None:
        return str(indicator.title)
    return one.title if one else row.code


def _declared(asker: Asker, code: str) -> Stated | None:
    year = asker.clock.as_of.year
    said = (one for one in asker.declared if one.code == code and one.window.last.year == year)
    return next(said, None)


def _counted(asker: Asker, code: str) -> Figure | None:
    return asker.figure(code) if is_counted(code) else None


def _said_of_year(asker: Asker, row: Row) -> dict[str, Shown]:
    """Status → what was said of the year of the page's day."""
    year = asker.clock.as_of.year
    found: dict[str, Shown] = {}
    for status, code in row.statuses:
        figure = asker.figure(code, asker.year_end)
        if figure is not None:
            found[status] = _of_figure(asker, figure)
    for one in asker.declared:
        if one.code == row.of_year and one.window.last == asker.year_end and one.as_of.year == year:
            found.setdefault(one.status, shown_stated(one, asker.told_at(one)))
    return found


def _of_figure(asker: Asker, figure: Figure | None, word: str = "") -> Shown:
    if figure is None:
        return NOT_KNOWN
    return shown(figure, asker.addresses, word=word or money_word(str(figure.unit_word)))


def _progress(panel: Panel, asker: Asker, found: Sequence[Standing]) -> list[PanelRow]:
    """Counted to the day beside the plan, and the year as declared: never one for the other."""
    rows = []
    for row in panel.rows:
        figure, said = _counted(asker, row.code), _said_of_year(asker, row)
        year = next((said[one] for one in reversed(_SAID) if one in said), None)
        standing = _standing(found, row)
        if figure is None and year is None:
            continue
        name, url, word = _name(asker, row, figure, said)
        plan = _planned(asker, row, standing)
        cells = (
            (_to_day(asker), _of_figure(asker, figure, word)),
            (_("Plan of the year"), plan),
            (_("% of plan"), _share(asker, row, figure, standing)),
            (_("Whole year, declared"), year or NOT_KNOWN),
        )
        rows.append(PanelRow(name, url, named(word), cells))
    return rows


def _standing(found: Iterable[Standing], row: Row) -> Standing | None:
    named = (row.code, row.of_year)
    return next((one for one in found if one.target.indicator in named), None)


def _planned(asker: Asker, row: Row, standing: Standing | None) -> Shown:
    """The plan of a row: its target's, else the one that a register keeps, target or not."""
    if standing is not None:
        return plan_shown(asker, standing)
    return _of_figure(asker, _counted(asker, row.plan))


def _share(asker: Asker, row: Row, figure: Figure | None, standing: Standing | None) -> Shown:
    """What was counted, in per cent of the plan of the whole year; the target's page tells it."""
    if standing is None:
        return _of_figure(asker, _counted(asker, row.of_plan))
    if figure is None or figure.value is None or standing.plan is None:
        return NOT_KNOWN
    word = standing.target.word or str(figure.unit_word)
    value = converted(figure.value, str(figure.unit_word), word)
    middle = (standing.plan.low + standing.plan.high) / 2
    if value is None or not middle:
        return NOT_KNOWN
    share = Fraction(value * 100, middle)
    return Shown(
        number(share, 2), target_address(asker, standing.target), known=True, value=share,
        unit="%", as_of=figure.window.last, status=figure.status, origin=figure.origin,
    )  # fmt: skip


def _days_over(asker: Asker, found: Sequence[Standing]) -> str:
    """How much of the year is over at the end of the page's day."""
    year = asker.clock.as_of.year
    from_to = found[0].target.period if found else Window(dt.date(year, 1, 1), asker.year_end)
    if from_to.first is None:
        return ""
    over = elapsed(from_to, asker.clock.as_of)
    days = (from_to.last - from_to.first).days + 1
    return _("%(over)s of %(days)s days are over (%(share)s %%)") % {
        "over": int(over * days),
        "days": days,
        "share": number(over * 100, 1),
    }


def _figures(panel: Panel, asker: Asker) -> list[PanelRow]:
    rows = []
    for row in panel.rows:
        figure = _counted(asker, row.code) or asker.figure(row.code, asker.year_end)
        if figure is not None:
            url = asker.addresses.of(figure.question, "desk:indicator")
            word = money_word(str(figure.unit_word))
            cells = ((_("Value"), _of_figure(asker, figure)),)
            rows.append(PanelRow(str(figure.title), url, named(word), cells))
    return rows
