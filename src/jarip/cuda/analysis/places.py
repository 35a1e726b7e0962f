"""Which addresses lie a known number of bytes from each other."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr
from jarip.cuda.ir.layout import field_offset, size_of
from jarip.cuda.ir.types import ArrayType, IntType, StructType, Type
from jarip.cuda.ir.values import ConstantInt, Value

EXACT = {"sext": "nsw", "zext": "nuw"}
"""The flag of a sum that lets an extension of it be the sum of extensions."""
LARGEST = 1 << 24
"""Constants below have no bit that an extension would copy."""


@dataclass(frozen=True)
class Place:
    """An address: `offset` bytes from what `root` stands for."""

    root: Hashable
    offset: int


def place_of(pointer: Value) -> Place:
    """Addresses with the same root differ by the difference of their offsets, in every thread."""
    if not isinstance(pointer, GetElementPtr):
        return Place(pointer, 0)
    base = place_of(pointer.operands[0])
    fixed, rest = base.offset, []
    kind: Type | None = None  # that the next index goes into; none before the first
    for index in pointer.operands[1:]:
        if isinstance(kind, StructType) and isinstance(index, ConstantInt):
            fixed += field_offset(kind, index.value)
            kind = kind.fields[index.value]
            continue
        if kind is None:
            kind = pointer.source
        elif isinstance(kind, ArrayType):
            kind = kind.element
        else:
            return Place(pointer, 0)
        step = size_of(kind)
        variable, constant = _parts(index)
        fixed += constant * step
        if variable is not None:
            rest.append((variable, step))
    return Place((base.root, tuple(rest)) if rest else base.root, fixed)


def _parts(index: Value) -> tuple[Hashable | None, int]:
    """What an index is the sum of: something that varies, if anything does, and a constant."""
    if isinstance(index, ConstantInt):
        return None, index.value
    if isinstance(index, Cast) and index.opcode in EXACT:
        term, constant = sum_of(index.operands[0], EXACT[index.opcode])
        return (index.opcode, term), constant
    assert isinstance(index.type, IntType)
    return sum_of(index, EXACT["sext"] if index.type.bits < 64 else "")


def sum_of(value: Value, flag: str) -> tuple[Value, int]:
    """What an index adds a constant to, and the constant; the sum wraps in no way of the flag."""
    if isinstance(value, Binary) and isinstance(value.operands[1], ConstantInt):
        constant = value.operands[1].value
        adds = value.opcode == "add" and (not flag or flag in value.flags)
        joins = value.opcode == "or" and "disjoint" in value.flags
        if (adds or joins) and (0 <= constant < LARGEST or not flag):
            return value.operands[0], constant
    return value, 0
