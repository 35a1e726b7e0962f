"""`jarip budget`: what may be spent."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app("Set budgets that hold.")


@app.command(name="list")
def list_budgets(json: Json = False, organization: Organization = "") -> None:
    """List the budgets and what is spent of each."""
    from jarip.cli.money import money_text
    from jarip.cli.show import escape, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = list(client.paying.budgets())
    if json:
        print_json(found)
        return
    rows = (
        [
            each.id,
            escape(each.name),
            each.project_id or each.member_id or "everybody",
            money_text(each.spent_micros, each.currency),
            money_text(each.amount_micros, each.currency),
            each.window,
            "stops jobs" if each.hard else "only tells",
        ]
        for each in found
    )
    columns = ["!budget", "name", "of", ">spent", ">amount", "each", "then"]
    print_table(columns, rows, empty="no budget; set one: jarip budget set NAME AMOUNT")


@app.command(name="set")
def set_budget(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    amount: Annotated[str, typer.Argument(help="In the subscription's currency: 50000.")],
    project: Annotated[str, typer.Option(help="Of one project only.")] = "",
    member: Annotated[str, typer.Option(help="Of one member only: user id.")] = "",
    window: Annotated[str, typer.Option(help="period, month or total.")] = "period",
    soft: Annotated[bool, typer.Option("--soft", help="Tell, and stop nothing.")] = False,
    organization: Organization = "",
) -> None:
    """Set a budget. Jobs stop before it is overspent, by at most one lease."""
    from jarip.cli.money import parse_micros
    from jarip.sdk import Client

    values: dict[str, Any] = {
        "name": name,
        "amount_micros": parse_micros(amount),
        "project": project,
        "member": member,
        "window": window,
        "hard": not soft,
    }
    with Client(organization=organization) as client:
        made = client.paying.create_budget(values)
    print(f"{made.id} holds" if made.hard else f"{made.id} tells")


@app.command()
def end(
    budget: Annotated[str, typer.Argument(help="Its id: bud_...")], organization: Organization = ""
) -> None:
    """End a budget."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        client.paying.archive_budget(budget)
    print(f"{budget} holds nothing any more")
