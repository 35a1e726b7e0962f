"""`jarip outputs`: files that jobs kept."""

from __future__ import annotations

from jarip.cli.job_files import Paths, To, fetch_files, print_files
from jarip.cli.options import JobId, Json, Project, new_app

app = new_app()

EMPTY = "no outputs; keep some with --output PATTERN, or write to $JARIP_OUTPUT_DIR"


@app.command()
def outputs(
    job: JobId, paths: Paths = None, to: To = None, json: Json = False, project: Project = ""
) -> None:
    """List or fetch the files a job kept."""
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = fetch_files(client, job, "outputs", paths, to)
    if found is not None:
        print_files(found, json, EMPTY)
