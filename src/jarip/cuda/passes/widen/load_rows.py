"""Loads of one thread from neighbouring places, where lanes lie a row apart.

`tile[4 * lane]`, `tile[4 * lane + 1]`, ... together read all that lies between, so they read the
same vectors and differ in the elements that they take: LLVM then loads each vector once. Each
alone would read vectors that begin at its own first element, most of them across two cache lines.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jarip.cuda.analysis.places import place_of
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call, Instruction, Load
from jarip.cuda.ir.layout import size_of
from jarip.cuda.passes.deal_columns import COLLECT, DEAL

RETURN = ("llvm.", DEAL, COLLECT)
"""Calls that always do."""


@dataclass(frozen=True)
class LoadRow:
    """Loads of one type in one block, which happen all or none.

    `leader` is the first to happen; `offsets` are in bytes from the leader's address.
    """

    leader: Load
    offsets: Mapping[Load, int]

    def span(self, load: Load, bytes_apart: int) -> tuple[int, int]:
        """The first and last offset of those that lie in one row of so many bytes with `load`."""
        places = sorted(set(self.offsets.values()))
        first = last = places[0]
        for place in places:
            if place >= first + bytes_apart:
                if first <= self.offsets[load] <= last:
                    break
                first = place
            last = place
        return first, last


def find_load_rows(function: Function) -> dict[Load, LoadRow]:
    """The loads that have neighbours."""
    found: dict[Load, LoadRow] = {}
    for block in function.blocks:
        for loads in _together(block.instructions):
            base = place_of(loads[0].operands[0]).offset
            offsets = {load: place_of(load.operands[0]).offset - base for load in loads}
            size = size_of(loads[0].type)
            if len(loads) > 1 and all(offset % size == 0 for offset in offsets.values()):
                found.update(dict.fromkeys(loads, LoadRow(loads[0], offsets)))
    return found


def _together(instructions: Sequence[Instruction]) -> Iterator[list[Load]]:
    """Loads with the same root; calls part them, since one may not return."""
    groups: dict[Hashable, list[Load]] = {}
    for instruction in instructions:
        if isinstance(instruction, Load) and not (instruction.volatile or instruction.ordering):
            key = (instruction.type, place_of(instruction.operands[0]).root)
            groups.setdefault(key, []).append(instruction)
        elif isinstance(instruction, Call) and not called_name(instruction).startswith(RETURN):
            yield from groups.values()
            groups = {}
    yield from groups.values()
