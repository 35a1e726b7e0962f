"""Other CUDA toolkits that a build names: `-I/usr/local/cuda/include` in a Makefile is common.

Their headers and libraries describe another runtime than ours, and would be found first.
Directories of one are left out; nothing in them is opened.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from jarip.cuda.nvcc.command_line import CommandLine

_HEADERS: Final = ("cuda_runtime.h", "cuda_runtime_api.h")
_LIBRARIES: Final = ("libcudart.so", "libcudart_static.a", "libcudadevrt.a", "stubs/libcuda.so")
_OURS: Final = "include/jarip"
_OPTIONS: Final = ("include-path", "system-include", "library-path")
_ATTACHED: Final = ("-I", "-L", "-isystem")
_VARIABLES: Final = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH")


def leave_out_foreign_toolkits(
    line: CommandLine, environment: MutableMapping[str, str] = os.environ
) -> list[str]:
    """Takes their directories off the command line and off clang's variables; says which."""
    found: list[str] = []
    for option in _OPTIONS:
        if option in line.values:
            left_out = [path for path in line.values[option] if _foreign(path)]
            line.values[option] = [path for path in line.values[option] if path not in left_out]
            found += left_out
    if "compiler-options" in line.values:
        line.values["compiler-options"] = _without(line.values["compiler-options"], found)
    for variable in _VARIABLES:
        paths = environment.get(variable, "").split(os.pathsep)
        left_out = [path for path in paths if path and _foreign(path)]
        if kept := [path for path in paths if path not in left_out]:
            if left_out:
                environment[variable] = os.pathsep.join(kept)
        elif variable in environment:
            del environment[variable]
        found += left_out
    return list(dict.fromkeys(found))


def _without(words: list[str], found: list[str]) -> list[str]:
    """Words for the host compiler without such directories, which are added to `found`."""
    kept: list[str] = []
    for word in words:
        option = next((o for o in _ATTACHED if word.startswith(o)), "")
        path = word.removeprefix(option)
        behind = bool(kept) and kept[-1] in _ATTACHED and not option
        if not ((option or behind) and path and _foreign(path)):
            kept.append(word)
            continue
        found.append(path)
        if behind:
            kept.pop()
    return kept


def _foreign(path: str) -> bool:
    """Whether a directory is another toolkit's for headers, libraries or stubs."""
    place = Path(path)
    if all((place / name).exists() for name in _HEADERS):
        return not (place / "jarip").is_dir()
    if place.name == "stubs":
        place = place.parent
    if not any((place / name).exists() for name in _LIBRARIES):
        return False
    roots = (place.parent, *place.resolve().parents[:4])
    return not any((root / _OURS).is_dir() for root in roots)
