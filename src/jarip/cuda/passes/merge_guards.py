"""A row of guards on neighbouring places is asked once: `if (i + k < n) out[i + k] = v[k]`.

Where the largest of the indices is inside, all are, and a group whose threads all find it so does
everything without asking again: neighbouring loads and stores come to lie in one block, where they
are made a row at a time. Otherwise it goes through the guards as before.

Before: a kernel with the arguments of `region_signature`. After: the same; each such chain of
guards has a copy without them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from jarip.cuda.analysis.cfg import predecessors
from jarip.cuda.analysis.nests import PURE, PURE_CALLS
from jarip.cuda.analysis.places import place_of, sum_of
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.clone import clone_instruction, map_operands
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Binary,
    Branch,
    Call,
    Compare,
    Instruction,
    Jump,
    Load,
    Phi,
    Store,
)
from jarip.cuda.ir.types import I1
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.widen.agreement import ask_all

FLAGS = {"slt": "nsw", "sle": "nsw", "ult": "nuw", "ule": "nuw"}
"""Tests that a smaller index passes, too, and what says that indices don't wrap around."""
OPPOSITE = {"sge": "slt", "sgt": "sle", "uge": "ult", "ugt": "ule"}
MOST_INSTRUCTIONS = 120
"""Of a chain: so many are written a second time."""


@dataclass(frozen=True)
class Guard:
    """`block` ends by asking whether to run `inside`; both go on in `after`.

    `key` is the same for tests of one bound, of which that with the greatest `constant` is the
    hardest to pass. `holds` says whether `inside` runs where the test holds, or where it fails.
    """

    block: Block
    inside: Block
    after: Block
    key: Hashable
    constant: int
    holds: bool


def run_on(context: PassContext, kernel: Function) -> None:
    """Merges the chains of a kernel."""
    before = predecessors(kernel)
    seen: set[Block] = set()
    for block in list(kernel.blocks):
        chain = list(_chain(block, before)) if block not in seen else []
        seen.update(guard.block for guard in chain)
        if len(chain) > 1 and _pays(chain):
            _merge(context, kernel, chain)


def _chain(block: Block, before: Mapping[Block, list[Block]]) -> Iterator[Guard]:
    """Guards one after the other that test the same, with nothing between that may not return."""
    guard = _guard(block, before)
    first = guard
    while guard is not None and first is not None and guard.key == first.key:
        if not all(_is_simple(i) for i in guard.inside.instructions[:-1]):
            return
        yield guard
        following = guard.after.instructions
        simple = all(isinstance(i, Phi) or _is_simple(i) for i in following[:-1])
        guard = _guard(guard.after, before) if simple else None


def _guard(block: Block, before: Mapping[Block, list[Block]]) -> Guard | None:
    end = block.terminator
    if not isinstance(end, Branch) or not isinstance(end.operands[0], Compare):
        return None
    for inside, after in ((end.then, end.otherwise), (end.otherwise, end.then)):
        alone = before[inside] == [block] and not isinstance(inside.instructions[0], Phi)
        goes_on = isinstance(inside.terminator, Jump) and inside.successors == [after]
        if alone and goes_on and type(inside.terminator) is Jump:
            if sorted(map(id, before[after])) != sorted(map(id, (block, inside))):
                return None
            return _tested(block, inside, after, end.operands[0], inside is end.then)
    return None


def _tested(block: Block, inside: Block, after: Block, test: Compare, holds: bool) -> Guard | None:
    index, bound = test.operands
    predicate = test.predicate if holds else OPPOSITE.get(test.predicate, "")
    if predicate not in FLAGS:
        return None
    root, constant = sum_of(index, FLAGS[predicate])
    return Guard(block, inside, after, (predicate, root, bound), constant, holds)


def _is_simple(instruction: Instruction) -> bool:
    if isinstance(instruction, Load | Store):
        return not instruction.volatile and not instruction.ordering
    if isinstance(instruction, Call):
        return called_name(instruction).startswith(PURE_CALLS)
    return isinstance(instruction, PURE)


