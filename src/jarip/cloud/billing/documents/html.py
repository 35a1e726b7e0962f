"""Lays an invoice out as one HTML page that needs nothing else and prints well."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jarip.cloud.billing.documents.document import InvoiceDocument

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


def make_html(document: InvoiceDocument) -> str:
    """The invoice as an HTML page. Names and addresses are escaped."""
    return _templates.get_template("invoice.html").render(document=document)
