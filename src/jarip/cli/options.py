"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Project = Annotated[
    str,
    typer.Option(
        "--project", envvar="JARIP_PROJECT", help="Project to act in: id or slug.", metavar="NAME"
    ),
]
Organization = Annotated[
    str,
    typer.Option(
        "--organization",
        envvar="JARIP_ORGANIZATION",
        help="Organization to act for: id or slug.",
        metavar="NAME",
    ),
]
JobId = Annotated[str, typer.Argument(help="The job's id: job_...", metavar="JOB")]


def new_app(help_text: str = "") -> typer.Typer:
    """A command's Typer application; with `help_text`, a group of commands."""
    app = typer.Typer(
        help=help_text,
        no_args_is_help=bool(help_text),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    if help_text:
        app.callback()(lambda: None)
    return app


def parse_pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """`KEY=VALUE` texts as a dictionary; a usage error for anything else."""
    pairs = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f"{text!r} is not KEY=VALUE", param_hint=option)
        pairs[key] = value
    return pairs
