"""All address spaces become one.

Before: pointers of NVPTX's address spaces. After: every pointer is `ptr`, address space casts are
gone, and overloaded intrinsics are renamed to match. Which space a variable is in stays recorded in
`GlobalVariable.space`.
"""

from __future__ import annotations

import functools
import re

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Alloca, Call, Cast, GetElementPtr
from jarip.cuda.ir.types import (
    PTR,
    ArrayType,
    PointerType,
    StructType,
    Type,
    VectorType,
    array_type,
    struct_type,
    vector_type,
)
from jarip.cuda.ir.values import (
    Constant,
    ConstantAggregate,
    ConstantExpression,
    GlobalReference,
    Value,
)
from jarip.cuda.passes.context import PassContext

_SPACE = re.compile(r"\.p\d+")


def run(context: PassContext) -> None:
    """Flattens every function, variable and named type."""
    module = context.module
    for struct in module.types.values():
        struct.fields = tuple(flat(field) for field in struct.fields)
    for variable in module.variables.values():
        variable.type = flat(variable.type)
        if variable.initializer is not None:
            variable.initializer = _constant(variable.initializer)
    for function in module.functions.values():
        _run_on(function)


@functools.cache
def flat(kind: Type) -> Type:
    """The type with every pointer in space 0."""
    if isinstance(kind, PointerType):
        return PTR
    if isinstance(kind, VectorType):
        return vector_type(kind.count, flat(kind.element))
    if isinstance(kind, ArrayType):
        return array_type(kind.count, flat(kind.element))
    if isinstance(kind, StructType) and kind.name is None:
        return struct_type(tuple(flat(f) for f in kind.fields), kind.packed)
    return kind


def _run_on(function: Function) -> None:
    function.result = flat(function.result)
    for argument in function.arguments:
        argument.type = flat(argument.type)
    replacements: dict[object, object] = {}
    for block in function.blocks:
        kept = []
        for instruction in block.instructions:
            instruction.type = flat(instruction.type)
            for index, operand in enumerate(instruction.operands):
                instruction.operands[index] = _operand(operand)
            if isinstance(instruction, Cast) and instruction.opcode == "addrspacecast":
                replacements[instruction] = instruction.operands[0]
                continue
            if isinstance(instruction, GetElementPtr):
                instruction.source = flat(instruction.source)
            elif isinstance(instruction, Alloca):
                instruction.allocated = flat(instruction.allocated)
            elif isinstance(instruction, Call):
                _call(instruction)
            kept.append(instruction)
        block.instructions = kept
    function.replace_uses(replacements)


def _call(call: Call) -> None:
    if call.vararg_type is not None:
        call.vararg_type = flat(call.vararg_type)
    if isinstance(call.callee, GlobalReference) and call.callee.name.startswith("llvm."):
        call.callee = GlobalReference(PTR, _SPACE.sub(".p0", call.callee.name))


def _operand(value: Value) -> Value:
    if isinstance(value, ConstantExpression | ConstantAggregate):
        return _constant(value)
    if not hasattr(value, "operands"):
        value.type = flat(value.type)
    return value


def _constant(value: Constant) -> Constant:
    """The constant in flat types; casts between spaces vanish."""
    if isinstance(value, ConstantExpression):
        operands = [_constant(o) for o in value.operands]
        if value.opcode == "addrspacecast":
            return operands[0]
        return ConstantExpression(
            flat(value.type),
            value.opcode,
            operands,
            value.flags,
            flat(value.source) if value.source else None,
        )
    if isinstance(value, ConstantAggregate):
        return ConstantAggregate(flat(value.type), [_constant(e) for e in value.elements])
    value.type = flat(value.type)
    return value
