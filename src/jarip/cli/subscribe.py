"""`jarip subscribe`: begin a subscription."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, new_app

app = new_app()


@app.command()
def subscribe(
    plan: Annotated[str, typer.Argument(help="A plan on sale: see `jarip plan list`.")],
    currency: Annotated[str, typer.Option(help="KRW, USD, EUR or CNY.")] = "KRW",
    trial: Annotated[bool, typer.Option(help="Begin with the plan's trial, if it has one.")] = True,
    json: Json = False,
) -> None:
    """Subscribe your organization to a plan."""
    from jarip.cli.subscription import show_subscription
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.subscribe(plan, currency.upper(), trial=trial), json)
