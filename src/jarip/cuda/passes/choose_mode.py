"""Loop or fibers: what a kernel needs, and why.

Loops over threads are far faster, but a thread in a loop cannot wait for another one in the middle
of a region. What needs that gets fibers, a stack for each thread.
"""

from __future__ import annotations

import os

from jarip.cuda.analysis.arena import DYNAMIC_START
from jarip.cuda.analysis.calls import called_from
from jarip.cuda.analysis.exports import Exports
from jarip.cuda.analysis.waits import polling_loops, waits_for_blocks
from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.row import MEETINGS, Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.chunks import Chunks, references
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Alloca, Call, Instruction
from jarip.cuda.ir.values import ConstantInt, GlobalReference
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.widen.warp import is_warp_operation

MODES = ("fiber", "loop", "vector")


def forced_mode() -> str:
    """$JARIP_CUDA_MODE, or nothing.

    Raises:
        DeviceCompileError: it names no mode.
    """
    mode = os.environ.get("JARIP_CUDA_MODE", "")
    if mode and mode not in MODES:
        raise DeviceCompileError(
            f"JARIP_CUDA_MODE is {mode!r}", remedy=f"set it to one of {', '.join(MODES)}"
        )
    return mode


def reasons_for_fibers(
    context: PassContext,
    kernel: Function,
    chunks: Chunks,
    exports: Exports,
    lanes_exchange: bool = False,
    together: bool = False,
) -> list[str]:
    """Why a kernel cannot run as loops over threads; empty when it can.

    Args:
        context: The compilation, after the common passes.
        kernel: The kernel.
        chunks: The image.
        exports: Functions of the image that can be called through pointers.
        lanes_exchange: Whether warp operations of the kernel itself are no reason, because its
            threads run in vectors of a warp.
        together: Whether all blocks are under way at once and may wait for any other; else they
            may wait for those before them.
    """
    reasons = [_of_instruction(i, kernel, lanes_exchange) for i in kernel.instructions()]
    for function in context.module.functions.values():
        if function is not kernel and any(_meets(i) for i in function.instructions()):
            reasons.append(f"{function.name} meets other threads and is not inlined")
    if any(_indirect(i) for f in context.module.functions.values() for i in f.instructions()):
        reasons += _behind_pointers(chunks, exports)
    shared = context.shared.keys() | {DYNAMIC_START}
    waits = polling_loops(kernel)
    if (waits and together) or not all(waits_for_blocks(loop, shared) for loop in waits):
        reasons.append("a loop waits for memory that another thread writes")
    return list(dict.fromkeys(reason for reason in reasons if reason))


def _of_instruction(instruction: Instruction, kernel: Function, lanes_exchange: bool) -> str:
    if isinstance(instruction, Alloca) and (
        instruction.operands or instruction not in kernel.entry.instructions
    ):
        return "memory of a size known only at run time (alloca)"
    name = called_name(instruction)
    row = find(name) if name else None
    if row is None:
        return ""
    if row.kind is Kind.GRID:
        return "the whole grid meets (grid.sync)"
    if row.kind is Kind.WARP and not (lanes_exchange and is_warp_operation(name)):
        return f"warp operation {name.removeprefix('llvm.nvvm.')}"
    assert isinstance(instruction, Call)
    if row.kind is Kind.BARRIER and not _whole_block(name, instruction):
        return f"named barrier {name.removeprefix('llvm.nvvm.')}"
    return ""


def _whole_block(name: str, call: Call) -> bool:
    """Whether all threads of the block meet, at the barrier that __syncthreads uses."""
    if name.startswith("llvm.nvvm.barrier0"):
        return True
    first = call.operands[0] if call.operands else None
    zero = isinstance(first, ConstantInt) and first.value == 0
    counted = name.endswith((".count", ".cnt", "nvvm.barrier"))
    return zero and not counted


def _meets(instruction: Instruction) -> bool:
    name = called_name(instruction)
    row = find(name) if name else None
    return row is not None and row.kind in MEETINGS


def _indirect(instruction: Instruction) -> bool:
    return isinstance(instruction, Call) and not isinstance(instruction.callee, GlobalReference)


def _behind_pointers(chunks: Chunks, exports: Exports) -> list[str]:
    for name in sorted(called_from(chunks, sorted(exports.functions))):
        for used in references(chunks.functions[name]):
            row = find(used)
            if row is not None and row.kind in MEETINGS:
                return [f"{name} meets other threads and may be called through a pointer"]
    return []
