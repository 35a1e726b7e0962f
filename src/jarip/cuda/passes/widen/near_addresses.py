"""Address arithmetic is copied to the blocks that use it.

An address from a 32-bit index that might wrap is not affine for certain, so it would cross blocks
as a vector. Where it is computed beside the access, from the parts of its index onwards,
`strides.py` and `permuted.py` can ask at run time how the lanes' addresses lie to each other.

Valid before and after: any function.
"""

from __future__ import annotations

from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.clone import clone_instruction
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Binary,
    Cast,
    CompareExchange,
    GetElementPtr,
    Instruction,
    Load,
    Store,
)
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import Value

EXTENSIONS = frozenset({"sext", "zext"})
SUMS = frozenset({"add", "sub"})
BITS = frozenset({"and", "or", "xor", "shl", "mul"})


def run_on(function: Function) -> None:
    """Copies what the function's accesses need; the originals stay."""
    home = {i: block for block in function.blocks for i in block.instructions}
    for block in function.blocks:
        _Near(block, home).run()


def is_extension(value: Value) -> bool:
    """Whether the value is an integer's sign or zero extension."""
    return isinstance(value, Cast) and value.opcode in EXTENSIONS


def is_sum(value: Value) -> bool:
    """Whether the value is a sum or difference of integers."""
    return isinstance(value, Binary) and value.opcode in SUMS and isinstance(value.type, IntType)


def mixes_bits(value: Value) -> bool:
    """Whether `separate.py` may take the value apart into the group's number and the lane's."""
    return isinstance(value, Binary) and value.opcode in BITS and isinstance(value.type, IntType)


class _Near:
    def __init__(self, block: Block, home: dict[Instruction, Block]) -> None:
        self.block = block
        self.home = home
        self.copies: dict[Value, Value] = {}
        self.near: dict[Value, bool] = {}
        self.out: list[Instruction] = []

    def run(self) -> None:
        for instruction in self.block.instructions:
            place = _address_of(instruction)
            if place is not None:
                pointer = instruction.operands[place]
                if _has_extension(pointer) and not self._is_near(pointer):
                    instruction.operands[place] = self._bring(pointer)
            self.out.append(instruction)
        self.block.instructions = self.out

    def _is_near(self, value: Value) -> bool:
        """Whether the value is computed in the block, from the terms of its indices onwards."""
        if not isinstance(value, Instruction) or not _is_step(value):
            return True
        if value not in self.near:
            here = self.home[value] is self.block
            self.near[value] = here and all(map(self._is_near, value.operands))
        return self.near[value]

    def _bring(self, value: Value) -> Value:
        if not isinstance(value, Instruction) or self._is_near(value):
            return value
        if value not in self.copies:
            twin = clone_instruction(value)
            twin.operands = [self._bring(operand) for operand in value.operands]
            twin.name = f"{value.name}.near"
            self.out.append(twin)
            self.home[twin] = self.block
            self.copies[value] = twin
        return self.copies[value]


def _address_of(instruction: Instruction) -> int | None:
    """Which operand of an access is its address."""
    if isinstance(instruction, Load | AtomicRMW | CompareExchange):
        return 0
    if called_name(instruction).startswith("llvm.prefetch."):
        return 0
    return 1 if isinstance(instruction, Store) else None


def _is_step(value: Value) -> bool:
    return (
        isinstance(value, GetElementPtr)
        or is_extension(value)
        or is_sum(value)
        or mixes_bits(value)
    )


def _has_extension(value: Value) -> bool:
    if is_extension(value):
        return True
    return isinstance(value, GetElementPtr) and any(map(_has_extension, value.operands))
