"""Linking device IR across files."""

import pytest

from jarip.cuda.frontend.demangle import demangle
from jarip.cuda.frontend.ir_link import DuplicateDeviceSymbol, UndefinedDeviceSymbol, link_ir

HEAD = 'target triple = "nvptx64-nvidia-cuda"\n'
CALLER = HEAD + (
    "@count = external addrspace(1) global i32\n"
    "@dynamic = external addrspace(3) global [0 x float]\n"
    "declare float @_Z4halff(float)\n"
    "declare i32 @vprintf(ptr, ptr)\n"
    "define ptx_kernel void @k() {\n"
    "  %x = call float @_Z4halff(float 1.0)\n  %c = load i32, ptr addrspace(1) @count\n"
    "  %d = load float, ptr addrspace(3) @dynamic\n  %p = call i32 @vprintf(ptr null, ptr null)\n"
    "  ret void\n}\n"
)
CALLEE = HEAD + (
    "@count = addrspace(1) global i32 0\n"
    "define float @_Z4halff(float %x) {\n  %r = fmul float %x, 0.5\n  ret float %r\n}\n"
)


def test_definitions_meet_their_uses() -> None:
    linked = link_ir([CALLER, CALLEE])
    assert "define ptx_kernel void @k()" in linked
    assert "define float @_Z4halff" in linked
    assert "declare float @_Z4halff" not in linked


def test_undefined_symbols_are_named_as_people_write_them() -> None:
    with pytest.raises(UndefinedDeviceSymbol) as caught:
        link_ir([CALLER])
    message = str(caught.value)
    assert demangle("_Z4halff") in message
    assert "count" in message
    assert "dynamic" not in message
    assert "vprintf" not in message


def test_a_symbol_defined_twice_is_an_error() -> None:
    with pytest.raises(DuplicateDeviceSymbol, match="count"):
        link_ir([CALLEE, CALLEE])
