"""C++ names as people write them, by the C++ runtime's own demangler."""

from __future__ import annotations

import ctypes
from functools import cache

_RUNTIMES = ("libstdc++.so.6", "libc++abi.so.1")


def demangle(name: str) -> str:
    """`_Z3fooi` → `foo(int)`; names that aren't mangled, and all of them where no C++ runtime is
    installed, stay as they are."""
    runtime = _runtime()
    if runtime is None or not name.startswith("_Z"):
        return name
    status = ctypes.c_int()
    found = runtime.__cxa_demangle(name.encode(), None, None, ctypes.byref(status))
    if status.value != 0 or not found:
        return name
    text = ctypes.string_at(found).decode()
    _release(found)
    return text


@cache
def _runtime() -> ctypes.CDLL | None:
    for library in _RUNTIMES:
        try:
            runtime = ctypes.CDLL(library)
        except OSError:
            continue
        runtime.__cxa_demangle.restype = ctypes.c_void_p
        return runtime
    return None


def _release(pointer: int) -> None:
    ctypes.CDLL(None).free(ctypes.c_void_p(pointer))
