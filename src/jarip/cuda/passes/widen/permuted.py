"""Accesses whose lanes are a permutation of neighbours that only the run knows.

The index is one number for the group and an offset for each lane (`separate.py`). Three forms are
emitted, and the run takes the first that is right: neighbours, one vector; lanes that lie, a
register's worth of them at a time, within the space of two registers, vectors and a permutation
of registers; anything else, a gather or scatter. All questions are about offsets alone, or compare
the group's number with a limit, so a loop over groups asks them once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jarip.cuda.ir.instructions import GetElementPtr, Load, Store
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.accesses import contiguous_load, contiguous_store, gather, scatter
from jarip.cuda.passes.widen.chunk import Chunk, chunk_of
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.near_addresses import is_extension
from jarip.cuda.passes.widen.plan import PADDING
from jarip.cuda.passes.widen.separate import Separated, separate_step
from jarip.cuda.passes.widen.strides import index_limits, scales

ELEMENT_BYTES = (4, 8)
"""Sizes of elements that a register of them can be permuted of."""


@dataclass(frozen=True)
class Permuted:
    """`address` is what offset 0 means.

    Attributes:
        address: A scalar pointer.
        first: Lane 0's offset in elements, an i64.
        chunks: A register's worth of lanes each.
        in_range: An i1: the index is what its parts add up to, without wrapping.
        neighbours: An i1: lanes are next to each other, in their order.
        inside: Where memory is padded, writes an i1: the chunks' registers lie in it or its room.
    """

    address: str
    first: str
    chunks: tuple[Chunk, ...]
    in_range: str
    neighbours: str
    inside: Callable[[], str] | None


def permuted(pointer: Value, kind: Type, context: Context) -> Permuted | None:
    """Takes a varying address apart; None where that can't be done or is of no use."""
    index = _index_of(pointer, kind, context)
    if index is None:
        return None
    assert isinstance(pointer, GetElementPtr)
    narrow = index.operands[0] if is_extension(index) else index  # type: ignore[attr-defined]
    lanes = context.values.plan.permutes // (8 * size_of(kind))
    parts = separate_step(narrow, lanes, context)
    if parts is None or not parts.extent.mixes:
        return None
    assert isinstance(narrow.type, IntType)
    chunks = tuple(
        chunk_of(parts.offsets, narrow.type, first, lanes, size_of(kind), context)
        for first in range(0, context.lanes, lanes)
    )
    base, in_range = _whole_index(index, parts, chunks, context)
    address = _address(pointer, index, base, context)
    first, neighbours = _neighbours(parts, narrow.type, context)
    inside = _inside(pointer, kind, base, chunks, context)
    return Permuted(address, first, chunks, in_range, neighbours, inside)


