"""Tables of accounts: organizations, projects, users, members, API keys."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class Organization(Base):
    """A customer: who subscribes, is billed, and owns projects. `time_zone` is an IANA name."""

    __tablename__ = "organizations"

    id: Mapped[PrimaryId]
    name: Mapped[Name]
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    time_zone: Mapped[Code]
    locale: Mapped[Code]
    is_operator: Mapped[bool]
    created_ms: Mapped[int]


class Project(Base):
    """Where jobs live. Its slug is unique within the organization."""

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("organization_id", "slug"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[Name]
    slug: Mapped[str] = mapped_column(String(63))
    created_ms: Mapped[int]
    archived_ms: Mapped[int | None]


class User(Base):
    """A person. `email` is kept in lower case."""

    __tablename__ = "users"

    id: Mapped[PrimaryId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Name]
    created_ms: Mapped[int]


class Member(Base):
    """A person's role in an organization."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("organization_id", "user_id"), Index(None, "user_id"))

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    role: Mapped[Code]
    created_ms: Mapped[int]


class ApiKey(Base):
    """A key's record. The secret itself is shown once and never stored, only its keyed hash."""

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "organization_id"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[Id | None] = mapped_column(ForeignKey("projects.id"))
    member_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[Name]
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    created_ms: Mapped[int]
    expires_ms: Mapped[int | None]
    revoked_ms: Mapped[int | None]
    last_used_ms: Mapped[int | None]
