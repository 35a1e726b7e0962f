"""The control-flow graph of a function with what the divergence analysis asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jarip.cuda.ir.function import Block, Function


@dataclass(frozen=True, slots=True)
class Loop:
    """A natural loop: its header dominates every block in it."""

    header: Block
    blocks: frozenset[Block]


class IrreducibleError(Exception):
    """A cycle can be entered in more than one place, so it has no header."""


class Graph:
    """Blocks reachable from the entry, and facts about them computed when first asked for."""

    def __init__(self, function: Function) -> None:
        self.entry = function.entry
        self.reverse_postorder = _reverse_postorder(function.entry)
        self.number = {block: i for i, block in enumerate(self.reverse_postorder)}
        self.predecessors: dict[Block, list[Block]] = {b: [] for b in self.reverse_postorder}
        for block in self.reverse_postorder:
            for successor in dict.fromkeys(block.successors):
                self.predecessors[successor].append(block)

    @cached_property
    def _immediate_dominators(self) -> dict[Block, Block]:
        """K. Cooper, T. Harvey and K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001)."""
        idom: dict[Block, Block] = {self.entry: self.entry}
        changed = True
        while changed:
            changed = False
            for block in self.reverse_postorder[1:]:
                known = [p for p in self.predecessors[block] if p in idom]
                new = known[0]
                for other in known[1:]:
                    new = self._common(new, other, idom)
                if idom.get(block) is not new:
                    idom[block] = new
                    changed = True
        return idom

    def _common(self, left: Block, right: Block, idom: dict[Block, Block]) -> Block:
        while left is not right:
            while self.number[left] > self.number[right]:
                left = idom[left]
            while self.number[right] > self.number[left]:
                right = idom[right]
        return left

    def dominates(self, above: Block, below: Block) -> bool:
        """Whether every path from the entry to `below` goes through `above`."""
        while self.number[below] > self.number[above]:
            below = self._immediate_dominators[below]
        return below is above

    @cached_property
    def _postdominators(self) -> dict[Block, int]:
        """Postdominators as bit sets over block numbers; the exit is implied."""
        everything = (1 << len(self.reverse_postorder)) - 1
        sets = dict.fromkeys(self.reverse_postorder, everything)
        changed = True
        while changed:
            changed = False
            for block in reversed(self.reverse_postorder):
                common = everything if block.successors else 0
                for successor in block.successors:
                    common &= sets[successor]
                new = common | 1 << self.number[block]
                if new != sets[block]:
                    sets[block] = new
                    changed = True
        return sets

    def immediate_postdominator(self, block: Block) -> Block | None:
        """The first block that every path from `block` goes through; None: the function's end."""
        strict = self._postdominators[block] & ~(1 << self.number[block])
        best, most = None, -1
        while strict:
            low = strict & -strict
            strict ^= low
            candidate = self.reverse_postorder[low.bit_length() - 1]
            count = self._postdominators[candidate].bit_count()
            if count > most:
                best, most = candidate, count
        return best

    @cached_property
    def loops(self) -> list[Loop]:
        """All natural loops, one a header.

        Raises:
            IrreducibleError: a cycle has no header.
        """
        members: dict[Block, set[Block]] = {}
        for block in self.reverse_postorder:
            for successor in block.successors:
                if self.number[successor] <= self.number[block]:
                    if not self.dominates(successor, block):
                        raise IrreducibleError(f"cycle through %{successor.name} has two entries")
                    body = members.setdefault(successor, {successor})
                    self._grow(body, block)
        return [Loop(header, frozenset(blocks)) for header, blocks in members.items()]

    def _grow(self, body: set[Block], latch: Block) -> None:
        waiting = [latch]
        while waiting:
            block = waiting.pop()
            if block not in body:
                body.add(block)
                waiting += self.predecessors[block]


def _reverse_postorder(entry: Block) -> list[Block]:
    seen = {entry}
    order: list[Block] = []
    stack = [(entry, iter(entry.successors))]
    while stack:
        block, successors = stack[-1]
        for successor in successors:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(successor.successors)))
                break
        else:
            order.append(block)
            stack.pop()
    return order[::-1]
