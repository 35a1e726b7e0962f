"""Functions that device code calls by name and nobody defines in CUDA C++.

Source: CUDA C++ Programming Guide, "Formatted Output", "Assertion", "Dynamic Global Memory
Allocation"; the names are those that clang's NVPTX lowering of printf and the C runtime use.
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "CUDA C++ Programming Guide"


@dataclass(frozen=True)
class Runtime:
    """A function of the runtime: its symbol, its C signature in LLVM types, what it is given."""

    symbol: str
    result: str
    parameters: tuple[str, ...]
    needs_thread: bool = False
    returns: bool = True


FUNCTIONS: dict[str, Runtime] = {
    "vprintf": Runtime("jarip_device_vprintf", "i32", ("ptr", "ptr")),
    "malloc": Runtime("jarip_device_malloc", "ptr", ("i64",)),
    "free": Runtime("jarip_device_free", "void", ("ptr",)),
    "__jarip_launch": Runtime("jarip_device_launch", "i32", ("ptr", "ptr", *("i32",) * 7)),
    "__assertfail": Runtime(
        "jarip_device_assert_fail", "void", ("ptr", "ptr", "i32", "ptr", "i64"), True, False
    ),
    "__assert_fail": Runtime(
        "jarip_device_assert_fail", "void", ("ptr", "ptr", "i32", "ptr"), True, False
    ),
    "llvm.trap": Runtime("jarip_device_trap", "void", (), False, False),
    "llvm.debugtrap": Runtime("jarip_device_trap", "void", (), False, False),
    "llvm.ubsantrap": Runtime("jarip_device_trap", "void", (), False, False),
    "llvm.nvvm.nanosleep": Runtime("jarip_device_nanosleep", "void", ("i32",)),
}

ROWS: tuple[Intrinsic, ...] = tuple(Intrinsic(name, Kind.RUNTIME, REFERENCE) for name in FUNCTIONS)
