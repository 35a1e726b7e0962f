"""`jarip operator drain|maintenance|reserve|quota|share|policy …`: rules for the pool."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from jarip.cli.options import Json, new_app

app = new_app()

Node = Annotated[str, typer.Argument(help="The node's name.", metavar="NODE")]
Reason = Annotated[str, typer.Option(help="What for; shown to who waits.")]
From = Annotated[
    str, typer.Option("--from", help="When it begins: now, +2h or 2026-11-24T02:00 (UTC).")
]
Until = Annotated[str, typer.Option("--until", help="When it ends: +8h or 2026-11-24T06:00.")]
Whose = Annotated[str, typer.Argument(help="Organization: id or slug.", metavar="ORGANIZATION")]
Kind = Annotated[str, typer.Option(help="Of these chips: a kind or a maker; left out, of all.")]
NODE_COLUMNS = ["!node", ">chips", ">busy", ">down", "kinds", "windows"]
WINDOW_COLUMNS = ["!window", "kind", "where", "for", "from", "until", "state", "why"]
QUOTA_COLUMNS = ["!quota", "organization", "project", "kind", ">chips"]


@app.command()
def nodes(json: Json = False) -> None:
    """List the pool's nodes and what keeps work from them."""
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client() as client:
        found = client.pool.nodes()
    if json:
        print_json(found)
        return
    rows = [
        [
            each["name"],
            str(each["chips"]),
            str(each["busy"]),
            str(each["down"]),
            ", ".join(each["kinds"]),
            ", ".join(each["windows"]),
        ]
        for each in found
    ]
    print_table(NODE_COLUMNS, rows, empty="no nodes")


@app.command()
def drain(node: Node, reason: Reason = "") -> None:
    """Let nothing more start on a node; what runs there ends in its own time."""
    from jarip.sdk import Client

    with Client() as client:
        client.pool.drain(node, reason)
    print(f"{node} is drained; give it back: jarip operator undrain {node}")


@app.command()
def undrain(node: Node) -> None:
    """Let jobs start on a drained node again."""
    from jarip.sdk import Client

    with Client() as client:
        client.pool.undrain(node)
    print(f"jobs may start on {node} again")


@app.command()
def maintenance(
    nodes: Annotated[list[str], typer.Argument(help="Nodes.", metavar="NODE…")],
    until: Until,
    start: From = "now",
    reason: Reason = "",
) -> None:
    """Keep nodes free for a time: before it, only what ends in time starts there."""
    _open({"kind": "maintenance", "nodes": nodes}, start, until, reason)


@app.command()
def reserve(
    organization: Whose,
    until: Until,
    start: From = "now",
    chips: Annotated[int, typer.Option(min=0, help="So many, wherever they are.")] = 0,
    kind: Kind = "",
    node: Annotated[list[str] | None, typer.Option(help="Or these nodes; repeatable.")] = None,
    reason: Reason = "",
) -> None:
    """Keep chips or nodes for one organization for a time."""
    values = {
        "kind": "reservation",
        "organization": organization,
        "chips": chips,
        "chip_kind": kind,
        "nodes": node or [],
    }
    _open(values, start, until, reason)


@app.command()
def windows(
    over: Annotated[bool, typer.Option("--over", help="Those that are over, too.")] = False,
    json: Json = False,
) -> None:
    """List drains, maintenance and reservations."""
    from jarip.cli.show import escape, print_json, print_table
    from jarip.sdk import Client

    with Client() as client:
        found = client.pool.windows(over=over)
    if json:
        print_json(found)
        return
    rows = [
        [
            each["id"],
            each["kind"],
            ", ".join(each["nodes"]) or f"{each['chips']} {each['chip_kind'] or 'chips'}",
            each["organization_id"] or "–",
            _moment(each["from_ms"]),
            _moment(each["until_ms"]),
            "ended" if each["ended_ms"] else "",
            escape(each["text"]),
        ]
        for each in found
    ]
    print_table(WINDOW_COLUMNS, rows, empty="nothing is spoken for")


@app.command(name="end-window")
def end_window(
    window: Annotated[str, typer.Argument(help="Its id: win_…", metavar="WINDOW")],
) -> None:
    """End or call off maintenance, a drain or a reservation."""
    from jarip.sdk import Client

    with Client() as client:
        client.pool.end_window(window)
    print(f"{window} holds no longer")


@app.command()
def quota(
    organization: Whose,
    chips: Annotated[int, typer.Argument(min=0, help="The most at once.", metavar="CHIPS")],
    of: Annotated[str, typer.Option("--project", help="Of one project: id or slug.")] = "",
    kind: Kind = "",
) -> None:
    """Limit the chips that an organization's or project's jobs have at once."""
    from jarip.sdk import Client

    values = {"organization": organization, "project": of, "chip_kind": kind, "chips": chips}
    with Client() as client:
        made = client.pool.set_quota(values)
    print(f"{made['id']}: at most {chips} {kind or 'chips'} at once")


@app.command()
def quotas(json: Json = False) -> None:
    """List quotas of chips."""
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client() as client:
        found = client.pool.quotas()
    if json:
        print_json(found)
        return
    rows = [
        [
            each["id"],
            each["organization_id"],
            each["project_id"] or "all",
            each["chip_kind"] or "all",
            str(each["chips"]),
        ]
        for each in found
    ]
    print_table(QUOTA_COLUMNS, rows, empty="no quotas; plans' limits hold")


@app.command(name="remove-quota")
def remove_quota(
    quota: Annotated[str, typer.Argument(help="Its id: quo_…", metavar="QUOTA")],
) -> None:
    """Remove a quota."""
    from jarip.sdk import Client

    with Client() as client:
        client.pool.remove_quota(quota)
    print(f"{quota} holds no longer")


@app.command()
def share(
    organization: Whose,
    weight: Annotated[float, typer.Argument(min=0.01, help="1 is everybody's; 2 is twice that.")],
) -> None:
    """Weigh an organization in the fair share."""
    from jarip.sdk import Client

    with Client() as client:
        client.pool.set_share(organization, round(weight * 100))
    print(f"{organization} weighs {weight:g} in the fair share")


@app.command()
def policy(
    min_run: Annotated[
        str, typer.Option(help="A job is not stopped for another before it ran so long: 5m.")
    ] = "",
    half_life: Annotated[str, typer.Option(help="After so long, use counts half: 7d.")] = "",
) -> None:
    """Show or set what holds for the whole pool."""
    from jarip.cli.moments import parse_span_ms
    from jarip.sdk import Client

    changes = {"min_run_ms": min_run, "half_life_ms": half_life}
    wanted = {name: parse_span_ms(text) for name, text in changes.items() if text}
    with Client() as client:
        found = client.pool.policy()
        if wanted:
            found = client.pool.set_policy(found | wanted)
    print(f"minimum run time  {found['min_run_ms'] / 1000:g} s")
    print(f"half-life of use  {found['half_life_ms'] / 3_600_000:g} h")


def _open(values: dict[str, Any], start: str, until: str, reason: str) -> None:
    from jarip.cli.moments import parse_moment_ms
    from jarip.sdk import Client

    values |= {"until_ms": parse_moment_ms(until), "text": reason}
    if start != "now":
        values["from_ms"] = parse_moment_ms(start)
    with Client() as client:
        made = client.pool.open_window(values)
    print(f"{made['id']} from {_moment(made['from_ms'])} until {_moment(made['until_ms'])}")


def _moment(at_ms: int | None) -> str:
    """In UTC, as it is typed."""
    if at_ms is None:
        return "ended by hand"
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M}"
