"""Linking the device IR of several translation units into one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jarip.cuda.frontend.demangle import demangle

_UNDEFINED = re.compile(r"^declare [^\n]*?@(\"[^\"]+\"|[\w.$]+)\(", re.M)
_EXTERNAL_VARIABLE = re.compile(
    r"^@(\"[^\"]+\"|[\w.$]+) = external (?:\w+ )*(?:addrspace\((?P<space>\d+)\) )?"
    r"(?:local_unnamed_addr |externally_initialized )*(?:global|constant) (?P<type>[^,\n]+)",
    re.M,
)
# Not definitions to look for: LLVM's intrinsics, and what the runtime and the compiler provide.
_PROVIDED = re.compile(
    r"^(llvm\.|__nv|vprintf$|__assertfail$|malloc$|free$|__cuda|__jarip_|jarip_)"
)


class UndefinedDeviceSymbol(Exception):
    """Device code uses a symbol that no object of the link defines; the message names it."""


class DuplicateDeviceSymbol(Exception):
    """Two objects define one device symbol; the message is LLVM's, which names it."""


def link_ir(texts: Sequence[str]) -> str:
    """One module from several. Raises UndefinedDeviceSymbol or DuplicateDeviceSymbol."""
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(texts[0])
    for text in texts[1:]:
        try:
            module.link_in(llvm.parse_assembly(text))
        except RuntimeError as error:
            raise DuplicateDeviceSymbol(str(error)) from None
    linked = str(module)
    missing = sorted(_missing(linked))
    if missing:
        names = ", ".join(f"'{demangle(name)}'" for name in missing)
        raise UndefinedDeviceSymbol(f"Undefined reference to {names} in device code")
    return linked


def _missing(linked: str) -> set[str]:
    functions = {name.strip('"') for name in _UNDEFINED.findall(linked)}
    variables = {
        found[1].strip('"')
        for found in _EXTERNAL_VARIABLE.finditer(linked)
        if not (found["space"] == "3" and found["type"].startswith("[0 x"))
    }
    return {name for name in functions | variables if not _PROVIDED.match(name)}
