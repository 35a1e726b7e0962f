"""Which globals of an image must have one address for all of its kernels.

Those are the variables that the host or several kernels see, and the functions whose address is
taken (function pointers, virtual functions): the image's module object defines them. The rest is
copied into each kernel's object, so that LLVM can fold it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jarip.cuda.analysis.managed import ANNOTATIONS
from jarip.cuda.ir.chunks import Chunks, references

_IGNORED = frozenset(
    {
        ANNOTATIONS,
        "__clang_gpu_used_external",
        "llvm.used",
        "llvm.compiler.used",
        "llvm.global_ctors",
        "llvm.global_dtors",
    }
)
_ADDRESS = re.compile(r'@("[^"]*"|[-\w.$]+)(?!\w*\()(?![-\w.$(])')
_SHARED = "addrspace(3)"


@dataclass(frozen=True)
class Exports:
    """Names of the variables and functions that the module object defines."""

    variables: frozenset[str]
    functions: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """Both."""
        return self.variables | self.functions


def find_exports(chunks: Chunks) -> Exports:
    """The exports of a whole image."""
    taken: set[str] = set()
    for text in chunks.functions.values():
        body = text[text.index("\n") :]
        taken.update(_ADDRESS.findall(body))
    variables: set[str] = set()
    for name, text in chunks.variables.items():
        if name in _IGNORED:
            continue
        if _exported(text):
            variables.add(name)
        taken |= references(text)
    return Exports(frozenset(variables), frozenset(taken & chunks.functions.keys()))


def _exported(text: str) -> bool:
    if _SHARED in text.split("=")[0].split(" global ")[0]:
        return False
    words = text.split(" ")
    constant = "constant" in words and "externally_initialized" not in words
    return not constant or bool(references(text))
