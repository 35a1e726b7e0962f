"""The device library links into files compiled with either treatment of denormals."""

from pathlib import Path

import pytest

from jarip.cuda.frontend.device_compile import DeviceOptions, device_command
from jarip.cuda.frontend.devicelib_build import build_device_library
from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import INCLUDE

KERNEL = "__global__ void kernel(float *x) { *x = expf(*x); }"


@pytest.mark.parametrize("flush", [False, True])
def test_a_kernel_with_math_links_with_or_without_flushing_denormals(
    tmp_path: Path, flush: bool
) -> None:
    source, ir, library = tmp_path / "kernel.cu", tmp_path / "kernel.ll", tmp_path / "library.bc"
    source.write_text(KERNEL)
    build_device_library(library)

    options = DeviceOptions(flush_denormals=flush)
    outcome = run(device_command(source, ir, options, INCLUDE, library))

    assert outcome.ok, outcome.diagnostics
    assert "nvvm-reflect-ftz" in ir.read_text()
