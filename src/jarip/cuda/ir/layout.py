"""Sizes, alignments and field offsets in bytes.

NVPTX64 and the 64-bit hosts agree on all of these: natural alignment, i128 at 16 bytes, vectors at
their size rounded up to a power of two (https://llvm.org/docs/LangRef.html#data-layout).
"""

from __future__ import annotations

import functools

from jarip.cuda.ir.types import (
    ArrayType,
    FloatType,
    IntType,
    PointerType,
    StructType,
    Type,
    VectorType,
)


def align_up(offset: int, alignment: int) -> int:
    """The first multiple of `alignment` that is at least `offset`."""
    return -(-offset // alignment) * alignment


def bit_width(kind: Type) -> int:
    """Bits of a scalar value; a pointer has 64.

    Raises:
        TypeError: the type is no scalar.
    """
    if isinstance(kind, IntType | FloatType):
        return kind.bits
    if isinstance(kind, PointerType):
        return 64
    raise TypeError(f"{kind} is not a scalar type")


def store_size(kind: Type) -> int:
    """Bytes that a store of the type writes."""
    if isinstance(kind, VectorType):
        return -(-bit_width(kind.element) * kind.count // 8)
    if isinstance(kind, ArrayType | StructType):
        return size_of(kind)
    return -(-bit_width(kind) // 8)


def align_of(kind: Type) -> int:
    """The ABI alignment."""
    if isinstance(kind, ArrayType):
        return align_of(kind.element)
    if isinstance(kind, StructType):
        return 1 if kind.packed else max((align_of(f) for f in kind.fields), default=1)
    return _own_alignment(kind)


def size_of(kind: Type) -> int:
    """Bytes from one array element of the type to the next."""
    if isinstance(kind, ArrayType):
        return kind.count * size_of(kind.element)
    if isinstance(kind, StructType):
        return _struct_end(kind)
    return _own_size(kind)


# Of types without members; a structure may be asked about before its members are known.


@functools.cache
def _own_alignment(kind: Type) -> int:
    most = 16 if not isinstance(kind, VectorType) else 1 << 30
    return min(_power_of_two(store_size(kind)), most)


@functools.cache
def _own_size(kind: Type) -> int:
    return align_up(store_size(kind), _own_alignment(kind))


def field_offset(kind: StructType, index: int) -> int:
    """Where field `index` of a structure starts."""
    offset = 0
    for position, field in enumerate(kind.fields):
        if not kind.packed:
            offset = align_up(offset, align_of(field))
        if position == index:
            return offset
        offset += size_of(field)
    raise IndexError(f"{kind} has no field {index}")


def _struct_end(kind: StructType) -> int:
    if not kind.fields:
        return 0
    last = len(kind.fields) - 1
    return align_up(field_offset(kind, last) + size_of(kind.fields[last]), align_of(kind))


def _power_of_two(value: int) -> int:
    return 1 << max(value - 1, 0).bit_length()
