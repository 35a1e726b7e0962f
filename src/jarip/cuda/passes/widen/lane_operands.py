"""One lane's scalar of an operand, where work is done a lane at a time.

What varies is put in memory, a lane after the other, and a lane's is loaded by its number. Of an
address only the index is, as narrow as the program has it: the lane's address is then formed from
the base, which keeps the load short and lets LLVM see what memory is meant.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.ir.instructions import Cast, GetElementPtr
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.near_addresses import is_extension

Reader = Callable[[str], str]
"""Emits the operand of the lane with that number (an i64)."""

WHOLE_BYTES = (8, 16, 32, 64)


def lane_reader(operand: Value, context: Context, straight: bool = False) -> Reader:
    """Prepares reading the operand by lane; call it before the code for one lane begins.

    `straight`: every lane will be read once, by a constant number.
    """
    values = context.values
    if values.shape(operand).uniform:
        scalar = values.scalar(operand, context.part)
        return lambda lane: scalar
    index = _varying_index(operand, context)
    if index is not None:
        assert isinstance(operand, GetElementPtr)
        return _address_reader(operand, index, context, straight)
    memory = values.scatter_to_memory(operand.type, values.vector(operand, context.part))
    return lambda lane: _load(str(operand.type), memory, lane, context)


def _varying_index(operand: Value, context: Context) -> Value | None:
    """The one operand of an address that is not the same in all lanes, if that is an index."""
    if not isinstance(operand, GetElementPtr):
        return None
    values = context.values
    if not all(values.at_hand(part, context.part) for part in operand.operands):
        return None
    varying = [part for part in operand.operands if not values.shape(part).uniform]
    if len(varying) != 1 or varying[0] is operand.operands[0]:
        return None
    kind = varying[0].type
    return varying[0] if isinstance(kind, IntType) and kind.bits in WHOLE_BYTES else None


def _address_reader(
    address: GetElementPtr, index: Value, context: Context, straight: bool
) -> Reader:
    values = context.values
    narrow = _narrow(index, context)
    pick = _index_reader(narrow, context, straight)
    scalars = {
        part: values.scalar(part, context.part) for part in address.operands if part is not index
    }

    def read(lane: str) -> str:
        own = pick(lane)
        if narrow is not index:
            assert isinstance(index, Cast)
            own = context.define(f"{index.opcode} {narrow.type} {own} to {index.type}")
        words = [f"{part.type} {scalars.get(part, own)}" for part in address.operands]
        return context.define(f"getelementptr {address.source}, {', '.join(words)}")

    return read


def _index_reader(index: Value, context: Context, straight: bool) -> Reader:
    """Of small numbers eight bytes are loaded at a time and shifted.

    Taking them from a vector costs two operations each on the same port, and loading each for
    itself would wait for all that the lanes before it store.
    """
    values, kind = context.values, index.type
    assert isinstance(kind, IntType)
    vector = values.vector(index, context.part)
    lanes = 64 // kind.bits
    words = straight and kind.bits < 32 and context.lanes >= lanes
    words = words and values.shape(index).varying
    memory = values.scatter_to_memory(kind, vector, keep=words)
    if not words:
        return lambda lane: _load(str(kind), memory, lane, context)
    loaded = [_load("i64", memory, str(word), context) for word in range(context.lanes // lanes)]

    def read(lane: str) -> str:
        word, place = divmod(int(lane), lanes)
        moved = context.define(f"lshr i64 {loaded[word]}, {place * kind.bits}")
        return context.define(f"trunc i64 {moved} to {kind}")

    return read


def _narrow(index: Value, context: Context) -> Value:
    """What the index is an extension of, where that is at hand."""
    if not is_extension(index):
        return index
    assert isinstance(index, Cast)
    source = index.operands[0]
    whole = isinstance(source.type, IntType) and source.type.bits in WHOLE_BYTES
    return source if whole and context.values.at_hand(source, context.part) else index


def _load(kind: str, memory: str, lane: str, context: Context) -> str:
    at = context.define(f"getelementptr {kind}, ptr {memory}, i64 {lane}")
    return context.define(f"load {kind}, ptr {at}")
