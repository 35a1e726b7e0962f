"""Which variables are `__managed__`: one storage for host and device."""

from __future__ import annotations

import re

from jarip.cuda.ir.chunks import Chunks

ANNOTATIONS = "llvm.global.annotations"
"""Where clang notes `annotate` attributes (https://llvm.org/docs/LangRef.html)."""

_ENTRY = re.compile(
    r"\{ (?:ptr addrspacecast \()?ptr (?:addrspace\(1\) )?@(?P<variable>\"[^\"]*\"|[-\w.$]+)"
    r"(?: to ptr\))?, ptr (?:addrspacecast \(ptr addrspace\(\d+\) )?"
    r"@(?P<word>\"[^\"]*\"|[-\w.$]+)"
)
_MARK = 'c"jarip.managed\\00"'


def managed_variables(chunks: Chunks) -> frozenset[str]:
    """Names of the variables that host_defines.h marks for it."""
    notes = chunks.variables.get(ANNOTATIONS, "")
    return frozenset(
        entry["variable"]
        for entry in _ENTRY.finditer(notes)
        if _MARK in chunks.variables.get(entry["word"], "")
    )
