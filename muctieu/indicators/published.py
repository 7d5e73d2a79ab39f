"""Declared figures read back: which one speaks for a unit on a day, as known at a position."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from muctieu.core.days import Window, calendar_month
from muctieu.indicators.models import DeclaredFigure, DeclaredFigureVersion, Qualifier, Status
from muctieu.registers.clocks import Known
from muctieu.registers.declare import Choice, Field, Kind, Register, register

DECLARED = register(
    Register(
        code="indicators.declared",
        title=_("Declared figures"),
        model=DeclaredFigure,
        versions=DeclaredFigureVersion,
        fields=(
            Field(name="code", title=_("Code"), kind=Kind.TEXT, headings=("Mã chỉ tiêu",), max_length=80),
            Field(name="title", title=_("Name of the figure"), kind=Kind.TEXT, headings=("Tên chỉ tiêu",)),
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="as_of", title=_("As of"), kind=Kind.DATE, headings=("Tính đến ngày",)),
            Field(name="period", title=_("Period"), kind=Kind.TEXT, headings=("Kỳ",), max_length=21),
            Field(name="mantissa", title=_("Digits"), kind=Kind.INTEGER, headings=("Chữ số",)),
            Field(
                name="decimals", title=_("Decimals"), kind=Kind.INTEGER,
                headings=("Số chữ số thập phân",), minimum=0, maximum=9,
            ),
            Field(name="word", title=_("Unit of measure"), kind=Kind.TEXT, headings=("Đơn vị tính",), max_length=40),
            Field(
                name="status", title=_("Status"), kind=Kind.CHOICE, headings=("Trạng thái",),
                choices=(
                    Choice("plan", Status.PLAN.label, ("kế hoạch",)),
                    Choice("estimate", Status.ESTIMATE.label, ("ước", "ước đạt")),
                    Choice("preliminary", Status.PRELIMINARY.label, ("sơ bộ",)),
                    Choice("official", Status.OFFICIAL.label, ("chính thức",)),
                    Choice("actual", Status.ACTUAL.label, ("thực hiện",)),
                ),
            ),
            Field(
                name="qualifier", title=_("Qualifier"), kind=Kind.CHOICE, headings=("Từ rào đón",),
                choices=(
                    Choice("exact", Qualifier.EXACT.label, ("đúng", "là")),
                    Choice("nearly", Qualifier.NEARLY.label, ("gần", "xấp xỉ")),
                    Choice("over", Qualifier.OVER.label, ("hơn", "trên")),
                    Choice("about", Qualifier.ABOUT.label, ("khoảng",)),
                ),
            ),
            Field(name="low", title=_("At least"), kind=Kind.INTEGER, headings=("Từ",), required=False),
            Field(name="high", title=_("At most"), kind=Kind.INTEGER, headings=("Đến",), required=False),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, headings=("Văn bản",)),
            Field(name="sentence", title=_("Sentence"), kind=Kind.INTEGER, headings=("Câu số",), required=False),
        ),
        happened="as_of",
        # Declared figures speak for days to come ("ước cả năm").
        news=False,
        place="unit",
        key=("code", "unit", "as_of", "status", "document"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """A declared figure as a value. ``low`` and ``high`` bound what its words can mean."""

    code: str
    title: str
    unit: int
    as_of: dt.date
    window: Window
    value: Fraction
    mantissa: int
    decimals: int
    word: str
    status: str
    qualifier: str
    low: Fraction | None
    high: Fraction | None
    document: str
    sentence: int | None
    record: int
    version: int


def window_of(period: str, as_of: dt.date) -> Window:
    """The days a stated period covers: a year, a month, or two days joined by ``/``."""
    first, slash, last = period.partition("/")
    if slash:
        return Window(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    year, _dash, month = first.partition("-")
    if month:
        return calendar_month(int(year), int(month))
    if year:
        return Window(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
    return Window(None, as_of)


def _known_at(known: Known) -> QuerySet[Any]:
    """Declared figures known at a position, the one that speaks last for a day first."""
    rows = DeclaredFigureVersion._default_manager.filter(known_from__lte=known.position)
    seen = rows.filter(Q(known_to=None) | Q(known_to__gt=known.position))
    return seen.order_by("code", "-as_of", "-known_from", "-version")


def _scaled(mantissa: int | None, decimals: int) -> Fraction | None:
    return None if mantissa is None else Fraction(mantissa, 10**decimals)


def _stated(row: Any) -> Stated:
    return Stated(
        code=row.code,
        title=row.title,
        unit=row.unit_id,
        as_of=row.as_of,
        window=window_of(row.period, row.as_of),
        value=Fraction(row.mantissa, 10**row.decimals),
        mantissa=row.mantissa,
        decimals=row.decimals,
        word=row.word,
        status=row.status,
        qualifier=row.qualifier,
        low=_scaled(row.low, row.decimals),
        high=_scaled(row.high, row.decimals),
        document=row.document,
        sentence=row.sentence,
        record=row.record,
        version=row.version,
    )


def stated(
    known: Known,
    *,
    units: Iterable[int] | None = None,
    codes: Iterable[str] | None = None,
    as_of: dt.date | None = None,
) -> list[Stated]:
    """Every declared figure known at ``known``, narrowed; latest day first within a code."""
    rows = _known_at(known)
    if units is not None:
        rows = rows.filter(unit_id__in=list(units))
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    if as_of is not None:
        rows = rows.filter(as_of__lte=as_of)
    return [_stated(row) for row in rows]


def stated_for(code: str, unit: int, period: str, known: Known) -> dict[str, Stated]:
    """Status → the figure stated for a whole period: plan, estimate and official side by side."""
    rows = _known_at(known).filter(code=code, unit_id=unit, period=period)
    found: dict[str, Stated] = {}
    for row in rows:
        found.setdefault(row.status, _stated(row))
    return found


def speaking(
    figures: Sequence[Stated], unit: int, window: Window, status: str | None
) -> Stated | None:
    """Of the figures of one code, the one for ``unit`` whose day in ``window`` is the latest."""
    return next(_matching(figures, unit, window, status), None)


def for_period(
    figures: Sequence[Stated], unit: int, period: Window, status: str | None
) -> Stated | None:
    """Of the figures of one code, the latest for ``unit`` that was stated for exactly ``period``."""
    fitting = (one for one in figures if one.window == period and one.unit == unit)
    return next((one for one in fitting if status in (None, one.status)), None)


def for_year(figures: Sequence[Stated], unit: int, year: Window, status: str) -> Stated | None:
    """What was stated with a status for the whole of a year, or else last for a day in it."""
    whole = for_period(figures, unit, year, status)
    if whole is not None:
        return whole
    within = (one for one in figures if one.window.first is None or one.window.first in year)
    return next(
        (one for one in within if one.as_of in year and (one.unit, one.status) == (unit, status)),
        None,
    )


def _matching(
    figures: Sequence[Stated], unit: int, window: Window, status: str | None
) -> Iterator[Stated]:
    for one in figures:
        if one.unit == unit and one.as_of in window and status in (None, one.status):
            yield one
