"""Widening of instructions that only compute: their result depends on their operands alone."""

from __future__ import annotations

from jarip.cuda.ir.instructions import (
    Binary,
    Cast,
    Compare,
    ExtractValue,
    GetElementPtr,
    InsertValue,
    Instruction,
    Select,
    Unary,
    VectorOperation,
)
from jarip.cuda.ir.types import Type, VectorType
from jarip.cuda.ir.values import ConstantAggregate, ConstantInt, ConstantWord
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.divisions import DIVISIONS, widen_division
from jarip.cuda.passes.widen.plan import CannotWiden

EXACTNESS = frozenset({"nuw", "nsw", "exact", "inbounds", "nusw", "nneg", "disjoint", "samesign"})


def flags_of(instruction: Instruction, context: Context) -> str:
    """The flags that still hold.

    An affine value is computed for lane 0 alone. If lane 0 may be inactive, what the flags promise
    of active lanes need not hold for it, and the poison would reach every lane.
    """
    flags = instruction.flags
    shape = context.values.shape(instruction)
    if not shape.varying and context.mask is not None and _reads_lane_zero(instruction, context):
        flags = tuple(f for f in flags if f not in EXACTNESS)
    return "".join(f"{f} " for f in flags)


def _reads_lane_zero(instruction: Instruction, context: Context) -> bool:
    return any(not context.values.shape(o).uniform for o in instruction.operands)


def widen_binary(instruction: Binary, context: Context) -> str:
    """Arithmetic; divisors of dead lanes become 1, as a division by zero would trap."""
    wide = context.is_wide(instruction)
    kind = context.held_type(instruction.type, wide)
    left, right = (context.operand(o, wide) for o in instruction.operands)
    opcode = instruction.opcode
    if opcode in DIVISIONS and wide and context.mask is not None:
        ones = context.values.code.splat(str(instruction.type), "1")
        right = context.values.code.blend(context.mask, instruction.type, right, ones)
    if opcode in DIVISIONS and wide:
        divided = widen_division(instruction, left, right, context)
        if divided is not None:
            return divided
    flags = flags_of(instruction, context)
    if opcode == "or" and "disjoint" in instruction.flags and not wide:
        opcode, flags = "add", ""
    return context.define(f"{opcode} {flags}{kind} {left}, {right}")


def widen_unary(instruction: Unary, context: Context) -> str:
    """fneg and freeze."""
    wide = context.is_wide(instruction)
    kind = context.held_type(instruction.type, wide)
    flags = flags_of(instruction, context)
    return context.define(
        f"{instruction.opcode} {flags}{kind} {context.operand(instruction.operands[0], wide)}"
    )


def widen_cast(instruction: Cast, context: Context) -> str:
    """Conversions. A bitcast between vectors of other counts keeps each lane's bits together."""
    wide = context.is_wide(instruction)
    source = instruction.operands[0]
    operand = context.operand(source, wide)
    if instruction.opcode in ("bitcast", "addrspacecast") and source.type is instruction.type:
        return operand
    before = context.held_type(source.type, wide)
    after = context.held_type(instruction.type, wide)
    flags, opcode = flags_of(instruction, context), instruction.opcode
    if opcode == "zext" and not wide and not context.values.shape(source).unsigned:
        opcode, flags = "sext", ""  # see shape_transfer: lane 0 may be inactive and negative
    return context.define(f"{opcode} {flags}{before} {operand} to {after}")


def widen_compare(instruction: Compare, context: Context) -> str:
    """icmp and fcmp."""
    wide = context.is_wide(instruction)
    left, right = instruction.operands
    kind = context.held_type(left.type, wide)
    flags = flags_of(instruction, context)
    return context.define(
        f"{instruction.opcode} {flags}{instruction.predicate} {kind} "
        f"{context.operand(left, wide)}, {context.operand(right, wide)}"
    )


def widen_select(instruction: Select, context: Context) -> str:
    """select; a uniform condition stays one bit."""
    condition, first, second = instruction.operands
    wide = context.is_wide(instruction)
    kind = context.held_type(instruction.type, wide)
    left, right = context.operand(first, wide), context.operand(second, wide)
    flags = flags_of(instruction, context)
    if not wide or context.values.shape(condition).uniform:
        bit = context.values.scalar(condition, context.part)
        test = f"{condition.type} {bit}"
        if isinstance(condition.type, VectorType) and wide:
            test = _wide_condition(instruction, context)
        return context.define(f"select {flags}{test}, {kind} {left}, {kind} {right}")
    if isinstance(instruction.type, VectorType) or not _is_scalar(instruction.type):
        if isinstance(condition.type, VectorType):
            test = _wide_condition(instruction, context)
            return context.define(f"select {test}, {kind} {left}, {kind} {right}")
        mask = context.operand(condition, True)
        return context.values.code.blend(mask, instruction.type, left, right)
    test = _wide_condition(instruction, context)
    return context.define(f"select {flags}{test}, {kind} {left}, {kind} {right}")


