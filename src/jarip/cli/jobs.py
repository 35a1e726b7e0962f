"""`jarip jobs`: the list of jobs."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, Project, new_app, parse_pairs

app = new_app()


@app.command()
def jobs(
    state: Annotated[
        list[str] | None,
        typer.Option(help="queued, starting, running, succeeded, failed, stopped; repeatable."),
    ] = None,
    name: Annotated[str, typer.Option(help="Part of the name.")] = "",
    label: Annotated[list[str] | None, typer.Option(help="KEY=VALUE; repeatable.")] = None,
    array: Annotated[str, typer.Option(help="Of one array.", metavar="ARRAY")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    json: Json = False,
    project: Project = "",
) -> None:
    """List jobs, newest first."""
    from jarip.cli.show import ago_text, duration_text, escape, print_json, print_table, state_text
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = list(
            client.jobs.list(
                states=state or (),
                name=name,
                array_id=array,
                labels=parse_pairs(label or [], "--label"),
                limit=limit,
            )
        )
    if json:
        print_json(found)
        return
    print_table(
        ["!job", "name", "!state", ">submitted", ">took", "why"],
        (
            [
                job.id,
                escape(job.name),
                state_text(job.state),
                ago_text(job.created_ms),
                duration_text(
                    job.ended_ms - job.started_ms if job.ended_ms and job.started_ms else None
                ),
                escape(job.reason),
            ]
            for job in found
        ),
        empty="no jobs; submit one: jarip run -- python train.py",
    )
