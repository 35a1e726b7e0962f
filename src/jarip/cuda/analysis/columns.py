"""Columns: values that a thread has for neighbouring elements, and treats one like the other.

`for (j) out[4 * t + j] = f(in[4 * t + j])` has four. What is found leads from rows of loads to rows
of stores, all threads of a group do it together, and nothing else depends on it. Which thread of a
group has which column is then nobody's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from jarip.cuda.analysis.divergence import Divergence
from jarip.cuda.analysis.nests import PURE, PURE_CALLS
from jarip.cuda.analysis.places import place_of
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Binary,
    Call,
    Cast,
    Compare,
    Instruction,
    Load,
    Phi,
    Select,
    Store,
    Unary,
)
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import PTR, ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import Argument, Value

LENGTHS = (2, 3, 4, 8)
"""Columns that few shuffles put in order."""
ELEMENTWISE = (Binary, Unary, Cast, Compare, Select)
ELEMENTWISE_CALLS = (
    "llvm.fma", "llvm.fabs", "llvm.sqrt", "llvm.floor", "llvm.ceil", "llvm.trunc", "llvm.rint",
    "llvm.minnum", "llvm.maxnum", "llvm.minimum", "llvm.maximum", "llvm.smin", "llvm.smax",
    "llvm.umin", "llvm.umax", "llvm.abs", "llvm.copysign",
)  # fmt: skip

Row = tuple[Value, ...]


@dataclass(frozen=True)
class Columns:
    """Rows of as many loads and stores as there are columns, in the order of memory."""

    loads: list[tuple[Load, ...]]
    stores: list[tuple[Store, ...]]


def rows_of_stores(function: Function, lanes: int) -> list[tuple[Store, ...]]:
    """Stores of one block to neighbouring places, whose values are there before the first."""
    found = []
    for block in function.blocks:
        rows: dict[Hashable, list[Store]] = defaultdict(list)
        for instruction in block.instructions:
            if isinstance(instruction, Store) and _is_plain(instruction.operands[0].type):
                key = (instruction.operands[0].type, place_of(instruction.operands[1]).root)
                if not (instruction.volatile or instruction.ordering):
                    rows[key].append(instruction)
        for stores in rows.values():
            row = tuple(sorted(stores, key=lambda s: place_of(s.operands[1]).offset))
            size = size_of(row[0].operands[0].type)
            fits = len(row) in LENGTHS and len(row) <= lanes and _are_next(row, size)
            if fits and _known_before(block, stores[0], [s.operands[0] for s in row]):
                found.append(row)
    return found


def find_columns(
    function: Function, stores: Iterable[tuple[Store, ...]], divergence: Divergence
) -> Columns:
    """What leads to the rows of stores and to nothing else."""
    blocks = {i: block for block in function.blocks for i in block.instructions}
    together = _together(function, divergence)
    matches = []
    for row in stores:
        match = _Match(blocks, together, divergence)
        if blocks[row[0]] in together and match.leads_to(row):
            matches.append(match)
    users: dict[Value, list[Instruction]] = defaultdict(list)
    for instruction in function.instructions():
        for operand in instruction.operands:
            users[operand].append(instruction)
    matches = _closed(matches, users)
    rows = dict.fromkeys(row for match in matches for row in match.rows)
    loads = [tuple(v for v in row if isinstance(v, Load)) for row in rows]
    return Columns([row for row in loads if row], [match.stores for match in matches])


def _together(function: Function, divergence: Divergence) -> frozenset[Block]:
    """Blocks that all threads of a group run together, and whose phis mix no ways."""
    apart: set[Block] = set()
    for influence in divergence.branches.values():
        apart |= influence.region | influence.joins
    return frozenset(function.blocks) - apart


class _Match:
    """Rows of values that are alike, from a row of stores back to rows of loads."""

    def __init__(
        self, blocks: dict[Instruction, Block], together: frozenset[Block], divergence: Divergence
    ) -> None:
        self.blocks = blocks
        self.together = together
        self.divergence = divergence
        self.stores: tuple[Store, ...] = ()
        self.rows: dict[Row, None] = {}
        self.members: set[Value] = set()
        self._waiting: list[Row] = []

    def leads_to(self, stores: tuple[Store, ...]) -> bool:
        """Whether all that the row of stores needs are columns, or the same for all."""
        self.stores = stores
        self._waiting = [tuple(store.operands[0] for store in stores)]
        while self._waiting:
            if not self._add(self._waiting.pop()):
                return False
        return any(isinstance(row[0], Load) for row in self.rows)

    def _add(self, row: Row) -> bool:
        if row in self.rows:
            return True
        if len({_identity(value) for value in row}) == 1:
            return self.divergence.shape(row[0]).uniform
        instructions = [value for value in row if isinstance(value, Instruction)]
        new = len(set(instructions)) == len(row) and self.members.isdisjoint(row)
        if not new or not self._are_alike(instructions):
            return False
        self.rows[row] = None
        self.members.update(row)
        return self._go_on(instructions)

    def _go_on(self, row: list[Instruction]) -> bool:
        """Adds what the row is made of."""
        first = row[0]
        if isinstance(first, Load):
            return self._are_row([load for load in row if isinstance(load, Load)])
        if isinstance(first, Phi):
            phis = [phi for phi in row if isinstance(phi, Phi)]
            if any(set(phi.blocks) != set(first.blocks) for phi in phis):
                return False
            self._waiting += [tuple(phi.incoming(b) for phi in phis) for b in first.blocks]
            return True
        if not (isinstance(first, ELEMENTWISE) or called_name(first).startswith(ELEMENTWISE_CALLS)):
            return False
        self._waiting += zip(*(value.operands for value in row), strict=True)
        return True

    def _are_alike(self, row: list[Instruction]) -> bool:
        first = row[0]
        block = self.blocks[first]
        return (
            block in self.together
            and first.type is not PTR
            and all(_form(value) == _form(first) for value in row)
            and all(self.blocks[value] is block for value in row)
        )

    def _are_row(self, loads: list[Load]) -> bool:
        """Whether they are of neighbouring places, which nothing written in between can change."""
        kind = loads[0].type
        if not _is_plain(kind) or any(load.volatile or load.ordering for load in loads):
            return False
        size = size_of(kind)
        apart = size * len(loads)
        shapes = [self.divergence.shape(load.operands[0]) for load in loads]
        if not _are_next(loads, size) or any(shape.stride != apart for shape in shapes):
            return False
        block = self.blocks[loads[0]].instructions
        places = sorted(block.index(load) for load in loads)
        return all(map(_only_reads, block[places[0] : places[-1]]))


def _closed(matches: list[_Match], users: dict[Value, list[Instruction]]) -> list[_Match]:
    """Those whose values nobody else uses."""
    while True:
        inside: set[Value] = {v for match in matches for v in (*match.members, *match.stores)}

        def is_closed(match: _Match, inside: set[Value] = inside) -> bool:
            return all(
                user in inside and not (isinstance(user, Store) and user.operands[1] is value)
                for value in match.members
                for user in users[value]
            )

        kept = [match for match in matches if is_closed(match)]
        if len(kept) == len(matches):
            return matches
        matches = kept


def _form(instruction: Instruction) -> Hashable:
    """What instructions that do the same have in common."""
    predicate = instruction.predicate if isinstance(instruction, Compare) else ""
    callee = called_name(instruction)
    return instruction.opcode, instruction.flags, predicate, str(instruction.type), callee


def _identity(value: Value) -> Hashable:
    if isinstance(value, Instruction | Argument):
        return value
    return (str(value.type), value.text())


def _are_next(accesses: Iterable[Instruction], size: int) -> bool:
    """Whether each is at the place behind that of the one before."""
    places = [place_of(access.operands[-1]) for access in accesses]
    return all(p.root == q.root and q.offset - p.offset == size for p, q in pairwise(places))


def _known_before(block: Block, first: Store, values: list[Value]) -> bool:
    later = block.instructions[block.instructions.index(first) :]
    return not any(value in later for value in values)


def _only_reads(instruction: Instruction) -> bool:
    if isinstance(instruction, Call):
        return called_name(instruction).startswith(PURE_CALLS)
    return isinstance(instruction, (*PURE, Load, Phi))


def _is_plain(kind: Type) -> bool:
    """Whether vectors of it lie in memory as its elements do."""
    if isinstance(kind, VectorType | StructType | ArrayType) or size_of(kind) != store_size(kind):
        return False
    return kind is not PTR and (not isinstance(kind, IntType) or kind.bits in (8, 16, 32, 64))
