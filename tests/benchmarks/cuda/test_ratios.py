"""The arithmetic of the table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cuda.ratios import (
    Spread,
    fastest,
    geometric_mean,
    percentile,
    ratio_of,
    spread_of,
)

TIMES = st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=30)


@given(TIMES, st.floats(0, 1))
def test_percentile_is_numpys(values: list[float], share: float) -> None:
    assert percentile(values, share) == pytest.approx(np.percentile(values, 100 * share))


@given(TIMES)
def test_a_spread_is_ordered_and_within_the_values(values: list[float]) -> None:
    spread = spread_of(values)

    tolerance = 1 + 1e-12
    assert min(values) <= spread.low * tolerance
    assert spread.low <= spread.median * tolerance
    assert spread.median <= spread.high * tolerance
    assert spread.high <= max(values) * tolerance


def test_a_spread_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        spread_of([])


def test_a_ratio_pairs_rounds_so_that_a_slow_machine_cancels() -> None:
    # given: we take half their time, and the machine is ten times slower in the second round
    ours, theirs = [1.0, 10.0, 1.0], [2.0, 20.0, 2.0]

    # when, then: each round says the same
    assert ratio_of(ours, theirs) == Spread(2.0, 2.0, 2.0)


def test_a_ratio_of_unequal_rounds_is_refused() -> None:
    with pytest.raises(ValueError, match="3 rounds against 2"):
        ratio_of([1, 1, 1], [1, 1])


def test_the_fastest_has_the_lowest_median_not_the_lowest_single_time() -> None:
    assert fastest({"lucky": [1.0, 9.0, 9.0], "steady": [5.0, 5.0, 5.0]}) == "steady"
    assert fastest({}) is None


@given(TIMES)
def test_the_geometric_mean_of_ratios_and_of_their_inverses_agree(values: list[float]) -> None:
    inverse = geometric_mean(1 / value for value in values)

    assert geometric_mean(values) == pytest.approx(1 / inverse)


def test_the_geometric_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        geometric_mean([])
