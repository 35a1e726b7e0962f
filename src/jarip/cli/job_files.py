"""Files that a job left on the server, listed or fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jarip.sdk import Client
    from jarip.sdk.results import Area, Output

Paths = Annotated[
    list[str] | None, typer.Argument(help="Which to fetch; all, if --to is given alone.")
]
To = Annotated[Path | None, typer.Option(help="Folder to fetch them to.")]


def fetch_files(
    client: Client, job: str, area: Area, paths: Sequence[str] | None, to: Path | None
) -> list[Output] | None:
    """Fetches what was asked for and says where it is now; else the files of the area, to list."""
    found = client.results.files(job, area=area)
    if to is None and not paths:
        return found
    for path in paths or [each.path for each in found]:
        print(client.results.download(job, path, to or Path(), area=area))
    return None


def print_files(found: Sequence[Output], json: bool, empty: str) -> None:
    """The list, as JSON or as a table."""
    from jarip.cli.show import ago_text, bytes_text, print_json, print_table

    if json:
        print_json(found)
        return
    rows = ([each.path, bytes_text(each.size), ago_text(each.written_ms)] for each in found)
    print_table(["path", ">size", ">written"], rows, empty=empty)
