"""Widening of warp operations, with a warp in one group: shuffles, votes, match, reduce, sync.

Valid only when W is 32 and group g of the block is warp g. Lanes exchange within a vector, so
nothing waits. Source of the semantics: PTX ISA, shfl.sync, vote.sync, match.sync, redux.sync
(https://docs.nvidia.com/cuda/parallel-thread-execution/).
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import I32, Type
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context

WARP = 32
PREFIX = "llvm.nvvm."
SHUFFLES = tuple(f"{PREFIX}shfl.sync.{mode}." for mode in ("up", "down", "bfly", "idx"))
VOTES = tuple(f"{PREFIX}vote.{what}.sync" for what in ("all", "any", "uni", "ballot"))
SYNC = (f"{PREFIX}bar.warp.sync",)
ACTIVE = (f"{PREFIX}activemask",)
MATCH = (f"{PREFIX}match.any.sync.",)
REDUX = f"{PREFIX}redux.sync."


def is_warp_operation(name: str) -> bool:
    """Whether the intrinsic exchanges something between the lanes of a warp."""
    return name.startswith((*SHUFFLES, *VOTES, *SYNC, *ACTIVE, *MATCH, REDUX))


def warp_shape(call: Call, name: str, shapes: list[Shape], lanes: int) -> Shape:
    """Votes and reductions over a uniform mask give every lane the same."""
    if name.startswith(ACTIVE):
        return UNIFORM
    uniform_mask = bool(shapes) and shapes[0].uniform
    if name.startswith((*VOTES, REDUX)):
        return UNIFORM if uniform_mask else VARYING
    return VARYING


def widen_warp_operation(call: Call, name: str, context: Context) -> str | None:
    """The operation for a whole warp."""
    if name.startswith(SYNC):
        return None
    if name.startswith(ACTIVE):
        return context.values.code.mask_bits(context.active())
    if name.startswith(SHUFFLES):
        return _shuffle(call, name.split(".")[4], context)
    if name.startswith(VOTES):
        return _vote(call, name.split(".")[3], context)
    if name.startswith(REDUX):
        return _redux(call, name[len(REDUX) :].split(".")[0], context)
    return _match_any(call, context)


# ------------------------------------------------------------------ shuffles


def _constant(value: Value) -> int | None:
    return value.value if isinstance(value, ConstantInt) else None


def _shuffle(call: Call, mode: str, context: Context) -> str:
    """shfl.sync: operands are the member mask, the value, b (lane or distance) and c (width).

    A lane that is not there gives zero. The PTX ISA leaves it open, but sums over what is left of a
    warp are written so, and come out right on GPUs.
    """
    _, value, distance, control = call.operands
    vector = context.operand(value, True)
    if context.mask is not None:
        vector = context.values.code.define(
            f"select <32 x i1> {context.mask}, {wide_type(value.type, WARP)} {vector}, "
            f"{wide_type(value.type, WARP)} zeroinitializer"
        )
    b, c = _constant(distance), _constant(control)
    code = context.values.code
    if b is not None and c is not None:
        indices = [_source_lane(mode, lane, b, c) for lane in range(WARP)]
        return code.shuffle(wide_type(value.type, WARP), vector, indices)
    lanes = _source_lanes(mode, distance, control, context)
    return _permute(value.type, vector, lanes, context)


def _source_lane(mode: str, lane: int, b: int, c: int) -> int:
    """The lane that `lane` reads, as the PTX ISA's pseudo-code computes it."""
    segment, clamp, b = c >> 8 & 31, c & 31, b & 31
    most = (lane & segment) | (clamp & ~segment & 31)
    least = lane & segment
    if mode == "up":
        source = lane - b
        return source if source >= most else lane
    if mode == "down":
        source = lane + b
    elif mode == "bfly":
        source = lane ^ b
    else:
        source = least | (b & ~segment & 31)
    return source if source <= most else lane


def _source_lanes(mode: str, distance: Value, control: Value, context: Context) -> str:
    """The same for a distance that is known only at run time, as a vector of i32."""
    code, kind = context.values.code, "<32 x i32>"

    def op(text: str) -> str:
        return code.define(text)

    def const(number: int) -> str:
        return code.splat("i32", str(number))

    lane = code.steps("i32", 1)
    b = op(f"and {kind} {context.operand(distance, True)}, {const(31)}")
    c = context.operand(control, True)
    shifted = op(f"lshr {kind} {c}, {const(8)}")
    segment = op(f"and {kind} {shifted}, {const(31)}")
    rest = op(f"xor {kind} {segment}, {const(31)}")
    clamp = op(f"and {kind} {c}, {rest}")
    clamp = op(f"and {kind} {clamp}, {const(31)}")
    least = op(f"and {kind} {lane}, {segment}")
    most = op(f"or {kind} {least}, {clamp}")
    if mode == "up":
        source = op(f"sub {kind} {lane}, {b}")
        inside = op(f"icmp sge {kind} {source}, {most}")
    else:
        if mode == "down":
            source = op(f"add {kind} {lane}, {b}")
        elif mode == "bfly":
            source = op(f"xor {kind} {lane}, {b}")
        else:
            within = op(f"and {kind} {b}, {rest}")
            source = op(f"or {kind} {least}, {within}")
        inside = op(f"icmp sle {kind} {source}, {most}")
    return op(f"select <32 x i1> {inside}, {kind} {source}, {kind} {lane}")


