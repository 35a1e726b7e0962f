"""A Makefile that names another CUDA toolkit's directories is built with ours."""

import os
import subprocess
from pathlib import Path

import pytest

from jarip.cuda.nvcc.command_line import parse
from jarip.cuda.nvcc.foreign_toolkits import leave_out_foreign_toolkits


@pytest.fixture
def toolkit(tmp_path: Path) -> Path:
    """Another toolkit, none of whose files can be used."""
    place = tmp_path / "cuda"
    (place / "include").mkdir(parents=True)
    (place / "lib64" / "stubs").mkdir(parents=True)
    for name in ("cuda_runtime.h", "cuda_runtime_api.h", "cuda.h"):
        (place / "include" / name).write_text("#error another toolkit was read\n")
    for name in ("libcudart.so", "libcudart_static.a", "stubs/libcuda.so"):
        (place / "lib64" / name).write_text("no library")
    return place


def test_its_directories_go_and_others_stay(toolkit: Path, tmp_path: Path, cuda_home: Path):
    # Given a command line and variables that name it, ours and a directory of the program's
    own, include, lib = str(tmp_path), f"{toolkit}/include", f"{toolkit}/lib64"
    words = ["a.cu", f"-I{include}", f"-I{own}", f"-I{cuda_home}/include", f"-L{lib}"]
    words += [
        f"-L{lib}/stubs",
        f"-L{cuda_home}/lib64",
        "-Xcompiler",
        f"-I{include},-I,{include},-O2",
    ]
    line = parse(words, {})
    environment = {"CPATH": include, "LIBRARY_PATH": f"{own}:{lib}"}

    # When foreign toolkits are left out
    found = leave_out_foreign_toolkits(line, environment)

    # Then only its directories are gone
    assert line.many("include-path") == [own, f"{cuda_home}/include"]
    assert line.many("library-path") == [f"{cuda_home}/lib64"]
    assert line.many("compiler-options") == ["-O2"]
    assert environment == {"LIBRARY_PATH": own}
    assert found == [include, lib, f"{lib}/stubs"]


def test_a_program_builds_and_links_beside_it(toolkit: Path, tmp_path: Path, cuda_home: Path):
    source = tmp_path / "a.cu"
    source.write_text("#include <cuda.h>\n#include <cuda_runtime.h>\nint main() { cuInit(0); }\n")
    flags = [f"-I{toolkit}/include", f"-L{toolkit}/lib64", f"-L{toolkit}/lib64/stubs"]

    built = subprocess.run(
        [cuda_home / "bin" / "nvcc", *flags, source, "-o", tmp_path / "a", "-lcudart", "-lcuda"],
        env=os.environ | {"CPATH": f"{toolkit}/include"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (built.returncode, built.stderr) == (0, "")
