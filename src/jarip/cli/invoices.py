"""`jarip invoices`: what was invoiced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

if TYPE_CHECKING:
    from jarip.sdk.money_models import Invoice

app = new_app()


@app.command()
def invoices(
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    json: Json = False,
    organization: Organization = "",
) -> None:
    """List the invoices, newest first."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = client.paying.invoices(limit)
    show_invoices(found, json)


def show_invoices(invoices: Sequence[Invoice], json: bool) -> None:
    """Print invoices as a table or as JSON."""
    from jarip.cli.money import money_text
    from jarip.cli.show import moment_text, print_json, print_table

    if json:
        print_json(invoices)
        return
    rows = (
        [
            each.number or each.id,
            each.state,
            moment_text(each.issued_ms)[:10],
            moment_text(each.due_ms)[:10],
            money_text(each.total_micros, each.currency),
            "" if each.due_micros is None else money_text(each.due_micros, each.currency),
        ]
        for each in invoices
    )
    columns = ["!number", "state", "issued", "due", ">total", ">still to pay"]
    print_table(columns, rows, empty="no invoice was issued yet; `jarip invoice` shows the next")
