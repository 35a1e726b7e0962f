"""Tables of the catalog: the plan versions ever published."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code


class PlanVersion(Base):
    """A published plan version. `body` never changes; `retired_ms` says since when it is not sold.

    `source` is `file` or `console`: who retires it.
    """

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    plan_id: Mapped[Code]
    version: Mapped[int]
    source: Mapped[Code]
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    published_ms: Mapped[int]
    retired_ms: Mapped[int | None]
