"""Private arrays are laid out element by element, the lanes of a group side by side.

An array that each thread has of its own would lie in memory thread after thread; a group that
reads element i would gather. Interleaved, element i of all lanes is one vector.

Before: allocas whose accesses are all of one size and whole elements (others are left alone).
After: the variable's type and the arithmetic of addresses have W elements where they had one;
`memory.lanes` is W, `memory.apart` the bytes from a lane's copy to its neighbour's.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Alloca, GetElementPtr, Instruction, Load, Store
from jarip.cuda.ir.layout import size_of, store_size
from jarip.cuda.ir.types import I8, ArrayType, StructType, Type, array_type, struct_type
from jarip.cuda.ir.values import ConstantInt, Value


def run_on(function: Function, memories: Iterable[Alloca], lanes: int) -> None:
    """Interleaves those of the private variables whose uses allow it, for groups of `lanes`."""
    users: dict[Value, list[Instruction]] = {}
    for instruction in function.instructions():
        for operand in instruction.operands:
            users.setdefault(operand, []).append(instruction)
    for memory in memories:
        steps = _steps(memory, users)
        size = _element_size(memory, steps, users) if steps is not None else None
        if size is None or steps is None or size_of(memory.allocated) <= size:
            continue
        for access in _accesses(memory, steps, users):
            access.alignment = min(access.alignment, size & -size)
        memory.lanes, memory.apart = lanes, size
        memory.allocated = _spread(memory.allocated, size, lanes)
        for step in steps:
            _spread_step(step, size, lanes)


def _steps(memory: Alloca, users: dict[Value, list[Instruction]]) -> list[GetElementPtr] | None:
    """The address arithmetic on the variable; None where its address goes anywhere else."""
    steps: list[GetElementPtr] = []
    waiting: list[Value] = [memory]
    while waiting:
        pointer = waiting.pop()
        for user in users.get(pointer, ()):
            if isinstance(user, GetElementPtr) and pointer not in user.operands[1:]:
                steps.append(user)
                waiting.append(user)
            elif not _is_access(user, pointer):
                return None
    return steps


def _is_access(user: Instruction, pointer: Value) -> bool:
    if isinstance(user, Store):
        return user.operands[0] is not pointer
    return isinstance(user, Load)


def _element_size(
    memory: Alloca, steps: list[GetElementPtr], users: dict[Value, list[Instruction]]
) -> int | None:
    """The size of every access, if they are all of one and steps go by whole elements."""
    if memory.operands:
        return None
    sizes = set()
    for access in _accesses(memory, steps, users):
        kind = access.type if isinstance(access, Load) else access.operands[0].type
        sizes.add(size_of(kind) if store_size(kind) == size_of(kind) else 0)
    if len(sizes) != 1:
        return None
    (size,) = sizes
    whole = size and _made_of(memory.allocated, size)
    return size if whole and all(_goes_by_elements(step, size) for step in steps) else None


def _accesses(
    memory: Alloca, steps: list[GetElementPtr], users: dict[Value, list[Instruction]]
) -> list[Load | Store]:
    return [
        user
        for pointer in (memory, *steps)
        for user in users.get(pointer, ())
        if isinstance(user, Load | Store)
    ]


def _goes_by_elements(step: GetElementPtr, size: int) -> bool:
    if step.source is I8 and size > 1:
        (offset,) = step.operands[1:]
        return isinstance(offset, ConstantInt) and offset.value % size == 0
    return _made_of(step.source, size)


def _made_of(kind: Type, size: int) -> bool:
    """Whether the type is elements of that size and nothing else."""
    if size_of(kind) == size and not isinstance(kind, ArrayType):
        return True
    if isinstance(kind, ArrayType):
        return _made_of(kind.element, size)
    if isinstance(kind, StructType):
        return all(_made_of(field, size) for field in kind.fields) and (
            sum(size_of(field) for field in kind.fields) == size_of(kind)
        )
    return False


def _spread_step(step: GetElementPtr, size: int, lanes: int) -> None:
    if step.source is I8 and size > 1:
        offset = step.operands[1]
        assert isinstance(offset, ConstantInt)
        step.operands[1] = ConstantInt(offset.type, offset.value * lanes)
    else:
        step.source = _spread(step.source, size, lanes)


def _spread(kind: Type, size: int, lanes: int) -> Type:
    """The type with `lanes` elements for each."""
    if isinstance(kind, ArrayType):
        return array_type(kind.count, _spread(kind.element, size, lanes))
    if size_of(kind) == size:
        return array_type(lanes, kind)
    assert isinstance(kind, StructType)
    return struct_type(tuple(_spread(field, size, lanes) for field in kind.fields))
