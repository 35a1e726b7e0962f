"""`jarip operator`: people who run the cloud, and their rules for the pool."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from jarip.cli import pool_rules
from jarip.cli.options import new_app

app = new_app("For who runs the cloud.")


@app.command()
def create(
    email: Annotated[str, typer.Argument(help="E-mail address to log in with.")],
    name: Annotated[str, typer.Option(help="What the person is called.")] = "Operator",
) -> None:
    """Make an operator's account. The password is asked for, or read from standard input."""
    from jarip.sdk import Client

    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.read().rstrip("\n")
    with Client() as client:
        client.accounts.create_operator(email, name, password)
        print(f"{email} runs this cloud; log in at {client.transport.url}")


@app.command(name="reset-link")
def reset_link(email: Annotated[str, typer.Argument(help="Who forgot their password.")]) -> None:
    """Print a link with which somebody chooses a new password, once, within an hour."""
    from jarip.sdk import Client

    with Client() as client:
        print(client.accounts.create_reset_link(email))


@app.command(name="sign-up")
def sign_up(
    state: Annotated[str, typer.Argument(help="open or closed.", metavar="open|closed")],
) -> None:
    """Let strangers sign up, or only who is invited."""
    from jarip.sdk import Client

    if state not in ("open", "closed"):
        raise typer.BadParameter("say open or closed")
    with Client() as client:
        client.accounts.change_policy(open_sign_up=state == "open")
    print(f"sign-up is {state}")


app.registered_commands += pool_rules.app.registered_commands
