"""`jarip up`: the whole cloud as one process on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jarip.cli.options import new_app

if TYPE_CHECKING:
    from jarip.cloud.server.run import Announcement

app = new_app()
DEFAULT_PORT = 8470


@app.command()
def up(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free one.")] = DEFAULT_PORT,
    engine: Annotated[
        str, typer.Option(help="local: this machine; ray: this one and all that join.")
    ] = "",
    ray_address: Annotated[
        str, typer.Option(help="A Ray cluster that is there, host:port; else one of our own.")
    ] = "",
    store: Annotated[
        str, typer.Option(help="Where nodes keep files: file:///folder or s3://bucket/prefix.")
    ] = "",
    simulate: Annotated[
        Path | None, typer.Option(help="A pool that is only played, as this file describes it.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="This machine's address as the nodes see it; --host by default.")
    ] = "",
) -> None:
    """Start a cloud on this machine. Ctrl-C stops it, not the jobs."""
    from jarip.cloud.server.settled_memory import pause_collector

    pause_collector()
    from jarip.cloud.server.run import run_server
    from jarip.cloud.settings import read_settings

    chosen: dict[str, Any] = {
        "engine": engine,
        "ray_address": ray_address,
        "store_url": store,
        "node_address": address,
        "simulate": simulate,
    }
    settings = replace(read_settings(), **{key: value for key, value in chosen.items() if value})
    run_server(settings, host, port, lambda announcement: _announce(announcement, host))
    print("Jarip is down. Jobs that were running go on; the next `jarip up` finds them.")


def _announce(announcement: Announcement, host: str) -> None:
    lines = [
        f"Jarip is up at {announcement.url}",
        f"  chips        {announcement.chips}",
        f"  home         {announcement.home}",
        f"  API key      in {announcement.credentials}",
        "  first job    jarip run -- python -c 'print(6 * 7)'",
    ]
    if announcement.set_up_url:
        lines.append(f"  set up       {announcement.set_up_url}  (once, within a day)")
    if announcement.join_token:
        lines.append(
            f"  join it with jarip join {announcement.url} --token {announcement.join_token}"
        )
    if host not in ("127.0.0.1", "localhost", "::1"):
        lines.append(f"  listening on {host}: others can reach it; put TLS in front of it")
    print("\n".join(lines), flush=True)
