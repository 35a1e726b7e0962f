"""Shuffles between columns and rows: `a b` and `c d` become `a c`, `b d`, and are parted again."""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.ir.types import Type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.windows import Window, pick


def interleaved(columns: Sequence[str], wide: str, context: Context) -> list[str]:
    """First elements of all columns, then second ones, ...: as many vectors as columns."""
    code, lanes = context.values.code, context.lanes
    if len(columns) == 1:
        return list(columns)
    if len(columns) == 3:
        return _interleaved_three(columns, wide, context)
    even = interleaved(columns[::2], wide, context)
    odd = interleaved(columns[1::2], wide, context)
    found = []
    for left, right in zip(even, odd, strict=True):
        for start in (0, lanes // 2):
            order = [start + i // 2 + lanes * (i % 2) for i in range(lanes)]
            found.append(code.shuffle(wide, left, order, other=right))
    return found


def _interleaved_three(columns: Sequence[str], wide: str, context: Context) -> list[str]:
    code, lanes = context.values.code, context.lanes
    found = []
    for start in range(0, 3 * lanes, lanes):
        places = [(start + i) % 3 * lanes + (start + i) // 3 for i in range(lanes)]
        two = code.shuffle(
            wide, columns[0], [p if p < 2 * lanes else None for p in places], other=columns[1]
        )
        order = [i if p < 2 * lanes else lanes + p % lanes for i, p in enumerate(places)]
        found.append(code.shuffle(wide, two, order, other=columns[2]))
    return found


def parted(kind: Type, rows: Sequence[str], column: int, context: Context) -> str:
    """The column that `interleaved` made these rows of."""
    lanes, length = context.lanes, len(rows)
    lane_at = {lane * length + column: lane for lane in range(lanes)}
    windows = [
        Window(start, tuple(lane_at.get(start + i) for i in range(lanes)))
        for start in range(0, length * lanes, lanes)
    ]
    return pick(kind, windows, list(rows), context)
