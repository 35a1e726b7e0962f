"""Loops with one loop in them whose turns can run together, by shape, memory and what they share.

Turns of the outer loop run together (unroll and jam) when the inner loop's turns of one need not
wait for those of the other: nothing that a turn computes after, or in, its inner loop is needed
before or in the inner loop of the next, and what the inner loop stores is a place of its own every
turn of it.

Source: unroll-and-jam as in S. Carr and K. Kennedy, "Improving the Ratio of Memory Operations to
Floating-Point Operations in Loops" (1994).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jarip.cuda.analysis.graph import Graph
from jarip.cuda.analysis.loops import Loop, constant_step
from jarip.cuda.analysis.turn_memory import accesses_allow
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import (
    Binary,
    Branch,
    Call,
    Cast,
    Compare,
    GetElementPtr,
    Instruction,
    Jump,
    Load,
    Phi,
    Select,
    Store,
    Unary,
)
from jarip.cuda.ir.values import Argument, ConstantInt, Value

PURE = (Binary, Cast, Compare, GetElementPtr, Select, Unary)
PURE_CALLS = (
    "llvm.fma", "llvm.fabs", "llvm.sqrt", "llvm.copysign", "llvm.min", "llvm.max", "llvm.smin",
    "llvm.smax", "llvm.umin", "llvm.umax", "llvm.abs", "llvm.ctpop", "jarip.scale.",
)  # fmt: skip
GOES_ON = {"ult": 0, "slt": 0, "ne": 0, "ule": 1, "sle": 1}
"""What to add to a bound for the first number that does not hold."""
LARGEST = 1 << 24
"""Of the numbers that counters start from, end at and grow by: none wraps around."""
OPPOSITE = {"eq": "ne", "uge": "ult", "sge": "slt", "ugt": "ule", "sgt": "sle"}


@dataclass(frozen=True)
class Nest:
    """`fore` runs, then `inner` over and over, then `aft`; all that `turns` times.

    Attributes:
        before: Where control comes from.
        same: Values of `inner` that are the same in every turn of the outer loop.
        early: Instructions of `aft` that the next turn needs at its start; they can be in `fore`.
    """

    before: Block
    fore: Block
    inner: Block
    aft: Block
    turns: int
    same: frozenset[Instruction]
    early: frozenset[Instruction]

    @property
    def blocks(self) -> tuple[Block, Block, Block]:
        """In the order in which they run."""
        return self.fore, self.inner, self.aft


def find_nests(graph: Graph, parameters: Iterable[Argument]) -> list[Nest]:
    """All of a function; `parameters` are pointers that may point to the same memory.

    Raises:
        IrreducibleError: some cycle is no loop.
    """
    may_meet = frozenset(parameters)
    found = (_nest(graph, loop, may_meet) for loop in graph.loops if len(loop.blocks) == 3)
    return [nest for nest in found if nest is not None]


def _nest(graph: Graph, loop: Loop, may_meet: frozenset[Argument]) -> Nest | None:
    shape = _shape(graph, loop)
    if shape is None:
        return None
    before, fore, inner, aft = shape
    if not all(_is_simple(i) for b in (fore, inner, aft) for i in b.instructions):
        return None
    turns = _turns(fore, before, aft)
    inside = {i for block in (fore, inner, aft) for i in block.instructions}
    same = _same(fore, inner, inside)
    early = _early(fore, inner, aft, inside)
    condition = inner.terminator.operands[0]
    if turns is None or early is None or (condition in inside and condition not in same):
        return None
    if not accesses_allow(fore, inner, aft, same, may_meet):
        return None
    return Nest(before, fore, inner, aft, turns, frozenset(same), frozenset(early))


def _shape(graph: Graph, loop: Loop) -> tuple[Block, Block, Block, Block] | None:
    """Where the loop comes from, and its blocks, if they are one after the other."""
    fore = loop.header
    if len(loop.latches) != 1 or not isinstance(fore.terminator, Jump):
        return None
    inner, aft = fore.successors[0], loop.latches[0]
    outside = [block for block in graph.predecessors[fore] if block is not aft]
    repeats = isinstance(inner.terminator, Branch) and set(inner.successors) == {inner, aft}
    ends = isinstance(aft.terminator, Branch) and len(set(aft.successors)) == 2
    if len(outside) != 1 or len({fore, inner, aft}) != 3 or not (repeats and ends):
        return None
    return (outside[0], fore, inner, aft) if graph.predecessors[aft] == [inner] else None


def _is_simple(instruction: Instruction) -> bool:
    if isinstance(instruction, Load | Store):
        return not instruction.volatile and not instruction.ordering
    if isinstance(instruction, Call):
        return called_name(instruction).startswith(PURE_CALLS)
    return isinstance(instruction, (*PURE, Phi, Branch, Jump))


def _turns(fore: Block, before: Block, aft: Block) -> int | None:
    """How often the outer loop runs, if that is known."""
    end = aft.terminator
    test = end.operands[0]
    if not isinstance(test, Compare) or not isinstance(test.operands[1], ConstantInt):
        return None
    goes_on = end.targets[0] is fore
    predicate = test.predicate if goes_on else OPPOSITE.get(test.predicate, "")
    for phi in fore.phis():
        start, following = phi.incoming(before), phi.incoming(aft)
        step = constant_step(phi, following)
        if step is None or step >= LARGEST:
            continue
        if test.operands[0] is following and isinstance(start, ConstantInt):
            return _count(start.value, step, predicate, test.operands[1].value)
    return None


def _count(start: int, step: int, predicate: str, bound: int) -> int | None:
    if predicate not in GOES_ON or not (0 <= start < LARGEST and 0 <= bound < LARGEST):
        return None
    way = bound + GOES_ON[predicate] - start
    if predicate == "ne" and (way <= 0 or way % step):
        return None
    return max(1, -(-way // step))


def _same(fore: Block, inner: Block, inside: set[Instruction]) -> set[Instruction]:
    """Values of the inner loop that come of nothing that the outer loop computes."""
    same: set[Instruction] = {i for i in inner.instructions if isinstance(i, (*PURE, Phi))}
    changed = True
    while changed:
        changed = False
        for instruction in list(same):
            if any(o in inside and o not in same for o in instruction.operands):
                same.discard(instruction)
                changed = True
    return same


def _early(
    fore: Block, inner: Block, aft: Block, inside: set[Instruction]
) -> set[Instruction] | None:
    """What of `aft` gives the next turn's `fore` and `inner` their values; None: it can't be early.

    That is: no memory, and nothing that comes of the inner loop.
    """
    used = {o for b in (fore, inner) for i in b.instructions[_phis(b) :] for o in i.operands}
    used |= {phi.incoming(fore) for phi in inner.phis()}
    waiting: list[Value] = [phi for phi in fore.phis() if phi in used]
    early: set[Instruction] = set()
    seen: set[Value] = set()
    while waiting:
        value = waiting.pop()
        if value in seen or value not in inside:
            continue
        seen.add(value)
        assert isinstance(value, Instruction)
        if isinstance(value, Phi) and value in fore.instructions:
            waiting.append(value.incoming(aft))
        elif value in fore.instructions:
            waiting += value.operands
        elif value in aft.instructions and isinstance(value, PURE):
            early.add(value)
            waiting += value.operands
        else:
            return None
    return early


def _phis(block: Block) -> int:
    return sum(1 for _ in block.phis())
