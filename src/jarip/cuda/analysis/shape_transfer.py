"""The shape of an instruction's result from the shapes of its operands, a rule an opcode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import gcd

from jarip.cuda.analysis.shape import (
    ANY_ALIGNMENT,
    UNIFORM,
    VARYING,
    Shape,
    join,
    power_of_two_in,
    settle,
)
from jarip.cuda.ir.instructions import (
    Binary,
    Cast,
    Compare,
    ExtractValue,
    GetElementPtr,
    InsertValue,
    Instruction,
    Load,
    Select,
    Unary,
    VectorOperation,
)
from jarip.cuda.ir.layout import field_offset, size_of
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import ConstantInt, Value

Shapes = Sequence[Shape]
ADDITIVE = {"add": 1, "sub": -1}
EQUALITY = frozenset({"eq", "ne"})


def transfer(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    """The result's shape where control is as the operands' is; phis, calls and atomics elsewhere.

    All-uniform operands give a uniform result. `lanes` is the number of threads in a group.
    """
    if isinstance(instruction.type, VectorType):
        return UNIFORM if all(s.uniform for s in shapes) else VARYING
    rule = RULES.get(type(instruction))
    if rule is None:
        return VARYING
    return rule(instruction, shapes, lanes)


def constant_of(value: Value) -> int | None:
    """The number, when the value is an integer constant."""
    return value.value if isinstance(value, ConstantInt) else None


def _default(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    return UNIFORM if all(s.uniform for s in shapes) else VARYING


def _binary(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    assert isinstance(instruction, Binary)
    if not isinstance(instruction.type, IntType):
        return _default(instruction, shapes, lanes)
    opcode, flags = instruction.opcode, instruction.flags
    if opcode == "or" and "disjoint" in flags:
        opcode, flags = "add", ("nuw", "nsw")
    signed, unsigned = "nsw" in flags, "nuw" in flags
    left, right = shapes
    if left.stride is None or right.stride is None:
        return VARYING
    if opcode in ADDITIVE:
        stride = left.stride + ADDITIVE[opcode] * right.stride
        both = Shape(
            stride,
            gcd(left.alignment, right.alignment),
            left.signed and right.signed,
            left.unsigned and right.unsigned,
        )
        return settle(both, lanes, signed, unsigned and opcode == "add" and stride >= 0)
    if opcode == "mul":
        return _multiply(instruction, left, right, lanes, signed, unsigned)
    constant = constant_of(instruction.operands[1])
    if opcode == "shl" and constant is not None:
        shifted = replace(
            left,
            stride=left.stride << constant,
            alignment=min(left.alignment << constant, ANY_ALIGNMENT),
        )
        return settle(shifted, lanes, signed, unsigned and left.stride >= 0)
    if left.uniform and right.uniform:
        return _uniform_bits(opcode, left, right, constant)
    if constant is not None:
        return _bits_of_affine(opcode, left, constant, lanes, instruction.type.bits)
    return VARYING


def _uniform_bits(opcode: str, left: Shape, right: Shape, constant: int | None) -> Shape:
    alignment = 1
    if opcode == "and":
        alignment = max(left.alignment, right.alignment)
    elif opcode in ("or", "xor"):
        alignment = min(left.alignment, right.alignment)
    elif opcode in ("lshr", "ashr") and constant is not None:
        alignment = max(left.alignment >> constant, 1)
    return Shape(0, alignment, signed=True, unsigned=True)


def _multiply(
    instruction: Binary, left: Shape, right: Shape, lanes: int, signed: bool, unsigned: bool
) -> Shape:
    if left.uniform and right.uniform:
        product = min(left.alignment * right.alignment, ANY_ALIGNMENT)
        return Shape(0, product, signed=True, unsigned=True)
    for shape, other in ((left, instruction.operands[1]), (right, instruction.operands[0])):
        factor = constant_of(other)
        if factor is not None and shape.stride is not None:
            alignment = min(shape.alignment * power_of_two_in(factor), ANY_ALIGNMENT)
            scaled = replace(shape, stride=shape.stride * factor, alignment=alignment)
            return settle(scaled, lanes, signed, unsigned and (scaled.stride or 0) >= 0)
    return VARYING


def _bits_of_affine(opcode: str, left: Shape, constant: int, lanes: int, bits: int) -> Shape:
    """Shifts and masks where the lanes stay within one aligned stretch, whose base has only bits
    above theirs: what happens to the base's bits and to the lane's are then two things."""
    stride, stretch = left.stride, left.alignment
    if stride is None or not 0 < stride * (lanes - 1) < stretch:
        return VARYING
    constant &= (1 << bits) - 1
    operation = SEPARABLE.get(opcode)
    if operation is None:
        return VARYING
    steps = [operation(stride * lane, constant) for lane in range(lanes)]
    step = steps[1] - steps[0]
    if any(after - before != step for before, after in pairwise(steps)) or steps[0]:
        return VARYING
    alignment = max(stretch >> constant, 1) if opcode == "lshr" else stretch
    return Shape(step, alignment, signed=True, unsigned=True)


SEPARABLE: dict[str, Callable[[int, int], int]] = {
    "and": lambda value, constant: value & constant,
    "lshr": lambda value, constant: value >> constant,
}


def _cast(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    assert isinstance(instruction, Cast)
    (shape,) = shapes
    opcode = instruction.opcode
    if shape.stride is None:
        return VARYING
    if opcode in ("ptrtoint", "inttoptr", "addrspacecast"):
        return replace(shape, signed=False, unsigned=False) if shape.stride else shape
    if opcode == "bitcast":
        return shape if instruction.operands[0].type is instruction.type else _default_of(shape)
    if opcode == "trunc":
        return replace(shape, signed=shape.uniform, unsigned=shape.uniform)
    if opcode == "zext":
        if shape.unsigned:
            return replace(shape, signed=True)
        # Not negative in active lanes, so a sign extension does the same and is exact in lane 0.
        return shape if "nneg" in instruction.flags and shape.signed else VARYING
    if opcode == "sext":
        return replace(shape, unsigned=shape.uniform) if shape.signed else VARYING
    return _default_of(shape)


def _default_of(shape: Shape) -> Shape:
    return UNIFORM if shape.uniform else VARYING


def _compare(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    """`base + lane < c` has one answer when no multiple of the group's size lies between lanes."""
    assert isinstance(instruction, Compare)
    left, right = shapes
    if left.uniform and right.uniform:
        return UNIFORM
    if left.stride is not None and left.stride == right.stride and instruction.opcode == "icmp":
        # Both move alike; equality of the bases decides for all, an order only without wrap.
        exact = left.signed and right.signed and left.unsigned and right.unsigned
        if instruction.predicate in EQUALITY or exact:
            return UNIFORM
    aligned = left.stride == 1 and left.alignment >= lanes and left.signed and left.unsigned
    if aligned and right.uniform and right.alignment >= lanes and instruction.predicate in BELOW:
        return UNIFORM
    return VARYING


