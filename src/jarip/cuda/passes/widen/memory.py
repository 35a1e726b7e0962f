"""Widening of loads and stores, by the shape of the address.

Uniform: one scalar access. Neighbouring elements: one vector access. A few elements apart: vector
accesses and a shuffle. Anything else: gather and scatter, or a lane at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

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
from jarip.cuda.passes.widen.permuted import permuted, permuted_load, permuted_store
from jarip.cuda.passes.widen.result import Access
from jarip.cuda.passes.widen.small_elements import is_small, load_small, store_small
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
    where = permuted(pointer, kind, context)
    if where is not None:
        context.values.note(Access.ASKED, instruction)
        return permuted_load(instruction, pointer, where, context)
    likely = likely_accesses(instruction, [context])
    if likely is not None:
        return load_likely(instruction, likely)[0]
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
    where = permuted(pointer, kind, context)
    if where is not None:
        values.note(Access.ASKED, instruction)
        permuted_store(instruction, value, pointer, where, context)
        return
    likely = likely_accesses(instruction, [context])
    if likely is not None:
        store_likely(instruction, likely)
        return
    values.note(Access.SCATTER, instruction)
    scatter(instruction, value, pointer, context)


def _one_by_one(instruction: Load | Store, kind: Type, shape: Shape, context: Context) -> bool:
    """Whether each lane makes its own access; a volatile one is whole only where no mask is."""
    if instruction.ordering or not _simple(kind):
        return True
    whole = shape.stride == size_of(kind) == store_size(kind) and context.mask is None
    return instruction.volatile and not whole


@dataclass(frozen=True)
class LikelyAccess:
    """An access of one group whose lanes are probably neighbours."""

    context: Context
    likely: LikelyStride


def likely_accesses(
    instruction: Load | Store, contexts: Sequence[Context]
) -> list[LikelyAccess] | None:
    """The access in each of the jammed groups, if the run has to say where the lanes lie."""
    pointer, values = instruction.operands[-1], contexts[0].values
    kind = instruction.type if isinstance(instruction, Load) else instruction.operands[0].type
    shape = values.shape(pointer)
    if not shape.varying or _one_by_one(instruction, kind, shape, contexts[0]):
        return None
    found = []
    for context in contexts:
        accepts = partial(_has_vector_form, kind, context=context)
        likely = likely_stride(pointer, accepts, context)
        if likely is None:
            return None
        found.append(LikelyAccess(context, likely))
    values.note(Access.ASKED, instruction)
    return found


def load_likely(instruction: Load, accesses: Sequence[LikelyAccess]) -> list[str]:
    """Vector accesses where no index of any group wraps, gathers where one might."""
    code = accesses[0].context.values.code
    wide = wide_type(instruction.type, code.lanes)
    results = [code.alloca(wide, "loaded") for _ in accesses]

    def near(number: int, access: LikelyAccess) -> None:
        likely = access.likely
        loaded = _near_load(instruction, likely.address, likely.stride, access.context)
        code.emit(f"store {wide} {loaded}, ptr {results[number]}")

    def far(number: int, access: LikelyAccess) -> None:
        if is_small(instruction.type):
            loaded = load_small(instruction, access.context)
        else:
            loaded = gather(instruction, instruction.operands[0], access.context)
        code.emit(f"store {wide} {loaded}, ptr {results[number]}")

    either_way(accesses, near, far)
    return [code.define(f"load {wide}, ptr {place}") for place in results]


def store_likely(instruction: Store, accesses: Sequence[LikelyAccess]) -> None:
    """Vector accesses where no index of any group wraps, scatters where one might."""
    value = instruction.operands[0]

    def near(_: int, access: LikelyAccess) -> None:
        likely = access.likely
        _near_store(instruction, value, likely.address, likely.stride, access.context)

    def far(_: int, access: LikelyAccess) -> None:
        store_anywhere(instruction, access.context)

    either_way(accesses, near, far)


def store_anywhere(instruction: Store, context: Context) -> None:
    """A store whose lanes may lie at any addresses."""
    value, pointer = instruction.operands
    if is_small(value.type):
        store_small(instruction, context)
    else:
        scatter(instruction, value, pointer, context)


Emit = Callable[[int, LikelyAccess], None]


def either_way(accesses: Sequence[LikelyAccess], near: Emit, far: Emit) -> None:
    """Asks once for all groups, and emits both answers."""
    values = accesses[0].context.values
    code = values.code
    holds = accesses[0].likely.holds
    for access in accesses[1:]:
        holds = code.define(f"and i1 {holds}, {access.likely.holds}")
    labels = near_label, far_label, after = [code.fresh(w) for w in ("near", "far", "after")]
    saved = values.snapshot()
    code.branch(holds, near_label, far_label)
    for label, emit in zip(labels, (near, far), strict=False):
        code.label(label)
        values.restore(saved)
        for number, access in enumerate(accesses):
            emit(number, access)
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
