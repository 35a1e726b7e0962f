"""Calls that only inform an optimiser go, and those that return their argument become it.

Before: llvm.assume, lifetime markers, debug intrinsics, llvm.expect. After: none of them.
"""

from __future__ import annotations

from jarip.cuda.intrinsics.hostable import PASS_THROUGH
from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Instruction
from jarip.cuda.passes.context import PassContext

_RETURN_ARGUMENT = tuple(f"llvm.{name}" for name in PASS_THROUGH)


def run(context: PassContext) -> None:
    """Removes them from every function."""
    for function in context.module.functions.values():
        _run_on(function)


def _run_on(function: Function) -> None:
    replacements: dict[object, object] = {}
    for block in function.blocks:
        kept: list[Instruction] = []
        for instruction in block.instructions:
            name = called_name(instruction)
            if name.startswith("llvm."):
                row = find(name)
                if row is not None and row.kind is Kind.DROP:
                    continue
                if name.startswith(_RETURN_ARGUMENT):
                    replacements[instruction] = instruction.operands[0]
                    continue
            kept.append(instruction)
        block.instructions = kept
    function.replace_uses(replacements)
