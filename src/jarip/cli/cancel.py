"""`jarip cancel`: stop jobs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from jarip.cli.options import Project, new_app

app = new_app()


@app.command()
def cancel(
    jobs: Annotated[list[str], typer.Argument(help="Ids of jobs.", metavar="JOB...")],
    project: Project = "",
) -> int:
    """Stop jobs."""
    from jarip.sdk import Client, JaripError

    failures = 0
    with Client(project=project) as client:
        for job_id in jobs:
            try:
                job = client.jobs.stop(job_id)
            except JaripError as error:
                failures += 1
                print(f"jarip: {error}", file=sys.stderr)
                continue
            print(f"{job.id} {'stopped' if job.has_ended else 'is being stopped'}")
    return 1 if failures else 0
