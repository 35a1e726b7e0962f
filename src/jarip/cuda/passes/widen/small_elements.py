"""Bytes and halves of words at any addresses, where that happens seldom: a call.

The functions are written by the target (`targets/lane_by_lane.py`).
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Load, Store
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import ArrayType, StructType, Type, VectorType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context


def is_small(kind: Type) -> bool:
    """Whether no chip gathers such elements, and a call can move them."""
    plain = not isinstance(kind, VectorType | StructType | ArrayType)
    return plain and str(kind) != "i1" and size_of(kind) == store_size(kind) <= 2


def load_small(instruction: Load, context: Context) -> str:
    """What each active lane reads."""
    kind, code = instruction.type, context.values.code
    wide = wide_type(kind, context.lanes)
    elements = code.alloca(wide, "elements", 64)
    _call("load", kind, elements, instruction.operands[0], context)
    return code.define(f"load {wide}, ptr {elements}")


def store_small(instruction: Store, context: Context) -> None:
    """What each active lane writes."""
    value, pointer = instruction.operands
    code = context.values.code
    wide = wide_type(value.type, context.lanes)
    elements = code.alloca(wide, "elements", 64)
    vector = context.values.vector(value, context.part)
    code.emit(f"store {wide} {vector}, ptr {elements}")
    _call("store", value.type, elements, pointer, context)


def _call(access: str, kind: Type, elements: str, pointer: Value, context: Context) -> None:
    code, lanes = context.values.code, context.lanes
    addresses = code.alloca(f"<{lanes} x ptr>", "addresses", 64)
    vector = context.values.vector(pointer, context.part)
    code.emit(f"store <{lanes} x ptr> {vector}, ptr {addresses}")
    active = code.mask_bits(context.active())
    if lanes < 64:
        active = code.define(f"zext {code.bits_type} {active} to i64")
    name = f"@jarip.lanes.{access}.i{8 * size_of(kind)}"
    code.emit(f"call void {name}(ptr {elements}, ptr {addresses}, i64 {active})")
