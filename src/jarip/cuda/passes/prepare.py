"""Prepare: from an image's device IR to the text of what one root needs, simplified by LLVM.

Before: NVPTX assembly of a whole image. After: NVPTX assembly of the functions and variables that
the roots reach; EXPAND intrinsics are gone, `blockDim` is a constant if the shape is known,
whatever could be inlined is, loops of few turns are unrolled, switches are lowered, loops are in
canonical form, and every value has a name.

LLVM does the work under an NVPTX target machine (another one would not keep convergent operations
in place), a few milliseconds a kernel.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import llvmlite.binding as llvm

from jarip.cuda.analysis.arena import DYNAMIC_NAME, DYNAMIC_SHARED
from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.registers import PREFIX
from jarip.cuda.intrinsics.row import Intrinsic, Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.chunks import Chunks, nodes_of, reachable
from jarip.cuda.passes.inlining import inlinable, mark_inline

Block = tuple[int, int, int]
EXPANDED = "jarip.x."
HEADER = (
    'target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"\n'
    'target triple = "nvptx64-nvidia-cuda"\n'
)
_DEBUG_NODES = ("!llvm.dbg.cu", "!llvm.module.flags")
_CALLED = re.compile(r"@(llvm\.[-\w.$]*)\(")
_DISCARDABLE = re.compile(r"\b(?:private|internal|linkonce_odr|linkonce|weak_odr) ")
_LINKAGE = re.compile(
    r"^define (?:(?:private|internal|linkonce_odr|linkonce|weak_odr|weak"
    r"|dso_local|hidden|protected) )*"
)
_GROUP = re.compile(r"#\d+")
_THREAD_INDEX = re.compile(
    rf"(\bcall (?:[a-z]+ )*)(?:range\([^)]*\) )?(i32 @{re.escape(PREFIX)}tid\.([xyz])\()"
)
_EXIT = re.compile(r"(?:tail )?call void @llvm\.nvvm\.exit\(\)[^\n]*\n\s*unreachable[^\n]*")


def run(chunks: Chunks, roots: Iterable[str], block: Block | None) -> str:
    """The prepared text.

    Args:
        chunks: The image.
        roots: Names of the kernels, functions and variables to keep.
        block: Threads in x, y, z, when the result may be specialised for them.

    Raises:
        DeviceCompileError: an intrinsic or an assembly statement is not supported.
    """
    roots = list(roots)
    names = reachable(chunks, roots)
    functions = {name: text for name, text in chunks.functions.items() if name in names}
    used: set[str] = set()
    assembly: dict[str, str] = {}
    for name, text in functions.items():
        plain = _without_assembly(text, name, assembly)
        functions[name] = _rename_expansions(plain, name, used, block)
    groups = dict(chunks.groups)
    for name in inlinable(functions, set(roots), groups):
        functions[name] = mark_inline(functions[name], groups)
    for name, body in functions.items():
        functions[name] = _kept(body) if name in roots else _internal(body)
    for name, text in assembly.items():
        functions[name] = _rename_expansions(text, name, used, block)
    text = _assemble(chunks, frozenset(roots), names, functions, groups, used, block)
    return _simplify(f"{text}\n{DYNAMIC_SHARED}" if DYNAMIC_NAME in text else text)


def _without_assembly(text: str, function: str, definitions: dict[str, str]) -> str:
    if " asm " not in text:
        return text
    from jarip.cuda.passes.assembly import replace_assembly  # few programs need PTX's tables

    return replace_assembly(text, function, definitions)


def _rename_expansions(text: str, function: str, used: set[str], block: Block | None) -> str:
    def rename(match: re.Match[str]) -> str:
        name = match[1]
        row = find(name)
        if row is None:
            raise DeviceCompileError(
                f"device function {function} uses @{name}, which Jarip does not support",
                remedy="docs/compat lists what is supported",
            )
        if row.kind is Kind.EXPAND or _constant(name, block) is not None:
            used.add(name)
            return f"@{EXPANDED}{name}("
        return match[0]

    return _CALLED.sub(rename, text)


def _constant(name: str, block: Block | None) -> str | None:
    """The value of a register that the block's shape decides."""
    if block is None or not name.startswith(PREFIX):
        return None
    register, _, axis = name.removeprefix(PREFIX).partition(".")
    if axis not in ("x", "y", "z"):
        return None
    extent = block["xyz".index(axis)]
    if register == "ntid":
        return str(extent)
    return "0" if register == "tid" and extent == 1 else None


def _expansions(used: set[str], block: Block | None) -> list[str]:
    """Definitions of the expanded intrinsics and of those that they use."""
    parts: list[str] = []
    waiting = sorted(used)
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        value = _constant(name, block)
        row = find(name)
        assert row is not None
        if value is not None:
            row = Intrinsic(name, Kind.EXPAND, row.reference, "i32 ()", f"ret i32 {value}")
        inner: set[str] = set()
        parts.append(_rename_expansions(row.definition(EXPANDED + name), name, inner, block))
        waiting.extend(sorted(inner - seen))
        seen |= inner
    return parts


