"""The figures of a row, and how the tables show them."""

import pytest

from benchmarks.cuda.ratios import Spread
from benchmarks.cuda.row import Row
from benchmarks.cuda.table import (
    format_ms,
    format_ratio,
    geometric_means,
    markdown,
    speed_table,
    time_table,
)

SECONDS = {
    "jarip": [0.001, 0.001],
    "omp-O3": [0.004, 0.004],
    "omp-Ofast": [0.002, 0.002],
    "memory": [0.0005, 0.0001],
    "compute": [0.0001, 0.0005],
}


def row(**changes: object) -> Row:
    return Row(**{"name": "saxpy", "title": "saxpy 4M", "seconds": SECONDS, **changes})  # type: ignore[arg-type]


def test_the_ratio_is_against_the_best_openmp_build() -> None:
    assert row().best_openmp() == "omp-Ofast"
    assert row().ratio(row().best_openmp()) == Spread(2.0, 2.0, 2.0)


def test_the_limit_of_a_round_is_the_longer_of_memory_and_compute() -> None:
    assert row().share_of_limit() == Spread(0.5, 0.5, 0.5)


def test_without_our_time_there_is_no_ratio() -> None:
    without = {name: times for name, times in SECONDS.items() if name != "jarip"}

    assert row(seconds=without).ratio("omp-O3") is None
    assert row(seconds=without).share_of_limit() is None


def test_the_time_table_marks_the_column_that_counts_and_what_is_missing_or_wrong() -> None:
    table = time_table([row(missing={"pocl": "no device"}, errors={"simd-O3": "wrong"})])

    cells = [cell.strip() for cell in table.splitlines()[2].strip("|").split("|")]
    assert cells == [
        "saxpy 4M",
        "1.00",
        "–",
        "4.00",
        "2.00*",
        "error",
        "–",
        "not installed",
        "–",
        "–",
    ]


def test_the_last_line_is_the_geometric_mean_and_how_many_rows_it_covers() -> None:
    slower = row(seconds={**SECONDS, "jarip": [0.004, 0.004]})

    means = geometric_means([row(), slower])

    assert means[3] == "1.00 of 2"  # twice as fast, and half as fast
    assert speed_table([row(), slower]).splitlines()[-1].startswith("| geometric mean")


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.01234, "0.012"), (1.234, "1.23"), (123.44, "123.4")]
)
def test_milliseconds_have_as_many_decimals_as_they_need(value: float | None, text: str) -> None:
    assert format_ms(value) == text


def test_a_ratio_is_shown_with_its_spread() -> None:
    assert format_ratio(Spread(1.5, 1.25, 2.0)) == "1.50 (1.25-2.00)"


def test_markdown_columns_line_up() -> None:
    lines = markdown(["kernel", "ms"], [["a", "1"], ["longer", "100"]]).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert lines[2] == "| a      |   1 |"
