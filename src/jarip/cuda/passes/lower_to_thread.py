"""Registers, barriers and warp operations become calls that ask the JaripThread.

Before: llvm.nvvm.read.ptx.sreg.*, barriers of blocks and grids, shuffles, votes. After: calls of
support functions that take the hidden thread; that is the lowering of fiber mode and of functions
that stay calls.

Needs `pass_thread` to have run.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.support import thread_function
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

KINDS = frozenset({Kind.REGISTER, Kind.BARRIER, Kind.GRID, Kind.WARP})


def run(context: PassContext) -> None:
    """Lowers them in every function."""
    run_on_functions(context, context.module.functions.values())


def run_on_functions(context: PassContext, functions: Iterable[Function]) -> None:
    """Lowers them in those functions."""
    for function in functions:
        thread = function.arguments[0]
        for instruction in function.instructions():
            name = called_name(instruction)
            row = find(name) if name else None
            if row is None or row.kind not in KINDS:
                continue
            assert isinstance(instruction, Call)
            support = thread_function(name)
            instruction.callee = GlobalReference(PTR, support)
            instruction.operands.insert(0, thread)
            context.support.add(support)
