"""Stores of jammed rows down a column: `tile[threadIdx.x][threadIdx.y] = v`.

Lanes lie far apart, but the rows that one call works for lie side by side. So the values are
transposed in registers, and each lane stores those of all rows at once, at a constant distance from
the lane before: one store for what takes a row a scatter. Whether rows do lie side by side is asked
of their addresses, which LLVM mostly answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.ir.instructions import Store
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import DOUBLE, FLOAT, I32, I64, Type
from jarip.cuda.passes.widen.accesses import scatter
from jarip.cuda.passes.widen.atomic_rows import transposed
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.windows import fits_windows

KINDS = frozenset({FLOAT, DOUBLE, I32, I64})
MOST_BYTES = 64
"""Of one lane's row: what one register holds."""


def stores_columns(instruction: Store, contexts: Sequence[Context]) -> bool:
    """Whether lanes lie so far apart that they would be scattered, with room for all rows."""
    value, pointer = instruction.operands
    values, parts = contexts[0].values, len(contexts)
    stride, size = values.shape(pointer).stride, size_of(value.type)
    if not stride or value.type not in KINDS or instruction.ordering or instruction.volatile:
        return False
    if any(context.mask is not None for context in contexts) or pointer in values.invariant:
        return False
    whole = parts & (parts - 1) == 0 and parts <= contexts[0].lanes and parts * size <= MOST_BYTES
    offsets = [lane * stride // size for lane in range(contexts[0].lanes)]
    near = stride % size == 0 and fits_windows(value.type, offsets, contexts[0].lanes)
    return whole and abs(stride) >= parts * size and not near


def store_columns(instruction: Store, contexts: Sequence[Context]) -> None:
    """Asks whether rows lie side by side, and emits both answers."""
    value, pointer = instruction.operands
    values, code = contexts[0].values, contexts[0].values.code
    addresses = [values.scalar(pointer, context.part) for context in contexts]
    vectors = [values.vector(value, context.part) for context in contexts]
    side_by_side = _side_by_side(addresses, size_of(value.type), contexts[0])
    near, far, after = (code.fresh(word) for word in ("near", "far", "after"))
    saved = values.snapshot()
    code.branch(side_by_side, near, far)
    code.label(near)
    stride = values.shape(pointer).stride
    assert stride is not None
    _store_rows(instruction, addresses[0], vectors, stride, contexts[0])
    code.jump(after)
    code.label(far)
    for context in contexts:
        scatter(instruction, value, pointer, context)
    code.jump(after)
    code.label(after)
    values.restore(saved)


def _side_by_side(addresses: Sequence[str], size: int, context: Context) -> str:
    first, *rest = addresses
    answer = "true"
    for number, address in enumerate(rest, 1):
        beside = context.define(f"getelementptr i8, ptr {first}, i64 {number * size}")
        same = context.define(f"icmp eq ptr {beside}, {address}")
        answer = context.define(f"and i1 {answer}, {same}")
    return answer


def _store_rows(
    instruction: Store, address: str, vectors: Sequence[str], stride: int, context: Context
) -> None:
    kind, code = instruction.operands[0].type, context.values.code
    row = wide_type(kind, len(vectors))
    aligned = f"align {min(instruction.alignment, size_of(kind))}"
    for lane, own in enumerate(_rows(kind, vectors, context)):
        place = context.define(f"getelementptr i8, ptr {address}, i64 {lane * stride}")
        code.emit(f"store {row} {own}, ptr {place}, {aligned}")


def _rows(kind: Type, vectors: Sequence[str], context: Context) -> list[str]:
    """Each lane's elements; of two, side by side in one long vector first."""
    if len(vectors) > 2:
        return transposed(str(kind), vectors, context)
    code, lanes = context.values.code, context.lanes
    order = [lane + lanes * part for lane in range(lanes) for part in range(2)]
    both = code.shuffle(wide_type(kind, lanes), vectors[0], order, other=vectors[1])
    long = wide_type(kind, 2 * lanes)
    return [code.shuffle(long, both, [2 * lane, 2 * lane + 1]) for lane in range(lanes)]
