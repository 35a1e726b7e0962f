"""What a benchmark of the cloud found, as rows to print and to publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, what the target says, what a plain baseline does in the same
    run. `holds` says whether the target is met; None without a target."""

    what: str
    measured: str
    target: str = "–"
    holds: bool | None = None
    baseline: str = ""

    @property
    def verdict(self) -> str:
        """The target and whether it is met."""
        if self.holds is None:
            return self.target
        return f"{self.target}: {'met' if self.holds else '**missed**'}"


@dataclass(frozen=True)
class Block:
    """Figures of one run that may be compared with each other."""

    title: str
    figures: Sequence[Figure]
    notes: Sequence[str] = field(default=())

    def render_text(self) -> str:
        """For a terminal."""
        rows = [(each.what, each.measured, each.verdict, each.baseline) for each in self.figures]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [f"== {self.title}"]
        lines += [
            "  ".join([what.ljust(widths[0]), measured.rjust(widths[1]), verdict.ljust(widths[2])])
            + (f"  ({baseline})" if baseline else "")
            for what, measured, verdict, baseline in rows
        ]
        return "\n".join([*lines, *self.notes])

    def render_markdown(self) -> str:
        """For the page."""
        lines = [
            f"## {self.title}",
            "",
            "| what | measured | target | beside it |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {each.what} | {each.measured} | {each.verdict} | {each.baseline} |"
            for each in self.figures
        ]
        return "\n".join([*lines, "", *self.notes, *([""] if self.notes else [])])


def spread(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p99, of the values there are."""
    ordered = sorted(milliseconds)
    at = [min(len(ordered) - 1, int(len(ordered) * part)) for part in (0.5, 0.99)]
    return ordered[at[0]], ordered[at[1]]


def spread_text(milliseconds: Sequence[float]) -> str:
    """`p50 62 ms, p99 104 ms`."""
    p50, p99 = spread(milliseconds)
    return f"p50 {p50:,.1f} ms, p99 {p99:,.1f} ms"
