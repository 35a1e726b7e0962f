"""The host half of a CUDA source file: clang to an object with a place for the device image.

clang writes the registration code itself (`__cudaRegisterFatBinary` and its kin, kernel stubs that
call `cudaLaunchKernel`). It wants the device image while compiling; a placeholder is given, so
that both halves compile at the same time, and `image_embed` puts the true image in afterwards.
"""

from __future__ import annotations

from pathlib import Path

from jarip.cuda.frontend.device_compile import relocatable
from jarip.cuda.frontend.gcc_leniency import IN_C
from jarip.cuda.frontend.toolchain import clang, cuda_language


def host_side(unit: str) -> list[str]:
    """Flags that the host half of a source and its precompiled prelude share."""
    return ["--cuda-host-only", *(["-fgpu-rdc"] if unit else [])]


def host_command(
    source: Path,
    output: Path,
    language: tuple[str, ...],
    include: Path,
    placeholder: Path,
    unit: str = "",
) -> list[str]:
    """clang's command line for the host object of `source`, its image still `placeholder`."""
    return [
        *clang(),
        *cuda_language(include),
        *host_side(unit),
        "-Xclang",
        "-fcuda-include-gpubinary",
        "-Xclang",
        str(placeholder),
        *relocatable(unit),
        *(["-Xclang", f"-fembed-offload-object={placeholder}"] if unit else []),
        *language,
        "-c",
        str(source),
        "-o",
        str(output),
    ]


def plain_command(
    source: Path, output: Path, language: tuple[str, ...], include: Path, kind: str
) -> list[str]:
    """clang's command line for a C or C++ file without device code; `kind` is c or c++."""
    return [
        *clang(),
        "-x",
        kind,
        *(IN_C if kind == "c" else ()),
        "-D__NVCC__=1",
        "-isystem",
        str(include),
        *language,
        "-c",
        str(source),
        "-o",
        str(output),
    ]
