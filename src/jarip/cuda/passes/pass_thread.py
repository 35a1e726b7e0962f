"""Every function of the device gets the hidden JaripThread as its first argument.

Before: functions as clang wrote them. After: each definition's first parameter is `ptr
%jarip.thread`, and every call of a device function, direct or through a pointer, passes it on.
Calls of intrinsics, of the runtime and of support functions are left alone.
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import Argument, GlobalReference
from jarip.cuda.passes.context import PassContext

THREAD = "jarip.thread"


def run(context: PassContext) -> None:
    """Adds the argument to definitions and calls."""
    functions = context.module.functions
    for function in functions.values():
        thread = Argument(PTR, THREAD)
        function.arguments.insert(0, thread)
        for instruction in function.instructions():
            if not isinstance(instruction, Call):
                continue
            callee = instruction.callee
            if not isinstance(callee, GlobalReference) or callee.name in functions:
                instruction.operands.insert(0, thread)
                if instruction.byval:
                    instruction.byval = ("", *instruction.byval)
