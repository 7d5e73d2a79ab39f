"""Charts drawn on the server: a declaration becomes SVG whose colours are the page's own.

The colours are CSS variables, so one drawing serves the light theme, the dark one and paper.
Each chart has a sentence that says what it shows and a table with the same numbers, and each is
drawn twice: as wide as a desk has room, and for a phone; the style sheet shows the one that fits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from muctieu.core.kept import kept

FONT = "Inter Variable, Liberation Sans, Arial, sans-serif"
_FORMATS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"]},
}
_SERIES = ("var(--mt-series-1)", "var(--mt-series-2)", "var(--mt-series-3)")

# What is left on a phone beside the axis, and how wide a letter of an axis is, in pixels.
_NARROW = {"bars": 262, "mirrored": 290, "lying": 186, "paths": 240}
# What is drawn another way on a phone.
_ON_A_PHONE = {"mirrored": "mirrored_lying"}
_LETTER = 7
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

Point = tuple[str, float | None]


@dataclass(frozen=True)
class Chart:
    """A drawing for wide and narrow screens, the sentence that says it, the table behind it."""

    title: str
    sentence: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Month:
    """A month of the mirrored strip: the value of either side and the words written on its bar."""

    name: str
    up: float | None
    up_said: str
    down: float | None
    down_said: str


def bars(points: Sequence[Point], *, width: int = 720) -> SafeString:
    """Upright bars, one for each period."""
    return _both("bars", tuple(points), (), width)


def mirrored(months: Sequence[Month], *, width: int = 720) -> SafeString:
    """Two measures over the same months, each on its own scale, growing away from one another.

    Upwards and downwards; on a phone to the left and to the right.
    """
    return _both("mirrored", tuple(months), (), width)


def paths(done: Sequence[Point], due: Sequence[Point], *, width: int = 720) -> SafeString:
    """What was done by the end of each month, and what was due by then."""
    return _both("paths", tuple(done), tuple(due), width)


def lying(points: Sequence[Point], *, width: int = 560) -> SafeString:
    """Lying bars, one for each unit or group, in the order given."""
    return _both("lying", tuple(points), (), width)


def _both(kind: str, points: tuple[Any, ...], others: tuple[Any, ...], width: int) -> SafeString:
    """The drawing for a desk and the one for a phone."""
    language = get_language() or "vi"
    kinds = ((kind, width), (_ON_A_PHONE.get(kind, kind), _NARROW[kind]))
    drawings = [_drawing(drawn, points, others, wide, language) for drawn, wide in kinds]
    return format_html(
        '<div class="draw-wide">{}</div><div class="draw-narrow">{}</div>', *drawings
    )


@lru_cache(maxsize=256)
def _drawing(
    kind: str, points: tuple[Any, ...], others: tuple[Any, ...], width: int, language: str
) -> SafeString:
    """The drawing, made once: also for other processes and for the next start."""
    drawing = (_state_of_drawing(), kind, points, others, width, language)
    svg = kept("drawings", drawing, lambda: _drawn(kind, points, others, width, language))
    # The drawing is made from numbers and labels of our own; Vega escapes the labels.
    return mark_safe(svg)  # noqa: S308


@cache
def _state_of_drawing() -> str:
    """Changes with this module and with the engine, and with it the name of every drawing."""
    engine = [version(name) for name in ("altair", "vl-convert-python")]
    return f"{engine} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def _drawn(
    kind: str, points: tuple[Any, ...], others: tuple[Any, ...], width: int, language: str
) -> str:
    # Late: the drawing engine takes a second to start and is not needed by most processes.
    import altair as alt  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    draw = _DRAWINGS[kind]
    # Checking a declaration against the engine's schema takes as long as drawing it.
    with alt.utils.schemapi.debug_mode(arg=False):
        chart = draw(alt, points, others, width).configure(background="transparent", font=FONT)
        chart = chart.configure_view(stroke=None).configure_axis(
            labelColor="var(--mt-ink-2)",
            labelFontSize=12,
            gridColor="var(--mt-grid)",
            domainColor="var(--mt-line)",
            tickColor="var(--mt-line)",
        )
        declared = chart.to_dict(validate=False)
    svg = vl_convert.vegalite_to_svg(
        declared, format_locale=_FORMATS["en" if language == "en" else "vi"]
    )
    # The drawing is one picture to who hears the page: its sentence and its table tell it.
    return _SPOKEN.sub("", svg)


def _rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in points]


def _name_axis(alt: Any, width: int) -> Any:
    # One width for all names, so that charts below one another line up.
    if width <= _NARROW["lying"]:
        return alt.Axis(labelLimit=120, minExtent=118, labelPadding=4, ticks=False)
    return alt.Axis(labelLimit=220, minExtent=150, labelPadding=8, ticks=False)


def _period_axis(alt: Any, points: Sequence[Point], width: int) -> Any:
    """Names of periods under their bars; upright where they would run into each other."""
    room = width / max(1, len(points))
    longest = max((len(name) for name, _value in points), default=0)
    return alt.Axis(labelAngle=0 if longest * _LETTER <= room else -90)


def _value_axis(alt: Any) -> Any:
    return alt.Axis(format=",~r", tickCount=4, domain=False, ticks=False)


def _bars(alt: Any, points: Sequence[Point], _others: Sequence[Point], width: int) -> Any:
    order = [name for name, _value in points]
    return (
        alt.Chart(alt.Data(values=_rows(points)))
        .mark_bar(color=_SERIES[0])
        .encode(
            x=alt.X("name:O", sort=order, title=None, axis=_period_axis(alt, points, width)),
            y=alt.Y("value:Q", title=None, axis=_value_axis(alt)),
        )
        .properties(width=width, height=200)
    )


_UP, _DOWN = "up", "down"


def _month_rows(months: Sequence[Month], side: str) -> list[dict[str, Any]]:
    """Bars of a side, and where their words stand: beyond the bar, never on one below zero."""
    return [
        {"name": one.name, "value": value, "said": said, "words": max(value, 0.0)}
        for one in months
        for value, said in [(one.up, one.up_said) if side == _UP else (one.down, one.down_said)]
        if value is not None
    ]


def _there(months: Sequence[Month], side: str) -> bool:
    """Whether a side has anything to draw; one without leaves no empty half."""
    return any(getattr(one, side) is not None for one in months)


def _scale(months: Sequence[Month], side: str, room: float = 1.18) -> tuple[float, float]:
    """Both ends of a side's scale: a little beyond its longest bars, so that their words fit.

    A bar below zero (a month that shrank) goes the other way from the same line.
    """
    values = [getattr(one, side) or 0.0 for one in months]
    least, most = min(values, default=0.0), max(values, default=0.0)
    return room * min(least, 0.0), room * max(most, 0.0) or float(least >= 0)


def _mirrored(alt: Any, months: Sequence[Month], _others: Sequence[Month], width: int) -> Any:
    order = [one.name for one in months]
    # Both halves have a place for each month, also where one of them has no bar there.
    every = alt.Scale(domain=order)

    def half(side: str, color: str, axis: Any, *, reverse: bool) -> Any:
        scale = alt.Scale(domain=_scale(months, side), reverse=reverse, nice=False)
        base = alt.Chart(alt.Data(values=_month_rows(months, side))).encode(
            x=alt.X("name:O", sort=order, title=None, axis=axis, scale=every),
            y=alt.Y("value:Q", title=None, axis=None, scale=scale),
        )
        words = base.mark_text(dy=9 if reverse else -7, fontSize=12, color="var(--mt-ink)").encode(
            y=alt.Y("words:Q", title=None, axis=None, scale=scale), text="said:N"
        )
        height = 90 if side == _DOWN else 120
        return (base.mark_bar(color=color) + words).properties(width=width, height=height)

    names = alt.Axis(labelAngle=0, ticks=False, domain=False, labelPadding=6)
    upper = [half(_UP, _SERIES[0], names, reverse=False)] if _there(months, _UP) else []
    lower = [half(_DOWN, _SERIES[1], None if upper else names, reverse=True)]
    return alt.vconcat(*upper, *(lower if _there(months, _DOWN) else []), spacing=2)


def _mirrored_lying(alt: Any, months: Sequence[Month], _others: Sequence[Month], width: int) -> Any:
    order = [one.name for one in months]
    # Both halves have a place for each month, also where one of them has no bar there.
    every = alt.Scale(domain=order)

    def half(side: str, color: str, axis: Any, *, reverse: bool) -> Any:
        # Words stand beside the bars and need more room than above them.
        scale = alt.Scale(domain=_scale(months, side, room=1.77), reverse=reverse, nice=False)
        base = alt.Chart(alt.Data(values=_month_rows(months, side))).encode(
            y=alt.Y("name:O", sort=order, title=None, axis=axis, scale=every),
            x=alt.X("value:Q", title=None, axis=None, scale=scale),
        )
        words = base.mark_text(
            dx=-4 if reverse else 4, align="right" if reverse else "left", fontSize=12,
            color="var(--mt-ink)",
        ).encode(
            x=alt.X("words:Q", title=None, axis=None, scale=scale), text="said:N"
        )  # fmt: skip
        drawn = base.mark_bar(color=color, height={"band": 0.7}) + words
        return drawn.properties(width=width // 2 - 15, height=alt.Step(22))

    names = alt.Axis(ticks=False, domain=False, labelPadding=6)
    right = [half(_DOWN, _SERIES[1], names, reverse=False)] if _there(months, _DOWN) else []
    left = [half(_UP, _SERIES[0], None if right else names, reverse=True)]
    return alt.hconcat(*(left if _there(months, _UP) else []), *right, spacing=4)


def _lying(alt: Any, points: Sequence[Point], _others: Sequence[Point], width: int) -> Any:
    order = [name for name, _value in points]
    return (
        alt.Chart(alt.Data(values=_rows(points)))
        .mark_bar(color=_SERIES[0], height={"band": 0.7})
        .encode(
            x=alt.X("value:Q", title=None, axis=_value_axis(alt)),
            y=alt.Y("name:N", sort=order, title=None, axis=_name_axis(alt, width)),
        )
        .properties(width=width, height=alt.Step(22))
    )


def _paths(alt: Any, points: Sequence[Point], others: Sequence[Point], width: int) -> Any:
    """What was done as a line with dots, and what was due as a thinner, broken one."""
    order = [name for name, _value in (others or points)]

    def line(rows: Sequence[Point], color: str, **drawn: Any) -> Any:
        return (
            alt.Chart(alt.Data(values=[one for one in _rows(rows) if one["value"] is not None]))
            .mark_line(color=color, **drawn)
            .encode(
                x=alt.X("name:O", sort=order, title=None, axis=alt.Axis(labelAngle=0),
                        scale=alt.Scale(domain=order)),
                y=alt.Y("value:Q", title=None, axis=_value_axis(alt)),
            )
        )  # fmt: skip

    due = line(others, _SERIES[1], strokeDash=[6, 4], strokeWidth=2)
    done = line(points, _SERIES[0], strokeWidth=3, point=alt.OverlayMarkDef(color=_SERIES[0]))
    return (due + done).properties(width=width, height=220)


_DRAWINGS: dict[str, Callable[..., Any]] = {
    "bars": _bars,
    "lying": _lying,
    "mirrored": _mirrored,
    "mirrored_lying": _mirrored_lying,
    "paths": _paths,
}
