"""The measured rows as Markdown, which reads as well in a terminal as in the documentation."""

from collections.abc import Sequence

from benchmarks.cuda.launch_overhead import LaunchOverhead
from benchmarks.cuda.ratios import Spread, geometric_mean
from benchmarks.cuda.row import Row
from benchmarks.cuda.variants import OURS, OURS_FAST, Kind, of_kind

NONE = "–"
Cells = Sequence[Sequence[str]]


def format_ms(value: float | None) -> str:
    """Three significant digits, as many decimals as that takes."""
    if value is None:
        return NONE
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def format_ratio(spread: Spread | None) -> str:
    """The median, then the 10th and 90th percentile."""
    if spread is None:
        return NONE
    return f"{spread.median:.2f} ({spread.low:.2f}-{spread.high:.2f})"


def markdown(header: Sequence[str], rows: Cells) -> str:
    """A table whose columns line up; all but the first are right-aligned."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(row: Sequence[str]) -> str:
        aligned = [row[0].ljust(widths[0])]
        aligned += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return f"| {' | '.join(aligned)} |"

    return "\n".join([line(cells[0]), line(rule), *(line(row) for row in cells[1:])])


def kernel_shapes(row: Row) -> str:
    """Mode, width and jam of each kernel of the case, once each."""
    if row.cost is None:
        return NONE
    return ", ".join(dict.fromkeys(kernel.shape for kernel in row.cost.kernels)) or NONE


def time_or_reason(row: Row, variant: str) -> str:
    if variant in row.errors:
        return "error"
    if variant in row.missing and variant != "library":
        return "not installed"
    return format_ms(row.milliseconds(variant))


def speed_table(rows: Sequence[Row]) -> str:
    """Ratios: how many times as fast Jarip is; above 1 is faster."""
    header = [
        "kernel",
        "how",
        "Jarip ms",
        "best OpenMP / Jarip",
        "same, fast math",
        "PoCL / Jarip",
        "library / Jarip",
        "of the limit",
        "",
    ]
    cells = [
        [
            row.title,
            kernel_shapes(row),
            time_or_reason(row, OURS.name),
            format_ratio(row.ratio(row.best_openmp())),
            format_ratio(row.ratio(row.best_openmp(), OURS_FAST.name)),
            format_ratio(row.ratio("pocl")),
            format_ratio(row.ratio("library")),
            format_ratio(row.share_of_limit()),
            row.bound() or NONE,
        ]
        for row in rows
    ]
    return markdown(header, [*cells, geometric_means(rows)])


def geometric_means(rows: Sequence[Row]) -> list[str]:
    ratios = [
        [row.ratio(row.best_openmp()) for row in rows],
        [row.ratio(row.best_openmp(), OURS_FAST.name) for row in rows],
        [row.ratio("pocl") for row in rows],
        [row.ratio("library") for row in rows],
        [row.share_of_limit() for row in rows],
    ]
    means = []
    for column in ratios:
        medians = [spread.median for spread in column if spread is not None]
        means.append(f"{geometric_mean(medians):.2f} of {len(medians)}" if medians else NONE)
    return ["geometric mean", "", "", *means, ""]


def time_table(rows: Sequence[Row]) -> str:
    """Milliseconds of every variant."""
    shown = [OURS, OURS_FAST, *of_kind(Kind.OPENMP), *of_kind(Kind.OPENCL)]
    header = ["kernel", *(variant.heading for variant in shown), "library", "call"]
    cells = [
        [
            row.title,
            *(mark_best(row, variant.name) for variant in shown),
            time_or_reason(row, "library"),
            row.library or NONE,
        ]
        for row in rows
    ]
    return markdown(header, cells)


def mark_best(row: Row, variant: str) -> str:
    """A star at the OpenMP column that the ratio is taken against."""
    return time_or_reason(row, variant) + ("*" if variant == row.best_openmp() else "")


COLD_BUDGET = 0.3
CACHED_BUDGET = 0.005
"""Seconds that the first launch of a kernel may take, compiled anew and found in the cache."""


def against_budget(seconds: float, budget: float, decimals: int) -> str:
    """Milliseconds, with an exclamation mark above the budget."""
    return f"{1e3 * seconds:.{decimals}f}" + ("!" if seconds > budget else "")


def cost_table(rows: Sequence[Row]) -> str:
    """Figures of a kernel are those of the case, divided by the number of its kernels."""
    header = ["kernel", "kernels", "nvcc ms", "cold ms each", "cached ms each", "code KiB"]
    cells = [
        [
            row.title,
            str(len(row.cost.kernels)),
            f"{1e3 * row.cost.build:.0f}",
            against_budget(row.cost.cold / max(len(row.cost.kernels), 1), COLD_BUDGET, 0),
            against_budget(row.cost.cached / max(len(row.cost.kernels), 1), CACHED_BUDGET, 1),
            f"{sum(kernel.code_bytes for kernel in row.cost.kernels) / 1024:.1f}",
        ]
        for row in rows
        if row.cost is not None
    ]
    return markdown(header, cells)


def launch_table(overhead: LaunchOverhead) -> str:
    cells = [
        [
            f"{blocks} block{'s' * (blocks > 1)}",
            f"{1e6 * overhead.queued[blocks]:.2f}",
            f"{1e6 * waited:.2f}",
        ]
        for blocks, waited in overhead.waited.items()
    ]
    return markdown(["empty kernel", "launched in a row, µs", "each waited for, µs"], cells)


def error_lines(rows: Sequence[Row]) -> list[str]:
    """What went wrong, one line a variant."""
    return [
        f"{row.name}, {variant}: {' '.join(text.split())[:300]}"
        for row in rows
        for variant, text in row.errors.items()
    ]