def _assemble(
    chunks: Chunks,
    roots: frozenset[str],
    names: set[str],
    functions: dict[str, str],
    groups: dict[str, str],
    used: set[str],
    block: Block | None,
) -> str:
    parts = [HEADER]
    parts += [f"%{name} = type {body}" for name, body in chunks.types.items()]
    for name, body in chunks.variables.items():
        if name in names:
            body = _kept(body) if name in roots else body
            parts.append(f"@{name} = {_without_comdat(body)}")
    parts += [f"@{name} = {body}" for name, body in chunks.aliases.items() if name in names]
    parts += chunks.declarations.values()
    parts += [_ranged(_without_comdat(text), block) for text in functions.values()]
    parts += _expansions(used, block)
    wanted = set().union(*(_GROUP.findall(part) for part in parts))
    parts += [f"attributes {n} = {{ {w} }}" for n, w in groups.items() if n in wanted]
    parts += _metadata(chunks, parts)
    return "\n".join(parts)


def _ranged(text: str, block: Block | None) -> str:
    """Reads of a thread index say how large the index can be in this shape.

    They say it themselves, since LLVM gives a declaration the range of all shapes again.
    """
    if block is None:
        return text

    def narrow(match: re.Match[str]) -> str:
        extent = block["xyz".index(match[3])]
        return f"{match[1]}range(i32 0, {extent}) {match[2]}"

    return _THREAD_INDEX.sub(narrow, text)


def _kept(text: str) -> str:
    """A definition that LLVM must not drop for want of users."""
    head, newline, rest = text.partition("\n")
    return _DISCARDABLE.sub("", head, count=1) + newline + rest


def _internal(text: str) -> str:
    """A definition that LLVM may drop when nobody calls it any more."""
    head, newline, rest = text.partition("\n")
    return _LINKAGE.sub("define internal ", head, count=1) + newline + rest


def _without_comdat(text: str) -> str:
    head, newline, rest = text.partition("\n")
    return re.sub(r",? comdat(\([^)]*\))?", "", head) + newline + rest


def _metadata(chunks: Chunks, parts: list[str]) -> list[str]:
    found = _reached_nodes(chunks, parts)
    named = [name for name in _DEBUG_NODES if name in chunks.nodes]
    if any(node.startswith("distinct !DICompileUnit") for node in found.values()):
        found = _reached_nodes(chunks, [*parts, *(chunks.nodes[name] for name in named)])
    else:
        named = []
    return [
        *(f"{node} = {_allow_unrolling(text)}" for node, text in found.items()),
        *(f"{name} = {chunks.nodes[name]}" for name in named),
    ]


def _allow_unrolling(node: str) -> str:
    """clang was told not to unroll and marks every loop so; whole unrolling is for here to decide.

    The mark is also that of `#pragma unroll 1`, which therefore has no effect.
    """
    return node.replace("llvm.loop.unroll.disable", "llvm.loop.unroll.runtime.disable")


def _reached_nodes(chunks: Chunks, parts: list[str]) -> dict[str, str]:
    """The numbered nodes that the parts name, and those that these name in turn."""
    found: dict[str, str] = {}
    waiting = set().union(*(nodes_of(part) for part in parts)) if chunks.nodes else set()
    while waiting:
        node = waiting.pop()
        if node in found or node not in chunks.nodes:
            continue
        found[node] = chunks.nodes[node]
        waiting |= nodes_of(found[node])
    return found


@functools.cache
def nvptx_machine() -> llvm.TargetMachine:
    """The target machine of device code; LLVM is set up when it is first asked for."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    return llvm.Target.from_triple("nvptx64-nvidia-cuda").create_target_machine(cpu="sm_80", opt=1)


def _simplify(text: str) -> str:
    try:
        module = llvm.parse_assembly(text)
    except RuntimeError as error:
        raise DeviceCompileError(f"device IR is malformed: {error}") from error
    builder = llvm.create_pass_builder(nvptx_machine(), llvm.create_pipeline_tuning_options(1))
    manager = llvm.create_new_module_pass_manager()
    manager.add_always_inliner_pass()
    _add_cleaning(manager)
    # Unrolled before anything is widened: the offsets of shuffles become constants, and private
    # arrays, whose indices do, become values.
    manager.add_loop_simplify_pass()
    manager.add_lcssa_pass()
    manager.add_loop_unroll_pass()
    _add_cleaning(manager)
    for add in (
        manager.add_lower_switch_pass,
        manager.add_loop_simplify_pass,
        manager.add_lcssa_pass,
        manager.add_aggressive_dce_pass,
        manager.add_global_dead_code_eliminate_pass,
        manager.add_instruction_namer_pass,
    ):
        add()
    manager.run(module, builder)
    return _end_threads(str(module))


def _end_threads(text: str) -> str:
    """A thread that exits returns from its kernel: the calls were inlined there."""
    if "@llvm.nvvm.exit()" not in text:
        return text
    functions = text.split("\ndefine ")
    for number, function in enumerate(functions):
        if "ptx_kernel" in function.partition("\n")[0]:
            functions[number] = _EXIT.sub("ret void", function)
        elif "call void @llvm.nvvm.exit()" in function:
            name = function.partition("(")[0].split("@")[-1]
            raise DeviceCompileError(
                f"a thread ends inside device function {name}, which is not inlined",
                remedy="return from the kernel instead, or mark the function __forceinline__",
            )
    return "\ndefine ".join(functions)


def _add_cleaning(manager: llvm.ModulePassManager) -> None:
    manager.add_sroa_pass()
    manager.add_instruction_combine_pass()
    manager.add_simplify_cfg_pass()
    manager.add_sccp_pass()
    manager.add_instruction_combine_pass()
    manager.add_simplify_cfg_pass()
