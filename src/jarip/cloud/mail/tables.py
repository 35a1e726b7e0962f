"""The outbox."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, PrimaryId


class MailMessage(Base):
    """A message to send, or one that was sent. Its text is sealed, and dropped once it is sent:
    it may hold a link that opens an account."""

    __tablename__ = "mail_messages"
    __table_args__ = (Index(None, "state", "due_ms"),)

    id: Mapped[PrimaryId]
    recipient: Mapped[str] = mapped_column(String(254))
    template: Mapped[Code]
    subject: Mapped[str] = mapped_column(String(300))
    sealed: Mapped[str] = mapped_column(Text)
    """The text, sealed with the installation's secret; empty once sent or given up."""
    state: Mapped[Code]
    """waiting, sent or failed."""
    tries: Mapped[int]
    due_ms: Mapped[int]
    """When to try next. A server that tries puts it off first, so that no other does the same."""
    last_error: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int]
    ended_ms: Mapped[int | None]
