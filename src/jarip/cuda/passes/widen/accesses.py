"""The forms that a wide load or store can take: one scalar, neighbours, a few apart, anywhere."""

from __future__ import annotations

from jarip.cuda.ir.instructions import Load, Store
from jarip.cuda.ir.layout import store_size
from jarip.cuda.ir.types import Type, VectorType, int_type
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lanes import for_each_lane, for_each_lane_collect


def _suffix(instruction: Load | Store) -> str:
    return f" {instruction.ordering}" if instruction.ordering else ""


def _head(instruction: Load | Store) -> str:
    words = [instruction.opcode]
    words += ["atomic"] if instruction.ordering else []
    words += ["volatile"] if instruction.volatile else []
    return " ".join(words)


def scalar_load(instruction: Load, address: str, context: Context) -> str:
    """One element, as the instruction reads it."""
    return context.define(
        f"{_head(instruction)} {instruction.type}, ptr {address}{_suffix(instruction)}, "
        f"align {instruction.alignment}"
    )


def scalar_store(instruction: Store, value: str, address: str, context: Context) -> None:
    """One element, as the instruction writes it."""
    kind = instruction.operands[0].type
    context.values.code.emit(
        f"{_head(instruction)} {kind} {value}, ptr {address}{_suffix(instruction)}, "
        f"align {instruction.alignment}"
    )


def store_to_one(instruction: Store, context: Context) -> None:
    """All lanes write one address: the last active lane's value stays."""
    value, pointer = instruction.operands
    values, code = context.values, context.values.code
    address = values.scalar(pointer, context.part)
    if values.shape(value).uniform:
        scalar_store(instruction, values.scalar(value, context.part), address, context)
        return
    vector = values.vector(value, context.part)
    lane: int | str = context.lanes - 1
    if context.mask is not None:
        bits = code.mask_bits(context.mask)
        kind = code.bits_type
        name = code.declare(f"@llvm.ctlz.{kind}", f"{kind} {{}}({kind}, i1)")
        zeros = code.define(f"call {kind} {name}({kind} {bits}, i1 true)")
        last = code.define(f"sub {kind} {context.lanes - 1}, {zeros}")
        lane = last if context.lanes == 32 else code.define(_to_i32(kind, last, context.lanes))
    element = context.values.lane_of(value.type, vector, lane)
    scalar_store(instruction, element, address, context)


def _to_i32(kind: str, number: str, bits: int) -> str:
    return f"{'zext' if bits < 32 else 'trunc'} {kind} {number} to i32"


def _element_mask(kind: Type, context: Context) -> tuple[str, str]:
    """The mask, a bit an element, and its type."""
    code = context.values.code
    count = kind.count if isinstance(kind, VectorType) else 1
    mask = context.active()
    if count == 1:
        return mask, code.mask_type
    total = context.lanes * count
    return code.shuffle(code.mask_type, mask, [i // count for i in range(total)]), f"<{total} x i1>"


def contiguous_load(instruction: Load, address: str, context: Context) -> str:
    """Neighbouring elements from lane 0's address on."""
    kind, code = instruction.type, context.values.code
    wide = wide_type(kind, context.lanes)
    if context.mask is None:
        head = _head(instruction)
        return context.define(f"{head} {wide}, ptr {address}, align {instruction.alignment}")
    mask, mask_type = _element_mask(kind, context)
    name = code.declare(
        f"@llvm.masked.load.{mangled(kind, context.lanes)}.p0",
        f"{wide} {{}}(ptr, {mask_type}, {wide})",
    )
    return context.define(
        f"call {wide} {name}(ptr align {instruction.alignment} {address}, "
        f"{mask_type} {mask}, {wide} poison)"
    )


def contiguous_store(instruction: Store, value: Value, address: str, context: Context) -> None:
    """Neighbouring elements from lane 0's address on."""
    kind, code = value.type, context.values.code
    wide = wide_type(kind, context.lanes)
    vector = context.values.vector(value, context.part)
    if context.mask is None:
        head = _head(instruction)
        code.emit(f"{head} {wide} {vector}, ptr {address}, align {instruction.alignment}")
        return
    mask, mask_type = _element_mask(kind, context)
    name = code.declare(
        f"@llvm.masked.store.{mangled(kind, context.lanes)}.p0",
        f"void {{}}({wide}, ptr, {mask_type})",
    )
    code.emit(
        f"call void {name}({wide} {vector}, ptr align {instruction.alignment} {address}, "
        f"{mask_type} {mask})"
    )


def _gathered_type(kind: Type) -> Type:
    """What a gather moves a lane: a short vector travels as one integer."""
    return int_type(store_size(kind) * 8) if isinstance(kind, VectorType) else kind


def gather(instruction: Load, pointer: Value, context: Context) -> str:
    """An element from each active lane's own address."""
    kind, code = instruction.type, context.values.code
    if store_size(kind) > 8:
        return for_each_lane_collect(
            context, kind, [pointer], lambda lane: scalar_load(instruction, lane[0], context)
        )
    unit = _gathered_type(kind)
    wide, addresses = wide_type(unit, context.lanes), code.pointer_vector_type()
    name = code.declare(
        f"@llvm.masked.gather.{mangled(unit, context.lanes)}.v{context.lanes}p0",
        f"{wide} {{}}({addresses}, {code.mask_type}, {wide})",
    )
    vector = context.values.vector(pointer, context.part)
    loaded = context.define(
        f"call {wide} {name}({addresses} align {instruction.alignment} {vector}, "
        f"{code.mask_type} {context.active()}, {wide} poison)"
    )
    if unit is kind:
        return loaded
    return context.define(f"bitcast {wide} {loaded} to {wide_type(kind, context.lanes)}")


def scatter(instruction: Store, value: Value, pointer: Value, context: Context) -> None:
    """An element to each active lane's own address, lane 0's first."""
    kind, code = value.type, context.values.code
    if store_size(kind) > 8:

        def store(lane: list[str]) -> None:
            scalar_store(instruction, lane[0], lane[1], context)

        for_each_lane(context, [value, pointer], store)
        return
    unit = _gathered_type(kind)
    wide, addresses = wide_type(unit, context.lanes), code.pointer_vector_type()
    vector = context.values.vector(value, context.part)
    if unit is not kind:
        vector = context.define(f"bitcast {wide_type(kind, context.lanes)} {vector} to {wide}")
    name = code.declare(
        f"@llvm.masked.scatter.{mangled(unit, context.lanes)}.v{context.lanes}p0",
        f"void {{}}({wide}, {addresses}, {code.mask_type})",
    )
    code.emit(
        f"call void {name}({wide} {vector}, {addresses} align {instruction.alignment} "
        f"{context.values.vector(pointer, context.part)}, {code.mask_type} {context.active()})"
    )