def _wide_condition(instruction: Select, context: Context) -> str:
    condition = instruction.operands[0]
    return f"{context.held_type(condition.type, True)} {context.operand(condition, True)}"


def _is_scalar(kind: Type) -> bool:
    return not str(kind).startswith(("{", "[", "%", "<"))


def widen_element_pointer(instruction: GetElementPtr, context: Context) -> str:
    """Addresses. Uniform operands stay scalar in a wide one: a gather likes base + index vector."""
    wide = context.is_wide(instruction)
    words = []
    for operand in instruction.operands:
        vector = wide and not context.values.shape(operand).uniform
        kind = context.held_type(operand.type, vector)
        words.append(f"{kind} {context.operand(operand, vector)}")
    flags = flags_of(instruction, context)
    return context.define(f"getelementptr {flags}{instruction.source}, {', '.join(words)}")


def widen_extract_value(instruction: ExtractValue, context: Context) -> str:
    """A member; a wide aggregate is an aggregate of wide members."""
    aggregate = instruction.operands[0]
    wide = context.values.shape(aggregate).varying
    kind = context.held_type(aggregate.type, wide)
    path = ", ".join(map(str, instruction.path))
    return context.define(f"extractvalue {kind} {context.operand(aggregate, wide)}, {path}")


def widen_insert_value(instruction: InsertValue, context: Context) -> str:
    """An aggregate with one member replaced."""
    aggregate, value = instruction.operands
    wide = context.is_wide(instruction)
    path = ", ".join(map(str, instruction.path))
    return context.define(
        f"insertvalue {context.held_type(aggregate.type, wide)} "
        f"{context.operand(aggregate, wide)}, "
        f"{context.held_type(value.type, wide)} {context.operand(value, wide)}, {path}"
    )


def widen_vector_operation(instruction: VectorOperation, context: Context) -> str:
    """Element access of small vectors, held lane after lane in one long vector."""
    if not context.is_wide(instruction):
        words = ", ".join(f"{o.type} {context.operand(o, False)}" for o in instruction.operands)
        return context.define(f"{instruction.opcode} {words}")
    rules = {
        "extractelement": _extract_element,
        "insertelement": _insert_element,
        "shufflevector": _shuffle_vector,
    }
    return rules[instruction.opcode](instruction, context)


def _constant_index(value: object) -> int:
    if not isinstance(value, ConstantInt):
        raise CannotWiden("a vector element is chosen by an index that is not constant")
    return value.value


def _extract_element(instruction: VectorOperation, context: Context) -> str:
    vector, index = instruction.operands
    assert isinstance(vector.type, VectorType)
    count, lanes = vector.type.count, context.lanes
    at = _constant_index(index)
    return context.values.code.shuffle(
        wide_type(vector.type, lanes),
        context.operand(vector, True),
        [lane * count + at for lane in range(lanes)],
    )


def _insert_element(instruction: VectorOperation, context: Context) -> str:
    vector, element, index = instruction.operands
    assert isinstance(vector.type, VectorType)
    count, lanes, code = vector.type.count, context.lanes, context.values.code
    at, total = _constant_index(index), vector.type.count * context.lanes
    wide_element = context.operand(element, True)
    kind = wide_type(element.type, lanes)
    spread = code.shuffle(kind, wide_element, [i // count for i in range(total)])
    indices = [total + i if i % count == at else i for i in range(total)]
    return code.shuffle(
        wide_type(vector.type, lanes), context.operand(vector, True), indices, other=spread
    )


def _shuffle_vector(instruction: VectorOperation, context: Context) -> str:
    first, second, mask = instruction.operands
    assert isinstance(first.type, VectorType)
    count, lanes = first.type.count, context.lanes
    picked = _shuffle_indices(mask)
    indices = []
    for lane in range(lanes):
        for index in picked:
            side = lanes * count if index >= count else 0
            indices.append(side + lane * count + index % count)
    return context.values.code.shuffle(
        wide_type(first.type, lanes),
        context.operand(first, True),
        indices,
        other=context.operand(second, True),
    )


def _shuffle_indices(mask: object) -> list[int]:
    """The constant mask as numbers; an undefined element may be any, so 0."""
    if isinstance(mask, ConstantAggregate):
        return [e.value if isinstance(e, ConstantInt) else 0 for e in mask.elements]
    if isinstance(mask, ConstantWord) and isinstance(mask.type, VectorType):
        return [0] * mask.type.count
    raise CannotWiden("a shuffle's mask is not a constant")
