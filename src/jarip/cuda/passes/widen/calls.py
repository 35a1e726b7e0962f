"""Widening of calls: intrinsics that LLVM has in vector form, the rest a lane at a time."""

from __future__ import annotations

from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape
from jarip.cuda.analysis.waits import PAUSE
from jarip.cuda.intrinsics import layout
from jarip.cuda.intrinsics.arithmetic import CHIP_FUNCTIONS
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import VOID
from jarip.cuda.ir.values import GlobalReference, Value
from jarip.cuda.passes.widen.agreement import ALL, widen_all
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.dealt import is_collect, is_deal, widen_collect, widen_deal
from jarip.cuda.passes.widen.lanes import for_each_lane, for_each_lane_collect
from jarip.cuda.passes.widen.prefetch import widen_prefetch
from jarip.cuda.passes.widen.warp import is_warp_operation, warp_shape, widen_warp_operation

VECTOR_INTRINSICS: dict[str, frozenset[int]] = {
    # llvm.<name>: the operands that stay scalar
    **dict.fromkeys(
        """fma fmuladd fabs sqrt floor ceil trunc rint nearbyint round roundeven minnum maxnum
        minimum maximum copysign canonicalize ctpop bswap bitreverse fshl fshr smin smax umin umax
        scmp ucmp sadd.sat uadd.sat ssub.sat usub.sat sshl.sat ushl.sat fptosi.sat fptoui.sat
        ldexp sadd.with.overflow uadd.with.overflow ssub.with.overflow usub.with.overflow
        smul.with.overflow umul.with.overflow""".split(),
        frozenset(),
    ),
    **dict.fromkeys("ctlz cttz abs powi is.fpclass".split(), frozenset({1})),
}
TWO_TYPES = frozenset({"fptosi.sat", "fptoui.sat", "ldexp", "powi", "scmp", "ucmp"})
"""Intrinsics whose name spells the operand's type behind the result's."""

NANOSLEEP = "jarip_device_nanosleep"
NOTHING = (
    "llvm.lifetime.",
    "llvm.assume",
    "llvm.experimental.noalias.scope",
    "llvm.dbg.",
    "llvm.donothing",
    "llvm.invariant.",
)
"""Intrinsics that only inform; leaving them out is right."""


def call_shape(call: Call, shapes: list[Shape], lanes: int) -> Shape:
    """The shape of a call's result."""
    name = called_name(call)
    if name == ALL:
        return UNIFORM
    if is_warp_operation(name):
        return warp_shape(call, name, shapes, lanes)
    pure = _vector_form(name) is not None or name in CHIP_FUNCTIONS.values()
    return UNIFORM if pure and all(s.uniform for s in shapes) else VARYING


def widen_call(call: Call, context: Context) -> str | None:
    """Any call; None when there is no result."""
    name = called_name(call)
    if name.startswith(NOTHING):
        return None
    if name.startswith("llvm.prefetch."):
        widen_prefetch(call, context)
        return None
    if name == ALL:
        return widen_all(call, context)
    if is_deal(call):
        return widen_deal(call, context)
    if is_collect(call):
        return widen_collect(call, context)
    if is_warp_operation(name):
        return widen_warp_operation(call, name, context)
    if _is_once(name) and all(context.values.shape(o).uniform for o in call.operands):
        words = [context.values.scalar(o, context.part) for o in call.operands]
        _scalar_call(call, words, context)
        return None
    form = _vector_form(name)
    if form is not None:
        return _vector_call(call, form, context)
    if name in CHIP_FUNCTIONS.values():
        return _chip_call(call, name, context)
    return _call_by_lane(call, context)


def _vector_form(name: str) -> str | None:
    """The key in VECTOR_INTRINSICS: the longest that the intrinsic's name starts with."""
    if not name.startswith("llvm."):
        return None
    words = name[5:].split(".")
    for count in (3, 2, 1):
        key = ".".join(words[:count])
        if key in VECTOR_INTRINSICS:
            return key
    return None


def _is_once(name: str) -> bool:
    """Whether one call for all lanes does what one for each would."""
    return name.startswith(("llvm.memcpy.", "llvm.memset.", "llvm.memmove.", NANOSLEEP, PAUSE))


