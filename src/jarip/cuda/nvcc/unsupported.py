"""Device code that Jarip cannot compile, found when it is built rather than at its first launch.

find_unsupported(ir)        what a kernel can reach that is not supported
located(ir, complaint)      the complaint as a compiler's error, if `ir` has source lines
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.frontend.demangle import demangle
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.chunks import Chunks, cut_module, reachable

_DECLARED = re.compile(r'^declare [^\n]*?@("[^"]*"|[-\w.$]+)\(', re.M)
_KERNEL = re.compile(r"^define [^\n]*\bptx_kernel\b")
_LOCATION = re.compile(r"!dbg (!\d+)")
_POSITION = re.compile(r"!DILocation\(line: (\d+), column: (\d+), scope: (!\d+)")
_FILE = re.compile(r"\bfile: (!\d+)")
_NAME = re.compile(r'filename: "([^"]*)"')


@dataclass(frozen=True)
class Unsupported:
    """A line of device IR: the function it is in, what is wrong with it and what helps."""

    function: str
    line: str
    what: str
    remedy: str

    def text(self, where: str) -> str:
        """An error as compilers write them."""
        return (
            f"{where}: error: {self.what} in device function {demangle(self.function)}; "
            f"{self.remedy}"
        )


def find_unsupported(ir: str, relocatable: bool) -> list[Unsupported]:
    """One complaint for each line of code that kernels reach and Jarip cannot compile.

    Functions that nobody defines are left to the device linker if the code is `relocatable`.
    """
    missing = {name for name in _DECLARED.findall(ir) if not _known(name, relocatable)}
    if not missing and " asm " not in ir:
        return []
    chunks = cut_module(ir)
    names = reachable(chunks, [n for n, body in chunks.functions.items() if _KERNEL.match(body)])
    functions = {name: text for name, text in chunks.functions.items() if name in names}
    return [
        found for name, text in functions.items() for found in _in_function(name, text, missing)
    ]


def located(ir: str, complaints: list[Unsupported], source: str) -> Iterator[str]:
    """The errors with file, line and column, read from the debug information of `ir`."""
    chunks = cut_module(ir)
    for complaint in complaints:
        yield complaint.text(_position(complaint.line, chunks) or source)


def _known(name: str, relocatable: bool) -> bool:
    if name.startswith("llvm.") or not relocatable:
        return find(name) is not None or name.startswith("jarip")
    return True


def _in_function(name: str, text: str, missing: set[str]) -> Iterator[Unsupported]:
    if " asm " in text:
        yield from _unknown_assembly(name, text)
    if any(f"@{each}(" in text for each in missing):
        for line in text.splitlines():
            for callee in missing:
                if f"@{callee}(" in line:
                    yield _missing(name, line, callee)


def _missing(function: str, line: str, callee: str) -> Unsupported:
    if callee.startswith("llvm."):
        remedy = "docs/compat lists what is supported"
        return Unsupported(function, line, f"Jarip does not support @{callee}", remedy)
    remedy = "define it as __device__ in this file, or compile with -rdc=true"
    return Unsupported(function, line, f"{demangle(callee)} has no definition", remedy)


def _unknown_assembly(name: str, text: str) -> Iterator[Unsupported]:
    from jarip.cuda.passes.assembly import replace_assembly  # few programs need PTX's tables

    for line in text.splitlines():
        if " asm " in line:
            try:
                replace_assembly(line, name, {})
            except DeviceCompileError as error:
                what = error.what.removesuffix(f" in device function {name}")
                yield Unsupported(name, line, what, error.remedy)


def _position(line: str, chunks: Chunks) -> str | None:
    """`file:line:column` of an instruction."""
    named = _LOCATION.search(line)
    place = _POSITION.search(chunks.nodes.get(named[1], "")) if named else None
    if place is None:
        return None
    scope = _FILE.search(chunks.nodes.get(place[3], ""))
    file = _NAME.search(chunks.nodes.get(scope[1], "")) if scope else None
    return f"{file[1]}:{place[1]}:{place[2]}" if file else None
