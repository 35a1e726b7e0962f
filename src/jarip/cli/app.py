"""The Typer application: commands are imported when they are asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import jarip
from jarip.cli.commands import COMMANDS, RAW_COMMANDS

RAW_HELP = {
    "nvcc": "Compile CUDA C++; takes the options of nvcc.",
    "cuda-home": "Print the CUDA tree to set CUDA_HOME to.",
}


class LazyGroup(TyperGroup):
    """Looks commands up in `COMMANDS`."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*COMMANDS, *RAW_COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in COMMANDS:
            command = typer.main.get_command(import_module(COMMANDS[cmd_name]).app)
            command.name = cmd_name
            return command
        if cmd_name in RAW_COMMANDS:
            return typer.core.TyperCommand(cmd_name, help=RAW_HELP[cmd_name])
        return None


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"jarip {jarip.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Jarip: an AI cloud that stands on its own, for any maker's chips and unmodified CUDA."""


def run_app(words: Sequence[str]) -> int:
    """Run a command line; returns the exit code. Errors are told in a few lines, not traces."""
    try:
        result = app(list(words), prog_name="jarip", standalone_mode=False)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:  # `jarip jobs | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        return _tell(error)
    return result if isinstance(result, int) else 0


def _tell(error: Exception) -> int:
    """Print what an expected error says; let an unexpected one through."""
    show = getattr(error, "show", None)
    if callable(show):  # a usage error of Typer's
        show()
        return int(getattr(error, "exit_code", 2))
    if isinstance(error, typer.Exit | typer.Abort):
        return int(getattr(error, "exit_code", 1))
    if not hasattr(error, "todo"):
        raise error
    first, *rest = str(error).splitlines()
    print(f"jarip: {first}", file=sys.stderr)
    for line in rest:
        print(f"       {line}", file=sys.stderr)
    return 1
