"""The log's table. Triggers in the database refuse to change or delete a row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class AuditEntry(Base):
    """One change, or one look of an operator at somebody else's data."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("organization_id", "number"),
        Index(None, "organization_id", "id"),
        Index(None, "actor_id", "id"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    """Whose data; empty for what concerns the whole installation."""
    number: Mapped[int]
    """Its place in the organization's chain, from 1 on, without gaps."""
    at_ms: Mapped[int]
    actor_id: Mapped[Id]
    """An API key (`key_...`) or a person (`usr_...`)."""
    actor_name: Mapped[str] = mapped_column(String(254))
    """The key's name or the person's e-mail address at that time."""
    action: Mapped[Name]
    """The operation's name, as in the REST documentation."""
    target: Mapped[Name]
    """The id of what was changed or looked at, if there is one."""
    is_visit: Mapped[bool]
    """Whether an operator acted in an organization that is not theirs."""
    address: Mapped[Code]
    """The network address the request came from."""
    detail: Mapped[dict[str, Any]]
    """Which rows changed, and how."""
    previous_hash: Mapped[Code]
    hash: Mapped[Code]
