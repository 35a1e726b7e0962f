"""`jarip checkpoints`: what jobs saved to go on from."""

from __future__ import annotations

from jarip.cli.job_files import Paths, To, fetch_files, print_files
from jarip.cli.options import JobId, Json, Project, new_app

app = new_app()

EMPTY = "no checkpoints; a job saves some by writing to $JARIP_CHECKPOINT_DIR"


@app.command()
def checkpoints(
    job: JobId, paths: Paths = None, to: To = None, json: Json = False, project: Project = ""
) -> None:
    """List or fetch a job's checkpoints. `jarip resume` goes on from one."""
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = fetch_files(client, job, "checkpoints", paths, to)
    if found is not None:
        print_files(found, json, EMPTY)