def _vector_call(call: Call, form: str, context: Context) -> str:
    wide = context.is_wide(call)
    flags = "".join(f"{f} " for f in call.flags if f not in ("tail", "musttail", "notail"))
    if not wide:
        words = [context.values.scalar(o, context.part) for o in call.operands]
        return _scalar_call(call, words, context)
    scalars = VECTOR_INTRINSICS[form]
    lanes, code = context.lanes, context.values.code
    words, kinds = [], []
    for index, operand in enumerate(call.operands):
        spread = index not in scalars
        kinds.append(wide_type(operand.type, lanes) if spread else str(operand.type))
        words.append(f"{kinds[-1]} {context.operand(operand, spread)}")
    result = wide_type(call.type, lanes)
    main = call.operands[0].type if form.endswith("overflow") else call.type
    if form == "is.fpclass":
        main = call.operands[0].type
    suffix = mangled(main, lanes)
    if form in TWO_TYPES:
        other = call.operands[-1 if form in ("ldexp", "powi") else 0]
        suffix += "." + mangled(other.type, 1 if form == "powi" else lanes)
    name = code.declare(f"@llvm.{form}.{suffix}", f"{result} {{}}({', '.join(kinds)})")
    return context.define(f"call {flags}{result} {name}({', '.join(words)})")


def _chip_call(call: Call, name: str, context: Context) -> str:
    """A function of the target's, which writes the vector form as well."""
    if not context.is_wide(call):
        words = [context.values.scalar(operand, context.part) for operand in call.operands]
        return _scalar_call(call, words, context)
    wide = wide_type(call.type, context.lanes)
    vector = f"@{name.removesuffix('f32')}{mangled(call.type, context.lanes)}"
    given = ", ".join(
        f"{wide_type(operand.type, context.lanes)} {context.operand(operand, True)}"
        for operand in call.operands
    )
    return context.define(f"call {wide} {vector}({given})")


def _scalar_call(call: Call, words: list[str], context: Context) -> str:
    flags = "".join(f"{f} " for f in call.flags if f not in ("musttail", "notail", "tail"))
    texts = []
    for index, (operand, word) in enumerate(zip(call.operands, words, strict=True)):
        attribute = call.byval[index] if index < len(call.byval) else ""
        texts.append(f"{operand.type} {attribute + ' ' if attribute else ''}{word}")
    kind = call.vararg_type or call.type
    callee = call.callee.text()
    text = f"call {flags}{kind} {callee}({', '.join(texts)})"
    if call.type is VOID:
        context.values.code.emit(text)
        return ""
    return context.define(text)


def _call_by_lane(call: Call, context: Context) -> str | None:
    indirect = not isinstance(call.callee, GlobalReference)
    operands: list[Value] = list(call.operands)
    if indirect:
        operands.append(call.callee)
    values, given = context.values, len(operands)
    passes_thread = values.plan.thread is not None and values.plan.thread in call.operands
    if passes_thread:
        operands += values.plan.indices

    def one(lane: list[str]) -> str:
        if passes_thread:
            _set_indices(lane[given:], context)
        return call_one(lane[:given])

    def call_one(lane: list[str]) -> str:
        if not indirect:
            return _scalar_call(call, lane, context)
        flags = "".join(f"{f} " for f in call.flags if f not in ("musttail", "notail", "tail"))
        words = ", ".join(f"{o.type} {w}" for o, w in zip(call.operands, lane[:-1], strict=True))
        text = f"call {flags}{call.vararg_type or call.type} {lane[-1]}({words})"
        if call.type is VOID:
            context.values.code.emit(text)
            return ""
        return context.define(text)

    if call.type is VOID:
        for_each_lane(context, operands, lambda lane: _ignore(one(lane)))
        return None
    return for_each_lane_collect(context, call.type, operands, one)


def _set_indices(indices: list[str], context: Context) -> None:
    """The hidden thread becomes the lane's: its threadIdx is written where callees read it."""
    code, thread = context.values.code, context.values.plan.thread
    assert thread is not None
    base = context.values.scalar(thread, context.part)
    for axis, index in enumerate(indices):
        offset = layout.THREAD_TID + 4 * axis
        place = code.define(f"getelementptr i8, ptr {base}, i64 {offset}")
        code.emit(f"store i32 {index}, ptr {place}, align 4")


def _ignore(_: str) -> None:
    return None
