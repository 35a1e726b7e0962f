"""Dominators and postdominators.

A block dominates another if every path from the entry to the other passes it; it postdominates if
every path from the other to an exit does. Blocks that cannot reach an exit (endless loops) are
taken to leave straight for it.

Source: K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jarip.cuda.analysis.cfg import predecessors, reverse_postorder
from jarip.cuda.ir.function import Block, Function


class DominatorTree:
    """Who dominates whom. `immediate[block]` is None for a root."""

    def __init__(self, order: Sequence[Block], immediate: dict[Block, Block | None]) -> None:
        self.order = order
        self.immediate = immediate
        self._depth: dict[Block, int] = {}
        for block in order:
            parent = immediate[block]
            self._depth[block] = 0 if parent is None else self._depth[parent] + 1

    def dominates(self, above: Block, below: Block) -> bool:
        """Whether `above` dominates `below`; a block dominates itself."""
        walk: Block | None = below
        depth = self._depth[above]
        while walk is not None and self._depth[walk] > depth:
            walk = self.immediate[walk]
        return walk is above

    def frontiers(self, before: Callable[[Block], Sequence[Block]]) -> dict[Block, set[Block]]:
        """Where each block's dominance ends; `before` gives a block's predecessors."""
        found: dict[Block, set[Block]] = {block: set() for block in self.order}
        for block in self.order:
            sources = [s for s in before(block) if s in self.immediate]
            if len(sources) < 2:
                continue
            for source in sources:
                walk: Block | None = source
                while walk is not None and walk is not self.immediate[block]:
                    found[walk].add(block)
                    walk = self.immediate[walk]
        return found


def dominators(function: Function) -> DominatorTree:
    """The dominator tree of the blocks that control reaches."""
    order = reverse_postorder(function.entry)
    before = predecessors(function)
    return DominatorTree(order, _solve(order, [function.entry], lambda b: before[b]))


def postdominators(function: Function) -> DominatorTree:
    """The postdominator tree; exits are its roots, a block whose paths end apart is one too."""
    reached = reverse_postorder(function.entry)
    before = predecessors(function)
    exits = [block for block in reached if not block.successors]
    order = _backward_order(exits, before, reached)
    inside = set(reached)
    return DominatorTree(
        order,
        _solve(order, exits, lambda b: [s for s in b.successors if s in inside]),
    )


def _backward_order(
    exits: list[Block], before: dict[Block, list[Block]], reached: list[Block]
) -> list[Block]:
    """Reverse postorder of the reversed graph, started at exits, then at blocks without one."""
    order: list[Block] = []
    seen: set[Block] = set()
    inside = set(reached)

    def walk(start: Block) -> list[Block]:
        found: list[Block] = []
        seen.add(start)
        stack = [(start, iter(before[start]))]
        while stack:
            block, sources = stack[-1]
            for source in sources:
                if source not in seen and source in inside:
                    seen.add(source)
                    stack.append((source, iter(before[source])))
                    break
            else:
                found.append(block)
                stack.pop()
        return found[::-1]

    trees = [walk(block) for block in exits if block not in seen]
    for block in reversed(reached):
        if block not in seen:
            exits.append(block)
            trees.append(walk(block))
    for tree in reversed(trees):
        order.extend(tree)
    return order


def _solve(
    order: Sequence[Block],
    roots: Sequence[Block],
    before: Callable[[Block], Sequence[Block]],
) -> dict[Block, Block | None]:
    """Immediate dominators; roots hang below one invisible root, which shows as None."""
    number = {block: index + 1 for index, block in enumerate(order)}
    parent = [0] * (len(order) + 1)
    done = [False] * (len(order) + 1)
    done[0] = True
    for root in roots:
        done[number[root]] = True
    changed = True
    at_root = set(roots)
    while changed:
        changed = False
        for block in order:
            index = number[block]
            if block in at_root:
                continue
            new = -1
            for source in before(block):
                other = number.get(source, -1)
                if other < 0 or not done[other]:
                    continue
                new = other if new < 0 else _meet(parent, new, other)
            if new >= 0 and (not done[index] or parent[index] != new):
                parent[index] = new
                done[index] = changed = True
    return {block: order[parent[number[block]] - 1] if parent[number[block]] else None
            for block in order}  # fmt: skip


def _meet(parent: list[int], left: int, right: int) -> int:
    while left != right:
        while left > right:
            left = parent[left]
        while right > left:
            right = parent[right]
    return left
