"""`jarip resume`: go on from an ended job's checkpoints."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import JobId, Json, Project, new_app

app = new_app()


@app.command()
def resume(
    job: JobId,
    checkpoint: Annotated[
        str,
        typer.Argument(help="A file or a folder among its checkpoints; left out: all of them."),
    ] = "",
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Don't wait for it.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the job's output.")] = False,
    json: Json = False,
    project: Project = "",
) -> int:
    """Run an ended job once more, beginning with its checkpoints. Exits with the new job's code."""
    from jarip.cli.follow import follow_job
    from jarip.cli.show import print_json
    from jarip.sdk import Client

    with Client(project=project) as client:
        again = client.jobs.resume(job, checkpoint)
        if json or detach:
            print_json(again) if json else print(again.id)
        return 0 if detach else follow_job(client, again.id, quiet=quiet)
