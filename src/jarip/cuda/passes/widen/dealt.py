"""Widening of what `passes/deal_columns.py` adds: rows in the order of memory, and the way back.

A row that is loaded whole and dealt is its vectors of memory; one that is collected and stored
whole likewise. Elsewhere values are put in order in registers.
"""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call, Instruction, Load, Store
from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.deal_columns import COLLECT, DEAL
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.interleave import interleaved, parted
from jarip.cuda.passes.widen.windows import as_shuffled, load_window_of_row, whole_row


def is_deal(instruction: Instruction) -> bool:
    """Whether it gives lanes what lies beside each other in memory."""
    return called_name(instruction).startswith(DEAL)


def is_collect(instruction: Instruction) -> bool:
    """Whether it gives lanes their own columns again."""
    return called_name(instruction).startswith(COLLECT)


def dealt_loads(function: Function) -> dict[Load, Call]:
    """Loads that are used for nothing but dealing."""
    found: dict[Load, Call] = {}
    used: set[Value] = set()
    for instruction in function.instructions():
        if isinstance(instruction, Call) and is_deal(instruction):
            found.update({o: instruction for o in instruction.operands if isinstance(o, Load)})
        else:
            used.update(instruction.operands)
    return {load: call for load, call in found.items() if load not in used}


def deals_memory(call: Call, context: Context) -> bool:
    """Whether what is dealt are the vectors that lie in memory."""
    return whole_row(call.operands, context) is not None


def widen_deal(call: Call, context: Context) -> str:
    """One vector of the row of all lanes."""
    number = _number(call, DEAL)
    address = whole_row(call.operands, context)
    first = call.operands[0]
    if address is not None and isinstance(first, Load):
        return load_window_of_row(first, address, number, context)
    kind, vectors = _vectors(call.operands, context)
    ordered = interleaved(vectors, wide_type(kind, context.lanes), context)
    return _as(call.type, kind, ordered[number], context)


def widen_collect(call: Call, context: Context) -> str:
    """A column of each lane's own."""
    kind, vectors = _vectors(call.operands, context)
    return _as(call.type, kind, parted(kind, vectors, _number(call, COLLECT), context), context)


def collected(values: Sequence[Value], context: Context) -> list[str] | None:
    """The vectors in the order of memory that values are collected from; None: they aren't."""
    calls = [v for v in values if isinstance(v, Call) and is_collect(v)]
    if len(calls) != len(values) or any(call.operands != calls[0].operands for call in calls):
        return None
    numbers = [_number(call, COLLECT) for call in calls]
    if numbers != list(range(len(calls[0].operands))):
        return None
    return [context.values.vector(value, context.part) for value in calls[0].operands]


def stores_collected(row: Sequence[Store], context: Context) -> list[str] | None:
    """The same for a row of stores."""
    return collected([store.operands[0] for store in row], context)


def _number(call: Call, name: str) -> int:
    return int(called_name(call).removeprefix(name).partition(".")[0])


def _vectors(values: Sequence[Value], context: Context) -> tuple[Type, list[str]]:
    own = [context.values.vector(value, context.part) for value in values]
    shuffled = [as_shuffled(values[0].type, vector, context) for vector in own]
    return shuffled[0][0], [vector for _, vector in shuffled]


def _as(kind: Type, given: Type, vector: str, context: Context) -> str:
    if given is kind:
        return vector
    before, after = (wide_type(k, context.lanes) for k in (given, kind))
    return context.define(f"bitcast {before} {vector} to {after}")
