"""Compiling small sources against our headers, the way nvcc does, and asking what came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jarip.cuda.frontend.device_compile import DeviceOptions, device_command
from jarip.cuda.frontend.devicelib_build import build_device_library
from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import INCLUDE, clang, cuda_language

_CALLED = re.compile(r"(?:call|invoke)\b[^@\n]*@([\w.$]+)\(")
_DEFINED = re.compile(r"^define\b[^@\n]*@([\w.$]+)\(", re.MULTILINE)


@dataclass(frozen=True)
class DeviceIr:
    """Device IR as text."""

    text: str

    def left_outside(self) -> set[str]:
        """Names of functions that are called but not defined: intrinsics and external symbols."""
        return set(_CALLED.findall(self.text)) - set(_DEFINED.findall(self.text))


@dataclass(frozen=True)
class Compiler:
    """clang with the device library at hand, working in a scratch directory."""

    scratch: Path
    device_library: Path

    def device(self, source: str, *flags: str) -> DeviceIr:
        """Device IR of `source`; the device library is linked in."""
        file = self._file(source, "cu")
        target = self.scratch / "device.ll"
        options = DeviceOptions(language=flags)
        self._run(device_command(file, target, options, INCLUDE, self.device_library))
        return DeviceIr(target.read_text())

    def host(self, source: str, *flags: str) -> None:
        """Checks the host half of `source`."""
        file = self._file(source, "cu")
        self._run(
            [*clang(), *cuda_language(), "--cuda-host-only", "-fsyntax-only", *flags, str(file)]
        )

    def plain(self, source: str, kind: str, *flags: str) -> None:
        """Checks `source` as ordinary C or C++ (kind `c` or `c++`): what a host compiler sees."""
        file = self._file(source, "cpp" if kind == "c++" else "c")
        warnings = ["-Wall", "-Wextra", "-Werror"]
        self._run(
            [
                *clang(),
                "-x",
                kind,
                "-I",
                str(INCLUDE),
                "-fsyntax-only",
                *warnings,
                *flags,
                str(file),
            ]
        )

    def error(self, source: str) -> str:
        """The compiler's words about a device source that must not compile."""
        file = self._file(source, "cu")
        target = self.scratch / "device.ll"
        outcome = run(device_command(file, target, DeviceOptions(), INCLUDE, None))
        assert not outcome.ok, "compiled, but must not"
        return outcome.diagnostics

    def _file(self, source: str, suffix: str) -> Path:
        file = self.scratch / f"source.{suffix}"
        file.write_text(source)
        return file

    def _run(self, command: list[str]) -> None:
        outcome = run(command)
        assert outcome.ok, outcome.diagnostics


def make_compiler(scratch: Path) -> Compiler:
    library = scratch / "devicelib.bc"
    build_device_library(library)
    return Compiler(scratch, library)
