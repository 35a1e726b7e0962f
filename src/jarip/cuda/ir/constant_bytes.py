"""The bytes of a constant in memory, little-endian."""

from __future__ import annotations

import re
import struct

from jarip.cuda.ir.layout import align_of, align_up, size_of
from jarip.cuda.ir.types import ArrayType, FloatType, IntType, StructType, Type, VectorType
from jarip.cuda.ir.values import Constant, ConstantAggregate, ConstantInt, ConstantWord

_ZEROS = frozenset({"zeroinitializer", "null", "undef", "poison", "none"})
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2}|\\)")


class NotPlainBytes(Exception):
    """The constant holds an address, which is known only once it is loaded."""


def constant_bytes(constant: Constant) -> bytes:
    """`size_of(constant.type)` bytes; what is undefined is zero.

    Raises:
        NotPlainBytes: it is, or holds, the address of something.
    """
    kind = constant.type
    size = size_of(kind)
    if isinstance(constant, ConstantInt) and isinstance(kind, IntType):
        return (constant.value & ((1 << kind.bits) - 1)).to_bytes(size, "little")
    if isinstance(constant, ConstantWord):
        return _word(constant.word, kind).ljust(size, b"\0")
    if isinstance(constant, ConstantAggregate):
        return _aggregate(constant, size)
    raise NotPlainBytes(constant.typed())


def _word(word: str, kind: Type) -> bytes:
    if word in _ZEROS:
        return b""
    if word.startswith('c"'):
        return _ESCAPE.sub(_unescape, word[2:-1].encode())
    if isinstance(kind, FloatType):
        return _float(word, kind)
    raise NotPlainBytes(f"{kind} {word}")


def _unescape(match: re.Match[bytes]) -> bytes:
    return b"\\" if match[1] == b"\\" else bytes([int(match[1], 16)])


def _float(word: str, kind: FloatType) -> bytes:
    """As LLVM prints them: decimal, the bits of a double in hexadecimal, or 0xH, 0xR and bits."""
    if word.startswith(("0xH", "0xR")):
        return int(word[3:], 16).to_bytes(2, "little")
    bits = int(word, 16).to_bytes(8, "little") if word.startswith("0x") else None
    value = struct.unpack("<d", bits)[0] if bits else float(word)
    if str(kind) == "bfloat":
        return struct.pack("<f", value)[2:]
    if kind.bits == 16:
        return struct.pack("<e", value)
    return struct.pack("<f" if kind.bits == 32 else "<d", value)


def _aggregate(constant: ConstantAggregate, size: int) -> bytes:
    kind = constant.type
    data = b""
    for element in constant.elements:
        packed = isinstance(kind, VectorType) or (isinstance(kind, StructType) and kind.packed)
        if not packed and not isinstance(kind, ArrayType):
            data = data.ljust(align_up(len(data), align_of(element.type)), b"\0")
        data += constant_bytes(element)
    return data.ljust(size, b"\0")
