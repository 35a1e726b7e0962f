"""-E and -M: what the host half of a source sees, on standard output or in a file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from jarip.cuda.frontend.host_compile import host_command, plain_command
from jarip.cuda.nvcc.openmp import openmp_compile_flags
from jarip.cuda.nvcc.request import Input, Kind, Phase, Request
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop


def preprocess(given: Input, request: Request, shop: Workshop) -> None:
    """Write the preprocessed source, or the make rule of its includes (-M, -MM)."""
    output = shop.scratch / "preprocessed"
    language = (*request.language, *openmp_compile_flags(request.host, shop.home))
    if given.kind is Kind.CUDA:
        command = host_command(given.path, output, language, shop.include, Path("/dev/null"))
    else:
        command = plain_command(given.path, output, language, shop.include, given.kind.value)
    command[command.index("-c") : command.index("-c") + 1] = _mode(request, given.path)
    outcome = shop.run("preprocess", given.path, command)
    shop.say(outcome.diagnostics)
    if not outcome.ok:
        raise BuildFailed(outcome.code)
    if shop.dry:
        return
    if request.output:
        shutil.copyfile(output, request.output)
    else:
        sys.stdout.buffer.write(output.read_bytes())
        sys.stdout.flush()


def _mode(request: Request, source: Path) -> list[str]:
    if request.phase is Phase.PREPROCESS:
        return ["-E"]
    target = request.line.one("dependency-target-name") or f"{source.stem}.o"
    only_own = request.line.has("generate-nonsystem-dependencies")
    return ["-MM" if only_own else "-M", "-MT", target]
