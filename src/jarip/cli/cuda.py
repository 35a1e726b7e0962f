"""`jarip nvcc` and `jarip cuda-home`: the compiler's commands."""

from __future__ import annotations

import sys

from jarip.cuda.home import ensure_home, forget_homes
from jarip.cuda.progress import ProgressLine


def nvcc(arguments: list[str]) -> int:
    """Hand nvcc's arguments on untouched; returns its exit code."""
    from jarip.cuda.driver import main

    return main(arguments)


def cuda_home(arguments: list[str]) -> int:
    """Print the CUDA home, building it first if need be (`--rebuild`: in any case)."""
    if unknown := [word for word in arguments if word != "--rebuild"]:
        print(f"jarip cuda-home: unknown option '{unknown[0]}'", file=sys.stderr)
        return 2
    if "--rebuild" in arguments:
        forget_homes()
    progress = ProgressLine()
    home = ensure_home(progress)
    progress.end()
    print(home)
    return 0
