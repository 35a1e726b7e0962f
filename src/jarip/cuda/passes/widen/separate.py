"""Indices that are a number of the whole group plus a number of the lane.

`2 * i - (i & (step - 1))` and `i ^ step` look random, but where a group starts at a multiple of W
the bits of its start and the bits of the lane never meet: each operation works on the two apart.
The lanes' part then depends on nothing but the lane and what all threads share, so LLVM computes it
once for all groups, with every question about it (`permuted.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jarip.cuda.analysis.shape import ANY_ALIGNMENT
from jarip.cuda.analysis.shape_transfer import constant_of
from jarip.cuda.ir.instructions import Binary
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.context import Context

NONE = "zeroinitializer"
WIDEST = 1 << 16
"""Offsets beyond are of no use: such lanes lie too far apart."""


@dataclass(frozen=True)
class Extent:
    """How far the parts of a value reach.

    `alignment` is a power of two that divides the base. `bound` is a power of two above every
    offset, none of which is negative; 0 where that isn't known. `mixes` says whether bits were
    combined on the way: without that a stride would be known, and this is of no use.
    """

    alignment: int
    bound: int
    mixes: bool = False

    @property
    def apart(self) -> bool:
        """Whether no bit of the base is in the same place as a bit of an offset."""
        return 0 < self.bound <= self.alignment


@dataclass(frozen=True)
class Separated:
    """A lane's value is `base` + its element of `offsets`, modulo 2^bits."""

    base: str
    offsets: str
    extent: Extent


def separate(value: Value, context: Context) -> Separated | None:
    """Takes an integer apart; None where that cannot be done, and then nothing is emitted.

    Each value is taken apart once, however many ways lead to it.
    """
    extents: Extents = {}
    if _extent(value, context, extents) is None:
        return None
    return _emit(value, context, extents, {})


def separate_step(value: Value, unit: int, context: Context) -> Separated | None:
    """As `separate`, but of a step that a call's groups share, what is below `unit` is the lanes'.

    `at + step` then begins at a multiple of the unit, a power of two, wherever `at` does.
    """
    term = _shared_term(value, context)
    if term is None:
        return separate(value, context)
    assert isinstance(value, Binary)
    rest = value.operands[1] if term is value.operands[0] else value.operands[0]
    parts = separate(rest, context)
    if parts is None:
        return None
    kind, code = str(value.type), context.values.code
    scalar = context.values.scalar(term, context.part)
    high = code.define(f"and {kind} {scalar}, {-unit}")
    low = code.define(f"and {kind} {scalar}, {unit - 1}")
    base = code.define(f"add {kind} {parts.base}, {high}")
    every = f"<{context.lanes} x {kind}>"
    offsets = code.define(f"add {every} {parts.offsets}, {code.splat(kind, low)}")
    return Separated(base, offsets, parts.extent)


def _shared_term(value: Value, context: Context) -> Value | None:
    """The term of a sum that is the same for all groups of a call."""
    if not isinstance(value, Binary) or value.opcode != "add":
        return None
    values = context.values
    shared = values.plan.shared_by_parts
    terms = (o for o in value.operands if o in shared and values.shape(o).uniform)
    return next((o for o in terms if values.at_hand(o, context.part)), None)


# -- whether it can be done, and how far: bounds and alignments alone

Extents = dict[Value, Extent | None]


def _extent(value: Value, context: Context, known: Extents) -> Extent | None:
    if value not in known:
        known[value] = _find_extent(value, context, known)
    return known[value]


def _find_extent(value: Value, context: Context, known: Extents) -> Extent | None:
    shape = context.values.shape(value)
    if not isinstance(value.type, IntType) or value.type.bits not in (32, 64):
        return None
    if shape.stride is not None:
        if not context.values.at_hand(value, context.part):
            return None
        return Extent(shape.alignment, _above(shape.stride * (context.lanes - 1)))
    if not isinstance(value, Binary) or value.opcode not in EXTENTS:
        return None
    left, right = (_extent(operand, context, known) for operand in value.operands)
    if left is None or right is None:
        return None
    return EXTENTS[value.opcode](value, left, right)


