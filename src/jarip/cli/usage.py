"""`jarip usage`: what was used."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from jarip.cli.options import Json, Project, new_app

app = new_app()
DAY_MS = 86_400_000


@app.command()
def usage(
    days: Annotated[int, typer.Option(min=1, help="Of the last so many days.")] = 30,
    job: Annotated[str, typer.Option(help="Of one job only.", metavar="JOB")] = "",
    json: Json = False,
    project: Project = "",
) -> None:
    """Show what was used, to the millisecond."""
    from jarip.cli.money import quantity_text
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client(project=project) as client:
        start_ms = 0 if job else int(time.time() * 1000) - days * DAY_MS
        sums = client.billing.usage(start_ms=start_ms, job_id=job)
    if json:
        print_json(sums)
        return
    print_table(
        ["resource", "kind", ">used", "charged"],
        (
            [
                each.resource,
                each.kind,
                quantity_text(each.resource, each.amount),
                "free: lost to our side" if each.faulted else "yes",
            ]
            for each in sums
        ),
        empty="nothing was used yet",
    )
