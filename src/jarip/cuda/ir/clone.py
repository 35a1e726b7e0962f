"""Copies of instructions and of sets of blocks."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import TypeVar

from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import Alloca, Branch, Call, Instruction, Jump, Phi
from jarip.cuda.ir.values import Value

AnyInstruction = TypeVar("AnyInstruction", bound=Instruction)


def clone_instruction(instruction: AnyInstruction) -> AnyInstruction:
    """A copy with operand lists of its own; operands and blocks are still the original's."""
    twin = copy.copy(instruction)
    twin.operands = list(instruction.operands)
    if isinstance(twin, Phi):
        twin.blocks = list(twin.blocks)
    return twin


def clone_blocks(blocks: Iterable[Block], values: dict[Value, Value]) -> dict[Block, Block]:
    """Copies of blocks that refer to each other and to each other's values.

    Args:
        blocks: What to copy. Phi inputs from other blocks are left out.
        values: What to put for values of elsewhere; gets the copies of the instructions. A private
            variable that is in it has its memory already, and is left out of the copies.
    """
    twins = {block: Block(block.name) for block in blocks}
    for block, twin in twins.items():
        for instruction in block.instructions:
            if isinstance(instruction, Alloca) and instruction in values:
                continue
            made = clone_instruction(instruction)
            twin.instructions.append(made)
            values[instruction] = made
    for twin in twins.values():
        for instruction in twin.instructions:
            _retarget(instruction, twins)
            map_operands(instruction, values)
    return twins


def map_operands(instruction: Instruction, values: dict[Value, Value]) -> None:
    """Puts another value for each operand that the mapping has."""
    operands = instruction.operands
    for index, operand in enumerate(operands):
        operands[index] = values.get(operand, operand)
    if isinstance(instruction, Call):
        instruction.callee = values.get(instruction.callee, instruction.callee)


def _retarget(instruction: Instruction, twins: dict[Block, Block]) -> None:
    if isinstance(instruction, Phi):
        pairs = [
            (value, twins[block])
            for value, block in zip(instruction.operands, instruction.blocks, strict=True)
            if block in twins
        ]
        instruction.operands = [value for value, _ in pairs]
        instruction.blocks = [block for _, block in pairs]
    elif isinstance(instruction, Branch):
        instruction.then = twins.get(instruction.then, instruction.then)
        instruction.otherwise = twins.get(instruction.otherwise, instruction.otherwise)
    elif isinstance(instruction, Jump):
        instruction.target = twins.get(instruction.target, instruction.target)
