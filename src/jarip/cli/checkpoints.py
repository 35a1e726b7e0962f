"""`jarip checkpoints`: what jobs saved to go on from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jarip.cli.options import JobId, Json, Project, new_app

app = new_app()


@app.command()
def checkpoints(
    job: JobId,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Which to fetch; all, if --to is given alone.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder to fetch them to.")] = None,
    json: Json = False,
    project: Project = "",
) -> None:
    """List or fetch a job's checkpoints. `jarip resume` goes on from one."""
    from jarip.cli.show import ago_text, bytes_text, print_json, print_table
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.results.checkpoints(job)
        if to is not None or paths:
            for path in paths or [each.path for each in found]:
                print(client.results.download(job, path, to or Path(), area="checkpoints"))
            return
    if json:
        print_json(found)
        return
    print_table(
        ["path", ">size", ">written"],
        ([each.path, bytes_text(each.size), ago_text(each.written_ms)] for each in found),
        empty="no checkpoints; a job saves some by writing to $JARIP_CHECKPOINT_DIR",
    )
