"""Approximations that each chip computes in its own way become calls of functions by their name.

Before: intrinsics of kind CHIP. After: calls of `jarip.NAME.f32`, which widening turns into
`jarip.NAME.vWf32`; the target writes whichever a module uses, so that a lane and a thread alone
get the same bits.
"""

from __future__ import annotations

from jarip.cuda.intrinsics.arithmetic import CHIP_FUNCTIONS
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext


def run(context: PassContext) -> None:
    """Renames them in every function."""
    for function in context.module.functions.values():
        for instruction in function.instructions():
            name = CHIP_FUNCTIONS.get(called_name(instruction))
            if name is not None and isinstance(instruction, Call):
                instruction.callee = GlobalReference(PTR, name)
