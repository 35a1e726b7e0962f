"""The `jarip` command. `jarip nvcc` starts at once: nothing else is imported for it."""

from __future__ import annotations

import sys


def main() -> int:
    """Dispatch to a command's module; returns the exit code."""
    command, *arguments = sys.argv[1:] or [""]
    if command == "nvcc":
        from jarip.cli.cuda import nvcc

        return nvcc(arguments)
    if command == "cuda-home":
        from jarip.cli.cuda import cuda_home

        return cuda_home(arguments)
    print(f"jarip: unknown command '{command}'", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
