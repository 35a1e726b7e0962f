"""Replace inline PTX by calls of functions in LLVM text, for the forms that are known.

Before: `call ... asm "..."` statements. After: none; an unknown form is an error that quotes it.
"""

from __future__ import annotations

import re

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.ptx import callee_of

_ASM = re.compile(
    r'call (?P<type>[^\n"]*?) asm (?P<flags>(?:\w+ )*)"(?P<text>[^"]*)", "(?P<constraints>[^"]*)"'
)


def replace_assembly(text: str, function: str) -> str:
    """A function's text without inline assembly.

    Raises:
        DeviceCompileError: a statement is not of a known form.
    """
    if " asm " not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        callee = callee_of(match["text"])
        if callee is not None:
            return f"call {match['type']} @{callee}"
        raise DeviceCompileError(
            f"inline PTX is not supported: {match['text']!r} in device function {function}",
            remedy="write it in CUDA C++; intrinsics/ptx.py lists the forms that are known",
        )

    return _ASM.sub(replace, text)
