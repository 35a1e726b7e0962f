"""Constants as bytes, checked against what struct and NumPy make of the same values."""

import struct

import pytest

from jarip.cuda.ir.constant_bytes import NotPlainBytes, constant_bytes
from jarip.cuda.ir.parser import parse_module

CONSTANTS = {
    "i32 -2": struct.pack("<i", -2),
    "i1 true": b"\x01",
    "float 1.500000e+00": struct.pack("<f", 1.5),
    "float 0x36A0000000000000": struct.pack("<I", 1),  # the smallest denormal
    "double 0x7FF0000000000000": struct.pack("<d", float("inf")),
    "half 0xH3C00": struct.pack("<e", 1.0),
    "bfloat 0xR3F80": b"\x80\x3f",
    "ptr null": bytes(8),
    '[4 x i8] c"a\\00\\FF\\\\"': b"a\0\xff\\",
    "{ i8, i32, i16 } { i8 1, i32 2, i16 3 }": struct.pack("<bxxxihxx", 1, 2, 3),
    "<{ i8, i32 }> <{ i8 1, i32 2 }>": struct.pack("<bi", 1, 2),
    "[2 x { i8, double }] [{ i8, double } { i8 1, double 2.0 }, { i8, double } zeroinitializer]": (
        struct.pack("<b7xd", 1, 2.0) + bytes(16)
    ),
    "<3 x i16> <i16 1, i16 2, i16 3>": struct.pack("<3hxx", 1, 2, 3),
    "i64 undef": bytes(8),
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_bytes_of_constants(text: str) -> None:
    assert constant_bytes(_constant(text)) == CONSTANTS[text]


@pytest.mark.parametrize("text", ["ptr @other", "{ i32, ptr } { i32 1, ptr @other }"])
def test_addresses_are_refused(text: str) -> None:
    with pytest.raises(NotPlainBytes, match="@other"):
        constant_bytes(_constant(text))


def _constant(text: str):
    module = parse_module(f"@other = global i8 0\n@x = global {text}\n")
    return module.variables["x"].initializer
