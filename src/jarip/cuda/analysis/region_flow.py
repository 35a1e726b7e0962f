"""How the threads of a block go from barrier to barrier: together, all that are left, or apart.

CUDA asks that a barrier in conditional code be reached by all threads of the block or by none; a
thread that has returned is not waited for. What a branch decides is found in each region: the
branch is harmless when its threads meet again before the region ends.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from functools import cached_property

from jarip.cuda.analysis.cfg import reachable_blocks
from jarip.cuda.ir.function import Block

EXIT = -1


class Flow(enum.Enum):
    """What the loop over regions has to keep track of."""

    TOGETHER = "all threads take the same regions"
    ALIVE = "some threads return early, the others take the same regions"
    APART = "threads may wait at different barriers"


def region_flow(
    regions: Iterable[Iterable[Block]],
    results: Mapping[Block, int],
    divergent: frozenset[Block],
) -> Flow:
    """How a kernel's threads go.

    Args:
        regions: The blocks of each region.
        results: For each block that ends a region, the region that comes next or EXIT.
        divergent: Blocks whose branch not all threads of the block take alike.
    """
    flow = Flow.TOGETHER
    for blocks in regions:
        graph = _Graph(list(blocks), results)
        for block in graph.inside & divergent:
            if block in results:
                continue
            barriers, leaves = graph.ends_after(block)
            if barriers and leaves and not graph.meet_before_ends(block):
                flow = Flow.ALIVE
            if len({results[b] for b in barriers}) > 1 and not graph.meet_again(block):
                return Flow.APART
    return flow


class _Graph:
    """One region; its ends are blocks with a result."""

    def __init__(self, blocks: list[Block], results: Mapping[Block, int]) -> None:
        self.blocks = blocks
        self.inside = inside = frozenset(blocks)
        self.results = results
        self.ends = {b for b in inside if b in results}
        self.outside = {t for e in self.ends for t in e.successors}

    def _barriers_from(self, start: Block, without: Block | None = None) -> set[Block]:
        stop = self.outside if without is None else self.outside | {without}
        found = reachable_blocks([start], stop) & self.ends
        return {b for b in found if self.results[b] != EXIT}

    def ends_after(self, block: Block) -> tuple[set[Block], bool]:
        """Barriers that a block's threads may come to, and whether they may also leave."""
        reached = reachable_blocks(block.successors, self.outside) & self.ends
        barriers = {b for b in reached if self.results[b] != EXIT}
        return barriers, len(barriers) < len(reached)

    def meet_before_ends(self, block: Block) -> bool:
        """Whether all of a block's threads pass some one block before any barrier or return."""
        common = -1
        for target in block.successors:
            common &= self._passed[target]
        return bool(common & ~self._bits[block])

    @cached_property
    def _bits(self) -> dict[Block, int]:
        return {block: 1 << number for number, block in enumerate(self.blocks)}

    @cached_property
    def _passed(self) -> dict[Block, int]:
        """The blocks that every way from a block to a barrier or a return passes, as bits."""
        passed = {block: bit if block in self.ends else -1 for block, bit in self._bits.items()}
        changed = True
        while changed:
            changed = False
            for block in (b for b in reversed(self.blocks) if b not in self.ends):
                common = -1
                for target in block.successors:
                    common &= passed[target]
                if passed[block] != common | self._bits[block]:
                    passed[block] = common | self._bits[block]
                    changed = True
        return passed

    def meet_again(self, block: Block) -> bool:
        """Whether all threads that come to a barrier pass some one block on their way."""
        ways = [t for t in block.successors if self._barriers_from(t)]
        return any(
            all(not self._barriers_from(t, meeting) for t in ways)
            for meeting in self.inside
            if meeting is not block
        )
