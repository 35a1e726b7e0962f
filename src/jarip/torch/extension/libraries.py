"""Builds libc10_cuda and libtorch_cuda for the installed torch, once, and keeps them."""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

from jarip.cuda.cache_directory import cache_directory
from jarip.cuda.frontend.toolchain import INCLUDE
from jarip.cuda.home import ensure_home
from jarip.torch import installed
from jarip.torch.build import SOURCES as CORE
from jarip.torch.build import BuildError
from jarip.torch.compiler import find_compiler
from jarip.torch.extension import INCLUDE_DIRECTORIES, SOURCES

# Library, and its sources.
_LIBRARIES = {
    "c10_cuda": ("c10_cuda.cpp", "caching_allocator.cpp", "runtime_bridge.cpp"),
    "torch_cuda": ("torch_cuda.cpp",),
}
# What they share with the core and the runtime: they must be built anew when it changes.
_SHARED_HEADERS = (CORE / "runtime_bridge.h", INCLUDE / "jarip/kernel_observer.h")


def ensure_built() -> Path:
    """The directory of both libraries. Raises NoCompilerError and BuildError."""
    torch = installed.find_torch()
    assert torch is not None, "torch.utils.cpp_extension is part of torch"
    directory = cache_directory() / "torch" / f"extension-{_key(torch)}"
    if (directory / "complete").exists():
        return directory
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (directory / "complete").exists():
            for name, sources in _LIBRARIES.items():
                _build(torch, directory, name, sources)
            (directory / "complete").touch()
    return directory


def _key(torch: installed.InstalledTorch) -> str:
    digest = hashlib.sha256(torch.version.encode())
    sources = (path for path in SOURCES.rglob("*") if path.suffix in (".cpp", ".h"))
    for path in sorted((*sources, *_SHARED_HEADERS)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _build(
    torch: installed.InstalledTorch, directory: Path, name: str, sources: tuple[str, ...]
) -> None:
    home = ensure_home()
    include = torch.directory / "include"
    folders = (include, home / "include", *INCLUDE_DIRECTORIES)
    library = directory / f"lib{name}.so"
    command = [find_compiler(), "-std=c++20", "-O2", "-fPIC", "-shared", "-w"]
    command += [f"-I{folder}" for folder in folders]
    command += [str(SOURCES / source) for source in sources]
    command += [f"-Wl,-soname,{library.name}", "-o", f"{library}.{os.getpid()}"]
    places = (torch.directory / "lib", home / "lib64", directory)
    command += [f"-L{place}" for place in places]
    command += [f"-Wl,-rpath,{place}" for place in places]
    needed = ("torch_cpu", "c10", "cudart", "dl")
    command += [f"-l{item}" for item in needed if item != name]
    if name == "torch_cuda":
        command.append("-lc10_cuda")
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise BuildError(
            f"jarip: building lib{name}.so failed. The command was\n  {' '.join(command)}\n"
            f"and it said\n{result.stderr[-4000:]}"
        )
    Path(f"{library}.{os.getpid()}").rename(library)
