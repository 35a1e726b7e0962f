"""Neighbouring turns of a loop run together, where its time goes into a loop within it.

`for (j) for (d) score[j] += q[d] * key[j][d]` adds up one sum at a time, and waits for each
addition; `for (j) for (d) sum[d] += p[j] * v[j][d]` reads and writes each sum for one product. Two
turns of the outer loop at once are two chains of additions, or two products for each sum that is
read and written. Each sum is added up in the order that it was.

Before: a kernel with the arguments of `region_signature`, loops simplified. After: the same, where
such an outer loop has half or a quarter of the turns, and each does two or four of before.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.nests import Nest, find_nests
from jarip.cuda.analysis.turn_memory import object_of
from jarip.cuda.ir.clone import clone_instruction, map_operands
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Instruction, Load, Phi, Store, Terminator
from jarip.cuda.ir.types import DOUBLE, FLOAT
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes.context import PassContext

AT_ONCE = 4
"""Turns at most; what they share is loaded once for all."""
MOST_INSTRUCTIONS = 200
"""Of the inner loop, all turns together."""


def run_on(
    context: PassContext, kernel: Function, parameters: Iterable[Argument], sums: int
) -> None:
    """Jams what is worth it.

    Args:
        context: The compilation.
        kernel: The kernel.
        parameters: Its parameters, which may point to the same memory.
        sums: How many sums of one thread the registers have room for, beside what is added.
    """
    try:
        nests = find_nests(Graph(kernel), parameters)
    except IrreducibleError:
        return
    for nest in nests:
        turns = _together(nest, sums)
        if turns > 1:
            _Jam(context, kernel, nest).run(turns)


def _together(nest: Nest, sums: int) -> int:
    """How many turns to do at once."""
    chains = sum(phi.type in (FLOAT, DOUBLE) for phi in nest.inner.phis() if phi not in nest.same)
    if _adds_up_in_memory(nest):
        wanted = AT_ONCE
    elif chains:
        wanted = min(sums // chains, AT_ONCE)
    else:
        return 1
    wanted = 1 << max(wanted, 1).bit_length() - 1
    while wanted > 1 and (
        nest.turns % wanted or wanted * len(nest.inner.instructions) > MOST_INSTRUCTIONS
    ):
        wanted //= 2
    return wanted


def _adds_up_in_memory(nest: Nest) -> bool:
    """Whether floats are read and written in places that are the same whatever the outer turn."""
    accesses = [i for i in nest.inner.instructions if isinstance(i, Load | Store)]
    written = {object_of(a) for a in accesses if isinstance(a, Store)}
    return any(
        isinstance(a, Load) and a.type in (FLOAT, DOUBLE) and object_of(a) in written
        for a in accesses
    )


class _Jam:
    """Writes one nest anew. `copies[n]` are the values of the n-th of the turns at once."""

    def __init__(self, context: PassContext, kernel: Function, nest: Nest) -> None:
        self.context = context
        self.kernel = kernel
        self.nest = nest
        self.copies: list[dict[Value, Value]] = [{}]

    def run(self, turns: int) -> None:
        nest = self.nest
        self._hoist()
        originals = [list(block.instructions) for block in nest.blocks]
        fore, inner, aft = originals
        phis = [i for i in fore if isinstance(i, Phi)]
        nexts = {phi: phi.incoming(nest.aft) for phi in phis}
        for _ in range(1, turns):
            before = self.copies[-1]
            now: dict[Value, Value] = {phi: before.get(n, n) for phi, n in nexts.items()}
            self.copies.append(now)
            self._append(nest.fore, fore, now)
            self._append(nest.inner, inner, now)
            self._append(nest.aft, aft, now)
        last = self.copies[-1]
        for phi, following in nexts.items():
            phi.operands[phi.blocks.index(nest.aft)] = last.get(following, following)
        map_operands(nest.aft.terminator, last)
        self._replace_outside(last)

    def _hoist(self) -> None:
        """What the next turn needs at its start is computed in this turn's."""
        nest = self.nest
        early = [i for i in nest.aft.instructions if i in nest.early]
        nest.aft.instructions = [i for i in nest.aft.instructions if i not in nest.early]
        nest.fore.instructions[-1:-1] = early

    def _append(self, block: Block, originals: list[Instruction], now: dict[Value, Value]) -> None:
        """Another copy of the block's instructions: phis after its phis, others at its end.

        An outer phi is what the turn before gives for it. Values that are not there yet, because
        an accumulator comes of the turn before's `aft`, are only used by this turn's.
        """
        made: list[Instruction] = []
        for instruction in originals:
            outer = isinstance(instruction, Phi) and block is self.nest.fore
            if outer or isinstance(instruction, Terminator) or instruction in self.nest.same:
                continue
            twin = clone_instruction(instruction)
            self.context.named(twin, "turn")
            now[instruction] = twin
            made.append(twin)
        for twin in made:
            map_operands(twin, now)
        phis = [twin for twin in made if isinstance(twin, Phi)]
        position = sum(1 for _ in block.phis())
        block.instructions[position:position] = phis
        block.instructions[-1:-1] = [twin for twin in made if not isinstance(twin, Phi)]

    def _replace_outside(self, last: dict[Value, Value]) -> None:
        """After the loop, its values are those of the last turn."""
        for block in self.kernel.blocks:
            if block not in self.nest.blocks:
                for instruction in block.instructions:
                    map_operands(instruction, last)
