"""`jarip wallet`: prepaid money."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app("Show and fill the prepaid wallet.")

Currency = Annotated[str, typer.Argument(help="KRW, USD, EUR or CNY.")]


@app.command()
def show(json: Json = False, organization: Organization = "") -> None:
    """Show what there is."""
    from jarip.cli.money import money_text
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = client.paying.wallets()
    if json:
        print_json(found)
        return
    rows = (
        [
            money_text(each.balance_micros, each.currency),
            money_text(each.available_micros, each.currency),
            "jobs stop when it is empty" if each.prepaid else "pays invoices",
        ]
        for each in found
    )
    print_table([">balance", ">can be spent", "use"], rows, empty="the wallet is empty")


@app.command()
def transfers(currency: Currency, json: Json = False, organization: Organization = "") -> None:
    """List what came in and went out."""
    from jarip.cli.money import money_text
    from jarip.cli.show import escape, moment_text, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found = client.paying.transfers(currency.upper())
    if json:
        print_json(found)
        return
    rows = (
        [
            moment_text(each.at_ms)[:19],
            each.kind,
            money_text(each.amount_micros, currency.upper()),
            money_text(each.balance_micros, currency.upper()),
            escape(each.note),
        ]
        for each in found
    )
    print_table(["when", "what", ">amount", ">balance", "note"], rows, empty="nothing yet")


@app.command()
def credit(
    currency: Currency,
    amount: Annotated[str, typer.Argument(help="Such as 50000 or 12.50.")],
    reference: Annotated[str, typer.Option(help="The bank's own, or a name for the gift.")],
    gift: Annotated[bool, typer.Option("--gift", help="Credit that nobody paid for.")] = False,
    organization: Organization = "",
) -> None:
    """Record a transfer that arrived, or give credit (operator). Safe to repeat."""
    from jarip.cli.money import money_text, parse_micros
    from jarip.sdk import Client

    kind, currency = ("grant" if gift else "top_up"), currency.upper()
    with Client(organization=organization) as client:
        done = client.paying.add_credit(currency, parse_micros(amount), reference, kind=kind)
    print(f"the balance is {money_text(done.balance_micros, currency)}")
