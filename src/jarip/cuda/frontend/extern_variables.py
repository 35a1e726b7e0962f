"""`extern __device__ int total;` in a program whose files are compiled whole (without -rdc=true).

There is nothing that it could be linked with, so nvcc takes the declaration as a static definition,
and so do we. `extern "C" __device__ int total;` is such a declaration too, which few expect.
Source: CUDA C++ Programming Guide, "extern" storage of device variables in whole program mode.
"""

from __future__ import annotations

import re
from typing import Final

_EXTERN: Final = re.compile(
    r'^(?P<name>@(?:"[^"]*"|[-\w.$]+)) = external (?P<what>(?:\w+ )*addrspace\([14]\) [^\n]*?)'
    r"(?P<end>, align \d+[^\n]*)$",
    re.MULTILINE,
)


def define_extern_variables(ir: str) -> tuple[str, list[str]]:
    """The device IR of a whole program with its extern variables defined as zero; their names."""
    names: list[str] = []

    def define(match: re.Match[str]) -> str:
        names.append(match["name"].strip('@"'))
        return f"{match['name']} = {match['what']} zeroinitializer{match['end']}"

    return _EXTERN.sub(define, ir), names
