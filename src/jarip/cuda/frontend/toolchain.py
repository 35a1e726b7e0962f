"""Where clang is, and the flags every CUDA compile shares.

clang comes with the `ziglang` package; its binary is called directly (`python -m ziglang` takes
three times as long to start).
"""

from __future__ import annotations

import importlib.util
import platform
from functools import cache
from pathlib import Path
from typing import Final

from jarip.cuda.errors import ToolchainMissing
from jarip.cuda.frontend.cccl import IN_FRONT
from jarip.cuda.frontend.gcc_leniency import LET_PASS, WARNED_OF
from jarip.cuda.frontend.host_library import find_host_library, zig_link_target

FRONTEND: Final = Path(__file__).resolve().parent
INCLUDE: Final = FRONTEND / "include"

# The CUDA release whose language and API we follow.
CUDA_RELEASE: Final = (12, 8)
CUDA_PATCH: Final = 93
GPU_ARCH: Final = "sm_80"

# Without a toolkit to ask, the release and the PTX version have to be said.
_CUDA_FLAGS: Final = (
    "-nocudainc",
    "-nocudalib",
    "-Xclang",
    f"-target-sdk-version={CUDA_RELEASE[0]}.{CUDA_RELEASE[1]}",
    "-Wno-unknown-cuda-version",
    "--no-offload-new-driver",
    "-fdeclspec",
)

# What nvcc's own front end defines (documentation: "NVCC Identification Macro").
_IDENTITY: Final = (
    "-D__NVCC__=1",
    "-D__CUDACC__=1",
    f"-D__CUDACC_VER_MAJOR__={CUDA_RELEASE[0]}",
    f"-D__CUDACC_VER_MINOR__={CUDA_RELEASE[1]}",
    f"-D__CUDACC_VER_BUILD__={CUDA_PATCH}",
    "-D__CUDACC_RELAXED_CONSTEXPR__=1",
    "-D__CUDACC_EXTENDED_LAMBDA__=1",
)


@cache
def package_directory(package: str) -> Path:
    """The installed directory of a Python package, found without importing it."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    if not locations:
        raise ToolchainMissing(f"the Python package '{package}' is missing: pip install {package}")
    return Path(next(iter(locations)))


def zig() -> str:
    """The zig binary, which is also clang, lld and ar."""
    return str(package_directory("ziglang") / "zig")


def host_target() -> str:
    return f"{platform.machine()}-linux-gnu"


def clang() -> list[str]:
    """Plain clang, with its own builtin headers and the host's C and C++ headers.

    `--cuda-path` keeps it from looking for an installed toolkit, which it does even under
    -nocudainc, and whose cuda.h it would read: nothing of NVIDIA's may be opened.
    """
    resources = package_directory("ziglang") / "lib"
    return [
        zig(),
        "clang",
        f"--target={host_target()}",
        "-resource-dir",
        str(resources),
        f"--cuda-path={FRONTEND}",
        "-Wno-unused-command-line-argument",
        *WARNED_OF,
        *LET_PASS,
        *find_host_library(resources).flags,
    ]


def host_linker() -> list[str]:
    """The command that links host objects, as a C++ compiler driver would be called to."""
    library = find_host_library(package_directory("ziglang") / "lib")
    if library.linked_by_zig:
        return [zig(), "c++", "-target", zig_link_target()]
    return [*clang(), "--driver-mode=g++"]


def cuda_language(include: Path = INCLUDE, prelude: bool = True) -> list[str]:
    """Flags that make clang compile CUDA C++ against the headers in `include`.

    Without `prelude` the source starts empty: the device library defines what cuda_runtime.h
    declares.
    """
    return [
        "-x",
        "cuda",
        *_CUDA_FLAGS,
        f"--cuda-gpu-arch={GPU_ARCH}",
        *_IDENTITY,
        "-isystem",
        str(include / IN_FRONT),
        "-isystem",
        str(include),
        *(["-include", "cuda_runtime.h"] if prelude else []),
    ]


def device_flags() -> list[str]:
    """Flags of the device half, in the shape the compiler core expects its input.

    Vectorising and unrolling are left to it: it widens across threads, and needs the loops whole.
    A value that nobody set may be passed on, and a function may end without its result, as under
    nvcc: lanes other than the leader hand such a value to a shuffle, and nobody reads it. C++ calls
    both undefined, and clang would drop the branch that led there.
    """
    return [
        "--cuda-device-only",
        "--cuda-feature=+ptx87",
        "-O1",
        "-fno-vectorize",
        "-fno-slp-vectorize",
        "-fno-unroll-loops",
        "-fno-strict-return",
        "-Xclang",
        "-no-enable-noundef-analysis",
        "-fno-discard-value-names",
        "-emit-llvm",
    ]
