"""Lists by pages: newest first, continued by an opaque cursor, never by an offset."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jarip.cloud.errors import InvalidInputError

Item = TypeVar("Item")
MAX_LIMIT = 500


@dataclass(frozen=True)
class PageRequest:
    """How many items, and after which one. `cursor` is a former page's `next_cursor`."""

    limit: int = 50
    cursor: str = ""
    with_total: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInputError(f"must be from 1 to {MAX_LIMIT}", where="limit")


@dataclass(frozen=True)
class PageOf(Generic[Item]):
    """One page. `next_cursor` is empty on the last; `total` is None unless it was asked for."""

    items: list[Item]
    next_cursor: str
    total: int | None


def select_page(
    session: Session,
    query: Select[Item],
    key: InstrumentedAttribute[str],
    page: PageRequest,
) -> PageOf[Item]:
    """One page of `query` ordered by `key` (a sortable id), newest first."""
    total = None
    if page.with_total:
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    ordered = query.order_by(key.desc()).limit(page.limit + 1)
    if page.cursor:
        ordered = ordered.where(key < _decode(page.cursor))
    rows: list[Any] = list(session.scalars(ordered))
    items = rows[: page.limit]
    more = len(rows) > page.limit
    return PageOf(items, _encode(getattr(items[-1], key.key)) if more else "", total)


def _encode(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except ValueError:
        key = ""
    if not key.isprintable() or not key:
        raise InvalidInputError(
            "is not a cursor this server gave",
            where="cursor",
            todo="pass the former page's next_cursor, or leave it out for the first page",
        )
    return key
