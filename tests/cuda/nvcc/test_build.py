"""nvcc as a user calls it: phases, files left behind, messages and exit codes."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from jarip.cuda.frontend.image import unpack
from jarip.cuda.nvcc.information import help_text, version_text
from jarip.cuda.nvcc.options import ALL_OPTIONS

SOURCE = """
#include <cstdio>
#include "part.h"
__global__ void __launch_bounds__(128, 2) fill(float *out, char letter, double scale) {
  __shared__ float tile[64];
  tile[threadIdx.x % 64] = letter;
  __syncthreads();
  out[threadIdx.x] = tile[0] * scale + PART;
}
__device__ int counter = 3;
int main(int argc, char **argv) {
  std::printf("arguments %d %s\\n", argc, argc > 1 ? argv[1] : "");
  return argc > 1 ? 7 : 0;
}
"""


@pytest.fixture
def nvcc(cuda_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that runs nvcc in a directory with x.cu and part.h."""
    monkeypatch.chdir(tmp_path)
    Path("x.cu").write_text(SOURCE)
    Path("part.h").write_text("#define PART 1\n")

    def call(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(cuda_home / "bin" / "nvcc"), *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return call


def test_a_program_is_linked_and_run_with_its_arguments(nvcc) -> None:
    nvcc("x.cu")
    assert os.access("a.out", os.X_OK)
    said = nvcc("x.cu", "-o", "x", "--run", "--run-args", "hello", code=7)
    assert "arguments 2 hello" in said.stdout


def test_the_image_says_what_the_runtime_must_know(nvcc) -> None:
    nvcc("-fatbin", "x.cu")
    image = unpack(Path("x.fatbin").read_bytes())
    kernel, variable = image.metadata.splitlines()[:2]
    assert kernel == (
        "kernel _Z4fillPfcd params=0:8,8:1,16:8 params_bytes=24 static_shared=256 "
        "max_threads=128 min_blocks=2"
    )
    assert variable == "variable counter bytes=4 space=global"
    assert "nvptx64" in image.ir


def test_preprocessing_writes_to_standard_output_or_a_file(nvcc) -> None:
    assert "arguments %d" in nvcc("-E", "x.cu").stdout
    nvcc("-E", "x.cu", "-o", "x.ii")
    assert "arguments %d" in Path("x.ii").read_text()


def test_dependencies_name_headers(nvcc) -> None:
    rule = nvcc("-MM", "x.cu").stdout
    assert re.match(r"x\.o: x\.cu\s+(\\\s+)?part\.h\s*$", rule)
    nvcc("-c", "x.cu", "-o", "out.o", "-MD", "-MF", "out.d", "-MT", "target")
    rule = Path("out.d").read_text()
    assert rule.startswith("target: x.cu")
    assert "part.h" in rule
    assert "cuda_runtime.h" in rule


def test_dependencies_are_written_when_the_object_comes_from_the_cache_too(nvcc) -> None:
    nvcc("-c", "x.cu", "-MMD")
    first = Path("x.d").read_text()
    Path("x.d").unlink()
    nvcc("-c", "x.cu", "-MMD")
    assert Path("x.d").read_text() == first


def test_a_changed_header_is_compiled_anew(nvcc) -> None:
    nvcc("-fatbin", "x.cu")
    before = Path("x.fatbin").read_bytes()
    Path("part.h").write_text("#define PART 2\n")
    nvcc("-fatbin", "x.cu")
    assert Path("x.fatbin").read_bytes() != before


def test_errors_are_clangs_own_with_the_users_file_names_said_once(nvcc) -> None:
    Path("x.cu").write_text("__global__ void k() { undeclared = 1; }\nint main() {}\n")
    said = nvcc("-c", "x.cu", code=1).stderr
    assert said.count("x.cu:1:23: error: use of undeclared identifier 'undeclared'") == 1
    assert not Path("x.o").exists()


def test_errors_that_only_device_code_has_are_said(nvcc) -> None:
    Path("x.cu").write_text("void host();\n__global__ void k() { host(); }\nint main() {}\n")
    said = nvcc("-c", "x.cu", code=1).stderr
    assert "x.cu:2" in said
    assert "call to __host__ function" in said


def test_warnings_come_once_and_again_from_the_cache(nvcc) -> None:
    Path("x.cu").write_text("__global__ void k() {}\nint main() { int unused; }\n")
    flags = ("-c", "x.cu", "-Xcompiler", "-Wall")
    for _ in range(2):
        assert nvcc(*flags).stderr.count("unused variable 'unused'") == 1
    assert "unused" not in nvcc(*flags, "-w").stderr
    assert "error: unused variable" in nvcc(*flags, "-Werror", "all-warnings", code=1).stderr


def test_an_undefined_device_function_is_a_named_link_error(nvcc) -> None:
    Path("x.cu").write_text(
        "__device__ int elsewhere(int);\n"
        "__global__ void k(int *p) { *p = elsewhere(1); }\nint main() {}\n"
    )
    said = nvcc("-rdc=true", "x.cu", code=255).stderr
    assert "Undefined reference to 'elsewhere(int)' in device code" in said


def test_a_dry_run_says_what_would_be_done_and_does_nothing(nvcc) -> None:
    said = nvcc("--dryrun", "x.cu", "-o", "x").stderr
    assert "#$ TOP=" in said
    assert "--cuda-device-only" in said
    assert "-lcudart" in said
    assert not Path("x").exists()


def test_keep_leaves_ir_and_image_and_time_leaves_a_table(nvcc) -> None:
    nvcc("x.cu", "--keep", "--keep-dir", "kept", "--time", "times.csv", "-DNEW")
    assert "define" in Path("kept/x.ll").read_text()
    unpack(Path("kept/x.jimg").read_bytes())
    phases = {line.split(",")[1] for line in Path("times.csv").read_text().splitlines()}
    assert {"device", "host", "link"} <= phases


def test_a_library_is_made_and_used(nvcc) -> None:
    Path("part.cu").write_text("__global__ void k() {}\nint part() { k<<<1, 1>>>(); return 0; }\n")
    nvcc("--lib", "part.cu", "-o", "libpart.a")
    Path("main.cpp").write_text("int part(); int main() { return part(); }\n")
    nvcc("main.cpp", "-L.", "-lpart", "-o", "x")
    nvcc("--shared", "part.cu", "-o", "libshared.so")
    nvcc("main.cpp", "-L.", "-lshared", "-Xlinker", "-rpath=.", "-o", "y")
    assert subprocess.run(["./y"], check=False).returncode == 0


def test_several_objects_at_once_go_to_the_output_directory(nvcc) -> None:
    Path("y.cu").write_text("__global__ void k() {}\n")
    Path("out").mkdir()
    nvcc("-c", "x.cu", "y.cu", "-odir", "out", "-t", "2")
    assert {path.name for path in Path("out").iterdir()} == {"x.o", "y.o"}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["-bogus", "x.cu"], "nvcc fatal   : Unknown option '-bogus'"),
        (["missing.cu"], "nvcc fatal   : Source file 'missing.cu' does not exist"),
        ([], "nvcc fatal   : No input files specified"),
        (["-cuda", "x.cu"], "'-cuda' is not supported by Jarip"),
    ],
)
def test_a_command_line_that_cannot_be_followed_is_fatal(nvcc, words, complaint) -> None:
    assert complaint in nvcc(*words, code=1).stderr


def test_versions_are_found_where_build_systems_look(nvcc) -> None:
    said = nvcc("--version").stdout
    assert said.strip() == version_text()
    assert re.search(r"release (\d+)\.(\d+), V(\d+\.\d+\.\d+)", said)
    assert re.search(r"V([0-9]+\.[0-9]+\.[0-9]+)", said)
    assert said.startswith("Jarip")
    assert "not a product of NVIDIA" in said


def test_help_lists_every_option() -> None:
    assert [o.long for o in ALL_OPTIONS if f"--{o.long}" not in help_text()] == []
