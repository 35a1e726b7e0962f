"""The body of one region: its blocks copied, what it needs loaded, what others need stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jarip.cuda.analysis.private_layout import group_stride, lane_stride
from jarip.cuda.ir.clone import clone_blocks, clone_instruction, map_operands
from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import (
    Alloca,
    Binary,
    Call,
    GetElementPtr,
    Instruction,
    Jump,
    Load,
    Phi,
    Return,
    Store,
)
from jarip.cuda.ir.layout import align_of
from jarip.cuda.ir.types import I8, I32, I64
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.kept_places import KeptPlaces
from jarip.cuda.passes.region_signature import Signature
from jarip.cuda.passes.split_blocks import Meeting

EXIT = -1


class RegionBuilder:
    """Builds one region's blocks.

    Args:
        context: The compilation.
        signature: The region's arguments.
        places: Where kept values lie.
        again: Values that are computed again rather than kept.
        needed: What each region needs at its start, by its number.
        numbers: The region that starts at a block.
    """

    def __init__(
        self,
        context: PassContext,
        signature: Signature,
        places: KeptPlaces,
        again: frozenset[Instruction],
        needed: Mapping[int, Sequence[Value]],
        numbers: Mapping[Block, int],
    ) -> None:
        self.context = context
        self.signature = signature
        self.places = places
        self.layout = places.layout
        self.again = again
        self.needed = needed
        self.numbers = numbers
        self.values: dict[Value, Value] = {}
        self.variables: dict[Value, Alloca] = {}
        self.prologue: list[Instruction] = []
        self.allocas: list[Instruction] = []

    def build(self, entry: Block, blocks: Sequence[Block], wanted: Sequence[Value]) -> list[Block]:
        """The region's blocks, a new entry first."""
        defined = {i for block in blocks for i in block.instructions}
        self._allocas(blocks, wanted)
        for value in wanted:
            if not isinstance(value, Alloca):
                self._bring(value, defined)
        loaded = dict(self.values)
        twins = clone_blocks(blocks, self.values)
        self._drop_allocas(twins.values())
        for value, memory in self.variables.items():
            _thread_through(value, memory, self.values[value], twins.values(), self.context)
        self._restore_invariants(loaded, defined, twins.values())
        for block, twin in twins.items():
            self._finish(block, twin)
        head = Block(self.context.fresh("region"))
        head.instructions = [*self.allocas, *self.prologue, Jump(twins[entry])]
        return [head, *twins.values()]

    def _allocas(self, blocks: Sequence[Block], wanted: Sequence[Value]) -> None:
        """Private variables: addresses in the context, or memory of this region's own."""
        mentioned = {o for b in blocks for i in b.instructions for o in i.operands}
        mentioned |= set(wanted)
        needs = {o for v in self._closure(wanted) for o in v.operands} | mentioned
        for value in sorted(
            (v for v in needs if isinstance(v, Alloca)), key=lambda alloca: alloca.name
        ):
            if value in self.layout.private:
                self.values[value] = self._private(value)
            else:
                own = clone_instruction(value)
                self.allocas.append(own)
                self.values[value] = own

    def _closure(self, wanted: Sequence[Value]) -> list[Instruction]:
        found: dict[Instruction, None] = {}
        waiting = [v for v in wanted if isinstance(v, Instruction) and v in self.again]
        while waiting:
            value = waiting.pop()
            if value not in found:
                found[value] = None
                waiting += [o for o in value.operands if o in self.again]
        return list(found)

    def _private(self, memory: Alloca) -> Value:
        """This thread's copy: its group's, and in it its lane's."""
        base, linear = self._at(self.layout.private[memory]), self.signature.linear
        if memory.lanes == 1:
            return self._step(base, linear, group_stride(memory))
        shift, mask = memory.lanes.bit_length() - 1, memory.lanes - 1
        group = self._emit(Binary("lshr", linear, ConstantInt(I64, shift)))
        lane = self._emit(Binary("and", linear, ConstantInt(I64, mask)))
        return self._step(self._step(base, group, group_stride(memory)), lane, lane_stride(memory))

    def _step(self, base: Value, index: Value, size: int) -> Value:
        bytes_on = self._emit(Binary("mul", index, ConstantInt(I64, size), flags=("nuw", "nsw")))
        return self._emit(GetElementPtr(I8, [base, bytes_on], flags=("inbounds",)))

    def _bring(self, value: Value, defined: set[Instruction]) -> None:
        """Makes a value of before the barrier available at the region's start."""
        now = self._fetch(value)
        if value in defined and value not in self.again:
            memory = Alloca(value.type, align_of(value.type), self.context.fresh("variable"))
            self.allocas.append(memory)
            self.variables[value] = memory
            self._emit(Store(now, memory, memory.alignment))
        self.values[value] = now

    def _fetch(self, value: Value) -> Value:
        if value in self.values:
            return self.values[value]
        if isinstance(value, Instruction) and value in self.again:
            twin = clone_instruction(value)
            for operand in value.operands:
                if isinstance(operand, Instruction):
                    self.values.setdefault(operand, self._fetch(operand))
            map_operands(twin, self.values)
            self.values[value] = self._emit(twin)
            return twin
        return self.places.read(value, self._emit)

    def _drop_allocas(self, blocks: object) -> None:
        for block in blocks:  # type: ignore[attr-defined]
            block.instructions = [i for i in block.instructions if not isinstance(i, Alloca)]

    def _restore_invariants(
        self, loaded: dict[Value, Value], defined: set[Instruction], blocks: object
    ) -> None:
        """What is computed again at the start and in the blocks too: the start's copy is used by
        those that the blocks' own does not reach, which is the same value either way."""
        swap: dict[Value, Value] = {}
        for value, now in loaded.items():
            if value in defined and value in self.again:
                swap[self.values[value]] = now
        if not swap:
            return
        for block in blocks:  # type: ignore[attr-defined]
            for instruction in block.instructions:
                map_operands(instruction, swap)

    def _finish(self, block: Block, twin: Block) -> None:
        """The end of a block: stores before a barrier, and the number of what comes next."""
        end = twin.instructions[-1]
        if isinstance(end, Meeting):
            number = self.numbers[block.successors[0]]
            del twin.instructions[-1]
            self._keep(number, twin)
            twin.instructions.append(Return(ConstantInt(I32, number)))
        elif isinstance(end, Return):
            twin.instructions[-1] = Return(ConstantInt(I32, EXIT))

    def _keep(self, number: int, twin: Block) -> None:
        """Stores what the next region needs and this one may have computed."""

        def emit(instruction: Instruction) -> Instruction:
            twin.instructions.append(self.context.named(instruction, "keep"))
            return instruction

        for value in self.needed[number]:
            if not self.places.holds(value):
                continue
            if value in self.variables:
                memory = self.variables[value]
                now: Value = emit(Load(value.type, memory, memory.alignment))
            elif self.values.get(value) is not None and not self._only_loaded(value):
                now = self.values[value]
            else:
                continue
            self.places.write(value, now, emit)

    def _only_loaded(self, value: Value) -> bool:
        """Whether the region has the value only because it was kept before."""
        now = self.values[value]
        return now in self.signature.uniform or any(now is i for i in self.prologue)

    def _at(self, offset: int) -> Value:
        place = ConstantInt(I64, offset)
        return self._emit(GetElementPtr(I8, [self.signature.context, place], flags=("inbounds",)))

    def _emit(self, instruction: Instruction) -> Instruction:
        self.prologue.append(self.context.named(instruction, "kept"))
        return instruction


