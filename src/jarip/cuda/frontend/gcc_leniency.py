"""What gcc, nvcc's host compiler, warns of or lets pass, and clang calls an error by default.

Programs that nvcc compiles must compile here; what gcc warns of stays a warning.
Source: Clang's "Diagnostic flags reference"; GCC's manual, "Warning Options".
"""

from __future__ import annotations

from typing import Final

WARNED_OF: Final = (
    "-Wno-error=register",
    "-Wno-error=reserved-user-defined-literal",
    "-Wno-error=c++11-narrowing",
    "-Wno-error=missing-template-arg-list-after-template-kw",
)
LET_PASS: Final = ("-Wno-invalid-constexpr", "-Wno-vla-cxx-extension", "-Wno-c99-designator")
IN_C: Final = (
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-pointer-types",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=return-type",
)
