"""Fetches ahead what loops will read, where the processor cannot guess it.

A grid-stride loop, or one that walks through planes with a barrier in it, goes on by so many bytes
a turn that each access is on another page, and the processor's own prefetching stops at pages. The
loop knows: an address that grows by the same amount every turn is asked for some turns before.

Before: a kernel with the arguments of `region_signature`, split into blocks at barriers. After: the
same with `llvm.prefetch` beside such accesses; nothing that a program can see is different.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jarip.cuda.analysis.dominators import dominators
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.linear_forms import Form, difference, form_of
from jarip.cuda.analysis.loops import Loop
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Binary,
    Call,
    Cast,
    GetElementPtr,
    Instruction,
    Load,
    Phi,
    Store,
)
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import I8, I32, I64, PTR, VOID, IntType
from jarip.cuda.ir.values import Argument, ConstantInt, GlobalReference, Value
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.split_blocks import meets

PREFETCH = "llvm.prefetch.p0"
TURNS = 4
"""How far ahead, in turns of a loop that one thread after the other runs."""
TURNS_IN_STEP = 3
"""The same where a turn is one of several blocks: into the second cache, the first is too small.

What will be written is asked for as if to read it, since chips ask for writing only into the first.
"""
LINE = 64
LAST_TURNS = 2
"""What so many turns ago was asked for is in the caches."""
NEAR = 1024
"""Bytes a turn up to which the processor sees for itself where a loop is going."""


def run_on(context: PassContext, kernel: Function, memory: Iterable[Argument]) -> bool:
    """Adds the prefetches; `memory` are the arguments that may point to the device's memory.

    Returns whether the threads of a block walk through memory in step: a barrier is in such a loop,
    and no loop within it.
    """
    graph = Graph(kernel)
    try:
        loops = graph.loops
    except IrreducibleError:
        return False
    innermost: dict[Block, Loop] = {}
    for loop in sorted(loops, key=lambda loop: loop.depth):
        innermost.update(dict.fromkeys(loop.blocks, loop))
    bases = frozenset(memory)
    walks = [
        _LoopWalk(context, block, innermost[block], bases, _is_innermost(block, innermost))
        for block in graph.reverse_postorder  # what nobody reaches has no place in the tree
        if block in innermost
    ]
    tree = dominators(kernel)
    for number, walk in enumerate(walks):
        before = [w for w in walks[:number] if tree.dominates(w.block, walk.block)]
        walk.add_prefetches([form for w in before if w.header is walk.header for form in w.asked])
    return any(walk.far and walk.in_step for walk in walks)


def _is_innermost(block: Block, innermost: Mapping[Block, Loop]) -> bool:
    loop = innermost[block]
    return all(innermost[other] is loop for other in loop.blocks)


class _LoopWalk:
    """What a loop's values grow by in one turn."""

    def __init__(
        self,
        context: PassContext,
        block: Block,
        loop: Loop,
        bases: frozenset[Argument],
        simple: bool,
    ) -> None:
        self.context = context
        self.block = block
        self.bases = bases
        self.inside = {i for block in loop.blocks for i in block.instructions}
        self.header = loop.header
        self.latches = frozenset(loop.latches)
        together = any(meets(block) for block in loop.blocks)
        self.in_step = together and simple
        self.turns = TURNS_IN_STEP if self.in_step else 1 if together else TURNS
        self.far = False
        self.out: list[Instruction] = []
        self.seen: set[Value] = set()
        self.asked: list[Form] = []

    def add_prefetches(self, asked: Iterable[Form]) -> None:
        """Puts before the block's accesses their prefetches; `asked` are those of before."""
        self.asked += asked
        for instruction in self.block.instructions:
            if isinstance(instruction, Load | Store) and not instruction.volatile:
                pointer = instruction.operands[-1]
                if pointer not in self.seen and self._root(pointer) in self.bases:
                    self.seen.add(pointer)
                    self._prefetch(pointer, isinstance(instruction, Store))
            self.out.append(instruction)
        self.block.instructions = self.out

    def _root(self, pointer: Value) -> Value:
        while isinstance(pointer, GetElementPtr):
            pointer = pointer.operands[0]
        return pointer

    def _prefetch(self, pointer: Value, written: bool) -> None:
        start = len(self.out)
        step = self._bytes(pointer)
        near = isinstance(step, ConstantInt) and abs(step.value) <= NEAR
        if step is None or near:
            del self.out[start:]
            return
        self.far = True
        if self._comes_anyway(pointer, form_of(step)):
            del self.out[start:]
            return
        ahead = self._times(step, self.turns)
        place = self._emit(GetElementPtr(I8, [pointer, ahead]))
        cache = 2 if self.in_step else 3  # 3 is the first
        to_write = written and not self.in_step
        words = [ConstantInt(I32, number) for number in (int(to_write), cache, 1)]
        self.out.append(Call(VOID, GlobalReference(PTR, PREFETCH), [place, *words]))

    def _comes_anyway(self, pointer: Value, step: Form) -> bool:
        """Whether it is beside what was asked for in this turn, or in one of the last ones."""
        own = form_of(pointer)
        for other in self.asked:
            apart = difference(own, other)
            for _ in range(LAST_TURNS + 1):
                if not apart.keys() - {None} and abs(apart.get(None, 0)) < LINE:
                    return True
                apart = difference(apart, {v: -factor for v, factor in step.items()})
        self.asked.append(own)
        return False

    # -- growth; None where it is not the same every turn

    def _bytes(self, pointer: Value) -> Value | None:
        """What an address grows by, an i64."""
        if pointer not in self.inside:
            return ConstantInt(I64, 0)
        if not isinstance(pointer, GetElementPtr) or len(pointer.operands) != 2:
            return None
        base, index = self._bytes(pointer.operands[0]), self._growth(pointer.operands[1])
        if base is None or index is None:
            return None
        return self._sum("add", base, self._times(self._as_i64(index), size_of(pointer.source)))

    def _growth(self, value: Value) -> Value | None:
        """What an integer grows by, of its own type."""
        if value not in self.inside:
            return ConstantInt(value.type, 0)
        if isinstance(value, Phi):
            return self._step(value)
        if isinstance(value, Cast) and value.opcode in ("sext", "zext", "trunc"):
            inner = self._growth(value.operands[0])
            return None if inner is None else self._cast(inner, value)
        if isinstance(value, Binary) and value.opcode in ("add", "sub"):
            left, right = (self._growth(operand) for operand in value.operands)
            return None if left is None or right is None else self._sum(value.opcode, left, right)
        if isinstance(value, Binary) and value.opcode in ("mul", "shl"):
            return self._scaled(value)
        return None

    def _step(self, phi: Phi) -> Value | None:
        """What the loop adds to a variable every turn."""
        if phi not in self.header.instructions:
            return None
        nexts = {phi.incoming(latch) for latch in self.latches}
        following = nexts.pop()
        if nexts or not isinstance(following, Binary) or following.opcode != "add":
            return None
        left, right = following.operands
        if left is phi and right not in self.inside:
            return right
        return left if right is phi and left not in self.inside else None

    def _scaled(self, value: Binary) -> Value | None:
        left, right = value.operands
        if right in self.inside:
            left, right = right, left
        if right in self.inside or (value.opcode == "shl" and left is not value.operands[0]):
            return None
        growth = self._growth(left)
        if growth is None or _is_zero(growth):
            return growth
        if isinstance(growth, ConstantInt) and isinstance(right, ConstantInt):
            by = right.value if value.opcode == "mul" else 1 << right.value
            return ConstantInt(growth.type, growth.value * by)
        return self._emit(Binary(value.opcode, growth, right))

    # -- arithmetic, folded where it is of constants

    def _cast(self, value: Value, like: Cast) -> Value:
        if isinstance(value, ConstantInt):
            return ConstantInt(like.type, value.value)
        opcode = "trunc" if like.opcode == "trunc" else "sext"
        return self._emit(Cast(opcode, value, like.type))

    def _as_i64(self, value: Value) -> Value:
        if isinstance(value, ConstantInt):
            return ConstantInt(I64, value.value)
        assert isinstance(value.type, IntType)
        return value if value.type.bits >= 64 else self._emit(Cast("sext", value, I64))

    def _times(self, value: Value, factor: int) -> Value:
        if isinstance(value, ConstantInt):
            return ConstantInt(value.type, value.value * factor)
        if factor == 1:
            return value
        return self._emit(Binary("mul", value, ConstantInt(value.type, factor)))

    def _sum(self, opcode: str, left: Value, right: Value) -> Value:
        if isinstance(left, ConstantInt) and isinstance(right, ConstantInt):
            sign = 1 if opcode == "add" else -1
            return ConstantInt(left.type, left.value + sign * right.value)
        if _is_zero(right):
            return left
        if _is_zero(left) and opcode == "add":
            return right
        return self._emit(Binary(opcode, left, right))

    def _emit(self, instruction: Instruction) -> Instruction:
        self.out.append(self.context.named(instruction, "ahead"))
        return instruction


def _is_zero(value: Value) -> bool:
    return isinstance(value, ConstantInt) and value.value == 0