def _thread_through(
    value: Value, memory: Alloca, twin: Value, blocks: object, context: PassContext
) -> None:
    """Uses of a value that has several definitions load it, and its definition stores it."""
    for block in blocks:  # type: ignore[attr-defined]
        _route_phis(block, memory, twin, context)
        out: list[Instruction] = []
        for instruction in block.instructions:
            if not isinstance(instruction, Phi) and _mentions(instruction, twin):
                load = Load(memory.allocated, memory, memory.alignment, context.fresh("variable"))
                out.append(load)
                map_operands(instruction, {twin: load})
            out.append(instruction)
        block.instructions = out
        for position, instruction in enumerate(block.instructions):
            if instruction is twin:
                after = position + 1
                while isinstance(block.instructions[after], Phi):
                    after += 1
                block.instructions.insert(after, Store(twin, memory, memory.alignment))
                break


def _mentions(instruction: Instruction, value: Value) -> bool:
    callee = instruction.callee if isinstance(instruction, Call) else None
    return callee is value or any(o is value for o in instruction.operands)


def _route_phis(block: Block, memory: Alloca, twin: Value, context: PassContext) -> None:
    """A phi of a successor that takes the value over an edge takes a load at the edge's start."""
    for target in dict.fromkeys(block.successors):
        for phi in target.phis():
            for index, source in enumerate(phi.blocks):
                if source is block and phi.operands[index] is twin:
                    load = Load(
                        memory.allocated, memory, memory.alignment, context.fresh("variable")
                    )
                    block.instructions.insert(-1, load)
                    phi.operands[index] = load
