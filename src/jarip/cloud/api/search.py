"""REST of the search over everything."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.api.auth import Caller, Cloud
from jarip.cloud.db.database import get_row
from jarip.cloud.search.documents import Kind
from jarip.cloud.search.query import COUNT_UP_TO, search_documents
from jarip.cloud.search.request import (
    MOST_CHARACTERS,
    Period,
    Scope,
    SearchRequest,
    parse_words,
    span_of_period,
)

router = APIRouter(prefix="/v1", tags=["search"])


class HitView(BaseModel):
    """One thing found."""

    model_config = ConfigDict(from_attributes=True)
    kind: Kind
    ref: str = Field(description="Its id; of a piece of a log, the job's")
    project_id: str
    title: str
    snippet: str = Field(description="The text around the first word found")
    keywords: str
    author: str
    at_ms: int


class SearchView(BaseModel):
    """A page of what was found, newest first."""

    items: list[HitView]
    total: int = Field(description=f"How many there are, counted up to {COUNT_UP_TO:,}")
    is_exact: bool = Field(description="False if there are more than were counted")
    next_cursor: str = Field(description="Pass it as `cursor` for the next page; empty on the last")


@router.get("/search")
def search_everything(
    cloud: Cloud,
    caller: Caller,
    q: Annotated[
        str,
        Query(
            max_length=MOST_CHARACTERS,
            description='Words that all have to be there, as any part of a word; "in quotes" for '
            "several as one",
        ),
    ],
    scope: Annotated[Scope, Query(description="Where to look; both: title and body")] = Scope.ALL,
    kind: Annotated[list[Kind], Query(description="Any of these; all if left out")] = [],  # noqa: B006
    period: Annotated[Period, Query(description="Since when; own: between `from` and `to`")] = (
        Period.ALL
    ),
    from_day: Annotated[date | None, Query(alias="from", description="First day")] = None,
    to_day: Annotated[date | None, Query(alias="to", description="Last day, included")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str, Query(pattern="^[0-9]{0,19}$")] = "",
) -> SearchView:
    """Search jobs, logs, projects, members, invoices and the audit log, as far as you may see
    them. Days are those of the organization's time zone."""
    words = parse_words(q)
    with cloud.database.read() as session:
        zone = ZoneInfo(get_row(session, Organization, caller.organization_id).time_zone)
        first, end = span_of_period(period, zone, cloud.clock.now_ms(), from_day, to_day)
        request = SearchRequest(
            words,
            scope,
            frozenset(kind or Kind),
            first,
            end,
            limit,
            min(int(cursor), 2**63 - 1) if cursor else None,
        )
        page = search_documents(session, caller, request)
    return SearchView(
        items=[HitView.model_validate(hit) for hit in page.hits],
        total=page.total,
        is_exact=page.is_exact,
        next_cursor=str(page.next_id) if page.next_id else "",
    )
