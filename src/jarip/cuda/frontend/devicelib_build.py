"""Compiling the device library, `frontend/devicelib/*.cu`, to the bitcode that clang links in."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import FRONTEND, INCLUDE, clang, cuda_language, device_flags

_TRIPLE = "nvptx64-nvidia-cuda"


class DeviceLibraryError(Exception):
    """The device library doesn't compile: an installation fault, said with clang's words."""


def build_device_library(output: Path) -> None:
    """Compile and link all of the device library into one bitcode file at `output`."""
    import llvmlite.binding as llvm

    sources = sorted((FRONTEND / "devicelib").glob("*.cu"))
    with TemporaryDirectory() as scratch:
        parts = [_compile(source, Path(scratch)) for source in sources]
    library = llvm.parse_assembly(f'target triple = "{_TRIPLE}"\n')
    for part in parts:
        library.link_in(llvm.parse_bitcode(part))
    neutral = llvm.parse_assembly(without_flush_flag(str(library)))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(neutral.as_bitcode())


def without_flush_flag(text: str) -> str:
    """The module without clang's note of how it was compiled as to denormals.

    The note is a module flag that must not differ between linked modules, and the library is
    linked into files compiled either way.
    """
    notes = set(re.findall(r'^(!\d+) = !\{i32 \d+, !"nvvm-reflect-ftz", .*\}$', text, re.MULTILINE))

    def without_notes(flags: re.Match[str]) -> str:
        kept = [node for node in flags[1].split(", ") if node not in notes]
        return f"!llvm.module.flags = !{{{', '.join(kept)}}}"

    return re.sub(r"^!llvm\.module\.flags = !\{(.*)\}$", without_notes, text, flags=re.MULTILINE)


def _compile(source: Path, scratch: Path) -> bytes:
    bitcode = scratch / f"{source.stem}.bc"
    command = [
        *clang(),
        *cuda_language(INCLUDE, prelude=False),
        *device_flags(),
        "-std=c++17",
        "-ffp-contract=off",
        "-c",
        str(source),
        "-o",
        str(bitcode),
    ]
    outcome = run(command)
    if not outcome.ok:
        raise DeviceLibraryError(f"{source.name} doesn't compile:\n{outcome.diagnostics}")
    return bitcode.read_bytes()
