"""`jarip postings`: every document, for accounting."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from jarip.cli.options import new_app

app = new_app()
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


@app.command()
def postings(
    start: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="From this day on (UTC).")
    ] = datetime(1970, 1, 1),
    end: Day = None,
    form: Annotated[str, typer.Option(help="csv or jsonl.")] = "csv",
) -> None:
    """Print every invoice, credit note, payment and transfer as postings (operator)."""
    from jarip.sdk import Client

    with Client() as client:
        until = None if end is None else _ms(end)
        for piece in client.paying.postings(_ms(start), until, form):
            sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _ms(day: datetime) -> int:
    from datetime import UTC

    return int(day.replace(tzinfo=UTC).timestamp()) * 1000
