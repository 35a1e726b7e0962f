"""How many rows of a block one call of a region works for, when registers have room for them."""

from __future__ import annotations

from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.types import DOUBLE, FLOAT

ROOM = 24
"""Vectors of sums, of 32 registers: what is added needs some, and what has no room is spilled."""


def rows_at_once(function: Function, jam: int, registers: int) -> int:
    """At most `jam`, a power of two; `registers` are what one value of a row takes."""
    sums = _sums(function) * registers
    while jam > 1 and sums * jam > ROOM:
        jam //= 2
    return jam


def _sums(function: Function) -> int:
    """Floating-point values that one loop of a region carries from turn to turn, at most."""
    try:
        loops = Graph(function).loops
    except IrreducibleError:
        return 0
    return max((sum(p.type in (FLOAT, DOUBLE) for p in x.header.phis()) for x in loops), default=0)
