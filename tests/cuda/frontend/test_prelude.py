"""The precompiled prelude: made on the second use of its flags, and never in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jarip.cuda.frontend.device_compile import DeviceOptions, device_command, device_side
from jarip.cuda.frontend.prelude import Prelude, Preludes, blames_prelude, with_prelude
from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import INCLUDE

SOURCE = "__global__ void k(float *x) { x[threadIdx.x] = sinf(VALUE); }\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "k.cu"
    path.write_text(SOURCE)
    return path


def find(preludes: Preludes, include: Path, *language: str) -> Prelude | None:
    options = DeviceOptions(language=("-std=c++17", *language))
    return preludes.find(device_side(options), options.language, include)


def compiled(source: Path, include: Path, prelude: Prelude | None) -> tuple[bool, str, str]:
    output = source.with_suffix(".ll")
    options = DeviceOptions(language=("-std=c++17", "-DVALUE=1.5f"))
    command = device_command(source, output, options, include, None)
    outcome = run(with_prelude(command, prelude) if prelude else command)
    return outcome.ok, outcome.diagnostics, output.read_text() if output.exists() else ""


def test_made_on_second_use_and_gives_the_same_code(source: Path, tmp_path: Path) -> None:
    """Given flags seen twice, the prelude is there, and code compiled with it is the same."""
    preludes = Preludes(tmp_path / "preludes")
    assert find(preludes, INCLUDE, "-DVALUE=1.5f", f"-I{tmp_path}") is None
    prelude = find(preludes, INCLUDE, "-DOTHER")
    assert prelude is not None
    assert INCLUDE / "cuda_runtime.h" in prelude.headers
    assert compiled(source, INCLUDE, prelude) == compiled(source, INCLUDE, None)


def test_macros_that_the_prelude_mentions_keep_it_away(tmp_path: Path) -> None:
    """Given a macro that a header of the prelude names, the prelude is read as ever."""
    preludes = Preludes(tmp_path / "preludes")
    find(preludes, INCLUDE)
    assert find(preludes, INCLUDE) is not None
    assert find(preludes, INCLUDE, "-D__CUDACC_DEBUG__") is not None
    assert find(preludes, INCLUDE, "-DCUDA_API_PER_THREAD_DEFAULT_STREAM=1") is None


def test_a_changed_header_is_noticed(source: Path, tmp_path: Path) -> None:
    """Given a header that changed since, the compile fails with a complaint that is known."""
    include = tmp_path / "include"
    shutil.copytree(INCLUDE, include)
    preludes = Preludes(tmp_path / "preludes")
    find(preludes, include)
    prelude = find(preludes, include)
    header = include / "host_defines.h"
    header.write_text(header.read_text() + "\n/* changed */\n")
    ok, diagnostics, _ = compiled(source, include, prelude)
    assert not ok
    assert blames_prelude(diagnostics)
