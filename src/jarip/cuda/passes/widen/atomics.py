"""Widening of atomic operations: every active lane does its own, in the order of the lanes.

Where all lanes meet at one address and nobody looks at the old values, the lanes are first reduced
in registers and one atomic operation does the rest.
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import AtomicRMW, CompareExchange
from jarip.cuda.ir.types import FloatType, IntType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lanes import for_each_lane, for_each_lane_collect
from jarip.cuda.passes.widen.result import Access

REDUCTIONS: dict[str, tuple[str, str]] = {
    # operation: (llvm.vector.reduce suffix, the value that changes nothing)
    "add": ("add", "0"),
    "sub": ("add", "0"),
    "and": ("and", "-1"),
    "or": ("or", "0"),
    "xor": ("xor", "0"),
    "fadd": ("fadd", "-0.0"),
}


def widen_atomic(instruction: AtomicRMW, context: Context, used: bool) -> str | None:
    """atomicrmw; returns the old values if they are `used`."""
    pointer, value = instruction.operands
    if not used and _reducible(instruction, context):
        total = _reduce(instruction.operation, value, context)
        _one(instruction, context.values.scalar(pointer, context.part), total, context)
        return None
    operands = [pointer, value]
    context.values.note(Access.LANES, instruction)
    if not used:
        straight = _is_straight(context)
        for_each_lane(
            context, operands, lambda lane: _discard(instruction, lane, context), straight
        )
        return None
    return for_each_lane_collect(
        context,
        instruction.type,
        operands,
        lambda lane: _one(instruction, lane[0], lane[1], context),
        straight=_is_straight(context),
    )


MOST_STRAIGHT = 640
"""Single operations of a function up to which each lane's is written out; then come loops."""


def _is_straight(context: Context) -> bool:
    return len(context.values.noted[Access.LANES]) * context.lanes <= MOST_STRAIGHT


def widen_compare_exchange(instruction: CompareExchange, context: Context) -> str:
    """cmpxchg; the result is a structure of vectors."""
    kinds = [o.type for o in instruction.operands]
    context.values.note(Access.LANES, instruction)

    def one(lane: list[str]) -> str:
        words = ", ".join(f"{k} {operand}" for k, operand in zip(kinds, lane, strict=True))
        weak = "weak " if instruction.weak else ""
        volatile = "volatile " if instruction.volatile else ""
        return context.define(
            f"cmpxchg {weak}{volatile}{words} {instruction.success} {instruction.failure}, "
            f"align {instruction.alignment}"
        )

    return for_each_lane_collect(context, instruction.type, instruction.operands, one)


def _discard(instruction: AtomicRMW, lane: list[str], context: Context) -> None:
    _one(instruction, lane[0], lane[1], context)


PLAIN: dict[str, str] = {
    "add": "add", "sub": "sub", "and": "and", "or": "or", "xor": "xor",
    "fadd": "fadd", "fsub": "fsub",
}  # fmt: skip
PLAIN_CALLS: dict[str, str] = {
    "max": "smax", "min": "smin", "umax": "umax", "umin": "umin",
    "fmax": "maxnum", "fmin": "minnum",
}  # fmt: skip


def _one(instruction: AtomicRMW, address: str, value: str, context: Context) -> str:
    if instruction.operands[0] in context.values.exclusive:
        plain = _plainly(instruction, address, value, context)
        if plain is not None:
            return plain
    volatile = "volatile " if instruction.volatile else ""
    return context.define(
        f"atomicrmw {volatile}{instruction.operation} ptr {address}, {instruction.type} {value} "
        f"{instruction.ordering}, align {instruction.alignment}"
    )


def _plainly(instruction: AtomicRMW, address: str, value: str, context: Context) -> str | None:
    """Load, operate, store, where nobody else looks; None for operations that stay atomic."""
    kind, operation = instruction.type, instruction.operation
    aligned = f"align {instruction.alignment}"
    if operation not in PLAIN and operation not in PLAIN_CALLS and operation != "xchg":
        return None
    old = context.define(f"load {kind}, ptr {address}, {aligned}")
    new = value
    if operation in PLAIN:
        new = context.define(f"{PLAIN[operation]} {kind} {old}, {value}")
    elif operation in PLAIN_CALLS:
        name = f"@llvm.{PLAIN_CALLS[operation]}.{mangled(kind)}"
        context.values.code.declare(name, f"{kind} {{}}({kind}, {kind})")
        new = context.define(f"call {kind} {name}({kind} {old}, {kind} {value})")
    context.values.code.emit(f"store {kind} {new}, ptr {address}, {aligned}")
    return old


def _reducible(instruction: AtomicRMW, context: Context) -> bool:
    scalar = isinstance(instruction.type, IntType | FloatType)
    return (
        scalar
        and instruction.operation in REDUCTIONS
        and context.values.shape(instruction.operands[0]).uniform
    )


def _reduce(operation: str, value: Value, context: Context) -> str:
    code, kind = context.values.code, value.type
    suffix, neutral = REDUCTIONS[operation]
    vector = context.values.vector(value, context.part)
    if context.mask is not None:
        vector = code.blend(context.mask, kind, vector, code.splat(str(kind), neutral))
    wide = wide_type(kind, context.lanes)
    name = f"@llvm.vector.reduce.{suffix}.{mangled(kind, context.lanes)}"
    if suffix == "fadd":
        code.declare(name, f"{kind} {{}}({kind}, {wide})")
        return context.define(f"call reassoc {kind} {name}({kind} -0.0, {wide} {vector})")
    code.declare(name, f"{kind} {{}}({wide})")
    return context.define(f"call {kind} {name}({wide} {vector})")
