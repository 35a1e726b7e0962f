"""Constant expressions become instructions.

Before: operands may be constant expressions. After: none is, so an address is a global or the
result of an instruction, and later passes have one form to look at. A phi's expression is computed
at the end of the block that it comes from. Aggregates that contain expressions are built by
insertvalue.
"""

from __future__ import annotations

from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Binary,
    Call,
    Cast,
    GetElementPtr,
    InsertValue,
    Instruction,
    Phi,
)
from jarip.cuda.ir.types import ArrayType, StructType
from jarip.cuda.ir.values import (
    ConstantAggregate,
    ConstantExpression,
    GlobalReference,
    Value,
    poison,
)
from jarip.cuda.passes.context import PassContext


def run(context: PassContext) -> None:
    """Expands them in every function."""
    for function in context.module.functions.values():
        _run_on(function, context)


def _run_on(function: Function, context: PassContext) -> None:
    for block in function.blocks:
        if any(_holds(o) for i in block.instructions for o in _used(i)):
            _expand_block(block, context)
    for block in function.blocks:
        for phi in block.phis():
            for index, operand in enumerate(phi.operands):
                if _holds(operand):
                    out: list[Instruction] = []
                    phi.operands[index] = _expand(operand, out, context)
                    phi.blocks[index].instructions[-1:-1] = out


def _used(instruction: Instruction) -> list[Value]:
    if isinstance(instruction, Call):
        return [*instruction.operands, instruction.callee]
    return instruction.operands


def _expand_block(block: Block, context: PassContext) -> None:
    out: list[Instruction] = []
    for instruction in block.instructions:
        if not isinstance(instruction, Phi):
            operands = instruction.operands
            for index, operand in enumerate(operands):
                if _holds(operand):
                    operands[index] = _expand(operand, out, context)
            if isinstance(instruction, Call) and _holds(instruction.callee):
                instruction.callee = _expand(instruction.callee, out, context)
        out.append(instruction)
    block.instructions = out


def _holds(value: Value) -> bool:
    """Whether a value is a constant expression or contains one or a global's address."""
    if isinstance(value, ConstantAggregate):
        return any(_holds(e) or isinstance(e, GlobalReference) for e in value.elements)
    return isinstance(value, ConstantExpression)


def _expand(value: Value, out: list[Instruction], context: PassContext) -> Value:
    if isinstance(value, ConstantAggregate) and isinstance(value.type, StructType | ArrayType):
        return _aggregate(value, out, context)
    if not isinstance(value, ConstantExpression):
        return value
    operands: list[Value] = [_expand(o, out, context) for o in value.operands]
    made: Instruction
    if value.opcode == "getelementptr":
        assert value.source is not None
        made = GetElementPtr(value.source, operands, value.type, flags=value.flags)
    elif len(operands) == 2:
        made = Binary(value.opcode, operands[0], operands[1], flags=value.flags)
    else:
        made = Cast(value.opcode, operands[0], value.type)
    out.append(context.named(made, "const"))
    return made


def _aggregate(value: ConstantAggregate, out: list[Instruction], context: PassContext) -> Value:
    result: Value = poison(value.type)
    for index, element in enumerate(value.elements):
        part = _expand(element, out, context)
        made = context.named(InsertValue(result, part, (index,)), "const")
        out.append(made)
        result = made
    return result
