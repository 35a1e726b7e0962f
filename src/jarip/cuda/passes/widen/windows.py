"""Accesses whose lanes are a known few elements apart: whole vectors, and shuffles between them.

The lanes' offsets are constants. A window is W neighbouring elements in memory; as few as cover all
offsets are read, and each lane's element is picked. No byte is read before the first offset or
after the last. A store writes each window under a mask of the elements that are meant, and begins
before the first where the index ends in a constant: the stores of `out[4 * i + 1]` and
`out[4 * i + 2]` are then those of `out[4 * i]`, which do not cross cache lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr, Load, Store
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import I16, ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context

MOST_WINDOWS = 4
"""Beyond so many vectors a gather is no slower."""


@dataclass(frozen=True)
class Window:
    """`start` is its first element's offset; `lanes` gives the lane at each position, if any."""

    start: int
    lanes: tuple[int | None, ...]

    @property
    def full(self) -> bool:
        """Whether every element is a lane's."""
        return None not in self.lanes


def fits_windows(kind: Type, offsets: Sequence[int], lanes: int) -> bool:
    """Whether elements of the type that far from lane 0's are best accessed by windows."""
    if isinstance(kind, VectorType | StructType | ArrayType) or size_of(kind) != store_size(kind):
        return False
    if isinstance(kind, IntType) and kind.bits not in (8, 16, 32, 64):
        return False
    distinct = len(set(offsets)) == len(offsets)
    return distinct and len(_windows(offsets, lanes)) <= MOST_WINDOWS


def windowed_load(instruction: Load, address: str, offsets: Sequence[int], context: Context) -> str:
    """An element a lane, `offsets[lane]` elements after `address`."""
    lanes = context.lanes
    if context.mask is None:
        row = _row(instruction, offsets[1] - offsets[0], context)
        if row is not None:
            return _load_of_row(instruction, row, offsets, context)
    windows = _windows(offsets, lanes)
    if context.mask is None:
        windows = [_within(window, offsets, lanes) for window in windows]
    loaded = [_load(instruction, address, window, max(offsets) + 1, context) for window in windows]
    return pick(instruction.type, windows, loaded, context)


@dataclass(frozen=True)
class _Row:
    """Neighbours of a load that read the same windows: their first address, and what they read.

    `own` is the load's place among them and `last` the last one's, in elements.
    """

    address: str
    own: int
    last: int