def _permute(kind: Type, vector: str, lanes: str, context: Context) -> str:
    """Picks lanes by a vector of numbers: through memory, where any lane is one load away."""
    code, values = context.values.code, context.values
    memory = values.scatter_to_memory(kind, vector)
    addresses = code.define(f"getelementptr {kind}, ptr {memory}, <32 x i32> {lanes}")
    wide = wide_type(kind, WARP)
    name = code.declare(
        f"@llvm.masked.gather.{mangled(kind, WARP)}.v32p0",
        f"{wide} {{}}(<32 x ptr>, <32 x i1>, {wide})",
    )
    ones = code.splat("i1", "true")
    return code.define(
        f"call {wide} {name}(<32 x ptr> {addresses}, <32 x i1> {ones}, {wide} poison)"
    )


# ------------------------------------------------------------------ votes and reductions


def _members(mask: Value, context: Context) -> str:
    """Lanes that take part: named in the (uniform) member mask, and active."""
    code = context.values.code
    if _constant(mask) in (-1, 0xFFFFFFFF):
        return context.active()
    scalar = context.values.scalar(mask, context.part)
    named = code.define(f"bitcast i32 {scalar} to <32 x i1>")
    return code.both(context.mask, named)


def _vote(call: Call, what: str, context: Context) -> str:
    mask, predicate = call.operands
    if not context.values.shape(mask).uniform:
        return _vote_by_lane(call, what, context)
    code = context.values.code
    members = _members(mask, context)
    ballot = code.mask_bits(code.both(members, context.operand(predicate, True)))
    if what == "ballot":
        return ballot
    if what == "any":
        return code.define(f"icmp ne i32 {ballot}, 0")
    everyone = code.mask_bits(members)
    all_of_them = code.define(f"icmp eq i32 {ballot}, {everyone}")
    if what == "all":
        return all_of_them
    none = code.define(f"icmp eq i32 {ballot}, 0")
    return code.define(f"or i1 {all_of_them}, {none}")


def _vote_by_lane(call: Call, what: str, context: Context) -> str:
    """Each lane names its own members (tiles of a warp that vote at once)."""
    mask, predicate = call.operands
    code, kind = context.values.code, "<32 x i32>"
    ballot = code.mask_bits(code.both(context.mask, context.operand(predicate, True)))
    active = code.mask_bits(context.active())
    masks = context.operand(mask, True)
    votes = code.define(f"and {kind} {code.splat('i32', ballot)}, {masks}")
    if what == "ballot":
        return votes
    zero = "zeroinitializer"
    if what == "any":
        return code.define(f"icmp ne {kind} {votes}, {zero}")
    everyone = code.define(f"and {kind} {code.splat('i32', active)}, {masks}")
    all_of_them = code.define(f"icmp eq {kind} {votes}, {everyone}")
    if what == "all":
        return all_of_them
    none = code.define(f"icmp eq {kind} {votes}, {zero}")
    return code.define(f"or <32 x i1> {all_of_them}, {none}")


NEUTRAL = {
    "add": "0",
    "and": "-1",
    "or": "0",
    "xor": "0",
    "umin": "-1",
    "umax": "0",
    "min": "2147483647",
    "max": "-2147483648",
}
REDUCE_NAMES: dict[str, str] = {"min": "smin", "max": "smax"}


def _redux(call: Call, what: str, context: Context) -> str:
    """redux.sync: in clang's intrinsic the value comes first, the member mask second."""
    value, mask = call.operands
    code = context.values.code
    neutral = code.splat("i32", NEUTRAL[what])
    vector = context.operand(value, True)
    name = f"@llvm.vector.reduce.{REDUCE_NAMES.get(what, what)}.v32i32"
    code.declare(name, "i32 {}(<32 x i32>)")

    def reduce(members: str) -> str:
        kept = code.blend(members, I32, vector, neutral)
        return code.define(f"call i32 {name}(<32 x i32> {kept})")

    if context.values.shape(mask).uniform:
        total = reduce(_members(mask, context))
        return total if not context.is_wide(call) else code.splat("i32", total)
    return _by_lane_mask(mask, reduce, context)


def _by_lane_mask(mask: Value, compute: Callable[[str], str], context: Context) -> str:
    """A value a lane from that lane's own member mask."""
    code = context.values.code
    masks, result = context.operand(mask, True), "poison"
    for lane in range(WARP):
        bits = code.extract("<32 x i32>", masks, lane)
        members = code.both(context.mask, code.define(f"bitcast i32 {bits} to <32 x i1>"))
        one = compute(members)
        result = code.define(f"insertelement <32 x i32> {result}, i32 {one}, i64 {lane}")
    return result


def _match_any(call: Call, context: Context) -> str:
    """match.any.sync: the lanes among the members that have the same value."""
    mask, value = call.operands
    code, kind = context.values.code, wide_type(call.operands[1].type, WARP)
    vector, result = context.operand(value, True), "poison"
    for lane in range(WARP):
        mine = code.extract(kind, vector, lane)
        same = code.define(f"icmp eq {kind} {vector}, {code.splat(str(value.type), mine)}")
        bits = code.mask_bits(code.both(context.mask, same))
        result = code.define(f"insertelement <32 x i32> {result}, i32 {bits}, i64 {lane}")
    return code.define(f"and <32 x i32> {result}, {context.operand(mask, True)}")
