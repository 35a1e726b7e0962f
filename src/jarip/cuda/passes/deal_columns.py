"""Columns are dealt to the lanes of a group in the order of memory, while they are worked on.

A thread that has four neighbouring elements of a row gives each vector of a group every fourth one,
which takes shuffles after each load and before each store. Where all columns are treated alike
(`analysis/columns.py`), a vector may as well have what lies beside each other in memory: vectors
are loaded, used and stored as they are.

Before: a kernel that is split into blocks at barriers. After: the same; rows of loads go through
`jarip.deal.N`, which gives lane L element N * W + L of the row of all lanes, and what is stored
comes from `jarip.collect.N`, which is the way back: a thread's own column N.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.analysis.columns import Columns, find_columns, rows_of_stores
from jarip.cuda.analysis.divergence import Divergence
from jarip.cuda.analysis.loops import Loop
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Call, Instruction, Load, Store
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import GlobalReference, Value
from jarip.cuda.passes.context import PassContext

DEAL, COLLECT = "jarip.deal.", "jarip.collect."


def run_on(
    context: PassContext,
    kernel: Function,
    lanes: int,
    analyse: Callable[[], tuple[Divergence, list[Loop]] | None],
) -> None:
    """Deals what pays; `analyse` gives the shapes over a group, and loops, None where there are
    none. Groups have to be whole."""
    stores = rows_of_stores(kernel, lanes)
    known = analyse() if stores else None
    if known is None:
        return
    divergence, loops = known
    columns = find_columns(kernel, stores, divergence)
    blocks = {i: block for block in kernel.blocks for i in block.instructions}
    if not _pays(columns, divergence, loops, blocks):
        return
    for loads in columns.loads:
        _deal(context, kernel, blocks[loads[0]], loads)
    for row in columns.stores:
        _collect(context, blocks[row[0]], row)


def _pays(
    columns: Columns, divergence: Divergence, loops: list[Loop], blocks: dict[Instruction, Block]
) -> bool:
    """Whether the way back costs nothing, or less often than the way there."""
    looped = [loop.blocks for loop in loops]
    loading = max((sum(blocks[row[0]] in b for b in looped) for row in columns.loads), default=0)
    for row in columns.stores:
        apart = len(row) * size_of(row[0].operands[0].type)
        whole = all(divergence.shape(store.operands[1]).stride == apart for store in row)
        if not whole and sum(blocks[row[0]] in b for b in looped) >= loading:
            return False
    return bool(columns.loads)


def _deal(context: PassContext, kernel: Function, block: Block, row: tuple[Load, ...]) -> None:
    dealt = _calls(context, DEAL, row)
    kernel.replace_uses(dict(zip(row, dealt, strict=True)))
    for call in dealt:
        call.operands = list(row)
    last = max(block.instructions.index(load) for load in row)
    block.instructions[last + 1 : last + 1] = dealt


def _collect(context: PassContext, block: Block, row: tuple[Store, ...]) -> None:
    collected = _calls(context, COLLECT, [store.operands[0] for store in row])
    first = min(block.instructions.index(store) for store in row)
    block.instructions[first:first] = collected
    for store, call in zip(row, collected, strict=True):
        store.operands[0] = call


def _calls(
    context: PassContext, name: str, values: tuple[Value, ...] | list[Value]
) -> list[Instruction]:
    kind = values[0].type
    suffix = f".{len(values)}.{kind}"
    calls = (
        Call(kind, GlobalReference(PTR, f"{name}{number}{suffix}"), list(values))
        for number in range(len(values))
    )
    return [context.named(call, "column") for call in calls]
