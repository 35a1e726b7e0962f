"""Tables of budgets: the budgets, and the thresholds they crossed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class Budget(Base):
    """How much may be spent within a window: by the organization, a project or a member.

    `project_id` and `member_id` are empty for the whole organization. `counts` is `net` (after the
    plan's included compute) or `gross` (at the plan's rates). `thresholds` are percents.
    """

    __tablename__ = "budgets"
    __table_args__ = (Index(None, "organization_id", "archived_ms"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[Id]
    member_id: Mapped[Id]
    name: Mapped[Name]
    currency: Mapped[Code]
    amount_micros: Mapped[int]
    window: Mapped[Code]
    counts: Mapped[Code]
    hard: Mapped[bool]
    thresholds: Mapped[list[Any]] = mapped_column(JSON())
    created_ms: Mapped[int]
    archived_ms: Mapped[int | None]


class BudgetAlert(Base):
    """A budget's spending crossed a threshold in a window: told once."""

    __tablename__ = "budget_alerts"
    __table_args__ = (UniqueConstraint("budget_id", "window_start_ms", "threshold"),)

    id: Mapped[PrimaryId]
    budget_id: Mapped[Id] = mapped_column(ForeignKey("budgets.id"))
    organization_id: Mapped[Id]
    window_start_ms: Mapped[int]
    threshold: Mapped[int]
    spent_micros: Mapped[int]
    amount_micros: Mapped[int]
    crossed_ms: Mapped[int]
