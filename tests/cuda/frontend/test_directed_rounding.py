"""Arithmetic and conversions with a stated rounding, against exact rational arithmetic."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from tests.cuda.frontend.exact_rounding import rounded
from tools.accuracy.library import HostLibrary
from tools.accuracy.samples import patterns

Numbers = np.ndarray[Any, Any]
DIRECTIONS = ("rn", "rz", "ru", "rd")
KINDS = {"single": np.float32, "double": np.float64}
COUNT = 300


def arguments(kind: type, count: int, seed: str) -> list[Numbers]:
    """`count` columns: any bit patterns, neighbours in size, and small whole numbers."""
    random = np.random.default_rng(sum(seed.encode()))
    columns = []
    for _ in range(count):
        near = random.uniform(-4, 4, COUNT).astype(kind)
        whole = random.integers(-8, 8, COUNT).astype(kind)
        columns.append(np.concatenate([patterns(random, COUNT, kind), near, whole]))
    return columns


def check(
    library: HostLibrary,
    name: str,
    precision: str,
    direction: str,
    columns: list[Numbers],
    exact: Callable[..., Fraction | None],
) -> None:
    kind = KINDS[precision]
    results = library.call(name, kind, *columns)
    for row, result in zip(zip(*columns, strict=True), results, strict=True):
        value = exact(*(Fraction(float(x)) for x in row))
        if value is None:
            continue
        wanted = rounded(value, precision, direction)
        got = float(result)
        assert got == wanted, f"{name}{tuple(map(float, row))} gave {got!r}, not {wanted!r}"


def name_of(operation: str, precision: str, direction: str) -> str:
    if operation == "fma":
        return f"__{'fmaf' if precision == 'single' else 'fma'}_{direction}"
    return f"__{'f' if precision == 'single' else 'd'}{operation}_{direction}"


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("precision", KINDS)
@pytest.mark.parametrize("operation", ["add", "sub", "mul", "div"])
def test_binary(host_library: HostLibrary, operation: str, precision: str, direction: str) -> None:
    exact: dict[str, Callable[[Fraction, Fraction], Fraction | None]] = {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: x * y,
        "div": lambda x, y: x / y if y else None,
    }
    name = name_of(operation, precision, direction)
    columns = arguments(KINDS[precision], 2, name)
    check(host_library, name, precision, direction, columns, exact[operation])


@pytest.mark.parametrize("direction", ["rz", "ru", "rd"])
@pytest.mark.parametrize("precision", KINDS)
def test_fused_multiply_add(host_library: HostLibrary, precision: str, direction: str) -> None:
    name = name_of("fma", precision, direction)
    columns = arguments(KINDS[precision], 3, name)
    if precision == "double":  # the product's rounding error has to be a normal number
        columns = [np.where(abs(c) < 1e-140, c.dtype.type(1.5), c) for c in columns]
    check(host_library, name, precision, direction, columns, lambda x, y, z: x * y + z)


@pytest.mark.parametrize("direction", ["rz", "ru", "rd"])
@pytest.mark.parametrize("precision", KINDS)
def test_square_root(host_library: HostLibrary, precision: str, direction: str) -> None:
    name = name_of("sqrt", precision, direction)
    kind = KINDS[precision]
    (column,) = arguments(kind, 1, name)
    column = np.abs(column)
    for x, result in zip(column, host_library.call(name, kind, column), strict=True):
        root, square = Fraction(float(result)), Fraction(float(x))
        toward = kind(-np.inf) if direction == "ru" else kind(np.inf)
        neighbour = Fraction(float(np.nextafter(result, toward)))
        if direction == "ru":
            assert root**2 >= square
            assert neighbour**2 < square or root == 0
        else:
            assert root**2 <= square < neighbour**2


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_double_to_float(host_library: HostLibrary, direction: str) -> None:
    name = f"__double2float_{direction}"
    random = np.random.default_rng(7)
    near = random.uniform(-1e3, 1e3, COUNT)
    column = np.concatenate([patterns(random, COUNT, np.float64), near, near * 1e-40, near * 1e36])
    results = host_library.call(name, np.float32, column)
    for x, result in zip(column, results, strict=True):
        assert float(result) == rounded(Fraction(float(x)), "single", direction), (name, x)


INTEGERS = {"int": np.int32, "uint": np.uint32, "ll": np.int64, "ull": np.uint64}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("integer", INTEGERS)
@pytest.mark.parametrize("source", ["float", "double"])
def test_to_integer(host_library: HostLibrary, source: str, integer: str, direction: str) -> None:
    kind = {"float": np.float32, "double": np.float64}[source]
    limits = np.iinfo(INTEGERS[integer])
    random = np.random.default_rng(11)
    special = [
        0.5,
        1.5,
        2.5,
        -0.5,
        -1.5,
        2.0**31,
        2.0**32,
        2.0**63,
        2.0**64,
        -(2.0**31),
        -(2.0**63),
    ]
    column = np.concatenate(
        [
            random.uniform(-100, 100, COUNT),
            random.uniform(-3e9, 3e9, COUNT),
            special,
            [np.inf, -np.inf],
        ]
    ).astype(kind)
    rounding = {"rn": round, "rz": math.trunc, "ru": math.ceil, "rd": math.floor}[direction]
    results = host_library.call(f"__{source}2{integer}_{direction}", INTEGERS[integer], column)
    for x, result in zip(column, results, strict=True):
        value = float(x)
        whole = rounding(value) if math.isfinite(value) else value
        wanted = limits.max if whole > limits.max else limits.min if whole < limits.min else whole
        assert int(result) == wanted, (source, integer, direction, value)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    ("integer", "to"),
    [("int", "float"), ("uint", "float"), ("ll", "float"), ("ull", "float"), ("ll", "double"),
     ("ull", "double")],
)  # fmt: skip
def test_from_integer(host_library: HostLibrary, integer: str, to: str, direction: str) -> None:
    limits = np.iinfo(INTEGERS[integer])
    random = np.random.default_rng(13)
    edges = np.array([limits.min, limits.max, 0, 1, limits.max - 1], INTEGERS[integer])
    column = np.concatenate(
        [
            random.integers(limits.min, limits.max, COUNT, INTEGERS[integer]),
            random.integers(0, 1 << 30, COUNT).astype(INTEGERS[integer]),
            edges,
        ]
    )
    precision = {"float": "single", "double": "double"}[to]
    results = host_library.call(f"__{integer}2{to}_{direction}", KINDS[precision], column)
    for x, result in zip(column, results, strict=True):
        assert float(result) == rounded(Fraction(int(x)), precision, direction), int(x)
