"""What a command line asks for: inputs by kind, the phase to stop at, and clang's flags."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from jarip.cuda.frontend.device_compile import DeviceOptions
from jarip.cuda.nvcc.command_line import CommandLine, CommandLineError


class Phase(Enum):
    """How far a build goes; the value is the suffix of what it leaves behind."""

    LINK = ""
    COMPILE = ".o"
    IMAGE = ".jimg"
    PREPROCESS = ".ii"
    DEPENDENCIES = ".d"
    ARCHIVE = ".a"
    DEVICE_LINK = "_dlink.o"


class Kind(Enum):
    """What an input is, by its suffix (documentation: "Supported Input File Suffixes")."""

    CUDA = "cuda"
    C = "c"
    CPP = "c++"
    OBJECT = "object"
    ARCHIVE = "archive"
    SHARED = "shared"

    @property
    def is_source(self) -> bool:
        return self in (Kind.CUDA, Kind.C, Kind.CPP)


_KIND_OF_SUFFIX: Final = {
    ".cu": Kind.CUDA,
    ".c": Kind.C,
    ".cc": Kind.CPP,
    ".cxx": Kind.CPP,
    ".cpp": Kind.CPP,
    ".c++": Kind.CPP,
    ".C": Kind.CPP,
    ".o": Kind.OBJECT,
    ".obj": Kind.OBJECT,
    ".a": Kind.ARCHIVE,
    ".lib": Kind.ARCHIVE,
    ".so": Kind.SHARED,
}
_KIND_OF_LANGUAGE: Final = {"cu": Kind.CUDA, "c": Kind.C, "c++": Kind.CPP}

_PHASE_OF_OPTION: Final = {
    "compile": Phase.COMPILE,
    "device-c": Phase.COMPILE,
    "device-w": Phase.COMPILE,
    "ptx": Phase.IMAGE,
    "cubin": Phase.IMAGE,
    "fatbin": Phase.IMAGE,
    "preprocess": Phase.PREPROCESS,
    "generate-dependencies": Phase.DEPENDENCIES,
    "generate-nonsystem-dependencies": Phase.DEPENDENCIES,
    "lib": Phase.ARCHIVE,
    "device-link": Phase.DEVICE_LINK,
}
_IMAGE_SUFFIX: Final = {"ptx": ".ptx", "cubin": ".cubin", "fatbin": ".fatbin"}


@dataclass(frozen=True)
class Input:
    """One input file and what it is."""

    path: Path
    kind: Kind


@dataclass(frozen=True)
class Request:
    """A command line, understood. Flags are spelled as clang takes them."""

    line: CommandLine
    phase: Phase
    inputs: tuple[Input, ...]
    output: Path | None
    relocatable: bool
    language: tuple[str, ...]  # for device, host and plain C++ alike
    host: tuple[str, ...]  # for host code only
    device: DeviceOptions
    jobs: int

    @property
    def dry(self) -> bool:
        return self.line.has("dryrun")

    @property
    def loud(self) -> bool:
        return self.dry or self.line.has("verbose")

    def output_for(self, source: Path) -> Path:
        """Where the result for one source goes when it isn't linked: -o, or its name in -odir."""
        if self.output is not None:
            return self.output
        suffix = self.phase.value
        for option, image_suffix in _IMAGE_SUFFIX.items():
            if self.line.has(option):
                suffix = image_suffix
        return Path(self.line.one("output-directory", ".")) / f"{source.stem}{suffix}"


def understand(line: CommandLine) -> Request:
    """Turn a command line into a request. Raises CommandLineError where it contradicts itself."""
    phase = _phase(line)
    inputs = tuple(_input(Path(name), line.one("x")) for name in line.inputs)
    output = Path(line.one("output-file")) if line.has("output-file") else None
    if not inputs:
        raise CommandLineError("No input files specified; use option --help for more information")
    one_each = phase in (Phase.COMPILE, Phase.IMAGE)
    if one_each and output and sum(i.kind.is_source for i in inputs) > 1:
        raise CommandLineError(
            f"A single output file ('{output}') can't be given for several input files"
        )
    for given in inputs:
        if not given.path.exists() and not line.has("dryrun"):
            raise CommandLineError(f"Source file '{given.path}' does not exist")
    return Request(
        line=line,
        phase=phase,
        inputs=inputs,
        output=output,
        relocatable=_relocatable(line),
        language=_language_flags(line),
        host=_host_flags(line),
        device=_device_options(line),
        jobs=_jobs(line),
    )


