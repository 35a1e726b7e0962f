"""Stacked bars over time: usage by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from jarip.cloud.console.charts.scale import nice_ticks, place

TOP, BOTTOM, RIGHT = 12, 28, 8
LETTER = 7
"""The width of a digit on an axis, with something to spare."""
SERIES = 8
"""So many colours the stylesheet has."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in its own units, so that letters keep a size that can be read.
    `left` is the least room for values, `labels` how many fit below."""

    name: str
    width: int
    height: int
    left: int
    labels: int


FRAMES = (Frame("for-screens", 760, 240, 48, 8), Frame("for-phones", 350, 220, 40, 4))
"""For screens and for phones; the stylesheet shows one of them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label below, and a value for each series, none negative."""

    label: str
    values: tuple[float, ...]


def draw_bars(
    title: str, series: Sequence[str], bars: Sequence[Bar], show: Callable[[float], str]
) -> Markup:
    """Bars of stacked values with an axis of values; hovering a part tells what it is."""
    drawn = [_draw_framed(frame, title, series, bars, show) for frame in FRAMES]
    return Markup('<div class="charts">{}</div>').format(Markup("").join(drawn))


def _draw_framed(
    frame: Frame,
    title: str,
    series: Sequence[str],
    bars: Sequence[Bar],
    show: Callable[[float], str],
) -> Markup:
    highest = max((sum(bar.values) for bar in bars), default=0.0)
    ticks = nice_ticks(0, highest or 1.0)
    widest = max(len(show(tick)) for tick in ticks)
    frame = replace(frame, left=max(frame.left, LETTER * widest + 12))
    parts = [_grid(frame, tick, ticks[-1], show) for tick in ticks]
    room = (frame.width - frame.left - RIGHT) / max(1, len(bars))
    every = max(1, -(-len(bars) // frame.labels))
    for number, bar in enumerate(bars):
        x = frame.left + number * room
        parts.append(_stack(frame, bar, series, x + room * 0.14, room * 0.72, ticks[-1], show))
        if number % every == 0:
            parts.append(
                Markup(
                    '<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">{}</text>'
                ).format(x + room / 2, frame.height - 8, bar.label)
            )
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(frame.name, frame.width, frame.height, title, Markup("").join(parts))


def _grid(frame: Frame, tick: float, highest: float, show: Callable[[float], str]) -> Markup:
    y = place(tick, 0, highest, frame.height - BOTTOM, TOP)
    return Markup(
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="axis" x="{}" y="{}" text-anchor="end">{}</text>'
    ).format(frame.left, frame.width - RIGHT, y, y, frame.left - 8, y + 4, show(tick))


def _stack(
    frame: Frame,
    bar: Bar,
    series: Sequence[str],
    x: float,
    width: float,
    highest: float,
    show: Callable[[float], str],
) -> Markup:
    parts = []
    base = 0.0
    for number, value in enumerate(bar.values):
        if value <= 0:
            continue
        bottom = place(base, 0, highest, frame.height - BOTTOM, TOP)
        base += value
        top = place(base, 0, highest, frame.height - BOTTOM, TOP)
        parts.append(
            Markup(
                '<rect class="s{}" x="{:.1f}" y="{}" width="{:.1f}" height="{:.1f}" rx="2">'
                "<title>{}</title></rect>"
            ).format(
                number % SERIES + 1,
                x,
                top,
                width,
                max(0.8, bottom - top),
                f"{bar.label} · {series[number]}: {show(value)}",
            )
        )
    return Markup("").join(parts)


def draw_legend(series: Sequence[str]) -> Markup:
    """The colours of series, as a list."""
    items = [
        Markup(
            '<li><svg class="dot" viewBox="0 0 8 8" aria-hidden="true">'
            '<rect class="s{}" width="8" height="8" rx="2"/></svg>{}</li>'
        ).format(number % SERIES + 1, escape(name))
        for number, name in enumerate(series)
    ]
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(items))
