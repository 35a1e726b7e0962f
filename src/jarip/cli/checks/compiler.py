"""Checks of the CUDA platform: compilers, cache, runtime, and a kernel that really runs."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from jarip.cli.checks.check import Check, fail, ok

JARIP = (sys.executable, "-m", "jarip.cli.main")
TIMEOUT_S = 300
REINSTALL = "install Jarip's own packages anew: pip install --force-reinstall jarip"

STANDARD_LIBRARY_PROGRAM = """\
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>
int main() {
    std::vector<std::string> words{"library", "standard"};
    std::sort(words.begin(), words.end());
    std::thread([&] { std::puts(words.front().c_str()); }).join();
}
"""

VECTOR_ADD_PROGRAM = """\
#include <cstdio>
#include <vector>
__global__ void add(const float *a, const float *b, float *c, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) c[i] = a[i] + b[i];
}
int main() {
    const int n = 100000;
    std::vector<float> a(n), b(n), c(n);
    for (int i = 0; i < n; ++i) { a[i] = i; b[i] = 2 * i; }
    float *da, *db, *dc;
    cudaMalloc(&da, n * sizeof(float));
    cudaMalloc(&db, n * sizeof(float));
    cudaMalloc(&dc, n * sizeof(float));
    cudaMemcpy(da, a.data(), n * sizeof(float), cudaMemcpyHostToDevice);
    cudaMemcpy(db, b.data(), n * sizeof(float), cudaMemcpyHostToDevice);
    add<<<(n + 255) / 256, 256>>>(da, db, dc, n);
    cudaMemcpy(c.data(), dc, n * sizeof(float), cudaMemcpyDeviceToHost);
    for (int i = 0; i < n; ++i)
        if (c[i] != 3.0f * i) { std::printf("wrong at %d\\n", i); return 1; }
    std::puts("right");
    return cudaGetLastError();
}
"""


def check_llvm() -> Check:
    """clang and the code generator are of the same LLVM: they hand bitcode to each other."""
    name = "Compiler"
    if importlib.util.find_spec("ziglang") is None or importlib.util.find_spec("llvmlite") is None:
        return fail(name, "the package ziglang or llvmlite is missing", REINSTALL)
    try:
        clang = _clang_version()
        from llvmlite.binding import llvm_version_info

        llvm = ".".join(map(str, llvm_version_info))
    except (OSError, ImportError, ValueError, subprocess.SubprocessError) as error:
        return fail(name, f"does not start: {error}", REINSTALL)
    found = f"clang {clang}, LLVM {llvm}"
    if clang.split(".")[0] != llvm.split(".")[0]:
        return fail(name, f"{found} do not agree", REINSTALL)
    return ok(name, found)


def check_cache() -> Check:
    """The compiler cache is there and can be written."""
    from jarip.cuda.cache_directory import cache_directory

    name = "Cache"
    folder = cache_directory()
    fresh = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return fail(
            name, f"{folder}: {error.strerror}",
            "make it writable, or choose another place with JARIP_CACHE_DIR",
        )  # fmt: skip
    return ok(name, f"{folder}, new: the first compilation builds it" if fresh else str(folder))


def check_standard_library() -> Check:
    """A C++ program with the standard library compiles and runs."""
    return _check_program(
        "C++ library",
        STANDARD_LIBRARY_PROGRAM,
        "library",
        "install a C++ standard library: apt install g++",
    )


def check_runtime() -> Check:
    """libcudart and the rest of the CUDA tree are built, or build now."""
    name = "CUDA runtime"
    try:
        built = _run([*JARIP, "cuda-home"])
    except (OSError, subprocess.SubprocessError) as error:
        return fail(name, str(error), "jarip cuda-home --rebuild shows why")
    if built.returncode != 0:
        return fail(name, f"does not build:\n{_tail(built)}", "jarip cuda-home --rebuild shows all")
    home = Path(built.stdout.strip())
    library = home / "lib64" / "libcudart.so"
    if not library.exists():
        return fail(name, f"{library} is missing", "jarip cuda-home --rebuild")
    return ok(name, str(home))


def check_vector_add() -> Check:
    """An unmodified CUDA program compiles, runs and computes what it should."""
    return _check_program(
        "CUDA program", VECTOR_ADD_PROGRAM, "right", "report this with the lines above: it is a bug"
    )


def _check_program(name: str, source: str, expected: str, todo: str) -> Check:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "doctor.cu")
        path.write_text(source)
        program = str(path.with_suffix(""))
        try:
            built = _run([*JARIP, "nvcc", str(path), "-o", program])
            if built.returncode != 0:
                return fail(name, f"does not compile:\n{_tail(built)}", todo)
            ran = _run([program])
        except (OSError, subprocess.SubprocessError) as error:
            return fail(name, str(error), todo)
    if ran.returncode != 0 or ran.stdout.strip() != expected:
        return fail(name, f"exit code {ran.returncode}:\n{_tail(ran)}", todo)
    return ok(name, "compiles and runs")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    source_root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": source_root}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=TIMEOUT_S, env=environment, check=False
    )


def _tail(done: subprocess.CompletedProcess[str]) -> str:
    return "\n".join((done.stderr + done.stdout).strip().splitlines()[-8:])


def _clang_version() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ziglang", "clang", "--version"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=True,
    )
    match = re.search(r"version (\d+\.\d+\.\d+)", done.stdout)
    if match is None:
        raise ValueError(f"it says {done.stdout[:80]!r}")
    return match[1]
