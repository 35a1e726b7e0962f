"""What nvcc answers without building: --version, --help, the target lists, and -v's variables."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

from jarip.cuda.frontend.toolchain import CUDA_PATCH, CUDA_RELEASE, GPU_ARCH
from jarip.cuda.nvcc.command_line import CommandLine
from jarip.cuda.nvcc.options import FLAG, GROUPS, Option
from jarip.version import VERSION

_ARCHITECTURES = (50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90, 100, 101, 120)


def answer_question(line: CommandLine) -> str | None:
    """The answer to --version and the like, or None if the command line asks for a build."""
    if line.has("version"):
        return version_text()
    if line.has("help"):
        return help_text()
    if line.has("list-gpu-arch"):
        return "\n".join(f"compute_{number}" for number in _ARCHITECTURES)
    if line.has("list-gpu-code"):
        return "\n".join(f"sm_{number}" for number in _ARCHITECTURES)
    return None


def version_text() -> str:
    """Who we are, and the two lines that CMake, PyTorch and others look for."""
    major, minor = CUDA_RELEASE
    return (
        f"Jarip {VERSION}, an independent CUDA compiler; not a product of NVIDIA.\n"
        "Its command line follows nvcc: NVIDIA (R) Cuda compiler driver\n"
        f"Cuda compilation tools, release {major}.{minor}, V{major}.{minor}.{CUDA_PATCH}"
    )


def help_text() -> str:
    blocks = ["Usage: nvcc [options] <input files>"]
    for title, options in GROUPS.items():
        blocks.append(f"\n{title}")
        blocks += [_help_entry(option) for option in options]
    return "\n".join(blocks)


def _help_entry(option: Option) -> str:
    names = ", ".join([f"--{option.long}", *(f"-{short}" for short in option.short)])
    value = "" if option.takes == FLAG else f"  <{option.takes}>"
    note = option.handling + (f": {option.note}" if option.note else "")
    return f"  {names}{value}\n" + textwrap.indent(textwrap.fill(note, 88), " " * 8)


def toolkit_variables(home: Path) -> str:
    """What --verbose says first; CMake reads the toolkit's place, its default
    libraries and the default architecture from it."""
    variables = {
        "_SPACE_": " ",
        "_CUDART_": "cudart",
        "_HERE_": f"{home}/bin",
        "_TARGET_SIZE_": "64",
        "_DEVICE_": f"-arch compute_{GPU_ARCH.removeprefix('sm_')}",
        "TOP": str(home),
        "NVVMIR_LIBRARY_DIR": f"{home}/nvvm/libdevice",
        "PATH": f"{home}/bin:{os.environ.get('PATH', '')}",
        "INCLUDES": f'"-I{home}/include"',
        "LIBRARIES": f"-L{home}/lib64/stubs -L{home}/lib64",
    }
    return "".join(f"#$ {name}={value}\n" for name, value in variables.items())
