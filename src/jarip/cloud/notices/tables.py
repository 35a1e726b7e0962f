"""Tables of notices: what was told, where webhooks go, and what is still to be delivered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class Notice(Base):
    """Something an organization was told. `key` names the occasion: told once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index(None, "organization_id", "id"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    key: Mapped[Name]
    kind: Mapped[Code]
    severity: Mapped[Code]
    details: Mapped[dict[str, Any]]
    """What the words of its kind are filled in with."""
    link: Mapped[Name]
    """Path of the console's page about it, or empty."""
    created_ms: Mapped[int]
    read_ms: Mapped[int | None]


class WebhookEndpoint(Base):
    """Where an organization wants to be told by HTTP. `kinds` empty: everything."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index(None, "organization_id"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    url: Mapped[str] = mapped_column(String(2000))
    kinds: Mapped[list[str]]
    created_ms: Mapped[int]
    disabled_ms: Mapped[int | None]


class Delivery(Base):
    """A message on its way: to one e-mail address or one webhook endpoint.

    It is due at `next_ms`. A worker that takes it moves `next_ms` on before it sends, so that a
    worker that dies only delays it. `ended_ms` is set when it was acknowledged or given up.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "ended_ms", "next_ms"), Index(None, "organization_id", "id"))

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    notice_id: Mapped[Id] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[Code]
    """email or webhook."""
    target: Mapped[str] = mapped_column(String(2000))
    """An address, or the id of a webhook endpoint."""
    locale: Mapped[Code]
    state: Mapped[Code]
    """waiting, delivered or failed."""
    tries: Mapped[int]
    error: Mapped[str] = mapped_column(Text)
    """What the last try said, or empty."""
    created_ms: Mapped[int]
    next_ms: Mapped[int]
    ended_ms: Mapped[int | None]
