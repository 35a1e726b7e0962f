"""Nothing of NVIDIA's is opened while a program is built and run, whatever the machine has."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from jarip.cuda.frontend.toolchain import clang, cuda_language

PROGRAM = Path(__file__).parents[1] / "programs" / "single" / "vector_add.cu"
FORBIDDEN = re.compile(
    r"/usr/local/cuda|/opt/cuda|/usr/lib/cuda|(?<!nvptx64-)nvidia|/nvcuda", re.IGNORECASE
)
# Programs of the toolkit that a compiler driver left to itself looks for: clang runs ptxas for
# device code unless it is told to stop at LLVM IR.
TOOLS = "ptxas fatbinary cicc nvlink cudafe++ cuobjdump nvdisasm bin2c".split()
EXECUTED = re.compile(r'execve\("([^"]*)"[^\n]*= 0$', re.MULTILINE)
LIBRARY = re.compile(r"/lib(cuda|cudart|nvrtc|nvidia|cublas|nvvm)[\w.-]*\.(so|a)")
OPENED = re.compile(r'(?:open|openat|openat2|execve|readlink|stat|access)\(.*?"([^"]*)"')

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture
def decoys(tmp_path: Path) -> dict[str, str]:
    """An environment that offers a toolkit: its programs come first in PATH, and leave a mark.

    What is asked for there exists and works, so that to look for it is to find it.
    """
    toolkit = tmp_path / "toolkit"
    for folder in ("bin", "include", "nvvm/libdevice", "lib64"):
        (toolkit / folder).mkdir(parents=True)
    for tool in TOOLS:
        program = toolkit / "bin" / tool
        program.write_text("#!/bin/sh\nexit 0\n")
        program.chmod(0o755)
    (toolkit / "include" / "cuda.h").write_text("#define CUDA_VERSION 12080\n")
    (toolkit / "version.json").write_text("{}")
    (toolkit / "nvvm" / "libdevice" / "libdevice.10.bc").write_bytes(b"")
    return {
        **os.environ,
        "PATH": f"{toolkit / 'bin'}:{os.environ['PATH']}",
        "CUDA_PATH": str(toolkit),
        "CUDA_ROOT": str(toolkit),
    }


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
    """Paths of an NVIDIA toolkit or driver. Decoys are, where they exist: any program that is
    looked up in PATH is looked for beside them."""
    return [
        path
        for path in paths
        if ("/toolkit/" in path and Path(path).is_file())
        or FORBIDDEN.search(path)
        or (LIBRARY.search(path) and not path.startswith(own))
    ]


def test_the_check_finds_what_it_is_for(tmp_path: Path) -> None:
    trace = 'openat(AT_FDCWD, "/usr/local/cuda/include/cuda.h", O_RDONLY) = 3\n'
    assert foreign(OPENED.findall(trace), tmp_path) == ["/usr/local/cuda/include/cuda.h"]
    assert foreign(["/usr/lib/libcudart.so.12"], tmp_path) == ["/usr/lib/libcudart.so.12"]
    assert foreign([f"{tmp_path}/lib64/libcudart.so.12"], tmp_path) == []


def test_a_tool_of_a_toolkit_would_be_noticed(
    cuda_home: Path, tmp_path: Path, decoys: dict[str, str]
) -> None:
    # given clang left to itself: asked for an object of device code, it runs ptxas
    source = tmp_path / "source.cu"
    source.write_text("__attribute__((global)) void kernel() {}\n")
    flags = [*cuda_language(prelude=False), "--cuda-device-only", "--cuda-feature=+ptx87", "-c"]
    command = [*clang(), *flags, str(source), "-o", str(tmp_path / "device.o")]
    trace = tmp_path / "clang.trace"
    # when it is traced
    used = paths_used(command, trace, decoys)
    # then the check sees the decoy, as a path and as a program that was run
    assert any(path.endswith("/toolkit/bin/ptxas") for path in foreign(used, cuda_home))
    assert tools_run(trace) == ["ptxas"]


def tools_run(trace: Path) -> list[str]:
    """Programs of a toolkit that were executed, wherever they lay."""
    executed = [Path(path).name for path in EXECUTED.findall(trace.read_text())]
    return [name for name in dict.fromkeys(executed) if name in TOOLS]


def test_building_and_running_opens_nothing_of_nvidia(
    cuda_home: Path, tmp_path: Path, decoys: dict[str, str]
) -> None:
    source = tmp_path / "source.cu"
    unseen = f"__device__ long long unseen_{time.time_ns()};\n"  # so no cache has any of it
    source.write_text(PROGRAM.read_text() + unseen)
    program = tmp_path / "program"
    used = paths_used(
        [str(cuda_home / "bin" / "nvcc"), str(source), "-O2", "-o", str(program)],
        tmp_path / "build.trace",
        decoys,
    )
    assert str(source) in used
    assert tools_run(tmp_path / "build.trace") == []
    assert any(path.endswith("/zig") for path in used)
    assert foreign(used, cuda_home) == []

    used = paths_used([str(program)], tmp_path / "run.trace", decoys)
    assert tools_run(tmp_path / "run.trace") == []
    assert any("libcudart.so.12" in path for path in used)
    assert any("llvmlite" in path for path in used)  # the kernel was compiled, not found
    assert foreign(used, cuda_home) == []
