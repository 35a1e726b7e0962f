"""Conversions of floats to integers clamp, as CUDA's do.

Before: fptosi and fptoui, whose result LLVM leaves undefined out of range. After: calls of
llvm.fptosi.sat and llvm.fptoui.sat, which clamp and turn NaN into 0.

Source: CUDA Math API, "Type Casting Intrinsics"; PTX ISA, "cvt".
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call, Cast, Instruction
from jarip.cuda.ir.types import PTR, Type, VectorType
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

_FLOATS = {"half": "f16", "bfloat": "bf16", "float": "f32", "double": "f64", "fp128": "f128"}


def run(context: PassContext) -> None:
    """Replaces them in every function."""
    for function in context.module.functions.values():
        replacements: dict[object, object] = {}
        for block in function.blocks:
            for index, instruction in enumerate(block.instructions):
                if isinstance(instruction, Cast) and instruction.opcode in ("fptosi", "fptoui"):
                    made = _saturating(instruction)
                    replacements[instruction] = block.instructions[index] = made
        function.replace_uses(replacements)


def _saturating(cast: Cast) -> Instruction:
    value = cast.operands[0]
    name = f"llvm.{cast.opcode}.sat.{suffix(cast.type)}.{suffix(value.type)}"
    call = Call(cast.type, GlobalReference(PTR, name), [value], cast.name)
    call.metadata = cast.metadata
    return call


def suffix(kind: Type) -> str:
    """How LLVM spells a type in the name of an overloaded intrinsic."""
    if isinstance(kind, VectorType):
        return f"v{kind.count}{suffix(kind.element)}"
    return _FLOATS.get(kind.text, "p0" if kind.text == "ptr" else kind.text)
