"""Conversions of floats to integers clamp, as CUDA's do.

Before: fptosi and fptoui, whose result LLVM leaves undefined out of range. After: calls of
llvm.fptosi.sat and llvm.fptoui.sat, which clamp and turn NaN into 0. Bytes and short integers clamp
at 32 bits and keep the low bits, as converting and then storing part of a register does.

Source: CUDA Math API, "Type Casting Intrinsics"; PTX ISA, "cvt".
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call, Cast, Instruction
from jarip.cuda.ir.types import PTR, IntType, Type, VectorType, int_type
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

_REGISTER_BITS = 32  # PTX converts to registers no narrower than this
_FLOATS = {"half": "f16", "bfloat": "bf16", "float": "f32", "double": "f64", "fp128": "f128"}


def run(context: PassContext) -> None:
    """Replaces them in every function."""
    for function in context.module.functions.values():
        replacements: dict[object, object] = {}
        for block in function.blocks:
            kept: list[Instruction] = []
            for instruction in block.instructions:
                if isinstance(instruction, Cast) and instruction.opcode in ("fptosi", "fptoui"):
                    made = _saturating(instruction)
                    replacements[instruction] = made[-1]
                    kept.extend(made)
                else:
                    kept.append(instruction)
            block.instructions = kept
        function.replace_uses(replacements)


def _saturating(cast: Cast) -> list[Instruction]:
    """What computes the cast; the last instruction has its value."""
    narrow = isinstance(cast.type, IntType) and cast.type.bits < _REGISTER_BITS
    kind = int_type(_REGISTER_BITS) if narrow else cast.type
    value = cast.operands[0]
    name = f"llvm.{cast.opcode}.sat.{suffix(kind)}.{suffix(value.type)}"
    call = Call(
        kind, GlobalReference(PTR, name), [value], f"{cast.name}.wide" if narrow else cast.name
    )
    call.metadata = cast.metadata
    return [call, Cast("trunc", call, cast.type, cast.name)] if narrow else [call]


def suffix(kind: Type) -> str:
    """How LLVM spells a type in the name of an overloaded intrinsic."""
    if isinstance(kind, VectorType):
        return f"v{kind.count}{suffix(kind.element)}"
    return _FLOATS.get(kind.text, "p0" if kind.text == "ptr" else kind.text)
