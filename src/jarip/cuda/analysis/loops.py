"""Natural loops: a header, and the blocks from which control comes back to it.

Source: A. Aho et al., "Compilers: Principles, Techniques, and Tools", 9.6.6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jarip.cuda.analysis.cfg import predecessors, reverse_postorder
from jarip.cuda.analysis.dominators import DominatorTree, dominators
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Binary, Phi
from jarip.cuda.ir.values import ConstantInt, Value


@dataclass
class Loop:
    """A loop; `parent` is the one around it. Back edges to one header make one loop."""

    header: Block
    blocks: set[Block] = field(default_factory=set)
    latches: list[Block] = field(default_factory=list)
    parent: Loop | None = None

    @property
    def depth(self) -> int:
        """1 for an outermost loop."""
        return 1 if self.parent is None else self.parent.depth + 1

    def exits(self) -> list[tuple[Block, Block]]:
        """Edges from inside to outside, in no particular order."""
        return [(b, t) for b in self.blocks for t in b.successors if t not in self.blocks]


@dataclass
class Loops:
    """The loops of a function, inner ones after outer ones."""

    loops: list[Loop]
    innermost: dict[Block, Loop]
    irreducible: bool

    def of(self, block: Block) -> Loop | None:
        """The innermost loop that a block is in."""
        return self.innermost.get(block)


def find_loops(function: Function, tree: DominatorTree | None = None) -> Loops:
    """All natural loops, and whether some cycle is none (it has more than one entry)."""
    tree = tree or dominators(function)
    before = predecessors(function)
    loops: dict[Block, Loop] = {}
    irreducible = False
    position = {block: index for index, block in enumerate(reverse_postorder(function.entry))}
    for block in tree.order:
        for target in block.successors:
            if tree.dominates(target, block):
                _grow(loops.setdefault(target, Loop(target)), block, before)
            elif position[target] <= position[block]:
                irreducible = True
    found = sorted(loops.values(), key=lambda loop: (-len(loop.blocks), position[loop.header]))
    innermost: dict[Block, Loop] = {}
    for loop in found:
        loop.parent = innermost.get(loop.header)
        for block in loop.blocks:
            innermost[block] = loop
    return Loops(found, innermost, irreducible)


def _grow(loop: Loop, latch: Block, before: dict[Block, list[Block]]) -> None:
    loop.latches.append(latch)
    loop.blocks.add(loop.header)
    waiting = [latch]
    while waiting:
        block = waiting.pop()
        if block not in loop.blocks:
            loop.blocks.add(block)
            waiting.extend(before[block])


def constant_step(phi: Phi, following: Value) -> int | None:
    """The positive constant that a loop adds to a variable every turn."""
    if not isinstance(following, Binary) or following.opcode != "add":
        return None
    left, right = following.operands
    if left is not phi or not isinstance(right, ConstantInt):
        return None
    return right.value if right.value > 0 else None
