"""Charts drawn on the server: a declaration becomes SVG whose colours are the page's own.

The colours are CSS variables, so one drawing serves the light theme, the dark one and paper.
Each chart has a sentence that says what it shows and a table with the same numbers, and each is
drawn twice: as wide as a desk has room, and for a phone; the style sheet shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

FONT = "Inter Variable, Liberation Sans, Arial, sans-serif"
_FORMATS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"]},
}
_SERIES = ("var(--mt-series-1)", "var(--mt-series-2)", "var(--mt-series-3)")

# What is left on a phone beside the axis, and how wide a letter of an axis is, in pixels.
_NARROW = {"bars": 262, "mirrored": 262, "lying": 186}
_LETTER = 7

Point = tuple[str, float | None]


@dataclass(frozen=True)
class Chart:
    """A drawing for wide and narrow screens, the sentence that says it, the table behind it."""

    title: str
    sentence: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bars(points: Sequence[Point], *, width: int = 720) -> SafeString:
    """Upright bars, one for each period."""
    return _both("bars", tuple(points), (), width)


def mirrored(up: Sequence[Point], down: Sequence[Point], *, width: int = 720) -> SafeString:
    """Two measures over the same periods, one growing upwards and one downwards."""
    return _both("mirrored", tuple(up), tuple(down), width)


def lying(points: Sequence[Point], *, width: int = 560) -> SafeString:
    """Lying bars, one for each unit or group, in the order given."""
    return _both("lying", tuple(points), (), width)


def _both(
    kind: str, points: tuple[Point, ...], others: tuple[Point, ...], width: int
) -> SafeString:
    """The drawing for a desk and the one for a phone."""
    language = get_language() or "vi"
    drawings = [_drawn(kind, points, others, wide, language) for wide in (width, _NARROW[kind])]
    return format_html(
        '<div class="draw-wide">{}</div><div class="draw-narrow">{}</div>', *drawings
    )


@lru_cache(maxsize=256)
def _drawn(
    kind: str, points: tuple[Point, ...], others: tuple[Point, ...], width: int, language: str
) -> SafeString:
    # Late: the drawing engine takes a second to start and is not needed by most processes.
    import altair as alt  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    draw = {"bars": _bars, "mirrored": _mirrored, "lying": _lying}[kind]
    chart = draw(alt, points, others, width).configure(background="transparent", font=FONT)
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor="var(--mt-ink-2)",
        labelFontSize=12,
        gridColor="var(--mt-grid)",
        domainColor="var(--mt-line)",
        tickColor="var(--mt-line)",
    )
    svg = vl_convert.vegalite_to_svg(
        chart.to_dict(), format_locale=_FORMATS["en" if language == "en" else "vi"]
    )
    # The drawing is made from numbers and labels of our own; Vega escapes the labels.
    return mark_safe(svg)  # noqa: S308


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


def _mirrored(alt: Any, points: Sequence[Point], others: Sequence[Point], width: int) -> Any:
    longest = max((value or 0.0 for _name, value in (*points, *others)), default=0.0) or 1.0
    upper = _bars(alt, points, (), width).properties(height=120)
    upper.encoding.y.scale = alt.Scale(domain=[0, longest])
    order = [name for name, _value in others]
    lower = (
        alt.Chart(alt.Data(values=_rows(others)))
        .mark_bar(color=_SERIES[1])
        .encode(
            x=alt.X("name:O", sort=order, title=None, axis=None),
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(domain=[0, longest], reverse=True),
                axis=_value_axis(alt),
            ),
        )
        .properties(width=width, height=120)
    )
    return alt.vconcat(upper, lower, spacing=4)


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
