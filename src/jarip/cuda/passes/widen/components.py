"""Strongly connected components in topological order (R. Tarjan, 1972), without recursion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jarip.cuda.ir.function import Block


def components(
    blocks: Sequence[Block], successors: Callable[[Block], list[Block]]
) -> list[list[Block]]:
    """The components, each before those that it leads to."""
    index: dict[Block, int] = {}
    low: dict[Block, int] = {}
    open_blocks: list[Block] = []
    is_open: set[Block] = set()
    found: list[list[Block]] = []
    for root in blocks:
        if root in index:
            continue
        work: list[tuple[Block, int]] = [(root, 0)]
        while work:
            block, position = work.pop()
            if position == 0:
                index[block] = low[block] = len(index)
                open_blocks.append(block)
                is_open.add(block)
            following = successors(block)
            for at in range(position, len(following)):
                other = following[at]
                if other not in index:
                    work += [(block, at + 1), (other, 0)]
                    break
                if other in is_open:
                    low[block] = min(low[block], index[other])
            else:
                if low[block] == index[block]:
                    found.append(_close(block, open_blocks, is_open))
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[block])
    return found[::-1]


def _close(root: Block, open_blocks: list[Block], is_open: set[Block]) -> list[Block]:
    component: list[Block] = []
    while True:
        block = open_blocks.pop()
        is_open.discard(block)
        component.append(block)
        if block is root:
            return component[::-1]
