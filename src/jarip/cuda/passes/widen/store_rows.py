"""Stores of one thread to neighbouring places, where lanes lie just such a row apart.

`out[4 * lane] = a; out[4 * lane + 1] = b; ...` together write all that lies between. Each alone
would put its lanes four elements apart and store them under masks, and every vector of memory would
be written four times. Together their values are interleaved in registers, and each vector is
written once, at the place of the last store.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jarip.cuda.analysis.nests import PURE_CALLS
from jarip.cuda.analysis.places import place_of
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Call,
    CompareExchange,
    Fence,
    Instruction,
    Load,
    Store,
)
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.passes.deal_columns import COLLECT, DEAL
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.dealt import stores_collected
from jarip.cuda.passes.widen.interleave import interleaved
from jarip.cuda.passes.widen.windows import as_shuffled

LENGTHS = (2, 3, 4, 8, 16)
"""Of rows that few shuffles interleave."""


@dataclass(frozen=True)
class StoreRow:
    """Stores of one type in one block with nothing of memory between them, by their places.

    `last` is the last to happen.
    """

    members: tuple[Store, ...]
    last: Store

    def fills(self, context: Context) -> bool:
        """Whether lanes lie so far apart that they write everything between them."""
        kind = self.members[0].operands[0].type
        apart = len(self.members) * size_of(kind)
        shapes = [context.values.shape(member.operands[1]) for member in self.members]
        return context.mask is None and all(shape.stride == apart for shape in shapes)


def find_store_rows(function: Function, lanes: int) -> dict[Store, StoreRow]:
    """The stores that make rows."""
    found: dict[Store, StoreRow] = {}
    for block in function.blocks:
        for stores in _together(block.instructions):
            places = {place_of(store.operands[1]).offset: store for store in stores}
            size, offsets = size_of(stores[0].operands[0].type), sorted(places)
            steps = {high - low for low, high in pairwise(offsets)}
            whole = len(places) == len(stores) and steps == {size}
            if whole and len(stores) in LENGTHS and lanes >= len(stores):
                row = StoreRow(tuple(places[offset] for offset in offsets), stores[-1])
                found.update(dict.fromkeys(stores, row))
    return found


def _together(instructions: Sequence[Instruction]) -> Iterator[list[Store]]:
    """Stores with the same root that nothing else that touches memory parts."""
    stores: list[Store] = []
    key: Hashable = None
    for instruction in instructions:
        if isinstance(instruction, Store) and _is_plain(instruction):
            value, pointer = instruction.operands
            own = (value.type, place_of(pointer).root)
            if stores and own != key:
                yield stores
                stores = []
            key = own
            stores.append(instruction)
        elif stores and _touches_memory(instruction):
            yield stores
            stores = []
    if stores:
        yield stores


def _is_plain(store: Store) -> bool:
    kind: Type = store.operands[0].type
    if isinstance(kind, VectorType | StructType | ArrayType) or size_of(kind) != store_size(kind):
        return False
    bits = kind.bits in (8, 16, 32, 64) if isinstance(kind, IntType) else True
    return bits and not (store.volatile or store.ordering)


def _touches_memory(instruction: Instruction) -> bool:
    if isinstance(instruction, Call):
        return not called_name(instruction).startswith((*PURE_CALLS, DEAL, COLLECT))
    return isinstance(instruction, Load | Store | AtomicRMW | CompareExchange | Fence)


def widen_store_row(row: StoreRow, context: Context) -> None:
    """All stores of a row in every lane."""
    address = context.values.scalar(row.members[0].operands[1], context.part)
    store_in_order(row, address, context)


def store_in_order(row: StoreRow, address: str, context: Context) -> None:
    """All stores of a row whose first place in the first lane is the address."""
    code = context.values.code
    kind, vectors = _in_order(row, context)
    wide = wide_type(kind, context.lanes)
    aligned = f"align {min(row.members[0].alignment, size_of(kind))}"
    for number, own in enumerate(vectors):
        place = context.define(f"getelementptr {kind}, ptr {address}, i64 {number * context.lanes}")
        code.emit(f"store {wide} {own}, ptr {place}, {aligned}")


def _in_order(row: StoreRow, context: Context) -> tuple[Type, list[str]]:
    """What is stored, as vectors of memory."""
    kind = row.members[0].operands[0].type
    vectors = stores_collected(row.members, context)
    if vectors is not None:
        return kind, vectors
    given = [context.values.vector(member.operands[0], context.part) for member in row.members]
    shuffled = [as_shuffled(kind, own, context) for own in given]
    kind, columns = shuffled[0][0], [own for _, own in shuffled]
    return kind, interleaved(columns, wide_type(kind, context.lanes), context)
