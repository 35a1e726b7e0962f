"""Minimax polynomials whose coefficients are numbers of the machine.

C. Lawson's iteration (1961): least squares, again and again, each point weighed anew by the error
it was left with, until the error is level. Unlike Remez's exchange it needs no Haar condition, so
it can go on when the lowest coefficients are already rounded: they're fixed one by one, and the
remaining ones are fitted again to what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mpmath import mp, mpf

Function = Callable[[mpf], mpf]

_POINTS_A_COEFFICIENT = 12
_ROUNDS = 24


@dataclass(frozen=True)
class Fit:
    """Coefficients, one a power of `powers`, and the largest weighted error over the interval."""

    powers: tuple[int, ...]
    coefficients: tuple[mpf, ...]
    error: mpf


def fit(
    target: Function,
    weight: Function,
    low: mpf,
    high: mpf,
    powers: Sequence[int],
    rounding: Callable[[mpf], mpf],
) -> Fit:
    """The polynomial over `powers` that comes closest to `target` on [low, high].

    The error minimised is (polynomial - target) * weight; `rounding` makes a coefficient a number
    of the machine.
    """
    grid = _grid(low, high, _POINTS_A_COEFFICIENT * len(powers) + 1)
    # The variable in units of its largest value keeps the equations solvable.
    unit = max(abs(low), abs(high))
    rows = [[weight(x) * (x / unit) ** p for p in powers] for x in grid]
    right = [weight(x) * target(x) for x in grid]
    emphasis = _level(rows, right)
    fixed: list[mpf] = []
    rounded: list[mpf] = []
    for index, power in enumerate(powers):
        rest = [row[index:] for row in rows]
        left = [r - _dot(row, fixed) for row, r in zip(rows, right, strict=True)]
        ideal = _least_squares(rest, left, emphasis)[0]
        rounded.append(rounding(ideal / unit**power))
        fixed.append(rounded[-1] * unit**power)
    error = max(abs(r - _dot(row, fixed)) for row, r in zip(rows, right, strict=True))
    return Fit(tuple(powers), tuple(rounded), error)


def _grid(low: mpf, high: mpf, count: int) -> list[mpf]:
    """Points from low to high, dense near the ends, where the error of a fit is largest."""
    middle, half = (low + high) / 2, (high - low) / 2
    return [middle - half * mp.cos(mp.pi * k / (count - 1)) for k in range(count)]


def _dot(row: Sequence[mpf], coefficients: Sequence[mpf]) -> mpf:
    return mp.fdot(zip(row, coefficients, strict=False))


def _level(rows: list[list[mpf]], right: list[mpf]) -> list[mpf]:
    """The emphasis on each point under which least squares levels the error."""
    emphasis = [mpf(1)] * len(rows)
    for _ in range(_ROUNDS):
        solution = _least_squares(rows, right, emphasis)
        errors = [abs(r - _dot(row, solution)) for row, r in zip(rows, right, strict=True)]
        emphasis = [e * error for e, error in zip(emphasis, errors, strict=True)]
        total = mp.fsum(emphasis)
        if total == 0:
            return [mpf(1)] * len(rows)
        emphasis = [e / total for e in emphasis]
    return emphasis


def _least_squares(rows: list[list[mpf]], right: list[mpf], emphasis: list[mpf]) -> list[mpf]:
    """Solves the normal equations; fifty digits bear their condition."""
    size = len(rows[0])
    columns = [[row[k] for row in rows] for k in range(size)]
    weighed = [[e * v for e, v in zip(emphasis, column, strict=True)] for column in columns]
    system = mp.matrix(size, size)
    for a in range(size):
        for b in range(a, size):
            system[a, b] = system[b, a] = mp.fdot(zip(weighed[a], columns[b], strict=True))
    load = mp.matrix([mp.fdot(zip(w, right, strict=True)) for w in weighed])
    solution = mp.lu_solve(system, load)
    return [solution[k] for k in range(size)]
