"""The `jarip` command. `jarip nvcc` starts at once: nothing else is imported for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from jarip.cli.commands import RAW_COMMANDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Dispatch to a command's module; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in RAW_COMMANDS:
        module, _, name = RAW_COMMANDS[words[0]].partition(":")
        run: Callable[[list[str]], int] = getattr(import_module(module), name)
        return run(words[1:])
    from jarip.cli.app import run_app

    return run_app(words)


if __name__ == "__main__":
    sys.exit(main())
