"""Wrong results are found and named."""

import numpy as np

from benchmarks.cuda.agreement import disagreements
from benchmarks.cuda.case import Tolerance

RIGHT = np.array([[1.0, 2.0], [3.0, 4.0]])
NEAR = Tolerance(relative=1e-3)


def test_results_within_the_tolerance_agree() -> None:
    assert disagreements({"c": RIGHT}, {"c": RIGHT * 1.0009}, NEAR) == []


def test_the_first_wrong_element_is_named_with_both_values() -> None:
    given = RIGHT.copy()
    given[1, 0] = 7.0

    (sentence,) = disagreements({"c": RIGHT}, {"c": given}, NEAR)

    assert sentence == "c: 1 of 4 elements are wrong, the first at [1, 0]: 7.0 instead of 3.0"


def test_not_a_number_never_agrees() -> None:
    given = np.full_like(RIGHT, np.nan)

    (sentence,) = disagreements({"c": RIGHT}, {"c": given}, Tolerance(absolute=np.inf))

    assert "4 of 4" in sentence


def test_a_share_of_elements_may_differ_where_the_case_allows_it() -> None:
    given = RIGHT.copy()
    given[0, 0] = -1.0

    assert disagreements({"c": RIGHT}, {"c": given}, Tolerance(differing=0.25)) == []
    assert disagreements({"c": RIGHT}, {"c": given}, Tolerance(differing=0.2)) != []


def test_integers_are_compared_without_wrapping() -> None:
    right, given = np.array([0], np.uint32), np.array([2**32 - 1], np.uint32)

    assert disagreements({"n": right}, {"n": given}, Tolerance(absolute=1)) != []


def test_a_missing_output_and_another_shape_are_said() -> None:
    assert disagreements({"c": RIGHT}, {}, NEAR) == ["c is missing"]
    assert disagreements({"c": RIGHT}, {"c": RIGHT[0]}, NEAR) == ["c has shape (2,), not (2, 2)"]
