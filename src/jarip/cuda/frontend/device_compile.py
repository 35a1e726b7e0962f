"""The device half of a CUDA source file: clang to LLVM assembly for NVPTX.

The device library is linked in as bitcode, so the text is self-contained: `jarip.cuda.ir` reads
it at run time, when the block shape of a launch is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jarip.cuda.frontend.toolchain import clang, cuda_language, device_flags

OUR_HEADERS = "<jarip>"
"""What line tables call the directory of our headers, so that passes can tell them apart."""


@dataclass(frozen=True)
class DeviceOptions:
    """What changes device code. `language` holds -std, -D, -I and the like, as clang takes them.

    `flush_denormals`, `precise_division` and `fuse_multiply_add` are nvcc's --ftz, --prec-div and
    --fmad; `unit` names the translation unit when device code is linked across files (-rdc).
    """

    language: tuple[str, ...] = ()
    fast_math: bool = False
    flush_denormals: bool = False
    precise_division: bool = True
    fuse_multiply_add: bool = True
    line_info: bool = False
    unit: str = ""


def device_command(
    source: Path, output: Path, options: DeviceOptions, include: Path, device_library: Path | None
) -> list[str]:
    """clang's command line that writes the LLVM assembly of `source` to `output`."""
    linked = (
        ["-Xclang", "-mlink-builtin-bitcode", "-Xclang", str(device_library)]
        if device_library
        else []
    )
    return [
        *clang(),
        *cuda_language(include),
        *device_side(options),
        *([f"-fdebug-prefix-map={include}={OUR_HEADERS}"] if options.line_info else []),
        *linked,
        *relocatable(options.unit),
        *options.language,
        "-S",
        str(source),
        "-o",
        str(output),
    ]


def device_side(options: DeviceOptions) -> list[str]:
    """Flags that the device half of a source and its precompiled prelude share."""
    return [
        *device_flags(),
        *_arithmetic(options),
        *(["-gline-tables-only"] if options.line_info else []),
        *(["-fgpu-rdc"] if options.unit else []),
        "-w",  # the host half, which sees the same text, says the warnings
    ]


def relocatable(unit: str) -> list[str]:
    """Flags of -rdc=true: symbols are shared across files, static ones are made unique by unit."""
    return ["-fgpu-rdc", f"-cuid={unit}"] if unit else []


def _arithmetic(options: DeviceOptions) -> list[str]:
    flags = [f"-ffp-contract={'fast' if options.fuse_multiply_add else 'off'}"]
    if options.flush_denormals:
        flags.append("-fgpu-flush-denormals-to-zero")
    if not options.precise_division:
        flags.append("-freciprocal-math")
    if options.fast_math:
        flags.append("-D__USE_FAST_MATH__=1")
    return flags
