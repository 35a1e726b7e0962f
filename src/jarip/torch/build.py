"""Builds the C++ core for the installed torch, once, and keeps it.

The result depends on torch's version, Python, the compiler and our sources, and on nothing else;
its name is their hash. Processes that start together (torchrun) wait for the first one.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jarip.cuda.cache_directory import cache_directory
from jarip.torch import operator_tables
from jarip.torch.compiler import find_compiler
from jarip.torch.installed import InstalledTorch, processor_count

MODULE = "jarip_torch_core"
SOURCES = Path(__file__).parent / "core"
_OBSERVER = SOURCES.parents[1] / "cuda/frontend/include/jarip/kernel_observer.h"
_FLAGS = (
    "-std=c++20",
    "-fPIC",
    "-fvisibility=hidden",
    "-w",  # PyTorch's headers warn; our own files are checked by the development build
    "-DAT_PER_OPERATOR_HEADERS",
)
_TABLE_SOURCES = (SOURCES / "direct_ops.txt", Path(operator_tables.__file__))
_LIBRARIES = ("torch_python", "torch_cpu", "torch", "c10")


class BuildError(RuntimeError):
    """The compiler refused one of our sources."""


@dataclass(frozen=True)
class Unit:
    """Sources that are compiled as one."""

    name: str
    flags: tuple[str, ...]
    sources: tuple[Path, ...]


@dataclass(frozen=True)
class Build:
    """Where the core for one torch is, or will be."""

    torch: InstalledTorch
    directory: Path
    defines: tuple[str, ...]
    environment: tuple[str, ...]  # what all objects depend on beside our sources

    @property
    def library(self) -> Path:
        return self.directory / f"{MODULE}.so"

    @property
    def is_done(self) -> bool:
        return self.library.exists()

    def object_of(self, unit: Unit) -> Path:
        files = [path for source in unit.sources for path in _with_includes(source)]
        name = _digest((*self.environment, *unit.flags), files)
        return self.directory.parent / "objects" / f"{unit.name}-{name}.o"


def plan_build(torch: InstalledTorch, on_vendor: bool = False) -> Build:
    """The build for `torch`, done or not. Reads our sources; starts no compiler.

    `on_vendor`: the work is done by a vendor's PrivateUse1 device and not by the host.
    """
    defines = ("-DJARIP_TWIN_PRIVATEUSE1",) if on_vendor else ()
    environment = (torch.version, sys.version, sysconfig.get_platform(), *_FLAGS, *defines)
    sources = [*sorted(SOURCES.iterdir()), _OBSERVER, Path(operator_tables.__file__)]
    name = f"{torch.version}-{_digest(environment, sources)}"
    return Build(torch, cache_directory() / "torch" / name, defines, environment)


def read_units() -> list[Unit]:
    """The units of `units.txt`, in its order."""
    units = []
    for line in (SOURCES / "units.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, flag, *sources = line.split()
            units.append(Unit(name, (flag,), tuple(SOURCES / f"{s}.cpp" for s in sources)))
    return units


def _digest(words: Iterable[str], files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for part in (*(word.encode() for word in words), *(path.read_bytes() for path in files)):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()[:16]


def _with_includes(source: Path) -> list[Path]:
    """A source and everything of ours that it includes. For a table, what the table is made of."""
    found, waiting = {source}, [source]
    while waiting:
        for name in re.findall(r'^#include "([^"]+)"', waiting.pop().read_text(), re.MULTILINE):
            made_of = _TABLE_SOURCES if name.endswith(".inc") else (source.parent / name,)
            new = [path for path in made_of if path not in found]
            found.update(new)
            waiting += [path for path in new if path.suffix == ".h"]
    return sorted(found)


def ensure_built(build: Build) -> Path:
    """The shared library of the core. Raises NoCompilerError and BuildError."""
    if not build.is_done:
        build.directory.mkdir(parents=True, exist_ok=True)
        with _only_one(build.directory / "lock"):
            if not build.is_done:
                _compile(build)
    return build.library


def _compile(build: Build) -> None:
    compiler = find_compiler()
    units = read_units()
    _write_tables(build)
    progress = _Progress(build.torch.version, len(units) + 1)
    with ThreadPoolExecutor(processor_count()) as pool:
        objects = []
        for done in pool.map(lambda unit: _compile_one(compiler, build, unit), units):
            objects.append(done)
            progress.advance()
    _link(compiler, build, objects)
    progress.finish()


def _write_tables(build: Build) -> None:
    operators = operator_tables.read_operators(build.torch.directory)
    headers, table = operator_tables.direct_operators(
        (SOURCES / "direct_ops.txt").read_text(), build.torch.directory
    )
    tables = {
        "direct_ops_headers.inc": headers,
        "direct_ops.inc": table,
        "device_rules.inc": operator_tables.device_rules(operators),
        "agnostic_ops.inc": operator_tables.agnostic_operators(operators),
    }
    for name, text in tables.items():
        (build.directory / name).write_text(text + "\n")


def _compile_one(compiler: str, build: Build, unit: Unit) -> Path:
    """Compile one unit, unless that was done for another version of Jarip and still holds."""
    target = build.object_of(unit)
    if target.exists():
        return target
    include = build.torch.directory / "include"
    folders = (
        build.directory,
        include,
        include / "torch/csrc/api/include",
        Path(sysconfig.get_path("include")),
    )
    whole = build.directory / f"{unit.name}.cpp"
    whole.write_text("".join(f'#include "{source}"\n' for source in unit.sources))
    command = [compiler, *_FLAGS, *build.defines, *unit.flags, f"-DTORCH_EXTENSION_NAME={MODULE}"]
    command += [f"-I{folder}" for folder in folders]
    unfinished = target.with_suffix(f".{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    _run([*command, "-c", str(whole), "-o", str(unfinished)], f"compiling {unit.name}")
    unfinished.rename(target)
    return target


def _link(compiler: str, build: Build, objects: list[Path]) -> None:
    libraries = build.torch.directory / "lib"
    unfinished = build.library.with_suffix(f".{os.getpid()}")
    command = [compiler, "-shared", *map(str, objects), "-o", str(unfinished), f"-L{libraries}"]
    command += [f"-l{name}" for name in _LIBRARIES] + [f"-Wl,-rpath,{libraries}"]
    _run(command, "linking")
    unfinished.rename(build.library)


def _run(command: list[str], what: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 0:
        return
    raise BuildError(
        f"jarip: {what} for the cuda device of PyTorch failed. The command was\n"
        f"  {' '.join(command)}\nand it said\n{result.stderr[-4000:]}"
    )


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Progress:
    """One line on standard error: rewritten on a terminal, else a line for every quarter."""

    def __init__(self, version: str, steps: int) -> None:
        self._text = f"jarip: building the cuda device for torch {version}, once"
        self._steps, self._done = steps, 0
        self._live = sys.stderr.isatty()
        self._show("" if self._live else "\n")

    def advance(self) -> None:
        self._done += 1
        quarter = self._done * 4 // self._steps
        if self._live or quarter > (self._done - 1) * 4 // self._steps:
            self._show("" if self._live else "\n")

    def finish(self) -> None:
        self.advance()
        if self._live:
            sys.stderr.write("\n")

    def _show(self, end: str) -> None:
        start = "\r" if self._live else ""
        sys.stderr.write(f"{start}{self._text} [{self._done}/{self._steps}]{end}")
        sys.stderr.flush()
