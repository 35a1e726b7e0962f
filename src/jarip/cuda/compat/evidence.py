"""What is really there: names the libraries export, and names the headers declare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from jarip.cuda.frontend.elf import dynamic_symbols
from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import clang, cuda_language, device_flags
from jarip.cuda.runtime.build import RUNTIME

_HEADERS = (
    "cuda_runtime.h",
    "cuda_fp16.h",
    "cuda_bf16.h",
    "cuda_fp8.h",
    "cuda_pipeline.h",
    "texture_indirect_functions.h",
    "surface_indirect_functions.h",
)


def exported(library: Path) -> set[str]:
    """Names of the functions that a shared library defines."""
    return dynamic_symbols(library.read_bytes()) if library.exists() else set()


def refusing() -> set[str]:
    """Functions of the runtime that are there only to return cudaErrorNotSupported."""
    table = (RUNTIME / "src" / "error" / "unsupported.cpp").read_text(encoding="utf-8")
    return set(re.findall(r"^JARIP_UNSUPPORTED\((\w+)\)", table, re.MULTILINE))


def declared(names: Iterable[str], include: Path) -> set[str]:
    """Those of `names` that our headers declare for device code.

    One compile asks for all: a using-declaration of a name that doesn't exist is an error on its
    own line, and no other line's affair.
    """
    asked = list(names)
    lines = [f'#if __has_include("{header}")\n#include "{header}"\n#endif' for header in _HEADERS]
    with TemporaryDirectory() as scratch:
        source = Path(scratch, "probe.cu")
        lines += [
            f'#line {number} "probe"\n'
            f"#ifndef {name}\nnamespace probe_{number} {{ using ::{name}; }}\n#endif"
            for number, name in enumerate(asked, start=1)
        ]
        source.write_text("\n".join(lines), encoding="utf-8")
        flags = ["-std=c++17", "-ferror-limit=0", "-fno-caret-diagnostics", "-fsyntax-only", "-w"]
        command = [*clang(), *cuda_language(include), *device_flags(), *flags, str(source)]
        complaints = run(command).diagnostics.splitlines()
    missing = {int(text.split(":")[1]) - 1 for text in complaints if text.startswith("probe:")}
    return {name for number, name in enumerate(asked, start=1) if number not in missing}
