"""Lines over steps: what jobs logged, one line a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from jarip.cloud.console.charts.bars import SERIES
from jarip.cloud.console.charts.scale import nice_ticks, place
from jarip.cloud.console.formats import format_number

WIDTH, HEIGHT = 520, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 28


@dataclass(frozen=True, slots=True)
class Curve:
    """One run's values by step. A value that is None breaks the line."""

    label: str
    points: tuple[tuple[int, float | None], ...]


def draw_curves(title: str, curves: Sequence[Curve]) -> Markup:
    """Curves on shared axes."""
    steps = [step for curve in curves for step, _ in curve.points]
    values = [value for curve in curves for _, value in curve.points if value is not None]
    if not values:
        return Markup("")
    across = (min(steps), max(steps))
    ticks = nice_ticks(min(values), max(values))
    parts = [_value_axis(tick, ticks) for tick in ticks]
    parts += [_step_axis(tick, across) for tick in nice_ticks(*across, 5)]
    parts += [
        _line(curve, number, across, (ticks[0], ticks[-1])) for number, curve in enumerate(curves)
    ]
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, title, Markup("").join(parts))


def _line(curve: Curve, number: int, across: tuple[int, int], span: tuple[float, float]) -> Markup:
    path, pen_down = [], False
    for step, value in curve.points:
        if value is None:
            pen_down = False
            continue
        x = place(step, *across, LEFT, WIDTH - RIGHT)
        y = place(value, *span, HEIGHT - BOTTOM, TOP)
        path.append(f"{'L' if pen_down else 'M'}{x} {y}")
        pen_down = True
    if len(path) == 1:
        path.append("h.1")  # a lone point is drawn as a dot by its round cap
    last = next((value for _, value in reversed(curve.points) if value is not None), 0.0)
    return Markup('<path class="line l{}" d="{}"><title>{}</title></path>').format(
        number % SERIES + 1, "".join(path), f"{curve.label}: {format_number(last)}"
    )


def _value_axis(tick: float, ticks: Sequence[float]) -> Markup:
    y = place(tick, ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    return Markup(
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="axis" x="{}" y="{}" text-anchor="end">{}</text>'
    ).format(LEFT, WIDTH - RIGHT, y, y, LEFT - 8, y + 4, format_number(tick))


def _step_axis(tick: float, across: tuple[int, int]) -> Markup:
    if not across[0] <= tick <= across[1]:
        return Markup("")
    x = place(tick, *across, LEFT, WIDTH - RIGHT)
    return Markup('<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        x, HEIGHT - 8, format_number(tick)
    )
