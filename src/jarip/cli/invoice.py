"""`jarip invoice`: the invoice so far, or one that was issued."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, Organization, Project, new_app

if TYPE_CHECKING:
    from jarip.sdk.money_models import InvoiceLine, InvoiceSoFar

app = new_app()


@app.command()
def invoice(
    number: Annotated[
        str, typer.Argument(help="One that was issued: INV-000042. None: the one so far.")
    ] = "",
    pdf: Annotated[Path | None, typer.Option(help="Save it as a PDF file.", metavar="FILE")] = None,
    paid: Annotated[
        str, typer.Option(help="Record its payment: the bank's reference (operator).")
    ] = "",
    json: Json = False,
    project: Project = "",
    organization: Organization = "",
) -> None:
    """Show the present period's invoice as it stands, or one that was issued."""
    from jarip.cli.invoices import show_invoices
    from jarip.cli.show import print_json
    from jarip.sdk import Client

    if not number and (pdf or paid):
        raise typer.BadParameter("say which invoice: the one so far has no number yet")
    with Client(project=project, organization=organization) as client:
        if number:
            found = (
                client.paying.record_payment(number, paid, None)
                if paid
                else client.paying.invoice(number)
            )
            if pdf:
                pdf.write_bytes(b"".join(client.paying.invoice_pdf(number)))
                print(f"{pdf} is saved")
            else:
                show_invoices([found], json)
            return
        so_far = client.billing.invoice_so_far()
    if json:
        print_json(so_far)
    else:
        show_invoice(so_far)


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
    if line.resource == "part":
        what += ", parts"
    return [
        what,
        line.plan_key,
        quantity_text(line.resource, line.quantity) if line.resource else "",
        "" if line.rate_micros is None else f"{money_text(line.rate_micros, currency)}/h",
        money_text(line.exact_micros or line.amount_micros, currency),
    ]
