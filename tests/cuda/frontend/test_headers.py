"""Every public header compiles alone, on both sides, and as plain C and C++ where CUDA's does."""

import re

import pytest
from tests.cuda.frontend.compile_source import Compiler

from jarip.cuda.compat.tables import INAPPLICABLE, UNSUPPORTED, read_table
from jarip.cuda.frontend.toolchain import INCLUDE

PUBLIC = sorted(
    str(path.relative_to(INCLUDE))
    for path in INCLUDE.rglob("*")
    if path.is_file() and "jarip" not in path.relative_to(INCLUDE).parts
)
# Older names of other headers: tried together, one compile takes as long as one of them.
FORWARDING = [name for name in PUBLIC if "Older name:" in (INCLUDE / name).read_text()]
OWN = [name for name in PUBLIC if name not in FORWARDING]
# Parts of the device language: a host compiler has no use for them.
PLAIN = [name for name in OWN if name not in {"device_launch_parameters.h"}]
C_HEADERS = [
    "cuda_runtime.h",
    "cuda_runtime_api.h",
    "driver_types.h",
    "vector_types.h",
    "cuda.h",
    "cuda_profiler_api.h",
    "cuComplex.h",
    "math_constants.h",
    "library_types.h",
    "nvtx3/nvToolsExt.h",
]


@pytest.mark.parametrize("header", OWN)
def test_compiles_alone(compiler: Compiler, header: str) -> None:
    source = f"#include <{header}>\n#include <{header}>\n__global__ void kernel() {{}}\n"
    compiler.device(source)
    compiler.host(source)


def test_forwarding_headers_compile(compiler: Compiler) -> None:
    source = "".join(f"#include <{header}>\n" for header in FORWARDING)
    compiler.device(source)
    compiler.plain(source, "c++")


@pytest.mark.parametrize("header", PLAIN)
def test_compiles_as_plain_cpp(compiler: Compiler, header: str) -> None:
    compiler.plain(f"#include <{header}>\n#include <vector>\n", "c++")


@pytest.mark.parametrize("header", C_HEADERS)
def test_compiles_as_c(compiler: Compiler, header: str) -> None:
    compiler.plain(f"#include <{header}>\n", "c")


@pytest.mark.parametrize("standard", ["c++14", "c++17", "c++20", "c++23"])
def test_runtime_header_compiles_in_every_standard(compiler: Compiler, standard: str) -> None:
    source = "#include <cmath>\n#include <algorithm>\n#include <vector>\n__global__ void k() {}\n"
    compiler.device(source, f"-std={standard}")
    compiler.host(source, f"-std={standard}")


def test_runtime_api_is_declared(compiler: Compiler) -> None:
    """Given the documentation's list, every function that is said to work can be named."""
    names = [
        entry.name
        for entry in read_table("runtime_api")
        if entry.status not in (UNSUPPORTED, INAPPLICABLE)
    ]
    lines = [f"namespace at{i} {{ using ::{name}; }}" for i, name in enumerate(names)]
    compiler.host("\n".join(lines), "-DJARIP_TEXTURE_REFERENCES=1")


def test_device_functions_are_declared(compiler: Compiler) -> None:
    ignored = {"Texture", "Surface", "Asynchronous copy"}
    names = [
        entry.name
        for entry in read_table("intrinsics")
        if entry.group not in ignored and not re.fullmatch(r"__pm[0-3]", entry.name)
    ]
    includes = "#include <cuda_fp16.h>\n#include <cuda_bf16.h>\n#include <cuda_fp8.h>\n"
    lines = [f"namespace at{i} {{ using ::{name}; }}" for i, name in enumerate(names)]
    compiler.device(includes + "\n".join(lines))


def test_lambdas_of_the_host_call_the_runtime(compiler: Compiler) -> None:
    # given a lambda, which is compiled for both sides, with calls that only the host has
    source = """
__global__ void kernel() {}
int main() {
  auto launch = [] { kernel<<<1, 1>>>(); return cudaDeviceSynchronize(); };
  return launch();
}
"""
    # then neither side objects
    compiler.device(source)
    compiler.host(source)
