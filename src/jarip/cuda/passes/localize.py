"""Device functions get names that mean nothing to the host.

Before: a device function may be called `expf`, which LLVM would take for the C library's. After:
each definition is `device.<name>`, and direct calls follow, those of regions too. What C++ has
mangled keeps its name, which debuggers and profilers know how to read; operators new and delete,
which LLVM knows too, do not.
"""

from __future__ import annotations

import re

from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

_PREFIX = "device."
_MEANS_NOTHING = re.compile(r"_Z(?!n[wa]|d[la])")


def run(context: PassContext) -> None:
    """Renames every definition."""
    old = context.module.functions
    for function in [*old.values(), *context.regions]:
        for instruction in function.instructions():
            if isinstance(instruction, Call) and isinstance(instruction.callee, GlobalReference):
                name = instruction.callee.name
                if name in old:
                    instruction.callee = GlobalReference(PTR, local_name(name))
    for name, function in old.items():
        function.name = local_name(name)


def local_name(name: str) -> str:
    """The name of a device function's definition in a host module."""
    if _MEANS_NOTHING.match(name):
        return name
    return f'"{_PREFIX}{name[1:]}' if name.startswith('"') else _PREFIX + name
