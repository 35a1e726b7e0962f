"""`jarip refund`: pay an invoice back the way it was paid."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app()


@app.command()
def refund(
    number: Annotated[str, typer.Argument(help="Of the paid invoice: INV-000042.")],
    reason: Annotated[str, typer.Option(help="What the credit note says.")] = "",
    amount: Annotated[str, typer.Option(help="Before tax, such as 12.50; none: all of it.")] = "",
    reference: Annotated[
        str, typer.Option(help="The bank's, of your transfer back (paid by transfer).")
    ] = "",
    key: Annotated[
        str, typer.Option(help="Your own: the same key again refunds nothing more.")
    ] = "",
    json: Json = False,
    organization: Organization = "",
) -> None:
    """Pay an invoice back with a credit note, or show what was paid back (without --reason)."""
    from uuid import uuid4

    from jarip.cli.money import money_text, parse_micros
    from jarip.cli.show import escape, moment_text, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = (
            client.paying.refund(
                number,
                reason,
                key or uuid4().hex,
                subtotal_micros=parse_micros(amount) if amount else None,
                reference=reference,
            )
            if reason
            else client.paying.refunds(number)
        )
    if json:
        print_json(found)
        return
    rows = (
        [
            moment_text(each.created_ms)[:19],
            each.provider,
            each.state,
            money_text(each.amount_micros, each.currency),
            escape(each.reason or each.reference),
        ]
        for each in found
    )
    columns = ["when", "way", "state", ">amount", "reference"]
    print_table(columns, rows, empty="nothing of it was paid back; --reason does")
