"""Answering with an invoice as a PDF file."""

from __future__ import annotations

from fastapi import Response

from jarip.cloud.billing.documents.document import InvoiceDocument
from jarip.cloud.billing.tables import Invoice


def send_pdf(document: InvoiceDocument, invoice: Invoice) -> Response:
    """The document, to be saved under the invoice's number, or its id while it is a draft."""
    # Its fonts and images take half a second to import; a server starts without.
    from jarip.cloud.billing.documents.pdf import make_pdf

    name = f'attachment; filename="{invoice.number or invoice.id}.pdf"'
    return Response(make_pdf(document), 200, {"Content-Disposition": name}, "application/pdf")
