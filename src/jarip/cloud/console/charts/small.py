"""Small charts inside text: sparklines and meters."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from jarip.cloud.console.charts.scale import place

WIDTH, HEIGHT = 120, 32


def draw_sparkline(title: str, values: Sequence[float]) -> Markup:
    """A line of values with the area under it."""
    if len(values) < 2:
        return Markup("")
    highest = max(values) or 1.0
    points = [
        (
            place(number, 0, len(values) - 1, 1, WIDTH - 1),
            place(value, 0, highest, HEIGHT - 2, 2),
        )
        for number, value in enumerate(values)
    ]
    line = "L".join(f"{x} {y}" for x, y in points)
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" role="img" aria-label="{title}" '
        'preserveAspectRatio="none"><path class="area" d="M{line}L{right} {h}L1 {h}Z"/>'
        '<path class="line l1" d="M{line}"/></svg>'
    ).format(w=WIDTH, h=HEIGHT, title=title, line=line, right=WIDTH - 1)


def draw_meter(title: str, share: float, *, marks: Sequence[float] = ()) -> Markup:
    """How much of something is used: `share` is 1 when all is. `marks` are thresholds."""
    tone = "bad" if share >= 1 else "warn" if share >= 0.8 else "ok"
    lines = [
        Markup('<line class="mark" x1="{x}" x2="{x}" y1="0" y2="8"/>').format(
            x=round(200 * mark, 1)
        )
        for mark in marks
        if 0 < mark < 1
    ]
    return Markup(
        '<svg class="meter {}" viewBox="0 0 200 8" role="img" aria-label="{}" '
        'preserveAspectRatio="none"><rect class="track" width="200" height="8" rx="4"/>'
        '<rect class="fill" width="{}" height="8" rx="4"/>{}</svg>'
    ).format(tone, title, round(200 * min(1.0, max(0.0, share)), 1), Markup("").join(lines))
