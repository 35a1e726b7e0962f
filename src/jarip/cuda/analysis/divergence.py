"""Shapes of all values of a function and its divergent branches, as one fixpoint.

A branch on a condition that is not uniform is divergent; the phis at its joins are varying; that
can make more conditions varying. Shapes start out unknown and only ever lose knowledge.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jarip.cuda.analysis.graph import Graph
from jarip.cuda.analysis.influence import Influence, influence_of
from jarip.cuda.analysis.private_layout import lane_stride
from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape, affine, join, uniform_constant
from jarip.cuda.analysis.shape_transfer import transfer
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Alloca,
    AtomicRMW,
    Branch,
    Call,
    CompareExchange,
    Instruction,
    Phi,
)
from jarip.cuda.ir.types import VOID
from jarip.cuda.ir.values import ConstantInt, Value

CallShape = Callable[[Call, list[Shape]], Shape]


@dataclass(frozen=True)
class Divergence:
    """The result: a shape for every argument and instruction, and each divergent branch."""

    shapes: Mapping[Value, Shape]
    branches: Mapping[Block, Influence]

    def shape(self, value: Value) -> Shape:
        """The shape of any value; constants and globals are uniform."""
        known = self.shapes.get(value)
        if known is not None:
            return known
        return uniform_constant(value.value) if isinstance(value, ConstantInt) else UNIFORM


def analyse_divergence(
    function: Function,
    graph: Graph,
    arguments: Mapping[Value, Shape],
    lanes: int,
    call_shape: CallShape,
) -> Divergence:
    """Runs the fixpoint.

    `arguments` gives the shapes of the function's arguments and may pin shapes of instructions that
    an earlier analysis knows better (loads of values kept across a barrier). `call_shape` answers
    for calls.
    """
    branches: dict[Block, Influence] = {}
    while True:
        joins = frozenset(b for influence in branches.values() for b in influence.joins)
        solver = _Solver(graph, dict(arguments), joins, lanes, call_shape)
        shapes = solver.run()
        result = Divergence(shapes, branches)
        new = [
            block
            for block in graph.reverse_postorder
            if block not in branches
            and isinstance(block.terminator, Branch)
            and not result.shape(block.terminator.operands[0]).uniform
        ]
        if not new:
            return result
        for block in new:
            branches[block] = influence_of(block, graph)


class _Solver:
    def __init__(
        self,
        graph: Graph,
        pinned: dict[Value, Shape],
        joins: frozenset[Block],
        lanes: int,
        call_shape: CallShape,
    ) -> None:
        self.graph = graph
        self.pinned = pinned
        self.joins = joins
        self.lanes = lanes
        self.call_shape = call_shape
        self.known: dict[Value, Shape] = dict(pinned)

    def run(self) -> dict[Value, Shape]:
        """One pass in an order in which only loops look back, then what that left open."""
        open_: list[tuple[Instruction, Block]] = []
        for block in self.graph.reverse_postorder:
            for instruction in block.instructions:
                if instruction.type is VOID or instruction in self.pinned:
                    continue
                if any(
                    isinstance(o, Instruction) and o not in self.known for o in instruction.operands
                ):
                    open_.append((instruction, block))
                shape = self._shape(instruction, block)
                if shape is not None:
                    self.known[instruction] = shape
        if open_:
            self._settle(open_)
        return self.known

    def _settle(self, open_: list[tuple[Instruction, Block]]) -> None:
        """Asks again what was asked too early, and after each change those who use it."""
        users: dict[Value, list[tuple[Instruction, Block]]] = {}
        for block in self.graph.reverse_postorder:
            for instruction in block.instructions:
                if instruction.type is not VOID and instruction not in self.pinned:
                    for operand in instruction.operands:
                        if isinstance(operand, Instruction):
                            users.setdefault(operand, []).append((instruction, block))
        waiting = deque(open_)
        while waiting:
            instruction, block = waiting.popleft()
            shape = self._shape(instruction, block)
            if shape is not None and shape != self.known.get(instruction):
                self.known[instruction] = shape
                waiting.extend(users.get(instruction, ()))

    def _operand(self, value: Value) -> Shape | None:
        if isinstance(value, Instruction):
            return self.known.get(value)
        if isinstance(value, ConstantInt):
            return uniform_constant(value.value)
        return self.known.get(value, UNIFORM)

    def _shape(self, instruction: Instruction, block: Block) -> Shape | None:
        if isinstance(instruction, Phi):
            return self._phi(instruction, block)
        shapes = [self._operand(o) for o in instruction.operands]
        if any(s is None for s in shapes):
            return None
        known = [s for s in shapes if s is not None]
        if isinstance(instruction, Call):
            return self.call_shape(instruction, known)
        if isinstance(instruction, AtomicRMW | CompareExchange):
            return VARYING
        if isinstance(instruction, Alloca):
            return affine(lane_stride(instruction), instruction.alignment, exact=False)
        return transfer(instruction, known, self.lanes)

    def _phi(self, phi: Phi, block: Block) -> Shape | None:
        shapes = [s for s in map(self._operand, phi.operands) if s is not None]
        if not shapes:
            return None
        if block in self.joins:
            # Only what no thread can have changed on its way is still the same for all.
            first = phi.operands[0]
            fixed = not isinstance(first, Instruction) and shapes[0].uniform
            return UNIFORM if fixed and all(_same(o, first) for o in phi.operands) else VARYING
        result = shapes[0]
        for shape in shapes[1:]:
            result = join(result, shape)
        return result


def _same(left: Value, right: Value) -> bool:
    return left is right or (
        isinstance(left, ConstantInt)
        and isinstance(right, ConstantInt)
        and left.value == right.value
    )
