"""LLVM's debug metadata as text: the nodes that go with it, and nodes that LLVM renumbers.

Source: LLVM Language Reference, "Specialized Metadata Nodes" and "Module Flags Metadata".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from jarip.cuda.ir.function import Function

UNITS = "!llvm.dbg.cu"
FLAGS = "!llvm.module.flags"
_KEPT = "!jarip.kept"
_NODE = re.compile(r"!\d+")


def has_lines(metadata: Mapping[str, str]) -> bool:
    """Whether source lines were recorded."""
    return UNITS in metadata


def next_number(metadata: Iterable[str]) -> int:
    """A number above those of all nodes."""
    return 1 + max((int(n[1:]) for n in metadata if n[1:].isdigit()), default=-1)


def nodes_named_by(functions: Iterable[Function]) -> list[str]:
    """The nodes that functions and their instructions name."""
    found: dict[str, None] = {}
    for function in functions:
        found[function.subprogram] = None
        for instruction in function.instructions():
            for _, node in instruction.metadata:
                found[node] = None
    return [node for node in found if node and node[1:].isdigit()]


def module_nodes(metadata: Mapping[str, str], kept: Sequence[str]) -> list[str]:
    """Every node as a line of a module that LLVM will print anew.

    The nodes `kept`, which that module may not use, are in a list whose order `renumbered` knows.
    """
    named = (UNITS, FLAGS) if has_lines(metadata) else ()
    lines = [f"{n} = {text}" for n, text in metadata.items() if n[1:].isdigit() or n in named]
    return [*lines, f"{_KEPT} = !{{{', '.join(kept)}}}"]


def renumbered(metadata: Mapping[str, str], kept: Sequence[str]) -> dict[str, str]:
    """What LLVM calls the nodes `kept` in the module that it printed."""
    return dict(zip(kept, _NODE.findall(metadata[_KEPT]), strict=True))


def rename_nodes(functions: Iterable[Function], names: Mapping[str, str]) -> None:
    """Gives the nodes that functions name their new names."""
    for function in functions:
        function.subprogram = names.get(function.subprogram, "")
        for instruction in function.instructions():
            if instruction.metadata:
                instruction.metadata = tuple((k, names.get(n, n)) for k, n in instruction.metadata)
