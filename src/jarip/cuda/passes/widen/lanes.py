"""Work that is done a lane at a time: what has no vector form, in scalar code for active lanes.

The code is a loop over the set bits of the mask; operands that vary are put in memory first, so
that a lane's is found by an index, and results are collected there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.context import Context

LaneBody = Callable[[list[str]], str]


def for_each_lane(
    context: Context, operands: Sequence[Value], body: Callable[[list[str]], None]
) -> None:
    """Runs `body` for every active lane, with the operands' scalars in that lane."""

    def run(lane: list[str], index: str) -> None:
        body(lane)

    _loop(context, operands, run)


def for_each_lane_collect(
    context: Context, kind: Type, operands: Sequence[Value], body: LaneBody
) -> str:
    """Runs `body` for every active lane; its results become a varying value of type `kind`."""
    code = context.values.code
    results = code.alloca(f"[{context.lanes} x {kind}]", "lanes", 64)

    def run(lane: list[str], index: str) -> None:
        result = body(lane)
        address = code.define(f"getelementptr {kind}, ptr {results}, i64 {index}")
        code.emit(f"store {kind} {result}, ptr {address}")

    _loop(context, operands, run)
    return context.values.assemble(kind, results)


def _loop(
    context: Context, operands: Sequence[Value], body: Callable[[list[str], str], None]
) -> None:
    code, values = context.values.code, context.values
    homes = [_home(context, operand) for operand in operands]
    saved = values.snapshot()
    start = f"bitcast {code.mask_type} {context.active()} to {code.bits_type}"
    first = code.define(start)
    some = code.define(f"icmp ne {code.bits_type} {first}, 0")
    before, top, after = code.fresh("lanes"), code.fresh("lane"), code.fresh("rest")
    code.jump(before)
    code.label(before)
    code.branch(some, top, after)
    code.label(top)
    left, rest = f"%{code.fresh('left')}", f"%{code.fresh('next')}"
    kind = code.bits_type
    back = code.fresh("latch")
    code.lines.append(f"  {left} = phi {kind} [ {first}, %{before} ], [ {rest}, %{back} ]")
    name = code.declare(f"@llvm.cttz.{kind}", f"{kind} {{}}({kind}, i1)")
    lane = code.define(f"call {kind} {name}({kind} {left}, i1 true)")
    index = code.define(f"zext {kind} {lane} to i64") if context.lanes < 64 else lane
    scalars = [
        scalar if address is None else _load_lane(context, operand, address, index)
        for operand, (scalar, address) in zip(operands, homes, strict=True)
    ]
    body(scalars, index)
    code.jump(back)
    code.label(back)
    less = code.define(f"add {kind} {left}, -1")
    code.lines.append(f"  {rest} = and {kind} {left}, {less}")
    more = code.define(f"icmp ne {kind} {rest}, 0")
    code.branch(more, top, after)
    code.label(after)
    values.restore(saved)


def _home(context: Context, operand: Value) -> tuple[str, str | None]:
    """A uniform operand is its scalar; another one is put in memory, a lane after the other."""
    values = context.values
    if values.shape(operand).uniform:
        return values.scalar(operand, context.part), None
    vector = values.vector(operand, context.part)
    return "", values.scatter_to_memory(operand.type, vector)


def _load_lane(context: Context, operand: Value, address: str, index: str) -> str:
    code = context.values.code
    at = code.define(f"getelementptr {operand.type}, ptr {address}, i64 {index}")
    return code.define(f"load {operand.type}, ptr {at}")
