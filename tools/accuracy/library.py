"""The device library as a shared library of this machine: same sources, an ordinary compiler run.

Each function gets a loop over arrays, so that thousands of arguments are one call.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jarip.cuda.frontend.toolchain import FRONTEND, clang

SOURCES = FRONTEND / "devicelib"
_DEFINITION = re.compile(
    r"JARIP_(?:INLINE|CALLED)_FUNCTION\s+(\w+)\s+(\w+)\(([^)]*)\)\s*\{", re.MULTILINE
)
_C_TYPES = {
    "float": "float",
    "double": "double",
    "int32_t": "int",
    "uint32_t": "unsigned",
    "wide": "long long",
    "unsigned_wide": "unsigned long long",
}
_FLAGS = ["-O2", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-std=c++17", "-fPIC"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class HostLibrary:
    """The loaded library; `call` runs a function over arrays."""

    loaded: ctypes.CDLL

    def call(self, name: str, result: type, *arguments: Array) -> Array:
        """`name` of every row of `arguments`, as an array of `result` (a NumPy scalar type)."""
        count = len(arguments[0])
        out = np.empty(count, result)
        addresses = [ctypes.c_void_p(a.ctypes.data) for a in (*arguments, out)]
        getattr(self.loaded, f"each_{name}")(ctypes.c_long(count), *addresses)
        return out


def build_library(directory: Path) -> HostLibrary:
    """Compile all sources into `directory` and load the result."""
    sources = sorted(SOURCES.glob("*.cu"))
    loops = directory / "loops.cpp"
    loops.write_text("\n".join(_loops(source.read_text()) for source in sources))
    objects = []
    for source, language in [*((s, "c++") for s in sources), (loops, "c++")]:
        target = directory / f"{source.stem}.o"
        _run([*clang(), *_FLAGS, "-x", language, "-c", str(source), "-o", str(target)])
        objects.append(str(target))
    library = directory / "devicelib.so"
    _run([*clang(), "-shared", *objects, "-o", str(library)])
    return HostLibrary(ctypes.CDLL(str(library)))


def _loops(text: str) -> str:
    """A loop over arrays for every function of numbers that `text` defines."""
    lines = []
    for result, name, parameters in _DEFINITION.findall(_expanded(text)):
        words = [p.split()[0] for p in parameters.split(",")]
        if any(word not in _C_TYPES for word in (*words, result)):
            continue
        types = [_C_TYPES[word] for word in words]
        out = _C_TYPES[result]
        heads = ", ".join(f"const {t} *a{i}" for i, t in enumerate(types))
        values = ", ".join(f"a{i}[k]" for i in range(len(types)))
        lines.append(f'extern "C" {out} {name}({", ".join(types)});')
        lines.append(
            f'extern "C" void each_{name}(long n, {heads}, {out} *o) '
            f"{{ for (long k = 0; k < n; ++k) o[k] = {name}({values}); }}"
        )
    return "\n".join(lines)


def _expanded(text: str) -> str:
    """`text` after the preprocessor, the markers of definitions kept."""
    kept = re.sub(r"#include.*", "", text)
    command = [*clang(), "-x", "c++", "-E", "-P", "-"]
    return subprocess.run(command, input=kept, capture_output=True, text=True, check=True).stdout


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
