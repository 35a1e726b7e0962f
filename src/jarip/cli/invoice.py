"""`jarip invoice`: the invoice so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cli.options import Json, Project, new_app

if TYPE_CHECKING:
    from jarip.sdk.money_models import InvoiceLine, InvoiceSoFar

app = new_app()


@app.command()
def invoice(json: Json = False, project: Project = "") -> None:
    """Show the present period's invoice as it stands."""
    from jarip.cli.show import print_json
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.billing.invoice_so_far()
    if json:
        print_json(found)
    else:
        show_invoice(found)


def show_invoice(invoice: InvoiceSoFar) -> None:
    """Print an invoice with its lines and their sum."""
    from jarip.cli.money import money_text
    from jarip.cli.show import moment_text, print_table

    rows = [_row(line, invoice.currency) for line in invoice.lines]
    rows.append(["", "", "", "subtotal", money_text(invoice.subtotal_micros, invoice.currency)])
    period = f"{moment_text(invoice.period_start_ms)} to {moment_text(invoice.period_end_ms)}"
    print(f"Invoice so far, {period}, before tax")
    print_table(["line", "plan", ">quantity", ">rate", ">amount"], rows, empty="")


def _row(line: InvoiceLine, currency: str) -> list[str]:
    from jarip.cli.money import money_text, quantity_text

    what = f"{line.kind}: {line.resource_kind}" if line.resource_kind else line.kind
    return [
        what,
        line.plan_key,
        quantity_text(line.resource, line.quantity) if line.resource else "",
        "" if line.rate_micros is None else f"{money_text(line.rate_micros, currency)}/h",
        money_text(line.exact_micros or line.amount_micros, currency),
    ]
