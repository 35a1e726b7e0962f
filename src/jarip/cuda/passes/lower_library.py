"""Calls of the C library on the device become calls of the runtime.

Before: vprintf, malloc, free, __assertfail, llvm.trap, ... After: jarip_device_*; after a call that
does not return, and before each `unreachable`, the launch is ended rather than left to chance.

Needs `pass_thread` to have run.
"""

from __future__ import annotations

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.library import FUNCTIONS
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call, Instruction, Unreachable
from jarip.cuda.ir.types import NAMED_TYPES, PTR, Type, int_type
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

_TRAP = FUNCTIONS["llvm.trap"].symbol


def run(context: PassContext) -> None:
    """Lowers them in every function.

    Raises:
        DeviceCompileError: a function is called that nobody defines.
    """
    for function in context.module.functions.values():
        for block in function.blocks:
            out: list[Instruction] = []
            for instruction in block.instructions:
                _lower(instruction, function, context)
                if isinstance(instruction, Unreachable) and not _ends_launch(out):
                    out.append(Call(NAMED_TYPES["void"], GlobalReference(PTR, _TRAP), []))
                    context.support.add(_TRAP)
                out.append(instruction)
            block.instructions = out


def _lower(instruction: Instruction, function: Function, context: PassContext) -> None:
    name = called_name(instruction)
    if not name or name in context.module.functions or name.startswith("jarip"):
        return
    runtime = FUNCTIONS.get(name)
    if runtime is None:
        if name in context.exported or find(name) is not None:
            return
        raise DeviceCompileError(
            f"device function {function.name} calls {name}, which has no definition",
            remedy="define it as __device__ in this file, or link it with -rdc=true",
        )
    assert isinstance(instruction, Call)
    operands = instruction.operands[: len(runtime.parameters)]
    if name == "__assertfail":
        operands = operands[:4]
    if runtime.needs_thread:
        operands.insert(0, function.arguments[0])
    instruction.callee = GlobalReference(PTR, runtime.symbol)
    instruction.operands = operands
    instruction.byval = ()
    instruction.vararg_type = None
    instruction.type = _type(runtime.result)
    context.support.add(runtime.symbol)


def _type(name: str) -> Type:
    if name == "ptr":
        return PTR
    return NAMED_TYPES[name] if name in NAMED_TYPES else int_type(int(name[1:]))


def _ends_launch(before: list[Instruction]) -> bool:
    symbols = {f.symbol for f in FUNCTIONS.values() if not f.returns}
    return bool(before) and called_name(before[-1]) in symbols
