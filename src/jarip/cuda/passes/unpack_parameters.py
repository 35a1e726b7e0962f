"""A kernel's parameters are read from the launch.

Before: a kernel takes `ptr %jarip.thread` and its parameters. After: it takes the thread alone and
loads each parameter from the packed buffer, at the offset that the image's metadata gives; a
structure passed by value is used in place, or copied if the kernel may write to it.

Needs `pass_thread` to have run.
"""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.intrinsics import layout
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Alloca, Call, GetElementPtr, Instruction, Load
from jarip.cuda.ir.types import I1, I8, I64, PTR, VOID, array_type
from jarip.cuda.ir.values import Argument, ConstantInt, GlobalReference, Value
from jarip.cuda.passes.context import PassContext

# What jarip/abi.h promises of the packed buffer, in bytes.
PARAMS_ALIGNMENT = 16


def run_on(context: PassContext, kernel: Function, places: Sequence[tuple[int, int]]) -> None:
    """Rewrites one kernel.

    Args:
        context: The compilation.
        kernel: The kernel.
        places: Offset and size in bytes of each parameter.

    Raises:
        ValueError: there are not as many places as parameters.
    """
    thread, *parameters = kernel.arguments
    if len(places) != len(parameters):
        raise ValueError(
            f"kernel {kernel.name} has {len(parameters)} parameters, its metadata {len(places)}"
        )
    prologue: list[Instruction] = []

    def emit(instruction: Instruction) -> Value:
        prologue.append(context.named(instruction, "parameter"))
        return instruction

    def at(base: Value, offset: int) -> Value:
        if not offset:
            return base
        return emit(GetElementPtr(I8, [base, ConstantInt(I64, offset)], flags=("inbounds",)))

    launch = emit(Load(PTR, at(thread, layout.THREAD_LAUNCH), 8))
    packed = emit(Load(PTR, at(launch, layout.LAUNCH_PARAMS), 8))
    replacements: dict[object, object] = {}
    for parameter, (offset, size) in zip(parameters, places, strict=True):
        place = at(packed, offset)
        if not _by_value(parameter):
            alignment = min(offset & -offset or PARAMS_ALIGNMENT, PARAMS_ALIGNMENT)
            replacements[parameter] = emit(Load(parameter.type, place, alignment))
        elif "readonly" in parameter.attributes:
            replacements[parameter] = place
        else:
            replacements[parameter] = _copy(place, size, emit)
    kernel.arguments = [thread]
    kernel.replace_uses(replacements)
    kernel.entry.instructions[:0] = prologue


def _by_value(parameter: Argument) -> bool:
    return any(word.startswith("byval(") for word in parameter.attributes)


def _copy(place: Value, size: int, emit: object) -> Value:
    assert callable(emit)
    own: Value = emit(Alloca(array_type(size, I8), 16))
    copy = GlobalReference(PTR, "llvm.memcpy.p0.p0.i64")
    emit(Call(VOID, copy, [own, place, ConstantInt(I64, size), ConstantInt(I1, 0)]))
    return own
