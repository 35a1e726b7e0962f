"""How many threads a vector works for, and how groups lie in a block.

Groups are W consecutive threads of the block. Where a row of the block is a multiple of W, or the
block is one row, `threadIdx.x` counts over a group's lanes and `y`, `z` are the same in all;
otherwise they differ from lane to lane and travel as vectors.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from jarip.cuda.analysis.float_loops import ends_by_floats
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
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
from jarip.cuda.ir.types import DOUBLE, FLOAT, scalar_of
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.widen.warp import WARP, is_warp_operation

FEWEST = 4
"""Lanes below which vectors do not pay."""


class Rows(enum.Enum):
    """How a block's threads fall into groups."""

    WHOLE = "rows of the block are multiples of a group"
    LINE = "the block is one row; its last group may not be full"
    FOLDED = "a group spans rows; thread indices are vectors"


@dataclass(frozen=True)
class Groups:
    """`lanes` is W; `threads` the block's; `rows` says how groups lie in it.

    `jam` is U: how many groups, one row below the other, are best worked for at once.
    """

    lanes: int
    threads: int
    rows: Rows
    jam: int = 1

    @property
    def partial(self) -> bool:
        """Whether the last group has fewer threads than lanes."""
        return self.threads % self.lanes != 0


def choose_groups(
    functions: Sequence[Function], block: tuple[int, int, int], vector_bits: int
) -> Groups | None:
    """The grouping for these regions; None when vectors are not worth it.

    Args:
        functions: The kernel's regions.
        block: Threads in x, y, z.
        vector_bits: Width of the chip's vector registers in bits.
    """
    x, y, z = block
    threads = x * y * z
    if any(_acts_in_step(i) for f in functions for i in f.instructions()):
        return Groups(WARP, threads, _rows(block, WARP))
    registers = _registers(functions, vector_bits)
    register = max(FEWEST, vector_bits // _element_bits(functions))
    wanted = lanes = registers * register
    while lanes > FEWEST and (lanes > threads or (x % lanes and x > 1 and y * z > 1)):
        lanes //= 2
    while lanes > register and threads % lanes:
        lanes //= 2  # whole groups need no masks
    if lanes <= register < wanted and threads % wanted == 0 and ends_by_floats(functions):
        return Groups(wanted, threads, _rows(block, wanted))
    if threads < FEWEST:
        return None
    jam = _jam(block, lanes, wanted)
    if jam > 1 and registers == MOST_REGISTERS and _fit(functions, block, -(-lanes // register)):
        jam = y
    return Groups(lanes, threads, _rows(block, lanes), jam)


def _jam(block: tuple[int, int, int], lanes: int, wanted: int) -> int:
    """Rows of a block as narrow as a group: as many at once as make up for what W falls short."""
    x, y, _ = block
    jam = wanted // lanes if x == lanes else 1
    while y % jam:
        jam //= 2
    return jam


def _fit(functions: Sequence[Function], block: tuple[int, int, int], registers: int) -> bool:
    """Whether the sums of all rows fit into registers, so that barriers put none into memory.

    `registers` is what one value of a row takes.
    """
    _, y, z = block
    sums = sum(_sums(f) for f in functions) * registers
    size = sum(1 for f in functions for _ in f.instructions())
    return z == 1 and 0 < sums * y <= SUMS_IN_REGISTERS and size * y <= MOST_JAMMED


def _sums(function: Function) -> int:
    """Floating-point values that a loop with a barrier in it carries from turn to turn."""
    meeting = {block for block in function.blocks if any(map(_is_barrier, block.instructions))}
    try:
        loops = Graph(function).loops if meeting else []
    except IrreducibleError:
        return 0
    headers = [loop.header for loop in loops if not meeting.isdisjoint(loop.blocks)]
    return max((sum(p.type in (FLOAT, DOUBLE) for p in h.phis()) for h in headers), default=0)


def _is_barrier(instruction: Instruction) -> bool:
    row = find(called_name(instruction))
    return row is not None and row.kind is Kind.BARRIER


SUMS_IN_REGISTERS = 16
"""Of 32: the other half is for what is summed up."""
MOST_JAMMED = 3000
"""Instructions, times rows, that one call may take."""
MOST_REGISTERS = 4


def _registers(functions: Sequence[Function], vector_bits: int) -> int:
    """Vector registers that hold one value.

    Several let chains of arithmetic overlap and read more of memory in a row, where there are
    registers enough for it: 32 of 512 bits, but only 16 narrower ones. Code grows with them, most
    where lanes do something one by one.
    """
    if vector_bits < 512:
        return 1
    instructions = [i for f in functions for i in f.instructions()]
    one_by_one = sum(isinstance(i, AtomicRMW | CompareExchange) for i in instructions)
    small = len(instructions) <= SMALL and one_by_one <= FEW
    return MOST_REGISTERS if small and not any(map(is_mixed_address, instructions)) else 2


def is_mixed_address(instruction: Instruction) -> bool:
    """Whether bits of two variables meet in the index: its lanes are put in order by registers.

    What is known of that order takes several registers for each one of lanes.
    """
    if not isinstance(instruction, GetElementPtr):
        return False
    waiting: list[Value] = instruction.operands[1:]
    seen: set[Value] = set()
    while waiting:
        value = waiting.pop()
        if value in seen:
            continue
        seen.add(value)
        constant = isinstance(value, Binary) and isinstance(value.operands[1], ConstantInt)
        if isinstance(value, Binary) and value.opcode in ("and", "or", "xor") and not constant:
            return "disjoint" not in value.flags
        if isinstance(value, Binary | Cast):
            waiting += value.operands
    return False


SMALL = 250
"""Instructions of a kernel whose values may take four registers each."""
FEW = 4
"""Atomic operations that such a kernel may have."""


def _acts_in_step(instruction: Instruction) -> bool:
    """Whether a warp must move as one: it exchanges values, or counts on doing so.

    Volatile shared memory without a barrier is how programs exchanged values within a warp before
    `__syncwarp`; they mean each access to happen in all 32 lanes before the next.
    """
    if isinstance(instruction, Load | Store):
        return instruction.volatile
    return is_warp_operation(called_name(instruction))


def _rows(block: tuple[int, int, int], lanes: int) -> Rows:
    x, y, z = block
    if x % lanes == 0:
        return Rows.WHOLE
    return Rows.LINE if y * z == 1 else Rows.FOLDED


def _element_bits(functions: Sequence[Function]) -> int:
    """64 where arithmetic is mostly in double precision, else 32."""
    kinds = [scalar_of(i.type) for f in functions for i in f.instructions()]
    doubles = sum(kind is DOUBLE for kind in kinds)
    return 64 if doubles > sum(kind is FLOAT for kind in kinds) else 32
