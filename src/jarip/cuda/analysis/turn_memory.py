"""Whether what a nest of loops does to memory lets turns of its outer loop run together."""

from __future__ import annotations

from collections.abc import Hashable

from jarip.cuda.analysis.places import Place, place_of
from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import (
    Alloca,
    Binary,
    GetElementPtr,
    Instruction,
    Load,
    Phi,
    Store,
)
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.values import Argument, ConstantInt, Value

Access = Load | Store
MOST_AT_ONCE = 256
"""What a counter may grow by: before it came round again, no memory would be large enough."""


def accesses_allow(
    fore: Block,
    inner: Block,
    aft: Block,
    same: set[Instruction],
    may_meet: frozenset[Argument],
) -> bool:
    """Whether the next turn's `fore` may come before `inner`, and its `inner` before `aft`.

    Args:
        fore: What the outer loop runs before the inner one.
        inner: The inner loop.
        aft: What the outer loop runs after it.
        same: Values of `inner` that are the same in every turn of the outer loop.
        may_meet: Pointers that may point to the same memory. Other arguments, which are shared
            variables, and private variables are memory of their own.
    """
    early, middle, late = (_accesses(block) for block in (fore, inner, aft))
    if any(isinstance(access, Store) for access in early):
        return False
    for access in (a for a in middle if isinstance(a, Store)):
        if not all(_apart(access, other, may_meet) for other in early + late):
            return False
        here = [other for other in middle if not _apart(access, other, may_meet)]
        if not _stays_in_its_place(here, inner, same):
            return False
    return all(
        _apart(access, other, may_meet)
        for access in late
        if isinstance(access, Store)
        for other in early + middle
    )


def _accesses(block: Block) -> list[Access]:
    return [i for i in block.instructions if isinstance(i, Load | Store)]


def object_of(access: Access) -> Value:
    """What the address of an access is counted from."""
    pointer = access.operands[-1]
    while isinstance(pointer, GetElementPtr):
        pointer = pointer.operands[0]
    return pointer


def _apart(one: Access, other: Access, may_meet: frozenset[Argument]) -> bool:
    """Whether two accesses are to different memory, whatever their indices."""
    first, second = object_of(one), object_of(other)
    known = isinstance(first, Alloca | Argument) and isinstance(second, Alloca | Argument)
    return known and first is not second and not {first, second} <= may_meet


def _stays_in_its_place(accesses: list[Access], inner: Block, same: set[Instruction]) -> bool:
    """Whether each turn of the inner loop has bytes of its own, the same whatever the outer turn.

    Then turns of the inner loop meet only with that of the same number.
    """
    places = [place_of(access.operands[-1]) for access in accesses]
    if len({place.root for place in places}) != 1:
        return False
    growth = _growth(places[0], object_of(accesses[0]), inner, same)
    low = min(place.offset for place in places)
    high = max(p.offset + _size(a) for p, a in zip(places, accesses, strict=True))
    return growth is not None and high - low <= growth


def _size(access: Access) -> int:
    kind = access.type if isinstance(access, Load) else access.operands[0].type
    return size_of(kind)


def _growth(place: Place, base: Value, inner: Block, same: set[Instruction]) -> int | None:
    """How many bytes a place moves up every turn of the inner loop, and does by nothing else."""
    root = place.root
    if not isinstance(root, tuple) or len(root) != 2 or root[0] is not base:
        return None
    terms: tuple[tuple[Hashable, int], ...] = root[1]
    if len(terms) != 1:
        return None
    term, step = terms[0]
    counter = term[1] if isinstance(term, tuple) else term
    if not isinstance(counter, Phi) or counter not in same or counter not in inner.instructions:
        return None
    following = counter.incoming(inner)
    if not isinstance(following, Binary) or following.opcode != "add":
        return None
    by = following.operands[1]
    if following.operands[0] is not counter or not isinstance(by, ConstantInt):
        return None
    return by.value * step if 0 < by.value <= MOST_AT_ONCE else None