def _above(largest: int) -> int:
    """The least power of two above offsets that reach from 0 to `largest`; 0 below zero."""
    return 1 << largest.bit_length() if largest >= 0 else 0


def _sum_extent(value: Binary, left: Extent, right: Extent) -> Extent:
    alignment = min(left.alignment, right.alignment)
    bound = 0
    if value.opcode == "add" and left.bound and right.bound:
        bound = _above(left.bound + right.bound - 2)
    elif value.opcode == "sub" and right.bound == 1:
        bound = left.bound
    return Extent(alignment, bound, left.mixes or right.mixes)


def _product_extent(value: Binary, left: Extent, right: Extent) -> Extent | None:
    """By a number that all lanes share: the stride is not known, but the run will know it."""
    if 1 not in (left.bound, right.bound):
        return None
    return Extent(min(left.alignment * right.alignment, ANY_ALIGNMENT), 0, mixes=True)


def _shift_extent(value: Binary, left: Extent, right: Extent) -> Extent | None:
    by = constant_of(value.operands[1])
    if by is None or not 0 <= by < 32:
        return None
    alignment = min(left.alignment << by, ANY_ALIGNMENT)
    return Extent(alignment, _above((left.bound - 1) << by) if left.bound else 0, left.mixes)


def _bits_extent(value: Binary, left: Extent, right: Extent) -> Extent | None:
    """One side shared by all lanes, the other with its bits apart."""
    for one, other in ((left, right), (right, left)):
        if one.bound == 1 and other.apart and other.bound <= WIDEST:
            return Extent(other.bound, other.bound, mixes=True)
    return None


EXTENTS: dict[str, Callable[[Binary, Extent, Extent], Extent | None]] = {
    "add": _sum_extent,
    "sub": _sum_extent,
    "mul": _product_extent,
    "shl": _shift_extent,
    "and": _bits_extent,
    "or": _bits_extent,
    "xor": _bits_extent,
}


# -- the two parts


def _emit(
    value: Value, context: Context, extents: Extents, emitted: dict[Value, Separated]
) -> Separated:
    if value not in emitted:
        emitted[value] = _emit_parts(value, context, extents, emitted)
    return emitted[value]


def _emit_parts(
    value: Value, context: Context, extents: Extents, emitted: dict[Value, Separated]
) -> Separated:
    extent = extents[value]
    assert extent is not None
    kind, code, lanes = str(value.type), context.values.code, context.lanes
    shape = context.values.shape(value)
    if shape.stride is not None:
        scalar = context.values.scalar(value, context.part)
        offsets = code.steps(kind, shape.stride) if shape.stride else NONE
        return Separated(scalar, offsets, extent)
    assert isinstance(value, Binary)
    left, right = (_emit(operand, context, extents, emitted) for operand in value.operands)
    if value.opcode in ("and", "or", "xor"):
        return _emit_bits(value, left, right, extent, context)
    if value.opcode == "mul" and left.extent.bound == 1:
        left, right = right, left
    base = code.define(f"{value.opcode} {kind} {left.base}, {right.base}")
    # A factor belongs to both parts; a term is added to the parts apart.
    factor = value.opcode in ("mul", "shl")
    by = code.splat(kind, right.base) if factor else right.offsets
    offsets = code.define(f"{value.opcode} <{lanes} x {kind}> {left.offsets}, {by}")
    return Separated(base, offsets, extent)


def _emit_bits(
    value: Binary, left: Separated, right: Separated, extent: Extent, context: Context
) -> Separated:
    code, kind, lanes = context.values.code, str(value.type), context.lanes
    if left.extent.bound == 1 and right.extent.apart:
        left, right = right, left
    high = code.define(f"and {kind} {right.base}, {-extent.bound}")
    low = code.define(f"and {kind} {right.base}, {extent.bound - 1}")
    base = code.define(f"{value.opcode} {kind} {left.base}, {high}")
    by = code.splat(kind, low)
    offsets = code.define(f"{value.opcode} <{lanes} x {kind}> {left.offsets}, {by}")
    return Separated(base, offsets, extent)