def _row(instruction: Load, stride: int, context: Context) -> _Row | None:
    row = context.values.load_rows.get(instruction)
    values, kind = context.values, instruction.type
    if row is None or stride < 2:
        return None
    shapes = [values.shape(load.operands[0]) for load in row.offsets]
    if any(shape.stride != stride * size_of(kind) for shape in shapes):
        return None  # the run has to ask where the lanes of some lie
    size = size_of(kind)
    first, last = row.span(instruction, stride * size)
    if first == last:
        return None
    leader = values.scalar(row.leader.operands[0], context.part)
    address = context.define(f"getelementptr i8, ptr {leader}, i64 {first}")
    return _Row(address, (row.offsets[instruction] - first) // size, (last - first) // size)


def _load_of_row(instruction: Load, row: _Row, offsets: Sequence[int], context: Context) -> str:
    """The same windows for all loads of the row; nothing beyond the last one's last element."""
    lanes, stride = context.lanes, offsets[1] - offsets[0]
    lane_at = {row.own + offset: lane for lane, offset in enumerate(offsets)}
    end = max(offsets) + row.last + 1
    windows, loaded = [], []
    for start in range(0, end, lanes):
        window = Window(start, tuple(lane_at.get(start + i) for i in range(lanes)))
        whole = Window(start, tuple(0 if start + i < end else None for i in range(lanes)))
        windows.append(window)
        loaded.append(_load(instruction, row.address, whole, end, context))
    pairs = stride == 4 and row.own | 1 <= row.last
    if pairs and lanes >= stride:
        return _pick_by_pairs(instruction.type, row.own, loaded, context)
    return pick(instruction.type, windows, loaded, context)


def whole_row(values: Sequence[Value], context: Context) -> str | None:
    """Where the row begins that so many loads of each lane read all of, in order; None: no such."""
    first = values[0]
    if not isinstance(first, Load) or context.mask is not None:
        return None
    row = _row(first, len(values), context)
    known = context.values.load_rows.get(first)
    if row is None or known is None or (row.own, row.last) != (0, len(values) - 1):
        return None
    size, start = size_of(first.type), known.offsets[first]
    places = [known.offsets.get(v) if isinstance(v, Load) else None for v in values]
    return row.address if places == [start + i * size for i in range(len(values))] else None


def load_window_of_row(load: Load, address: str, number: int, context: Context) -> str:
    """Vector `number` of those that begin at the address."""
    lanes = context.lanes
    window = Window(number * lanes, (0,) * lanes)
    return _load(load, address, window, window.start + lanes, context)


def _pick_by_pairs(kind: Type, own: int, loaded: list[str], context: Context) -> str:
    """One of four, from four windows: first a vector of two of the four, which two loads share."""
    code, lanes = context.values.code, context.lanes
    wide, half = wide_type(kind, lanes), lanes // 2
    pair = own & ~1
    places = [*range(pair, 2 * lanes, 4), *range(pair + 1, 2 * lanes, 4)]
    low = code.shuffle(wide, loaded[0], places, other=loaded[1])
    high = code.shuffle(wide, loaded[2], places, other=loaded[3])
    start = half * (own & 1)
    chosen = [*range(start, start + half), *range(lanes + start, lanes + start + half)]
    return code.shuffle(wide, low, chosen, other=high)


def windowed_store(
    instruction: Store, value: Value, address: str, offsets: Sequence[int], context: Context
) -> None:
    """An element a lane, `offsets[lane]` elements after `address`."""
    code = context.values.code
    kind, vector = as_shuffled(value.type, context.values.vector(value, context.part), context)
    wide = wide_type(kind, context.lanes)
    name = code.declare(
        f"@llvm.masked.store.{mangled(kind, context.lanes)}.p0",
        f"void {{}}({wide}, ptr, {code.mask_type})",
    )
    aligned = _alignment(instruction, kind)
    stride = offsets[1] - offsets[0]
    tiles = stride > 0 and context.lanes % stride == 0
    before = _constant_part(instruction.operands[-1]) % stride if tiles else 0
    for window in _windows(offsets, context.lanes, before):
        placed = code.shuffle(wide, vector, window.lanes)
        at = context.define(f"getelementptr {kind}, ptr {address}, i64 {window.start}")
        if window.full and context.mask is None:
            code.emit(f"store {wide} {placed}, ptr {at}, {aligned}")
        else:
            mask = _mask(window, context)
            code.emit(f"call void {name}({wide} {placed}, ptr {aligned} {at}, {mask})")


def as_shuffled(kind: Type, vector: str, context: Context) -> tuple[Type, str]:
    """A vector of half precision as one of integers, which LLVM shuffles whole; others as is."""
    if str(kind) not in ("half", "bfloat"):
        return kind, vector
    before, after = (wide_type(k, context.lanes) for k in (kind, I16))
    return I16, context.define(f"bitcast {before} {vector} to {after}")


def _windows(offsets: Sequence[int], lanes: int, before: int = 0) -> list[Window]:
    """From so much before each offset that the window before does not reach."""
    lane_at = {offset: lane for lane, offset in enumerate(offsets)}
    windows: list[Window] = []
    for offset in sorted(lane_at):
        if not windows or offset >= windows[-1].start + lanes:
            start = offset - before
            if windows:
                start = max(start, windows[-1].start + lanes)
            members = tuple(lane_at.get(start + i) for i in range(lanes))
            windows.append(Window(start, members))
    return windows


def _constant_part(pointer: Value) -> int:
    """The constant that an address's last index adds, in elements; 0 where there is none."""
    if not isinstance(pointer, GetElementPtr):
        return 0
    index = pointer.operands[-1]
    while isinstance(index, Cast):
        index = index.operands[0]
    if isinstance(index, Binary) and index.opcode in ("add", "or"):
        index = index.operands[1]
    return index.value if isinstance(index, ConstantInt) else 0


def _within(window: Window, offsets: Sequence[int], lanes: int) -> Window:
    """The window moved back so far that it ends with the last offset, if it can."""
    latest = max(offsets) + 1 - lanes
    if window.start <= latest or latest < min(offsets):
        return window
    wanted = set(window.lanes)
    lane_at = {offset: lane for lane, offset in enumerate(offsets) if lane in wanted}
    return Window(latest, tuple(lane_at.get(latest + i) for i in range(lanes)))


def _load(instruction: Load, address: str, window: Window, end: int, context: Context) -> str:
    kind, code, lanes = instruction.type, context.values.code, context.lanes
    wide, aligned = wide_type(kind, lanes), _alignment(instruction, kind)
    at = context.define(f"getelementptr {kind}, ptr {address}, i64 {window.start}")
    if context.mask is None and window.start + lanes <= end:
        return context.define(f"load {wide}, ptr {at}, {aligned}")
    name = code.declare(
        f"@llvm.masked.load.{mangled(kind, lanes)}.p0",
        f"{wide} {{}}(ptr, {code.mask_type}, {wide})",
    )
    return context.define(
        f"call {wide} {name}(ptr {aligned} {at}, {_mask(window, context)}, {wide} poison)"
    )


def _alignment(instruction: Load | Store, kind: Type) -> str:
    """A window may start at any element, so what is known of lane 0's address says nothing."""
    return f"align {min(instruction.alignment, size_of(kind))}"


def _mask(window: Window, context: Context) -> str:
    """The window's elements that belong to an active lane, with the mask's type."""
    code = context.values.code
    if context.mask is None:
        words = ", ".join(f"i1 {'false' if lane is None else 'true'}" for lane in window.lanes)
        return f"{code.mask_type} <{words}>"
    picked = [context.lanes if lane is None else lane for lane in window.lanes]
    mask = code.shuffle(code.mask_type, context.mask, picked, other="zeroinitializer")
    return f"{code.mask_type} {mask}"


def pick(kind: Type, windows: list[Window], loaded: list[str], context: Context) -> str:
    """Each lane's element of windows, from two at a time."""
    code, lanes = context.values.code, context.lanes
    wide = wide_type(kind, lanes)
    result, known = "poison", [False] * lanes
    for first in range(0, len(windows), 2):
        pair = windows[first : first + 2]
        indices: list[int | None] = [None] * lanes
        for side, window in enumerate(pair):
            for position, lane in enumerate(window.lanes):
                if lane is not None:
                    indices[lane] = side * lanes + position
        other = loaded[first + 1] if len(pair) == 2 else "poison"
        part = code.shuffle(wide, loaded[first], indices, other=other)
        merge = [lanes + lane if indices[lane] is not None else lane for lane in range(lanes)]
        result = code.shuffle(wide, result, merge, other=part) if any(known) else part
        known = [k or i is not None for k, i in zip(known, indices, strict=True)]
    return result
