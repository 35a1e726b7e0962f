"""Searching: newest first, with what the caller may see and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.search.documents import Kind, document_id, document_time_ms
from jarip.cloud.search.matching import Match, match_postgres, match_sqlite
from jarip.cloud.search.request import SearchRequest
from jarip.cloud.search.snippets import cut_snippet
from jarip.cloud.search.tables import SearchDocument

COUNT_UP_TO = 10_000
"""Totals beyond are told as "more than": nobody reads on, and counting would take long."""

SHOWN = tuple(
    getattr(SearchDocument, name)
    for name in ("id", "kind", "ref", "project_id", "title", "body", "keywords", "author")
)
"""What of a document a hit is made of."""

PERMISSIONS: dict[Kind, Permission] = {
    Kind.JOB: Permission.JOBS_READ,
    Kind.LOG: Permission.JOBS_READ,
    Kind.PROJECT: Permission.PROJECTS_READ,
    Kind.MEMBER: Permission.MEMBERS_READ,
    Kind.INVOICE: Permission.BILLING_READ,
    Kind.AUDIT: Permission.AUDIT_READ,
}
"""What it takes to find something."""

OF_PROJECTS = frozenset({Kind.JOB, Kind.LOG, Kind.PROJECT})
"""What belongs to projects: a caller bound to one finds only its own."""


@dataclass(frozen=True)
class Hit:
    """One thing found. `snippet` is the text around the first word found."""

    kind: Kind
    ref: str
    project_id: str
    title: str
    snippet: str
    keywords: str
    author: str
    at_ms: int


@dataclass(frozen=True)
class SearchPage:
    """Hits, newest first. `total` stops at `COUNT_UP_TO`, and then `is_exact` is false.

    `next_id` is 0 on the last page.
    """

    hits: list[Hit]
    total: int
    is_exact: bool
    next_id: int


def may_find(caller: Principal) -> frozenset[Kind]:
    """What kinds of things the caller may find at all."""
    kinds = {kind for kind, needed in PERMISSIONS.items() if needed in caller.permissions}
    return frozenset(kinds & OF_PROJECTS if caller.project_id else kinds)


def search_documents(session: Session, caller: Principal, request: SearchRequest) -> SearchPage:
    """One page of what the caller may see that has every word."""
    kinds = sorted(request.kinds & may_find(caller))
    if not kinds:
        return SearchPage([], 0, True, 0)
    dialect = session.get_bind().dialect.name
    make_match = match_sqlite if dialect == "sqlite" else match_postgres
    match = make_match(caller.organization_id, kinds, request.scope, request.words)
    if caller.project_id:
        match.conditions.append("d.project_id = :project_id")
        match.values["project_id"] = caller.project_id
    _limit_span(match, request)
    total, rows = _find(session, match, request)
    hits = [
        Hit(
            kind=Kind(row.kind),
            ref=row.ref,
            project_id=row.project_id,
            title=row.title,
            snippet=cut_snippet(row.body, request.words.all),
            keywords=row.keywords,
            author=row.author,
            at_ms=document_time_ms(row.id),
        )
        for row in rows[: request.limit]
    ]
    more = len(rows) > request.limit
    next_id = int(rows[request.limit - 1].id) if more else 0
    return SearchPage(hits, min(total, COUNT_UP_TO), total <= COUNT_UP_TO, next_id)


def narrow_kinds(request: SearchRequest, kinds: frozenset[Kind]) -> SearchRequest:
    """The same query for some kinds only; an empty set leaves all."""
    return replace(request, kinds=kinds) if kinds else request


def _limit_span(match: Match, request: SearchRequest) -> None:
    match.conditions.append(f"{match.key} >= :low AND {match.key} < :high")
    match.values["low"] = document_id(max(0, request.from_ms))
    match.values["high"] = document_id(request.to_ms)


def _find(session: Session, match: Match, request: SearchRequest) -> tuple[int, Sequence[Row[Any]]]:
    """How many there are, up to one more than are counted; the rows of the page and one more.

    One look into the index tells both, as it is what takes the time. Only who reads on beyond what
    is counted needs another one.
    """
    most = COUNT_UP_TO + 1
    found = _read_ids(session, match, most)
    before = request.before_id
    page: Sequence[int] = [row_id for row_id in found if before is None or row_id < before]
    if before is not None and len(found) == most and len(page) <= request.limit:
        match.conditions.append(f"{match.key} < :before")
        match.values["before"] = before
        page = _read_ids(session, match, request.limit + 1)
    wanted = page[: request.limit + 1]
    rows = session.execute(select(*SHOWN).where(SearchDocument.id.in_(wanted)))
    return len(found), sorted(rows, key=lambda row: -row.id)


def _read_ids(session: Session, match: Match, most: int) -> Sequence[int]:
    """Ids of the newest documents that match."""
    return session.scalars(
        text(
            f"SELECT d.id FROM {match.source} WHERE {' AND '.join(match.conditions)} "
            f"ORDER BY {match.key} DESC LIMIT :most"
        ),
        {**match.values, "most": most},
    ).all()
