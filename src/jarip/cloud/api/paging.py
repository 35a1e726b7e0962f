"""How lists are asked for and answered: `?limit=&cursor=&total=`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from jarip.cloud.db.paging import MAX_LIMIT, PageOf, PageRequest

View = TypeVar("View")
Row = TypeVar("Row")


class Page(BaseModel, Generic[View]):
    """One page of a list, newest first."""

    items: list[View]
    next_cursor: str = Field(description="Pass it as `cursor` for the next page; empty on the last")
    total: int | None = Field(description="How many there are in all, if `total=true` was asked")


def get_page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items on a page")] = 50,
    cursor: Annotated[str, Query(description="`next_cursor` of the former page")] = "",
    total: Annotated[bool, Query(description="Count all items, too")] = False,
) -> PageRequest:
    """The page a request asks for."""
    return PageRequest(limit=limit, cursor=cursor, with_total=total)


Paging = Annotated[PageRequest, Depends(get_page_request)]
"""A router parameter: the page asked for."""


PartOfName = Annotated[str, Query(max_length=200, description="Part of the name, in any case")]
"""A router parameter: only what has it in its name (or short name, or address)."""


def render_page(page: PageOf[Row], view: Callable[[Row], View]) -> Page[View]:
    """A page of rows as a page of their views."""
    return Page(
        items=[view(row) for row in page.items], next_cursor=page.next_cursor, total=page.total
    )
