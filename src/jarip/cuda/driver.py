"""nvcc's front door: arguments in, exit code out. `jarip nvcc` and `bin/nvcc` both come here."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from jarip.cuda.errors import DeviceCompileError, ToolchainMissing
from jarip.cuda.home import ensure_home
from jarip.cuda.nvcc.command_line import CommandLine, CommandLineError, parse
from jarip.cuda.nvcc.foreign_toolkits import leave_out_foreign_toolkits
from jarip.cuda.nvcc.information import answer_question, toolkit_variables
from jarip.cuda.nvcc.request import Request, understand
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop
from jarip.cuda.progress import ProgressLine


def main(arguments: list[str]) -> int:
    """Do what nvcc would with these arguments; returns the exit code."""
    try:
        line = parse(arguments)
        answer = answer_question(line)
        if answer is not None:
            print(answer)
            return 0
        foreign = leave_out_foreign_toolkits(line)
        progress = ProgressLine()
        home = ensure_home(progress)
        progress.end()
        if line.has("verbose") or line.has("dryrun"):
            sys.stderr.write(toolkit_variables(home))
            sys.stderr.writelines(f"#$ _LEFT_OUT_={path}\n" for path in foreign)
        return _build(understand(line), line, home)
    except (CommandLineError, ToolchainMissing) as error:
        print(f"nvcc fatal   : {error}", file=sys.stderr)
        return 1
    except DeviceCompileError as error:
        print(f"nvcc error   : {error}", file=sys.stderr)
        return 1
    except BuildFailed as failure:
        return failure.code
    except KeyboardInterrupt:
        return 130


def _build(request: Request, line: CommandLine, home: Path) -> int:
    from jarip.cuda.nvcc.build import build

    scratch = Path(tempfile.mkdtemp(prefix="jarip-nvcc-"))
    shop = Workshop(home, scratch, dry=request.dry, loud=request.loud)
    try:
        return build(request, shop)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if line.has("time"):
            _write_times(Path(line.one("time")), shop)


def _write_times(path: Path, shop: Workshop) -> None:
    """--time: one line a phase and file, after those of earlier runs."""
    rows = "".join(f"{subject},{phase},{seconds:.3f}\n" for phase, subject, seconds in shop.timings)
    if str(path) == "-":
        print(rows, end="")
        return
    with path.open("a", encoding="utf-8") as file:
        file.write(rows)
