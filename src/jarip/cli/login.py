"""`jarip login`: become somebody on a server."""

from __future__ import annotations

import platform
import sys
from typing import Annotated

import typer

from jarip.cli.options import new_app

app = new_app()


@app.command()
def login(
    url: Annotated[str, typer.Argument(help="The server, such as https://cloud.example.com.")],
    key: Annotated[
        bool, typer.Option("--key", help="Give an API key, asked for or from standard input.")
    ] = False,
) -> None:
    """Log in to a server, by a browser or with an API key, and keep the key on this machine."""
    from jarip.sdk import Client
    from jarip.sdk.credentials import Credentials, jarip_home, write_credentials
    from jarip.sdk.login import log_in_by_browser

    text = _read_key() if key else log_in_by_browser(url, platform.node() or "a machine", _show)
    with Client(url, text) as client:
        me = client.me()
    path = write_credentials(jarip_home(), Credentials(url.rstrip("/"), text))
    print(f"logged in to {me['organization']['name']}; the key is in {path}")


def _read_key() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("API key", hide_input=True)).strip()
    return sys.stdin.read().strip()


def _show(link: str, code: str) -> None:
    print(f"Open {link}\nand check that it shows the code {code}", flush=True)