BELOW = frozenset({"ult", "uge", "slt", "sge"})


def _select(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    condition, first, second = shapes
    return join(first, second) if condition.uniform else VARYING


def _element_pointer(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    assert isinstance(instruction, GetElementPtr)
    if any(s.stride is None for s in shapes):
        return VARYING
    stride = shapes[0].stride or 0
    alignment = shapes[0].alignment
    kind: Type = instruction.source
    for position, (index, shape) in enumerate(
        zip(instruction.operands[1:], shapes[1:], strict=True)
    ):
        if position and isinstance(kind, StructType):
            field = constant_of(index) or 0
            alignment = gcd(alignment, power_of_two_in(field_offset(kind, field)))
            kind = kind.fields[field]
            continue
        if position:
            assert isinstance(kind, ArrayType | VectorType)
            kind = kind.element
        narrow = isinstance(index.type, IntType) and index.type.bits < 64
        if narrow and not shape.signed:
            return VARYING
        size = size_of(kind)
        stride += (shape.stride or 0) * size
        constant = constant_of(index)
        step = power_of_two_in(size * constant) if constant is not None else power_of_two_in(size)
        if constant is None:
            step = min(step * shape.alignment, ANY_ALIGNMENT)
        alignment = gcd(alignment, step)
    return Shape(stride, alignment, signed=stride == 0, unsigned=stride == 0)


def _load(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    assert isinstance(instruction, Load)
    return UNIFORM if shapes[0].uniform and not instruction.ordering else VARYING


def _freeze(instruction: Instruction, shapes: Shapes, lanes: int) -> Shape:
    return shapes[0] if instruction.opcode == "freeze" else _default(instruction, shapes, lanes)


RULES: dict[type[Instruction], Callable[[Instruction, Shapes, int], Shape]] = {
    Binary: _binary,
    Cast: _cast,
    Compare: _compare,
    Select: _select,
    GetElementPtr: _element_pointer,
    Load: _load,
    Unary: _freeze,
    ExtractValue: _default,
    InsertValue: _default,
    VectorOperation: _default,
}
