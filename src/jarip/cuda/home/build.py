"""Building a CUDA home: each part by one function, listed in `build_home`."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jarip.cuda.frontend.cccl import LIBRARIES, find_cccl
from jarip.cuda.frontend.devicelib_build import build_device_library
from jarip.cuda.frontend.openmp import OPENMP_HOME, find_openmp
from jarip.cuda.frontend.toolchain import (
    CUDA_PATCH,
    CUDA_RELEASE,
    FRONTEND,
    INCLUDE,
    host_linker,
    package_directory,
    zig,
)
from jarip.cuda.home.parts import kept_part
from jarip.cuda.home.place import current_home
from jarip.cuda.jit.fingerprint import fingerprint
from jarip.cuda.runtime.build import RUNTIME, build_runtime

SOURCES = Path(__file__).resolve().parents[3]
_PYTHON_PACKAGES = ("ziglang", "llvmlite", "numpy")

_EMPTY_ARCHIVE = b"!<arch>\n"  # build systems ask for the device runtime; ours needs no code

Progress = Callable[[str], None]


def build_home(home: Path, final: Path, progress: Progress) -> None:
    """Build a home at `home`, to be renamed to `final` afterwards."""
    progress("preparing the CUDA home (first use of this version)")
    shutil.copytree(INCLUDE, home / "include")
    _link_cccl(home)
    _write_commands(home, final)
    _write_versions(home)
    _write_host_compiler(home)
    _link_openmp(home)
    _add_device_library(home, progress)
    _add_runtime(home, progress)
    _write_bytecode(home)
    _configure(home, final)


def _write_commands(home: Path, final: Path) -> None:
    """`bin/nvcc`, and the Python that the runtime starts its compiler worker with.

    Both skip `site`, which costs half of Python's start-up, and so name their packages' places.
    """
    places = _python_places()
    _write(
        home / "libexec" / "nvcc.py",
        "import sys\n"
        f"sys.path[:0] = {places!r}\n"
        "from jarip.cuda.driver import main\n"
        "sys.exit(main(sys.argv[1:]))\n",
    )
    python = shlex.quote(sys.executable)
    launcher = shlex.quote(str(final / "libexec" / "nvcc.py"))
    _write_script(home / "bin" / "nvcc", f'exec {python} -I -S {launcher} "$@"')
    settings = _worker_settings(final)
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
    _write_script(home / "libexec" / "python", f'{words} exec {python} -S "$@"')


def _python_places() -> list[str]:
    return [str(SOURCES), *dict.fromkeys(str(_place(name)) for name in _PYTHON_PACKAGES)]


def _worker_settings(home: Path) -> dict[str, str]:
    """Of the compiler worker: its modules, and their bytecode, which is kept in the home.

    The sources may lie where nobody may write, and a program's environment may forbid bytecode;
    reading the sources anew costs a third of a kernel's first compile.
    """
    return {
        "PYTHONPATH": ":".join(_python_places()),
        "PYTHONPYCACHEPREFIX": str(home / "pycache"),
        "PYTHONDONTWRITEBYTECODE": "",
    }


def _write_bytecode(home: Path) -> None:
    """Imports the worker once, so that the first kernel finds its bytecode."""
    command = [sys.executable, "-S", "-c", "import jarip.cuda.jit.worker"]
    subprocess.run(command, env={**os.environ, **_worker_settings(home)}, check=True)


def _write_host_compiler(home: Path) -> None:
    """`libexec/clang++`: the linker driver as one program, which CMake too links CUDA with.

    Programs look for the runtime below the home's stable path. A machine without binutils gets
    the linker that zig brings.
    """
    words = host_linker()
    if shutil.which("ld") is None and "c++" not in words:
        _write_script(home / "libexec" / "ld.lld", f'exec {shlex.quote(zig())} ld.lld "$@"')
        words.append(f"--ld-path={home / 'libexec' / 'ld.lld'}")
    words.append(f"-Wl,-rpath,{current_home() / 'lib64'}")
    _write_script(home / "libexec" / "clang++", f'exec {shlex.join(words)} "$@"')


def _place(package: str) -> Path:
    return package_directory(package).parent


def _write_versions(home: Path) -> None:
    major, minor = CUDA_RELEASE
    version = f"{major}.{minor}.{CUDA_PATCH}"
    entries = {
        "cuda": {"name": "Jarip, following the CUDA SDK", "version": version},
        "cuda_cudart": {"name": "Jarip CUDA runtime", "version": version},
        "cuda_nvcc": {"name": "Jarip nvcc", "version": version},
    }
    _write(home / "version.json", json.dumps(entries, indent=3) + "\n")


def _link_cccl(home: Path) -> None:
    """Thrust, CUB and libcu++ where a toolkit has them, if they are installed."""
    found = find_cccl()
    if found is None:
        return
    for library in LIBRARIES:
        (home / "include" / library).symlink_to(found / library)


def _link_openmp(home: Path) -> None:
    """OpenMP for host code. libgomp's name is given to it too: two OpenMPs must not meet."""
    found = find_openmp()
    if found is None:
        return
    place = home / OPENMP_HOME
    (place / "include").mkdir(parents=True)
    (place / "lib").mkdir()
    shutil.copy2(found.header, place / "include" / "omp.h")
    shutil.copy2(found.library, place / "lib" / "libomp.so")
    for alias in ("libgomp.so", "libiomp5.so"):
        (place / "lib" / alias).symlink_to("libomp.so")


def _add_device_library(home: Path, progress: Progress) -> None:
    def build(place: Path) -> None:
        progress("compiling the device library")
        build_device_library(place / "jarip.bc")

    tools = [FRONTEND / "devicelib_build.py", FRONTEND / "toolchain.py"]
    built = kept_part("devicelib", [INCLUDE, FRONTEND / "devicelib", *tools], build)
    (home / "nvvm" / "libdevice").mkdir(parents=True)
    shutil.copy2(built / "jarip.bc", home / "nvvm" / "libdevice" / "jarip.bc")


def _add_runtime(home: Path, progress: Progress) -> None:
    names = ("api", "types", "texture.h", "kernel_observer.h")
    shared = [INCLUDE / "jarip" / name for name in names]
    api = [*shared, *sorted(INCLUDE.glob("*.h"))]
    sources = [RUNTIME, FRONTEND / "devicelib", *api]
    installed = current_home() / "lib64"
    built = kept_part(
        "runtime", sources, lambda place: build_runtime(place, progress, installed=installed)
    )
    shutil.copytree(built, home / "lib64", symlinks=True)
    (home / "lib").symlink_to("lib64")
    (home / "lib64" / "libcudadevrt.a").write_bytes(_EMPTY_ARCHIVE)


def _configure(home: Path, final: Path) -> None:
    """What the runtime reads when it needs the compiler; see abi.h."""
    lines = {"python": str(final / "libexec" / "python"), "fingerprint": fingerprint()}
    _write(home / "etc" / "jarip.conf", "".join(f"{k}={v}\n" for k, v in lines.items()))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_script(path: Path, line: str) -> None:
    _write(path, f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
