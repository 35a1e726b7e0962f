"""Small host programs against the real runtime: built once, run in processes of their own."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

import jarip.cuda.runtime.build as runtime_build

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
STAND_IN = HERE / "stand_in"
TARGET = f"{platform.machine()}-linux-gnu.2.28"
ASK_CPU_ID = """
import ctypes, sys
ask = ctypes.CDLL(sys.argv[1]).jarip_cpu_id
ask.restype = ctypes.c_char_p
sys.stdout.write(ask().decode())
"""
INCLUDES = (PROGRAMS, runtime_build.RUNTIME / "include", runtime_build.API_INCLUDE)


def zig() -> str:
    spec = find_spec("ziglang")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "zig")


def host_compiler() -> list[str]:
    """The system's C++ compiler, else ziglang's, which takes a minute to set itself up."""
    if found := shutil.which("g++"):
        return [found]
    release = platform.libc_ver()[1]
    target = f"{platform.machine()}-linux-gnu.{release}"
    return [zig(), "c++", "-target", target, "-fno-sanitize=all", f"--cuda-path={HERE}"]


@dataclass
class Home:
    """A CUDA home with the runtime and a stand-in compiler, and a cache of its own."""

    root: Path
    cache: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def library(self) -> Path:
        return self.root / "lib64" / runtime_build.SONAME

    def cpu_id(self) -> str:
        # In a process of its own: once loaded here, it would be every later test's libcudart.
        asked = [sys.executable, "-c", ASK_CPU_ID, str(self.library)]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("cuda-home")
    runtime_build.build_runtime(root / "lib64")
    (root / "etc").mkdir()
    python = root / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={STAND_IN} exec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    (root / "etc" / "jarip.conf").write_text(f"python={python}\nfingerprint=test\n")
    cache = tmp_path_factory.mktemp("cache")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("JARIP_")},
        "JARIP_CACHE_DIR": str(cache),
        "JARIP_THREADS": "4",
        "TEST_ZIG": zig(),
        "TEST_TARGET": TARGET,
        "TEST_INCLUDES": ":".join(map(str, INCLUDES)),
    }
    return Home(root, cache, environment)


Build = Callable[[str], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def build(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds programs/NAME.cpp, with the kernels of NAME.kernels.c as its image."""
    directory = tmp_path_factory.mktemp("programs")

    def build_program(name: str) -> Path:
        program = directory / name
        if program.exists():
            return program
        kernels = PROGRAMS / f"{name}.kernels.c"
        kernels = kernels if kernels.exists() else PROGRAMS / "none.kernels.c"
        digest = hashlib.sha256(kernels.read_bytes()).hexdigest()
        subprocess.run(
            [
                *host_compiler(), "-std=c++17", "-O1", "-g", "-pthread",
                f'-DIMAGE_HASH="{digest}"', f'-DKERNEL_SOURCE="{kernels}"',
                *(f"-I{path}" for path in INCLUDES), str(PROGRAMS / f"{name}.cpp"),
                "-o", str(program), str(home.library), f"-Wl,-rpath,{home.library.parent}",
            ],
            check=True,
        )  # fmt: skip
        return program

    return build_program


@pytest.fixture(scope="session")
def run(home: Home, build: Build) -> Run:
    """Runs a program, with environment variables added; it must exit with `code`."""

    def run_program(
        name: str, *arguments: str, code: int | None = 0, timeout: float = 60, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(build(name)), *arguments],
            env={**home.environment, **variables},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done

    return run_program
