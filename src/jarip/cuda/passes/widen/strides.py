"""Strides that hold in practice, which only the run can tell.

Two cases. `in[y * width + x]` is contiguous in x, but nothing proves that the 32-bit index does not
pass 2^31 between lane 0 and the last. And an index computed by masks and shifts, or kept across a
barrier, may count over the lanes without anybody knowing. Such an access is emitted twice: as
neighbours where a comparison says that they are, and as any addresses where they may not be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jarip.cuda.analysis.shape_transfer import constant_of
from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr, Instruction, Load
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.near_addresses import is_extension, is_sum

BITWISE = frozenset({"and", "or", "xor", "shl", "lshr", "ashr", "mul"})
"""Arithmetic of an index that often keeps neighbours neighbours."""


SIGNS = {"add": 1, "sub": -1}


@dataclass(frozen=True)
class LikelyStride:
    """`address` is lane 0's; the lanes' are `stride` bytes apart where `holds` is true."""

    address: str
    stride: int
    holds: str


@dataclass
class _Walk:
    """What is known of a value: lane 0's operand, the stride, and what has to hold."""

    scalar: str
    stride: int
    conditions: list[str] = field(default_factory=list)


def likely_stride(
    pointer: Value, accepts: Callable[[int], bool], context: Context
) -> LikelyStride | None:
    """The stride of a varying pointer; None where there is none to hope for or to accept."""
    stride = hoped_stride(pointer, context)
    if stride is None or not accepts(stride):
        return None
    assert isinstance(pointer, GetElementPtr)
    walk = _walk_pointer(pointer, context)
    holds = walk.conditions[0]
    for condition in walk.conditions[1:]:
        holds = context.define(f"and i1 {holds}, {condition}")
    return LikelyStride(walk.scalar, walk.stride, holds)


def hoped_stride(pointer: Value, context: Context) -> int | None:
    """The stride that `likely_stride` will ask for."""
    if not isinstance(pointer, GetElementPtr) or not context.values.shape(pointer).varying:
        return None
    return _hoped_stride(pointer, context, {}) if _hopeful(pointer, context, set()) else None


# -- what to hope for; each value is looked at once, however many ways lead to it


def _hopeful(value: Value, context: Context, seen: set[Value]) -> bool:
    """Whether all that varies on the way to the address may well count over the lanes."""
    if value in seen:  # and was hopeful, or nobody would ask on
        return True
    seen.add(value)
    if not context.values.shape(value).varying:
        return context.values.at_hand(value, context.part)
    if isinstance(value, GetElementPtr) or is_extension(value) or is_sum(value):
        assert isinstance(value, Instruction)
        return all(_hopeful(operand, context, seen) for operand in value.operands)
    at_hand = context.values.at_hand(value, context.part)
    return at_hand and isinstance(value.type, IntType) and _may_count(value, context, set())


def _may_count(value: Value, context: Context, seen: set[Value]) -> bool:
    if value in seen:
        return True
    seen.add(value)
    if not context.values.shape(value).varying:
        return True
    if isinstance(value, Load):
        return _is_kept(value, context)
    steps = is_extension(value) or is_sum(value)
    if steps or (isinstance(value, Binary) and value.opcode in BITWISE):
        assert isinstance(value, Instruction)
        return all(_may_count(operand, context, seen) for operand in value.operands)
    return False


def _is_kept(load: Load, context: Context) -> bool:
    """Whether it reads what this thread kept across a barrier."""
    address: Value = load.operands[0]
    while isinstance(address, GetElementPtr):
        address = address.operands[0]
    return address is context.values.plan.kept


def _hoped_stride(value: Value, context: Context, known: dict[Value, int]) -> int:
    """The stride that `_walk` will find."""
    if value not in known:
        known[value] = _sum_of_strides(value, context, known)
    return known[value]


def _sum_of_strides(value: Value, context: Context, known: dict[Value, int]) -> int:
    shape = context.values.shape(value)
    if shape.stride is not None:
        return shape.stride
    if is_extension(value):
        assert isinstance(value, Cast)
        return _hoped_stride(value.operands[0], context, known)
    if is_sum(value):
        assert isinstance(value, Binary)
        left, right = (_hoped_stride(operand, context, known) for operand in value.operands)
        return left + SIGNS[value.opcode] * right
    if isinstance(value, GetElementPtr):
        base, *indices = (_hoped_stride(operand, context, known) for operand in value.operands)
        return base + sum(i * s for i, s in zip(indices, scales(value), strict=True))
    return 1


