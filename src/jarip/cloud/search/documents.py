"""Writing documents, each within the transaction of what it describes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from jarip.cloud.search.tables import SearchDocument
from jarip.cloud.search.tokens import normalise, owner_token, pair_tokens

RANDOM_BITS = 20
MOST_BODY = 16_384
MOST_TITLE = 300


class Kind(StrEnum):
    """What can be found."""

    JOB = "job"
    LOG = "log"
    PROJECT = "project"
    MEMBER = "member"
    INVOICE = "invoice"
    AUDIT = "audit"


@dataclass(frozen=True)
class NewDocument:
    """What of one thing shall be found."""

    kind: Kind
    ref: str
    organization_id: str
    at_ms: int
    title: str
    body: str = ""
    keywords: str = ""
    author: str = ""
    project_id: str = ""
    part: int = 0


def document_id(at_ms: int, random: int = 0) -> int:
    """An id that sorts by time: milliseconds, then 20 random bits."""
    return (at_ms << RANDOM_BITS) + random


def document_time_ms(row_id: int) -> int:
    """When what a document describes was made."""
    return row_id >> RANDOM_BITS


def add_documents(connection: Connection, documents: Sequence[NewDocument]) -> None:
    """Add documents of things that had none."""
    if documents:
        ids = _free_ids(connection, [each.at_ms for each in documents])
        rows = [
            {"id": row_id, **document_values(each)}
            for row_id, each in zip(ids, documents, strict=True)
        ]
        connection.execute(insert(SearchDocument), rows)


def replace_document(connection: Connection, document: NewDocument) -> None:
    """Change the document of a thing, or add it."""
    changed = connection.execute(
        update(SearchDocument).where(*_of(document)).values(**document_values(document))
    ).rowcount
    if not changed:
        add_documents(connection, [document])


def remove_document(connection: Connection, kind: Kind, ref: str, organization_id: str) -> None:
    """Forget a thing."""
    connection.execute(
        delete(SearchDocument).where(
            SearchDocument.kind == kind,
            SearchDocument.ref == ref,
            SearchDocument.organization_id == organization_id,
        )
    )


def add_missing(connection: Connection, documents: Iterable[NewDocument]) -> int:
    """Add those that are not there yet; how many. For filling an index after an upgrade."""
    missing = [
        each
        for each in documents
        if not connection.execute(select(SearchDocument.id).where(*_of(each))).first()
    ]
    add_documents(connection, missing)
    return len(missing)


def _free_ids(connection: Connection, moments_ms: Sequence[int]) -> list[int]:
    """An id for each moment that no row has. A thousand jobs of an array are of one millisecond:
    without looking, two of their ids would be the same in four of ten arrays."""
    ids = [0] * len(moments_ms)
    drawn: set[int] = set()
    waiting = list(range(len(ids)))
    while waiting:
        for place in waiting:
            ids[place] = _draw_id(moments_ms[place], drawn)
            drawn.add(ids[place])
        asked = [ids[place] for place in waiting]
        taken = set(
            connection.scalars(select(SearchDocument.id).where(SearchDocument.id.in_(asked)))
        )
        waiting = [place for place in waiting if ids[place] in taken]
    return ids


def _draw_id(at_ms: int, drawn: set[int]) -> int:
    while (row_id := document_id(at_ms, secrets.randbits(RANDOM_BITS))) in drawn:
        pass
    return row_id


def _of(document: NewDocument) -> tuple[ColumnElement[bool], ...]:
    return (
        SearchDocument.kind == document.kind,
        SearchDocument.ref == document.ref,
        SearchDocument.part == document.part,
        SearchDocument.organization_id == document.organization_id,
    )


def document_values(document: NewDocument) -> dict[str, object]:
    title = normalise(document.title)[:MOST_TITLE]
    body = normalise(document.body)[:MOST_BODY]
    keywords, author = normalise(document.keywords), normalise(document.author)[:254]
    return {
        "organization_id": document.organization_id,
        "project_id": document.project_id,
        "kind": document.kind,
        "ref": document.ref,
        "part": document.part,
        "title": title,
        "body": body,
        "keywords": keywords,
        "author": author,
        "owner": owner_token(document.organization_id, document.kind),
        "pairs": pair_tokens("\n".join((title, body, keywords, author))),
    }
