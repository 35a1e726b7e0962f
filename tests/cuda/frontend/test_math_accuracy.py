"""The mathematical functions keep within the bounds that CUDA documents."""

import math

import numpy as np
import pytest
from mpmath import mpf
from tools.accuracy.functions import FUNCTIONS, Measured
from tools.accuracy.library import HostLibrary
from tools.accuracy.measure import Finding, measure_double, measure_single
from tools.accuracy.table import Row, read_rows
from tools.accuracy.ulp import DOUBLE, error

from jarip.cuda.compat.pages import pages

ROWS = {(row.name, row.precision): row for row in read_rows()}
NAMES = [function.name for function in FUNCTIONS]


HARDEST = [("lgamma", -2.168117354264999)]
"""Arguments that were beyond a bound of double precision once."""


def check(finding: Finding, row: Row) -> None:
    """A bound speaks of the distance to the rounded result, which is half an ulp off itself."""
    allowed = row.bound if row.bound else 0.5
    assert finding.error <= allowed, f"{row.name}{finding.arguments}"


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_keeps_documented_bound(host_library: HostLibrary, function: Measured) -> None:
    check(measure_single(host_library, function, 40), ROWS[f"{function.name}f", "single"])
    check(measure_double(host_library, function, 40), ROWS[function.name, "double"])


@pytest.mark.parametrize(("name", "argument"), HARDEST)
def test_keeps_documented_bound_at(host_library: HostLibrary, name: str, argument: float) -> None:
    exact = next(function.exact for function in FUNCTIONS if function.name == name)
    results = host_library.call(f"__jarip_{name}", np.float64, np.array([argument]))
    found = error(float(results[0]), exact(mpf(argument)), DOUBLE)
    check(Finding(found, (argument,)), ROWS[name, "double"])


@pytest.mark.soak
@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_keeps_documented_bound_everywhere(host_library: HostLibrary, function: Measured) -> None:
    check(measure_single(host_library, function, 20_000), ROWS[f"{function.name}f", "single"])
    check(measure_double(host_library, function, 20_000), ROWS[function.name, "double"])


def test_table_holds_every_measured_function() -> None:
    measured = {name for f in FUNCTIONS for name in (f.name, f"{f.name}f")}
    assert {row.name for row in ROWS.values()} == measured
    for row in ROWS.values():
        assert math.isfinite(row.measured), row.name
        assert row.measured <= (row.bound or 0.5), row.name


def test_page_shows_every_row() -> None:
    page = pages()["math.md"]
    for row in ROWS.values():
        assert f"| `{row.name}` | {row.bound:g} | {row.measured:.2f} |" in page
