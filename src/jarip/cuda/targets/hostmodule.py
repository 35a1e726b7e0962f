"""Write the host module: what is left of the device's globals, the functions, the descriptor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jarip.cuda.intrinsics.support import collect
from jarip.cuda.ir.debug import FLAGS, UNITS, has_lines, next_number
from jarip.cuda.ir.module import Module
from jarip.cuda.ir.printer import print_function, print_type, print_variable
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.dump import dump
from jarip.cuda.passes.pipeline import FINAL
from jarip.cuda.targets import host, lane_by_lane, power_of_two, reciprocal_root

ABI_VERSION = 1
MODE_LOOP = 0
MODE_FIBER = 1
MODE_IN_ORDER = 2
_NODE = re.compile(r"!\d+")
_FEW_FACTS = re.compile(r"emissionKind: \w+")
_ALL_FACTS = "emissionKind: FullDebug"  # so that functions have names besides lines
_GLOBAL = re.compile(r'@("[^"]*"|[-\w.$]+)')


@dataclass(frozen=True)
class Descriptor:
    """What `jarip_kernel` tells the runtime; `entry` is the function to run."""

    name: str
    mode: int
    block: tuple[int, int, int]
    entry: str
    width: int = 1
    jam: int = 1
    regions: int = 1
    static_shared_bytes: int = 0
    context_bytes: int = 0

    def text(self) -> str:
        """`jarip_kernel` as LLVM text (struct JaripKernel of jarip/abi.h)."""
        fiber = self.mode == MODE_FIBER
        run_blocks, run_thread = ("null", f"@{self.entry}") if fiber else (f"@{self.entry}", "null")
        block = ", ".join(f"i32 {extent}" for extent in self.block)
        size = len(self.name.encode()) + 1
        return (
            f'@jarip.name = private constant [{size} x i8] c"{self.name}\\00"\n'
            "@jarip_kernel = constant "
            "{ i32, i32, ptr, [3 x i32], i32, i32, i32, i64, i64, ptr, ptr } "
            f"{{ i32 {ABI_VERSION}, i32 {self.mode}, ptr @jarip.name, [3 x i32] [{block}], "
            f"i32 {self.width}, i32 {self.jam}, i32 {self.regions}, "
            f"i64 {self.static_shared_bytes}, i64 {self.context_bytes}, "
            f"ptr {run_blocks}, ptr {run_thread} }}\n"
        )


def finish(context: PassContext) -> None:
    """Runs the passes that come last in every mode."""
    for name, run in FINAL:
        run(context)
        dump(name, context)


def write_module(context: PassContext, extra: list[str], shared_space: int = 3) -> str:
    """The whole module as text.

    Args:
        context: The compilation; its support functions are added.
        extra: Definitions that the passes' objects do not hold (descriptor, entry functions).
        shared_space: The space whose variables are not memory of their own.
    """
    module = context.module
    bodies = [print_function(f, "#0") for f in module.functions.values()]
    support = collect(context.support).replace(" nounwind {", " #0 {")
    texts = [*bodies, *extra, support]
    texts += reciprocal_root.definitions(texts, host.estimates_roots())
    texts += power_of_two.definitions(texts, host.scales_by_powers())
    texts += lane_by_lane.definitions(texts)
    parts = [host.header(), *(print_type(t) for t in module.types.values())]
    parts += _variables(context, texts, shared_space)
    parts += texts
    parts += _metadata(module, texts)
    parts += _line_table(module)
    parts.append(f"attributes #0 = {{ {host.function_attributes()} }}")
    return "\n".join(parts) + "\n"


def _variables(context: PassContext, texts: list[str], shared_space: int) -> list[str]:
    used: set[str] = set().union(*(set(_GLOBAL.findall(text)) for text in texts))
    lines: list[str] = []
    waiting = sorted(used)
    while waiting:
        name = waiting.pop()
        variable = context.module.variables.get(name)
        if variable is None or variable.space == shared_space or name in context.exported:
            continue
        variable.linkage, variable.space = "internal", 0
        line = print_variable(variable)
        lines.append(line)
        more = set(_GLOBAL.findall(line)) - used
        used |= more
        waiting.extend(sorted(more))
    bare = context.prefix
    external = sorted(n for n in used if bare and n.lstrip('"').startswith(bare))
    defined = "\n".join(texts)
    lines += [
        f"@{name} = external global i8" for name in external if f"\n@{name} =" not in f"\n{defined}"
    ]
    return lines


def _metadata(module: Module, texts: list[str]) -> list[str]:
    found: dict[str, str] = {}
    units = module.metadata.get(UNITS, "")
    waiting = set().union(*(set(_NODE.findall(text)) for text in (*texts, units)))
    while waiting:
        node = waiting.pop()
        if node not in found and node in module.metadata:
            found[node] = module.metadata[node]
            waiting |= set(_NODE.findall(found[node]))
    return [f"{node} = {_FEW_FACTS.sub(_ALL_FACTS, text)}" for node, text in found.items()]


def _line_table(module: Module) -> list[str]:
    """What makes LLVM write the line table, and the symbol that tells the runtime of it."""
    if not has_lines(module.metadata):
        return []
    first = next_number(module.metadata)
    return [
        f"{UNITS} = {module.metadata[UNITS]}",
        f"{FLAGS} = !{{!{first}, !{first + 1}}}",
        f'!{first} = !{{i32 2, !"Debug Info Version", i32 3}}',
        f'!{first + 1} = !{{i32 7, !"Dwarf Version", i32 4}}',
        "@jarip_lines = constant i8 1",
    ]
