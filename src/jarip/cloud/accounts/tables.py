"""Tables of accounts: organizations, projects, users, members, sessions, invitations, API keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
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
    """A person. `email` is kept in lower case; `password_hash` is empty without a password."""

    __tablename__ = "users"

    id: Mapped[PrimaryId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Name]
    locale: Mapped[Code] = mapped_column(default="en")
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    is_operator: Mapped[bool] = mapped_column(default=False)
    """Whether this person runs the installation."""
    created_ms: Mapped[int]
    email_verified_ms: Mapped[int | None]
    disabled_ms: Mapped[int | None]
    """Since when this person may not log in."""


class Member(Base):
    """A person's role in an organization."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("organization_id", "user_id"), Index(None, "user_id"))

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    role: Mapped[Code]
    created_ms: Mapped[int]


class LoginSession(Base):
    """A browser's session. The cookie holds a random token, this row only its keyed hash."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index(None, "user_id", "id"),)

    id: Mapped[PrimaryId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[Id | None] = mapped_column(ForeignKey("organizations.id"))
    """The organization last chosen."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    needs_second_factor: Mapped[bool]
    """The password was right, but the code of the second factor is still to come."""
    created_ms: Mapped[int]
    last_seen_ms: Mapped[int]
    expires_ms: Mapped[int]
    """The absolute end, however busy the session is."""
    ended_ms: Mapped[int | None]


class Invitation(Base):
    """An offer of membership to whoever holds the link sent to `email`."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "organization_id", "id"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Code]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor_id: Mapped[Id]
    """Who invited."""
    created_ms: Mapped[int]
    expires_ms: Mapped[int]
    accepted_ms: Mapped[int | None]
    revoked_ms: Mapped[int | None]


class OneTimeToken(Base):
    """A link that works once: first set-up, e-mail verification, password reset."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[PrimaryId]
    purpose: Mapped[Code]
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    """Whom it is for; None for the first set-up."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    detail: Mapped[str] = mapped_column(Text)
    """What it confirms: a sealed sign-up, for instance."""
    created_ms: Mapped[int]
    expires_ms: Mapped[int]
    used_ms: Mapped[int | None]


class SecondFactor(Base):
    """A person's TOTP secret (RFC 6238), sealed. Unconfirmed, it does not protect yet."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    """The newest time step whose code was used: no code works twice."""
    created_ms: Mapped[int]
    confirmed_ms: Mapped[int | None]


class RecoveryCode(Base):
    """A code that stands in for a lost second factor, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[PrimaryId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_ms: Mapped[int | None]


class Lockout(Base):
    """Failed tries at one door (`lockout.py`)."""

    __tablename__ = "lockouts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of which door: it may be made of somebody's e-mail address."""
    failures: Mapped[int]
    last_ms: Mapped[int]
    locked_until_ms: Mapped[int]


class RateCounter(Base):
    """How many requests came under one name within one window (`rate_limits.py`)."""

    __tablename__ = "rate_counters"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    window_start_ms: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class ExternalIdentity(Base):
    """A person at an OpenID Connect provider."""

    __tablename__ = "external_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"), Index(None, "user_id"))

    id: Mapped[PrimaryId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    created_ms: Mapped[int]


class DeviceLogin(Base):
    """A command line that waits for somebody to let it in, in a browser (RFC 8628)."""

    __tablename__ = "device_logins"

    id: Mapped[PrimaryId]
    device_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[Name]
    """What the command line says it is, such as the machine's name."""
    address: Mapped[Code]
    created_ms: Mapped[int]
    expires_ms: Mapped[int]
    decided_ms: Mapped[int | None]
    sealed_key: Mapped[str] = mapped_column(Text)
    """The new API key until it is fetched, sealed; empty if refused or fetched."""


class InstallationSetting(Base):
    """A choice of the operator's that holds for the whole installation (`installation.py`)."""

    __tablename__ = "installation_settings"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_ms: Mapped[int]


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
