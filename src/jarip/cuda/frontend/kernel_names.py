"""Kernels that kernels launch go by name.

A launch in device code names the kernel's function, whose address means nothing at run time: each
kernel is an object of its own, compiled for a block shape when it is launched. So the name as a
string is put for the address, by which the runtime finds the kernel in the same image.
"""

from __future__ import annotations

import re

_LAUNCH = "@__jarip_launch("
_KERNEL = re.compile(r'@__jarip_launch\(ptr (?:[a-z]+ )*@("[^"]*"|[-\w.$]+),')


def name_launched_kernels(ir: str) -> str:
    """The device IR of a source file, with names for the kernels that it launches."""
    if _LAUNCH not in ir:
        return ir
    names: dict[str, str] = {}

    def name_of(match: re.Match[str]) -> str:
        name = match[1].strip('"')
        variable = names.setdefault(name, f'@"jarip.name.{name}"')
        return f"@__jarip_launch(ptr {variable},"

    text = _KERNEL.sub(name_of, ir)
    strings = [
        f'{variable} = private unnamed_addr constant [{len(name.encode()) + 1} x i8] c"{name}\\00"'
        for name, variable in names.items()
    ]
    return "\n".join([text, *strings, ""])
