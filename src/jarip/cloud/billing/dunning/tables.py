"""Tables of dunning: a case for each invoice that was not paid in time."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Id


class DunningCase(Base):
    """An unpaid invoice. `step` is the next of the schedule's, due at `next_ms`."""

    __tablename__ = "dunning_cases"
    __table_args__ = (Index(None, "closed_ms", "next_ms"), Index(None, "organization_id"))

    invoice_id: Mapped[str] = mapped_column(String(40), ForeignKey("invoices.id"), primary_key=True)
    organization_id: Mapped[Id]
    opened_ms: Mapped[int]
    step: Mapped[int]
    next_ms: Mapped[int]
    closed_ms: Mapped[int | None]
