"""Lists by pages: newest first, continued by an opaque cursor, never by an offset."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select
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
    rows: list[Any] = list(session.scalars(_narrow(query, key, page)))
    return _cut(session, query, key, page, rows)


def select_columns_page(
    session: Session, query: Select[Any], key: InstrumentedAttribute[str], page: PageRequest
) -> PageOf[Row[Any]]:
    """As `select_page`, of rows of the columns that `query` names: much quicker than whole
    entities, where a list shows a few columns of many rows."""
    rows: list[Any] = list(session.execute(_narrow(query, key, page)))
    return _cut(session, query, key, page, rows)


def _narrow(query: Select[Any], key: InstrumentedAttribute[str], page: PageRequest) -> Select[Any]:
    """The page's rows and one more, which says whether there is a next page."""
    ordered = query.order_by(key.desc()).limit(page.limit + 1)
    return ordered.where(key < _decode(page.cursor)) if page.cursor else ordered


def _cut(
    session: Session,
    query: Select[Any],
    key: InstrumentedAttribute[str],
    page: PageRequest,
    rows: list[Any],
) -> PageOf[Any]:
    total = None
    if page.with_total:
        counted = query.with_only_columns(key).order_by(None).subquery()
        total = session.scalar(select(func.count()).select_from(counted))
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