def _index_of(pointer: Value, kind: Type, context: Context) -> Value | None:
    """The one index that varies, if it counts elements of that type."""
    values, width = context.values, context.values.plan.permutes
    plain = not isinstance(kind, VectorType | StructType | ArrayType)
    if not width or not plain or size_of(kind) != store_size(kind):
        return None
    whole = context.lanes % (width // (8 * size_of(kind))) == 0
    if size_of(kind) not in ELEMENT_BYTES or not whole or not isinstance(pointer, GetElementPtr):
        return None
    if not all(values.at_hand(operand, context.part) for operand in pointer.operands):
        return None
    varying = [
        (operand, scale)
        for operand, scale in zip(pointer.operands[1:], scales(pointer), strict=True)
        if not values.shape(operand).uniform
    ]
    if len(varying) != 1 or not values.shape(pointer.operands[0]).uniform:
        return None
    index, scale = varying[0]
    wide = isinstance(index.type, IntType) and index.type.bits == 64
    return index if scale == size_of(kind) and wide else None


def _whole_index(
    index: Value, parts: Separated, chunks: tuple[Chunk, ...], context: Context
) -> tuple[str, str]:
    """The base as an i64, and whether base + offset is every lane's index without wrapping."""
    if not is_extension(index):
        return parts.base, "true"
    opcode, narrow = index.opcode, index.operands[0].type  # type: ignore[attr-defined]
    base = context.define(f"{opcode} {narrow} {parts.base} to i64")
    name = context.values.code.declare
    least, most = chunks[0].least, chunks[0].most
    for chunk in chunks[1:]:
        low = name("@llvm.smin.i64", "i64 {}(i64, i64)")
        least = context.define(f"call i64 {low}(i64 {least}, i64 {chunk.least})")
        high = name("@llvm.smax.i64", "i64 {}(i64, i64)")
        most = context.define(f"call i64 {high}(i64 {most}, i64 {chunk.most})")
    lowest, highest = index_limits(opcode == "sext", narrow.bits)
    above = context.define(f"icmp sge i64 {context.define(f'add i64 {base}, {least}')}, {lowest}")
    below = context.define(f"icmp sle i64 {context.define(f'add i64 {base}, {most}')}, {highest}")
    return base, context.define(f"and i1 {above}, {below}")


def _address(pointer: GetElementPtr, index: Value, base: str, context: Context) -> str:
    words = [
        f"{o.type} {base if o is index else context.values.scalar(o, context.part)}"
        for o in pointer.operands
    ]
    return context.define(f"getelementptr {pointer.source}, {', '.join(words)}")


def _inside(
    pointer: GetElementPtr, kind: Type, base: str, chunks: tuple[Chunk, ...], context: Context
) -> Callable[[], str] | None:
    """Whether whole registers may be read and written; None where memory has no padding."""
    size = context.values.plan.padded.get(pointer.operands[0])
    if size is None or len(pointer.operands) != 2:
        return None
    element = size_of(kind)
    room = PADDING // element
    end = size // element + room - 2 * chunks[0].lanes

    def write() -> str:
        holds = "true"
        for chunk in chunks:
            start = context.define(f"add i64 {base}, {chunk.start}")
            from_room = context.define(f"add i64 {start}, {room}")
            within = context.define(f"icmp ule i64 {from_room}, {end + room}")
            holds = context.define(f"and i1 {holds}, {within}")
        return holds

    return write


def _neighbours(parts: Separated, kind: IntType, context: Context) -> tuple[str, str]:
    code = context.values.code
    vector = f"<{context.lanes} x {kind}>"
    first = code.extract(vector, parts.offsets, 0)
    origins = code.define(f"sub {vector} {parts.offsets}, {code.steps(str(kind), 1)}")
    same = code.define(f"icmp eq {vector} {origins}, {code.splat(str(kind), first)}")
    holds = code.define(f"icmp eq {code.bits_type} {code.mask_bits(same)}, -1")
    if kind.bits < 64:
        first = code.define(f"sext {kind} {first} to i64")
    return first, holds


# -- the access


def permuted_load(instruction: Load, pointer: Value, where: Permuted, context: Context) -> str:
    """An element from each active lane's own address."""
    code, wide = context.values.code, wide_type(instruction.type, context.lanes)
    result = code.alloca(wide, "loaded")

    def keep(loaded: str) -> None:
        code.emit(f"store {wide} {loaded}, ptr {result}")

    def near() -> None:
        keep(
            contiguous_load(instruction, _first_address(where, instruction.type, context), context)
        )

    load = Chunk.load if where.inside is None else Chunk.load_whole

    def chunked() -> None:
        parts = [
            load(chunk, instruction.type, where.address, instruction.alignment, context)
            for chunk in where.chunks
        ]
        keep(_joined(instruction.type, parts, context))

    _three_forms(where, near, chunked, lambda: keep(gather(instruction, pointer, context)), context)
    return code.define(f"load {wide}, ptr {result}")


def permuted_store(
    instruction: Store, value: Value, pointer: Value, where: Permuted, context: Context
) -> None:
    """An element to each active lane's own address; of lanes with one address the last wins."""

    def near() -> None:
        address = _first_address(where, value.type, context)
        contiguous_store(instruction, value, address, context)

    store = Chunk.store if where.inside is None else Chunk.store_whole

    def chunked() -> None:
        vector = context.values.vector(value, context.part)
        for chunk in where.chunks:
            store(chunk, value.type, vector, where.address, instruction.alignment, context)

    def far() -> None:
        scatter(instruction, value, pointer, context)

    _three_forms(where, near, chunked, far, context, places=True)


def _three_forms(
    where: Permuted,
    near: Callable[[], None],
    chunked: Callable[[], None],
    far: Callable[[], None],
    context: Context,
    places: bool = False,
) -> None:
    """`places`: each element's lane must be known too, as it must be under a mask."""
    code, values = context.values.code, context.values
    labels = [code.fresh(w) for w in ("near", "ask", "chunks", "far", "after")]
    near_label, ask, chunks_label, far_label, after = labels
    saved = values.snapshot()
    code.branch(code.define(f"and i1 {where.in_range}, {where.neighbours}"), near_label, ask)
    code.label(near_label)
    near()
    code.jump(after)
    code.label(ask)
    fits = where.in_range
    if where.inside is not None:
        fits = code.define(f"and i1 {fits}, {where.inside()}")
    for chunk in where.chunks:
        holds = chunk.invertible if places or context.mask is not None else chunk.fits
        fits = code.define(f"and i1 {fits}, {holds}")
    code.branch(fits, chunks_label, far_label)
    for label, form in ((chunks_label, chunked), (far_label, far)):
        code.label(label)
        values.restore(saved)
        form()
        code.jump(after)
    code.label(after)
    values.restore(saved)


def _first_address(where: Permuted, kind: Type, context: Context) -> str:
    return context.define(f"getelementptr {kind}, ptr {where.address}, i64 {where.first}")


def _joined(kind: Type, parts: list[str], context: Context) -> str:
    """The chunks' vectors, one after the other, by pairs."""
    code, lanes = context.values.code, context.lanes // len(parts)
    while len(parts) > 1:
        lanes *= 2
        half = wide_type(kind, lanes // 2)
        every = list(range(lanes))
        parts = [
            code.shuffle(half, one, every, other=other)
            for one, other in zip(parts[::2], parts[1::2], strict=True)
        ]
    return parts[0]
