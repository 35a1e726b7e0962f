"""Whole CUDA programs of our own, built by nvcc as a user would and run.

`single/*.cu` are programs of one file; a first line `// nvcc: FLAGS` adds flags, and `// needs:`
names what they do not run without (cccl) or that they take long (soak). Every other directory
holds a project and `commands`, the shell commands that build and run it. All print PASS.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SINGLE = sorted((HERE / "single").glob("*.cu"))
PROJECTS = sorted(path.parent for path in HERE.glob("*/commands"))


def run(command: str | list[str], directory: Path, home: Path) -> str:
    """Run a command with our nvcc first in the path; its output, which must not say FAIL."""
    environment = dict(os.environ, PATH=f"{home / 'bin'}:{os.environ['PATH']}", CUDACXX="nvcc")
    environment |= {"CUDA_HOME": str(home)}
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{command}\n{said}"
    assert "FAIL" not in done.stdout, said
    return done.stdout


def needs(source: Path) -> list[str]:
    found = re.search(r"^// needs: (.*)", source.read_text(), re.MULTILINE)
    return found[1].split() if found else []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(p, id=p.stem, marks=[pytest.mark.soak] if "soak" in needs(p) else [])
        for p in SINGLE
    ],
)
def test_single(source: Path, cuda_home: Path, tmp_path: Path) -> None:
    if "cccl" in needs(source) and not (cuda_home / "include" / "cub").exists():
        pytest.skip("cuda-cccl is not installed")
    flags = re.match(r"// nvcc: (.*)", source.read_text())
    program = tmp_path / "program"
    words = flags[1].split() if flags else []
    run(["nvcc", *words, str(source), "-o", str(program)], tmp_path, cuda_home)
    assert "PASS" in run([str(program)], tmp_path, cuda_home)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_project(project: Path, cuda_home: Path, tmp_path: Path) -> None:
    if project.name == "cmake" and not (shutil.which("cmake") and shutil.which("ninja")):
        pytest.skip("cmake and ninja are not installed")
    place = tmp_path / project.name
    shutil.copytree(project, place)
    for command in (place / "commands").read_text().splitlines():
        said = run(command, place, cuda_home)
        if command.startswith("./"):
            assert "PASS" in said, command