def scales(pointer: GetElementPtr) -> list[int]:
    """The bytes that one more of each index makes; a structure's field has no stride to scale."""
    kind: Type = pointer.source
    scales = []
    for position, index in enumerate(pointer.operands[1:]):
        if position:
            kind = _element(kind, index)
        scales.append(size_of(kind))
    return scales


# -- lane 0's value and what has to hold


def _walk(value: Value, context: Context) -> _Walk:
    shape = context.values.shape(value)
    if not shape.varying:
        return _Walk(context.values.scalar(value, context.part), shape.stride or 0)
    if isinstance(value, GetElementPtr):
        return _walk_pointer(value, context)
    if is_extension(value):
        assert isinstance(value, Cast)
        return _walk_extension(value, context)
    if is_sum(value):
        assert isinstance(value, Binary)
        return _walk_sum(value, context)
    return _ask_lanes(value, context)


def _walk_sum(value: Binary, context: Context) -> _Walk:
    left, right = (_walk(operand, context) for operand in value.operands)
    scalar = context.define(f"{value.opcode} {value.type} {left.scalar}, {right.scalar}")
    stride = left.stride + SIGNS[value.opcode] * right.stride
    return _Walk(scalar, stride, left.conditions + right.conditions)


def _walk_extension(cast: Cast, context: Context) -> _Walk:
    (source,) = cast.operands
    assert isinstance(source.type, IntType)
    index = _walk(source, context)
    signed, bits = cast.opcode == "sext", source.type.bits
    predicate, limit = _limit(signed, bits, index.stride * (context.lanes - 1))
    condition = context.define(f"icmp {predicate} {source.type} {index.scalar}, {limit}")
    scalar = context.define(f"{cast.opcode} {source.type} {index.scalar} to {cast.type}")
    return _Walk(scalar, index.stride, [*index.conditions, condition])


def index_limits(signed: bool, bits: int) -> tuple[int, int]:
    """The least and the greatest number that the integer type holds."""
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def _limit(signed: bool, bits: int, span: int) -> tuple[str, int]:
    """The comparison of lane 0's index that says that the last lane's, `span` on, doesn't wrap."""
    lowest, highest = index_limits(signed, bits)
    prefix = "s" if signed else "u"
    return (f"{prefix}le", highest - span) if span >= 0 else (f"{prefix}ge", lowest - span)


def _walk_pointer(pointer: GetElementPtr, context: Context) -> _Walk:
    base, *indices = [_walk(operand, context) for operand in pointer.operands]
    stride, conditions = base.stride, list(base.conditions)
    words = [f"ptr {base.scalar}"]
    for operand, index, scale in zip(pointer.operands[1:], indices, scales(pointer), strict=True):
        stride += index.stride * scale
        conditions += index.conditions
        words.append(f"{operand.type} {index.scalar}")
    address = context.define(f"getelementptr {pointer.source}, {', '.join(words)}")
    return _Walk(address, stride, conditions)


def _element(kind: Type, index: Value) -> Type:
    if isinstance(kind, StructType):
        return kind.fields[constant_of(index) or 0]
    assert isinstance(kind, ArrayType | VectorType)
    return kind.element


def _ask_lanes(value: Value, context: Context) -> _Walk:
    """Whether each active lane's value is lane 0's plus its number.

    Lane 0 may be inactive. Where it then holds something else, the answer is no, and the access
    is one of any addresses; frozen, so that even a poisoned lane gives an answer.
    """
    code = context.values.code
    vector = f"<{context.lanes} x {value.type}>"
    given = context.values.vector(value, context.part)
    if context.mask is not None:
        given = code.define(f"freeze {vector} {given}")
    first = code.extract(vector, given, 0)
    origins = code.define(f"sub {vector} {given}, {code.steps(str(value.type), 1)}")
    same = code.define(f"icmp eq {vector} {origins}, {code.splat(str(value.type), first)}")
    if context.mask is not None:
        everyone = code.splat("i1", "true")
        kind = code.mask_type
        same = code.define(f"select {kind} {context.mask}, {kind} {same}, {kind} {everyone}")
    holds = code.define(f"icmp eq {code.bits_type} {code.mask_bits(same)}, -1")
    return _Walk(first, 1, [holds])
