"""PTX's fundamental types as LLVM's. Source: PTX ISA, "Fundamental Types"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PtxType:
    """A type: its bits, LLVM's type of its values, and what kind of number it is."""

    bits: int
    llvm: str
    kind: str  # b, u, s, f or p; bfloat16 is "bf" and computed in single precision

    @property
    def word(self) -> str:
        """The integer type of its bits."""
        return f"i{self.bits}"

    @property
    def suffix(self) -> str:
        """How LLVM's intrinsics name it."""
        return _SUFFIXES.get(self.llvm, self.llvm)


_SUFFIXES: Final = {"half": "f16", "<2 x half>": "v2f16", "float": "f32", "double": "f64"}
_FLOATS: Final = {
    "f16": PtxType(16, "half", "f"),
    "f16x2": PtxType(32, "<2 x half>", "f"),
    "bf16": PtxType(16, "i16", "bf"),
    "bf16x2": PtxType(32, "i32", "bf"),
    "f32": PtxType(32, "float", "f"),
    "tf32": PtxType(32, "float", "f"),
    "f64": PtxType(64, "double", "f"),
    "pred": PtxType(1, "i1", "p"),
}
_INTEGER: Final = re.compile(r"([bus])(8|16|32|64|128)")
OF_CONSTRAINT: Final = {"h": "b16", "r": "b32", "l": "b64", "q": "b128", "f": "f32", "d": "f64",
                        "b": "pred", "c": "b16", "n": "b32"}  # fmt: skip


def find_type(name: str) -> PtxType | None:
    """The type of that name, None if it is none."""
    if name in _FLOATS:
        return _FLOATS[name]
    if found := _INTEGER.fullmatch(name):
        return PtxType(int(found[2]), f"i{found[2]}", found[1])
    return None
