"""`jarip search`: over everything."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from jarip.cli.options import Json, Project, new_app

app = new_app()


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="All of them have to be there.")],
    scope: Annotated[
        str, typer.Option(help="all, title, body, both (title and body), keyword or author.")
    ] = "all",
    kind: Annotated[
        list[str] | None,
        typer.Option(help="job, log, project, member, invoice, audit; repeatable."),
    ] = None,
    period: Annotated[str, typer.Option(help="1w, 1m, 6m or all.")] = "all",
    since: Annotated[str, typer.Option(help="First day: 2026-01-31.", metavar="DAY")] = "",
    until: Annotated[str, typer.Option(help="Last day, included.", metavar="DAY")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="So many.")] = 20,
    cursor: Annotated[str, typer.Option(help="Go on after a former page.")] = "",
    json: Json = False,
    project: Project = "",
) -> None:
    """Search jobs, logs, projects, members, invoices and the audit log, newest first."""
    from jarip.cli.show import ago_text, escape, print_json, print_table
    from jarip.sdk import Client

    text = " ".join(f'"{word}"' if " " in word else word for word in words)
    with Client(project=project) as client:
        found = client.search.find(
            text,
            scope=scope,
            kinds=kind or (),
            period=period,
            first_day=since,
            last_day=until,
            limit=limit,
            cursor=cursor,
        )
    if json:
        print_json(found)
        return
    print_table(
        ["!kind", "!id", "title", "text", ">when"],
        (
            [
                hit.kind,
                hit.ref,
                escape(hit.title),
                escape(hit.snippet.replace("\n", " ")[:120]),
                ago_text(hit.at_ms),
            ]
            for hit in found.items
        ),
        empty="nothing found",
    )
    if found.next_cursor:
        more = "" if found.is_exact else "more than "
        note = f"{more}{found.total:,} in all; go on: --cursor {found.next_cursor}"
        print(note, file=sys.stderr)
