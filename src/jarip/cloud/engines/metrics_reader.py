"""Reading what a job logged by `jarip.log`. The files are the job's: nothing in them is trusted."""

from __future__ import annotations

import json
import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 64 << 20
"""Of one attempt's file; what comes after is left out."""
MOST_SERIES = 1000


@dataclass(frozen=True, slots=True)
class Point:
    step: int
    value: float | None
    """None where the job had no number, such as NaN."""
    at_ms: int


def read_metrics(folder: Path, most_points: int = 1000) -> dict[str, list[Point]]:
    """Each series by step, thinned to about `most_points` without losing its extremes.

    A later attempt goes over the steps of a former one again; its values are the ones that count.
    """
    series: dict[str, dict[int, Point]] = defaultdict(dict)
    for path in sorted(folder.glob("*.jsonl"), key=lambda path: (len(path.name), path.name)):
        for name, point in _read_file(path):
            if name in series or len(series) < MOST_SERIES:
                series[name][point.step] = point
    return {
        name: thin([points[step] for step in sorted(points)], most_points)
        for name, points in sorted(series.items())
    }


def thin(points: list[Point], most: int) -> list[Point]:
    """At most about `most` points: of every stretch its lowest and its highest, in order."""
    if len(points) <= most:
        return points
    width = -(-len(points) // max(1, most // 2))
    kept: list[Point] = []
    for start in range(0, len(points), width):
        stretch = points[start : start + width]
        numbers = [point for point in stretch if point.value is not None]
        if not numbers:
            kept.append(stretch[0])
            continue
        low = min(numbers, key=lambda point: point.value or 0.0)
        high = max(numbers, key=lambda point: point.value or 0.0)
        kept += sorted({low.step: low, high.step: high}.values(), key=lambda point: point.step)
    if kept[-1].step != points[-1].step:
        kept.append(points[-1])
    return kept


def _read_file(path: Path) -> Iterator[tuple[str, Point]]:
    next_step = 0
    for line in _read_lines(path):
        try:
            record = json.loads(line)
            step = next_step if record["step"] is None else int(record["step"])
            at_ms = int(record["at_ms"])
            values = {str(name)[:200]: _number(value) for name, value in record["values"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
        next_step = step + 1
        for name, value in values.items():
            yield name, Point(step, value, at_ms)


def _read_lines(path: Path) -> list[bytes]:
    """The file's lines; none if it is not a plain file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return []
        return file.read(MOST_BYTES).split(b"\n")


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
