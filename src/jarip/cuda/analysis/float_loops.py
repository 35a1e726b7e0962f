"""Whether a kernel's time goes into loops that end by what they compute, and touch no memory.

An iteration until convergence, or until a point escapes. How often it turns differs from thread to
thread, so rows of a block cannot be jammed; but with no memory in it, it is the same to it which
threads are a vector's lanes, and chains of arithmetic are short of other work to overlap with.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.loops import Loop
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Binary,
    Branch,
    Call,
    Compare,
    CompareExchange,
    Fence,
    Instruction,
    Load,
    Select,
    Store,
)
from jarip.cuda.ir.values import Value

ARITHMETIC = ("llvm.fma", "llvm.fmuladd", "llvm.fabs", "llvm.sqrt", "llvm.min", "llvm.max")


def ends_by_floats(functions: Iterable[Function]) -> bool:
    """Whether each function has loops, some of which end so, and none of which touches memory."""
    return all(map(_ends_by_floats, functions))


def _ends_by_floats(function: Function) -> bool:
    try:
        loops = Graph(function).loops
    except IrreducibleError:
        return False
    calm = not any(_is_busy(i) for loop in loops for b in loop.blocks for i in b.instructions)
    return calm and any(map(_ends_by_a_comparison, loops))


def _is_busy(instruction: Instruction) -> bool:
    if isinstance(instruction, Call):
        return not called_name(instruction).startswith(ARITHMETIC)
    return isinstance(instruction, Load | Store | AtomicRMW | CompareExchange | Fence)


def _ends_by_a_comparison(loop: Loop) -> bool:
    ends = (source.terminator for source, _ in loop.exits())
    return any(isinstance(end, Branch) and _compares_floats(end.operands[0]) for end in ends)


def _compares_floats(condition: Value) -> bool:
    """Whether a comparison of floats is part of it."""
    if isinstance(condition, Compare):
        return condition.opcode == "fcmp"
    return isinstance(condition, Binary | Select) and any(map(_compares_floats, condition.operands))
