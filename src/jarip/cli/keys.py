"""`jarip keys`: API keys."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app("API keys of the organization.")
DAY_MS = 86_400_000


@app.command(name="list")
def list_keys(json: Json = False, organization: Organization = "") -> None:
    """List keys, newest first. No key's text is shown."""
    from jarip.cli.show import ago_text, escape, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = list(client.keys.list())
    if json:
        print_json(found)
        return
    rows = (
        [
            each.id,
            escape(each.name),
            f"jrp_{each.prefix}…",
            "revoked" if each.revoked_ms else _expiry(each.expires_ms),
            ago_text(each.last_used_ms),
        ]
        for each in found
    )
    columns = ["!key", "name", "!begins with", "expires", ">used"]
    print_table(columns, rows, empty="no keys; make one: jarip keys create NAME")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="Such as jobs:write; repeatable.")] = None,
    project: Annotated[str, typer.Option(help="For this project only.")] = "",
    days: Annotated[int, typer.Option(min=0, help="Works so long; 0 for ever.")] = 90,
    organization: Organization = "",
) -> None:
    """Make a key. Its text is printed this once."""
    from jarip.sdk import Client

    expires = int(time.time() * 1000) + days * DAY_MS if days else None
    with Client(organization=organization) as client:
        made = client.keys.create(name, project=project, scopes=scope or (), expires_ms=expires)
    print(made.key)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="Its id: key_...")], organization: Organization = ""
) -> None:
    """Revoke a key, at once and for good."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        print(f"{client.keys.revoke(key_id).name} is revoked")


def _expiry(at_ms: int | None) -> str:
    if at_ms is None:
        return "never"
    left_ms = at_ms - int(time.time() * 1000)
    return "expired" if left_ms <= 0 else f"in {-(-left_ms // DAY_MS)} days"
