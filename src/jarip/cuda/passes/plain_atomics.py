"""Atomic operations on shared memory become plain ones.

Before: atomicrmw and cmpxchg on `__shared__` variables. After: load, operate, store. Right only
where one worker runs all threads of a block one after the other; the order of other accesses is
kept, since nobody else sees shared memory.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.analysis.points_into import points_into
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Binary,
    Call,
    Compare,
    CompareExchange,
    InsertValue,
    Instruction,
    Load,
    Select,
    Store,
)
from jarip.cuda.ir.types import PTR, IntType
from jarip.cuda.ir.values import ConstantInt, GlobalReference, Value, poison
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.saturate_casts import suffix

_BINARY = {"add": "add", "sub": "sub", "and": "and", "or": "or", "xor": "xor",
           "fadd": "fadd", "fsub": "fsub"}  # fmt: skip
_CALLS = {"max": "smax", "min": "smin", "umax": "umax", "umin": "umin",
          "fmax": "maxnum", "fmin": "minnum"}  # fmt: skip


def run_on(context: PassContext, functions: Iterable[Function], shared: frozenset[Value]) -> None:
    """Rewrites functions whose arguments in `shared` point to shared memory."""
    for function in functions:
        pointers = points_into(function, shared)
        replacements: dict[object, object] = {}
        for block in function.blocks:
            out: list[Instruction] = []
            for instruction in block.instructions:
                made = _plain(context, instruction, pointers)
                if made is None:
                    out.append(instruction)
                    continue
                out += made[0]
                replacements[instruction] = made[1]
            block.instructions = out
        function.replace_uses(replacements)


def _plain(
    context: PassContext, instruction: Instruction, pointers: set[Value]
) -> tuple[list[Instruction], Value] | None:
    if not isinstance(instruction, AtomicRMW | CompareExchange):
        return None
    if instruction.operands[0] not in pointers:
        return None
    out: list[Instruction] = []

    def emit(made: Instruction) -> Instruction:
        out.append(context.named(made, "plain"))
        return made

    pointer, value = instruction.operands[:2]
    old = emit(Load(value.type, pointer, instruction.alignment))
    if isinstance(instruction, CompareExchange):
        same = emit(Compare("icmp", "eq", old, value))
        new: Value = emit(Select(same, instruction.operands[2], old))
        result: Value = emit(InsertValue(poison(instruction.type), old, (0,)))
        result = emit(InsertValue(result, same, (1,)))
    else:
        new, result = _new_value(instruction.operation, old, value, emit), old
    emit(Store(new, pointer, instruction.alignment))
    return out, result


def _new_value(operation: str, old: Value, value: Value, emit: object) -> Value:
    assert callable(emit)
    made: Value
    if operation == "xchg":
        return value
    if operation in _BINARY:
        made = emit(Binary(_BINARY[operation], old, value))
    elif operation == "nand":
        both = emit(Binary("and", old, value))
        made = emit(Binary("xor", both, ConstantInt(old.type, -1)))
    elif operation in _CALLS:
        name = f"llvm.{_CALLS[operation]}.{suffix(old.type)}"
        made = emit(Call(old.type, GlobalReference(PTR, name), [old, value]))
    else:
        made = _wrapping(operation, old, value, emit)
    return made


def _wrapping(operation: str, old: Value, value: Value, emit: object) -> Value:
    """uinc_wrap starts at 0 again after `value`; udec_wrap starts at `value` again after 0."""
    assert callable(emit)
    assert isinstance(old.type, IntType)
    zero, one = ConstantInt(old.type, 0), ConstantInt(old.type, 1)
    made: Value
    if operation == "uinc_wrap":
        wraps = emit(Compare("icmp", "uge", old, value))
        more = emit(Binary("add", old, one))
        made = emit(Select(wraps, zero, more))
        return made
    if operation != "udec_wrap":
        raise ValueError(f"unknown atomic operation {operation}")
    at_zero = emit(Compare("icmp", "eq", old, zero))
    above = emit(Compare("icmp", "ugt", old, value))
    wraps = emit(Binary("or", at_zero, above))
    less = emit(Binary("sub", old, one))
    made = emit(Select(wraps, value, less))
    return made
