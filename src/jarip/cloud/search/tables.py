"""Tables of search. The index over the documents belongs to the database: see migration 0015."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId

_WAITING = text("is_done = false")


class SearchDocument(Base):
    """What of one thing can be found. `id` begins with its time, so that the order of ids is the
    order of time and a period is a range of ids: see `document_id`."""

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("kind", "ref", "part", "organization_id"),
        Index(None, "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    organization_id: Mapped[Id]
    project_id: Mapped[Id]
    """Empty for what belongs to no project."""
    kind: Mapped[Code]
    ref: Mapped[Id]
    """The thing's id. For logs it is the job's."""
    part: Mapped[int]
    """Of a log: which piece; else 0."""
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    keywords: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(254))
    owner: Mapped[str] = mapped_column(String(8))
    """One token for organization and kind: see `tokens.owner_token`."""
    pairs: Mapped[str] = mapped_column(Text)
    """What queries of one or two letters look in: see `tokens.pair_tokens`."""


class SearchLogPosition(Base):
    """How far an attempt's log is indexed: the outbox of the log indexer."""

    __tablename__ = "search_log_positions"
    __table_args__ = (
        Index(
            "ix_search_log_positions_waiting",
            "attempt_id",
            sqlite_where=text("is_done = 0"),
            postgresql_where=_WAITING,
        ),
    )

    attempt_id: Mapped[PrimaryId]
    offset: Mapped[int]
    part: Mapped[int]
    is_done: Mapped[bool]
