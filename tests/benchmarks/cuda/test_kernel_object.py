"""A kernel object's own words, read from a real shared object made from abi.h."""

import subprocess
import sys
from pathlib import Path

import pytest

import jarip.cuda.runtime
from benchmarks.cuda.kernel_object import KernelObject, read_kernel_object

INCLUDE = Path(jarip.cuda.runtime.__file__).parent / "include"
SOURCE = """
#include <jarip/abi.h>
void run(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin, uint64_t end) {}
const JaripKernel jarip_kernel = {
  .abi = JARIP_ABI_VERSION, .mode = %s, .name = "saxpy", .block = {256, 2, 1}, .width = 16,
  .jam = 4, .regions = 3, .static_shared_bytes = 7, .context_bytes = 4096, .run_blocks = run,
};
"""


def compile_object(directory: Path, mode: str) -> Path:
    source, made = directory / "kernel.c", directory / "_Z5saxpyv-256x2x1.so"
    source.write_text(SOURCE % mode)
    compiler = [sys.executable, "-m", "ziglang", "cc", "-shared", "-fPIC", "-O1"]
    command = [*compiler, f"-I{INCLUDE}", str(source), "-o", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def test_the_descriptor_is_read_without_loading_the_object(tmp_path: Path) -> None:
    found = read_kernel_object(compile_object(tmp_path, "JARIP_MODE_LOOP"))

    assert found.code_bytes > 0
    assert found == KernelObject("_Z5saxpyv", "loop", (256, 2, 1), 16, 4, 3, 4096, found.code_bytes)
    assert found.shape == "W16xU4"


def test_a_fallback_says_so(tmp_path: Path) -> None:
    assert read_kernel_object(compile_object(tmp_path, "JARIP_MODE_FIBER")).shape == "fiber"


def test_a_file_that_is_no_object_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a-1x1x1.so"
    text.write_text("hello")

    with pytest.raises(ValueError, match="not a 64-bit little-endian ELF"):
        read_kernel_object(text)
