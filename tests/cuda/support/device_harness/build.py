"""Device IR of small programs, and images of it, without nvcc."""

from __future__ import annotations

import functools
import hashlib
import re
import subprocess
from pathlib import Path

from jarip.cuda.frontend.toolchain import clang, cuda_language, device_flags
from jarip.cuda.ir.chunks import cut_module
from jarip.cuda.ir.layout import align_of, align_up, size_of
from jarip.cuda.ir.module import Module
from jarip.cuda.ir.parser import parse_chunks
from jarip.cuda.jit.image import Image, KernelRecord

HERE = Path(__file__).parent


@functools.cache
def device_ir(source: str, flags: tuple[str, ...] = ()) -> str:
    """LLVM assembly of a program that starts with the prelude; `flags` override the usual ones."""
    command = [*clang(), *cuda_language(prelude=False), *device_flags(), "-S", "-std=c++17"]
    command += ["-include", str(HERE / "prelude.h"), *flags, "-", "-o", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def image_of(ir: str) -> Image:
    """An image of that IR, as nvcc would describe it."""
    kernels = {}
    chunks = cut_module(ir)
    names = {n for n, text in chunks.functions.items() if " ptx_kernel " in text.split("\n")[0]}
    chunks.functions = {n: f"{_head(chunks.functions[n])}\nentry:\nunreachable\n}}" for n in names}
    module = parse_chunks(chunks, None)
    for name in names:
        kernels[name] = KernelRecord(name, _places(module, name))
    digest = hashlib.sha256(ir.encode()).hexdigest()
    return Image(digest, ir, kernels, tuple(module.variables))


def _head(function: str) -> str:
    return function.split("\n", 1)[0]


def _places(module: Module, kernel: str) -> tuple[tuple[int, int], ...]:
    offset, places = 0, []
    for argument in module.functions[kernel].arguments:
        kind, alignment = argument.type, align_of(argument.type)
        for word in argument.attributes:
            if match := re.fullmatch(r"byval\(%(.*)\)", word):
                kind = module.types[match[1]]
            if match := re.fullmatch(r"align (\d+)", word):
                alignment = int(match[1])
        offset = align_up(offset, alignment)
        places.append((offset, size_of(kind)))
        offset += size_of(kind)
    return tuple(places)
