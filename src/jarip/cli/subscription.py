"""`jarip subscription`: what your organization is subscribed to, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, new_app

if TYPE_CHECKING:
    from jarip.sdk.money_models import Subscription

app = new_app("Show and change your subscription.")


@app.command()
def show(json: Json = False) -> None:
    """Show the subscription."""
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.subscription(), json)


@app.command()
def change(
    plan: Annotated[str, typer.Argument(help="A plan on sale: see `jarip plan list`.")],
    json: Json = False,
) -> None:
    """Change the plan: a dearer one at once, prorated by the second; a cheaper one at period end.

    The present plan takes back a change that is waiting.
    """
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.change_plan(plan), json)


@app.command()
def cancel(
    now: Annotated[bool, typer.Option("--now", help="At once, not at the period's end.")] = False,
    json: Json = False,
) -> None:
    """Cancel the subscription."""
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.cancel(now=now), json)


@app.command()
def keep(json: Json = False) -> None:
    """Take back a cancellation that has not come into force."""
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.keep(), json)


@app.command()
def pause(json: Json = False) -> None:
    """Stop the monthly fee and all jobs."""
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.pause(), json)


@app.command()
def resume(json: Json = False) -> None:
    """End a pause."""
    from jarip.sdk import Client

    with Client() as client:
        show_subscription(client.billing.resume(), json)


def show_subscription(subscription: Subscription, json: bool) -> None:
    """Print a subscription as JSON or in a few lines."""
    from jarip.cli.show import moment_text, print_json

    if json:
        print_json(subscription)
        return
    ends = subscription.cancel_at_end or subscription.cancelled_ms is not None
    last = subscription.cancelled_ms or subscription.period_end_ms
    state = subscription.state
    if subscription.pause_reason == "unpaid":
        state += ": an invoice is overdue"
    print(f"plan    {subscription.plan_key}, in {subscription.currency}")
    print(f"state   {state}")
    print(f"{'ends' if ends else 'renews':7} {moment_text(last)}")
    if subscription.next_plan_key:
        print(f"then    {subscription.next_plan_key}")
