"""The control-flow facts that divergence and widening ask for, computed once a function."""

from __future__ import annotations

from functools import cached_property

from jarip.cuda.analysis.cfg import predecessors, reverse_postorder
from jarip.cuda.analysis.dominators import postdominators
from jarip.cuda.analysis.loops import Loop, Loops, find_loops
from jarip.cuda.ir.function import Block, Function


class IrreducibleError(Exception):
    """A cycle can be entered in more than one place, so it has no header."""


class Graph:
    """Blocks reachable from the entry, in order, with predecessors, postdominators and loops."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self.entry = function.entry
        self.reverse_postorder = reverse_postorder(function.entry)
        self.number = {block: i for i, block in enumerate(self.reverse_postorder)}
        before = predecessors(function)
        self.predecessors = {
            block: [p for p in before[block] if p in self.number]
            for block in self.reverse_postorder
        }

    @cached_property
    def _postdominators(self) -> dict[Block, Block | None]:
        return postdominators(self._function).immediate

    def immediate_postdominator(self, block: Block) -> Block | None:
        """The first block that every path from `block` goes through; None: the function's end."""
        return self._postdominators[block]

    @cached_property
    def loops(self) -> list[Loop]:
        """All natural loops.

        Raises:
            IrreducibleError: some cycle is none.
        """
        if self._found.irreducible:
            raise IrreducibleError("a cycle can be entered in more than one place")
        return self._found.loops

    @cached_property
    def _found(self) -> Loops:
        return find_loops(self._function)
