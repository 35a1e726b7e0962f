"""A kernel with barriers becomes regions: functions of one thread that run from barrier to barrier.

Before: a kernel with the signature of `region_signature` whose blocks end at barriers
(`split_blocks`). After: one function a region, `i32 @region.N(signature)`, without barriers;
each returns the region that comes next for its thread, or -1 when the thread is done. Region 0
starts at the kernel's entry, region N after the N-th barrier.

Values needed after a barrier are stored to the context before it and loaded where the next region
starts; those that all threads share come in as the signature's `uniform` arguments, because one
thread's store must not be seen by the next thread's load of the same round. Short chains of
arithmetic are computed again instead, and private variables that live on have their place in the
context. Where a region both loads a value and computes it anew, the value has an alloca; LLVM's
SROA makes SSA of it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from jarip.cuda.analysis.cfg import reachable_blocks
from jarip.cuda.analysis.keep import Layout, lay_out
from jarip.cuda.analysis.liveness import liveness
from jarip.cuda.analysis.place_sharing import share_places
from jarip.cuda.analysis.private_memory import crossing_allocas
from jarip.cuda.analysis.rematerialise import rematerialisable
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.analysis.uniformity import Uniformity
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Alloca, Instruction
from jarip.cuda.ir.types import I32
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes import interleave_private
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.kept_places import KeptPlaces
from jarip.cuda.passes.region_body import RegionBuilder
from jarip.cuda.passes.region_signature import Signature
from jarip.cuda.passes.split_blocks import meets


@dataclass(frozen=True)
class Part:
    """The blocks of a region in the kernel: `entry` and what it reaches before a barrier."""

    number: int
    entry: Block
    blocks: tuple[Block, ...]


@dataclass
class Regions:
    """The regions of a kernel; `signature.uniform` matches `layout.uniform` in order."""

    functions: list[Function]
    parts: list[Part]
    signature: Signature
    layout: Layout


def find_parts(kernel: Function) -> list[Part]:
    """The regions' blocks, in the kernel's order of blocks."""
    entries = [kernel.entry, *(b.successors[0] for b in kernel.blocks if meets(b))]
    starts = set(entries[1:])
    parts = []
    for number, entry in enumerate(entries):
        inside = reachable_blocks([entry], starts - {entry})
        parts.append(Part(number, entry, tuple(b for b in kernel.blocks if b in inside)))
    return parts


def run_on(
    context: PassContext,
    kernel: Function,
    signature: Signature,
    uniformity: Uniformity,
    threads: int,
    share: bool,
    lanes: int = 1,
    shapes: Callable[[], Mapping[Value, Shape]] = dict,
) -> Regions:
    """Splits one kernel.

    Args:
        context: The compilation.
        kernel: The kernel, which is used up.
        signature: Its arguments.
        uniformity: Which values all threads of a block share.
        threads: Threads of a block.
        share: Whether shared values are kept once; not where threads meet at different barriers.
        lanes: Threads of a group that will run as one vector.
        shapes: Gives those of the kernel's values over the lanes of a group, once private
            variables lie as they will. What is affine is kept once a group, which is right only
            where a group's threads run at once.
    """
    parts = find_parts(kernel)
    memories = _crossing(kernel, parts)
    if lanes > 1:
        interleave_private.run_on(kernel, memories, lanes)
    live = liveness(kernel)
    needed = {part.number: live.at_start(part.entry) for part in parts[1:]}
    again = rematerialisable(kernel, uniformity.is_uniform, frozenset(memories), signature.reduced)
    kept = _kept(kernel, needed, again)
    layout = lay_out(
        kept,
        memories,
        lambda v: share and uniformity.is_uniform(v),
        threads,
        lanes,
        shapes(),
        lambda values: share_places(values, needed.values()),
    )
    full = replace(signature, uniform=_uniform_arguments(layout))
    places = KeptPlaces(full, layout)
    functions = []
    for part in parts:
        function = Function(f"region.{part.number}", I32, full.arguments())
        numbers = {p.entry: p.number for p in parts}
        wants = needed.get(part.number, [])
        builder = RegionBuilder(context, full, places, again, needed, numbers)
        function.blocks = builder.build(part.entry, part.blocks, wants)
        functions.append(function)
    return Regions(functions, parts, full, layout)


def _crossing(kernel: Function, parts: list[Part]) -> list[Alloca]:
    regions = {
        block: frozenset(p.number for p in parts if block in p.blocks) for block in kernel.blocks
    }
    cyclic = frozenset(part.number for part in parts if _comes_back(part))
    found = crossing_allocas(kernel, regions, cyclic)
    return [i for i in kernel.instructions() if isinstance(i, Alloca) and i in found]


def _comes_back(part: Part) -> bool:
    return part.entry in reachable_blocks(
        [t for b in part.blocks if meets(b) for t in b.successors]
    )


def _kept(
    kernel: Function, needed: dict[int, list[Value]], again: frozenset[Instruction]
) -> list[Value]:
    """What needs a place in the context, in the kernel's order."""
    wanted = {v for values in needed.values() for v in values}
    return [
        i
        for i in kernel.instructions()
        if i in wanted and i not in again and not isinstance(i, Alloca)
    ]


def _uniform_arguments(layout: Layout) -> list[Argument]:
    return [
        Argument(value.type, f"uniform.{number}") for number, value in enumerate(layout.uniform)
    ]
