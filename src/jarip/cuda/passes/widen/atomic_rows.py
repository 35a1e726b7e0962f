"""Atomic operations of one thread on neighbouring places: a row at a time.

`atomicAdd(&sum[label][d], point[d])` for each `d` adds to a row, which another one it is in each
lane. In memory that only this worker touches, a lane's row is one vector in memory: the values are
transposed in registers, and each lane's are loaded, added and stored at once, in the order of the
lanes, as if one thread had run after the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jarip.cuda.analysis.places import place_of
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Binary,
    Cast,
    Compare,
    GetElementPtr,
    Instruction,
    Select,
)
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import DOUBLE, FLOAT, I32, I64
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lane_operands import lane_reader
from jarip.cuda.passes.widen.result import Access

OPERATIONS = frozenset({"add", "sub", "and", "or", "xor", "fadd", "fsub"})
KINDS = frozenset({FLOAT, DOUBLE, I32, I64})
LINE = 64
"""Bytes: a longer row is taken in pieces."""
FEWEST = 4
"""Shorter rows are no faster than one by one."""
PURE = Binary | Cast | Compare | GetElementPtr | Select


@dataclass(frozen=True)
class AtomicRow:
    """Operations on neighbouring places, the first place first; `last` is the last to be done."""

    members: tuple[AtomicRMW, ...]
    last: AtomicRMW


Rows = Mapping[AtomicRMW, AtomicRow]


def find_atomic_rows(function: Function, used: set[Value], lanes: int) -> Rows:
    """The rows of as many elements as a line of the cache has, or as there are lanes, or fewer.

    `used` are values that something uses: an old value is wanted where its operation was done.
    """
    rows: dict[AtomicRMW, AtomicRow] = {}
    for block in function.blocks:
        for run in _runs(block.instructions, used):
            for row in _rows(run, lanes):
                rows.update(dict.fromkeys(row.members, row))
    return rows


def _runs(instructions: Sequence[Instruction], used: set[Value]) -> Iterator[list[AtomicRMW]]:
    """Operations with nothing between them that reads or writes memory."""
    run: list[AtomicRMW] = []
    for instruction in instructions:
        if isinstance(instruction, AtomicRMW) and _joins(instruction, used):
            if run and _kind(run[0]) != _kind(instruction):
                yield run
                run = []
            run.append(instruction)
        elif not isinstance(instruction, PURE):
            yield run
            run = []
    yield run


def _joins(instruction: AtomicRMW, used: set[Value]) -> bool:
    plain = instruction.operation in OPERATIONS and instruction.type in KINDS
    return plain and instruction not in used and not instruction.volatile


def _kind(instruction: AtomicRMW) -> tuple[Hashable, ...]:
    return instruction.operation, instruction.type, place_of(instruction.operands[0]).root


def _rows(run: Sequence[AtomicRMW], lanes: int) -> Iterator[AtomicRow]:
    """Neighbours among operations of one kind, in pieces of a power of two."""
    if not run:
        return
    at = {place_of(i.operands[0]).offset: i for i in run}
    if len(at) < len(run):
        return  # one place twice: leave them in their order
    size = size_of(run[0].type)
    most = min(LINE // size, lanes)
    neighbours: list[AtomicRMW] = []
    for offset in sorted(at):
        if neighbours and offset - size not in at:
            yield from _pieces(neighbours, run, most)
            neighbours = []
        neighbours.append(at[offset])
    yield from _pieces(neighbours, run, most)


def _pieces(
    neighbours: Sequence[AtomicRMW], run: Sequence[AtomicRMW], most: int
) -> Iterator[AtomicRow]:
    start, length = 0, most
    while length >= FEWEST:
        if start + length > len(neighbours):
            length //= 2
            continue
        members = tuple(neighbours[start : start + length])
        yield AtomicRow(members, max(members, key=run.index))
        start += length


def widen_atomic_row(row: AtomicRow, context: Context) -> None:
    """All operations of the row, lane after lane. All lanes are active."""
    values, code = context.values, context.values.code
    first = row.members[0]
    kind, count = first.type, len(row.members)
    values.note(Access.LANES, first)
    address = lane_reader(first.operands[0], context, straight=True)
    vectors = [values.vector(member.operands[1], context.part) for member in row.members]
    vector = wide_type(kind, count)
    aligned = f"align {size_of(kind)}"
    for lane, own in enumerate(transposed(str(kind), vectors, context)):
        place = address(str(lane))
        old = context.define(f"load {vector}, ptr {place}, {aligned}")
        new = context.define(f"{first.operation} {vector} {old}, {own}")
        code.emit(f"store {vector} {new}, ptr {place}, {aligned}")


def transposed(kind: str, vectors: Sequence[str], context: Context) -> list[str]:
    """From K vectors of W lanes to W vectors of K elements; K divides W."""
    code, count, lanes = context.values.code, len(vectors), context.lanes
    result = []
    for start in range(0, lanes, count):
        chosen = range(start, start + count)
        square = [code.shuffle(f"<{lanes} x {kind}>", vector, chosen) for vector in vectors]
        result += _transposed_square(kind, square, context)
    return result


def _transposed_square(kind: str, rows: list[str], context: Context) -> list[str]:
    """Exchanges halves of pairs of rows, then quarters, and so on."""
    code, count = context.values.code, len(rows)
    vector = f"<{count} x {kind}>"
    rows, step = list(rows), count // 2
    while step:
        low = [j if not j & step else count + j - step for j in range(count)]
        high = [j + step if not j & step else count + j for j in range(count)]
        for i in range(count):
            if not i & step:
                pair = rows[i], rows[i + step]
                rows[i] = code.shuffle(vector, pair[0], low, other=pair[1])
                rows[i + step] = code.shuffle(vector, pair[0], high, other=pair[1])
        step //= 2
    return rows
