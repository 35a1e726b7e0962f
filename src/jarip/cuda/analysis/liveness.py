"""Which values are live where: defined before and used later on some path.

A phi uses its operand at the end of the block that the operand comes from, and defines its result
at the start of its own block. Sets of values are bit masks while they are computed.
"""

from __future__ import annotations

from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Call, Instruction, Phi
from jarip.cuda.ir.types import VOID
from jarip.cuda.ir.values import Value


class Liveness:
    """Live values at the start (after the phis) and the end of blocks."""

    def __init__(self, values: list[Value], starts: dict[Block, int], ends: dict[Block, int]):
        self._values = values
        self._starts = starts
        self._ends = ends

    def at_start(self, block: Block) -> list[Value]:
        """Values that the block's instructions after its phis, or later blocks, still need."""
        return self._decode(self._starts[block])

    def at_end(self, block: Block) -> list[Value]:
        """Values needed after the block's last instruction, phis of successors included."""
        return self._decode(self._ends[block])

    def _decode(self, mask: int) -> list[Value]:
        found = []
        while mask:
            low = mask & -mask
            found.append(self._values[low.bit_length() - 1])
            mask ^= low
        return found


def liveness(function: Function) -> Liveness:
    """Solves for every block. Arguments are always there, and so are not counted."""
    values: list[Value] = [i for i in function.instructions() if i.type is not VOID]
    bit: dict[Value, int] = {value: 1 << index for index, value in enumerate(values)}
    uses, defines, phi_defines = {}, {}, {}
    for block in function.blocks:
        uses[block], defines[block], phi_defines[block] = _local(block, bit)
    phi_uses = _phi_uses(function, bit)
    starts = dict.fromkeys(function.blocks, 0)
    ends = dict.fromkeys(function.blocks, 0)
    changed = True
    while changed:
        changed = False
        for block in reversed(function.blocks):
            end = phi_uses[block]
            for target in block.successors:
                end |= starts[target] & ~phi_defines[target]
            start = uses[block] | (end & ~defines[block])
            if end != ends[block] or start != starts[block]:
                ends[block], starts[block] = end, start
                changed = True
    return Liveness(values, starts, ends)


def operands_of(instruction: Instruction) -> list[Value]:
    """Everything an instruction uses, a call's callee included."""
    if isinstance(instruction, Call):
        return [*instruction.operands, instruction.callee]
    return instruction.operands


def _local(block: Block, bit: dict[Value, int]) -> tuple[int, int, int]:
    """Used before being defined; defined after the phis; defined by the phis."""
    used = defined = phis = 0
    for instruction in block.instructions:
        if isinstance(instruction, Phi):
            phis |= bit[instruction]
            continue
        for operand in operands_of(instruction):
            used |= bit.get(operand, 0) & ~defined
        defined |= bit.get(instruction, 0)
    return used, defined, phis


def _phi_uses(function: Function, bit: dict[Value, int]) -> dict[Block, int]:
    found = dict.fromkeys(function.blocks, 0)
    for block in function.blocks:
        for phi in block.phis():
            for value, source in zip(phi.operands, phi.blocks, strict=True):
                found[source] |= bit.get(value, 0)
    return found
