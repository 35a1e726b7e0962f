"""Loops that every thread runs equally often are counted instead of compared with.

`for (i = tid; i < 1024; i += 256)` ends by an index that differs from thread to thread, but in a
block of 256 threads each runs it four times. A count is the same for all: no lane waits for
another, rows of a block run it together, and LLVM can write its turns one after the other.

Before: a kernel with the arguments of `region_signature`, loops simplified. After: the same, where
the last test of such a loop compares a new counter with a constant.
"""

from __future__ import annotations

from collections.abc import Mapping

from jarip.cuda.analysis.extents import Extent, extent_of
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.loops import Loop, constant_step
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Binary, Branch, Compare, Phi
from jarip.cuda.ir.types import I32, IntType
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.context import PassContext

MOST_TURNS = 1 << 16
GOES_ON = {"ult": 0, "slt": 0, "ule": 1, "sle": 1}
"""What to add to a bound for the first number that does not hold."""
ENDS = {"uge": "ult", "sge": "slt", "ugt": "ule", "sgt": "sle"}


def run_on(context: PassContext, kernel: Function, known: Mapping[Value, Extent]) -> None:
    """Counts the loops whose start `known` decides: the extents of thread indices."""
    try:
        graph = Graph(kernel)
        loops = graph.loops
    except IrreducibleError:
        return
    for loop in loops:
        if len(loop.latches) == 1 and len(graph.predecessors[loop.header]) == 2:
            _count(context, graph, loop, known)


def _count(context: PassContext, graph: Graph, loop: Loop, known: Mapping[Value, Extent]) -> None:
    (latch,) = loop.latches
    end = latch.terminator
    if not isinstance(end, Branch) or not isinstance(end.operands[0], Compare):
        return
    before = next(b for b in graph.predecessors[loop.header] if b is not latch)
    turns = _turns(end.operands[0], end.then is loop.header, loop.header, before, latch, known)
    if turns is not None:
        _compare_count(context, end, loop.header, before, latch, turns)


def _turns(
    test: Compare,
    goes_on: bool,
    header: Block,
    before: Block,
    latch: Block,
    known: Mapping[Value, Extent],
) -> int | None:
    """How often each thread runs the loop, if that is the same number for all."""
    tested, bound = test.operands
    predicate = test.predicate if goes_on else ENDS.get(test.predicate, "")
    if predicate not in GOES_ON or not isinstance(bound, ConstantInt) or bound.value < 0:
        return None  # a negative bound of an unsigned comparison would be a large one
    first_beyond = bound.value + GOES_ON[predicate]
    for phi in header.phis():
        following = phi.incoming(latch)
        if tested is not phi and tested is not following:
            continue
        step, start = constant_step(phi, following), extent_of(phi.incoming(before), known)
        if step is None or start is None or start[0] == start[1]:
            return None
        if tested is following:
            start = start[0] + step, start[1] + step
        least, most = (_turns_from(number, step, first_beyond) for number in reversed(start))
        assert isinstance(phi.type, IntType)
        wraps = start[1] + (most + 1) * step >= 1 << (phi.type.bits - 1)
        return most if least == most <= MOST_TURNS and not wraps else None
    return None


def _turns_from(start: int, step: int, first_beyond: int) -> int:
    """The loop has run once when its test first sees `start`."""
    return 1 + max(0, -(-(first_beyond - start) // step))


def _compare_count(
    context: PassContext, end: Branch, header: Block, before: Block, latch: Block, turns: int
) -> None:
    zero, one = ConstantInt(I32, 0), ConstantInt(I32, 1)
    turn = Phi(I32, [zero, zero], [before, latch])
    context.named(turn, "turn")
    following = context.named(Binary("add", turn, one, flags=("nuw", "nsw")), "turn")
    turn.operands[1] = following
    predicate = "ult" if end.then is header else "uge"
    test = context.named(Compare("icmp", predicate, following, ConstantInt(I32, turns)), "turn")
    header.instructions.insert(0, turn)
    latch.instructions[-1:] = [following, test, end]
    end.operands[0] = test
