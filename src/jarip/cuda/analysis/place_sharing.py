"""Which values that threads keep across barriers can lie in the same place.

A variable of a loop is one value before the loop's barrier and another after it: `sum` and `sum +
product`. Where they are never needed at once they can share a place, and where one is passed on as
the other nothing has to be moved. What is read of the context is read where a region starts, before
anything is written, so values share if no region needs both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from jarip.cuda.analysis.keep import stored_type
from jarip.cuda.ir.instructions import Phi
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.values import Value

MOST_COMPARED = 200
"""Values that are compared with each other, which takes the square of their number."""


def share_places(
    values: Sequence[Value], needed: Iterable[Collection[Value]]
) -> list[frozenset[Value]]:
    """The values in sets of one size each that can share a place, in the values' order.

    Args:
        values: What is kept, an element a thread.
        needed: What each region needs at its start.
    """
    at_once: dict[Value, set[Value]] = {value: set() for value in values}
    for wanted in needed:
        for value in wanted:
            if value in at_once:
                at_once[value].update(wanted)
    sets: dict[Value, set[Value]] = {value: {value} for value in values}
    for phi in values:
        if isinstance(phi, Phi):
            for operand in phi.operands:
                if operand in sets:
                    _join(sets, phi, operand, at_once)
    for index, value in enumerate(values[:MOST_COMPARED]):
        for other in values[:index]:
            if _join(sets, other, value, at_once):
                break
    return [frozenset(found) for found in dict.fromkeys(map(frozenset, sets.values()))]


def _join(
    sets: dict[Value, set[Value]], one: Value, other: Value, at_once: dict[Value, set[Value]]
) -> bool:
    """Makes one set of two, if it can be."""
    first, second = sets[one], sets[other]
    if first is second:
        return True
    if _size(one) != _size(other) or any(not at_once[v].isdisjoint(second) for v in first):
        return False
    first |= second
    for value in second:
        sets[value] = first
    return True


def _size(value: Value) -> int:
    return size_of(stored_type(value.type))
