"""Work that is done a lane at a time: what has no vector form, in scalar code for active lanes.

The code is a loop over the set bits of the mask, or over all lanes where there is none; results
are collected in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lane_operands import lane_reader

LaneBody = Callable[[list[str]], str]


def for_each_lane(
    context: Context,
    operands: Sequence[Value],
    body: Callable[[list[str]], None],
    straight: bool = False,
) -> None:
    """Runs `body` for every active lane, with the operands' scalars in that lane.

    `straight`: where all lanes are active the body, which is short, is written once a lane.
    """

    def run(lane: list[str], index: str) -> None:
        body(lane)

    _loop(context, operands, run, straight)


def for_each_lane_collect(
    context: Context,
    kind: Type,
    operands: Sequence[Value],
    body: LaneBody,
    straight: bool = False,
) -> str:
    """Runs `body` for every active lane; its results become a varying value of type `kind`."""
    code = context.values.code
    results = code.alloca(f"[{context.lanes} x {kind}]", "lanes", 64)

    def run(lane: list[str], index: str) -> None:
        result = body(lane)
        address = code.define(f"getelementptr {kind}, ptr {results}, i64 {index}")
        code.emit(f"store {kind} {result}, ptr {address}")

    _loop(context, operands, run, straight)
    return context.values.assemble(kind, results)


def _loop(
    context: Context,
    operands: Sequence[Value],
    body: Callable[[list[str], str], None],
    straight: bool,
) -> None:
    straight = straight and context.mask is None
    readers = [lane_reader(operand, context, straight) for operand in operands]
    saved = context.values.snapshot()

    def one(index: str) -> None:
        body([read(index) for read in readers], index)

    if straight:
        for lane in range(context.lanes):
            one(str(lane))
    elif context.mask is None:
        _count_lanes(context, one)
    else:
        _pick_lanes(context, context.mask, one)
    context.values.restore(saved)


def _count_lanes(context: Context, body: Callable[[str], None]) -> None:
    """All lanes, one after the other."""
    code = context.values.code
    before, top, back, after = (code.fresh(w) for w in ("lanes", "lane", "latch", "rest"))
    index, following = f"%{code.fresh('index')}", f"%{code.fresh('next')}"
    code.jump(before)
    code.label(before)
    code.jump(top)
    code.label(top)
    code.lines.append(f"  {index} = phi i64 [ 0, %{before} ], [ {following}, %{back} ]")
    body(index)
    code.jump(back)
    code.label(back)
    code.lines.append(f"  {following} = add nuw nsw i64 {index}, 1")
    more = code.define(f"icmp ult i64 {following}, {context.lanes}")
    code.branch(more, top, after)
    code.label(after)


def _pick_lanes(context: Context, mask: str, body: Callable[[str], None]) -> None:
    """The lanes whose bit is set in the mask."""
    code, kind = context.values.code, context.values.code.bits_type
    first = code.mask_bits(mask)
    some = code.define(f"icmp ne {kind} {first}, 0")
    before, top, back, after = (code.fresh(w) for w in ("lanes", "lane", "latch", "rest"))
    left, rest = f"%{code.fresh('left')}", f"%{code.fresh('next')}"
    code.jump(before)
    code.label(before)
    code.branch(some, top, after)
    code.label(top)
    code.lines.append(f"  {left} = phi {kind} [ {first}, %{before} ], [ {rest}, %{back} ]")
    name = code.declare(f"@llvm.cttz.{kind}", f"{kind} {{}}({kind}, i1)")
    lane = code.define(f"call {kind} {name}({kind} {left}, i1 true)")
    body(code.define(f"zext {kind} {lane} to i64") if context.lanes < 64 else lane)
    code.jump(back)
    code.label(back)
    less = code.define(f"add {kind} {left}, -1")
    code.lines.append(f"  {rest} = and {kind} {left}, {less}")
    more = code.define(f"icmp ne {kind} {rest}, 0")
    code.branch(more, top, after)
    code.label(after)
