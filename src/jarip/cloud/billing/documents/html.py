"""Lays an invoice out as one HTML page that needs nothing else and prints well."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from jarip.cloud.billing.documents.document import InvoiceDocument

if TYPE_CHECKING:
    from jinja2 import Template


def make_html(document: InvoiceDocument) -> str:
    """The invoice as an HTML page. Names and addresses are escaped."""
    return _template().render(document=document)


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: no start needs it

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    ).get_template("invoice.html")