def _phase(line: CommandLine) -> Phase:
    asked = [phase for option, phase in _PHASE_OF_OPTION.items() if line.has(option)]
    if len(set(asked)) > 1:
        raise CommandLineError("More than one compilation phase specified")
    return asked[0] if asked else Phase.LINK


def _input(path: Path, language: str) -> Input:
    suffix = ".so" if ".so." in path.name else path.suffix
    kind = _KIND_OF_SUFFIX.get(suffix)
    if language and (kind is None or kind.is_source):
        if language not in _KIND_OF_LANGUAGE:
            raise CommandLineError(f"Unknown language '{language}' after -x: use cu, c or c++")
        kind = _KIND_OF_LANGUAGE[language]
    if kind is None:
        known = " ".join(_KIND_OF_SUFFIX)
        raise CommandLineError(
            f"Don't know what to do with '{path}': its suffix is none of {known}"
        )
    return Input(path, kind)


def _relocatable(line: CommandLine) -> bool:
    if line.has("device-w"):
        return False
    return line.has("device-c") or line.has("relocatable-device-code")


def _language_flags(line: CommandLine) -> tuple[str, ...]:
    """-std, macros and include paths: what both halves of a CUDA file must agree on."""
    flags = [f"-std={line.one('std', 'gnu++17')}"]  # g++'s own, when nvcc isn't asked for one
    flags += [f"-D{macro}" for macro in line.many("define-macro")]
    flags += [f"-U{macro}" for macro in line.many("undefine-macro")]
    flags += [f"-I{path}" for path in line.many("include-path")]
    for path in line.many("system-include"):
        flags += ["-isystem", path]
    for path in line.many("pre-include"):
        flags += ["-include", path]
    for option in ("ftemplate-depth", "ftemplate-backtrace-limit"):
        if line.has(option):
            flags.append(f"-{option}={line.one(option)}")
    if line.has("relocatable-device-code") or line.has("device-c"):
        flags.append("-D__CUDACC_RDC__=1")
    if line.has("device-debug"):
        flags.append("-D__CUDACC_DEBUG__=1")
    if line.one("default-stream") == "per-thread":
        flags.append("-DCUDA_API_PER_THREAD_DEFAULT_STREAM=1")
    flags += [f for f in _joined(line.many("compiler-options")) if f.startswith(("-D", "-U", "-I"))]
    return tuple(flags)


_HOST_FLAG_OF_OPTION: Final = {
    "debug": "-g",
    "device-debug": "-g",
    "profile": "-pg",
    "no-exceptions": "-fno-exceptions",
    "disable-warnings": "-w",
    "Wno-deprecated-declarations": "-Wno-deprecated-declarations",
    "Wreorder": "-Wreorder",
}


def _host_flags(line: CommandLine) -> tuple[str, ...]:
    flags = ["-fPIC", "-Wno-unknown-warning-option", "-Wno-ignored-optimization-argument"]
    if line.has("optimize"):
        flags.append(f"-O{line.one('optimize')}")
    flags += [flag for option, flag in _HOST_FLAG_OF_OPTION.items() if line.has(option)]
    if line.many("Werror"):
        flags.append("-Werror")
    if line.has("brief-diagnostics"):
        flags.append("-fno-caret-diagnostics")
    if line.has("frandom-seed"):
        flags.append(f"-frandom-seed={line.one('frandom-seed')}")
    return (*flags, *_joined(line.many("compiler-options")))


def _joined(words: list[str]) -> list[str]:
    """-D, -U and -I with the value in the next word, as one word."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in ("-D", "-U", "-I"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


# nvcc's -g is for the host alone; here the same debugger sees both halves.
_WITH_LINES = ("generate-line-info", "device-debug", "debug")


def _device_options(line: CommandLine) -> DeviceOptions:
    fast = line.has("use_fast_math")
    return DeviceOptions(
        language=_language_flags(line),
        fast_math=fast,
        flush_denormals=line.has("ftz") if line.many("ftz") else fast,
        precise_division=line.has("prec-div") if line.many("prec-div") else not fast,
        fuse_multiply_add=line.has("fmad") if line.many("fmad") else True,
        line_info=any(line.has(option) for option in _WITH_LINES),
    )


def _jobs(line: CommandLine) -> int:
    try:
        asked = int(line.one("threads", "0"))
    except ValueError:
        raise CommandLineError(
            f"Option '--threads' takes a number, not '{line.one('threads')}'"
        ) from None
    return asked if asked > 0 else len(os.sched_getaffinity(0))
