"""Libraries that Jarip doesn't have: named in vain, and missed."""

import subprocess
from pathlib import Path

from jarip.cuda.nvcc.absent_libraries import absent


def test_only_libraries_of_the_toolkit_that_are_nowhere_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "libcublas.so").touch()
    items = ["main.o", "-lcurand", "-lcublas", "-lm", "-lcurand", "-lmine"]
    assert absent(items, [tmp_path]) == ["-lcurand"]


def test_a_program_that_needs_one_is_told_which(cuda_home: Path, tmp_path: Path) -> None:
    # given a program that names a library in vain, and one that calls it
    idle, calling = tmp_path / "idle.cpp", tmp_path / "calling.cpp"
    idle.write_text("int main() {}\n")
    calling.write_text(
        'extern "C" int curandCreateGenerator(); int main() { curandCreateGenerator(); }\n'
    )

    def linked(source: Path) -> subprocess.CompletedProcess[str]:
        command = [cuda_home / "bin" / "nvcc", source, "-o", tmp_path / "program", "-lcurand"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    # then the first links, and the second says what is missing
    assert linked(idle).returncode == 0
    failed = linked(calling)
    assert failed.returncode != 0
    assert "curandCreateGenerator" in failed.stderr
    assert "Jarip doesn't have these libraries, which were left out: -lcurand" in failed.stderr
