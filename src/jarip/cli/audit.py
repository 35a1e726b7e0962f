"""`jarip audit`: who changed what, whether the log was tampered with, whether usage adds up."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app("The audit log, and the audit of usage.")

Installation = Annotated[
    bool, typer.Option("--installation", help="The installation's own log; for the operator.")
]


@app.command()
def log(
    actor: Annotated[str, typer.Option(help="Id, e-mail address or key name.")] = "",
    action: Annotated[str, typer.Option(help="Such as create_new_key.")] = "",
    target: Annotated[str, typer.Option(help="Id of what was changed.")] = "",
    visits: Annotated[bool, typer.Option("--visits", help="Operators' access only.")] = False,
    installation: Installation = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 50,
    json: Json = False,
    organization: Organization = "",
) -> None:
    """List entries, newest first."""
    from jarip.cli.show import escape, moment_text, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = list(
            client.audit.list(
                limit,
                actor=actor,
                action=action,
                target=target,
                visits_only=visits or None,
                installation=installation or None,
            )
        )
    if json:
        print_json(found)
        return
    rows = (
        [
            str(each.number),
            moment_text(each.at_ms),
            escape(each.actor_name or each.actor_id),
            each.action + (" (operator)" if each.is_visit else ""),
            escape(each.target),
        ]
        for each in found
    )
    print_table([">", "!when", "who", "what", "target"], rows, empty="nothing was changed yet")


@app.command()
def verify(
    head: Annotated[str, typer.Option(help="The head noted after an earlier check.")] = "",
    installation: Installation = False,
    organization: Organization = "",
) -> None:
    """Check the log's chain of hashes; exit code 1 if it was tampered with.

    Note the head that is printed, somewhere else: with --head a later check also sees whether
    entries were cut off since.
    """
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        report = client.audit.verify(installation=installation)
        heads = (each.hash for each in client.audit.list(installation=installation or None))
        is_cut = bool(head) and head != report.head and head not in heads
    if report.broken_at:
        print(f"entry {report.broken_at} is wrong: {report.reason}")
        raise typer.Exit(1)
    if is_cut:
        print("the head you noted is gone: entries were cut off")
        raise typer.Exit(1)
    print(f"{report.entries} entries, all as they were written; head {report.head}")


@app.command()
def usage(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Sum all events anew first (operator).")
    ] = False,
    json: Json = False,
    organization: Organization = "",
) -> None:
    """Check that every millisecond is counted once, rollups equal their events, wallets add up."""
    from jarip.cli.show import escape, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = client.paying.audit(rebuild=rebuild)
    if json:
        print_json(found)
    elif found:
        rows = ([escape(each.where), escape(each.what)] for each in found)
        print_table(["where", "what"], rows, empty="")
    else:
        print("everything adds up")
    if found:
        raise typer.Exit(1)
