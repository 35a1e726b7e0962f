"""Curves of what jobs logged by `jarip.log`: a chart a figure, a line a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from jarip.cloud.console.charts.curves import Curve, draw_curves
from jarip.cloud.console.formats import format_number
from jarip.cloud.engines.metrics_reader import Point, read_metrics

POINTS = 400
MOST_CHARTS = 24


@dataclass(frozen=True)
class CurveChart:
    """One figure's chart; `last` is the newest value of the first run."""

    name: str
    svg: Markup
    last: str


def read_curves(folder: Path) -> list[CurveChart]:
    """The charts of one job."""
    return compare_curves({"": read_metrics(folder, POINTS)})


def compare_curves(runs: Mapping[str, Mapping[str, list[Point]]]) -> list[CurveChart]:
    """A chart for each figure that any of the runs logged; `runs` by label."""
    names = sorted({name for series in runs.values() for name in series})
    return [_chart(name, runs) for name in names[:MOST_CHARTS]]


def _chart(name: str, runs: Mapping[str, Mapping[str, list[Point]]]) -> CurveChart:
    curves = [
        Curve(label or name, tuple((point.step, point.value) for point in series.get(name, [])))
        for label, series in runs.items()
    ]
    values = [value for _, value in curves[0].points if value is not None]
    return CurveChart(name, draw_curves(name, curves), format_number(values[-1]) if values else "–")
