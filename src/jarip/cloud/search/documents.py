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
        connection.execute(insert(SearchDocument), [_values(each) for each in documents])


def replace_document(connection: Connection, document: NewDocument) -> None:
    """Change the document of a thing, or add it."""
    values = _values(document)
    values.pop("id")
    changed = connection.execute(
        update(SearchDocument).where(*_of(document)).values(**values)
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


def _of(document: NewDocument) -> tuple[ColumnElement[bool], ...]:
    return (
        SearchDocument.kind == document.kind,
        SearchDocument.ref == document.ref,
        SearchDocument.part == document.part,
        SearchDocument.organization_id == document.organization_id,
    )


def _values(document: NewDocument) -> dict[str, object]:
    title = normalise(document.title)[:MOST_TITLE]
    body = normalise(document.body)[:MOST_BODY]
    keywords, author = normalise(document.keywords), normalise(document.author)[:254]
    return {
        "id": document_id(document.at_ms, secrets.randbits(RANDOM_BITS)),
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
