"""REST of the accounting export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.accounting.formats import write_csv, write_json_lines
from jarip.cloud.billing.accounting.postings import list_postings
from jarip.cloud.context import CloudContext

router = APIRouter(prefix="/v1/accounting", tags=["accounting"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]
LAST_MS = 8_640_000_000_000_000
"""The last moment that a date of JavaScript can name. No database takes much later ones."""
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}


@router.get("/postings", response_class=StreamingResponse)
def export_postings(
    cloud: Cloud,
    _caller: Operator,
    start_ms: Annotated[int, Query(ge=0, le=LAST_MS, description="From this moment on")] = 0,
    end_ms: Annotated[
        int | None, Query(ge=0, le=LAST_MS, description="Until before it; now if left out")
    ] = None,
    form: Annotated[
        Literal["csv", "jsonl"], Query(description="csv, or a JSON object a line")
    ] = "csv",
) -> StreamingResponse:
    """Every invoice, credit note, payment and wallet transfer of all customers as postings by
    double entry. For the operator."""
    end = cloud.clock.now_ms() + 1 if end_ms is None else end_ms
    name = f'attachment; filename="postings-{start_ms}-{end}.{form}"'
    return StreamingResponse(
        _lines(cloud, start_ms, end, form),
        media_type=TYPES[form],
        headers={"Content-Disposition": name},
    )


def _lines(cloud: CloudContext, start_ms: int, end_ms: int, form: str) -> Iterator[str]:
    write = write_csv if form == "csv" else write_json_lines
    with cloud.database.read() as session:
        yield from write(list_postings(session, start_ms, end_ms))
