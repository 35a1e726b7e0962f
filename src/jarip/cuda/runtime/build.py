"""Compile libcudart.so with ziglang's clang and lld: no compiler of the machine is needed.

    build_runtime(out_dir)      libcudart.so.12, libcudart.so, libcudart_static.a, libcuda.so.1

`-lcudart_static` means the shared library as well, because there is one runtime a process; but its
users expect programs that find it without LD_LIBRARY_PATH, whoever links them. No linker script can
set a search path, so it stands for an import library whose name (DT_SONAME) is an absolute path.

The headers of the C library come with ziglang; the library itself is the machine's own, found in
this very process, so that the result needs exactly what the machine has.
"""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Final

RUNTIME: Final = Path(__file__).resolve().parent
SOURCES: Final = RUNTIME / "src"
API_INCLUDE: Final = RUNTIME.parent / "frontend" / "include"
# CUDA's own mathematics (rsqrt, normcdf, ...), which host code may call too: the same text.
MATHEMATICS: Final = RUNTIME.parent / "frontend" / "devicelib"
SONAME: Final = "libcudart.so.12"
DRIVER_NAMES: Final = ("libcuda.so.1", "libcuda.so")
"""What programs call the driver: the same library, so that a process has one of each."""

_IMPORT_LIBRARY: Final = "libcudart_import.so"
_PRECOMPILED: Final = SOURCES / "precompiled.h"
_OLDEST_GLIBC: Final = "2.28"
_INCLUDES: Final = (RUNTIME / "src", RUNTIME / "include")
_FLAGS: Final = (
    "-O2",
    "-g1",
    "-fPIC",
    "-fvisibility=hidden",
    "-fno-sanitize=all",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-command-line-argument",
)
_MATHEMATICS_FLAGS: Final = ("-fvisibility=default", "-ffp-contract=off", "-fno-math-errno")
_CXX_FLAGS: Final = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics")
# clang looks for an installed CUDA toolkit even in plain C++; nothing of NVIDIA's may be opened.
_NO_TOOLKIT: Final = f"--cuda-path={RUNTIME}"
# Parts of the C library; since glibc 2.34 two of them have nothing in them.
_C_LIBRARIES: Final = ("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux*.so.*")

Progress = Callable[[str], None]


class RuntimeBuildError(Exception):
    """The runtime could not be compiled; the message holds the compiler's."""


def build_runtime(
    out_dir: Path,
    progress: Progress = lambda step: None,
    jobs: int | None = None,
    installed: Path | None = None,
) -> Path:
    """Compile the runtime into `out_dir` and return the path of `libcudart.so.12`.

    `progress` is told each step; `jobs` compilers run at once (default: the usable processors,
    at least 2). `installed` is the directory that programs will find it in (default: `out_dir`).

    Raises:
        RuntimeBuildError: a tool is missing or refuses a source.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    library = out_dir / SONAME
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".build-") as scratch:
        objects = _compile_all(
            Path(scratch), progress, jobs or max(2, len(os.sched_getaffinity(0)))
        )
        progress(f"linking {SONAME}")
        _link(objects, Path(scratch) / SONAME, SONAME)
        (Path(scratch) / SONAME).replace(library)
        place = (installed or out_dir).absolute()
        _link(objects, out_dir / _IMPORT_LIBRARY, str(place / SONAME), "--strip-all")
    for name in ("libcudart.so", *DRIVER_NAMES):
        _point(out_dir / name, SONAME)
    (out_dir / "libcudart_static.a").write_text(f'INPUT("{place / _IMPORT_LIBRARY}")\n')
    return library


def source_files() -> list[Path]:
    """Everything that is compiled; the assembly of other processors compiles to nothing."""
    own = [*SOURCES.rglob("*.cpp"), *SOURCES.rglob("*.S")]
    return sorted([*own, *MATHEMATICS.glob("*.cu")])


def _compile_all(scratch: Path, progress: Progress, jobs: int) -> list[Path]:
    sources = source_files()
    progress("compiling the runtime")
    header = _precompile(scratch)
    with ThreadPoolExecutor(jobs) as executor:
        steps = [executor.submit(_compile, source, header, scratch) for source in sources]
        objects = []
        for number, step in enumerate(steps, 1):
            objects.append(step.result())
            progress(f"compiling the runtime {number}/{len(sources)}")
    return objects


def _precompile(scratch: Path) -> Path:
    """The headers most sources share, parsed once: that halves the time of the whole.

    It holds no times of files: zig keeps it by their contents, and would give back one that clang
    refuses after a mere checkout.
    """
    out = scratch / "precompiled.pch"
    command = [*_compiler("c++"), *_CXX_FLAGS, "-Xclang", "-fno-pch-timestamp"]
    _run([*command, "-x", "c++-header", str(_PRECOMPILED), "-o", str(out)])
    return out


def _compile(source: Path, header: Path, scratch: Path) -> Path:
    name = str(source.relative_to(RUNTIME.parent)).replace("/", "_")
    out = scratch / f"{name}.o"
    if source.suffix == ".cpp":
        command = [*_compiler("c++"), *_CXX_FLAGS, "-include-pch", str(header)]
    elif source.suffix == ".cu":
        command = [*_compiler("c++"), *_CXX_FLAGS, *_MATHEMATICS_FLAGS, "-x", "c++"]
    else:
        command = _compiler("cc")
    _run([*command, "-c", str(source), "-o", str(out)])
    return out


def _compiler(language: str) -> list[str]:
    includes = [word for path in (*_INCLUDES, API_INCLUDE) for word in ("-I", str(path))]
    target = f"{platform.machine()}-linux-gnu.{_OLDEST_GLIBC}"
    return [_zig(), language, "-target", target, _NO_TOOLKIT, *_FLAGS, *includes]


def _link(objects: Iterable[Path], out: Path, soname: str, *more: str) -> None:
    _run([
        _zig(), "ld.lld", "-shared", *more, "--soname", soname, "--version-script",
        str(RUNTIME / "exports.map"), "--no-undefined", "--as-needed", "--gc-sections",
        "--hash-style=gnu", "--build-id=sha1", "-z", "now", "-z", "relro", "-z", "noexecstack",
        "-o", str(out), *map(str, objects), *map(str, _c_library()),
    ])  # fmt: skip


def _c_library() -> list[Path]:
    """The files of the C library this process itself runs on."""
    maps = Path("/proc/self/maps").read_text()
    for line in maps.splitlines():
        path = Path(line.rsplit(maxsplit=1)[-1])
        if path.name == "libc.so.6":
            directory = path.parent
            return [file for name in _C_LIBRARIES for file in sorted(directory.glob(name))]
    raise RuntimeBuildError("this Python does not run on glibc; Jarip's runtime needs it")


def _zig() -> str:
    spec = find_spec("ziglang")
    if spec is None or spec.origin is None:
        raise RuntimeBuildError("the compiler is missing: pip install ziglang")
    return str(Path(spec.origin).parent / "zig")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeBuildError(f"{done.stderr}{done.stdout}the command was: {' '.join(command)}")


def _point(link: Path, target: str) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


if __name__ == "__main__":
    import sys

    print(build_runtime(Path(sys.argv[1]), progress=lambda step: print(step, flush=True)))
