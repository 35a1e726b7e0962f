"""Tables of operators' rules for the pool."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId


class PoolWindow(Base):
    """Nodes or chips that are spoken for during a time. Ended ones stay, for who asks later.

    `kind` is `maintenance`, `drain` or `reservation`; only the last is an organization's.
    `nodes` is empty where `chips` chips of `chip_kind` are meant, wherever they are.
    """

    __tablename__ = "pool_windows"
    __table_args__ = (Index(None, "ended_ms"),)

    id: Mapped[PrimaryId]
    kind: Mapped[Code]
    nodes: Mapped[list[str]]
    organization_id: Mapped[Id]
    chips: Mapped[int]
    chip_kind: Mapped[Code]
    from_ms: Mapped[int]
    until_ms: Mapped[int | None]
    """None: until somebody ends it."""
    text: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int]
    ended_ms: Mapped[int | None]
    """When an operator ended it; None as long as it holds, or held until its time was over."""


class PoolQuota(Base):
    """So many chips may the running jobs of an organization or project have together."""

    __tablename__ = "pool_quotas"
    __table_args__ = (UniqueConstraint("organization_id", "project_id", "chip_kind"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[Id]
    """Empty for the whole organization."""
    chip_kind: Mapped[Code]
    """A kind or a maker; empty for all chips together."""
    chips: Mapped[int]
    changed_ms: Mapped[int]


class PoolShare(Base):
    """An organization's weight in the fair share, in hundredths. Without a row it is 1."""

    __tablename__ = "pool_shares"

    organization_id: Mapped[PrimaryId] = mapped_column(ForeignKey("organizations.id"))
    weight_percent: Mapped[int]
    changed_ms: Mapped[int]


class PoolPolicy(Base):
    """The one row of what holds for the whole pool."""

    __tablename__ = "pool_policy"

    id: Mapped[PrimaryId]
    min_run_ms: Mapped[int]
    half_life_ms: Mapped[int]
    changed_ms: Mapped[int]
