"""Postings as CSV and as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from jarip.cloud.billing.accounting.postings import Posting
from jarip.cloud.catalog.money import write_micros

COLUMNS = (
    "date", "document", "number", "organization", "account", "currency", "debit", "credit", "text",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts so would be run as a formula by spreadsheet programs."""


def write_csv(postings: Iterable[Posting]) -> Iterator[str]:
    """The lines of a CSV file, its head first. Amounts are decimals."""
    yield _csv_line(COLUMNS)
    for posting in postings:
        yield _csv_line([_harmless(value) for value in _row(posting).values()])


def write_json_lines(postings: Iterable[Posting]) -> Iterator[str]:
    """One JSON object a line. Amounts are decimals in strings."""
    for posting in postings:
        yield json.dumps(_row(posting), ensure_ascii=False) + "\n"


def _row(posting: Posting) -> dict[str, str]:
    moment = datetime.fromtimestamp(posting.at_ms // 1000, UTC)
    debit, credit = max(0, posting.debit_micros), max(0, -posting.debit_micros)
    values = (
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        posting.document,
        posting.number,
        posting.organization_id,
        posting.account,
        posting.currency,
        write_micros(debit),
        write_micros(credit),
        posting.text,
    )
    return dict(zip(COLUMNS, (str(value) for value in values), strict=True))


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(DANGEROUS) else value


def _csv_line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
