"""The definitions of a module object: variables with their initialisers, functions by address."""

from __future__ import annotations

from jarip.cuda.analysis.exports import Exports
from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.ir.printer import print_variable
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import (
    Constant,
    ConstantAggregate,
    ConstantExpression,
    ConstantWord,
    GlobalReference,
)
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.localize import local_name
from jarip.cuda.passes.lower_variables import exported_name


def define_exports(context: PassContext, exports: Exports) -> list[str]:
    """LLVM text of every export under the name that kernels know it by."""
    lines = []
    for name in sorted(exports.variables):
        variable = context.module.variables[name]
        variable.name = exported_name(context.prefix, name)
        variable.linkage, variable.space, variable.constant = "", 0, False
        if name in context.managed:
            variable.type, variable.alignment = PTR, 8
            variable.initializer = ConstantWord(PTR, "null")
        elif variable.initializer is not None:
            variable.initializer = _renamed(variable.initializer, context)
        lines.append(print_variable(variable))
    for name in sorted(exports.functions):
        alias = exported_name(context.prefix, name)
        lines.append(f"@{alias} = alias i8, ptr @{local_name(name)}")
    return lines


def _renamed(value: Constant, context: PassContext) -> Constant:
    if isinstance(value, GlobalReference) and value.name in context.managed:
        raise DeviceCompileError(
            f"a device variable starts with the address of __managed__ variable {value.name}",
            remedy="assign it in a kernel, or from the host",
        )
    if isinstance(value, GlobalReference) and value.name in context.exported:
        return GlobalReference(PTR, exported_name(context.prefix, value.name))
    if isinstance(value, ConstantAggregate):
        return ConstantAggregate(value.type, [_renamed(e, context) for e in value.elements])
    if isinstance(value, ConstantExpression):
        operands = [_renamed(o, context) for o in value.operands]
        return ConstantExpression(value.type, value.opcode, operands, value.flags, value.source)
    return value
