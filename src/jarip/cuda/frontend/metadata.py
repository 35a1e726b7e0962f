"""Facts about a device image that the runtime needs before anything is compiled.

Read from the LLVM assembly with `jarip.cuda.ir`; written in the form abi.h describes: a line for
each kernel (where its parameters lie, shared memory, launch bounds) and for each variable.
"""

from __future__ import annotations

import re
from math import prod
from typing import Final

from jarip.cuda.analysis.exports import find_exports
from jarip.cuda.analysis.managed import managed_variables
from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.ir.chunks import Chunks, cut_module, reachable
from jarip.cuda.ir.constant_bytes import NotPlainBytes, constant_bytes
from jarip.cuda.ir.layout import align_of, align_up, size_of
from jarip.cuda.ir.module import GlobalVariable, Module
from jarip.cuda.ir.parser.module import parse_chunks
from jarip.cuda.ir.types import StructType
from jarip.cuda.ir.values import Argument

_MAX_THREADS: Final = 1024
_SHARED_SPACE: Final = 3
_SPACE_NAMES: Final = {1: "global", 4: "constant"}
_KERNEL_HEAD: Final = re.compile(r"^define [^\n]*\bptx_kernel\b[^\n]*\{")
_GROUP: Final = re.compile(r"#\d+")
_BOUND: Final = re.compile(r'"nvvm\.(maxntid|minctasm)"="([\d,]+)"')


def describe(ir: str) -> str:
    """The metadata of a device image with this IR, a record a line.

    Raises:
        DeviceCompileError: a `__managed__` variable starts with an address.
    """
    chunks = cut_module(ir)
    managed = managed_variables(chunks)
    heads = {
        name: head[0] + "\nunreachable\n}"
        for name, text in chunks.functions.items()
        if (head := _KERNEL_HEAD.match(text))
    }
    module = parse_chunks(_heads_only(chunks, heads), only=None)
    lines = [_kernel_line(name, heads[name], chunks, module) for name in heads]
    lines += [
        _variable_line(variable, variable.name in managed)
        for variable in module.variables.values()
        if variable.space in _SPACE_NAMES and not variable.private and variable.initializer
    ]
    if find_exports(chunks).names:
        lines.append("module")
    return "".join(f"{line}\n" for line in lines)


def _heads_only(chunks: Chunks, heads: dict[str, str]) -> Chunks:
    """The same module with only kernels, their bodies left out: parsing those is for run time."""
    return Chunks(
        functions=heads,
        variables=chunks.variables,
        types=chunks.types,
        groups=chunks.groups,
    )


def _kernel_line(name: str, head: str, chunks: Chunks, module: Module) -> str:
    parameters, total = _parameter_layout(module.functions[name].arguments, module)
    bounds = _launch_bounds(head, chunks)
    return (
        f"kernel {name} params={parameters} params_bytes={total} "
        f"static_shared={_static_shared(name, chunks, module)} "
        f"max_threads={bounds.get('maxntid', _MAX_THREADS)} min_blocks={bounds.get('minctasm', 0)}"
    )


def _parameter_layout(arguments: list[Argument], module: Module) -> tuple[str, int]:
    """`OFFSET:SIZE,...` in bytes and the bytes of all: each at its natural alignment."""
    spans = []
    end = 0
    for argument in arguments:
        size, alignment = _parameter_size(argument, module)
        start = align_up(end, alignment)
        spans.append(f"{start}:{size}")
        end = start + size
    return ",".join(spans), end


def _parameter_size(argument: Argument, module: Module) -> tuple[int, int]:
    """Bytes and alignment; a structure is passed by value behind a pointer."""
    kind = argument.type
    alignment = 0
    for word in argument.attributes:
        if word.startswith("byval("):
            kind = _named_structure(word[len("byval(") : -1], module)
        elif word.startswith("align "):
            alignment = int(word.split()[1])
    is_structure = isinstance(kind, StructType)
    return size_of(kind), max(alignment, align_of(kind)) if is_structure else align_of(kind)


def _named_structure(text: str, module: Module) -> StructType:
    return module.types[text.removeprefix("%")]


def _launch_bounds(head: str, chunks: Chunks) -> dict[str, int]:
    """`__launch_bounds__`: threads of a block at most, and blocks at least."""
    words = " ".join(chunks.groups.get(group, "") for group in _GROUP.findall(head))
    return {name: prod(map(int, value.split(","))) for name, value in _BOUND.findall(words)}


def _static_shared(kernel: str, chunks: Chunks, module: Module) -> int:
    """Bytes of the `__shared__` variables that the kernel and what it calls can reach."""
    end = 0
    for name in sorted(reachable(chunks, [kernel])):
        variable = module.variables.get(name)
        if variable and variable.space == _SHARED_SPACE and variable.linkage != "external":
            alignment = max(variable.alignment, align_of(variable.type))
            end = align_up(end, alignment) + size_of(variable.type)
    return end


def _variable_line(variable: GlobalVariable, managed: bool) -> str:
    space = "managed" if managed else _SPACE_NAMES[variable.space]
    line = f"variable {variable.name} bytes={size_of(variable.type)} space={space}"
    return line + _initial_value(variable) if managed else line


def _initial_value(variable: GlobalVariable) -> str:
    """What the host's variable must hold before the program starts: clang leaves it undefined."""
    assert variable.initializer is not None
    try:
        data = constant_bytes(variable.initializer)
    except NotPlainBytes as found:
        raise DeviceCompileError(
            f"the initial value of __managed__ variable {variable.name} holds an address ({found})",
            remedy="assign it at the start of main()",
        ) from None
    return f" init={data.hex()}" if any(data) else ""
