"""Nothing of NVIDIA's is opened while a program is built and run, whatever the machine has."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "programs" / "single" / "vector_add.cu"
FORBIDDEN = re.compile(
    r"/usr/local/cuda|/opt/cuda|/usr/lib/cuda|(?<!nvptx64-)nvidia|/nvcuda", re.IGNORECASE
)
LIBRARY = re.compile(r"/lib(cuda|cudart|nvrtc|nvidia|cublas|nvvm)[\w.-]*\.(so|a)")
OPENED = re.compile(r'(?:open|openat|openat2|execve|readlink|stat|access)\(.*?"([^"]*)"')

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def paths_used(command: list[str], trace: Path, environment: dict[str, str]) -> list[str]:
    """Every path that the command and its children name to the kernel."""
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=%file", "-o", str(trace), *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return OPENED.findall(trace.read_text())


def foreign(paths: list[str], home: Path) -> list[str]:
    own = (str(home), str(home.resolve()))
    return [
        path
        for path in paths
        if FORBIDDEN.search(path) or (LIBRARY.search(path) and not path.startswith(own))
    ]


def test_the_check_finds_what_it_is_for(tmp_path: Path) -> None:
    trace = 'openat(AT_FDCWD, "/usr/local/cuda/include/cuda.h", O_RDONLY) = 3\n'
    assert foreign(OPENED.findall(trace), tmp_path) == ["/usr/local/cuda/include/cuda.h"]
    assert foreign(["/usr/lib/libcudart.so.12"], tmp_path) == ["/usr/lib/libcudart.so.12"]
    assert foreign([f"{tmp_path}/lib64/libcudart.so.12"], tmp_path) == []


def test_building_and_running_opens_nothing_of_nvidia(cuda_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.cu"
    unseen = f"__device__ long long unseen_{time.time_ns()};\n"  # so no cache has any of it
    source.write_text(PROGRAM.read_text() + unseen)
    program = tmp_path / "program"
    environment = dict(os.environ)
    used = paths_used(
        [str(cuda_home / "bin" / "nvcc"), str(source), "-O2", "-o", str(program)],
        tmp_path / "build.trace",
        environment,
    )
    assert str(source) in used
    assert any(path.endswith("/zig") for path in used)
    assert foreign(used, cuda_home) == []

    used = paths_used([str(program)], tmp_path / "run.trace", environment)
    assert any("libcudart.so.12" in path for path in used)
    assert any("llvmlite" in path for path in used)  # the kernel was compiled, not found
    assert foreign(used, cuda_home) == []
