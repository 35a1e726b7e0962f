"""Which arguments' addresses get out of a function's sight, so that `noalias` would not hold.

LLVM takes `noalias` to mean that only pointers based on the argument reach its memory. A pointer
that was stored and loaded again is based on nothing: one kept across a barrier, or in an array of
pointers. An argument whose address is stored anywhere must not be called `noalias`.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Compare,
    CompareExchange,
    GetElementPtr,
    Instruction,
    Load,
    Phi,
    Select,
    Store,
)
from jarip.cuda.ir.values import Argument, Value

DERIVING = (GetElementPtr, Phi, Select)
ONLY_ADDRESSED = (
    "llvm.memcpy.",
    "llvm.memmove.",
    "llvm.memset.",
    "llvm.lifetime.",
    "llvm.prefetch",
)
"""Calls that use an address and forget it."""


def drop_false_noalias(functions: Iterable[Function]) -> None:
    """Takes `noalias` from arguments whose address gets out in one of the functions.

    One that nothing writes through keeps it: what a `const T *__restrict__` points to stays the
    same, by whatever pointer it is read.
    """
    for argument in _escaping(list(functions)):
        if "readonly" not in argument.attributes:
            argument.attributes = tuple(w for w in argument.attributes if w != "noalias")


def _escaping(functions: list[Function]) -> set[Argument]:
    found: set[Argument] = set()
    for function in functions:
        origins = _origins(function)
        for instruction in function.instructions():
            for operand in _let_out(instruction):
                found |= origins.get(operand, set())
    return found


def _origins(function: Function) -> dict[Value, set[Argument]]:
    """For each pointer, the `noalias` arguments that it may be based on."""
    origins: dict[Value, set[Argument]] = {
        a: {a} for a in function.arguments if "noalias" in a.attributes
    }
    changed = True
    while changed:
        changed = False
        for instruction in function.instructions():
            if not isinstance(instruction, DERIVING):
                continue
            known = origins.setdefault(instruction, set())
            before = len(known)
            known.update(*(origins.get(operand, ()) for operand in instruction.operands))
            changed |= len(known) > before
    return origins


def _let_out(instruction: Instruction) -> list[Value]:
    """Operands that the instruction does more with than form or use an address."""
    if isinstance(instruction, (Load, Compare, *DERIVING)):
        return []
    if isinstance(instruction, Store):
        return instruction.operands[:1]
    if isinstance(instruction, AtomicRMW | CompareExchange):
        return instruction.operands[1:]
    if called_name(instruction).startswith(ONLY_ADDRESSED):
        return []
    return instruction.operands
