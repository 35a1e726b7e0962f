"""What a divergent branch does to the code after it: where its threads meet again, and with what.

Source: sync dependence as in S. Moll and S. Hack, "Partial Control-Flow Linearization" (2018) and
LLVM's divergence analysis: phis become varying where disjoint paths from the branch meet (joins)
and where threads that left a loop at different iterations meet (exits of divergent loops).
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.analysis.graph import Graph
from jarip.cuda.ir.function import Block


@dataclass(frozen=True, slots=True)
class Influence:
    """Of one divergent branch.

    `region` are the blocks that some of the threads may run before all meet again in `meeting`
    (None: only at the function's end); it holds the branch's own block if a path leads back.
    `joins` are the blocks whose phis mix threads that took different ways.
    """

    branch: Block
    meeting: Block | None
    region: frozenset[Block]
    joins: frozenset[Block]


def influence_of(branch: Block, graph: Graph) -> Influence:
    """The influence of the branch that ends the block."""
    meeting = graph.immediate_postdominator(branch)
    region = _region(branch, meeting)
    joins = _disjoint_path_joins(branch, meeting, region, graph)
    for loop in graph.loops:
        if branch in loop.blocks and (meeting is None or meeting not in loop.blocks):
            joins |= {s for b in loop.blocks for s in b.successors if s not in loop.blocks}
    return Influence(branch, meeting, frozenset(region), frozenset(joins))


def _region(branch: Block, meeting: Block | None) -> set[Block]:
    region: set[Block] = set()
    waiting = [s for s in branch.successors if s is not meeting]
    while waiting:
        block = waiting.pop()
        if block not in region:
            region.add(block)
            waiting += [s for s in block.successors if s is not meeting]
    return region


def _disjoint_path_joins(
    branch: Block, meeting: Block | None, region: set[Block], graph: Graph
) -> set[Block]:
    """Blocks that two disjoint paths from the branch reach, each way labelled until it meets."""
    reach = region | ({meeting} if meeting is not None else set())
    label: dict[Block, Block] = {}
    joins: set[Block] = set()
    changed = True
    order = [b for b in graph.reverse_postorder if b in reach]
    while changed:
        changed = False
        for block in order:
            incoming = {
                label[p]
                for p in graph.predecessors[block]
                if p in region and p is not branch and p in label
            }
            if block in branch.successors:
                incoming.add(block)
            if not incoming:
                continue
            new = next(iter(incoming)) if len(incoming) == 1 else block
            if len(incoming) > 1:
                joins.add(block)
            if label.get(block) is not new:
                label[block] = new
                changed = True
    return joins
