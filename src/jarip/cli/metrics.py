"""`jarip metrics`: what jobs logged, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, Project, new_app

if TYPE_CHECKING:
    from jarip.sdk.results import Point

app = new_app()
BARS = "▁▂▃▄▅▆▇█"
WIDTH = 40


@app.command()
def metrics(
    jobs: Annotated[list[str], typer.Argument(help="Jobs to compare.", metavar="JOB...")],
    json: Json = False,
    project: Project = "",
) -> None:
    """Show the figures that jobs logged by jarip.log."""
    from jarip.cli.show import escape, print_json, print_table
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.results.metrics(jobs)
    if json:
        print_json(found)
        return
    rows = [
        [
            escape(name),
            escape(each.name),
            str(points[-1].step),
            _text(points[-1].value),
            _text(min(_numbers(points), default=None)),
            _text(max(_numbers(points), default=None)),
            sparkline(points),
        ]
        for name in sorted({name for each in found for name in each.series})
        for each in found
        if (points := each.series.get(name))
    ]
    columns = ["figure", "job", ">step", ">last", ">lowest", ">highest", "!curve"]
    print_table(columns, rows, empty="nothing logged yet: import jarip; jarip.log(step, loss=...)")


def sparkline(points: list[Point]) -> str:
    """A curve in one line of text, its lowest value at the bottom."""
    numbers = _numbers(points)
    if not numbers:
        return ""
    width = max(1, -(-len(numbers) // WIDTH))
    means = [
        sum(numbers[start : start + width]) / len(numbers[start : start + width])
        for start in range(0, len(numbers), width)
    ]
    low, span = min(means), (max(means) - min(means)) or 1.0
    return "".join(BARS[int((mean - low) / span * (len(BARS) - 1))] for mean in means)


def _numbers(points: list[Point]) -> list[float]:
    return [point.value for point in points if point.value is not None]


def _text(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