def _pays(chain: list[Guard]) -> bool:
    """Whether neighbouring places are guarded, and the copy is not too long."""
    roots: dict[Hashable, set[Block]] = {}
    for guard in chain:
        for access in guard.inside.instructions:
            if isinstance(access, Load | Store):
                roots.setdefault(place_of(access.operands[-1]).root, set()).add(guard.inside)
    size = sum(len(g.inside.instructions) + len(g.after.instructions) for g in chain)
    return size <= MOST_INSTRUCTIONS and any(len(blocks) > 1 for blocks in roots.values())


def _merge(context: PassContext, kernel: Function, chain: list[Guard]) -> None:
    start = chain[0].block
    hardest = max(chain, key=lambda guard: guard.constant)
    test = _test_early(context, chain, hardest)
    if test is None:
        return
    fast, slow = Block(context.fresh("all")), Block(context.fresh("some"))
    copies = _copy(context, chain, fast)
    fast.instructions.append(Jump(chain[-1].after))
    slow.instructions.append(start.terminator)
    start.instructions[-1] = Branch(test, fast, slow)
    for phi in chain[0].after.phis():
        phi.blocks = [slow if block is start else block for block in phi.blocks]
    _join(context, kernel, chain, fast, copies)
    position = kernel.blocks.index(start) + 1
    kernel.blocks[position:position] = [fast, slow]


def _copy(context: PassContext, chain: list[Guard], fast: Block) -> dict[Value, Value]:
    """What the chain computes where every guard is passed."""
    copies: dict[Value, Value] = {}

    def add(instructions: list[Instruction]) -> None:
        for instruction in instructions:
            twin = clone_instruction(instruction)
            map_operands(twin, copies)
            copies[instruction] = context.named(twin, "all")
            fast.instructions.append(twin)

    for guard in chain:
        add(guard.inside.instructions[:-1])
        for phi in guard.after.phis():
            value = phi.incoming(guard.inside)
            copies[phi] = copies.get(value, value)
        if guard is not chain[-1]:
            after = guard.after.instructions[:-1]
            add([i for i in after if not isinstance(i, Phi)])
    return copies


def _test_early(context: PassContext, chain: list[Guard], hardest: Guard) -> Value | None:
    """Whether the hardest test is passed, by all of a group; None: it needs what is not there yet.

    It is arithmetic that the chain always came to.
    """
    start = chain[0].block
    later = {i for g in chain for b in (g.inside, g.after) for i in b.instructions}
    early: dict[Value, Value] = {}

    def compute(value: Value) -> bool:
        if value not in later or value in early:
            return True
        if not isinstance(value, PURE) or not all(map(compute, value.operands)):
            return False
        twin = clone_instruction(value)
        map_operands(twin, early)
        early[value] = context.named(twin, "all")
        return True

    test: Value = hardest.block.terminator.operands[0]
    if not compute(test):
        return None
    made = [i for i in early.values() if isinstance(i, Instruction)]
    passes = early.get(test, test)
    if not hardest.holds:
        made.append(context.named(Binary("xor", passes, ConstantInt(I1, 1)), "all"))
        passes = made[-1]
    made.append(context.named(ask_all(passes), "all"))
    start.instructions[-1:-1] = made
    return made[-1]


def _join(
    context: PassContext,
    kernel: Function,
    chain: list[Guard],
    fast: Block,
    copies: dict[Value, Value],
) -> None:
    """Values of the chain that are used after it come from either copy."""
    last = chain[-1]
    for phi in last.after.phis():
        phi.operands.append(copies[phi])
        phi.blocks.append(fast)
    inner = {block for guard in chain for block in (guard.inside, guard.after)} - {last.after}
    over = set(last.after.phis())  # they take what they use over the edges at the chain's end
    outside = [b for b in kernel.blocks if b not in inner and b is not fast]
    users = [i for block in outside for i in block.instructions if i not in over]
    used = {operand for user in users for operand in user.operands}
    joined: dict[Value, Value] = {}
    for guard in chain[:-1]:
        for value in guard.after.instructions[:-1]:
            if value in used:
                sources = [last.inside, last.block, fast]
                whole = Phi(value.type, [value, value, copies[value]], sources)
                joined[value] = context.named(whole, "either")
    for user in users:
        map_operands(user, joined)
    last.after.instructions[:0] = [v for v in joined.values() if isinstance(v, Instruction)]
