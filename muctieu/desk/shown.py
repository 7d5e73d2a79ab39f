"""Figures as pages show them: words, a link to the source, and what must be said beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.desk.words import NOTHING, number
from muctieu.indicators.spoken import ORIGINS, STATUSES
from muctieu.indicators.standing import converted
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.money import scale_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from muctieu.core.days import Window
    from muctieu.desk.questions import Addresses
    from muctieu.indicators.published import Stated
    from muctieu.indicators.question import Figure

_HEDGES: dict[str, _StrPromise] = {
    "nearly": gettext_lazy("nearly %(number)s"),
    "over": gettext_lazy("over %(number)s"),
    "about": gettext_lazy("about %(number)s"),
}
_DECIMALS_OF_A_RATIO = 2
# Sums of money on the board, unless a document says them in another word.
MONEY = "triệu đồng"


@dataclass(frozen=True)
class Shown:
    """One number on a page: its words, where it comes from, and what it counts.

    ``value`` in ``unit`` is the number behind the words, for files; ``as_of`` the last day it
    speaks for; ``status`` and ``origin`` as of its figure. ``note`` is a word below the number; ``rounded`` says
    that it was rounded for visitors.
    """

    text: str
    url: str
    known: bool
    said: str = ""
    value: Fraction | None = None
    unit: str = ""
    as_of: dt.date | None = None
    status: str = ""
    origin: str = ""
    note: str = ""
    rounded: bool = False


@dataclass(frozen=True)
class Tile:
    """A number with its name, its unit and the sentences it must not be read without."""

    label: str
    figure: Shown
    unit: str = ""
    notes: tuple[str, ...] = ()
    big: bool = False
    origin: str = "office"
    when: str = ""


@dataclass(frozen=True)
class State:
    """A state in a word; ``tone`` and ``sign`` repeat it for the eye."""

    word: str
    tone: str
    sign: str


def number_of(figure: Figure) -> str:
    """A figure's value in words, with its hedge: "gần 8.000", "98,40", "–"."""
    if figure.value is None:
        return NOTHING
    ratio = figure.denominator is not None
    text = number(figure.value, _DECIMALS_OF_A_RATIO) if ratio else exact(figure.value)
    hedge = _HEDGES.get(figure.qualifier)
    return str(hedge) % {"number": text} if hedge else text


def exact(value: Fraction | int) -> str:
    """A number as it is; with two decimals where it has no end."""
    try:
        return number(value)
    except ValueError:
        return number(value, _DECIMALS_OF_A_RATIO)


def shown(figure: Figure, addresses: Addresses, view: str = "desk:trace", word: str = "") -> Shown:
    """The figure with the address of its records; money in ``word`` where one is asked for."""
    known = figure.value is not None
    told = in_word(figure, word)
    return Shown(
        text=_words(told, figure) if known else _("not enough to tell"),
        url=addresses.of(figure.question, view),
        known=known,
        said=sentence(told),
        value=told.value,
        unit=told.unit_word,
        as_of=figure.window.last,
        status=figure.status,
        origin=figure.origin,
        rounded=figure.rounded,
    )


def _words(told: Figure, figure: Figure) -> str:
    """A sum that was counted in đồng is read in whole millions; its page has every đồng."""
    if told.unit_word == figure.unit_word or told.value is None:
        return number_of(told)
    return number(told.value, 0)


def money_word(word: str) -> str:
    """The word that a sum counted in đồng is said in on the board; other measures keep theirs."""
    return MONEY if scale_of(word) == 1 else word


def also_in_millions(figure: Figure) -> str:
    """The unit of a figure; of a sum in đồng with what the board says of it."""
    unit = str(figure.unit_word)
    told = in_word(figure, money_word(unit))
    if told.value is None or told.unit_word == unit:
        return unit
    return f"{unit} ({number(told.value, 0)} {MONEY})"


def in_word(figure: Figure, word: str) -> Figure:
    """A sum of money in another word for money ("triệu đồng"); anything else as it is."""
    value = converted(figure.value, figure.unit_word, word) if figure.value is not None else None
    return figure if value is None else replace(figure, value=value, unit_word=word)


def shown_stated(one: Stated, url: str) -> Shown:
    """A declared figure with its hedge, and the address where it is told."""
    text = stated_words(one)
    return Shown(
        text=text,
        url=url,
        known=True,
        said=_("%(title)s: %(value)s %(unit)s")
        % {"title": one.title, "value": text, "unit": one.word},
        value=one.value,
        unit=one.word,
        as_of=one.as_of,
        status=one.status,
        origin="published",
    )


def stated_words(one: Stated) -> str:
    """A declared figure as it was printed, hedge included."""
    text = number(one.value, one.decimals)
    hedge = _HEDGES.get(one.qualifier)
    return str(hedge) % {"number": text} if hedge else text


def tile(figure: Figure, addresses: Addresses, label: str = "", word: str = "") -> Tile:
    """The figure as a tile, with its window, status and origin; money in ``word``."""
    made = shown(figure, addresses, word=word)
    return Tile(
        label=label or figure.title,
        figure=made,
        unit=made.unit,
        notes=tuple(notes(figure)),
        origin=figure.origin,
        when=when(figure),
    )


def large(one: Tile) -> Tile:
    """The same tile, drawn large."""
    return replace(one, big=True)


def notes(figure: Figure) -> list[str]:
    """What has to be said beside a figure."""
    said = [days(figure.window)]
    if figure.missing:
        return [figure.missing]
    if figure.status != "actual":
        said.append(str(STATUSES[figure.status]))
    if figure.origin == "published":
        said.append(figure.document or str(ORIGINS["published"]))
    if figure.rounded:
        said.append(_("rounded to five"))
    if figure.lacking:
        lacking = {"lacking": len(figure.lacking), "owing": figure.owing}
        said.append(_("%(lacking)s of %(owing)s units have not reported") % lacking)
    return said


def when(figure: Figure) -> str:
    """What a figure speaks for, shortly: "cả năm 2021, ước, công bố"."""
    window = figure.window
    year = window.last.year
    whole = window.first is not None and (window.first.month, window.first.day) == (1, 1)
    if whole and (window.last.month, window.last.day) == (12, 31):
        said = [_("whole year %(year)s") % {"year": year}]
    else:
        said = [_("to %(last)s") % {"last": format_date(window.last)}]
    if figure.status != "actual":
        said.append(str(STATUSES[figure.status]))
    if figure.origin == "published":
        said.append(_("published"))
    return ", ".join(said)


def sentence(figure: Figure) -> str:
    """A figure in one sentence, for readers who hear the page."""
    said = {"title": figure.title, "value": number_of(figure), "unit": figure.unit_word}
    return _("%(title)s: %(value)s %(unit)s") % said


def days(window: Window) -> str:
    """The days a figure covers, in words."""
    last = format_date(window.last)
    if window.first is None:
        return _("to %(last)s") % {"last": last}
    if window.first == window.last:
        return _("on %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": format_date(window.first), "last": last}
