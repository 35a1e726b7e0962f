"""`jarip logs`: a job's output."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import JobId, Json, Project, new_app

app = new_app()


@app.command()
def logs(
    job: JobId,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the job has ended.")
    ] = False,
    attempt: Annotated[int, typer.Option(min=0, help="Which attempt; 0 for the last.")] = 0,
    json: Json = False,
    project: Project = "",
) -> int:
    """Print a job's log. With -f, live; the exit code is then the job's."""
    from jarip.cli.follow import follow_job, write_line
    from jarip.cli.show import print_json
    from jarip.sdk import Client

    with Client(project=project) as client:
        if follow:
            return follow_job(client, job)
        if json:
            print_json(list(client.jobs.logs(job, attempt=attempt)))
            return 0
        for line in client.jobs.logs(job, attempt=attempt):
            write_line(line)
    return 0
