"""Whether a variant's output is the reference's: a wrong result is an error, never a time."""

from collections.abc import Iterable

import numpy as np

from benchmarks.cuda.case import Array, Arrays, Tolerance


def disagreements(expected: Arrays, actual: Arrays, tolerance: Tolerance) -> list[str]:
    """One sentence for each output that lies too far off; empty where all agree."""
    return list(_disagreements(expected, actual, tolerance))


def _disagreements(expected: Arrays, actual: Arrays, tolerance: Tolerance) -> Iterable[str]:
    for name, right in expected.items():
        given = actual.get(name)
        if given is None:
            yield f"{name} is missing"
        elif given.shape != right.shape:
            yield f"{name} has shape {given.shape}, not {right.shape}"
        else:
            apart = elements_apart(right, given, tolerance)
            if apart.sum() > tolerance.differing * right.size:
                yield describe(name, right, given, apart)


def elements_apart(right: Array, given: Array, tolerance: Tolerance) -> Array:
    """True where |given - right| is more than absolute + relative x |right|, or not a number."""
    wide, other = right.astype(np.float64), given.astype(np.float64)
    near = np.abs(other - wide) <= tolerance.absolute + tolerance.relative * np.abs(wide)
    return ~near


def describe(name: str, right: Array, given: Array, apart: Array) -> str:
    where = tuple(int(i) for i in np.argwhere(apart)[0])
    return (
        f"{name}: {int(apart.sum())} of {right.size} elements are wrong, the first at "
        f"{list(where)}: {given[where]} instead of {right[where]}"
    )
