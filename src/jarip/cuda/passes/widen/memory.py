"""Widening of loads and stores, by the shape of the address.

Uniform: one scalar access. Neighbouring elements: one vector access. A few elements apart: vector
accesses and a shuffle. Anything else: gather and scatter, or a lane at a time.
"""

from __future__ import annotations

from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.instructions import Load, Store
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.accesses import (
    contiguous_load,
    contiguous_store,
    gather,
    scalar_load,
    scalar_store,
    scatter,
    store_to_one,
)
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lanes import for_each_lane, for_each_lane_collect
from jarip.cuda.passes.widen.result import Access
from jarip.cuda.passes.widen.strides import LikelyStride, likely_stride
from jarip.cuda.passes.widen.windows import fits_windows, windowed_load, windowed_store


def widen_load(instruction: Load, context: Context) -> str:
    """A load in every active lane."""
    (pointer,) = instruction.operands
    shape = context.values.shape(pointer)
    kind = instruction.type
    if shape.uniform:
        loaded = scalar_load(instruction, context.values.scalar(pointer, context.part), context)
        if context.is_wide(instruction):
            return context.values.spread(kind, loaded)
        return loaded
    if _one_by_one(instruction, kind, shape, context):
        context.values.note(Access.LANES, instruction)
        return for_each_lane_collect(
            context, kind, [pointer], lambda lane: scalar_load(instruction, lane[0], context)
        )
    if shape.stride is not None and _has_vector_form(kind, shape.stride, context):
        address = context.values.scalar(pointer, context.part)
        return _near_load(instruction, address, shape.stride, context)
    likely = likely_stride(pointer, lambda s: _has_vector_form(kind, s, context), context)
    if likely is not None:
        context.values.note(Access.ASKED, instruction)
        return _likely_load(instruction, pointer, likely, context)
    context.values.note(Access.GATHER, instruction)
    return gather(instruction, pointer, context)


def widen_store(instruction: Store, context: Context) -> None:
    """A store in every active lane; of lanes that write one address the last wins."""
    value, pointer = instruction.operands
    values = context.values
    shape, kind = values.shape(pointer), value.type
    if shape.uniform:
        store_to_one(instruction, context)
        return
    if _one_by_one(instruction, kind, shape, context):
        values.note(Access.LANES, instruction)

        def store(lane: list[str]) -> None:
            scalar_store(instruction, lane[0], lane[1], context)

        for_each_lane(context, [value, pointer], store)
        return
    if shape.stride is not None and _has_vector_form(kind, shape.stride, context):
        address = values.scalar(pointer, context.part)
        _near_store(instruction, value, address, shape.stride, context)
        return
    likely = likely_stride(pointer, lambda s: _has_vector_form(kind, s, context), context)
    if likely is not None:
        values.note(Access.ASKED, instruction)
        _likely_store(instruction, value, pointer, likely, context)
        return
    values.note(Access.SCATTER, instruction)
    scatter(instruction, value, pointer, context)


def _one_by_one(instruction: Load | Store, kind: Type, shape: Shape, context: Context) -> bool:
    """Whether each lane makes its own access; a volatile one is whole only where no mask is."""
    if instruction.ordering or not _simple(kind):
        return True
    whole = shape.stride == size_of(kind) == store_size(kind) and context.mask is None
    return instruction.volatile and not whole


def _likely_load(instruction: Load, pointer: Value, likely: LikelyStride, context: Context) -> str:
    """A vector access where the index does not wrap, a gather where it might."""
    code, values = context.values.code, context.values
    wide = wide_type(instruction.type, context.lanes)
    result = code.alloca(wide, "loaded")
    near, far, after = code.fresh("near"), code.fresh("far"), code.fresh("loaded")
    saved = values.snapshot()
    code.branch(likely.holds, near, far)
    code.label(near)
    loaded = _near_load(instruction, likely.address, likely.stride, context)
    code.emit(f"store {wide} {loaded}, ptr {result}")
    code.jump(after)
    code.label(far)
    code.emit(f"store {wide} {gather(instruction, pointer, context)}, ptr {result}")
    code.jump(after)
    code.label(after)
    values.restore(saved)
    return code.define(f"load {wide}, ptr {result}")


def _likely_store(
    instruction: Store, value: Value, pointer: Value, likely: LikelyStride, context: Context
) -> None:
    """A vector access where the index does not wrap, a scatter where it might."""
    code, values = context.values.code, context.values
    near, far, after = code.fresh("near"), code.fresh("far"), code.fresh("stored")
    saved = values.snapshot()
    code.branch(likely.holds, near, far)
    code.label(near)
    _near_store(instruction, value, likely.address, likely.stride, context)
    code.jump(after)
    code.label(far)
    values.restore(saved)
    scatter(instruction, value, pointer, context)
    code.jump(after)
    code.label(after)
    values.restore(saved)


def _has_vector_form(kind: Type, stride: int, context: Context) -> bool:
    """Whether lanes that far apart are read and written by vector accesses."""
    size = size_of(kind)
    if stride == size:
        return store_size(kind) == size
    return stride % size == 0 and fits_windows(kind, _offsets(kind, stride, context), context.lanes)


def _offsets(kind: Type, stride: int, context: Context) -> list[int]:
    return [lane * stride // size_of(kind) for lane in range(context.lanes)]


def _near_load(instruction: Load, address: str, stride: int, context: Context) -> str:
    kind = instruction.type
    if stride == size_of(kind):
        return contiguous_load(instruction, address, context)
    return windowed_load(instruction, address, _offsets(kind, stride, context), context)


def _near_store(
    instruction: Store, value: Value, address: str, stride: int, context: Context
) -> None:
    if stride == size_of(value.type):
        contiguous_store(instruction, value, address, context)
    else:
        offsets = _offsets(value.type, stride, context)
        windowed_store(instruction, value, address, offsets, context)


def _simple(kind: Type) -> bool:
    """Whether a vector of W of them can be loaded and stored as one value."""
    if isinstance(kind, StructType | ArrayType):
        return False
    element = kind.element if isinstance(kind, VectorType) else kind
    return not isinstance(element, IntType) or element.bits in (8, 16, 32, 64)
